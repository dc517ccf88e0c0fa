/**
 * Undoes a change set, in steps: first labels, types, fields and segments that the set has changed or deleted; then the
 * contacts; then values whose field is of another type again; last what the set has made, once no contact uses it any
 * longer. All of it is one change set, which can be undone in turn.
 */
import { rewriteFieldValues } from '../contacts/field-values.ts'
import { cameOf, convertValue, valueFault } from '../custom-fields/values.ts'
import type { Changes } from '../database/changes.ts'
import type { Scope } from '../database/database.ts'
import { isUuid, noUuid } from '../database/uuid.ts'
import { readSet, type SetRow } from '../history/store.ts'
import { invalid, notFound } from '../http/errors.ts'
import { type Caller, type Progress, percentOf } from '../http/operation.ts'
import { standings } from '../jobs/requests.ts'
import { holdVocabulary } from '../vocabulary/vocabulary.ts'
import { undoContacts } from './contacts.ts'
import { isInHistory, isMergeOfGone, keepLeft, leftWords, type SetRange, useLeft, valuesGivenBack } from './log.ts'
import { markUndone } from './mark.ts'
import { undoWords } from './undo-words.ts'
import type { Done, Kept, Undoing } from './undoing.ts'

const contactsAtOnce = 500
const wordsAtOnce = 500
const mostTold = 1000

export interface Undone {
  changed: number
  trashed: number
  restored: number
  others: number
  left: number
  /** How many contacts of those left have something that somebody has changed since. */
  leftContacts: number
  kept: Kept[]
}

export interface State {
  phase: 'WORDS' | 'CONTACTS' | 'VALUES' | 'MADE'
  set: SetRange
  isDryRun: boolean
  /** The change of the set, and the contact, behind which to go on. */
  after: number
  last: string
  passed: number
  total: number
  hasWords: boolean
  /** Fields whose values have to follow. */
  fields: string[]
  /** What a dry run has to keep in mind: what the set has made, and what of it contacts would go on using. */
  made: string[]
  borne: string[]
  undone: Undone
}

/** What it takes to begin: the parts of a call. */
interface Call {
  db: Scope
  caller: Caller
  changes: Changes
  requestId: string
}

/** From here on the set is undone, though it takes a while. @throws a 400 where there is no such set, or it cannot be undone now */
export async function beginUndo(call: Call, setId: string, isDryRun: boolean): Promise<State> {
  const { db, caller, changes, requestId } = call
  const set = isUuid(setId) ? await readSet(db, caller, setId) : undefined
  if (set === undefined) throw notFound('change set')
  await refuseUnderWay(call, set)
  if (set.undone_by !== null) throw undoneAlready(set.undone_by)
  if (await isMergeOfGone(db, caller.customerId, set.id))
    throw invalid(
      'What was merged here is no longer in the trash and cannot come back: the contact that it is part of would only lose what it has of it.',
    )
  const range = { setId: set.id, first: set.first_sequence ?? 1, last: set.last_sequence ?? 0 }
  if (set.first_sequence !== null && !(await isInHistory(db, caller.customerId, range)))
    throw invalid('This is older than the history that the server keeps: it cannot be undone any more.')
  if (!isDryRun) {
    await changes.open(db, set.id)
    // Of two calls at once, one is told so.
    if (!(await markUndone(db, caller.customerId, set.id, requestId))) throw undoneAlready('another call')
  }
  const hasWords = Object.keys(set.counts).some((entity) => entity !== 'contact')
  return {
    phase: hasWords ? 'WORDS' : 'CONTACTS',
    set: range,
    isDryRun,
    ...{ after: 0, last: noUuid, passed: 0, total: set.counts['contact'] ?? 0, hasWords },
    ...{ fields: [], made: [], borne: [] },
    undone: { changed: 0, trashed: 0, restored: 0, others: 0, left: 0, leftContacts: 0, kept: [] },
  }
}

const undoneAlready = (by: string) => invalid(`This was undone already, by ${by}. To have it again, undo that.`)

async function refuseUnderWay({ db, caller }: Call, { id }: SetRow): Promise<void> {
  const standingOf = await standings(db, caller.customerId, [{ id, done: false }])
  if (standingOf({ id, done: false }).Status === 'PROCESSING')
    throw invalid(
      'This is still under way: wait for its end. An import or a bulk operation can be cancelled; what it has done by then can be undone.',
    )
}

export async function undoStep(call: Call, state: State): Promise<Progress<State, Undone>> {
  const { db, caller, changes, requestId: undoId } = call
  const undoing: Undoing = { db, caller, changes, undoId, set: state.set, isDryRun: state.isDryRun }
  const next = await steps[state.phase](undoing, state)
  if (next === undefined) return { output: state.undone }
  const { passed, total } = next
  return {
    state: next,
    percent: percentOf(passed, total),
    commentary: `${Math.min(passed, total).toLocaleString('en')} of ${total.toLocaleString('en')} changes of contacts`,
  }
}

/** Each does a step, and gives the state after it; undefined at the end, when `undone` of the one before holds. */
const steps: Record<State['phase'], (undoing: Undoing, state: State) => Promise<State | undefined>> = {
  async WORDS(undoing, state) {
    const done = await undoWords(undoing, { after: state.after, limit: wordsAtOnce, made: false, borne: [] })
    await keep(undoing, state.undone, done)
    state.undone.others += done.others
    const fields = [...state.fields, ...done.fields]
    const made = state.isDryRun ? [...state.made, ...done.made] : []
    if (!done.isEnd) return { ...state, after: done.last, fields, made }
    return { ...state, phase: 'CONTACTS', after: 0, fields, made }
  },

  async CONTACTS(undoing, state) {
    const { restored, trashed } = state.undone
    const added = state.isDryRun ? restored - trashed : 0
    const done = await undoContacts(undoing, { after: state.after, limit: contactsAtOnce, made: state.made, added })
    await keep(undoing, state.undone, done)
    state.undone.changed += done.changed
    state.undone.trashed += done.trashed
    state.undone.restored += done.restored
    state.undone.leftContacts += done.left
    const borne = [...new Set([...state.borne, ...done.borne])]
    const passed = state.passed + done.passed
    if (!done.isEnd) return { ...state, after: done.last, passed, borne }
    return afterContacts(undoing, { ...state, passed, borne })
  },

  async VALUES(undoing, state) {
    const { db, caller, changes } = undoing
    const { fields } = await holdVocabulary(db, caller.customerId, [], changes)
    const from = { after: state.last, limit: contactsAtOnce }
    const ids = await rewriteFieldValues(undoing, state.fields, from, async (contacts) => {
      const given = await valuesGivenBack(db, caller.customerId, contacts, state.fields)
      return (id, value, contact) => {
        const field = fields.get(id)
        if (field === undefined) return value
        // An undo has given it back as one of the type that goes now: it can be what it was.
        const earlier = given
          .get(`${contact} ${id}`)
          ?.find((each) => cameOf(value, each) && valueFault(field, each) === undefined)
        return earlier ?? convertValue(field, value) ?? value
      }
    })
    if (ids.length === contactsAtOnce) return { ...state, last: ids.at(-1) ?? state.last }
    return { ...state, phase: 'MADE', after: 0 }
  },

  async MADE(undoing, state) {
    const which = { after: state.after, limit: wordsAtOnce, made: true, borne: state.borne }
    const done = await undoWords(undoing, which)
    await keep(undoing, state.undone, done)
    state.undone.others += done.others
    return done.isEnd ? undefined : { ...state, after: done.last }
  },
}

/** Most sets are of contacts alone, and then they are done. */
async function afterContacts({ db, caller }: Undoing, state: State): Promise<State | undefined> {
  if (state.fields.length > 0 && !state.isDryRun) return { ...state, phase: 'VALUES', last: noUuid }
  const isMore = state.hasWords || (await leftWords(db, caller.customerId, 1)).length > 0
  return isMore ? { ...state, phase: 'MADE', after: 0 } : undefined
}

async function keep({ db, caller, undoId, isDryRun }: Undoing, undone: Undone, done: Done): Promise<void> {
  undone.left += done.kept.length
  undone.kept = [...undone.kept, ...done.kept].slice(0, mostTold)
  if (isDryRun) return
  await keepLeft(db, caller.customerId, undoId, done.buried)
  await useLeft(db, caller.customerId, undoId, done.used)
}
