import type { Source } from '../files/source.ts'
import type { Cell } from '../sheets/sheet.ts'
import { blankWorkbook } from './blank-workbook.ts'
import { keptWorkbook } from './kept-workbook.ts'
import { rowsXml, type SheetColumn, type SheetFrame, sheetEnd, sheetStart, sheetWithTitles } from './sheet-xml.ts'
import { packedBytes } from './zip-archive.ts'
import { type ZipState, ZipWriter } from './zip-writer.ts'

/** All that has to be known to go on with a workbook, as JSON. */
export interface WorkbookState {
  name: string
  frame: SheetFrame
  /** In the sheet so far, with the row of titles. */
  rows: number
  zip: ZipState
}

/** Bytes to append to the file, and the state after them. */
export interface WorkbookPiece {
  state: WorkbookState
  bytes: Buffer
}

/**
 * Begins a workbook with a sheet whose first row has the titles.
 * @param existing a workbook whose first two tabs are written over; the others stay
 * @throws `INVALID` where `existing` cannot be read, is a template or has macros
 */
export async function beginWorkbook(
  { name, columns }: { name: string; columns: SheetColumn[] },
  existing: Source = blankWorkbook(),
): Promise<WorkbookPiece> {
  const { frame, sheets, contentTypes } = await keptWorkbook(existing)
  const zip = new ZipWriter()
  // Programs that tell files by their first bytes look for the content types there.
  const bytes = [
    zip.whole(...contentTypes),
    zip.begin(sheets[0]),
    zip.add(Buffer.from(sheetWithTitles(columns, frame))),
  ]
  return { state: { name, frame, rows: 1, zip: zip.state }, bytes: Buffer.concat(bytes) }
}

/**
 * Rows of the first sheet. Some thousand at a time pack well.
 * @throws `INVALID` where XLSX does not hold so much: rows, columns, characters of a cell, 4 GB
 */
export function addRows(state: WorkbookState, rows: Cell[][]): WorkbookPiece {
  const zip = new ZipWriter(state.zip)
  const bytes = zip.add(Buffer.from(rowsXml(rows, state.rows + 1, state.frame)))
  return { state: { ...state, rows: state.rows + rows.length, zip: zip.state }, bytes }
}

/**
 * The rest of the file: the end of the first sheet, a second sheet, and what an existing workbook had besides.
 * @param existing the same that the workbook was begun over
 * @throws `INVALID` as addRows does
 */
export async function* endWorkbook(
  state: WorkbookState,
  second: { name: string; rows: Cell[][] },
  existing: Source = blankWorkbook(),
): AsyncGenerator<Buffer> {
  const kept = await keptWorkbook(existing)
  const zip = new ZipWriter(state.zip)
  yield zip.add(Buffer.from(sheetEnd))
  yield zip.end()
  const rows = rowsXml(second.rows, 1, state.frame)
  yield zip.whole(kept.sheets[1], sheetStart(state.frame) + rows + sheetEnd)
  for (const [name, xml] of kept.rewritten([state.name, second.name])) yield zip.whole(name, xml)
  for (const entry of kept.copied) {
    yield zip.copied(entry)
    yield* packedBytes(kept.zip, entry)
  }
  yield zip.directory()
}
