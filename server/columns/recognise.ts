/** What the header of a column means, by itself. */
import { readOnlyProperties } from '../contacts/contact.ts'
import { fold } from '../contacts/folding.ts'
import { type Field, nameKey } from '../vocabulary/vocabulary.ts'
import { standardColumns } from './export-columns.ts'
import {
  givenNameHeaders,
  ignoredHeaders,
  joinedHeaders,
  labelledHeaders,
  nameHeaders,
  numberHeaders,
  partHeaders,
  scopes,
  singleHeaders,
  titleHeaders,
} from './headers.ts'
import { isListProperty, listParts, listProperties, listTitles } from './lists.ts'

/** Headers that mean one thing or the other. */
export type Doubtful = 'NAME' | 'GIVEN_NAME' | 'TITLE' | 'NUMBER'

export type Meaning =
  | { is: 'NOTHING'; confidence: number }
  /** `joins` where it fills the property together with another column. */
  | { is: 'SINGLE'; property: string; confidence: number; joins?: boolean }
  /** What it is depends on which other columns there are. */
  | { is: Doubtful }
  /** `group` tells which columns make one item; `number` is the item's, where the header counts. */
  | { is: 'PART'; list: string; part: string; label?: string; group: string; number?: number; confidence: number }

const byHeader = new Map<string, Meaning>()
const byPart = new Map<string, { path: string; label?: string }>()
const labelOfScope = new Map<string, string>()

/** Headers that differ in case, accents, blanks and punctuation alone are the same. */
export const headerKey = (header: string) => fold(header).replace(/[^\p{L}\p{M}\p{N}]+/gu, '')

const keysIn = (names: string) => names.split('|').map(headerKey)

const joined = new Set(keysIn(joinedHeaders))
for (const [property, names] of Object.entries(singleHeaders))
  for (const key of keysIn(names))
    byHeader.set(key, { is: 'SINGLE', property, confidence: 0.9, joins: joined.has(key) })
for (const key of keysIn(nameHeaders)) byHeader.set(key, { is: 'NAME' })
for (const key of keysIn(givenNameHeaders)) byHeader.set(key, { is: 'GIVEN_NAME' })
for (const key of keysIn(titleHeaders)) byHeader.set(key, { is: 'TITLE' })
for (const key of keysIn(numberHeaders)) byHeader.set(key, { is: 'NUMBER' })
for (const [path, names] of Object.entries(partHeaders)) for (const key of keysIn(names)) byPart.set(key, { path })
for (const [path, labels] of Object.entries(labelledHeaders))
  for (const [label, names] of Object.entries(labels)) for (const key of keysIn(names)) byPart.set(key, { path, label })
for (const [label, names] of Object.entries(scopes)) for (const key of keysIn(names)) labelOfScope.set(key, label)

/** Of ours, and known to be no property of a contact: beyond doubt. */
const certain = new Map<string, Meaning>()
for (const key of keysIn(ignoredHeaders)) certain.set(key, { is: 'NOTHING', confidence: 1 })
for (const { Property, Title } of standardColumns) {
  const isRead = Property === 'Id' || Property === 'DisplayName' || !readOnlyProperties.includes(Property)
  if (isListProperty(Property)) continue
  certain.set(
    headerKey(Title),
    isRead ? { is: 'SINGLE', property: Property, confidence: 1 } : { is: 'NOTHING', confidence: 1 },
  )
}

/** How Google calls what we call otherwise: `E-mail 1 - Type`. */
const googleParts = new Map(
  Object.entries({ type: 'Label', service: 'Protocol', pobox: 'ExtendedAddress', formatted: 'Formatted' }),
)
const googleLists: Record<string, string> = { event: 'Dates', im: 'InstantMessages' }
const ownLists = listProperties.map((list) => [headerKey(listTitles[list]), list] as const)
const counted = new Map<string, string>([...Object.entries(googleLists), ...ownLists])
const numbered = new RegExp(`^(${[...counted.keys()].join('|')})(\\d{1,3})(\\p{L}+)$`, 'u')

const organizationParts = new Map(
  Object.entries({
    name: 'OrganizationName',
    title: 'JobTitle',
    department: 'Department',
  }),
)

/** Custom fields by how headers name them. */
export interface FieldHeaders {
  byName: Map<string, Field>
  byKey: Map<string, Field>
}

export const fieldHeaders = (fields: Field[]): FieldHeaders => ({
  byName: new Map(fields.map((field) => [nameKey(field.Name), field])),
  byKey: new Map(fields.map((field) => [headerKey(field.Name), field])),
})

/** No header that is known is longer; what is longer would take long to look at. */
const longestKey = 60

/** @returns undefined where the header says nothing */
export function meaningOf(header: string, { byName, byKey }: FieldHeaders): Meaning | undefined {
  const own = header.startsWith('#') ? byName.get(nameKey(header)) : undefined
  if (own !== undefined) return { is: 'SINGLE', property: own.Name, confidence: 1 }
  const key = header.length > 2 * longestKey ? '' : headerKey(header.replace(/ \(\d+\)$/, ''))
  if (key === '' || key.length > longestKey) return undefined
  return certain.get(key) ?? numberedPart(key) ?? custom(byKey.get(key)) ?? byHeader.get(key) ?? partOf(key)
}

const custom = (field: Field | undefined): Meaning | undefined =>
  field && { is: 'SINGLE', property: field.Name, confidence: 0.9 }

/** `E-mail 1 - Value`, of ours and of Google's. */
function numberedPart(key: string): Meaning | undefined {
  const [, name = '', digits = '', partKey = ''] = numbered.exec(key) ?? []
  const list = counted.get(name)
  if (list !== undefined && isListProperty(list)) {
    const own = listParts[list].find((part) => headerKey(part.name) === partKey)?.name
    const part = own ?? googleParts.get(partKey)
    if (part !== undefined)
      return { is: 'PART', list, part, group: `number ${digits}`, number: Number(digits), confidence: own ? 1 : 0.9 }
  }
  if (/^customfield\d+(type|label|value)$/.test(key)) return { is: 'NOTHING', confidence: 1 }
  const [, first, organizationPart = ''] = /^organization(\d+)(\w+)$/.exec(key) ?? []
  const property = organizationParts.get(organizationPart)
  if (first === undefined) return undefined
  return first === '1' && property !== undefined
    ? { is: 'SINGLE', property, confidence: 0.95 }
    : { is: 'NOTHING', confidence: 0.9 }
}

/** `Business Street 2`, `E-mail 2 Address`, `Telefon privat`. */
function partOf(key: string): Meaning | undefined {
  const plain = meantPart(key, '')
  if (plain !== undefined) return plain
  const [, before = '', digits = '', behind = ''] = /^(\D+)(\d{1,2})(\D*)$/.exec(key) ?? []
  if (digits === '') return undefined
  const counts = certain.get(before + behind)
  return counts?.is === 'NOTHING' ? counts : meantPart(before + behind, digits)
}

/** @param digits which of several it is */
function meantPart(key: string, digits: string): Meaning | undefined {
  const found = byPart.get(key)
  if (found !== undefined) return partMeaning(found, '', found.label, digits, 0.9)
  for (let length = 1; length < key.length; length++) {
    const inner = scopedPart(key.slice(0, length), key.slice(length), digits)
    const meaning = inner ?? scopedPart(key.slice(length), key.slice(0, length), digits)
    if (meaning !== undefined) return meaning
  }
  return undefined
}

function scopedPart(scope: string, rest: string, digits: string): Meaning | undefined {
  const label = labelOfScope.get(scope)
  if (label === undefined) return undefined
  // `Straße privat 2` is the second line of the address, not a second address.
  const line = digits === '' ? undefined : byPart.get(rest + digits)
  const part = line ?? byPart.get(rest)
  if (part === undefined) return undefined
  const whole = [label, part.label].filter(Boolean).join(' ')
  return partMeaning(part, label === '' ? scope : '', whole === '' ? undefined : whole, line ? '' : digits, 0.8)
}

function partMeaning(
  { path }: { path: string },
  scope: string,
  label: string | undefined,
  digits: string,
  confidence: number,
): Meaning {
  const [list = '', part = ''] = path.split('.')
  const group = `${scope} ${label ?? ''} ${digits}`
  return { is: 'PART', list, part, group, confidence, ...(label === undefined ? {} : { label }) }
}
