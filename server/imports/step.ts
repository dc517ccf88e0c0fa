/** Some rows of an import: read, judged, written with their verdicts, all in one transaction. */
import type { Result } from '../../contract/operations.ts'
import type { State as ContactState } from '../contacts/contact.ts'
import { termsOf } from '../contacts/match.ts'
import { addStates } from '../contacts/states.ts'
import { writeStates } from '../contacts/write.ts'
import { findFile } from '../files/files.ts'
import type { Progress, Stepping } from '../http/operation.ts'
import { mapInTurns } from '../jobs/turns.ts'
import { keepPhotos, type Photo } from '../photos/photos.ts'
import { contactRoom } from '../plans/plans.ts'
import { currentVocabulary, holdVocabulary, isMadeUp, withEveryLabel } from '../vocabulary/vocabulary.ts'
import { beginWriting, commentaryAhead, countRows, type PassingCall, percentOf, refuseTooMany } from './ahead.ts'
import { fixed, givenOf } from './given.ts'
import { findImport, importOf } from './import.ts'
import { judge, type Read, type Rules, readRow } from './judge.ts'
import type { Candidate, Known } from './known.ts'
import { lockRows, lookUp, rowsAtOnce } from './look-up.ts'
import { tellPossible } from './possible.ts'
import { type Row, type Taking, takeRows } from './rows.ts'
import { rulesOf } from './rules.ts'
import type { Settings } from './settings.ts'
import { atTheStart, type Passing, type State } from './state.ts'
import * as store from './store.ts'

/** About how long a step takes, in milliseconds, so that others hardly wait for it. */
const stepTime = 60
const most = 500
/** Of fewer, a step is mostly its own beginning and end: on a busy machine, ever fewer would be done ever more slowly. */
const fewest = 100
/** A step that takes longer, of rows that are long, may be of fewer nonetheless. */
const longest = 500
const fewestLongOnes = 20

type Call = Stepping<'imports/create', State>
type Step = Promise<Progress<State, Result<'imports/create'>>>

export async function importStep(call: Call): Step {
  const { db, caller, requestId, state } = call
  if ('earlier' in state)
    return { output: await importOf(db, caller, state.earlier, { RequestId: requestId, Earlier: true }) }
  const began = performance.now()
  const { settings, file_id } = await findImport(db, caller, requestId, { withFixes: true })
  const file = await findFile(db, caller.customerId, file_id)
  if (file === undefined) throw new Error('The file of an import is gone')
  const taking = { importId: requestId, file, layout: settings.layout }
  if (state.phase !== 'COUNT') return passRows({ ...call, state }, settings, taking, began)
  const counting = await countRows({ ...call, state }, taking)
  if (counting !== 'FEW') return counting
  // Before values are waited for, the words are let go (see importRows).
  if (settings.wouldBeFields.length > 0) return beginWriting({ ...call, state }, settings)
  return passRows({ ...call, state: { ...atTheStart, phase: 'WRITE' } }, settings, taking, began)
}

async function passRows(call: PassingCall, settings: Settings, taking: Taking, began: number): Step {
  const { db, caller, requestId, state } = call
  const { rows, isLast, share } = await takeRows(db, caller.customerId, taking, state.passed, state.atOnce)
  const isAhead = state.phase === 'JUDGE'
  const judged = await importRows(call, isAhead ? { ...settings, dryRun: true } : settings, rows)
  const isDone = isLast && judged.length === rows.length
  const counts = countedUp(state.counts, judged)
  if (!isAhead) {
    await store.insertRows(db, caller.customerId, requestId, judged)
    await store.keepCounts(db, caller.customerId, requestId, counts, isDone)
  }
  if (isDone) {
    if (settings.dryRun || isAhead) await store.deleteShadows(db, caller.customerId, requestId)
    if (!isAhead) return { output: { ...(await importOf(db, caller, requestId)), Status: 'PROCESSED' } }
    await refuseTooMany(call, counts)
    return beginWriting(call, settings)
  }
  return {
    state: {
      ...state,
      passed: state.passed + judged.length,
      atOnce: nextAtOnce(state, performance.now() - began),
      counts,
    },
    percent: percentOf(share, state),
    commentary: isAhead ? commentaryAhead(counts) : commentaryOn(counts),
  }
}

function nextAtOnce({ atOnce }: Passing, taken: number): number {
  const least = taken > longest ? fewestLongOnes : fewest
  return Math.round(Math.min(most, Math.max(least, (atOnce * stepTime) / taken)))
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

/** @returns what became of the first rows: not of all, where they have too many values for one transaction */
async function importRows(call: PassingCall, settings: Settings, rows: Row[]): Promise<store.Judged[]> {
  const { db, caller, changes, requestId } = call
  const lately = withEveryLabel(await currentVocabulary(db, caller.customerId))
  changes.countsOnRoom = true
  const { room, limit } = await contactRoom(db, caller.customerId)
  // A dry run adds none, so what it would have added counts here.
  const left = { room: settings.dryRun ? room - call.state.counts.Created : room, limit }
  const tried = rulesOf(settings, lately, requestId, left)
  const all = await readAll(rows, tried)
  const trial = all.slice(0, rowsAtOnce(all))
  if (settings.dryRun) return judgeDry(call, trial, tried)
  // In the order in which `contacts/upsert` waits: for values, then for words, then for contacts.
  await lockRows(call, trial, tried)
  const labels = await labelsToMake(call, trial, tried)
  const vocabulary = await holdVocabulary(db, caller.customerId, labels, changes)
  // What was read holds, unless somebody has changed the Customer's words in between, or labels are new.
  const isSame = vocabulary.version === lately.version
  // Labels of rows that are refused were not made. What is wrong with those rows is something else.
  const rules = isSame ? tried : rulesOf(settings, withEveryLabel(vocabulary), requestId, left)
  const reads = isSame ? trial : await readAll(rows.slice(0, trial.length), rules)
  const known = await lookUp(call, reads, rules, true)
  const judged = await judgeAll(reads, known, rules)
  await tellPossible(call, reads, judged, rules)
  const written = await write(call, known.touched(), judged)
  await keepPhotos(db, caller, photosOf(written, reads))
  return judged
}

async function judgeDry(call: PassingCall, reads: Read[], rules: Rules): Promise<store.Judged[]> {
  const known = await lookUp(call, reads, rules, false)
  const judged = await judgeAll(reads, known, rules)
  // What is judged ahead is told nobody.
  if (call.state.phase !== 'JUDGE') await tellPossible(call, reads, judged, rules)
  await keepShadows(call, known.touched(), rules)
  // Who would be added has no id that means anything to others.
  for (const row of judged) if (known.withId(row.contactId ?? '')?.row === undefined) row.contactId = undefined
  return judged
}

const readAll = (rows: Row[], rules: Rules): Promise<Read[]> =>
  mapInTurns(rows, (row) => readRow(givenOf(fixed(row, rules.fixes), rules.plan, rules.settings.dateOrder), rules))

const judgeAll = (reads: Read[], known: Known, rules: Rules): Promise<store.Judged[]> =>
  mapInTurns(reads, (read) => judge(read, known, rules))

/** Labels that are not there yet, of the rows that will be written. @param rules with every label as if it were there */
async function labelsToMake(call: Call, trial: Read[], rules: Rules): Promise<string[]> {
  const { labels } = rules.vocabulary
  if (!trial.some(({ state }) => state !== undefined && hasMadeUp(state))) return []
  const known = await lookUp(call, trial, rules, false)
  await judgeAll(trial, known, rules)
  const wanted = new Set(known.touched().flatMap(({ state }) => labelsIn(state).filter(isMadeUp)))
  return [...wanted].flatMap((label) => labels.nameOf(label) ?? [])
}

const labelsIn = (state: ContactState) => (state['Labels'] ?? []) as string[]
const hasMadeUp = (state: ContactState) => labelsIn(state).some(isMadeUp)

/** @returns those that were written */
async function write(call: Call, all: Candidate[], judged: store.Judged[]): Promise<Candidate[]> {
  // Which labels to make was told before the contacts were locked, so somebody may have changed what was told by.
  const [unmade, touched] = partition(all, ({ state }) => hasMadeUp(state))
  const [changed, fresh] = partition(touched, ({ row }) => row !== undefined)
  const added = await addStates(call, fresh)
  await writeStates(
    call,
    changed.flatMap(({ row }) => row ?? []),
    changed,
  )
  const [there, lost] = partition(fresh, ({ id }) => added.has(id))
  refuse(judged, lost, { Path: 'Id', Message: 'was taken by another contact at the same time' })
  refuse(judged, unmade, { Path: 'Labels', Message: 'could not be made: the contact was changed at the same time' })
  return [...changed, ...there]
}

/** What contacts have got of the pictures of some cards. */
function photosOf(contacts: Candidate[], reads: Read[]): Photo[] {
  const pictures = new Map(reads.flatMap(({ row: { photo } }) => (photo === undefined ? [] : [[photo.id, photo]])))
  return contacts.flatMap(({ id, state }) => {
    const picture = pictures.get(state['Photo'] as string)
    return picture === undefined ? [] : { contactId: id, picture }
  })
}

function refuse(judged: store.Judged[], unwritten: Candidate[], fault: store.RowFault): void {
  const ids = new Set(unwritten.map(({ id }) => id))
  for (const row of judged) {
    if (row.contactId === undefined || !ids.has(row.contactId)) continue
    row.verdict = 'ERROR'
    row.contactId = undefined
    const { Name } = row.details
    row.details = { ...(Name === undefined ? {} : { Name }), Errors: [fault] }
  }
}

function partition<Item>(items: Item[], isFirst: (item: Item) => boolean): [Item[], Item[]] {
  const { true: first = [], false: others = [] } = Object.groupBy(items, (item) => `${isFirst(item)}`)
  return [first, others]
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
