import { isSupportedCountry } from 'libphonenumber-js'
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { Format } from 'typebox/format'
import { Settings } from 'typebox/system'
import { type Fault, faulty } from './errors.ts'

Settings.Set({ maxErrors: 50 })

// An address people can write to: one @ with something on both sides. Whether it exists, only a mail can tell (RFC 5321).
export const isEmail = (text: string) => /^[^\s@<>"]+@[^\s@<>"]+$/u.test(text)

Format.Set('email', isEmail)
Format.Set('day', (text) => isDay(text))
Format.Set('time-zone', isTimeZone)
Format.Set('country', (text) => isSupportedCountry(text))

/** A time zone of the IANA database that this Node.js knows. */
function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '' && /^[A-Z]/.test(name)
  } catch {
    return false
  }
}

/** A moment with its offset (RFC 3339). */
export const isMoment = (text: string) => Format.Test('date-time', text)

const firstMoment = Date.parse('0001-01-01T00:00:00Z')

/** A moment as the database reads it. @throws a 400 where its calendar does not have it, as in the year 0 */
export function momentIn(Path: string, text: string): string {
  const moment = Date.parse(text)
  if (!(moment >= firstMoment)) throw faulty([{ Path, Message: 'must be a moment, as 2026-12-31T23:59:59.000Z' }])
  return new Date(moment).toISOString()
}

/** `YYYY-MM-DD` or `--MM-DD`, a day that the calendar has. */
export function isDay(text: string): boolean {
  const [, year, month, day] = /^(\d{4}|-)-(\d\d)-(\d\d)$/.exec(text) ?? []
  if (year === undefined) return false
  // 2000 had a 29 February, so a birthday without a year may be one.
  const moment = new Date(`${year === '-' ? '2000' : year}-${month}-${day}T00:00:00Z`)
  return !Number.isNaN(moment.getTime()) && moment.getUTCDate() === Number(day)
}

/** Makes the check of a message class: it throws one 400 that names every fault, or does nothing. */
export function checkOf(schema: TSchema | undefined): (input: unknown) => void {
  if (schema === undefined) return refuseAnyProperty
  const compiled = Compile(schema)
  return (input) => {
    // No body at all is one without properties.
    const given = withoutNulls(input === undefined ? {} : input, schema)
    if (!compiled.Check(given)) throw faulty(faultsOf(compiled.Errors(given)))
  }
}

function refuseAnyProperty(input: unknown): void {
  if (input === undefined || input === null) return
  if (typeof input !== 'object' || Array.isArray(input)) throw faulty([{ Path: '', Message: 'must be an object' }])
  const faults = Object.keys(input).map((Path) => ({ Path, Message: 'this operation takes no input' }))
  if (faults.length > 0) throw faulty(faults)
}

/** A property of a class that is null counts as absent, so the classes need not say it of each. */
function withoutNulls(input: unknown, schema: TSchema): unknown {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return input
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null))
  const { properties = {} } = schema as { properties?: Record<string, TSchema & { title?: string }> }
  // Only a message class has a title (contract/message-class.ts).
  for (const [name, part] of Object.entries(properties))
    if (part.title !== undefined && Object.hasOwn(given, name)) given[name] = withoutNulls(given[name], part)
  return given
}

interface SchemaError {
  keyword: string
  schemaPath: string
  instancePath: string
  params: object
  message: string
}

function faultsOf(errors: SchemaError[]): Fault[] {
  return (
    errors
      // A closed list reports each unknown property twice, a choice also reports every branch that was not taken.
      .filter(({ keyword, schemaPath }) => keyword !== 'boolean' && !schemaPath.includes('/anyOf/'))
      .flatMap(({ keyword, instancePath, params, message }) => {
        const path = propertyPath(instancePath)
        const { additionalProperties, requiredProperties, allowedValues, format } = params as Record<string, string[]>
        const at = (name: string) => (path === '' ? name : `${path}.${name}`)
        if (keyword === 'additionalProperties')
          return (additionalProperties ?? []).map((name) => ({
            Path: at(name),
            Message: 'is no property of this class',
          }))
        if (keyword === 'required')
          return (requiredProperties ?? []).map((name) => ({ Path: at(name), Message: 'is needed' }))
        if (keyword === 'enum') return { Path: path, Message: `must be one of ${(allowedValues ?? []).join(', ')}` }
        if (keyword === 'format') return { Path: path, Message: `is no valid ${format}` }
        if (keyword === 'anyOf') return { Path: path, Message: 'has a type that is not allowed here' }
        return { Path: path, Message: message }
      })
  )
}

/** JSON pointer (RFC 6901) → `Emails[0].Value`. */
function propertyPath(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part, index) => (/^\d+$/.test(part) ? `[${part}]` : index === 0 ? part : `.${part}`))
    .join('')
}
