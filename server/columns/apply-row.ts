/** From what a row says to what is written. */
import { isDeepStrictEqual } from 'node:util'
import { digitsIn, isValue, type WebContact } from '../contacts/contact.ts'
import { fold } from '../contacts/folding.ts'
import type { ContactInput } from '../contacts/input.ts'
import { nameKey } from '../vocabulary/vocabulary.ts'
import type { Mode, Plan, SinglePlan } from './plan.ts'
import type { RowGiven } from './row.ts'

type Item = Record<string, unknown>
type Values = Record<string, unknown>

/**
 * The properties to write, and no others.
 * @param current the contact as it is; undefined where it is to be made, which then gets a RecordType too
 */
export function applyRow(plan: Plan, current: WebContact | undefined, given: RowGiven): ContactInput {
  const input: Values = {}
  const fields: Values = {}
  setSingles(input, fields, plan, current, given)
  for (const { property, mode } of plan.names) setList(input, fields, current, property, mode, given)
  for (const { property, mode } of plan.lists) setList(input, fields, current, property, mode, given)
  if (current === undefined) input['RecordType'] ??= recordTypeOf(input)
  else
    for (const property of given.clear) if (isValue(currentValue(current, property))) set(input, fields, property, null)
  if (Object.keys(fields).length > 0) input['CustomFields'] = fields
  return input as ContactInput
}

function setSingles(
  input: Values,
  fields: Values,
  { singles }: Plan,
  current: WebContact | undefined,
  given: RowGiven,
) {
  const skipsNames = given.wholeName !== undefined && isNamed(current, given.wholeName)
  for (const single of singles) {
    const { property } = single
    const value = given.values[property]
    if (value === undefined || (skipsNames && (property === 'FirstName' || property === 'LastName'))) continue
    const next = current === undefined ? value : merged(single, currentValue(current, property), value)
    if (next !== undefined) set(input, fields, property, next)
  }
}

function set(input: Values, fields: Values, property: string, value: unknown): void {
  if (property.charAt(0) === '#') fields[property] = value
  else input[property] = value
}

const currentValue = (current: WebContact, property: string): unknown =>
  property.charAt(0) === '#' ? current.CustomFields?.[property] : current[property as keyof WebContact]

/** An organisation has no name to take apart, and a person who is called so already has one that is better known. */
const isNamed = (current: WebContact | undefined, wholeName: string) =>
  current?.RecordType === 'ORGANIZATION' || current?.DisplayName === wholeName

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== ''

function recordTypeOf({ FirstName, LastName, OrganizationName }: Values): 'PERSON' | 'ORGANIZATION' {
  return !isText(FirstName) && !isText(LastName) && isText(OrganizationName) ? 'ORGANIZATION' : 'PERSON'
}

/** @returns undefined where nothing is to be written */
function merged({ mode, joint }: SinglePlan, before: unknown, value: unknown): unknown {
  if (!isValue(before) || mode === 'REPLACE') return value
  if (mode !== 'APPEND') return undefined
  return String(before).includes(String(value)) ? undefined : `${before}${joint}${value}`
}

function setList(
  input: Values,
  fields: Values,
  current: WebContact | undefined,
  property: string,
  mode: Mode,
  given: RowGiven,
): void {
  const values = given.lists[property]
  if (values === undefined) return
  const before = current === undefined ? undefined : (currentValue(current, property) as unknown[] | null | undefined)
  if (before === undefined || before === null || before.length === 0 || mode === 'REPLACE')
    set(input, fields, property, values)
  else if (mode === 'APPEND') {
    const added = missing(before, values, sameness(property))
    if (added.length > 0) set(input, fields, property, [...before, ...withoutSecondPrimary(before, added)])
  }
}

function missing(before: unknown[], values: unknown[], isSame: (one: unknown, other: unknown) => boolean): unknown[] {
  const added: unknown[] = []
  for (const value of values)
    if (!before.some((each) => isSame(each, value)) && !added.some((each) => isSame(each, value))) added.push(value)
  return added
}

/** The one to use first stays the one that was it. */
function withoutSecondPrimary(before: unknown[], added: unknown[]): unknown[] {
  if (!before.some((each) => (each as Item)['Primary'] === true)) return added
  return added.map((each) => {
    if (typeof each !== 'object' || (each as Item)['Primary'] !== true) return each
    const { Primary: _second, ...rest } = each as Item
    return rest
  })
}

function sameness(property: string): (one: unknown, other: unknown) => boolean {
  if (property.charAt(0) === '#') return (one, other) => one === other
  if (property === 'Phones') return isSamePhone
  if (property === 'Addresses') return isSameAddress
  if (property === 'Labels' || property === 'ContactTypes') return isSameName
  return isSameValue
}

const isSameName = (one: unknown, other: unknown) => nameKey(one as string) === nameKey(other as string)

const valueIn = (each: unknown, part: string) => ((each as Item)[part] as string | undefined) ?? ''

const isSameValue = (one: unknown, other: unknown) => fold(valueIn(one, 'Value')) === fold(valueIn(other, 'Value'))

/** People set the digits of one number apart in many ways. */
function isSamePhone(one: unknown, other: unknown): boolean {
  if (isSameValue(one, other)) return true
  const digits = digitsIn(valueIn(other, 'Value'))
  return digits !== '' && (digits === digitsIn(valueIn(one, 'Value')) || digits === digitsIn(valueIn(one, 'E164')))
}

/** The same place, whatever it is to the contact. */
const isSameAddress = (one: unknown, other: unknown) => isDeepStrictEqual(placeOf(one as Item), placeOf(other as Item))

const placeOf = ({ Label: _label, Primary: _primary, ...parts }: Item) =>
  Object.fromEntries(Object.entries(parts).map(([part, text]) => [part, fold(text as string)]))
