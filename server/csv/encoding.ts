import chardet from 'chardet'
import type { Source } from '../files/source.ts'
import { faulty, invalid } from '../http/errors.ts'

/** First bytes of files that people take for CSV. */
const otherKinds: [start: string, is: string][] = [
  ['PK\x03\x04', 'a ZIP or XLSX file. If it is an Excel workbook, give it the ending .xlsx'],
  ['PK\x05\x06', 'an empty ZIP file'],
  ['\xd0\xcf\x11\xe0', 'an old Excel (XLS), Word or Outlook file. Open it and save it as CSV UTF-8 or XLSX'],
  ['%PDF', 'a PDF. Export the table from the program that made it, as CSV'],
  ['\x89PNG', 'a PNG picture'],
  ['\xff\xd8\xff', 'a JPEG picture'],
  ['GIF8', 'a GIF picture'],
  ['\x1f\x8b', 'a GZIP file. Unpack it first'],
]

/**
 * Throws `invalid` where the bytes begin as another kind of file does, or are not text.
 * @param trusted whether the user named the encoding: NULs may stand then, and are left out on reading
 */
export function refuseOtherKinds(sample: Buffer, trusted: boolean): void {
  const start = sample.toString('latin1', 0, 8)
  const other = otherKinds.find(([bytes]) => start.startsWith(bytes))
  if (other) throw invalid(`This is ${other[1]}.`)
  if (!trusted && sample.includes(0) && utf16(sample) === undefined)
    throw invalid('This is not a text file. Save the table as CSV (CSV UTF-8 in Excel), and choose that file.')
}

/** The name under which TextDecoder keeps an encoding. */
export function knownEncoding(label: string): string {
  try {
    return new TextDecoder(label).encoding
  } catch {
    throw faulty([{ Path: 'Encoding', Message: 'is not known; use for example utf-8, utf-16le or windows-1252' }])
  }
}

const marks: [encoding: string, bytes: Buffer][] = [
  ['utf-8', Buffer.from([0xef, 0xbb, 0xbf])],
  ['utf-16le', Buffer.from([0xff, 0xfe])],
  ['utf-16be', Buffer.from([0xfe, 0xff])],
]

const startsWith = (sample: Buffer, bytes: Buffer) => sample.subarray(0, bytes.length).equals(bytes)

export const hasMark = (sample: Buffer, encoding: string): boolean =>
  marks.some(([of, bytes]) => of === encoding && startsWith(sample, bytes))

/** UTF-16, by its mark or by its NULs: in most scripts every other byte of separators and digits, at least, is one. */
function utf16(sample: Buffer): string | undefined {
  if (hasMark(sample, 'utf-16le')) return 'utf-16le'
  if (hasMark(sample, 'utf-16be')) return 'utf-16be'
  const nuls = [0, 0] as [number, number]
  for (let at = sample.indexOf(0); at !== -1; at = sample.indexOf(0, at + 1)) nuls[(at & 1) as 0 | 1]++
  const [even, odd] = nuls
  if (Math.max(even, odd) < sample.length / 50 || Math.max(even, odd) < 10 * Math.min(even, odd)) return undefined
  return odd > even ? 'utf-16le' : 'utf-16be'
}

/** The encoding of a file that begins with `sample`. */
export async function findEncoding(source: Source, sample: Buffer): Promise<string> {
  const marked = marks.find(([, bytes]) => startsWith(sample, bytes))
  if (marked) return marked[0]
  const wide = utf16(sample)
  if (wide) return wide
  const cut = sample.length < source.size
  if (cut && beyondAscii(sample) === -1) return encodingFurtherOn(source, sample.length)
  return eightBits(sample, cut)
}

const farEnough = 16 * 1024 * 1024

/** A list of English names may have its first accent late, and would be garbled from there on were it taken for UTF-8. */
async function encodingFurtherOn(source: Source, from: number): Promise<string> {
  let place = from
  for await (const piece of source.read(from, Math.min(source.size, from + farEnough))) {
    const at = beyondAscii(piece)
    if (at !== -1) return eightBits(await bytesOf(source, place + at, 64 * 1024), true)
    place += piece.length
  }
  return 'utf-8'
}

export async function bytesOf(source: Source, from: number, length: number): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of source.read(from, Math.min(source.size, from + length))) pieces.push(piece)
  return Buffer.concat(pieces)
}

function beyondAscii(bytes: Buffer): number {
  for (let at = 0; at < bytes.length; at++) if ((bytes[at] as number) > 0x7f) return at
  return -1
}

function eightBits(sample: Buffer, cut: boolean): string {
  try {
    // Where more follows, a character may be cut at the end: `stream` waits for the rest of it.
    new TextDecoder('utf-8', { fatal: true }).decode(sample, { stream: cut })
    return 'utf-8'
  } catch {
    return likely(sample)
  }
}

const western = /^(ISO-8859-1|windows-1252)$/
const multiByte = /^(Shift_JIS|Big5|GB18030|EUC-)/

/**
 * What chardet is sure of, else windows-1252. Lists of names are short of the running text that it counts letters in, so
 * a right guess has some 30 of 100 points; a wrong one has windows-1252 close behind, or few letters to go by.
 */
function likely(sample: Buffer): string {
  const [best, ...others] = chardet.analyse(sample)
  if (!best || western.test(best.name)) return 'windows-1252'
  const rival = others.find(({ name }) => western.test(name))?.confidence ?? 0
  const sure = best.confidence >= (multiByte.test(best.name) ? 50 : 30) && best.confidence >= 2 * rival
  if (!sure || lettersBeyondAscii(sample) < 10) return 'windows-1252'
  try {
    return new TextDecoder(best.name).encoding
  } catch {
    return 'windows-1252'
  }
}

function lettersBeyondAscii(sample: Buffer): number {
  let count = 0
  for (const byte of sample) if (byte > 0x7f) count++
  return count
}
