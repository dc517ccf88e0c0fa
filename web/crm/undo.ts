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
