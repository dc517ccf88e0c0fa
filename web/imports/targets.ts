/** Where a column can go: what contacts have, in the words of people. */
import type { CustomField } from '../contacts/columns.tsx'
import { propertyTitle } from '../contacts/properties.ts'
import { words } from '../texts/imports.ts'
import { texts } from '../texts/texts.ts'
import type { Preview } from './queries.ts'

export type Entry = Preview['Mapping'][number]
/** A column that is to be skipped is left out of the mapping. */
export type Mode = Exclude<NonNullable<Entry['Mode']>, 'SKIP'>

const names = ['DisplayName', 'NamePrefix', 'FirstName', 'MiddleName', 'LastName', 'NameSuffix', 'Nickname']
const work = ['OrganizationName', 'JobTitle', 'Department']
const more = ['Labels', 'ContactTypes', 'Status', 'Notes', 'Unsubscribed', 'RecordType']
const sounds = ['PhoneticFirstName', 'PhoneticLastName']

/** What a contact may have several of, with the parts that columns are for. */
const lists = {
  Emails: ['Value', 'Label'],
  Phones: ['Value', 'Label'],
  Addresses: ['Street', 'ExtendedAddress', 'PostalCode', 'City', 'Region', 'Country', 'Label'],
  Websites: ['Value', 'Label'],
  Dates: ['Value', 'Label'],
  Relations: ['Value', 'Label'],
  InstantMessages: ['Value', 'Protocol', 'Label'],
} as const

/** `Emails[1].Value` is of `Emails`. */
export const baseOf = (property: string) => property.split(/[.[]/)[0] ?? property
const isList = (property: string) => baseOf(property) in lists

/** Whether there can be something beside what is there. */
const holdsSeveral = (property: string, fields: CustomField[]) =>
  isList(property) ||
  ['Labels', 'ContactTypes'].includes(property) ||
  fields.some(({ Name, Type }) => Name === property && Type === 'MULTILIST')

export const modesFor = (property: string, fields: CustomField[]): Mode[] =>
  property === 'Id'
    ? []
    : holdsSeveral(property, fields)
      ? ['APPEND', 'REPLACE', 'FILL_IF_EMPTY']
      : ['REPLACE', 'FILL_IF_EMPTY']

/** `Addresses[1].City` as “Address 2: City”. */
export function targetTitle(property: string): string {
  const { mapping } = words
  if (property === 'Id') return mapping.id
  if (property === 'DisplayName') return mapping.wholeName
  const [, list = property, place = '0', part = 'Value'] = /^(\w+)(?:\[(\d+)\])?(?:\.(\w+))?$/.exec(property) ?? []
  const title = propertyTitle(list)
  const placed = place === '0' ? title : mapping.place(title, String(Number(place) + 1))
  return part === 'Value' ? placed : mapping.part(placed, partTitle(part))
}

function partTitle(part: string): string {
  const { kindOfLabel, primary, year, month, day } = words.mapping
  const own: Record<string, string> = { Label: kindOfLabel, Primary: primary, Year: year, Month: month, Day: day }
  return own[part] ?? (texts.parts as Record<string, string>)[part] ?? part
}

interface Choice {
  value: string
  label: string
}

/** Of each list as many as the file fills, and one more. */
export function targetChoices(mapping: Entry[], fields: CustomField[]): { group: string; items: Choice[] }[] {
  const choice = (property: string): Choice => ({ value: property, label: targetTitle(property) })
  const used = mapping.map(({ Property }) => Property)
  const ways = Object.entries(lists).flatMap(([list, parts]) => {
    const places = used.flatMap((each) => (baseOf(each) === list ? [Number(/\[(\d+)\]/.exec(each)?.[1] ?? 0)] : []))
    const count = Math.max(-1, ...places) + 2
    return Array.from({ length: count }, (_, place) => parts.map((part) => `${list}[${place}].${part}`)).flat()
  })
  const { groups } = words.mapping
  const usual = [...names, ...work, ...ways, ...more, ...sounds]
  const further = used.filter((each) => !usual.includes(each) && !each.startsWith('#') && each !== 'Id')
  const grouped: [string, string[]][] = [
    [groups.name, names],
    [groups.work, work],
    [groups.ways, [...new Set([...ways, ...further])]],
    [groups.more, [...more, ...sounds, 'Id']],
    [groups.fields, fields.map(({ Name }) => Name)],
  ]
  return grouped.map(([group, properties]) => ({ group, items: properties.map(choice) }))
}

/** What people are known by, of what the file has: as `MatchOn` names it. */
export function matchChoices(mapping: Entry[]): Choice[] {
  const has = (property: string) => mapping.some(({ Property }) => baseOf(Property) === property)
  const lines = [...names.slice(2, 5), 'Nickname', ...work, 'Status'].filter(has)
  const fields = mapping.flatMap(({ Property }) => (Property.startsWith('#') ? [Property] : []))
  const all = [
    ...(has('Id') ? ['Id'] : []),
    ...(has('Emails') ? ['Emails.Value'] : []),
    ...(has('Phones') ? ['Phones.Value'] : []),
    ...lines,
    ...fields,
  ]
  return all.map((value) => ({ value, label: value === 'Id' ? words.mapping.id : propertyTitle(value) }))
}
