import { hash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { plainProperties } from '../contacts/contact.ts'
import { keptText } from '../files/kept-text.ts'
import type { ContactGiven } from './draft.ts'
import type { CardProperty } from './property.ts'
import { escaped } from './values.ts'

/**
 * What vCard has no place for, or cannot hold as it is, follows in properties of ours: `X-VOYZU-STATUS:Hot`. A text stands
 * there as it is, anything else as JSON. One that says again what standard properties say too bears a mark of what these
 * said (OF): when another program has changed them since, they count.
 */
const prefix = 'X-VOYZU-'

const kept = ['Id', ...plainProperties, 'Labels', 'ContactTypes', 'CustomFields'] as (keyof ContactGiven)[]
const byName = new Map(kept.map((property) => [prefix + property.toUpperCase(), property]))

export const isLeftOver = (name: string): boolean => name.startsWith(prefix)

/** What `contact` has and the card that `read` was read from has not. */
export function leftOver(contact: ContactGiven, read: ContactGiven): CardProperty[] {
  const left: CardProperty[] = []
  for (const property of kept) {
    const given = contact[property]
    const known = read[property]
    if (given === known || (typeof given === 'object' && isDeepStrictEqual(given, known))) continue
    const parameters: Record<string, string> = known === undefined ? {} : { OF: markOf(known) }
    left.push({ name: prefix + property.toUpperCase(), types: [], parameters, value: escaped(written(given)) })
  }
  return left
}

/** Takes one of ours over into what was read. @returns whether it counts */
export function takeLeftOver({ name, parameters }: CardProperty, text: string, read: ContactGiven): boolean {
  const property = byName.get(name)
  if (property === undefined) return false
  const known = read[property]
  if (parameters['OF'] !== (known === undefined ? undefined : markOf(known))) return false
  const value = valueIn(text.trim())
  if (value === undefined) return false
  if (value === null) delete read[property]
  else read[property] = value as never
  return true
}

const markOf = (value: unknown): string => hash('sha256', JSON.stringify(value)).slice(0, 8)

const words = new Set(['true', 'false', 'null'])
const isJson = (text: string) => words.has(text) || text === '' || '"[{'.includes(text[0] as string)

function written(value: unknown): string {
  const isPlain = typeof value === 'string' && !isJson(value) && value.trim() === value && !value.includes('\r')
  return isPlain ? value : JSON.stringify(value ?? null)
}

/** Undefined where it cannot be read. */
function valueIn(text: string): unknown {
  if (!isJson(text)) return text
  try {
    // Only escapes can hold what is not cleaned yet.
    return text.includes('\\u') ? JSON.parse(text, (_, value) => clean(value)) : JSON.parse(text)
  } catch {
    return undefined
  }
}

const clean = (value: unknown) => (typeof value === 'string' ? keptText(value) : value)
