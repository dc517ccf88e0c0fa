/**
 * A filter as the address bar has it: `(~and~,(~JobTitle~,~CONTAINS~,~baker~),(~Labels~,~ANY_OF~,(~%23vip~)))`. It is JSON with other brackets and
 * quotes, which stay as they are in an address.
 */
import type { Input } from '../../client/client.ts'

export type Search = NonNullable<Input<'contacts/bulk-update'>['Search']>
export type Filter = NonNullable<Search['Filter']>

const operators = [
  ...[
    'EQUALS',
    'NOT_EQUALS',
    'IN',
    'NOT_IN',
    'CONTAINS',
    'NOT_CONTAINS',
    'STARTS_WITH',
    'ENDS_WITH',
    'EMPTY',
    'NOT_EMPTY',
  ],
  ...['GREATER', 'GREATER_OR_EQUAL', 'LESS', 'LESS_OR_EQUAL', 'BETWEEN', 'ANY_OF', 'ALL_OF', 'NONE_OF'],
  ...['WITHIN_LAST', 'WITHIN_NEXT'],
]
const units = ['DAY', 'WEEK', 'MONTH', 'YEAR']
const isOneOf = (all: string[], given: unknown) => all.includes(given as string)

type Short = (string | number | boolean | Short | (string | number | boolean)[])[]

const [outer, inner] = ['()~', '[]"']

export const filterText = (filter: Filter | undefined): string => {
  const escaped = JSON.stringify(filter === undefined ? ['and'] : shortOf(filter)).replace(
    /[()~]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return swapped(escaped, inner, outer)
}

/** @returns null where the text is none; undefined where it asks for all contacts */
export function readFilter(text: string): Filter | undefined | null {
  try {
    const short = JSON.parse(swapped(text, outer, inner)) as Short
    return short.length === 1 && short[0] === 'and' ? undefined : filterOf(short)
  } catch {
    return null
  }
}

const swapped = (text: string, from: string, to: string) =>
  text.replace(/[()~[\]"]/g, (sign) => to[from.indexOf(sign)] ?? sign)

function shortOf({ And, Or, Not, Property, Operator, Value, Values, Unit }: Filter): Short {
  if (And) return ['and', ...And.map(shortOf)]
  if (Or) return ['or', ...Or.map(shortOf)]
  if (Not) return ['not', shortOf(Not)]
  const rest = [Values ?? Value, Unit].filter((each) => each !== undefined)
  return [Property ?? '', Operator ?? '', ...rest]
}

function filterOf([first, ...rest]: Short): Filter {
  if (first === 'and') return { And: (rest as Short[]).map(filterOf) }
  if (first === 'or') return { Or: (rest as Short[]).map(filterOf) }
  if (first === 'not') return { Not: filterOf(rest[0] as Short) }
  const [operator, value, unit] = rest
  if (typeof first !== 'string' || first === '' || !isOneOf(operators, operator)) throw new Error('no condition')
  if (unit !== undefined && !isOneOf(units, unit)) throw new Error('no unit')
  const compared = Array.isArray(value) ? { Values: value } : value === undefined ? {} : { Value: value }
  return { Property: first, Operator: operator, ...compared, ...(unit === undefined ? {} : { Unit: unit }) } as Filter
}
