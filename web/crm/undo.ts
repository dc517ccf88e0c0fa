import type { Input, RequestStatus } from '../../client/client.ts'
import { texts } from '../texts/texts.ts'
import { crm } from './crm.ts'
import { queries } from './queries.ts'
import { outcomeOf } from './toasts.tsx'

interface Undone {
  /** How many things somebody has changed since. */
  Left: number
}

/** Takes back a change set. @param wait for the request, where not quietly @returns what to tell of it */
export async function undoChangeSet(changeSetId: string, wait = outcomeOf<Undone>): Promise<string> {
  const { Left } = await wait((await crm.changesets.undo(changeSetId, {})) as RequestStatus<Undone>)
  // It may have changed anything.
  await queries.invalidateQueries()
  return Left === 0 ? texts.undone : texts.undoneInPart(Left)
}

/** The last ones, among which that is which one has made a moment ago, whatever else goes on. */
const looked = 10

/** Takes back what was done last to a label, a contact type or a segment. */
export async function undoLast(Kind: NonNullable<Input<'changesets/list'>['Kind']>, id: string): Promise<string> {
  const { Rows } = await crm.changesets.list({ Kind, PageSize: looked })
  for (const set of Rows) {
    const [change] = (await crm.changesets.get(set.Id, { PageSize: 1 })).Rows
    if (change?.EntityId === id) return undoChangeSet(set.Id)
  }
  throw new Error(`no ${Kind} of ${id} among the last change sets`)
}
