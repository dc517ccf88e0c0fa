import { isDay, isEmail } from '../http/validation.ts'
import type { Field } from '../vocabulary/vocabulary.ts'

const texts: Record<string, number> = { TEXT: 1000, LONGTEXT: 100_000, URL: 2000, EMAIL: 320, PHONE: 100 }

/** What is wrong with a value for a field, if anything. */
export function valueFault(
  { Type, Options = [] }: Pick<Field, 'Type' | 'Options'>,
  value: unknown,
): string | undefined {
  const limit = texts[Type]
  if (limit !== undefined) {
    if (typeof value !== 'string') return 'must be text'
    if (value.length > limit) return `must not have more than ${limit} characters`
    if (Type === 'EMAIL' && !isEmail(value)) return 'is no valid email'
    if (Type === 'URL' && !URL.canParse(value)) return 'is no address, as https://example.com'
    return undefined
  }
  if (Type === 'NUMBER') return typeof value === 'number' ? undefined : 'must be a number'
  if (Type === 'CHECKBOX') return typeof value === 'boolean' ? undefined : 'must be true or false'
  if (Type === 'DATE') return typeof value === 'string' && isDay(value) ? undefined : 'must be a date, as 2026-12-31'
  const isOption = (option: unknown) => typeof option === 'string' && Options.includes(option)
  const choices = Options.join(', ')
  if (Type === 'LIST') return isOption(value) ? undefined : `must be one of ${choices}`
  return Array.isArray(value) && value.every(isOption) ? undefined : `must be a list of some of ${choices}`
}

/** The value as another type would have it; undefined where it cannot be told. */
export function convertValue(field: Pick<Field, 'Type' | 'Options'>, value: unknown): unknown {
  const converted = convert(field.Type, value)
  return converted !== undefined && valueFault(field, converted) === undefined ? converted : undefined
}

function convert(type: Field['Type'], value: unknown): unknown {
  if (type === 'MULTILIST') return Array.isArray(value) ? value : [asText(value)]
  if (Array.isArray(value))
    return value.length === 1 || type === 'TEXT' || type === 'LONGTEXT' ? convert(type, value.join(', ')) : undefined
  const text = asText(value)
  if (type === 'NUMBER') return /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text.trim()) ? Number(text) : undefined
  if (type === 'CHECKBOX')
    return { true: true, yes: true, '1': true, false: false, no: false, '0': false }[text.trim().toLowerCase()]
  return text
}

const asText = (value: unknown) => (typeof value === 'string' ? value : String(value))
