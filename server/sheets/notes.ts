/** What a table gets behind its own columns when it is given back: what became of each row. */
import { type Cell, textOf } from './sheet.ts'

/** The id of the contact, the verdict, the reason; blank where there is none. */
export type Note = [string, string, string]

export const noteTitles: Note = ['Id', 'Verdict', 'Reason']
export const noNote: Note = ['', '', '']

export interface NotePlace {
  /** How many columns stand before. */
  from: number
  /** How many columns of an earlier time are replaced. */
  old: number
  /** The table's own column of ids, whose blank cells are filled; undefined where ids have a column among the new ones. */
  ids: number | undefined
}

/** @param header undefined where the table has none; then notes stand behind the widest of the rows */
export function notePlace(header: Cell[] | undefined, rows: { cells: Cell[] }[], ids: number | undefined): NotePlace {
  if (header === undefined) return { from: Math.max(...rows.map(({ cells }) => cells.length)), old: 0, ids }
  const titles = ids === undefined ? [noteTitles, noteTitles.slice(1)] : [noteTitles.slice(1)]
  const old = titles.find((each) => each.join() === header.slice(-each.length).join())?.length ?? 0
  return { from: header.length - old, old, ids }
}

export function withNote<Kind extends Cell>(
  cells: Kind[],
  [id, ...outcome]: Note,
  { from, old, ids }: NotePlace,
): (Kind | string)[] {
  const padding = Array<string>(Math.max(0, from - cells.length)).fill('')
  const own = [...cells.slice(0, from), ...padding]
  const further = cells.slice(from + old)
  if (ids === undefined) return [...own, id, ...outcome, ...further]
  if (ids < from && textOf(own[ids] ?? null).trim() === '') own[ids] = id
  return [...own, ...outcome, ...further]
}
