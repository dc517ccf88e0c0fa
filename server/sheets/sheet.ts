/** What the readers of CSV and XLSX give, and the writers take. */

/**
 * A cell. Days and times that are read have no zone: `{ date: '2026-11-25' }` or `{ date: '2026-11-25T13:45:00' }`. Those
 * that are written may be moments: `{ date: '2026-11-25T13:45:00.123Z' }`.
 */
export type Cell = string | number | boolean | { date: string } | null

export interface SheetRow {
  /** As a spreadsheet program counts rows, from 1. */
  number: number
  cells: Cell[]
  /** Why the row cannot be read as it stands, in words for the user. */
  fault?: string
  /** Cells that cannot be read, and are null: whoever does not need them need not mind. */
  cellFaults?: CellFault[]
}

export interface CellFault {
  /** From 0. */
  column: number
  /** In words for the user. */
  message: string
}

/** The text of a cell as CSV has it: days and times in ISO 8601, `true` and `false`. */
export function textOf(cell: Cell): string {
  if (typeof cell === 'string') return cell
  if (cell === null) return ''
  return typeof cell === 'object' ? cell.date : String(cell)
}
