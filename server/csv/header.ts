import { tableWidth } from './delimiter.ts'
import type { CsvRecord } from './records.ts'

/**
 * The number of the record that names the columns, or `null` if none does. In doubt there is one: a contact that is taken
 * for a header is seen in the preview, while column names would become a contact unseen.
 * @param certain the user says that there is one
 */
export function findHeader(records: CsvRecord[], certain = false): number | null {
  const table = tableBegin(records)
  const below = records.slice(table + 1, table + 101)
  if (certain || !looksLikeData(records[table]?.cells ?? [], below)) return table + 1
  return null
}

/** The index of the first record that is no title: of a title, few cells are filled. */
function tableBegin(records: CsvRecord[]): number {
  const filled = records.map(({ cells }) => cells.findLastIndex((cell) => cell.trim() !== '') + 1)
  const width = Math.min(tableWidth(records), Math.max(...filled))
  const first = filled.findIndex((cells) => cells > 0)
  const found = filled.slice(0, 50).findIndex((cells) => cells > width / 2)
  return Math.max(0, found === -1 ? first : found)
}

/** Whether a record names no columns: an e-mail or web address stands in it, or what stands below it too. */
function looksLikeData(cells: string[], below: CsvRecord[]): boolean {
  return cells.some((cell, column) => {
    const kind = kindOf(cell)
    if (kind === 'text' || kind === 'nothing') return false
    if (kind === 'address') return true
    const kinds = below.map((record) => kindOf(record.cells[column] ?? '')).filter((other) => other !== 'nothing')
    return kinds.filter((other) => other === kind).length >= kinds.length / 2
  })
}

function kindOf(cell: string): 'nothing' | 'address' | 'figures' | 'text' {
  const text = cell.trim()
  if (text === '') return 'nothing'
  if (/^\S{1,64}@\S{1,255}\.\S+$|^https?:\/\//i.test(text)) return 'address'
  // A year may name a column (turnover of 2025).
  if (/^(19|20)\d\d$/.test(text)) return 'text'
  return /^[^\p{L}]*\d[^\p{L}]*$/u.test(text) ? 'figures' : 'text'
}
