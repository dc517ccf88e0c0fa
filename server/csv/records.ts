import type { Dialect } from './dialect.ts'
import { Skipper } from './skipper.ts'

/** A record of a CSV file. */
export interface CsvRecord {
  cells: string[]
  /** What is wrong with it, in words for the user. */
  fault?: string
  /** Text stands behind a closing quotation mark. */
  stray?: boolean
  /** It had more than `columnLimit` cells that are not empty. */
  tooWide?: boolean
}

const columnLimit = 1_000
const cellLimit = 1_000_000
const recordLimit = 4_000_000

/** A stray quotation mark costs reading up to `recordLimit` characters twice: a file made to cost more is not read so. */
const resumeLimit = 20

interface Field {
  text: string
  /** Where the closing quotation mark stands; Infinity if there is none, 0 for a cell without quotation marks. */
  closes: number
  /** Where it ends: at a delimiter, a line end, or where the text ends. */
  end: number
  stray: boolean
}

/** A quotation mark that is not closed, as it seems. */
interface Opening {
  start: number
  /** From 0. */
  column: number
}

/**
 * Takes records from text that comes in pieces; where the pieces are cut changes nothing. RFC 4180, as forgiving as Excel:
 * a quotation mark inside a cell is a character like others, and so is what stands behind a closing one. Records end at
 * LF (with or without CR before it), or at CR where the dialect says so.
 *
 * Whatever the text holds, a record keeps at most 4,000,000 characters, a cell 1,000,000, and 1,000 cells; its fault tells
 * where more was. A quotation mark that is not closed within the record's limit, or before the text ends, takes only its
 * own line: the next record begins below it. One that seems closed lines later, by a mark that more text follows, is a
 * fault too.
 */
export class RecordScanner {
  /** How many more characters `next` should be fed: each is looked at only a few times then, however long a record is. */
  wants = 0
  private text = ''
  private at = 0
  private ended = false
  /** At the first character of a record. */
  private begun = true
  private resumes = 0
  private skipping: Skipper | undefined
  private readonly delimiter: string
  private readonly quote: number
  private readonly dropsReturn: boolean
  private readonly quotes: Finder
  private readonly delimiters: Finder
  private readonly lineEnds: Finder

  constructor({ delimiter, quote, lineEnd }: Pick<Dialect, 'delimiter' | 'quote' | 'lineEnd'>) {
    this.delimiter = delimiter
    this.quote = quote.charCodeAt(0)
    this.dropsReturn = lineEnd !== 'CR'
    this.quotes = new Finder(quote)
    this.delimiters = new Finder(delimiter)
    this.lineEnds = new Finder(lineEnd === 'CR' ? '\r' : '\n')
  }

  feed(piece: string): void {
    this.text = this.text.slice(this.at) + piece
    this.at = 0
    for (const finder of [this.quotes, this.delimiters, this.lineEnds]) finder.begin(this.text)
  }

  /** No more text will be fed. */
  end(): void {
    this.ended = true
    this.feed('')
  }

  /** The next record, or undefined if more text is needed, or all is read. */
  next(): CsvRecord | undefined {
    if (this.skipping && !this.skip()) return undefined
    if (this.at >= this.text.length) return this.unfinished()
    // Where CR ends a record, the LF of a CRLF may follow.
    if (this.begun && !this.dropsReturn && this.text.charCodeAt(this.at) === 10) this.at++
    this.begun = false
    if (this.at >= this.text.length) return this.unfinished()
    const lineEnd = this.lineEnds.from(this.at)
    if (lineEnd === Infinity && !this.ended && this.rest <= recordLimit) return this.unfinished()
    const end = Math.min(lineEnd, this.text.length)
    if (this.quotes.from(this.at) < end || end - this.at > cellLimit) return this.careful()
    // Most records have no quotation mark, and nothing is faster than this.
    const cells = this.text.slice(this.at, this.withoutReturn(this.at, end)).split(this.delimiter)
    this.beginAt(end + 1)
    return cells.length > columnLimit ? narrowed({ cells }) : { cells }
  }

  private beginAt(place: number): void {
    this.at = place
    this.begun = true
  }

  private get rest(): number {
    return this.text.length - this.at
  }

  private unfinished(): undefined {
    this.wants = this.rest
    return undefined
  }

  /** The place before a CR at the end of a line. */
  private withoutReturn(from: number, end: number): number {
    return this.dropsReturn && end > from && this.text.charCodeAt(end - 1) === 13 ? end - 1 : end
  }

  private careful(): CsvRecord | undefined {
    const record: CsvRecord = { cells: [] }
    const { cells } = record
    const limit = this.at + recordLimit
    let opening: Opening | undefined
    for (let start = this.at; ; ) {
      const field = this.field(start)
      const unknown = field.end >= this.text.length && !this.ended
      if (unknown && this.rest <= recordLimit) return this.unfinished()
      opening ??= this.openingIn(field, start, cells.length, limit)
      const ended = this.outgrown(record, field, start, opening, limit)
      if (ended) return ended
      add(record, field)
      start = field.end + 1
      if (field.end === this.delimiters.place) continue
      this.beginAt(start)
      if (opening) record.fault ??= notClosed(opening.column)
      return narrowed(record)
    }
  }

  /** A mark that seems to close may be the next cell's opening one: the lines between are one cell then. */
  private openingIn({ closes, stray }: Field, start: number, column: number, limit: number): Opening | undefined {
    const open = closes >= limit || (stray && this.text.slice(start, closes).includes(this.lineEnds.character))
    return open ? { start, column } : undefined
  }

  /** The record as it ends where it would be too long with this field, or never end. */
  private outgrown(record: CsvRecord, field: Field, start: number, opening: Opening | undefined, limit: number) {
    if (field.closes < limit && field.end <= limit) return undefined
    if (opening && this.endAtLine(record, opening, limit)) return narrowed(record)
    return field.end > limit ? this.overlong(record, start, limit) : undefined
  }

  /** The cell that begins at `start`. Afterwards, `delimiters.place` is its end if a delimiter ends it. */
  private field(start: number): Field {
    const quoted = this.text.charCodeAt(start) === this.quote ? this.quotedPart(start + 1) : { text: '', closes: 0 }
    const { text, closes } = quoted
    if (closes === Infinity) return { text, closes, end: this.text.length, stray: false }
    const at = closes > 0 ? closes + 1 : start
    const delimiter = this.delimiters.from(at)
    const end = Math.min(delimiter, this.lineEnds.from(at), this.text.length)
    const tail = this.text.slice(at, end === delimiter ? end : this.withoutReturn(at, end))
    return { text: text + tail, closes, end, stray: closes > 0 && tail !== '' && tail.trim() !== '' }
  }

  private quotedPart(start: number): Pick<Field, 'text' | 'closes'> {
    let mark = this.quotes.from(start)
    let doubled = false
    for (; this.text.charCodeAt(mark + 1) === this.quote; mark = this.quotes.from(mark + 2)) doubled = true
    // Whether a quotation mark at the very end closes is told by what is still to come.
    const open = mark === Infinity || (mark + 1 === this.text.length && !this.ended)
    // A cell of doubled quotation marks alone is as long as a cell may be by then, and one more.
    const text = this.text.slice(start, Math.min(mark, start + 2 * cellLimit + 2))
    const one = this.quotes.character
    return { text: doubled ? text.replaceAll(one + one, one) : text, closes: open ? Infinity : mark }
  }

  /** Ends a record with the line of a quotation mark that is not closed, if it can. */
  private endAtLine(record: CsvRecord, { start, column }: Opening, limit: number): boolean {
    const lineEnd = this.text.indexOf(this.lineEnds.character, start)
    if (lineEnd === -1 || lineEnd > limit || this.resumes === resumeLimit) return false
    this.resumes++
    record.cells.length = column
    record.fault = notClosed(column)
    record.cells.push(cut(this.text.slice(start + 1, this.withoutReturn(start + 1, lineEnd)), cellLimit))
    this.beginAt(lineEnd + 1)
    // Finders look ahead only, and this goes back.
    this.feed('')
    return true
  }

  private overlong(record: CsvRecord, start: number, limit: number): CsvRecord {
    const { cells } = record
    record.fault ??= `Column ${cells.length + 1}: the row is longer than 4,000,000 characters; the rest is left out`
    // Cut before it is read, so that what is kept does not depend on how much more text is there already.
    const kept = this.text.slice(start, Math.max(start, Math.min(limit, start + 2 * cellLimit)))
    const mark = this.quotes.character
    cells.push(cut(kept.startsWith(mark) ? kept.slice(1).replaceAll(mark + mark, mark) : kept, cellLimit))
    this.at = start
    this.skipping = new Skipper(this.delimiter.charCodeAt(0), this.quote, this.lineEnds.character.charCodeAt(0))
    return narrowed(record)
  }

  /** Whether the end of the record that is left out was found. */
  private skip(): boolean {
    const end = this.skipping?.end(this.text, this.at) ?? -1
    this.at = end === -1 ? this.text.length : end + 1
    this.feed('')
    this.wants = 0
    if (end === -1) return false
    this.begun = true
    this.skipping = undefined
    return true
  }
}

function add(record: CsvRecord, { text, stray }: Field): void {
  const { cells } = record
  if (text.length > cellLimit)
    record.fault ??= `Column ${cells.length + 1}: the text is longer than 1,000,000 characters; the rest is left out`
  if (stray) record.stray = true
  cells.push(cut(text, cellLimit))
}

const notClosed = (column: number) => `Column ${column + 1}: a quotation mark is not closed`

/** The first `length` characters, without half a character. */
const cut = (text: string, length: number) => (text.length > length ? text.slice(0, length).toWellFormed() : text)

/** Excel may write thousands of empty cells; what is in more than 1,000 columns is no list of contacts. */
function narrowed(record: CsvRecord): CsvRecord {
  if (record.cells.length <= columnLimit) return record
  if (record.cells.some((cell, column) => column >= columnLimit && cell !== '')) {
    record.tooWide = true
    record.fault ??= 'There are more than 1,000 columns; the rest is left out'
  }
  record.cells.length = columnLimit
  return record
}

/** Finds a character from places that only go up, so that no text is searched twice. */
class Finder {
  place = -1
  readonly character: string
  private text = ''

  constructor(character: string) {
    this.character = character
  }

  begin(text: string): void {
    this.text = text
    this.place = -1
  }

  /** The first place from `at` on; Infinity if there is none. */
  from(at: number): number {
    if (this.place >= at) return this.place
    const found = this.text.indexOf(this.character, at)
    this.place = found === -1 ? Infinity : found
    return this.place
  }
}
