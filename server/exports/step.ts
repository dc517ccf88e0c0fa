/** An export in steps: lists are measured where columns depend on it, then contacts are written, some thousand a step. */
import type { Result } from '../../contract/operations.ts'
import { listProperties } from '../columns/lists.ts'
import { all } from '../contacts/condition.ts'
import type { Position } from '../contacts/cursor.ts'
import { conditionOf, nextContacts, readQuestion } from '../contacts/search.ts'
import { measureLists } from '../contacts/search-statements.ts'
import { appendToFile, releaseFile } from '../files/files.ts'
import { type Progress, percentOf, type Stepping } from '../http/operation.ts'
import { within } from '../segments/segments.ts'
import { keepExport } from '../spreadsheets/spreadsheets.ts'
import { currentVocabulary } from '../vocabulary/vocabulary.ts'
import { exportOf } from './export.ts'
import type { Settings } from './settings.ts'
import * as store from './store.ts'
import { asLaidOut, type Layout, layoutFor, type Writing, writerOf } from './writers.ts'

const measuredAtOnce = 50_000
const writtenAtOnce = 5000
const beforeAll = '00000000-0000-0000-0000-000000000000'

export type State = {
  settings: Settings
  fileId: string
} & (
  | { phase: 'MEASURE'; last: string; total: number; most: Record<string, number> }
  | { phase: 'WRITE'; total: number; layout: Layout; position: Position | undefined; rows: number; writing: Writing }
)
type Call = Stepping<'exports/create', State>
type Step = Promise<Progress<State, Result<'exports/create'>>>

export const firstState = (settings: Settings, fileId: string): State => ({
  settings,
  fileId,
  phase: 'MEASURE',
  last: beforeAll,
  total: 0,
  most: Object.fromEntries(listProperties.map((list) => [list, 0])),
})

export const exportStep = (call: Call): Step =>
  call.state.phase === 'MEASURE' ? measure(call, call.state) : write(call, call.state)

const searchIn = ({ db, caller }: Call, { search, segment }: Settings) => within(db, caller, search, segment)

async function measure(call: Call, state: State & { phase: 'MEASURE' }): Step {
  const { db, caller } = call
  const { settings } = state
  const whole = await searchIn(call, settings)
  const question = await readQuestion(db, caller.customerId, whole.input, whole.within)
  const exact = (conditionOf(question) ?? all([])).exact
  const trash = settings.search.Trash ?? false
  const measured = await measureLists(
    db,
    caller.customerId,
    { exact, trash, last: state.last, limit: measuredAtOnce },
    listProperties,
  )
  const total = state.total + measured.count
  const most = Object.fromEntries(
    Object.entries(state.most).map(([list, length]) => [list, Math.max(length, measured.most[list] ?? 0)]),
  )
  const commentary = `Counting: ${total.toLocaleString('en')} contacts`
  if (measured.count === measuredAtOnce)
    return { state: { ...state, last: measured.last ?? state.last, total, most }, percent: 1, commentary }
  const layout = layoutFor(settings, await currentVocabulary(db, caller.customerId), most)
  const writing = await writerOf(settings).begin(call, settings, layout)
  await appendToFile(db, caller.customerId, state.fileId, writing.bytes)
  const { fileId } = state
  return {
    state: { settings, fileId, phase: 'WRITE', total, layout, position: undefined, rows: 0, writing: writing.state },
    percent: 2,
    commentary,
  }
}

async function write(call: Call, state: State & { phase: 'WRITE' }): Step {
  const { db, caller, requestId } = call
  const { customerId } = caller
  const { settings, layout, fileId } = state
  const whole = await searchIn(call, settings)
  const walk = { position: state.position, limit: writtenAtOnce }
  const next = await nextContacts(db, customerId, whole.input, whole.within, walk)
  const writer = writerOf(settings)
  const written = await writer.add(state.writing, asLaidOut(next.contacts, layout, next.vocabulary), layout, settings)
  await appendToFile(db, customerId, fileId, written.bytes)
  const rows = state.rows + next.contacts.length
  if (next.position !== undefined) {
    await store.keepProgress(db, customerId, requestId, { rowCount: rows, spreadsheetId: undefined, done: false })
    return {
      state: { ...state, position: next.position, rows, writing: written.state },
      percent: Math.max(2, percentOf(rows, state.total)),
      commentary: `${rows.toLocaleString('en')} of ${Math.max(rows, state.total).toLocaleString('en')} contacts`,
    }
  }
  for await (const bytes of writer.end(call, written.state, settings, rows))
    await appendToFile(db, customerId, fileId, bytes)
  const spreadsheetId = await keepExport(call, settings, fileId)
  await store.keepProgress(db, customerId, requestId, { rowCount: rows, spreadsheetId, done: true })
  if (settings.over !== undefined) await releaseFile(db, customerId, settings.over.fileId)
  return { output: { ...(await exportOf(db, caller, requestId)), Status: 'PROCESSED' } }
}
