/** The properties of a contact that hold several items with parts, and what a table calls them. */
import { WebContact } from '../../contract/contacts.ts'
import type { ClassSchema } from '../../contract/schema-types.ts'

export interface Part {
  name: string
  /** In code points. */
  longest: number
  isFlag: boolean
}

/** As the title of a column begins: `E-mail 1 - Value`. */
export const listTitles = {
  Emails: 'E-mail',
  Phones: 'Phone',
  Addresses: 'Address',
  Websites: 'Website',
  Dates: 'Date',
  Relations: 'Relation',
  InstantMessages: 'Instant message',
} as const

export type ListProperty = keyof typeof listTitles

export const listProperties = Object.keys(listTitles) as ListProperty[]

export const isListProperty = (name: string): name is ListProperty => Object.hasOwn(listTitles, name)

export const schemas = WebContact.properties as Record<string, ClassSchema>

/** The parts that can be written, in the order of the contract. */
export const listParts = Object.fromEntries(
  listProperties.map((list) => [list, Object.entries(schemas[list]?.items?.properties ?? {}).flatMap(partOf)]),
) as Record<ListProperty, Part[]>

function partOf([name, { readOnly, type, maxLength }]: [string, ClassSchema]): Part[] {
  return readOnly ? [] : [{ name, longest: maxLength ?? Number.POSITIVE_INFINITY, isFlag: type === 'boolean' }]
}

/** What `Emails.Value` names. @returns undefined where it is no part of a list that can be written */
export function partNamed(name: string): { list: ListProperty; part: string } | undefined {
  const [list = '', part = '', ...more] = name.split('.')
  if (!isListProperty(list) || more.length > 0) return undefined
  return listParts[list].some((each) => each.name === part) ? { list, part } : undefined
}

/** The part that says whether an item is there. An address has none such; its street stands first. */
export const mainPart = (list: ListProperty) => (list === 'Addresses' ? 'Street' : 'Value')
