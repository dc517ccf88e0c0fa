/** The same done to many contacts: as requests, each with a toast that shows how far it is, and a way back. */
import { Button, Group, Text } from '@mantine/core'
import type { Output, RequestStatus } from '../../client/client.ts'
import { crm } from '../crm/crm.ts'
import { follow, tell, tellProblem } from '../crm/toasts.tsx'
import { undoChangeSet } from '../crm/undo.ts'
import { ask } from '../look/dialogs.tsx'
import { number, texts } from '../texts/texts.ts'
import type { Search } from './address.ts'
import { refreshLists } from './cache.ts'
import { labelText } from './chips.tsx'
import { type Selection, whichOf } from './selection.ts'

export interface Chosen {
  selection: Selection
  search: Search
  /** How many they are, as far as it is known. */
  count: number
}

export const addLabel = (chosen: Chosen, name: string) =>
  change(chosen, { Add: { Labels: [name] } }, (count) => texts.selected.labelled(number(count), labelText(name)))

export const removeLabel = (chosen: Chosen, name: string) =>
  change(chosen, { Remove: { Labels: [name] } }, (count) => texts.selected.unlabelled(number(count), labelText(name)))

type Edit = { Add: { Labels: string[] } } | { Remove: { Labels: string[] } }

async function change(chosen: Chosen, edit: Edit, told: (count: number) => string): Promise<void> {
  const begin = async () =>
    crm.contacts.bulkUpdate({
      ...whichOf(chosen.selection, chosen.search),
      ...edit,
      ExpectedCount: await exactCount(chosen),
    })
  await doAtOnce(texts.selected.changing(number(chosen.count)), begin, told)
}

/** @returns whether it was done */
export async function deleteSelected(chosen: Chosen): Promise<boolean> {
  const count = await exactCount(chosen)
  const { deleteQuestion, deleteAbout, delete: doIt, deleting, deleted } = texts.selected
  const isSure = await ask<boolean>(deleteQuestion(number(count)), (choose) => (
    <>
      <Text>{deleteAbout}</Text>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={() => choose(false)} data-autofocus>
          {texts.cancel}
        </Button>
        <Button color="red" onClick={() => choose(true)}>
          {doIt}
        </Button>
      </Group>
    </>
  ))
  if (!isSure) return false
  const begin = () => crm.contacts.bulkDelete({ ...whichOf(chosen.selection, chosen.search), ExpectedCount: count })
  return doAtOnce(deleting(number(count)), begin, (done) => deleted(number(done)))
}

/** The server wants to be told how many it will be, where that is much of the list. */
async function exactCount({ selection, search, count }: Chosen): Promise<number> {
  if (!selection.isAll) return count
  const { Search = {} } = whichOf(selection, search) as { Search?: Search }
  const { TotalCount = 0 } = await crm.contacts.search({ ...Search, PageSize: 1, Properties: ['Id'], Total: 'EXACT' })
  return TotalCount
}

type Bulk = Output<'contacts/bulk-update'>
type BulkResult = Bulk extends RequestStatus<infer Result> ? Result : never

async function doAtOnce(
  message: string,
  begin: () => Promise<RequestStatus<BulkResult>>,
  told: (count: number) => string,
) {
  try {
    const request = await begin()
    const { Changed, Failed } = (await follow(message, request)) as { Changed: number; Failed: number }
    await refreshLists()
    const rest = Failed === 0 ? '' : ` ${texts.selected.failed(number(Failed))}`
    // The change set of a request has its id.
    tell(told(Changed) + rest, Changed === 0 ? {} : { undo: () => undoChangeSet(request.RequestId) })
    return true
  } catch (error) {
    tellProblem(error)
    return false
  }
}

/** The same, as a search: an export is asked for by one. */
export function searchOfSelected({ selection, search }: Chosen): Search {
  const which = whichOf(selection, search)
  if ('Search' in which) return which.Search
  return { Filter: { Property: 'Id', Operator: 'IN', Values: which.Ids } }
}
