/** What contacts are compared by, side by side: a row for each thing that one of them has. */
import { everyonesLabel } from '../contacts/chips.tsx'
import { propertyTitle } from '../contacts/properties.ts'
import type { Contact } from '../contacts/rows.ts'

const names = [
  'Photo',
  'RecordType',
  'NamePrefix',
  'FirstName',
  'MiddleName',
  'LastName',
  'NameSuffix',
  'Nickname',
] as const
const work = ['PhoneticFirstName', 'PhoneticLastName', 'OrganizationName', 'JobTitle', 'Department'] as const
const ways = ['Emails', 'Phones', 'Addresses', 'Websites', 'InstantMessages', 'Dates', 'Relations'] as const
const rest = ['Status', 'Unsubscribed', 'ContactTypes', 'Labels', 'Notes'] as const
const standard = [...names, ...work, ...ways, ...rest]
const joined = new Set<string>([...ways, 'ContactTypes', 'Labels', 'Notes'])

export interface Row {
  /** As the API calls it: `FirstName`, `#Tier`. */
  property: string
  title: string
  /** Whether values of several contacts become one list. */
  isJoined: boolean
  /** Whether not all say the same. */
  differs: boolean
  /** Whether there is something to choose from. */
  isOpen: boolean
}

export function propertyOf(contact: Contact, property: string): unknown {
  if (property.startsWith('#')) return contact.CustomFields?.[property]
  const value = contact[property as keyof Contact]
  return property === 'Labels' ? (value as string[] | undefined)?.filter((name) => name !== everyonesLabel) : value
}

export const isEmpty = (value: unknown) =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)

export function rowsOf(contacts: Contact[]): Row[] {
  const fields = new Set(contacts.flatMap(({ CustomFields }) => Object.keys(CustomFields ?? {})))
  return [...standard, ...fields].flatMap((property) => {
    const values = contacts.map((contact) => propertyOf(contact, property))
    if (values.every(isEmpty)) return []
    const said = new Set(values.map((value) => (isEmpty(value) ? '' : JSON.stringify(value))))
    return {
      property,
      title: propertyTitle(property.startsWith('#') ? property.slice(1) : property),
      isJoined: joined.has(property) || values.some(Array.isArray),
      differs: said.size > 1,
      isOpen: [...said].filter((each) => each !== '').length > 1,
    }
  })
}
