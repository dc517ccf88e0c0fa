import type { Source } from '../files/source.ts'
import { invalid } from '../http/errors.ts'
import type { SheetRow } from '../sheets/sheet.ts'
import type { Dialect } from './dialect.ts'
import { type CsvRecord, RecordScanner } from './records.ts'

/** A row of a CSV file: its cells are texts. */
export interface CsvRow extends SheetRow {
  cells: string[]
}

const batchRows = 500
const batchCells = 100_000
const batchLength = 1_000_000

/**
 * The records of a CSV file, titles and header too, in batches of up to 500. They are numbered from 1; a `sep=` line is
 * none, as Excel does not show it; blank ones are left out, but counted. Bytes that are no text in the encoding become
 * U+FFFD, NULs vanish. A record that cannot be read as it stands has a `fault` (see RecordScanner).
 *
 * Cells share memory with the text around them: who keeps some beyond the batch keeps up to 256 KB with each.
 * @throws invalid where the header names more than 1,000 columns
 */
export async function* readCsv(source: Source, dialect: Dialect): AsyncGenerator<CsvRow[]> {
  const scanner = new RecordScanner(dialect)
  let number = dialect.skipFirstLine ? -1 : 0
  let batch = new Batch()
  for await (const piece of fedPieces(source, dialect, scanner)) {
    if (piece === '') scanner.end()
    else scanner.feed(piece)
    for (let record = scanner.next(); record !== undefined; record = scanner.next()) {
      number++
      if (number === 0 || isBlank(record)) continue
      if (record.tooWide && number === dialect.headerRow) throw tooManyColumns()
      if (batch.add(record, number)) continue
      yield batch.rows
      batch = new Batch()
    }
  }
  if (batch.rows.length > 0) yield batch.rows
}

/** The text of a file, in pieces as large as the scanner wants them, and '' at its end. */
async function* fedPieces(source: Source, dialect: Dialect, scanner: RecordScanner): AsyncGenerator<string> {
  const decoder = new TextDecoder(dialect.encoding)
  let text = ''
  for await (const bytes of source.read(0, source.size)) {
    text += withoutNuls(decoder.decode(bytes, { stream: true }))
    if (text === '' || text.length < scanner.wants) continue
    yield text
    text = ''
  }
  text += withoutNuls(decoder.decode())
  if (text !== '') yield text
  yield ''
}

const withoutNuls = (text: string) => (text.includes('\0') ? text.replaceAll('\0', '') : text)

class Batch {
  readonly rows: CsvRow[] = []
  private cells = 0
  private length = 0

  /** Whether more may be added. */
  add({ cells, fault }: CsvRecord, number: number): boolean {
    this.rows.push(fault === undefined ? { number, cells } : { number, cells, fault })
    this.cells += cells.length
    for (const cell of cells) this.length += cell.length
    return this.rows.length < batchRows && this.cells < batchCells && this.length < batchLength
  }
}

function isBlank({ cells, fault }: CsvRecord): boolean {
  if (fault !== undefined) return false
  for (const cell of cells) if (cell !== '' && cell.trim() !== '') return false
  return true
}

const tooManyColumns = () =>
  invalid('The header of this file names more than 1,000 columns. Delete the ones that you do not need, and try again.')
