import type { Cell } from '../sheets/sheet.ts'

/** What a number format shows of a number: the day, the day with the time, the time of day, or how long something took. */
export type DateKind = 'day' | 'dayTime' | 'clock' | 'duration'

/**
 * The formats that a workbook need not list (ECMA-376 part 1, 18.8.30). Of those for Chinese, Japanese and Korean the same id
 * is a day in one language and a time in another; the serial tells then.
 */
const builtIn = new Map<number, DateKind>([
  ...[14, 15, 16, 17, 27, 28, 29, 30, 31, 34, 35, 36].map((id) => [id, 'day'] as const),
  ...[50, 51, 52, 53, 54, 55, 56, 57, 58].map((id) => [id, 'day'] as const),
  ...[18, 19, 20, 21, 32, 33, 45, 47].map((id) => [id, 'clock'] as const),
  [22, 'dayTime'],
  [46, 'duration'],
])

/** @param code the format's own code, where the workbook lists one */
export function dateKind(id: number, code: string | undefined): DateKind | undefined {
  return code === undefined ? builtIn.get(id) : kindOfCode(code)
}

/** By the letters of the first section that are neither quoted text nor a colour, a condition or a language. */
function kindOfCode(code: string): DateKind | undefined {
  const letters = code.replace(/"[^"]*"?|[\\_*].|\[(?!(?:h+|m+|s+)\])[^\]]*\]?/gi, '').replace(/;.*$/s, '')
  if (/^general/i.test(letters)) return undefined
  if (/\[[hms]/i.test(letters)) return 'duration'
  const hasTime = /[hs]/i.test(letters)
  if (/[yd]/i.test(letters)) return hasTime ? 'dayTime' : 'day'
  if (hasTime) return 'clock'
  return /m/i.test(letters) ? 'day' : undefined
}

const secondsADay = 86_400
const millisecondsADay = 86_400_000
// The epoch of 1900 has day 1 for 1900-01-01 and a day 60 that never was, so later days count from a day before.
const epoch1900 = Date.UTC(1899, 11, 30)
const epoch1904 = Date.UTC(1904, 0, 1)
const leapDay = 60
// 9999-12-31; spreadsheet programs show nothing beyond.
const lastDay = 2_958_465

/**
 * A number that is shown as a day or a time, as the sheet shows it. Times of no day are text ("13:45:00"), and so is
 * 1900-02-29, which Lotus 1-2-3 invented and all keep (ECMA-376 part 1, 18.17.4.1). A number that is no day stays one.
 */
export function dateCell(serial: number, kind: DateKind, is1904: boolean): Cell {
  const seconds = Math.round(serial * secondsADay)
  const day = Math.floor(seconds / secondsADay)
  const clock = seconds - day * secondsADay
  if (seconds < 0 || day > lastDay) return serial
  if (kind === 'duration') return clockText(seconds)
  if (day === 0 && (kind === 'clock' || !is1904)) return kind === 'clock' || clock > 0 ? clockText(clock) : serial
  const text = dayText(day, is1904)
  const shown = kind !== 'day' || clock > 0 ? `${text}T${clockText(clock)}` : text
  return day === leapDay && !is1904 ? shown : { date: shown }
}

function dayText(day: number, is1904: boolean): string {
  if (is1904) return new Date(epoch1904 + day * millisecondsADay).toISOString().slice(0, 10)
  if (day === leapDay) return '1900-02-29'
  return new Date(epoch1900 + (day < leapDay ? day + 1 : day) * millisecondsADay).toISOString().slice(0, 10)
}

const twoDigits = (number: number) => (number < 10 ? `0${number}` : String(number))

const clockText = (seconds: number) =>
  `${twoDigits(Math.floor(seconds / 3600))}:${twoDigits(Math.floor(seconds / 60) % 60)}:${twoDigits(seconds % 60)}`

const isoDate = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z?)?$/

/**
 * The serial of a day, or of a day and time, `2026-11-25T13:45:00`. A moment is shown as its day and time in UTC.
 * @returns undefined if it is none, or is before 1900-03-01, where spreadsheet programs differ, or before the epoch of 1904
 */
export function dateSerial(date: string, is1904: boolean): number | undefined {
  if (!isoDate.test(date)) return undefined
  const at = Date.parse(date.length === 10 || date.endsWith('Z') ? date : `${date}Z`)
  // Date.parse makes March of February 30.
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== date.slice(0, 10)) return undefined
  const serial = (at - (is1904 ? epoch1904 : epoch1900)) / millisecondsADay
  return serial < (is1904 ? 0 : leapDay + 1) ? undefined : serial
}
