import type { Source } from '../files/source.ts'
import { type Fault, faulty, invalid } from '../http/errors.ts'
import { findDelimiter, findLineEnd, findQuote, sepLine } from './delimiter.ts'
import type { Dialect, GivenDialect } from './dialect.ts'
import { bytesOf, findEncoding, hasMark, knownEncoding, refuseOtherKinds } from './encoding.ts'
import { findHeader } from './header.ts'
import { type CsvRecord, RecordScanner } from './records.ts'

const sampleSize = 256 * 1024

/**
 * How a CSV file is written, by its first 256 KB; what is given counts more than what is found. Where those bytes are all
 * ASCII, the encoding is that of the first other byte of the next 16 MB.
 * @throws invalid where the file is empty or something other than text; faulty where what is given cannot be
 */
export async function detectDialect(source: Source, given: GivenDialect): Promise<Dialect> {
  check(given)
  const sample = await bytesOf(source, 0, sampleSize)
  if (sample.length === 0) throw nothingInside()
  const cut = sample.length < source.size
  refuseOtherKinds(sample, given.Encoding !== undefined)
  const encoding = given.Encoding === undefined ? await findEncoding(source, sample) : knownEncoding(given.Encoding)
  const text = new TextDecoder(encoding).decode(sample, { stream: cut }).replaceAll('\0', '')
  if (!cut && text.trim() === '') throw nothingInside()
  const found = findShape(text, cut, given)
  const headerRow = given.HasHeader === false ? null : (given.HeaderRow ?? findHeader(found.records, given.HasHeader))
  if (headerRow !== null && headerRow > found.records.length)
    throw faulty([
      { Path: 'HeaderRow', Message: `must be a row near the start; ${found.records.length} are looked at` },
    ])
  const { records: _, ...shape } = found
  return { encoding, bom: hasMark(sample, encoding), ...shape, headerRow }
}

/** Delimiter, quote and line end of a text, and its first records by them. */
function findShape(text: string, cut: boolean, given: GivenDialect) {
  const sep = sepLine.exec(text)
  const body = sep === null ? text : text.slice(sep[0].length)
  const lineEnd = findLineEnd(text)
  const quote = given.Quote ?? findQuote(body)
  const scan = (delimiter: string) => firstRecords(body, cut, { delimiter, quote, lineEnd })
  const delimiter = given.Delimiter ?? sep?.[1] ?? findDelimiter(scan)
  const skip = sep === null ? {} : { skipFirstLine: true as const }
  return { delimiter, quote, lineEnd, ...skip, records: scan(delimiter) }
}

/** The records of a sample. The last one of a cut sample is left out unless it is all there is. */
function firstRecords(text: string, cut: boolean, shape: Pick<Dialect, 'delimiter' | 'quote' | 'lineEnd'>) {
  const scanner = new RecordScanner(shape)
  const records: CsvRecord[] = []
  const takeAll = () => {
    for (let record = scanner.next(); record && records.length < 1_000; record = scanner.next()) records.push(record)
  }
  scanner.feed(text)
  takeAll()
  if (cut && records.length > 0) return records
  scanner.end()
  takeAll()
  return records
}

function check(given: GivenDialect): void {
  const faults: Fault[] = []
  const { Delimiter, Quote, HeaderRow } = given
  const character = 'must be one character, and not a line break'
  if (Delimiter !== undefined && !/^[^\r\n\0]$/.test(Delimiter)) faults.push({ Path: 'Delimiter', Message: character })
  if (Quote !== undefined && !/^[^\r\n\0]$/.test(Quote)) faults.push({ Path: 'Quote', Message: character })
  if (Quote !== undefined && Quote === Delimiter) faults.push({ Path: 'Quote', Message: 'is the Delimiter too' })
  if (HeaderRow !== undefined && !(Number.isInteger(HeaderRow) && HeaderRow > 0))
    faults.push({ Path: 'HeaderRow', Message: 'must be the number of a row, from 1' })
  else if (HeaderRow !== undefined && given.HasHeader === false)
    faults.push({ Path: 'HeaderRow', Message: 'cannot go with HasHeader false' })
  if (faults.length > 0) throw faulty(faults)
}

const nothingInside = () => invalid('The file is empty. Choose the file that holds your contacts.')
