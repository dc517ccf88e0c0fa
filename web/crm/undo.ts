import type { Input } from '../../client/client.ts'
import { texts } from '../texts/texts.ts'
import { crm } from './crm.ts'
import { queries } from './queries.ts'
import { outcomeOf } from './toasts.tsx'

/** Takes back a change set. @returns what to tell of it */
export async function undoChangeSet(changeSetId: string): Promise<string> {
  const { Left } = await outcomeOf(await crm.changesets.undo(changeSetId, {}))
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
