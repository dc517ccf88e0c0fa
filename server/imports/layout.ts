/** What kind of file it is, and where its rows begin. */
import type { Input } from '../../contract/operations.ts'
import { columnNames } from '../columns/column-names.ts'
import { detectDialect } from '../csv/detect.ts'
import { findHeader } from '../csv/header.ts'
import { readCsv } from '../csv/read.ts'
import { asWritten } from '../csv/write.ts'
import type { Source } from '../files/source.ts'
import { faulty } from '../http/errors.ts'
import { type Cell, type SheetRow, textOf } from '../sheets/sheet.ts'
import { readCards } from '../vcard/read-cards.ts'
import { quotedNames, readSheet, sheetsOf } from '../xlsx/read-workbook.ts'
import { openWorkbook } from '../xlsx/workbook.ts'
import type { Layout, Table } from './settings.ts'

type ImportInput = Input<'imports/preview'>

const sampled = 200
const mostColumns = 1000

export interface Opened {
  layout: Layout
  /** What the columns are called; of vCards, none. */
  names: string[]
  /** The first rows below the header. */
  sample: SheetRow[]
}

/** @throws a 400 that says what is wrong with the file, or with what the input says of it */
export async function openLayout(source: Source, input: ImportInput): Promise<Opened> {
  const format = input.Format ?? (await formatOf(source))
  refuseUnfit(input, format)
  if (format === 'JSON') return { layout: { format }, names: [], sample: [] }
  if (format === 'VCARD') {
    const encoding = input.Encoding ? { encoding: input.Encoding } : {}
    await refuseWithoutCards(source, encoding.encoding)
    return { layout: { format, ...encoding }, names: [], sample: [] }
  }
  const { layout, rows } = await (format === 'CSV' ? openCsv(source, input) : openXlsx(source, input))
  const below = rowsBelow(layout, rows)
  if (below.length === 0) throw faulty([{ Path: 'file', Message: noRows(layout) }])
  const header = layout.headerRow === 0 ? undefined : rows.find(({ number }) => number === layout.headerRow)?.cells
  if (layout.headerRow > 0 && header === undefined)
    throw faulty([{ Path: 'HeaderRow', Message: `is ${layout.headerRow}, a row without cells` }])
  const width = Math.max(header?.length ?? 0, ...below.map(({ cells }) => cells.length))
  if (width > mostColumns)
    throw faulty([{ Path: 'file', Message: `has ${width} columns; a contact has at most ${mostColumns}` }])
  return { layout, names: columnNames(header, width), sample: below }
}

const rowsBelow = ({ headerRow }: Table, rows: SheetRow[]) => rows.filter(({ number }) => number > headerRow)

function noRows(layout: Table): string {
  const what = layout.headerRow > 0 ? 'has no rows below its header' : 'has no rows'
  if (layout.format === 'CSV') return what
  return `${what} in the sheet "${layout.sheet}"; Sheet may be one of ${quotedNames(layout.sheets)}`
}

const searchedForCards = 1024 * 1024

/** That there are none, or no such encoding, is said now and not once the import is under way. */
async function refuseWithoutCards(source: Source, encoding: string | undefined): Promise<void> {
  const size = Math.min(source.size, searchedForCards)
  for await (const _ of readCards({ size, read: (from, to) => source.read(from, to) }, encoding)) return
}

/** By how its content begins. */
async function formatOf(source: Source): Promise<Layout['format']> {
  let begin = Buffer.alloc(0)
  for await (const piece of source.read(0, 1024)) begin = Buffer.concat([begin, piece])
  if (begin.subarray(0, 2).toString('latin1') === 'PK') return 'XLSX'
  const text = begin.toString('latin1').replaceAll('\0', '')
  if (/^[^a-z]*begin\s*:\s*vcard/i.test(text)) return 'VCARD'
  return /^(\xef\xbb\xbf)?\s*\{\s*"/.test(text) ? 'JSON' : 'CSV'
}

const fitting: Record<string, Layout['format'][]> = {
  Sheet: ['XLSX'],
  Encoding: ['CSV', 'VCARD'],
  Delimiter: ['CSV'],
  Quote: ['CSV'],
  HasHeader: ['CSV', 'XLSX'],
  HeaderRow: ['CSV', 'XLSX'],
  Mapping: ['CSV', 'XLSX'],
  Fixes: ['CSV', 'XLSX'],
}

function refuseUnfit(input: ImportInput, format: Layout['format']): void {
  const faults = Object.entries(fitting).flatMap(([Path, formats]) => {
    const given = input[Path as keyof ImportInput]
    return given === undefined || given === null || formats.includes(format)
      ? []
      : [{ Path, Message: `does not go with ${format === 'VCARD' ? 'vCards' : format}` }]
  })
  if (input.HasHeader === false && input.HeaderRow)
    faults.push({ Path: 'HeaderRow', Message: 'does not go with HasHeader: false' })
  if (faults.length > 0) throw faulty(faults)
}

async function openCsv(source: Source, input: ImportInput) {
  const { Encoding, Delimiter, Quote, HasHeader, HeaderRow } = input
  const given = { Encoding, Delimiter, Quote, HasHeader, HeaderRow }
  const known = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined && value !== null))
  const dialect = await detectDialect(source, known)
  const headerRow = dialect.headerRow ?? 0
  const rows = await firstRows(readCsv(source, dialect), headerRow + sampled)
  return { layout: { format: 'CSV' as const, dialect, headerRow }, rows: rows.map(meantRow) }
}

/** A CSV row without the apostrophes that keep spreadsheet programs from running cells. */
export const meantRow = (row: SheetRow): SheetRow => ({ ...row, cells: row.cells.map(meantCell) })
const meantCell = (cell: Cell) => (typeof cell === 'string' ? asWritten(cell) : cell)

/** For every sheet the texts that all share are read anew. */
const mostTried = 10

/** The sheet that is named, else the first that is shown and has rows: before it, there may be a cover. */
async function openXlsx(source: Source, input: ImportInput) {
  const sheets = sheetsOf(await openWorkbook(source))
  const shown = sheets.filter(({ isHidden }) => !isHidden)
  const tabs = shown.length > 0 ? shown : sheets
  const [first = '', ...others] = input.Sheet ? [input.Sheet] : tabs.map(({ name }) => name)
  const names = sheets.map(({ name }) => name)
  const opened = await openSheet(source, first, names, input)
  for (const other of rowsBelow(opened.layout, opened.rows).length > 0 ? [] : others.slice(0, mostTried)) {
    const next = await openSheet(source, other, names, input)
    if (rowsBelow(next.layout, next.rows).length > 0) return next
  }
  return opened
}

async function openSheet(source: Source, sheet: string, sheets: string[], { HasHeader, HeaderRow }: ImportInput) {
  const rows = await firstRows(readSheet(source, sheet), (HeaderRow ?? 0) + sampled)
  const headerRow = HasHeader === false ? 0 : (HeaderRow ?? headerIn(rows, HasHeader ?? false))
  return { layout: { format: 'XLSX' as const, sheet, sheets, headerRow }, rows }
}

function headerIn(rows: SheetRow[], certain: boolean): number {
  const records = rows.map(({ cells }) => ({ cells: cells.map(textOf) }))
  const found = findHeader(records, certain)
  return found === null ? 0 : (rows[found - 1]?.number ?? 0)
}

/** In UTF-16 units: what is looked at is in memory as a whole. */
const longestSample = 8_000_000

/** The first rows, and no more of the file than they take. */
async function firstRows(batches: AsyncIterable<SheetRow[]>, count: number): Promise<SheetRow[]> {
  const rows: SheetRow[] = []
  let length = 0
  for await (const batch of batches)
    for (const row of batch) {
      length += lengthOf(row)
      if (rows.length > 0 && length > longestSample) return rows
      rows.push(row)
      if (rows.length === count) return rows
    }
  return rows
}

const lengthOfFault = 20

/** About how much memory a row takes, in UTF-16 units. */
export function lengthOf({ cells, cellFaults = [] }: SheetRow): number {
  let length = cells.length + lengthOfFault * cellFaults.length
  for (const cell of cells) if (typeof cell === 'string') length += cell.length
  return length
}
