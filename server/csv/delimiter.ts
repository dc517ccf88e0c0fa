import type { Dialect } from './dialect.ts'
import type { CsvRecord } from './records.ts'

/** Excel's own first line, which names the delimiter. */
export const sepLine = /^"?sep=([^\r\n])"?(?:\r\n?|\n|$)/i

/** The line end that most lines have. */
export function findLineEnd(text: string): Dialect['lineEnd'] {
  let [crlf, lf, cr] = [0, 0, 0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
    if (text.charCodeAt(at - 1) === 13) crlf++
    else lf++
  }
  for (let at = text.indexOf('\r'); at !== -1; at = text.indexOf('\r', at + 1)) cr++
  if (cr - crlf > crlf + lf) return 'CR'
  return crlf > 0 && crlf >= lf ? 'CRLF' : 'LF'
}

/** `'` where cells stand in it, and hardly one only begins with it ('s-Hertogenbosch, '24); else `"`. */
export function findQuote(text: string): string {
  const single = count(text, /(?:^|[\r\n,;\t|])'[^'\r\n]{0,500}'(?=[\r\n,;\t|]|$)/g)
  const begun = count(text, /(?:^|[\r\n,;\t|])'/g)
  const double = count(text, /(?:^|[\r\n,;\t|])"[^"]{0,500}"(?=[\r\n,;\t|]|$)/g)
  return single >= 3 && single >= 0.9 * begun && single > double ? "'" : '"'
}

const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0

const delimiters = [',', ';', '\t', '|']

/** The delimiter by which the records of a text come out most alike. */
export function findDelimiter(scan: (delimiter: string) => CsvRecord[]): string {
  let best = { delimiter: ',', score: 0 }
  for (const delimiter of delimiters) {
    const score = likeness(scan(delimiter).filter(({ cells }) => cells.length > 1 || cells[0]?.trim() !== ''))
    if (score > best.score) best = { delimiter, score }
  }
  return best.delimiter
}

/**
 * How much records look like those of a table, from 0 to 1. Of two delimiters by which all records have equally many
 * cells, the one with more cells is right, unless what it leaves in or tears apart looks wrong: `1,5;2,5` are two numbers.
 */
function likeness(records: CsvRecord[]): number {
  const width = tableWidth(records)
  if (width < 2) return 0
  const alike = records.filter(({ cells, stray }) => cells.length === width && !stray)
  // Cells of the first records tell enough.
  const looked = alike.slice(0, 100).flatMap(({ cells }) => cells)
  const whole = looked.filter((cell) => !torn.test(cell)).length / Math.max(1, looked.length)
  // The first record names the columns mostly: where even it is not alike, the others are so by chance.
  const first = records[0]?.cells.length === width ? 1 : 0.8
  return (alike.length / records.length) * (1 - 1 / width) * (0.5 + 0.5 * whole) * first
}

/** Another delimiter inside a cell; commas of numbers (1,5) and of sentences (Smith, John) are none. */
const torn = /[;\t|]|(?:^|[^\d]),\S|\d,[^\s\d]/

/** How many cells most records have. Titles have one, and there may be many above a short table. */
export function tableWidth(records: CsvRecord[]): number {
  const several = records.filter(({ cells }) => cells.length > 1)
  const counts = new Map<number, number>()
  for (const { cells } of several) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1)
  let [width, most] = [1, 0]
  for (const [cells, times] of counts) {
    if (times > most || (times === most && cells > width)) [width, most] = [cells, times]
  }
  return several.length >= records.length / 4 ? width : 1
}
