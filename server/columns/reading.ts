/** What the reading of a row goes by, and how it tells what it could not read. */
import { type Cell, textOf } from '../sheets/sheet.ts'
import type { DateOrder } from './days.ts'

/** Why a cell cannot be what its column is for. */
export interface CellFault {
  Column: string
  /** The property, as the mapping names it. */
  Path: string
  Message: string
}

export interface Reading {
  /** What the columns are called. */
  columns: string[]
  cells: Cell[]
  dateOrder: DateOrder
  faults: CellFault[]
}

export function refuse({ columns, faults }: Reading, column: number, Path: string, Message: string): undefined {
  faults.push({ Column: columns[column] ?? '', Path, Message })
  return undefined
}

/** Counted in code points, as the check of the class does: an emoji is one, though two units hold it. */
export function isLonger(text: string, longest: number): boolean {
  if (text.length <= longest) return false
  if (text.length > 2 * longest) return true
  let count = 0
  for (const _ of text) count++
  return count > longest
}

const shownLength = 100

/** A cell in a message: enough of it to find it. */
export function shown(cell: Cell): string {
  const text = textOf(cell)
  return `"${text.length > shownLength ? `${text.slice(0, shownLength).toWellFormed()}…` : text}"`
}
