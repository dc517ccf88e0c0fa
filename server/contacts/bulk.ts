/** The same change to many contacts, in steps: each goes on behind the last contact of the one before. */
import type { Input, Result } from '../../contract/operations.ts'
import type { Scope } from '../database/database.ts'
import { isUuid, noUuid } from '../database/uuid.ts'
import { type Fault, faultsUnder, faulty, planExceeded } from '../http/errors.ts'
import { type Caller, type Progress, passedOf, type Reading, type Stepping } from '../http/operation.ts'
import { contactRoom } from '../plans/plans.ts'
import { searchOfSegment, within } from '../segments/segments.ts'
import { checkEdit, type Edit, editFor, lengthFaults } from './bulk-edit.ts'
import { all, type Condition } from './condition.ts'
import { contactFaults, difference } from './contact.ts'
import { refuseUnexpected, unaskedOf } from './expected-count.ts'
import type { SavedSearch } from './saved-search.ts'
import { conditionOf, readQuestion } from './search.ts'
import { countAll, countFound, databaseTime, nextIds, readHead } from './search-statements.ts'
import { countThere, lockContacts, stateOf, type WholeRow } from './store.ts'
import { deleteContacts, moveContacts, writeStates } from './write.ts'

/** Short enough that others hardly wait for it, where there is one connection too. */
const atOnce = 500
const mostTold = 100

type Change = 'contacts/bulk-update' | 'contacts/bulk-delete'
type BulkOperation = Change | 'contacts/bulk-restore'
type Counts = Result<BulkOperation>

interface State {
  /** How many there are to do; 0 until they are counted. */
  total: number
  /** How many of Ids, or which contact of the search, the steps have come to. */
  passed: number
  last: string
  /** Contacts that are created later are none of it; nor, of the trash, those that are put into it later. */
  begun: string
  /** What the segment asked for when it began; that somebody changes the segment meanwhile changes nothing here. */
  segment?: SavedSearch
  counts: Counts
}

export const beginBulk = (call: Reading<Change>): Promise<State> =>
  begin(call, (condition) => expectedFound(call, condition))

/** What takes something back is done however much it is. */
export const beginRestore = (call: Reading<'contacts/bulk-restore'>): Promise<State> => begin(call, async () => 0)

/**
 * @param count how many will be found, or 0 where that need not be known
 * @throws a 400 for what cannot be done, before anything is
 */
async function begin(
  { db, caller, input }: Reading<BulkOperation>,
  count: (condition: Condition | undefined) => Promise<number>,
): Promise<State> {
  const { Search, Ids } = input
  if (!Search === !Ids) throw faulty([{ Path: 'Search', Message: 'or Ids is needed, and not both' }])
  if (Ids) refuseNoIds(Ids)
  const segment = Search?.SegmentId ? await searchOfSegment(db, caller, Search.SegmentId) : undefined
  const condition = Search ? await checkSearch(db, caller, Search, segment) : undefined
  const found = await count(condition)
  return {
    ...(segment === undefined ? {} : { segment }),
    total: Ids ? idsIn(Ids).length : found,
    passed: 0,
    last: noUuid,
    begun: await databaseTime(db),
    counts: { Found: 0, Changed: 0, Unchanged: 0, Failed: 0, Errors: [] },
  }
}

/**
 * Counts what will be found, where that has to be known beforehand; what is counted here, no step has to count again.
 * @returns 0 where it need not be known
 * @throws a 400 where it is not what the caller expects, or so many that it has to be said
 */
async function expectedFound({ db, caller, input }: Reading<Change>, condition: Condition | undefined) {
  const { customerId } = caller
  const expected = input.ExpectedCount ?? undefined
  const { contacts } = await readHead(db, customerId)
  const unasked = unaskedOf(contacts)
  const most = input.Ids ? idsIn(input.Ids).length : contacts
  if (input.DryRun || (expected === undefined && most <= unasked)) return 0
  const found = input.Ids
    ? await countThere(db, customerId, idsIn(input.Ids))
    : condition === undefined
      ? contacts
      : await countFound(db, { customerId, trash: false, condition })
  refuseUnexpected({ found, contacts, expected })
  return found
}

export async function beginUpdate(call: Reading<'contacts/bulk-update'>): Promise<State> {
  await checkEdit(call.db, call.caller.customerId, call.input)
  return beginBulk(call)
}

/** An id is the same in upper and lower case. */
const idsIn = (ids: string[]) => [...new Set(ids.map((id) => id.toLowerCase()))]

function refuseNoIds(ids: string[]): void {
  const faults = ids.flatMap((id, index): Fault[] =>
    isUuid(id) ? [] : [{ Path: `Ids[${index}]`, Message: 'is no id of a contact' }],
  )
  if (faults.length > 0) throw faulty(faults.slice(0, mostTold))
}

/** A page of a search is not what is meant; whether it is of the trash, the operation says. */
async function checkSearch(
  db: Scope,
  caller: Caller,
  search: Input<'contacts/search'>,
  segment: SavedSearch | undefined,
): Promise<Condition | undefined> {
  const unfit = (['Trash', 'Cursor', 'PageNumber'] as const).filter((name) => search[name])
  const faults = unfit.map((name): Fault => ({ Path: name, Message: 'does not go with a bulk operation' }))
  if (faults.length > 0) throw faulty(faultsUnder('Search', faults))
  return conditionIn(db, caller, search, segment)
}

export async function updateStep(call: Stepping<'contacts/bulk-update', State>): Promise<Progress<State, Counts>> {
  const edit = await editFor(call, call.input)
  return step(call, false, (rows, counts) => change(call, rows, edit, counts))
}

export async function deleteStep(call: Stepping<'contacts/bulk-delete', State>): Promise<Progress<State, Counts>> {
  return step(call, false, async (rows, counts) => {
    const ids = rows.map(({ id }) => id)
    if (!call.input.DryRun) await deleteContacts(call, ids)
    counts.Changed += ids.length
  })
}

/** As many as the plan has room for; the others stay, and are told. */
export async function restoreStep(call: Stepping<'contacts/bulk-restore', State>): Promise<Progress<State, Counts>> {
  call.changes.countsOnRoom = true
  const { room, limit } = await contactRoom(call.db, call.caller.customerId)
  return step(call, true, async (rows, counts) => {
    const fitting = rows.slice(0, call.input.DryRun ? Math.max(0, room - counts.Changed) : room)
    if (!call.input.DryRun)
      await moveContacts(
        call,
        fitting,
        fitting.map(({ id }) => ({ id, deletedAt: null, mergedInto: null })),
      )
    counts.Changed += fitting.length
    counts.Failed += rows.length - fitting.length
    const { ErrorMessage, ErrorCode } = planExceeded(`${limit.toLocaleString('en')} contacts`).body
    const refused = rows.slice(fitting.length).map(({ id }) => ({ ContactId: id, ErrorMessage, ErrorCode }))
    counts.Errors = [...counts.Errors, ...refused].slice(0, mostTold)
  })
}

/** @param trash whether those in the trash are meant, in place of those on the list */
async function step(
  call: Stepping<BulkOperation, State>,
  trash: boolean,
  work: (rows: WholeRow[], counts: Counts) => Promise<void>,
): Promise<Progress<State, Counts>> {
  const { db, caller, state } = call
  const ids = await idsOfStep(call, trash)
  const total =
    state.total || (await countAll(db, { customerId: caller.customerId, trash }, await condition(call), state.begun))
  const locked = ids.length === 0 ? [] : await lockContacts(db, caller.customerId, ids)
  const isMeant = ({ deleted_at, merged_into }: WholeRow) =>
    trash
      ? deleted_at !== null && deleted_at <= state.begun && (call.input.Ids !== undefined || merged_into === null)
      : deleted_at === null
  const rows = locked.filter(isMeant)
  const counts = { ...state.counts, Found: state.counts.Found + rows.length }
  await work(rows, counts)
  if (ids.length < atOnce) return { output: counts }
  const passed = state.passed + ids.length
  return {
    state: { ...state, total, passed, last: ids.at(-1) ?? state.last, counts },
    ...passedOf(passed, total),
  }
}

async function idsOfStep(call: Stepping<BulkOperation, State>, trash: boolean): Promise<string[]> {
  const { db, caller, input, state } = call
  if (input.Ids) return idsIn(input.Ids).slice(state.passed, state.passed + atOnce)
  return nextIds(db, { customerId: caller.customerId, trash }, await condition(call), state, atOnce)
}

async function condition({ db, caller, input, state }: Stepping<BulkOperation, State>) {
  return ((await conditionIn(db, caller, input.Search ?? {}, state.segment)) ?? all([])).exact
}

async function conditionIn(
  db: Scope,
  caller: Caller,
  search: Input<'contacts/search'>,
  segment: SavedSearch | undefined,
): Promise<Condition | undefined> {
  const whole = await within(db, caller, search, segment)
  return conditionOf(await readQuestion(db, caller.customerId, whole.input, whole.within))
}

async function change(
  call: Stepping<'contacts/bulk-update', State>,
  rows: WholeRow[],
  edit: Edit,
  counts: Counts,
): Promise<void> {
  const states = rows.map((row) => ({ id: row.id, before: stateOf(row), state: edit(stateOf(row)) }))
  const good = states.filter(({ id, state }) => {
    const faults = [...contactFaults(state), ...lengthFaults(state)]
    if (faults.length > 0 && counts.Errors.length < mostTold) {
      const { ErrorMessage, ErrorCode } = faulty(faults).body
      counts.Errors = [...counts.Errors, { ContactId: id, ErrorMessage, ErrorCode, Errors: faults }]
    }
    return faults.length === 0
  })
  const changed = call.input.DryRun
    ? good.filter(({ before, state }) => difference(before, state) !== undefined).length
    : (await writeStates(call, rows, good)).size
  counts.Changed += changed
  counts.Unchanged += good.length - changed
  counts.Failed += states.length - good.length
}
