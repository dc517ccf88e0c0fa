import { refreshLists } from '../contacts/cache.ts'
import { texts } from '../texts/texts.ts'
import { crm } from './crm.ts'
import { outcomeOf } from './toasts.tsx'

/** Takes back a change set. @returns what to tell of it */
export async function undoChangeSet(changeSetId: string): Promise<string> {
  const { Left } = await outcomeOf(await crm.changesets.undo(changeSetId, {}))
  await refreshLists()
  return Left === 0 ? texts.undone : texts.undoneInPart(Left)
}
