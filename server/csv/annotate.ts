import type { Source } from '../files/source.ts'
import type { Dialect } from './dialect.ts'
import { type CsvRow, readCsv } from './read.ts'
import { csvRowAsIs, harmless } from './write.ts'

type Two = [string, string]

/**
 * A CSV file with two more columns, as UTF-8 with its mark, lines ending in CRLF: what a user gets back to mend. Titles,
 * blank lines (10,000 in a row at most), the delimiter and a `sep=` line stay, and each cell is as the user wrote it; only what is added is made
 * harmless. The new columns stand behind those of the header (of the first rows if there is none), and further cells of
 * longer rows behind them. Where the header ends with the same names already, the old two columns are replaced. What
 * `readCsv` leaves out of overlong records is left out here.
 * @param names of the two columns
 * @param extraOf the two texts for rows that have some, by the number of the row; asked for each batch of rows below the
 * header
 */
export async function* annotatedCsv(
  source: Source,
  dialect: Dialect,
  names: Two,
  extraOf: (rows: CsvRow[]) => Promise<Map<number, Two>>,
): AsyncGenerator<string> {
  const { delimiter } = dialect
  const headerRow = dialect.headerRow ?? 0
  yield dialect.skipFirstLine ? `\uFEFFsep=${delimiter}\r\n` : '\uFEFF'
  let place: Place | undefined
  let before = 0
  for await (const rows of readCsv(source, dialect)) {
    place ??= placeIn(rows, headerRow, names)
    const extras = await extraOf(rows.filter(({ number }) => number > headerRow))
    let text = ''
    for (const { number, cells } of rows) {
      text += '\r\n'.repeat(Math.min(number - before - 1, blankLineLimit))
      before = number
      const two = number === headerRow ? names : (extras.get(number) ?? ['', ''])
      text += csvRowAsIs(number < headerRow ? cells : withTwo(cells, two, place), delimiter)
    }
    yield text
  }
}

const blankLineLimit = 10_000

/** Where the two columns stand, and how many old ones they replace. */
interface Place {
  from: number
  old: 0 | 2
}

function placeIn(rows: CsvRow[], headerRow: number, names: Two): Place | undefined {
  if (headerRow === 0) return { from: Math.max(...rows.map(({ cells }) => cells.length)), old: 0 }
  const header = rows.find(({ number }) => number === headerRow)?.cells
  if (header === undefined) return undefined
  const old = header.at(-2) === names[0] && header.at(-1) === names[1] ? 2 : 0
  return { from: header.length - old, old }
}

function withTwo(cells: string[], two: Two, { from, old }: Place = { from: cells.length, old: 0 }): string[] {
  const padding = Array<string>(Math.max(0, from - cells.length)).fill('')
  return [...cells.slice(0, from), ...padding, ...two.map(harmless), ...cells.slice(from + old)]
}
