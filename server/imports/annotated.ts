/** The file of an import with more columns: what became of each row, why, and of which contact. */
import { annotatedCsv } from '../csv/annotate.ts'
import type { Scope } from '../database/database.ts'
import { findFile, StoredSource } from '../files/files.ts'
import { fileKind } from '../files/media-types.ts'
import { notFound } from '../http/errors.ts'
import type { Caller, Download } from '../http/operation.ts'
import { readJsonLines } from '../json-lines/read.ts'
import { type Note, type NotePlace, noNote, notePlace, noteTitles, withNote } from '../sheets/notes.ts'
import type { Cell, SheetRow } from '../sheets/sheet.ts'
import { unitsOf } from '../vcard/lines.ts'
import { type ReadCard, readCards } from '../vcard/read-cards.ts'
import { escaped } from '../vcard/values.ts'
import { fittingText } from '../xlsx/cell-text.ts'
import { readSheet } from '../xlsx/read-workbook.ts'
import { addRows, beginWorkbook, endWorkbook, type WorkbookState } from '../xlsx/write-workbook.ts'
import { findImport } from './import.ts'
import type { Layout, Settings } from './settings.ts'
import * as store from './store.ts'

type Explained = Map<number, Note>
/** Tells of rows, by their numbers. */
type Explain = (rows: { number: number }[]) => Promise<Explained>

export async function annotatedFile(db: Scope, caller: Caller, id: string): Promise<Download> {
  const { settings, file_id } = await findImport(db, caller, id, { withFixes: true })
  const file = await findFile(db, caller.customerId, file_id)
  // One that is empty was emptied, when somebody in it was erased.
  if (file === undefined || file.size === 0) throw notFound('file any more')
  const source = new StoredSource(db, caller.customerId, file)
  const explain: Explain = (rows) => explained(db, caller.customerId, id, settings, rows)
  const { layout, fileName } = settings
  const ids = idColumn(settings)
  const [name = fileName] = /^.*(?=\.[^.]*$)/.exec(fileName) ?? []
  const { ending, mediaType } = fileKind(layout.format)
  return {
    name: `${name} (result).${ending}`,
    // vCards keep the encoding that they came in.
    mediaType: layout.format === 'VCARD' ? 'text/vcard' : mediaType,
    content: contentOf(source, layout, ids, explain),
  }
}

/** The column that the import took for that of ids. */
function idColumn({ mapping, names }: Settings): number | undefined {
  const Column = mapping.find(({ Property, Mode }) => Property === 'Id' && Mode !== 'SKIP')?.Column
  return typeof Column === 'string' ? names.indexOf(Column) : Column && Column - 1
}

function contentOf(
  source: StoredSource,
  layout: Layout,
  ids: number | undefined,
  explain: Explain,
): AsyncIterable<Buffer | string> {
  if (layout.format === 'CSV') return annotatedCsv(source, layout.dialect, ids, explain)
  if (layout.format === 'XLSX') return annotatedSheet(source, layout, ids, explain)
  return layout.format === 'JSON' ? annotatedLines(source, explain) : annotatedCards(source, layout.encoding, explain)
}

async function explained(
  db: Scope,
  customerId: string,
  importId: string,
  { names, fixes = [] }: Settings,
  rows: { number: number }[],
): Promise<Explained> {
  const [first, last] = [rows[0], rows.at(-1)]
  if (first === undefined || last === undefined) return new Map()
  const verdicts = await store.readVerdicts(db, customerId, importId, first.number, last.number)
  const fixesOf = Map.groupBy(fixes, ({ row }) => row)
  return new Map(
    verdicts.map(({ row_number, contact_id, verdict, details }) => {
      const mended = (fixesOf.get(row_number) ?? []).map(({ column, value }) => `${names[column]} read as "${value}"`)
      const reason = [...mended, ...reasonsIn(details ?? {})].join('; ')
      return [row_number, [contact_id ?? '', verdict, reason]]
    }),
  )
}

function reasonsIn({ Errors = [], Differences = [], SameAsRow }: store.Details): string[] {
  const faults = Errors.map(({ Column, Path, Message }) => `${Column ?? Path} ${Message}`.trim())
  const changed = Differences.length === 0 ? [] : [`changed ${Differences.map(({ Property }) => Property).join(', ')}`]
  const same = SameAsRow === undefined ? [] : [`the same contact as row ${SameAsRow}`]
  return [...faults, ...changed, ...same]
}

/** The sheet that was imported, without the others and without formats. */
async function* annotatedSheet(
  source: StoredSource,
  { sheet, headerRow }: Extract<Layout, { format: 'XLSX' }>,
  ids: number | undefined,
  explain: Explain,
): AsyncIterable<Buffer> {
  let begun: { state: WorkbookState; place: NotePlace } | undefined
  let before: SheetRow[] = []
  for await (const batch of readSheet(source, sheet)) {
    const rows = [...before, ...batch]
    before = []
    if (begun === undefined) {
      const header = rows.find(({ number }) => number === headerRow)?.cells
      // Titles above the header come along with it.
      if (headerRow > 0 && header === undefined) {
        before = rows
        continue
      }
      const place = notePlace(header, rows, ids)
      const columns = withNote(header ?? [], noteTitles, place).map((cell, index) => ({
        title: titleOf(cell, index),
        width: 20,
      }))
      const { state, bytes } = await beginWorkbook({ name: sheet, columns })
      begun = { state, place }
      yield bytes
    }
    const { place } = begun
    const below = rows.filter(({ number }) => number > headerRow)
    const notes = await explain(below)
    const written = below.map(({ number, cells }) => withNote(cells.map(fitting), notes.get(number) ?? noNote, place))
    const added = addRows(begun.state, written)
    begun = { ...begun, state: added.state }
    yield added.bytes
  }
  const about = 'Verdict and Reason tell what became of each row, and Id of which contact.'
  if (begun !== undefined) yield* endWorkbook(begun.state, { name: 'Import', rows: [[about]] })
}

/** Other programs write longer texts than XLSX holds. */
const fitting = (cell: Cell) => (typeof cell === 'string' ? fittingText(cell) : cell)

const titleOf = (cell: Cell, index: number) => (typeof cell === 'string' && cell !== '' ? cell : `Column ${index + 1}`)

/** Each card as it was, with properties of ours at its end. */
async function* annotatedCards(
  source: StoredSource,
  encoding: string | undefined,
  explain: Explain,
): AsyncIterable<Buffer> {
  const { size, bigEndian } = await unitsOf(source, encoding)
  const swapped = (bytes: Buffer) => (bigEndian ? Buffer.from(bytes).swap16() : bytes)
  const encoded = (text: string) => (size === 1 ? Buffer.from(text) : swapped(Buffer.from(text, 'utf16le')))
  const decoded = (bytes: Buffer) => (size === 1 ? bytes.toString('latin1') : swapped(bytes).toString('utf16le'))
  let at = 0
  for await (const { card, note } of explainedCards(readCards(source, encoding), explain)) {
    const [id, verdict, reason] = note
    // A card that holds others comes after them, and its beginning has been given back with theirs.
    if (card.to <= at) continue
    // A picture in it may be large; the line that ends it is at its end.
    const tail = Math.max(at, card.to - longestEnd)
    yield* source.read(at, tail)
    const rest = Buffer.concat(await Array.fromAsync(source.read(tail, card.to)))
    at = card.to
    const text = decoded(rest)
    const found = Math.max(...['END', 'end', 'End'].map((each) => text.lastIndexOf(each)))
    const end = found === -1 ? text.length : found
    yield rest.subarray(0, size * withoutOld(text.slice(0, end)).length)
    const kept = id === '' || card.hasId ? '' : `X-VOYZU-ID:${id}\r\n`
    yield encoded(`${kept}X-VOYZU-VERDICT:${verdict}\r\nX-VOYZU-REASON:${escaped(reason)}\r\n`)
    yield rest.subarray(size * end)
  }
  yield* source.read(at, source.size)
}

/** In bytes: END:VCARD with the blank lines behind it, and what was written before it at an earlier time. */
const longestEnd = 32_768

/** A card up to its end, without what became of it at an earlier time. */
function withoutOld(text: string): string {
  const begin = text.lastIndexOf('\nX-VOYZU-VERDICT:') + 1
  return /^X-[^\n]*\nX-VOYZU-REASON:[^\n]*\n$/.test(text.slice(begin)) ? text.slice(0, begin) : text
}

const cardsAtOnce = 200

async function* explainedCards(cards: AsyncIterable<ReadCard>, explain: Explain) {
  let waiting: (Pick<ReadCard, 'number' | 'to'> & { hasId: boolean })[] = []
  const explanations = async () => {
    const notes = await explain(waiting)
    const told = waiting.map((card) => ({ card, note: notes.get(card.number) ?? noNote }))
    waiting = []
    return told
  }
  for await (const { number, to, properties } of cards) {
    waiting.push({ number, to, hasId: properties.some(({ name }) => name === 'X-VOYZU-ID') })
    if (waiting.length === cardsAtOnce) yield* await explanations()
  }
  yield* await explanations()
}

/** Lines that cannot be read are left out, but for what became of them. */
async function* annotatedLines(source: StoredSource, explain: Explain): AsyncIterable<string> {
  for await (const lines of readJsonLines(source)) {
    const notes = await explain(lines)
    const texts = lines.map(({ number, value }) => {
      const [id, Verdict, Reason] = notes.get(number) ?? []
      const Id = (value as { Id?: unknown } | undefined)?.Id ?? (id || undefined)
      return `${JSON.stringify({ ...value, Id, Verdict, Reason })}\n`
    })
    yield texts.join('')
  }
}
