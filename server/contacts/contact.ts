import { isDeepStrictEqual } from 'node:util'
import { type CountryCode, type PhoneNumber, parsePhoneNumberFromString } from 'libphonenumber-js'
import { parsePhoneNumberFromString as parseStrictly } from 'libphonenumber-js/max'
import type { Static } from 'typebox'
import { WebContact as WebContactClass } from '../../contract/contacts.ts'
import type { Fault } from '../http/errors.ts'

export type WebContact = Static<typeof WebContactClass>

/**
 * A contact as one flat list of what it has: the properties of WebContact that a caller may write, with `Labels` and
 * `ContactTypes` as lists of ids and each custom field as `#` and its id. The change log keeps these.
 */
export type State = Record<string, unknown>

/** A part of a State, in which null clears. */
export type Patch = Record<string, unknown>

type Schema = { readOnly?: boolean; type?: string; maxLength?: number }
const schemas = Object.entries(WebContactClass.properties) as [string, Schema][]

export const readOnlyProperties = schemas.filter(([, { readOnly }]) => readOnly).map(([name]) => name)

/** What a caller writes that is kept as it came: neither read only, nor kept by id. */
export const plainProperties = schemas
  .filter(([name, { readOnly }]) => !readOnly && !['Labels', 'ContactTypes', 'CustomFields'].includes(name))
  .map(([name]) => name)

/** The properties that hold one line of text. */
export const lineProperties = schemas
  .filter(([name, { type, readOnly }]) => type === 'string' && !readOnly && name !== 'Notes' && name !== 'RecordType')
  .map(([name]) => name)

export function applyPatch(state: State, patch: Patch): State {
  const next: State = { ...state }
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete next[name]
    else next[name] = value
  }
  return next
}

/** What differs, before and after; null where there is nothing. */
export function difference(before: State, after: State): { before: Patch; after: Patch } | undefined {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  const changed = [...names].filter((name) => !isDeepStrictEqual(before[name], after[name]))
  if (changed.length === 0) return undefined
  const part = (state: State) => Object.fromEntries(changed.map((name) => [name, state[name] ?? null]))
  return { before: part(before), after: part(after) }
}

/** Of values in the log and in patches, null is the same as none. */
export const isSame = (one: unknown, other: unknown) => isDeepStrictEqual(one ?? null, other ?? null)

/** What was written empty, as a list without items, is no other than none. */
export const isValue = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0)

/** What every contact must have. */
export function contactFaults(state: State): Fault[] {
  const isMissing = (name: string) => typeof state[name] !== 'string' || (state[name] as string).trim() === ''
  const needed = (Path: string, Message: string) => [{ Path, Message }]
  if (isMissing('RecordType')) return needed('RecordType', 'is needed: PERSON or ORGANIZATION')
  if (state['RecordType'] === 'ORGANIZATION')
    return isMissing('OrganizationName') ? needed('OrganizationName', 'is needed for an ORGANIZATION') : []
  return isMissing('FirstName') && isMissing('LastName')
    ? needed('FirstName', 'or LastName is needed for a PERSON')
    : []
}

export const eastAsian = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー・\s]+$/u

/** The name to show. Names in Chinese, Japanese and Korean script begin with the family. */
export function displayName(state: State): string {
  const text = (name: string) => ((state[name] as string | undefined) ?? '').trim()
  if (state['RecordType'] === 'ORGANIZATION') return text('OrganizationName')
  const given = text('FirstName')
  const family = text('LastName')
  if (eastAsian.test(given + family)) return `${family}${given}`
  return ['NamePrefix', 'FirstName', 'MiddleName', 'LastName', 'NameSuffix'].map(text).filter(Boolean).join(' ')
}

export interface Phone {
  Value: string
  E164?: string
}

/** A number as ITU-T E.164 writes it, where it can be told; numbers without a country belong to `country`. */
export function e164(value: string, country: string | null): string | undefined {
  const number = parsePhoneNumberFromString(value, country === null ? undefined : (country as CountryCode))
  if (!number?.isValid()) return undefined
  return lacksPlus(value, number) ? `+${number.nationalNumber}` : number.number
}

/**
 * Spreadsheet programs take `+49 171 …` for a number and drop the plus. In some countries what is left could be dialled
 * there too, but only behind a zero, which people write.
 */
function lacksPlus(value: string, number: PhoneNumber): boolean {
  const { nationalNumber, countryCallingCode } = number
  if (!nationalNumber.startsWith(countryCallingCode) || digitsIn(value) !== nationalNumber) return false
  return digitsIn(number.formatNational()) !== nationalNumber && parseStrictly(`+${nationalNumber}`)?.isValid() === true
}

export const digitsIn = (text: string) => text.replace(/\D/g, '')
