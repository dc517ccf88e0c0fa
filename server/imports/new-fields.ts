/** The custom fields that an import makes. */
import { changeCustomFields } from '../custom-fields/change.ts'
import type { Beginning } from '../http/operation.ts'
import { currentVocabulary, type Field, nameKey, type Vocabulary } from '../vocabulary/vocabulary.ts'
import type { Settings } from './settings.ts'

export function fieldIdsOf(names: string[], { fieldIds }: Vocabulary, wouldBe: Field[]): Record<string, string> {
  const made = new Map(wouldBe.map(({ Id, Name }) => [nameKey(Name.slice(1)), Id]))
  return Object.fromEntries(
    names.flatMap((name) => {
      const key = nameKey(name.slice(1))
      const id = name.startsWith('#') ? (fieldIds.get(key) ?? made.get(key)) : undefined
      return id === undefined ? [] : [[name, id]]
    }),
  )
}

/** The fields are made as `custom-fields/update` makes them, which gives them ids of their own. */
export async function makeNewFields(call: Beginning<'imports/create'>, settings: Settings): Promise<Settings> {
  const { wouldBeFields } = settings
  if (wouldBeFields.length === 0) return settings
  await changeCustomFields(
    call,
    wouldBeFields.map(({ Name, Type }) => ({ Name, Type })),
  )
  const vocabulary = await currentVocabulary(call.db, call.caller.customerId)
  const names = Object.keys(settings.fieldIds)
  return { ...settings, wouldBeFields: [], fieldIds: fieldIdsOf(names, vocabulary, []) }
}
