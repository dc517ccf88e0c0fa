/**
 * An export in steps. First the contacts it is about are put down, in order: what others change meanwhile neither moves nor
 * repeats one. Then lists are measured where columns depend on it, and the contacts are written, some thousand a step.
 */
import { sql } from 'kysely'
import type { Result } from '../../contract/operations.ts'
import { listProperties } from '../columns/lists.ts'
import type { WebContact } from '../contacts/contact.ts'
import { idsInOrder } from '../contacts/search.ts'
import { measureLists, readInOrder } from '../contacts/states.ts'
import { uuidFromBytes } from '../database/uuid.ts'
import { appendToFile, createFileOf, discardFile, emptyFile, releaseFile, StoredSource } from '../files/files.ts'
import { type Progress, percentOf, type Stepping } from '../http/operation.ts'
import { within } from '../segments/segments.ts'
import { keepExport } from '../spreadsheets/spreadsheets.ts'
import { currentVocabulary } from '../vocabulary/vocabulary.ts'
import { exportOf } from './export.ts'
import type { Settings } from './settings.ts'
import * as store from './store.ts'
import { asLaidOut, type Layout, layoutFor, type Writing, writerOf } from './writers.ts'

const measuredAtOnce = 20_000
const writtenAtOnce = 2500
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
    | { phase: 'MEASURE'; order: Order; passed: number; most: Most }
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

async function putInOrder({ db, caller }: Call, about: InPhase<'ORDER'>): Step {
  const { search, segment } = about.settings
  const whole = await within(db, caller, search, segment)
  const ids = await idsInOrder(db, caller.customerId, whole.input, whole.within)
  // To sort a million by anything may take longer than a call may.
  await sql`set local statement_timeout = 0`.execute(db)
  const { id, size } = await createFileOf(db, caller, { name: 'order', mediaType: 'application/octet-stream' }, ids)
  const most = Object.fromEntries(listProperties.map((list) => [list, 0]))
  return {
    state: { ...about, phase: 'MEASURE', order: { id, size }, passed: 0, most },
    percent: 1,
    commentary: `${totalOf({ id, size }).toLocaleString('en')} contacts`,
  }
}

async function nextIds({ db, caller }: Call, order: Order, passed: number, count: number): Promise<string[]> {
  const source = new StoredSource(db, caller.customerId, order)
  const pieces: Buffer[] = []
  for await (const piece of source.read(passed * idLength, (passed + count) * idLength)) pieces.push(piece)
  const bytes = Buffer.concat(pieces)
  return Array.from({ length: bytes.length / idLength }, (_, at) => uuidFromBytes(bytes.subarray(at * idLength)))
}

async function measure(call: Call, state: InPhase<'MEASURE'>): Step {
  const { db, caller } = call
  const { settings, order } = state
  const isTable = settings.format === 'CSV' || settings.format === 'XLSX'
  const ids = isTable ? await nextIds(call, order, state.passed, measuredAtOnce) : []
  const most = larger(state.most, await measureLists(db, caller.customerId, ids, listProperties))
  const passed = state.passed + ids.length
  if (!isTable || passed === totalOf(order)) return beginWriting(call, state, order, most)
  const commentary = `Measuring: ${passed.toLocaleString('en')} of ${totalOf(order).toLocaleString('en')} contacts`
  return { state: { ...state, passed, most }, percent: percentOf(passed, 10 * totalOf(order)), commentary }
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
    percent: 10,
    commentary: `0 of ${totalOf(order).toLocaleString('en')} contacts`,
  }
}

async function write(call: Call, state: InPhase<'WRITE'>): Step {
  const { db, caller, requestId } = call
  const { customerId } = caller
  const { settings, layout, fileId, order } = state
  const ids = await nextIds(call, order, state.passed, writtenAtOnce)
  const { contacts, vocabulary } = await readInOrder(db, customerId, ids, settings.search.Trash ?? false)
  const grown = larger(state.most, mostOf(contacts))
  // Somebody has given a contact more than there are columns for: from the start again, with columns for that.
  if (layout.hasLists && listProperties.some((list) => (grown[list] ?? 0) > (state.most[list] ?? 0)))
    return beginWriting(call, state, order, grown)
  const writer = writerOf(settings)
  const written = await writer.add(state.writing, asLaidOut(contacts, layout, vocabulary), layout, settings)
  await appendToFile(db, customerId, fileId, written.bytes)
  const rows = state.rows + contacts.length
  const passed = state.passed + ids.length
  if (passed < totalOf(order)) {
    await store.keepProgress(db, customerId, requestId, { rowCount: rows, spreadsheetId: undefined, done: false })
    return {
      state: { ...state, passed, rows, writing: written.state },
      percent: Math.max(10, percentOf(passed, totalOf(order))),
      commentary: `${passed.toLocaleString('en')} of ${totalOf(order).toLocaleString('en')} contacts`,
    }
  }
  for await (const bytes of writer.end(call, written.state, settings, rows))
    await appendToFile(db, customerId, fileId, bytes)
  const spreadsheetId = await keepExport(call, settings, fileId)
  await store.keepProgress(db, customerId, requestId, { rowCount: rows, spreadsheetId, done: true })
  await discardFile(db, customerId, order.id)
  if (settings.over !== undefined) await releaseFile(db, customerId, settings.over.fileId)
  return { output: { ...(await exportOf(db, caller, requestId)), Status: 'PROCESSED' } }
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
