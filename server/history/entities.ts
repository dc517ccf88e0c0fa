/** What users see changes of. The rest (users, settings, identities) is told by the audit. */

/** By the name that the change log has for it: what callers call it, and its part of the counts. */
export const entities = {
  contact: { name: 'CONTACT', counted: 'Contacts' },
  label: { name: 'LABEL', counted: 'Labels' },
  'contact type': { name: 'CONTACT_TYPE', counted: 'ContactTypes' },
  'custom field': { name: 'CUSTOM_FIELD', counted: 'CustomFields' },
  segment: { name: 'SEGMENT', counted: 'Segments' },
} as const

export type Entity = keyof typeof entities

export const entityNames = Object.keys(entities) as Entity[]

export const entityCalled = (name: string) => entityNames.find((each) => entities[each].name === name)
