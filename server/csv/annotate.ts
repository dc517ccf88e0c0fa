import type { Source } from '../files/source.ts'
import { type Note, type NotePlace, noNote, notePlace, noteTitles, withNote } from '../sheets/notes.ts'
import type { Dialect } from './dialect.ts'
import { type CsvRow, readCsv } from './read.ts'
import { csvRowAsIs, harmless } from './write.ts'

/**
 * A CSV file with notes, as UTF-8 with its mark, lines ending in CRLF: what a user gets back to mend. Titles, blank lines
 * (10,000 in a row at most), the delimiter and a `sep=` line stay, and each cell is as the user wrote it; only what is
 * added is made harmless. Notes stand behind the columns of the header (of the first rows if there is none), and further
 * cells of longer rows behind them. What `readCsv` leaves out of overlong records is left out here.
 * @param ids the file's own column of ids, if it has one
 * @param notesOf for rows that have some, by the number of the row; asked for each batch of rows below the header
 */
export async function* annotatedCsv(
  source: Source,
  dialect: Dialect,
  ids: number | undefined,
  notesOf: (rows: CsvRow[]) => Promise<Map<number, Note>>,
): AsyncGenerator<string> {
  const { delimiter } = dialect
  const headerRow = dialect.headerRow ?? 0
  yield dialect.skipFirstLine ? `\uFEFFsep=${delimiter}\r\n` : '\uFEFF'
  let place: NotePlace | undefined
  let before = 0
  for await (const rows of readCsv(source, dialect)) {
    place ??= placeIn(rows, headerRow, ids)
    const notes = await notesOf(rows.filter(({ number }) => number > headerRow))
    let text = ''
    for (const { number, cells } of rows) {
      text += '\r\n'.repeat(Math.min(number - before - 1, blankLineLimit))
      before = number
      const note = number === headerRow ? noteTitles : (notes.get(number) ?? noNote)
      const own = place ?? { from: cells.length, old: 0, ids }
      text += csvRowAsIs(number < headerRow ? cells : withNote(cells, note.map(harmless) as Note, own), delimiter)
    }
    yield text
  }
}

const blankLineLimit = 10_000

function placeIn(rows: CsvRow[], headerRow: number, ids: number | undefined): NotePlace | undefined {
  const header = rows.find(({ number }) => number === headerRow)?.cells
  return headerRow > 0 && header === undefined ? undefined : notePlace(header, rows, ids)
}
