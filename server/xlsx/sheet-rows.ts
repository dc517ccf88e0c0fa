import { invalid } from '../http/errors.ts'
import type { Cell, CellFault, SheetRow } from '../sheets/sheet.ts'
import { textFromXml } from './cell-text.ts'
import { type DateKind, dateCell } from './number-formats.ts'
import { longestCell, type SharedStrings } from './shared-strings.ts'
import type { XmlTag } from './xml-scanner.ts'

export const mostRows = 1_048_576
export const mostColumns = 16_384
const longestRow = 4_000_000

/** What cells refer to. */
export interface SheetContext {
  strings: SharedStrings
  /** By the number of the cell's style. */
  dateKinds: (DateKind | undefined)[]
  is1904: boolean
}

/** Hears the XML of a sheet (ECMA-376 part 1, 18.3.1) and makes rows of it. */
export class RowListener {
  /** The row that is being read, or was the last. */
  number = 0
  readonly #context: SheetContext
  #ready: SheetRow[] = []
  #isData = false
  #isRow = false
  #isCell = false
  #isText = false
  #isFormula = false
  #isPhonetic = false
  #cells: Cell[] = []
  #fault: string | undefined
  #cellFaults: CellFault[] = []
  #length = 0
  #column = 0
  #type = ''
  #style = 0
  #text = ''
  #hasFormula = false

  constructor(context: SheetContext) {
    this.#context = context
  }

  /** The rows that were finished since the last call. */
  taken(): SheetRow[] {
    const rows = this.#ready
    if (rows.length > 0) this.#ready = []
    return rows
  }

  opened(name: string, tag: XmlTag) {
    if (this.#isCell) this.#partOpened(name, tag)
    else if (this.#isRow) {
      if (name === 'c') this.#cellOpened(tag)
    } else if (name === 'sheetData') this.#isData = true
    else if (this.#isData && name === 'row') this.#rowOpened(tag)
  }

  closed(name: string) {
    if (this.#isCell) this.#partClosed(name)
    else if (this.#isRow) {
      if (name === 'row') this.#rowClosed()
    } else if (name === 'sheetData') this.#isData = false
  }

  text(text: string) {
    if (this.#isText) {
      if (this.#text.length <= longestCell) this.#text += text
    } else if (this.#isFormula) this.#hasFormula = true
  }

  #partOpened(name: string, tag: XmlTag) {
    if (name === 'v') this.#isText = true
    else if (name === 't') this.#isText = !this.#isPhonetic
    else if (name === 'rPh') this.#isPhonetic = true
    else if (name === 'f') {
      this.#isFormula = true
      // The other cells of a shared formula have the tag alone.
      if (tag.get('t') === 'shared') this.#hasFormula = true
    }
  }

  #partClosed(name: string) {
    if (name === 'v' || name === 't') this.#isText = false
    else if (name === 'rPh') this.#isPhonetic = false
    else if (name === 'f') this.#isFormula = false
    else if (name === 'c') this.#cellClosed()
  }

  #rowOpened(tag: XmlTag) {
    const given = Number(tag.get('r'))
    // A number that is not behind the last one says nothing.
    this.number = given > this.number && Number.isInteger(given) ? given : this.number + 1
    if (this.number > mostRows) throw invalid(`The sheet has more than ${mostRows} rows. Split it, or save it as CSV.`)
    this.#isRow = true
    this.#cells = []
    this.#fault = undefined
    this.#cellFaults = []
    this.#length = 0
    this.#column = 0
  }

  #rowClosed() {
    this.#isRow = false
    const row: SheetRow = { number: this.number, cells: this.#cells }
    if (this.#fault !== undefined) row.fault = this.#fault
    if (this.#cellFaults.length > 0) row.cellFaults = this.#cellFaults
    if (row.cells.length > 0 || row.fault !== undefined || row.cellFaults !== undefined) this.#ready.push(row)
  }

  #cellOpened(tag: XmlTag) {
    const reference = tag.get('r')
    this.#column = reference === undefined ? this.#column + 1 : columnOf(reference)
    this.#type = tag.get('t') ?? 'n'
    this.#style = Number(tag.get('s') ?? 0)
    this.#text = ''
    this.#hasFormula = false
    this.#isCell = true
  }

  #cellClosed() {
    this.#isCell = false
    const value = this.#value()
    if (value === null || value === '') return
    const cells = this.#cells
    if (this.#column > mostColumns || this.#column === 0)
      this.#fault ??= 'The row has a cell beyond the last column, XFD'
    else if (this.#length > longestRow) this.#fault ??= `The row is longer than ${longestRow} characters`
    else {
      while (cells.length < this.#column) cells.push(null)
      cells[this.#column - 1] = value
    }
  }

  #value(): Cell {
    const text = this.#text
    this.#length += text.length
    if (text.length > longestCell) return this.#faultOf(`is longer than ${longestCell} characters`)
    if (text === '') {
      if (!this.#hasFormula || this.#type === 'str') return null
      return this.#faultOf('has a formula that was never calculated: save the file in a spreadsheet program')
    }
    switch (this.#type) {
      case 's':
        return this.#shared(Number(text))
      case 'n':
        return this.#number(text)
      case 'b':
        return booleans[text.trim()] ?? text
      case 'd':
        return isoDateCell(text.trim())
      default:
        return textFromXml(text)
    }
  }

  #shared(index: number): Cell {
    const text = this.#context.strings.get(index)
    if (text === null) return this.#faultOf(`is longer than ${longestCell} characters`)
    return text ?? this.#faultOf('names a text that is not in the file: save the file anew')
  }

  #number(text: string): Cell {
    const number = Number(text)
    if (!Number.isFinite(number)) return textFromXml(text)
    const kind = this.#context.dateKinds[this.#style]
    if (kind !== undefined) return text.trim() === '' ? null : dateCell(number, kind, this.#context.is1904)
    return number === 0 && text.trim() === '' ? null : number
  }

  #faultOf(message: string): null {
    this.#cellFaults.push({ column: this.#column - 1, message })
    return null
  }
}

const booleans: Record<string, boolean> = { '1': true, '0': false, true: true, false: false }

/** A cell that keeps its day as ISO 8601 (18.18.11, type `d`); a time alone stays text. */
function isoDateCell(text: string): Cell {
  const parts = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(:\d\d)?(?:\.\d*)?Z?)?$/.exec(text)
  if (parts === null) return textFromXml(text)
  const [, day, minutes, seconds = ':00'] = parts
  return { date: minutes === undefined ? `${day}` : `${day}T${minutes}${seconds}` }
}

/** The column of a reference like `AB12`, from 1; 0 if it has none. */
function columnOf(reference: string): number {
  let column = 0
  for (let i = 0; i < reference.length; i++) {
    const letter = (reference.charCodeAt(i) | 32) - 96
    if (letter < 1 || letter > 26) break
    column = column * 26 + letter
    if (column > mostColumns) break
  }
  return column
}

/** A for 1, AB for 28. */
export function columnName(column: number): string {
  const rest = (column - 1) % 26
  const before = (column - 1 - rest) / 26
  return (before > 0 ? columnName(before) : '') + String.fromCharCode(65 + rest)
}
