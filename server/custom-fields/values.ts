import { isDay, isEmail } from '../http/validation.ts'
import type { Field } from '../vocabulary/vocabulary.ts'

type Definition = Pick<Field, 'Type' | 'Options'>

const text =
  (longest: number, isRight: (value: string) => boolean = () => true, fault = '') =>
  (value: unknown) => {
    if (typeof value !== 'string') return 'must be text'
    if (value.length > longest) return `must not have more than ${longest} characters`
    return isRight(value) ? undefined : fault
  }

const isOption = (value: unknown, options: string[]) => typeof value === 'string' && options.includes(value)

const checks: Record<Field['Type'], (value: unknown, options: string[]) => string | undefined> = {
  TEXT: text(1000),
  LONGTEXT: text(100_000),
  URL: text(2000, (value) => URL.canParse(value), 'is no address, as https://example.com'),
  EMAIL: text(320, isEmail, 'is no valid email'),
  PHONE: text(100),
  NUMBER: (value) => (Number.isFinite(value) ? undefined : 'must be a number'),
  CHECKBOX: (value) => (typeof value === 'boolean' ? undefined : 'must be true or false'),
  DATE: (value) => (typeof value === 'string' && isDay(value) ? undefined : 'must be a date, as 2026-12-31'),
  LIST: (value, options) => (isOption(value, options) ? undefined : `must be one of ${options.join(', ')}`),
  MULTILIST: (value, options) =>
    Array.isArray(value) && value.every((item) => isOption(item, options))
      ? undefined
      : `must be a list of some of ${options.join(', ')}`,
}

/** What is wrong with a value for a field, if anything. */
export const valueFault = ({ Type, Options = [] }: Definition, value: unknown): string | undefined =>
  checks[Type](value, Options)

/** The value as another type would have it; undefined where it cannot be told. */
export function convertValue(field: Definition, value: unknown): unknown {
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

/** Whether a value that is no list is what a change of the type would have made of an earlier one. */
export function cameOf(value: unknown, earlier: unknown): boolean {
  const type = typeof value === 'number' ? 'NUMBER' : typeof value === 'boolean' ? 'CHECKBOX' : 'TEXT'
  return value === convert(type, earlier)
}

const asText = (value: unknown) => (typeof value === 'string' ? value : String(value))

const shapes: Partial<Record<Field['Type'], (value: unknown) => boolean>> = {
  NUMBER: (value) => typeof value === 'number',
  CHECKBOX: (value) => typeof value === 'boolean',
  MULTILIST: Array.isArray,
}

/** A kept value as one of its field's type. It is another one for as long as a change of the type is being carried out. */
export function asTyped(field: Definition, value: unknown): unknown {
  const isTyped = shapes[field.Type]?.(value) ?? typeof value === 'string'
  return isTyped ? value : (convertValue(field, value) ?? value)
}
