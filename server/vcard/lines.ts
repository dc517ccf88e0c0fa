import type { Source } from '../files/source.ts'
import { invalid } from '../http/errors.ts'

/** How the bytes of a file are made into characters to cut lines of. */
export interface Units {
  /** Bytes of a unit: 1, or 2 where the file is UTF-16. */
  size: 1 | 2
  bigEndian: boolean
  /** Where the text begins, behind a byte order mark. */
  from: number
  /** For bytes that are no UTF-8. */
  fallback: TextDecoder
}

/** A line without its break. */
export interface Line {
  /** Of a file of bytes, each byte as the character of its number, because a fold may cut a letter into two. */
  text: string
  /** Where it begins and where the next one does, in bytes of the source. */
  from: number
  to: number
  /** Its end was dropped, because it is too long. */
  cut: boolean
}

/** A line of more is cut: no card can hold it. */
const longest = 16 * 1024 * 1024

/**
 * @param encoding a label of the WHATWG Encoding Standard, for files that are neither UTF-8 nor begin as UTF-16
 * @throws a 400 where there is no such encoding
 */
export async function unitsOf(source: Source, encoding = 'windows-1252'): Promise<Units> {
  const head = await firstBytes(source, 3)
  const fallback = decoderOf(encoding)
  if (fallback === undefined) throw invalid(`There is no encoding "${encoding}". Try UTF-8 or windows-1252.`)
  const [a, b, c] = head
  const utf16 = (bigEndian: boolean, from: number): Units => ({ size: 2, bigEndian, from, fallback })
  if (a === 0xff && b === 0xfe) return utf16(false, 2)
  if (a === 0xfe && b === 0xff) return utf16(true, 2)
  // The B of BEGIN without a byte order mark.
  if (b === 0 && a !== 0 && a !== undefined) return utf16(false, 0)
  if (a === 0 && b !== 0 && b !== undefined) return utf16(true, 0)
  if (fallback.encoding.startsWith('utf-16')) return utf16(fallback.encoding === 'utf-16be', 0)
  return { size: 1, bigEndian: false, from: a === 0xef && b === 0xbb && c === 0xbf ? 3 : 0, fallback }
}

async function firstBytes(source: Source, count: number): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of source.read(0, Math.min(count, source.size))) pieces.push(piece)
  return Buffer.concat(pieces)
}

const decoders = new Map<string, TextDecoder>()

/** Undefined where there is no such encoding. */
export function decoderOf(label: string): TextDecoder | undefined {
  const known = decoders.get(label)
  if (known !== undefined) return known
  try {
    const decoder = new TextDecoder(label, { ignoreBOM: true })
    decoders.set(label, decoder)
    return decoder
  } catch {
    return undefined
  }
}

/** Cuts pieces of a file into lines that end with LF, CR LF, CR, or CR CR LF, which some transfers make. */
export class LineCutter {
  readonly #units: Units
  /** What came of the line that is not yet whole. */
  #held: string[] = []
  #heldLength = 0
  #cut = false
  /** Breaks at the end of a piece, of which the next one may hold the rest. */
  #carry = ''
  #oddByte: Buffer | undefined
  #lineFrom: number
  #at: number

  constructor(units: Units) {
    this.#units = units
    this.#lineFrom = units.from
    this.#at = units.from
  }

  /** The lines that end in this piece. */
  cut(piece: Buffer): Line[] {
    return this.#lines(this.#carry + this.#characters(piece), false)
  }

  /** The lines that are left when there is no more. */
  rest(): Line[] {
    const lines = this.#lines(this.#carry, true)
    if (this.#held.length > 0) lines.push(this.#line('', this.#at))
    return lines
  }

  #characters(piece: Buffer): string {
    if (this.#units.size === 1) return piece.toString('latin1')
    const whole = this.#oddByte === undefined ? piece : Buffer.concat([this.#oddByte, piece])
    const even = whole.length - (whole.length % 2)
    this.#oddByte = even === whole.length ? undefined : Buffer.from(whole.subarray(even))
    const units = whole.subarray(0, even)
    return (this.#units.bigEndian ? Buffer.from(units).swap16() : units).toString('utf16le')
  }

  #lines(text: string, isLast: boolean): Line[] {
    const lines: Line[] = []
    const base = this.#at
    const place = (index: number) => base + index * this.#units.size
    let start = 0
    let end = text.length
    for (const { 0: lineBreak, index } of text.matchAll(lineBreaks)) {
      if (lineBreak === '\r' && !isLast && mayGoOn(text, index)) {
        end = index
        break
      }
      const next = index + lineBreak.length
      lines.push(this.#line(text.slice(start, index), place(next)))
      start = next
    }
    this.#hold(text.slice(start, end))
    this.#carry = text.slice(end)
    this.#at = place(end)
    return lines
  }

  #hold(text: string): void {
    if (text === '') return
    if (this.#heldLength + text.length > longest) this.#cut = true
    else this.#held.push(text)
    this.#heldLength += text.length
  }

  #line(end: string, to: number): Line {
    let text = end
    if (this.#held.length > 0) {
      this.#hold(end)
      text = this.#held.join('')
      this.#held = []
    }
    const line = { text, from: this.#lineFrom, to, cut: this.#cut }
    this.#heldLength = 0
    this.#cut = false
    this.#lineFrom = to
    return line
  }
}

/** Files may have all of them. Some transfers make CR CR LF, which is one. */
const lineBreaks = /\r?\r?\n|\r/g

/** Whether the piece ends before it is told which break this CR is. */
const mayGoOn = (text: string, cr: number) =>
  cr === text.length - 1 || (cr === text.length - 2 && text[cr + 1] === '\r')
