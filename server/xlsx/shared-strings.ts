import { invalid } from '../http/errors.ts'
import { textFromXml } from './cell-text.ts'
import { BrokenXml, damaged } from './refusals.ts'
import { XmlScanner } from './xml-scanner.ts'
import { textOf, type Zip } from './zip-archive.ts'

/** In characters. */
export const longestCell = 1_000_000

const mostText = 128 * 1024 ** 2
// What a string takes beside its text.
const overhead = 24

/** The texts that cells name by number; `null` stands for one that is too long. */
export async function sharedStrings(zip: Zip, part: string | undefined): Promise<(string | null)[]> {
  const entry = part === undefined ? undefined : zip.entries.get(part)
  if (entry === undefined) return []
  const listener = new StringListener()
  const scanner = new XmlScanner(listener)
  try {
    for await (const piece of textOf(zip, entry)) scanner.write(piece)
    scanner.end()
  } catch (error) {
    if (error instanceof BrokenXml) throw damaged(`${error.message}, in the list of its texts`)
    throw error
  }
  return listener.strings
}

class StringListener {
  readonly strings: (string | null)[] = []
  #text = ''
  #isText = false
  #isPhonetic = false
  #kept = 0

  opened(name: string) {
    if (name === 'si') this.#text = ''
    else if (name === 't') this.#isText = !this.#isPhonetic
    // How a Japanese word is said stands beside it.
    else if (name === 'rPh') this.#isPhonetic = true
  }

  closed(name: string) {
    if (name === 't') this.#isText = false
    else if (name === 'rPh') this.#isPhonetic = false
    else if (name === 'si') this.#keep()
  }

  text(text: string) {
    if (this.#isText && this.#text.length <= longestCell) this.#text += text
  }

  #keep() {
    const isTooLong = this.#text.length > longestCell
    this.#kept += overhead + (isTooLong ? 0 : this.#text.length)
    if (this.#kept > mostText) throw invalid('The file has more than 128 MB of text. Split it, or save it as CSV.')
    this.strings.push(isTooLong ? null : copied(textFromXml(this.#text)))
  }
}

/** A string that was cut from a longer one keeps the whole of it in memory; its bytes do not. */
const copied = (text: string): string => (text.length < 13 ? text : Buffer.from(text, 'utf16le').toString('utf16le'))
