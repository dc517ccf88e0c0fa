/** Which properties a page shows, and how a table would head them. */
import type { Static } from 'typebox'
import { type ContactsDatatable, WebContact as WebContactClass } from '../../contract/contacts.ts'
import { faulty } from '../http/errors.ts'
import type { Vocabulary } from '../vocabulary/vocabulary.ts'
import type { WebContact } from './contact.ts'

type Column = Static<typeof ContactsDatatable>['Columns'][number]

const standardColumns: Column[] = Object.entries(
  WebContactClass.properties as Record<string, { type?: string; format?: string }>,
)
  .filter(([name]) => name !== 'CustomFields')
  .map(([Property, { type, format }]) => ({ Property, Title: titleOf(Property), Type: columnType(type, format) }))

function titleOf(property: string): string {
  return property.replace(/([a-z])([A-Z])/g, (_, end: string, start: string) => `${end} ${start.toLowerCase()}`)
}

function columnType(type: string | undefined, format: string | undefined): string {
  if (format === 'date-time') return 'MOMENT'
  return { array: 'LIST', boolean: 'CHECKBOX', integer: 'NUMBER' }[type ?? ''] ?? 'TEXT'
}

export function columnsOf({ fields }: Vocabulary, wanted: Set<string> | undefined): Column[] {
  const custom = [...fields.values()].map(({ Name, Type }) => ({ Property: Name, Title: Name, Type }))
  const all = [...standardColumns, ...custom]
  return wanted === undefined ? all : all.filter(({ Property }) => wanted.has(Property))
}

/**
 * The properties asked for; `CustomFields` stands for all of them.
 * @param path where they were asked for
 * @throws a 400 where one does not exist
 */
export function wantedProperties(
  properties: string[] | undefined,
  { fields }: Vocabulary,
  path = 'Properties',
): Set<string> | undefined {
  if (properties === undefined) return undefined
  const custom = [...fields.values()].map(({ Name }) => Name)
  const known = new Set([...Object.keys(WebContactClass.properties), ...custom])
  const faults = properties.flatMap((name, index) =>
    known.has(name) ? [] : [{ Path: `${path}[${index}]`, Message: `${name} is no property` }],
  )
  if (faults.length > 0) throw faulty(faults)
  return new Set(['Id', ...properties, ...(properties.includes('CustomFields') ? custom : [])])
}

export function pick(contact: WebContact, wanted: Set<string> | undefined): WebContact {
  if (wanted === undefined) return contact
  const entries = Object.entries(contact).filter(([name]) => wanted.has(name))
  const fields = Object.entries(contact.CustomFields ?? {}).filter(([name]) => wanted.has(name))
  return {
    ...Object.fromEntries(entries),
    ...(fields.length === 0 ? {} : { CustomFields: Object.fromEntries(fields) }),
  }
}
