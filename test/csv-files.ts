import { detectDialect } from '../server/csv/detect.ts'
import type { Dialect } from '../server/csv/dialect.ts'
import { type CsvRow, readCsv } from '../server/csv/read.ts'
import type { Source } from '../server/files/source.ts'

/** Bytes as a Source that gives `piece` of them at a time. */
export const sourceOf = (content: string | Buffer, piece = 256 * 1024): Source => {
  const bytes = Buffer.from(content as string)
  return {
    size: bytes.length,
    async *read(from, to) {
      for (let at = from; at < to; at += piece) yield bytes.subarray(at, Math.min(to, at + piece))
    },
  }
}

const plain: Dialect = {
  ...{ encoding: 'utf-8', bom: false, delimiter: ',', quote: '"', lineEnd: 'LF' },
  headerRow: null,
}

export async function rowsOf(
  content: string | Buffer,
  dialect: Partial<Dialect> = {},
  piece?: number,
): Promise<CsvRow[]> {
  const rows: CsvRow[] = []
  for await (const batch of readCsv(sourceOf(content, piece), { ...plain, ...dialect })) rows.push(...batch)
  return rows
}
export const cellsOf = async (content: string | Buffer, dialect?: Partial<Dialect>, piece?: number) =>
  (await rowsOf(content, dialect, piece)).map(({ cells }) => cells)

export const detect = (content: string | Buffer, given = {}) => detectDialect(sourceOf(content), given)

const wide = (content: string) => Buffer.from(content, 'utf16le')
export const encoders: Record<string, (content: string) => Buffer> = {
  'utf-8': (content) => Buffer.from(content),
  'utf-16le': wide,
  'utf-16be': (content) => wide(content).swap16(),
  'windows-1252': (content) => Buffer.from(content.replaceAll('€', '\x80'), 'latin1'),
}
