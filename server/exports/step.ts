/**
 * An export in steps. First the contacts it is about are put down, in order: what others change meanwhile neither moves nor
 * repeats one. For a table it is counted how many columns their lists need. Then they are written, some thousand a step.
 */
import { sql } from 'kysely'
import type { Result } from '../../contract/operations.ts'
import { listProperties } from '../columns/lists.ts'
import type { WebContact } from '../contacts/contact.ts'
import { wholeSearch } from '../contacts/search.ts'
import { idBytes, mostItems } from '../contacts/search-statements.ts'
import { readInOrder } from '../contacts/states.ts'
import { uuidFromBytes } from '../database/uuid.ts'
import { appendToFile, createFileOf, discardFile, emptyFile, releaseFile, StoredSource } from '../files/files.ts'
import { type Progress, percentOf, type Stepping } from '../http/operation.ts'
import { within } from '../segments/segments.ts'
import { keepExport } from '../spreadsheets/spreadsheets.ts'
import { currentVocabulary, type Vocabulary } from '../vocabulary/vocabulary.ts'
import { exportOf } from './export.ts'
import { isTable, type Settings } from './settings.ts'
import * as store from './store.ts'
import { asLaidOut, type Layout, layoutFor, type Writing, writerOf } from './writers.ts'

const writtenAtOnce = 5000
/** While some are made ready, the database reads the next ones. So few that hardly any outlive the young part of the heap. */
const readAtOnce = 200
/** In bytes. */
const appendedAtOnce = 4 * 1024 * 1024
/** In bytes: with pictures, some hundred contacts take as long as thousands without. */
const mostAStep = 8 * 1024 * 1024
const idLength = 16

interface About {
  settings: Settings
  fileId: string
}

/** How many items each list has at most. */
type Most = Record<string, number>
type Order = { id: string; size: number }

export type State = About &
  (
    | { phase: 'ORDER' }
    | { phase: 'MEASURE'; order: Order }
    | { phase: 'WRITE'; order: Order; passed: number; most: Most; layout: Layout; rows: number; writing: Writing }
  )
type InPhase<Phase> = Extract<State, { phase: Phase }>
type Call = Stepping<'exports/create', State>
type Step = Promise<Progress<State, Result<'exports/create'>>>

export const firstState = (settings: Settings, fileId: string): State => ({ settings, fileId, phase: 'ORDER' })

export function exportStep(call: Call): Step {
  const { state } = call
  if (state.phase === 'ORDER') return putInOrder(call, state)
  return state.phase === 'MEASURE' ? measure(call, state) : write(call, state)
}

const totalOf = ({ size }: Order) => size / idLength
const shownTotal = (order: Order) => `${totalOf(order).toLocaleString('en')} contacts`

async function putInOrder(call: Call, about: InPhase<'ORDER'>): Step {
  const { db, caller } = call
  const { found, keys } = await foundBy(call, about)
  const file = { name: 'order', mediaType: 'application/octet-stream' }
  const { id, size } = await createFileOf(db, caller, file, idBytes(found, keys))
  const order = { id, size }
  if (!isTable(about.settings)) return beginWriting(call, about, order, noItems)
  const { settings, fileId } = about
  const commentary = `${shownTotal(order)} found; the columns that they need are counted`
  return { state: { settings, fileId, phase: 'MEASURE', order }, percent: 1, commentary }
}

async function measure(call: Call, about: InPhase<'MEASURE'>): Step {
  const { found } = await foundBy(call, about)
  return beginWriting(call, about, about.order, await mostItems(call.db, found, listProperties))
}

/** What the search finds now. */
async function foundBy({ db, caller }: Call, { settings: { search, segment } }: About) {
  const whole = await within(db, caller, search, segment)
  // To go through a million, and to sort them by anything, may take longer than a call may.
  await sql`set local statement_timeout = 0`.execute(db)
  return wholeSearch(db, caller.customerId, whole.input, whole.within)
}

const noItems: Most = Object.fromEntries(listProperties.map((list) => [list, 0]))

async function nextIds({ db, caller }: Call, order: Order, passed: number, count: number): Promise<string[]> {
  const source = new StoredSource(db, caller.customerId, order)
  const pieces: Buffer[] = []
  for await (const piece of source.read(passed * idLength, (passed + count) * idLength)) pieces.push(piece)
  const bytes = Buffer.concat(pieces)
  return Array.from({ length: bytes.length / idLength }, (_, at) => uuidFromBytes(bytes.subarray(at * idLength)))
}

const larger = (one: Most, other: Most): Most =>
  Object.fromEntries(Object.entries(one).map(([list, length]) => [list, Math.max(length, other[list] ?? 0)]))

async function beginWriting(call: Call, { settings, fileId }: About, order: Order, most: Most): Step {
  const { db, caller } = call
  const layout = layoutFor(settings, await currentVocabulary(db, caller.customerId), most)
  const { state: writing, bytes } = await writerOf(settings).begin(call, settings, layout)
  await emptyFile(db, caller.customerId, fileId)
  await appendToFile(db, caller.customerId, fileId, bytes)
  return {
    state: { settings, fileId, phase: 'WRITE', order, passed: 0, most, layout, rows: 0, writing },
    percent: 1,
    commentary: `0 of ${shownTotal(order)}`,
  }
}

async function write(call: Call, state: InPhase<'WRITE'>): Step {
  const { db, caller, requestId } = call
  const { customerId } = caller
  const { settings, fileId, order } = state
  const ids = await nextIds(call, order, state.passed, writtenAtOnce)
  const vocabulary = await currentVocabulary(db, customerId)
  let pieces: Buffer[] = []
  let size = 0
  const append = async () => {
    await appendToFile(db, customerId, fileId, Buffer.concat(pieces))
    pieces = []
    size = 0
  }
  let { rows, writing, most } = state
  let bytes = 0
  let done = ids.length
  for await (const piece of written(call, state, vocabulary, ids)) {
    writing = piece.writing
    most = larger(most, mostOf(piece.contacts))
    rows += piece.contacts.length
    pieces.push(piece.bytes)
    size += piece.bytes.length
    bytes += piece.bytes.length
    if (size > appendedAtOnce) await append()
    if (bytes <= mostAStep) continue
    done = ids.indexOf(piece.contacts.at(-1)?.Id ?? '') + 1
    break
  }
  // Somebody has given a contact more than there are columns for: from the start again, with columns for that.
  if (isTable(settings) && listProperties.some((list) => (most[list] ?? 0) > (state.most[list] ?? 0)))
    return beginWriting(call, state, order, most)
  await append()
  const passed = state.passed + done
  if (passed < totalOf(order)) {
    await store.keepProgress(db, customerId, requestId, { rowCount: rows, spreadsheetId: undefined, done: false })
    return {
      state: { ...state, passed, rows, writing },
      percent: Math.max(1, percentOf(passed, totalOf(order))),
      commentary: `${passed.toLocaleString('en')} of ${shownTotal(order)}`,
    }
  }
  for await (const bytes of writerOf(settings).end(call, writing, settings, rows))
    await appendToFile(db, customerId, fileId, bytes)
  const spreadsheetId = await keepExport(call, settings, fileId)
  await store.keepProgress(db, customerId, requestId, { rowCount: rows, spreadsheetId, done: true })
  await discardFile(db, customerId, order.id)
  if (settings.over !== undefined) await releaseFile(db, customerId, settings.over.fileId)
  return { output: { ...(await exportOf(db, caller, requestId)), Status: 'PROCESSED' } }
}

/** The contacts as the file has them, some at a time. */
async function* written(call: Call, state: InPhase<'WRITE'>, vocabulary: Vocabulary, ids: string[]) {
  const { settings, layout } = state
  let { writing } = state
  for await (const contacts of readAhead(call, layout, vocabulary, ids)) {
    const laidOut = asLaidOut(contacts, layout, vocabulary)
    let at = 0
    for await (const piece of writerOf(settings).add(call, writing, laidOut, layout, settings)) {
      writing = piece.state
      yield { writing, bytes: piece.bytes, contacts: contacts.slice(at, at + piece.contacts) }
      at += piece.contacts
    }
  }
}

async function* readAhead(
  { db, state }: Call,
  { isWhole }: Layout,
  vocabulary: Vocabulary,
  ids: string[],
): AsyncGenerator<WebContact[]> {
  if (ids.length === 0) return
  const wanted = { vocabulary, trash: state.settings.search.Trash ?? false, isWhole }
  const read = (from: number) => readInOrder(db, ids.slice(from, from + readAtOnce), wanted)
  let reading = read(0)
  for (let from = readAtOnce; from < ids.length + readAtOnce; from += readAtOnce) {
    const contacts = await reading
    if (from < ids.length) {
      reading = read(from)
      // If it fails before it is waited for, it is waited for all the same.
      reading.catch(() => {})
    }
    yield contacts
  }
}

function mostOf(contacts: WebContact[]): Most {
  const most: Most = {}
  for (const contact of contacts)
    for (const list of listProperties) {
      const length = contact[list]?.length ?? 0
      if (length > (most[list] ?? 0)) most[list] = length
    }
  return most
}
