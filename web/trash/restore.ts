/** Out of the trash, one or many, with a way back into it. */
import type { Search } from '../contacts/address.ts'
import { refreshLists } from '../contacts/cache.ts'
import { undoVersion } from '../contacts/change.tsx'
import type { Contact } from '../contacts/rows.ts'
import { type Selection, whichOf } from '../contacts/selection.ts'
import { crm } from '../crm/crm.ts'
import { follow, tell, tellProblem } from '../crm/toasts.tsx'
import { undoChangeSet } from '../crm/undo.ts'
import { number } from '../texts/texts.ts'
import { words } from '../texts/trash.ts'

export async function restoreOne({ Id = '', DisplayName = '' }: Contact): Promise<void> {
  try {
    const { Version = 0 } = await crm.contacts.restore(Id, {})
    await refreshLists()
    tell(words.restored(DisplayName), { undo: () => undoVersion(Id, Version) })
  } catch (error) {
    tellProblem(error)
  }
}

/** @returns whether it was done */
export async function restoreSeveral(selection: Selection, search: Search, count: number): Promise<boolean> {
  try {
    const request = await crm.contacts.bulkRestore(whichOf(selection, search))
    const { Changed, Failed } = (await follow(words.restoring(number(count)), request)) as {
      Changed: number
      Failed: number
    }
    await refreshLists()
    const rest = Failed === 0 ? '' : ` ${words.noRoom(number(Failed))}`
    // The change set of a request has its id.
    const undo = () => undoChangeSet(request.RequestId)
    tell(words.restoredSeveral(number(Changed)) + rest, Changed === 0 ? {} : { undo })
    return true
  } catch (error) {
    tellProblem(error)
    return false
  }
}
