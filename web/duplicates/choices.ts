/** What a person has said of a group: which of its contacts are the same, and whose value counts where they differ. */
import { useState } from 'react'
import type { Contact } from '../contacts/rows.ts'
import { type Group, keyOf } from './groups.ts'
import { propertyOf } from './rows-of.ts'

export interface Choices {
  included: ReadonlySet<string>
  /** Which of them stays; its values count where nothing else is said. */
  into: string
  /** By property, whose value is taken. */
  chosen: Record<string, string>
}

/** As many as can be merged at once. */
const most = 20
const veryLikely = 0.9

/** They are of one group: another begins with what is sensible for it. */
export function useChoices(group: Group | undefined) {
  const key = group === undefined ? '' : keyOf(group)
  const [state, setState] = useState<{ key: string; choices: Choices }>()
  const choices = state?.key === key ? state.choices : sensible(group)
  return [choices, (next: Choices) => setState({ key, choices: next })] as const
}

function sensible(group: Group | undefined): Choices {
  if (group === undefined) return { included: new Set(), into: '', chosen: {} }
  const included = likeliest(group)
  return { included, into: fullest(group.Contacts.filter(({ Id = '' }) => included.has(Id))), chosen: {} }
}

/** The likeliest two, and who is very likely one of them; of those that somebody has chosen, all. */
function likeliest({ Contacts, Pairs }: Group): Set<string> {
  if (Pairs.length === 0) return new Set(Contacts.map(({ Id = '' }) => Id))
  const included = new Set(Pairs[0]?.Ids)
  const more = () =>
    Pairs.find(({ Ids, Score }) => Score >= veryLikely && Ids.filter((id) => included.has(id)).length === 1)
  for (let pair = more(); pair !== undefined && included.size < most; pair = more())
    for (const id of pair.Ids) included.add(id)
  return included
}

/** The one that says most; of several, the oldest, which others know longest. */
function fullest(contacts: Contact[]): string {
  const said = (contact: Contact) => Object.keys(contact).length + Object.keys(contact.CustomFields ?? {}).length
  return contacts.toSorted((one, other) => said(other) - said(one))[0]?.Id ?? ''
}

export function withIncluded(choices: Choices, id: string): Choices {
  const included = new Set(choices.included)
  if (!included.delete(id)) included.add(id)
  const chosen = Object.entries(choices.chosen).filter(([, whose]) => included.has(whose))
  const [first = ''] = included
  return { included, into: included.has(choices.into) ? choices.into : first, chosen: Object.fromEntries(chosen) }
}

/** @param whose undefined where all of it is joined */
export function withChosen(choices: Choices, property: string, whose: string | undefined): Choices {
  const { [property]: _, ...rest } = choices.chosen
  return { ...choices, chosen: whose === undefined ? rest : { ...rest, [property]: whose } }
}

/** Whose value is the one that the merged contact would have; undefined where it is joined of several. */
export function whoseValue(
  { included, chosen }: Choices,
  property: string,
  contacts: Contact[],
  result: Contact | undefined,
): string | undefined {
  if (chosen[property] !== undefined || result === undefined) return chosen[property]
  const wanted = JSON.stringify(propertyOf(result, property))
  return contacts.find(
    ({ Id = '', ...contact }) => included.has(Id) && JSON.stringify(propertyOf(contact, property)) === wanted,
  )?.Id
}
