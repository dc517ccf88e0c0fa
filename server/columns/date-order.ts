import type { Cell } from '../sheets/sheet.ts'
import type { DateOrder } from './days.ts'
import type { Plan } from './plan.ts'

/** Elsewhere the day comes first (Unicode CLDR, short dates). */
const orders = new Map<string, DateOrder>([
  ...['US', 'PH', 'FM', 'MH', 'PW'].map((country) => [country, 'MDY'] as const),
  ...['CN', 'HK', 'HU', 'JP', 'KP', 'KR', 'LT', 'MN', 'SE', 'TW', 'ZA'].map((country) => [country, 'YMD'] as const),
])

/**
 * How the dates of a file are written: by those that can be read in one way only, then by points, as only the day
 * comes first with, then by the country.
 */
export function guessDateOrder(plan: Plan, sample: Cell[][], country: string | null): DateOrder {
  const found = writtenDays(plan, sample).map((text) => numbersBefore.exec(text))
  const count = (isSuch: (first: number, second: number) => boolean) =>
    found.filter((each) => each !== null && isSuch(Number(each[1]), Number(each[3]))).length
  const dayFirst = count((first) => first > 12 && first <= 31)
  const monthFirst = count((first, second) => first <= 12 && second > 12)
  // What begins with the year can be read in one way only, so it decides only where nothing else does.
  if (dayFirst !== monthFirst) return dayFirst > monthFirst ? 'DMY' : 'MDY'
  if (count((first) => first > 31) > 0) return 'YMD'
  if (found.some((each) => each?.[2] === '.')) return 'DMY'
  return (country && orders.get(country)) || 'DMY'
}

const numbersBefore = /^\s*(\d{1,4})([./-])\s?(\d{1,2})(?:\2\s?\d{1,4})?\b/

function writtenDays({ singles, lists }: Plan, sample: Cell[][]): string[] {
  const inSingles = singles.filter(({ kind }) => kind === 'DAY').flatMap(({ columns }) => columns)
  const parts = lists.flatMap(({ items }) => items.flatMap((item) => item.parts))
  const inParts = parts.filter(({ kind }) => kind === 'DAY').map(({ column }) => column)
  return [...inSingles, ...inParts].flatMap((column) =>
    sample.map((cells) => cells[column]).filter((cell) => typeof cell === 'string'),
  )
}
