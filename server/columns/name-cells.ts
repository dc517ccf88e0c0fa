/**
 * Several names in one cell, as `#vip; #north`. A backslash takes its meaning from what follows: a semicolon, another
 * backslash, blanks at the ends, line breaks, Google's separator.
 */
import { emptyList } from './marks.ts'

/** @returns the cell that `namesIn` reads as the same names */
export function nameCell(names: readonly string[]): string {
  if (names.length === 0) return emptyList
  const cell = names.length === 1 ? escaped(names[0] ?? '') : names.map(escaped).join('; ')
  return cell === emptyList ? `\\${cell}` : cell
}

const toEscape = /[\\;\r\n]|:::|^\s+|\s+$/
const eachToEscape = /[\\;\r\n]|:(?=::)|^\s+|\s+$/g

const escaped = (name: string) =>
  toEscape.test(name) ? name.replace(eachToEscape, (found) => found.replace(/./gs, '\\$&')) : name

const plain = /^[^\\;\r\n:]*$/
const escapable = /[\\;:[\s]/

/** The names in a cell: between semicolons, line breaks or Google's ` ::: `. Blank ones are none. */
export function namesIn(cell: string): string[] {
  if (plain.test(cell)) return [cell.trim()]
  const names: string[] = []
  let name = ''
  // Blanks count from here on, where an escaped one is.
  let kept = 0
  const end = () => {
    const whole = name.slice(0, kept) + name.slice(kept).trimEnd()
    if (whole !== '') names.push(whole)
    name = ''
    kept = 0
  }
  for (let place = 0; place < cell.length; place++) {
    const letter = cell.charAt(place)
    const next = cell.charAt(place + 1)
    if (letter === '\\' && escapable.test(next)) {
      name += next
      kept = name.length
      place++
    } else if (letter === ';' || letter === '\n' || letter === '\r') end()
    else if (letter === ':' && cell.startsWith(':::', place)) {
      end()
      place += 2
    } else if (name !== '' || !/\s/.test(letter)) name += letter
  }
  end()
  return names
}
