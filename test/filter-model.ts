/**
 * What a Filter and a Sort mean, in plain code on the contacts as the API shows them. The tests compare the server with
 * it, so it takes nothing from the server. docs/api.md tells the same in words:
 *
 * - Text compares without case, accents, width, invisible characters and surplus space. Blank text is as if absent.
 * - Text is ordered by code point, but digits by their value: "Room 9" is before "Room 10".
 * - A contact that has several values (`Emails.Value`) meets a condition when any of them does.
 * - A negation (NOT_…, NONE_OF) finds exactly the contacts that the positive does not: also those without the value.
 * - A flag is false unless it is true; of several, the one that is true counts. EMPTY: it was never set.
 * - A day without a year (`--12-31`) equals itself, and is neither before nor after another.
 * - A moment compared with a day means all of that day in the Customer's time zone (here: UTC).
 * - WITHIN_LAST n units goes from the same day n units ago up to today or now; WITHIN_NEXT from there as far ahead.
 *   Where a month is too short for the day, it is the month's last.
 */
import type { Filter, FilterValue, Operator } from '../contract/contacts.ts'

export type Contact = Record<string, unknown> & { Id: string }
export type Kind = 'TEXT' | 'NUMBER' | 'FLAG' | 'DAY' | 'MOMENT' | 'ID' | 'NAMES' | 'LIST'
export type Sort = { Property: string; Descending?: boolean }[]

const named = (kind: Kind, names: string) => Object.fromEntries(names.split(/\s+/).map((name) => [name, kind]))

export const kinds: Record<string, Kind> = {
  ...named('TEXT', 'RecordType DisplayName NamePrefix FirstName MiddleName LastName NameSuffix Nickname'),
  ...named('TEXT', 'PhoneticFirstName PhoneticLastName OrganizationName JobTitle Department Notes Status'),
  ...named('TEXT', 'Emails.Value Emails.Label Phones.Value Phones.Label Phones.E164 Websites.Value Websites.Label'),
  ...named('TEXT', 'Addresses.Label Addresses.Street Addresses.ExtendedAddress Addresses.City Addresses.Region'),
  ...named('TEXT', 'Addresses.PostalCode Addresses.Country Dates.Label Relations.Value Relations.Label'),
  ...named('TEXT', 'InstantMessages.Value InstantMessages.Label InstantMessages.Protocol'),
  ...named('NUMBER', 'Version'),
  ...named('FLAG', 'Unsubscribed Emails.Primary Phones.Primary Addresses.Primary'),
  ...named('DAY', 'Dates.Value'),
  ...named('MOMENT', 'CreatedDate UpdatedDate'),
  ...named('ID', 'Id Photo ImportId CreatedBy UpdatedBy'),
  ...named('NAMES', 'ContactTypes Labels'),
  ...named('LIST', 'Emails Phones Addresses Websites Dates Relations InstantMessages'),
}

/** The kind of a custom field, by its type. */
export const fieldKinds: Record<string, Kind> = {
  ...named('TEXT', 'TEXT LONGTEXT URL EMAIL PHONE LIST'),
  ...{ NUMBER: 'NUMBER', DATE: 'DAY', CHECKBOX: 'FLAG', MULTILIST: 'NAMES' },
}

const presence: Operator[] = ['EMPTY', 'NOT_EMPTY']
const equality: Operator[] = ['EQUALS', 'NOT_EQUALS', 'IN', 'NOT_IN', ...presence]
const order: Operator[] = ['GREATER', 'GREATER_OR_EQUAL', 'LESS', 'LESS_OR_EQUAL', 'BETWEEN']
const relative: Operator[] = ['WITHIN_LAST', 'WITHIN_NEXT']

export const operators: Record<Kind, Operator[]> = {
  TEXT: [...equality, ...order, 'CONTAINS', 'NOT_CONTAINS', 'STARTS_WITH', 'ENDS_WITH'],
  NUMBER: [...equality, ...order],
  FLAG: ['EQUALS', 'NOT_EQUALS', ...presence],
  DAY: [...equality, ...order, ...relative],
  MOMENT: [...equality, ...order, ...relative],
  ID: equality,
  NAMES: ['ANY_OF', 'ALL_OF', 'NONE_OF', ...presence],
  LIST: presence,
}

/** What the words of a filter mean. */
export interface Terms {
  kindOf(property: string): Kind
  today: string
}

export function meets(contact: Contact, filter: Filter, terms: Terms): boolean {
  if (filter.And) return filter.And.every((each) => meets(contact, each, terms))
  if (filter.Or) return filter.Or.some((each) => meets(contact, each, terms))
  if (filter.Not) return !meets(contact, filter.Not, terms)
  const kind = terms.kindOf(filter.Property ?? '')
  const values = valuesOf(contact, filter.Property ?? '')
  const operator = filter.Operator as Operator
  const positive = positives[operator]
  if (positive !== undefined) return !isMet(values, kind, { ...filter, Operator: positive }, terms)
  return isMet(values, kind, filter, terms)
}

const positives: Partial<Record<Operator, Operator>> = {
  ...{ NOT_EQUALS: 'EQUALS', NOT_IN: 'IN', NOT_CONTAINS: 'CONTAINS', NOT_EMPTY: 'EMPTY', NONE_OF: 'ANY_OF' },
}

function isMet(values: unknown[], kind: Kind, filter: Filter, { today }: Terms): boolean {
  const { Operator, Value = '', Values = [Value], Unit = 'DAY' } = filter
  const [first = '', last = ''] = Values
  const folded = fold(String(Value))
  const compare = comparisons[kind]
  const some = (isRight: (value: unknown) => boolean) => values.some(isRight)
  switch (Operator) {
    case 'EMPTY':
      return values.length === 0
    case 'EQUALS':
      if (kind === 'FLAG') return values.includes(true) === Value
      return some((value) => equals(kind, value, Value))
    case 'IN':
    case 'ANY_OF':
      return Values.some((given) => some((value) => equals(kind, value, given)))
    case 'ALL_OF':
      return Values.every((given) => some((value) => equals(kind, value, given)))
    case 'CONTAINS':
      return some((value) => fold(String(value)).includes(folded))
    case 'STARTS_WITH':
      return some((value) => fold(String(value)).startsWith(folded))
    case 'ENDS_WITH':
      return some((value) => fold(String(value)).endsWith(folded))
    case 'GREATER':
      return some((value) => compare(value, Value) > 0)
    case 'GREATER_OR_EQUAL':
      return some((value) => compare(value, Value) >= 0)
    case 'LESS':
      return some((value) => compare(value, Value) < 0)
    case 'LESS_OR_EQUAL':
      return some((value) => compare(value, Value) <= 0)
    case 'BETWEEN':
      return some((value) => compare(value, first) >= 0 && compare(value, last) <= 0)
    case 'WITHIN_LAST': {
      const from = daysMoved(today, -Number(Value), Unit)
      return some((value) => compare(value, from) >= 0 && compare(value, kind === 'DAY' ? today : now()) <= 0)
    }
    case 'WITHIN_NEXT': {
      const to = daysMoved(today, Number(Value), Unit)
      return some((value) => compare(value, kind === 'DAY' ? today : now()) >= 0 && compare(value, to) <= 0)
    }
    default:
      throw new Error(`The model does not know ${Operator}`)
  }
}

const now = () => new Date().toISOString()

/** What a contact has of a property; what is blank is not there. */
export function valuesOf(contact: Contact, property: string): unknown[] {
  const [name = '', part] = property.split('.')
  const fields = (contact['CustomFields'] ?? {}) as Record<string, unknown>
  const whole = property.startsWith('#') ? fields[property] : contact[name]
  const values = Array.isArray(whole) ? whole : [whole]
  return values
    .map((value) => (part === undefined ? value : value?.[part]))
    .filter((value) => value !== undefined && value !== null && (typeof value !== 'string' || fold(value) !== ''))
}

function equals(kind: Kind, value: unknown, given: FilterValue): boolean {
  if (kind === 'MOMENT') return comparisons.MOMENT(value, given) === 0
  if (kind === 'NUMBER') return value === given
  return fold(String(value)) === fold(String(given))
}

/** Less than, equal to or greater than zero; NaN where the two cannot be compared, which is neither. */
const comparisons: Record<Kind, (value: unknown, given: unknown) => number> = {
  TEXT: (value, given) => inNaturalOrder(fold(String(value)), fold(String(given))),
  NUMBER: (value, given) => sign(Number(value), Number(given)),
  DAY: (value, given) => (String(value).startsWith('-') ? Number.NaN : sign(String(value), String(given))),
  MOMENT: (value, given) =>
    String(given).length === 10
      ? sign(new Date(String(value)).toISOString().slice(0, 10), String(given))
      : sign(Date.parse(String(value)), Date.parse(String(given))),
  FLAG: (value, given) => sign(Number(value), Number(given)),
  ...{ ID: () => Number.NaN, NAMES: () => Number.NaN, LIST: () => Number.NaN },
}

const sign = <Value extends string | number>(one: Value, other: Value) => (one < other ? -1 : one > other ? 1 : 0)

// Points and accents tell no words apart in these scripts; in others, as Devanagari and Japanese, they do.
const unaccented =
  /(?<=[\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}\p{sc=Hebrew}\p{sc=Arabic}\p{N}\p{P}\p{S}]\p{M}*)\p{M}/gu
const asTyped: Record<string, string> = {
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ħ: 'h',
  ŧ: 't',
  ð: 'd',
  þ: 'th',
  æ: 'ae',
  œ: 'oe',
  ŋ: 'n',
}

const known = new Map<string, string>()

export function fold(text: string): string {
  const folded = known.get(text) ?? foldOnce(text)
  known.set(text, folded)
  return folded
}

function foldOnce(text: string): string {
  const bare = text
    .normalize('NFKD')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .replace(unaccented, '')
  const lower = [...bare].map((letter) => letter.toUpperCase().toLowerCase()).map((letter) => asTyped[letter] ?? letter)
  return lower.map(westernDigit).join('').normalize('NFC').split(/\s+/).filter(Boolean).join(' ')
}

const zeros = ['٠', '۰', '०', '๐']
function westernDigit(letter: string): string {
  const zero = zeros.find((each) => letter >= each && letter <= String.fromCodePoint((each.codePointAt(0) ?? 0) + 9))
  return zero === undefined ? letter : String((letter.codePointAt(0) ?? 0) - (zero.codePointAt(0) ?? 0))
}

function inNaturalOrder(one: string, other: string): number {
  const [left, right] = [pieces(one), pieces(other)]
  for (const [index, piece] of left.entries()) {
    const against = right[index]
    if (against === undefined) return 1
    const isNumeric = /\d/.test(piece) && /\d/.test(against)
    const difference = isNumeric
      ? BigInt(piece) - BigInt(against)
      : (piece.codePointAt(0) ?? 0) - (against.codePointAt(0) ?? 0)
    if (difference !== 0 && difference !== 0n) return difference < 0 ? -1 : 1
  }
  return left.length < right.length ? -1 : 0
}

const pieces = (text: string): string[] => text.match(/\d+|\D/gu) ?? []

/** The day so many units later, or earlier; as far as four digits of a year go. */
export function daysMoved(day: string, count: number, unit: NonNullable<Filter['Unit']>): string {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  if (unit === 'DAY' || unit === 'WEEK') return written(utc(year, month - 1, date + count * (unit === 'WEEK' ? 7 : 1)))
  const months = year * 12 + (month - 1) + count * (unit === 'YEAR' ? 12 : 1)
  const [toYear, toMonth] = [Math.floor(months / 12), ((months % 12) + 12) % 12]
  const lastDate = utc(toYear, toMonth + 1, 0).getUTCDate()
  return written(utc(toYear, toMonth, Math.min(date, lastDate)))
}

function utc(year: number, month: number, date: number): Date {
  const moment = new Date(0)
  moment.setUTCFullYear(year, month, date)
  return moment
}

function written(moment: Date): string {
  const year = moment.getUTCFullYear()
  if (year < 0) return '0000-01-01'
  return year > 9999 ? '9999-12-31' : moment.toISOString().slice(0, 10)
}

/**
 * The order of a Sort. Of several values the first counts; contacts without any come last, whichever way the others go;
 * days without a year are before the others. Ties are broken by Id, in the direction of the first key.
 */
export function inOrder(contacts: Contact[], sort: Sort, { kindOf }: Pick<Terms, 'kindOf'>): Contact[] {
  const ways = sort.map(({ Property, Descending = false }) => (one: Contact, other: Contact) => {
    const [left] = valuesOf(one, Property)
    const [right] = valuesOf(other, Property)
    if (left === undefined || right === undefined) return Number(left === undefined) - Number(right === undefined)
    const kind = kindOf(Property)
    const difference = kind === 'DAY' ? sign(String(left), String(right)) : comparisons[kind](left, right)
    return Descending ? -difference : difference
  })
  const byId = (one: Contact, other: Contact) => sign(one.Id, other.Id) * (sort[0]?.Descending ? -1 : 1)
  return contacts.toSorted((one, other) => {
    for (const way of ways) if (way(one, other) !== 0) return way(one, other)
    return byId(one, other)
  })
}
