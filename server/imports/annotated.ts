/** The file of an import with two more columns: what became of each row, and why. */
import { annotatedCsv } from '../csv/annotate.ts'
import type { Scope } from '../database/database.ts'
import { findFile, StoredSource } from '../files/files.ts'
import { fileKind } from '../files/media-types.ts'
import { notFound } from '../http/errors.ts'
import type { Caller, Download } from '../http/operation.ts'
import { readJsonLines } from '../json-lines/read.ts'
import type { Cell, SheetRow } from '../sheets/sheet.ts'
import { unitsOf } from '../vcard/lines.ts'
import { type ReadCard, readCards } from '../vcard/read-cards.ts'
import { escaped } from '../vcard/values.ts'
import { readSheet } from '../xlsx/read-workbook.ts'
import { addRows, beginWorkbook, endWorkbook } from '../xlsx/write-workbook.ts'
import { findImport } from './import.ts'
import type { Layout } from './settings.ts'
import * as store from './store.ts'

const names: [string, string] = ['Verdict', 'Reason']

type Explained = Map<number, [string, string]>
/** Tells of rows, by their numbers. */
type Explain = (rows: { number: number }[]) => Promise<Explained>

export async function annotatedFile(db: Scope, caller: Caller, id: string): Promise<Download> {
  const { settings, file_id } = await findImport(db, caller, id)
  const file = await findFile(db, caller.customerId, file_id)
  if (file === undefined) throw notFound('file')
  const source = new StoredSource(db, caller.customerId, file)
  const explain: Explain = (rows) => explained(db, caller.customerId, id, rows)
  const { layout, fileName } = settings
  const [name = fileName] = /^.*(?=\.[^.]*$)/.exec(fileName) ?? []
  const { ending, mediaType } = fileKind(layout.format)
  return {
    name: `${name} (result).${ending}`,
    // vCards keep the encoding that they came in.
    mediaType: layout.format === 'VCARD' ? 'text/vcard' : mediaType,
    content: contentOf(source, layout, explain),
  }
}

function contentOf(source: StoredSource, layout: Layout, explain: Explain): AsyncIterable<Buffer | string> {
  if (layout.format === 'CSV') return annotatedCsv(source, layout.dialect, names, explain)
  if (layout.format === 'XLSX') return annotatedSheet(source, layout, explain)
  return layout.format === 'JSON' ? annotatedLines(source, explain) : annotatedCards(source, layout.encoding, explain)
}

async function explained(
  db: Scope,
  customerId: string,
  importId: string,
  rows: { number: number }[],
): Promise<Explained> {
  const [first, last] = [rows[0], rows.at(-1)]
  if (first === undefined || last === undefined) return new Map()
  const verdicts = await store.readVerdicts(db, customerId, importId, first.number, last.number)
  return new Map(verdicts.map(({ row_number, verdict, details }) => [row_number, [verdict, reasonOf(details ?? {})]]))
}

function reasonOf({ Errors = [], Differences = [], SameAsRow }: store.Details): string {
  const faults = Errors.map(({ Column, Path, Message }) => `${Column ?? Path} ${Message}`.trim())
  const changed = Differences.length === 0 ? [] : [`changed ${Differences.map(({ Property }) => Property).join(', ')}`]
  const same = SameAsRow === undefined ? [] : [`the same contact as row ${SameAsRow}`]
  return [...faults, ...changed, ...same].join('; ')
}

/** The sheet that was imported, without the others and without formats. */
async function* annotatedSheet(
  source: StoredSource,
  { sheet, headerRow }: Extract<Layout, { format: 'XLSX' }>,
  explain: Explain,
): AsyncIterable<Buffer> {
  let writing: Awaited<ReturnType<typeof beginWorkbook>>['state'] | undefined
  let width = 0
  let before: SheetRow[] = []
  for await (const batch of readSheet(source, sheet)) {
    const rows = [...before, ...batch]
    before = []
    if (writing === undefined) {
      const header = headerRow === 0 ? undefined : rows.find(({ number }) => number === headerRow)
      // Titles above the header come along with it.
      if (headerRow > 0 && header === undefined) {
        before = rows
        continue
      }
      width =
        header === undefined ? Math.max(...rows.map(({ cells }) => cells.length)) : withoutOld(header.cells).length
      const columns = [...paddedTo(header?.cells ?? [], width).map(titleOf), ...names].map((title) => ({
        title,
        width: 20,
      }))
      const begun = await beginWorkbook({ name: sheet, columns })
      writing = begun.state
      yield begun.bytes
    }
    const below = rows.filter(({ number }) => number > headerRow)
    const reasons = await explain(below)
    const written: Cell[][] = below.map(({ number, cells }) => [
      ...paddedTo(cells.slice(0, width), width),
      ...(reasons.get(number) ?? ['', '']),
    ])
    const added = addRows(writing, written)
    writing = added.state
    yield added.bytes
  }
  if (writing !== undefined)
    yield* endWorkbook(writing, { name: 'Import', rows: [['Verdict and Reason tell what became of each row.']] })
}

const titleOf = (cell: Cell, index: number) => (typeof cell === 'string' && cell !== '' ? cell : `Column ${index + 1}`)

const withoutOld = (cells: Cell[]) =>
  cells.at(-2) === names[0] && cells.at(-1) === names[1] ? cells.slice(0, -2) : cells

const paddedTo = (cells: Cell[], width: number): Cell[] => [
  ...cells,
  ...Array<Cell>(Math.max(0, width - cells.length)).fill(null),
]

/** Each card as it was, with two properties of ours at its end. */
async function* annotatedCards(
  source: StoredSource,
  encoding: string | undefined,
  explain: Explain,
): AsyncIterable<Buffer> {
  const { size, bigEndian } = await unitsOf(source, encoding)
  const encoded = (text: string) => {
    if (size === 1) return Buffer.from(text)
    const bytes = Buffer.from(text, 'utf16le')
    return bigEndian ? bytes.swap16() : bytes
  }
  const ends = ['END', 'end', 'End'].map(encoded)
  let at = 0
  for await (const { card, explanation } of explainedCards(readCards(source, encoding), explain)) {
    const [verdict, reason] = explanation
    // A card that holds others comes after them, and its beginning has been given back with theirs.
    if (card.to <= at) continue
    // A picture in it may be large; the line that ends it is at its end.
    const tail = Math.max(at, card.to - longestEnd)
    yield* source.read(at, tail)
    const rest = Buffer.concat(await Array.fromAsync(source.read(tail, card.to)))
    at = card.to
    const found = Math.max(...ends.map((each) => rest.lastIndexOf(each)))
    const end = found === -1 ? rest.length : found
    yield rest.subarray(0, end)
    yield encoded(`X-VOYZU-VERDICT:${verdict}\r\nX-VOYZU-REASON:${escaped(reason)}\r\n`)
    yield rest.subarray(end)
  }
  yield* source.read(at, source.size)
}

/** In bytes: END:VCARD, as some write it, with the blank lines behind it. */
const longestEnd = 4096

const cardsAtOnce = 200

async function* explainedCards(cards: AsyncIterable<ReadCard>, explain: Explain) {
  let waiting: Pick<ReadCard, 'number' | 'to'>[] = []
  const explanations = async () => {
    const reasons = await explain(waiting)
    const told = waiting.map((card) => ({ card, explanation: reasons.get(card.number) ?? (['', ''] as const) }))
    waiting = []
    return told
  }
  for await (const { number, to } of cards) {
    waiting.push({ number, to })
    if (waiting.length === cardsAtOnce) yield* await explanations()
  }
  yield* await explanations()
}

/** Lines that cannot be read are left out, but for what became of them. */
async function* annotatedLines(source: StoredSource, explain: Explain): AsyncIterable<string> {
  for await (const lines of readJsonLines(source)) {
    const reasons = await explain(lines)
    const texts = lines.map(({ number, value }) => {
      const [Verdict, Reason] = reasons.get(number) ?? []
      return `${JSON.stringify({ ...value, Verdict, Reason })}\n`
    })
    yield texts.join('')
  }
}
