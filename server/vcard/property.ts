import { isUtf8 } from 'node:buffer'
import { keptText } from '../files/kept-text.ts'
import { decoderOf, type Units } from './lines.ts'

/** A property of a card (RFC 6350, section 3.3). */
export interface CardProperty {
  /** As `item1` of `item1.TEL`, in lower case. */
  group?: string
  /** In capital letters. */
  name: string
  /** The values of TYPE, and parameters without a name, as they are written. */
  types: string[]
  /** The other parameters, by their names in capital letters. */
  parameters: Record<string, string>
  /** Still with its escapes, which depend on what it is. */
  value: string
}

const noTypes: string[] = []
const noParameters: Record<string, string> = {}
/** Of name and parameters. More is no property, but thousands of parts to keep. */
const longestHeader = 64 * 1024
const isName = /^[\w-]+$/
const encodings = new Set(['QUOTED-PRINTABLE', 'BASE64', 'B', '8BIT', '7BIT'])

/**
 * @param line unfolded, in the characters of the file's units
 * @returns undefined where it is no property
 */
export function propertyOf(line: string, units: Units): CardProperty | undefined {
  const colon = colonOf(line)
  if (colon < 0 || colon > longestHeader) return undefined
  const header = textOf(line.slice(0, colon), undefined, units)
  const bytes = line.slice(colon + 1)
  const parts = header.includes(';') ? splitOutsideQuotes(header, ';') : [header]
  const [full = ''] = parts
  const dot = full.indexOf('.')
  const name = full.slice(dot + 1).trim()
  if (!isName.test(name)) return undefined
  const property: CardProperty = { name: name.toUpperCase(), types: noTypes, parameters: noParameters, value: '' }
  if (dot > 0) property.group = full.slice(0, dot).trim().toLowerCase()
  if (parts.length > 1) readParameters(property, parts)
  // The bytes of a picture are no text.
  property.value = property.name === 'PHOTO' ? bytes : decodedValue(bytes, property.parameters, units)
  return property
}

/** Where the value begins: the first colon that is not within quotes, or the first where the quotes do not close. */
function colonOf(line: string): number {
  const first = line.indexOf(':')
  const quote = line.indexOf('"')
  if (first < 0 || quote < 0 || quote > first) return first
  let isQuoted = false
  for (let at = quote; at < line.length; at++) {
    const letter = line[at]
    if (letter === '"') isQuoted = !isQuoted
    else if (letter === ':' && !isQuoted) return at
  }
  return first
}

function splitOutsideQuotes(text: string, separator: string): string[] {
  if (!text.includes('"')) return text.split(separator)
  const parts: string[] = []
  let isQuoted = false
  let start = 0
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '"') isQuoted = !isQuoted
    else if (text[at] === separator && !isQuoted) {
      parts.push(text.slice(start, at))
      start = at + 1
    }
  }
  parts.push(text.slice(start))
  return parts
}

function readParameters(property: CardProperty, parts: string[]): void {
  property.types = []
  property.parameters = {}
  for (const part of parts.slice(1)) {
    const equals = part.indexOf('=')
    if (equals < 0) readNameless(property, part.trim())
    else readParameter(property, part.slice(0, equals).trim().toUpperCase(), part.slice(equals + 1).trim())
  }
}

/** In 2.1 a value may come without the name of its parameter. */
function readNameless({ types, parameters }: CardProperty, value: string): void {
  if (encodings.has(value.toUpperCase())) parameters['ENCODING'] = value
  else if (value !== '') types.push(value)
}

function readParameter({ types, parameters }: CardProperty, name: string, text: string): void {
  const value = parameterValue(text)
  if (name !== 'TYPE') parameters[name] ??= value
  else for (const type of value.split(',')) if (type.trim() !== '') types.push(type.trim())
}

const carets: Record<string, string> = { '^n': '\n', '^^': '^', "^'": '"' }

/** Without its quotes, and with what RFC 6868 writes with carets. */
function parameterValue(text: string): string {
  const bare = text.includes('"') ? text.replaceAll('"', '') : text
  return bare.includes('^') ? bare.replace(/\^[n^']/g, (found) => carets[found] ?? found) : bare
}

function decodedValue(bytes: string, parameters: Record<string, string>, units: Units): string {
  const encoding = parameters['ENCODING']?.toUpperCase()
  const charset = parameters['CHARSET']
  if (encoding === 'QUOTED-PRINTABLE')
    return textOf(unquoted(bytes, units), charset, { ...units, size: 1 }).replaceAll('\r\n', '\n')
  if (encoding === 'BASE64' || encoding === 'B')
    return textOf(Buffer.from(bytes, 'base64').toString('latin1'), charset, { ...units, size: 1 })
  return textOf(bytes, charset, units)
}

/** RFC 2045, section 6.7. @returns bytes, as characters */
function unquoted(text: string, { size }: Units): string {
  const bytes = Buffer.from(text, size === 1 ? 'latin1' : 'utf8')
  let to = 0
  for (let from = 0; from < bytes.length; from++) {
    const byte = bytes[from] === 0x3d ? hexDigit(bytes[from + 1]) * 16 + hexDigit(bytes[from + 2]) : Number.NaN
    // An equals sign before anything else was written by a program that does not know better.
    bytes[to++] = Number.isNaN(byte) ? (bytes[from] as number) : byte
    if (!Number.isNaN(byte)) from += 2
  }
  return bytes.toString('latin1', 0, to)
}

function hexDigit(code = 0): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const letter = code | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : Number.NaN
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: this is what ASCII is
const isAscii = /^[\x01-\x7f]*$/

/** The text of bytes that came as characters. What PostgreSQL cannot keep is cleaned away. */
function textOf(bytes: string, charset: string | undefined, units: Units): string {
  if (charset === undefined && isAscii.test(bytes)) return bytes
  const text = units.size === 2 ? bytes : decoded(Buffer.from(bytes, 'latin1'), charset, units)
  return keptText(text)
}

function decoded(bytes: Buffer, charset: string | undefined, { fallback }: Units): string {
  const told = charset === undefined ? undefined : decoderOf(charset.toLowerCase())
  // A charset that is told is believed; but UTF-8 can be checked.
  if (told !== undefined && told.encoding !== 'utf-8') return told.decode(bytes)
  return isUtf8(bytes) ? bytes.toString() : fallback.decode(bytes)
}
