/** Days as people write them. */
import { isDay } from '../http/validation.ts'
import { type Cell, textOf } from '../sheets/sheet.ts'

export type DateOrder = 'DMY' | 'MDY' | 'YMD'

/** Apple programs write this year where they know none. */
const noYear = '1604'

/** `Wednesday, September 17th, 1990 12:00:00 AM`, with some room. */
const longestDay = 60

/** A day of the calendar as a cell that `dayIn` reads as the same. */
export function dayCell(day: string): Cell {
  if (day.startsWith('-')) return day
  return day.startsWith(noYear) ? `"${day}"` : { date: day }
}

/**
 * The day in a cell that is not blank, as `YYYY-MM-DD` or `--MM-DD`. Two digits of a year are of 1930 to 2029, as in
 * spreadsheet programs.
 * @returns null where programs mean none (Outlook's `0/0/00`); undefined where it is no day
 */
export function dayIn(cell: Cell, order: DateOrder): string | null | undefined {
  if (typeof cell === 'boolean') return undefined
  const text = textOf(cell).trim()
  if (text.length > longestDay) return undefined
  if (text.charAt(0) === '"' && isDay(text.slice(1, -1))) return text.slice(1, -1)
  if (/^0+([/.-]0+)+$/.test(text)) return null
  const day = wholeDay(text.replace(/[T ]\s*\d{1,2}:\d\d.*$/i, ''), order)
  return day !== undefined && isDay(day) ? withoutNoYear(day) : undefined
}

const withoutNoYear = (day: string) => (day.startsWith(`${noYear}-`) ? `-${day.slice(4)}` : day)

function wholeDay(text: string, order: DateOrder): string | undefined {
  if (/^(\d{4}|-)-\d\d-\d\d$/.test(text)) return text
  const compact = /^(\d{4}|--)(\d\d)-?(\d\d)$/.exec(text)
  if (compact) return `${compact[1] === '--' ? '-' : compact[1]}-${compact[2]}-${compact[3]}`
  if (/^[\d\s./\-年月日]+$/.test(text)) return ofNumbers(text.match(/\d+/g) ?? [], order)
  return withMonthName(text)
}

function ofNumbers(numbers: string[], order: DateOrder): string | undefined {
  const [first = '', second = '', third] = numbers
  if (numbers.length === 2) return withoutYear(first, second, order)
  if (numbers.length !== 3 || third === undefined) return undefined
  if (first.length === 4 || order === 'YMD') return dayOf(first, second, third)
  return order === 'DMY' ? dayOf(third, second, first) : dayOf(third, first, second)
}

/** A month and a day of it, in the given order or else in the one that the calendar has. */
function withoutYear(first: string, second: string, order: DateOrder): string | undefined {
  const monthFirst = dayOf(undefined, first, second)
  const dayFirst = dayOf(undefined, second, first)
  const [likely, other] = order === 'DMY' ? [dayFirst, monthFirst] : [monthFirst, dayFirst]
  return likely !== undefined && isDay(likely) ? likely : other
}

/** @returns what may be a day; undefined where the parts are too long for one */
export function dayOf(year: string | undefined, month: string, day: string): string | undefined {
  if (month.length > 2 || day.length > 2) return undefined
  const whole = year === undefined ? '-' : wholeYear(year)
  return whole && `${whole}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
}

function wholeYear(year: string): string | undefined {
  if (year.length === 4) return year
  return year.length === 2 ? `${Number(year) < 30 ? '20' : '19'}${year}` : undefined
}

const months = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october']
  .concat(['november', 'december'])
  .map((name, index) => [name, String(index + 1)] as const)
const monthNumbers = new Map([
  ...months,
  ...months.map(([name, number]) => [name.slice(0, 3), number] as const),
  ['sept', '9'] as const,
])
const weekday = /^(mon|tues?|wed(nes)?|thu(rs?)?|fri|sat(ur)?|sun)(day)?$/

/** `May 17, 1990`, `Thursday, 17th May 1990`, `17-May-90`, `May 17`. */
function withMonthName(text: string): string | undefined {
  const words = text.toLowerCase().match(/\d+|[a-z]+/g) ?? []
  if (words.length > 6 || /[^\x20-\x7e]/.test(text)) return undefined
  const numbers = words.filter((word) => /^\d/.test(word))
  const named = words.filter((word) => !/^\d/.test(word) && !weekday.test(word) && !/^(st|nd|rd|th|of)$/.test(word))
  const month = named.length === 1 ? monthNumbers.get(named[0] ?? '') : undefined
  const [first = '', second] = numbers
  if (month === undefined || numbers.length > 2) return undefined
  return first.length === 4 && second !== undefined ? dayOf(first, month, second) : dayOf(second, month, first)
}
