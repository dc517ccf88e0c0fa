import { keptText } from '../files/kept-text.ts'
import type { Source } from '../files/source.ts'

/** A line of a file of JSON Lines (jsonlines.org). */
export interface JsonLine {
  /** Of the line, from 1; blank lines count too. */
  number: number
  /** Undefined where the line cannot be read. */
  value: object | undefined
  /** In UTF-16 units. */
  length: number
  fault?: string
}

/** In UTF-16 units: more than a contact can hold. */
const longest = 4_000_000
const batch = 500
const batchLength = 1_000_000

/** The lines that are not blank, some hundred at a time. NULs vanish, halves of surrogate pairs become U+FFFD. */
export async function* readJsonLines(source: Source): AsyncGenerator<JsonLine[]> {
  let number = 0
  let lines: JsonLine[] = []
  let length = 0
  for await (const text of linesOf(source)) {
    number++
    if (text !== undefined && text.trim() === '') continue
    lines.push(text === undefined ? tooLong(number) : lineOf(number, text))
    length += text?.length ?? 0
    if (lines.length < batch && length < batchLength) continue
    yield lines
    lines = []
    length = 0
  }
  if (lines.length > 0) yield lines
}

const tooLong = (number: number): JsonLine => ({
  number,
  value: undefined,
  length: 0,
  fault: `is longer than ${longest.toLocaleString('en')} characters`,
})

function lineOf(number: number, text: string): JsonLine {
  try {
    const value: unknown = JSON.parse(text, (_name, part) => (typeof part === 'string' ? keptText(part) : part))
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return { number, value, length: text.length }
  } catch {
    // Told below.
  }
  return { number, value: undefined, length: text.length, fault: 'is no JSON object' }
}

/** @returns undefined in place of a line that is too long */
async function* linesOf(source: Source): AsyncGenerator<string | undefined> {
  const decoder = new TextDecoder()
  let open = ''
  let isOverlong = false
  for await (const bytes of source.read(0, source.size)) {
    const pieces = decoder.decode(bytes, { stream: true }).split('\n')
    const last = pieces.pop() ?? ''
    for (const piece of pieces) {
      yield isOverlong || open.length + piece.length > longest ? undefined : open + piece
      open = ''
      isOverlong = false
    }
    isOverlong ||= open.length + last.length > longest
    open = isOverlong ? '' : open + last
  }
  const rest = open + decoder.decode()
  if (isOverlong || rest !== '') yield isOverlong ? undefined : rest
}
