/** Which operators fit which property, and which values fit the operator. */
import type { Filter, Operator } from '../../contract/contacts.ts'
import type { Fault } from '../http/errors.ts'
import { isDay, isMoment } from '../http/validation.ts'
import { fold } from './folding.ts'
import type { Kind, Property } from './properties.ts'

const presence: Operator[] = ['EMPTY', 'NOT_EMPTY']
const equality: Operator[] = ['EQUALS', 'NOT_EQUALS', 'IN', 'NOT_IN']
const order: Operator[] = ['GREATER', 'GREATER_OR_EQUAL', 'LESS', 'LESS_OR_EQUAL', 'BETWEEN']
const parts: Operator[] = ['CONTAINS', 'NOT_CONTAINS', 'STARTS_WITH', 'ENDS_WITH']
const relative: Operator[] = ['WITHIN_LAST', 'WITHIN_NEXT']
const lists: Operator[] = ['ANY_OF', 'ALL_OF', 'NONE_OF']

const fitting: Record<Kind, Operator[]> = {
  TEXT: [...equality, ...parts, ...presence, ...order],
  NUMBER: [...equality, ...presence, ...order],
  FLAG: ['EQUALS', 'NOT_EQUALS', ...presence],
  DAY: [...equality, ...presence, ...order, ...relative],
  MOMENT: [...equality, ...presence, ...order, ...relative],
  ID: [...equality, ...presence],
  NAMES: [...lists, ...presence],
  LIST: presence,
}

export const operatorsFor = ({ kind }: Property): readonly Operator[] => fitting[kind]

const takesValues: readonly Operator[] = ['IN', 'NOT_IN', 'BETWEEN', ...lists]
const mostValues = 1000
const longestText = 1000
/** Beyond this many, any unit leaves the calendar. */
const mostUnits = 10_000

/** What is wrong with what a condition compares with. */
export function valueFaults(property: Property, { Operator, Value, Values, Unit }: Filter, path: string): Fault[] {
  const operator = Operator as Operator
  const wantsUnit = relative.includes(operator)
  const wantsValues = takesValues.includes(operator)
  const wantsValue = !wantsValues && !presence.includes(operator)
  return [
    ...(wantsValue ? [] : surplusAt(`${path}.Value`, Value)),
    ...(wantsValues ? [] : surplusAt(`${path}.Values`, Values)),
    ...(wantsUnit ? [] : surplusAt(`${path}.Unit`, Unit)),
    ...(wantsValue
      ? faultAt(`${path}.Value`, wantsUnit ? unitsFault(Value) : valueFault(property, operator, Value))
      : []),
    ...(wantsValues ? listFaults(property, operator, Values, `${path}.Values`) : []),
    ...(wantsUnit ? faultAt(`${path}.Unit`, unitFault(Unit)) : []),
  ]
}

const surplusAt = (path: string, given: unknown): Fault[] =>
  faultAt(path, given === undefined ? undefined : 'does not go with this operator')

const faultAt = (Path: string, Message: string | undefined): Fault[] =>
  Message === undefined ? [] : [{ Path, Message }]

function listFaults(property: Property, operator: Operator, values: unknown, path: string): Fault[] {
  if (!Array.isArray(values) || values.length === 0) return faultAt(path, 'must be a list of what to compare with')
  if (values.length > mostValues) return faultAt(path, `may have ${mostValues} values`)
  if (operator === 'BETWEEN' && values.length !== 2) return faultAt(path, 'must be the two ends')
  return values.flatMap((value, index) => faultAt(`${path}[${index}]`, valueFault(property, operator, value)))
}

const unitsFault = (value: unknown) =>
  Number.isInteger(value) && (value as number) > 0 && (value as number) <= mostUnits
    ? undefined
    : `must be how many units: a whole number from 1 to ${mostUnits}`

const units = ['DAY', 'WEEK', 'MONTH', 'YEAR']
const unitFault = (unit: unknown) => (units.includes(unit as string) ? undefined : `must be one of ${units.join(', ')}`)

// What RFC 3339 allows and the calendar here does not, as more than nine digits of a second.
function isInstant(text: string): boolean {
  try {
    return isMoment(text) && Temporal.Instant.from(text) !== undefined
  } catch {
    return false
  }
}

const isText = (value: unknown): value is string => typeof value === 'string'

const checks: Record<Kind, (value: unknown, property: Property) => string | undefined> = {
  TEXT: (value) => (isText(value) ? textFault(value) : 'must be text'),
  NUMBER: (value) => (typeof value === 'number' ? undefined : 'must be a number'),
  FLAG: (value) => (typeof value === 'boolean' ? undefined : 'must be true or false'),
  DAY: (value) => (isText(value) && isDay(value) ? undefined : 'must be a day, as 2026-12-31'),
  MOMENT: (value) =>
    isText(value) && ((isDay(value) && !value.startsWith('-')) || isInstant(value))
      ? undefined
      : 'must be a day, as 2026-12-31, or a moment, as 2026-12-31T23:59:59.000Z',
  ID: (value) => (isText(value) ? undefined : 'must be an id'),
  NAMES: (value, { options }) => (isText(value) ? optionFault(value, options) : 'must be a name'),
  LIST: () => undefined,
}

function valueFault(property: Property, operator: Operator, value: unknown): string | undefined {
  const isYearless = property.kind === 'DAY' && String(value).startsWith('-')
  if (isYearless && order.includes(operator)) return 'must be a day with its year, as 2026-12-31'
  return checks[property.kind](value, property)
}

function textFault(value: string): string | undefined {
  if (value.length > longestText) return `must not have more than ${longestText} characters`
  return fold(value) === '' ? 'must not be blank; EMPTY finds contacts without the property' : undefined
}

const optionFault = (value: string, options: readonly string[] | undefined) =>
  options === undefined || options.some((each) => fold(each) === fold(value))
    ? undefined
    : `is none of ${options.join(', ')}`
