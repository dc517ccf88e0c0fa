/** A contact's state in the words of its Customer, as callers see it. */
import type { Vocabulary } from '../vocabulary/vocabulary.ts'
import type { State, WebContact } from './contact.ts'

/** The name of a property; undefined of a custom field that is there no longer. */
export const shownName = (name: string, { fields }: Vocabulary): string | undefined =>
  name.startsWith('#') ? fields.get(name.slice(1))?.Name : name

export function shownValue(name: string, value: unknown, { labels, contactTypes }: Vocabulary): unknown {
  const names = { Labels: labels, ContactTypes: contactTypes }[name]
  return names !== undefined && Array.isArray(value) ? value.map(names.nameOf) : value
}

/** The state as a caller would write it. */
export function shownState(state: State, vocabulary: Vocabulary): WebContact {
  const contact: Record<string, unknown> = {}
  const fields: NonNullable<WebContact['CustomFields']> = {}
  for (const [name, value] of Object.entries(state)) {
    const shown = shownName(name, vocabulary)
    if (shown === undefined) continue
    if (name.startsWith('#')) fields[shown] = value as (typeof fields)[string]
    else contact[shown] = shownValue(name, value, vocabulary)
  }
  return Object.keys(fields).length === 0 ? contact : { ...contact, CustomFields: fields }
}
