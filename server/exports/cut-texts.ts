/** Texts that are longer than a cell of XLSX holds: marked where they end, and told. */
import type { ExportColumn } from '../columns/export-columns.ts'
import type { Cell } from '../sheets/sheet.ts'
import { fittingText, longestText } from '../xlsx/cell-text.ts'
import { columnName } from '../xlsx/sheet-rows.ts'

export interface CutTexts {
  count: number
  /** Of the first, where they stand and whose they are. */
  told: string[]
}

export const noCutTexts: CutTexts = { count: 0, told: [] }
const mostTold = 1000

/** A row as XLSX holds it. @param number of the row in the sheet */
export function fittingRow(
  cells: Cell[],
  { columns, contactId, number }: { columns: readonly ExportColumn[]; contactId: string; number: number },
  cut: CutTexts,
): { cells: Cell[]; cut: CutTexts } {
  if (cells.every(isFitting)) return { cells, cut }
  const told = cells.flatMap((cell, index) =>
    isFitting(cell) ? [] : `${columnName(index + 1)}${number}: ${columns[index]?.title} of the contact ${contactId}`,
  )
  return {
    cells: cells.map((cell) => (typeof cell === 'string' ? fittingText(cell) : cell)),
    cut: { count: cut.count + told.length, told: [...cut.told, ...told].slice(0, mostTold) },
  }
}

const isFitting = (cell: Cell) => typeof cell !== 'string' || cell.length <= longestText

/** What the second tab says of them. */
export function toldCuts({ count, told }: CutTexts): string[] {
  if (count === 0) return []
  const more = count > told.length ? [`and ${count - told.length} more`] : []
  return [
    `${count} texts are longer than the ${longestText} characters that XLSX holds. CSV, JSON and vCard have them whole.`,
    'A cell that was cut changes nothing when this workbook is imported, as long as its end is as it is.',
    ...told,
    ...more,
  ]
}
