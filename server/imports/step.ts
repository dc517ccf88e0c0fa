/** Some rows of an import: read, judged, written with their verdicts, all in one transaction. */
import { setImmediate } from 'node:timers/promises'
import type { Result } from '../../contract/operations.ts'
import { type Plan, planOf } from '../columns/plan.ts'
import { findMatching, idsByTerms, lockValues, termsOf } from '../contacts/match.ts'
import { addStates, readStates } from '../contacts/states.ts'
import { writeStates } from '../contacts/write.ts'
import { isUuid } from '../database/uuid.ts'
import { findFile } from '../files/files.ts'
import type { Progress, Stepping } from '../http/operation.ts'
import {
  currentVocabulary,
  holdVocabulary,
  nameKey,
  type Vocabulary,
  withEveryLabel,
} from '../vocabulary/vocabulary.ts'
import { givenOf, wholeMapping } from './given.ts'
import { importOf } from './import.ts'
import { judge, type Read, type Rules, readRow, valuesOf } from './judge.ts'
import { type Candidate, Known } from './known.ts'
import { type Row, takeRows } from './rows.ts'
import { isTable, nameNow, type Settings } from './settings.ts'
import * as store from './store.ts'

/** How many rows a step has at least and at most; between, as many as its time allows. */
const fewest = 20
const most = 500
/** So many rows take about 2 ms; then other calls have their turn. */
const rowsATurn = 20

export type State =
  | { passed: number; atOnce: number; fileId: string; settings: Settings; counts: store.Counts }
  | { earlier: string }
export type RunningState = Exclude<State, { earlier: string }>
type Call = Stepping<'imports/create', State>

export async function importStep(call: Call): Promise<Progress<State, Result<'imports/create'>>> {
  const { db, caller, requestId, state, stepTime } = call
  if ('earlier' in state) return { output: await importOf(db, caller, state.earlier, { Earlier: true }) }
  const { settings, atOnce } = state
  const began = performance.now()
  const file = await findFile(db, caller.customerId, state.fileId)
  if (file === undefined) throw new Error('The file of an import is gone')
  const taking = { importId: requestId, file, layout: settings.layout }
  const { rows, isLast, share } = await takeRows(db, caller.customerId, taking, state.passed, atOnce)
  const judged = await importRows(call, state, rows)
  const counts = countedUp(state.counts, judged)
  await store.insertRows(db, caller.customerId, requestId, judged)
  await store.keepCounts(db, caller.customerId, requestId, counts, isLast)
  if (isLast) {
    if (settings.dryRun) await store.deleteShadows(db, caller.customerId, requestId)
    return { output: { ...(await importOf(db, caller, requestId)), Status: 'PROCESSED' } }
  }
  const passed = state.passed + rows.length
  const percent = Math.min(99, Math.floor(100 * share))
  const taken = performance.now() - began
  const next = Math.round(Math.min(most, Math.max(fewest, (atOnce * stepTime) / taken)))
  return { state: { ...state, passed, atOnce: next, counts }, percent, commentary: commentaryOn(counts) }
}

function commentaryOn({ Rows, Created, Updated, Errors }: store.Counts): string {
  const shown = (count: number) => count.toLocaleString('en')
  return `${shown(Rows)} rows: ${shown(Created)} created, ${shown(Updated)} updated, ${shown(Errors)} with errors`
}

const countNames: Record<store.Verdict, keyof store.Counts> = {
  CREATED: 'Created',
  UPDATED: 'Updated',
  UNCHANGED: 'Unchanged',
  DUPLICATE: 'Duplicates',
  ERROR: 'Errors',
}

function countedUp(before: store.Counts, judged: store.Judged[]): store.Counts {
  const counts = { ...before, Rows: before.Rows + judged.length }
  for (const { verdict } of judged) counts[countNames[verdict]]++
  return counts
}

async function importRows(call: Call, { settings }: RunningState, rows: Row[]): Promise<store.Judged[]> {
  const { db, caller, changes, requestId } = call
  const lately = withEveryLabel(await currentVocabulary(db, caller.customerId))
  const trial = await readAll(rows, rulesOf(settings, lately, requestId))
  const labels = settings.dryRun ? [] : await labelsToMake(call, settings, trial)
  const vocabulary = settings.dryRun ? lately : await holdVocabulary(db, caller.customerId, labels, changes)
  const rules = rulesOf(settings, vocabulary, requestId)
  // What was read holds, unless somebody has changed the Customer's words in between, or labels are new.
  const reads = vocabulary.version === lately.version ? trial : await readAll(rows, rules)
  const known = await lookUp(call, reads, rules, !settings.dryRun)
  const judged = await judgeAll(reads, known, rules)
  if (settings.dryRun) {
    await keepShadows(call, known.touched(), rules)
    // Who would be added has no id that means anything to others.
    for (const row of judged) if (known.withId(row.contactId ?? '')?.row === undefined) row.contactId = undefined
  } else await write(call, known.touched(), judged)
  return judged
}

export function rulesOf(settings: Settings, vocabulary: Vocabulary, importId: string): Rules {
  const matchOn = settings.matchOn.flatMap((name) => nameNow(name, settings, vocabulary) ?? [])
  return {
    settings,
    plan: planFor(settings, vocabulary),
    vocabulary: withFields(vocabulary, settings),
    matchings: matchOn.flatMap((name) => findMatching(name, withFields(vocabulary, settings)) ?? []),
    matchesId: matchOn.includes('Id'),
    importId,
  }
}

/** Columns of a field that is there no longer are left out. */
export function planFor(settings: Settings, vocabulary: Vocabulary): Plan {
  const { layout, mapping, names, wouldBeFields } = settings
  const all = withFields(vocabulary, settings)
  if (!isTable(layout)) {
    const whole = wholeMapping(all)
    return planOf(whole.mapping, whole.names, all, [])
  }
  const present = mapping.flatMap((each) => {
    const Property = nameNow(each.Property, settings, vocabulary)
    return Property === undefined ? [] : { ...each, Property }
  })
  return planOf(present, names, all, wouldBeFields)
}

/** With the fields that a dry run takes as made. */
function withFields(vocabulary: Vocabulary, { wouldBeFields }: Settings): Vocabulary {
  if (wouldBeFields.length === 0) return vocabulary
  const fields = new Map([...vocabulary.fields, ...wouldBeFields.map((field) => [field.Id, field] as const)])
  const keys = wouldBeFields.map(({ Id, Name }) => [nameKey(Name.slice(1)), Id] as const)
  return { ...vocabulary, fields, fieldIds: new Map([...vocabulary.fieldIds, ...keys]) }
}

async function readAll(rows: Row[], rules: Rules): Promise<Read[]> {
  const reads: Read[] = []
  for (const [index, row] of rows.entries()) {
    if (index % rowsATurn === rowsATurn - 1) await setImmediate()
    reads.push(readRow(givenOf(row, rules.plan, rules.settings.dateOrder), rules))
  }
  return reads
}

async function judgeAll(reads: Read[], known: Known, rules: Rules): Promise<store.Judged[]> {
  const judged: store.Judged[] = []
  for (const [index, read] of reads.entries()) {
    if (index % rowsATurn === rowsATurn - 1) await setImmediate()
    judged.push(judge(read, known, rules))
  }
  return judged
}

/** Labels that are not there yet, of the rows that will be written. */
async function labelsToMake(call: Call, settings: Settings, trial: Read[]): Promise<string[]> {
  const { db, caller, requestId } = call
  const lately = await currentVocabulary(db, caller.customerId)
  const isNew = (name: string) => lately.labels.idOf(name) === undefined
  const named = [...settings.labels, ...trial.flatMap(({ row }) => (row.given.lists['Labels'] ?? []) as string[])]
  if (!named.some(isNew)) return []
  const rules = rulesOf(settings, withEveryLabel(lately), requestId)
  const known = await lookUp(call, trial, rules, false)
  await judgeAll(trial, known, rules)
  const wanted = known.touched().flatMap(({ state }) => (state['Labels'] ?? []) as string[])
  const names = new Map(named.map((name) => [nameKey(name), name]))
  return [...new Set(wanted.filter((label) => !isUuid(label)).map((label) => names.get(label) ?? label))]
}

/** The contacts that the rows may be about. @param lock whether nobody changes them until the end of the transaction */
async function lookUp(call: Call, reads: Read[], rules: Rules, lock: boolean): Promise<Known> {
  const { db, caller, requestId } = call
  const { customerId } = caller
  const known = new Known(rules.matchings)
  if (rules.settings.onMatch === 'CREATE') {
    known.begin()
    return known
  }
  const values = reads.flatMap((read) => valuesOf(read, rules))
  const byId = rules.matchesId ? reads.flatMap(({ row }) => row.given.id ?? []).filter(isUuid) : []
  if (lock) await lockValues(db, customerId, [...new Set(locksOf(values, byId))])
  const terms = [
    ...new Set(values.flatMap((each) => each.values.flatMap((value) => termsOf(customerId, each.matching, value)))),
  ]
  const found = terms.length === 0 ? [] : await idsByTerms(db, customerId, terms)
  const ids = [...new Set([...byId.map((id) => id.toLowerCase()), ...found])]
  const states = await readStates(db, customerId, ids, lock)
  const firstRows = await store.firstRowsOf(
    db,
    customerId,
    requestId,
    states.map(({ id }) => id),
  )
  for (const each of states) known.put({ ...each, firstRow: firstRows.get(each.id) })
  if (rules.settings.dryRun) {
    const rows = new Map(states.map(({ id, row }) => [id, row]))
    for (const { contact_id: id, row_number, state } of await store.findShadows(db, customerId, requestId, {
      ids,
      terms,
    }))
      known.put({ id, state, row: rows.get(id), firstRow: row_number, isTrashed: false })
  }
  known.begin()
  return known
}

/** The same words that `contacts/upsert` waits at, so that the two do not add one contact twice. */
const locksOf = (values: ReturnType<typeof valuesOf>, ids: string[]) => [
  ...values.flatMap(({ matching, values: own }) => own.map((value) => `${matching.property} ${value}`)),
  ...ids.map((id) => `Id ${id.toLowerCase()}`),
]

async function write(call: Call, touched: Candidate[], judged: store.Judged[]): Promise<void> {
  const fresh = touched.filter(({ row }) => row === undefined)
  const added = await addStates(call, fresh)
  const lost = new Set(fresh.filter(({ id }) => !added.has(id)).map(({ id }) => id))
  const changed = touched.filter(({ row }) => row !== undefined)
  await writeStates(
    call,
    changed.flatMap(({ row }) => row ?? []),
    changed,
  )
  for (const row of judged) {
    if (row.contactId === undefined || !lost.has(row.contactId)) continue
    row.verdict = 'ERROR'
    row.contactId = undefined
    row.details = { Errors: [{ Path: 'Id', Message: 'was taken by another contact at the same time' }] }
  }
}

async function keepShadows({ db, caller, requestId }: Call, touched: Candidate[], rules: Rules): Promise<void> {
  if (touched.length === 0 || rules.settings.onMatch === 'CREATE') return
  const { customerId } = caller
  const shadows = touched.map(({ id, state, firstRow = 0 }) => ({
    contact_id: id,
    row_number: firstRow,
    state,
    terms: rules.matchings.flatMap((matching) =>
      matching.valuesOf(state).flatMap((value) => termsOf(customerId, matching, value)),
    ),
  }))
  await store.keepShadows(db, customerId, requestId, shadows)
}
