/**
 * What an empty cell cannot say. An empty cell is an absent value; a value that is there although nothing is in it is
 * written as a mark, and a text that would be taken for a mark (or for one of Google's) stands in double quotes.
 */
import type { Cell } from '../sheets/sheet.ts'
import { textOf } from '../sheets/sheet.ts'

/** A list that is there without an item. */
export const emptyList = '[]'

/** An item that is there without a part that counts, as an address that has but a label. */
export const emptyItem = '{}'

/** How Google writes several values into one cell. */
export const googleSeparator = ' ::: '

/** How Google begins the label of the value to use first, and the names of its own groups. */
export const googleStar = '* '

/** The text of a cell that gives `text` again. */
export const asWritten = (text: string): string => (isMark(text) ? `"${text}"` : text)

/** The text that a cell means. */
export function asMeant(cell: string): string {
  if (!isQuoted(cell, 0, cell.length)) return cell
  const inside = cell.slice(1, -1)
  return isMark(inside) ? inside : cell
}

export const textIn = (cell: Cell): string => (typeof cell === 'string' ? asMeant(cell) : textOf(cell))

/** Nothing, or nothing that can be seen. */
export function isBlank(cell: Cell | undefined): cell is null | undefined | '' {
  if (cell === null || cell === undefined) return true
  return typeof cell === 'string' && isBlankText(cell)
}

const space = 32
const lastOfAscii = 127

function isBlankText(text: string): boolean {
  const first = text.charCodeAt(0)
  if (first > space && first < lastOfAscii) return false
  return text.trim() === ''
}

// Quotes around a mark may themselves be meant, so a mark in any number of them gets one pair more.
function isMark(text: string): boolean {
  let from = 0
  let to = text.length
  while (isQuoted(text, from, to)) {
    from++
    to--
  }
  const core = from === 0 ? text : text.slice(from, to)
  if (core === emptyList || core === emptyItem || isBlankText(core)) return true
  return core.startsWith(googleStar) || core.includes(googleSeparator)
}

const quote = 34
const isQuoted = (text: string, from: number, to: number) =>
  to - from >= 2 && text.charCodeAt(from) === quote && text.charCodeAt(to - 1) === quote
