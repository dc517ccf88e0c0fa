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

export async function merge(choices: Choices): Promise<void> {
  try {
    const { Contact } = await crm.contacts.merge(mergeInput(choices))
    const { Id = '', Version = 0, DisplayName = '' } = Contact
    await refreshLists()
    tell(words.merged(number(choices.included.size), DisplayName), { undo: () => undoVersion(Id, Version) })
  } catch (error) {
    tellProblem(error)
  }
}

export async function tellApart({ included }: Choices): Promise<void> {
  const Ids = [...included]
  const say = async (Undo: boolean) => {
    await crm.contacts.notDuplicates({ Ids, Undo })
    await refreshLists()
  }
  try {
    await say(false)
    tell(words.noted, { undo: () => say(true) })
  } catch (error) {
    tellProblem(error)
  }
}
