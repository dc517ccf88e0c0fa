import { invalid } from '../http/errors.ts'
import type { Cell } from '../sheets/sheet.ts'
import { longestText, looksLikeFormula, textAsXml } from './cell-text.ts'
import { dateSerial } from './number-formats.ts'
import { columnName, mostColumns, mostRows } from './sheet-rows.ts'
import type { SheetStyles } from './styles.ts'

export interface SheetColumn {
  title: string
  /** In characters, as spreadsheet programs count it. */
  width: number
}

/** What has to be known of the workbook to write cells. */
export interface SheetFrame {
  /** Of the elements of sheets: it is another one in strict workbooks. */
  namespace: string
  is1904: boolean
  styles: SheetStyles
}

const widest = 255

/** A sheet's XML up to its rows, with the first row for titles, bold and always in sight (ECMA-376 part 1, 18.3.1). */
export function sheetWithTitles(columns: SheetColumn[], frame: SheetFrame): string {
  const widths = columns.map(
    ({ width }, i) => `<col min="${i + 1}" max="${i + 1}" width="${Math.min(width, widest)}" customWidth="1"/>`,
  )
  const frozen = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
  const view = `<sheetViews><sheetView workbookViewId="0">${frozen}</sheetView></sheetViews>`
  const { title: text, quotedTitle: quotedText } = frame.styles
  const titles = rowsXml([columns.map(({ title }) => title)], 1, {
    ...frame,
    styles: { ...frame.styles, text, quotedText },
  })
  return `${sheetStart(frame, view + (widths.length > 0 ? `<cols>${widths.join('')}</cols>` : ''))}${titles}`
}

export const sheetStart = ({ namespace }: SheetFrame, before = ''): string =>
  `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="${namespace}">${before}<sheetData>`

export const sheetEnd = '</sheetData></worksheet>'

/**
 * Rows as XML.
 * @param first the number of the first one
 * @throws `INVALID` where there are more rows, columns or characters in a cell than XLSX holds
 */
export function rowsXml(rows: Cell[][], first: number, frame: SheetFrame): string {
  if (first + rows.length - 1 > mostRows)
    throw invalid(`An XLSX sheet holds ${mostRows} rows, and these are more. Export as CSV or JSON.`)
  let xml = ''
  for (const [i, row] of rows.entries()) xml += rowXml(row, first + i, frame)
  return xml
}

function rowXml(cells: Cell[], number: number, frame: SheetFrame): string {
  if (cells.length > mostColumns)
    throw invalid(`An XLSX sheet holds ${mostColumns} columns, and these are ${cells.length}. Export as CSV or JSON.`)
  let xml = `<row r="${number}">`
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i]
    if (cell !== null && cell !== undefined && cell !== '') xml += cellXml(cell, nameOf(i) + number, frame)
  }
  return `${xml}</row>`
}

function cellXml(cell: NonNullable<Cell>, reference: string, { styles, is1904 }: SheetFrame): string {
  if (typeof cell === 'string') return textXml(cell, reference, styles)
  if (typeof cell === 'number')
    return Number.isFinite(cell) ? `<c r="${reference}"><v>${cell}</v></c>` : textXml(String(cell), reference, styles)
  if (typeof cell === 'boolean') return `<c r="${reference}" t="b"><v>${cell ? 1 : 0}</v></c>`
  const serial = dateSerial(cell.date, is1904)
  if (serial === undefined) return textXml(cell.date, reference, styles)
  return `<c r="${reference}" s="${cell.date.length === 10 ? styles.date : styles.dateTime}"><v>${serial}</v></c>`
}

function textXml(text: string, reference: string, { text: plain, quotedText }: SheetStyles): string {
  if (text.length > longestText) throw tooLong(text, reference)
  const style = looksLikeFormula(text) ? quotedText : plain
  // Space at an end is taken away without it.
  const space = text.charCodeAt(0) <= 32 || text.charCodeAt(text.length - 1) <= 32 ? ' xml:space="preserve"' : ''
  return `<c r="${reference}"${style === 0 ? '' : ` s="${style}"`} t="inlineStr"><is><t${space}>${textAsXml(text)}</t></is></c>`
}

const tooLong = ({ length }: string, reference: string) =>
  invalid(`Cell ${reference} has a text of ${length} characters; XLSX holds ${longestText}. Export as CSV or JSON.`)

const names: string[] = []
const nameOf = (column: number): string => (names[column] ??= columnName(column + 1))
