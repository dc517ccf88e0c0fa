import { invalid } from '../http/errors.ts'
import { textFromXml } from './cell-text.ts'
import { BrokenXml, damaged } from './refusals.ts'
import { XmlScanner } from './xml-scanner.ts'
import { textOf, type Zip } from './zip-archive.ts'

/** In characters. */
export const longestCell = 1_000_000

const mostBytes = 128 * 1024 ** 2
const mostTexts = 32 * 1024 ** 2

/**
 * The texts that cells name by number. They lie in one buffer as UTF-8: as strings, the six million that Excel makes of a
 * million contacts would take three times the memory.
 */
export class SharedStrings {
  #bytes = Buffer.alloc(65_536)
  #ends = new Uint32Array(4096)
  #count = 0
  #length = 0
  readonly #tooLong = new Set<number>()

  /** @returns undefined if there is none of that number, null if it is too long for a cell */
  get(index: number): string | null | undefined {
    if (!(index >= 0 && index < this.#count)) return undefined
    if (this.#tooLong.size > 0 && this.#tooLong.has(index)) return null
    return this.#bytes.toString('utf8', index === 0 ? 0 : this.#ends[index - 1], this.#ends[index])
  }

  /**
   * @param text null for one that is too long
   * @throws `INVALID` where they are more than may be kept
   */
  add(text: string | null) {
    if (text === null) this.#tooLong.add(this.#count)
    else this.#append(text)
    if (this.#count === this.#ends.length) {
      if (this.#count === mostTexts) throw tooMuch()
      const ends = this.#ends
      this.#ends = new Uint32Array(ends.length * 2)
      this.#ends.set(ends)
    }
    this.#ends[this.#count++] = this.#length
  }

  #append(text: string) {
    const most = this.#length + text.length * 3
    if (most > this.#bytes.length) {
      const needed = this.#length + Buffer.byteLength(text)
      if (needed > mostBytes) throw tooMuch()
      const bytes = Buffer.alloc(Math.min(Math.max(most, this.#bytes.length * 2), mostBytes))
      this.#bytes.copy(bytes, 0, 0, this.#length)
      this.#bytes = bytes
    }
    this.#length += this.#bytes.write(text, this.#length)
  }
}

const tooMuch = () => invalid('The file has more than 128 MB of text. Split it, or save it as CSV.')

export async function sharedStrings(zip: Zip, part: string | undefined): Promise<SharedStrings> {
  const strings = new SharedStrings()
  const entry = part === undefined ? undefined : zip.entries.get(part)
  if (entry === undefined) return strings
  const scanner = new XmlScanner(new StringListener(strings))
  try {
    for await (const piece of textOf(zip, entry)) scanner.write(piece)
    scanner.end()
  } catch (error) {
    if (error instanceof BrokenXml) throw damaged(`${error.message}, in the list of its texts`)
    throw error
  }
  return strings
}

class StringListener {
  readonly #strings: SharedStrings
  #text = ''
  #isText = false
  #isPhonetic = false

  constructor(strings: SharedStrings) {
    this.#strings = strings
  }

  opened(name: string) {
    if (name === 'si') this.#text = ''
    else if (name === 't') this.#isText = !this.#isPhonetic
    // How a Japanese word is said stands beside it.
    else if (name === 'rPh') this.#isPhonetic = true
  }

  closed(name: string) {
    if (name === 't') this.#isText = false
    else if (name === 'rPh') this.#isPhonetic = false
    else if (name === 'si') this.#strings.add(this.#text.length > longestCell ? null : textFromXml(this.#text))
  }

  text(text: string) {
    if (this.#isText && this.#text.length <= longestCell) this.#text += text
  }
}
