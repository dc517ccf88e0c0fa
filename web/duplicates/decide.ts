/** What a person decides about a group: that its contacts are one, or that they are not. */
import type { Input } from '../../client/client.ts'
import { refreshLists } from '../contacts/cache.ts'
import { undoVersion } from '../contacts/change.tsx'
import { crm } from '../crm/crm.ts'
import { tell, tellProblem } from '../crm/toasts.tsx'
import { words } from '../texts/duplicates.ts'
import { number } from '../texts/texts.ts'
import type { Choices } from './choices.ts'

export const mergeInput = ({ included, into, chosen }: Choices): Input<'contacts/merge'> => ({
  Ids: [...included],
  Into: into,
  Choose: chosen,
})

/** @returns whether it was done, as below */
export async function merge(choices: Choices): Promise<boolean> {
  try {
    const { Contact } = await crm.contacts.merge(mergeInput(choices))
    const { Id = '', Version = 0, DisplayName = '' } = Contact
    await refreshLists()
    tell(words.merged(number(choices.included.size), DisplayName), { undo: () => undoVersion(Id, Version) })
    return true
  } catch (error) {
    tellProblem(error)
    return false
  }
}

export async function tellApart({ included }: Choices): Promise<boolean> {
  const Ids = [...included]
  const say = async (Undo: boolean) => {
    await crm.contacts.notDuplicates({ Ids, Undo })
    await refreshLists()
  }
  try {
    await say(false)
    tell(words.noted, { undo: () => say(true) })
    return true
  } catch (error) {
    tellProblem(error)
    return false
  }
}
