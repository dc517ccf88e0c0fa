/**
 * What is done before an import writes anything, where it could change much of the list: its rows are counted and, where they are
 * many, judged as a dry run judges them. Then it goes on, or is refused.
 */
import type { Result } from '../../contract/operations.ts'
import { refuseUnexpected } from '../contacts/expected-count.ts'
import { readHead } from '../contacts/search-statements.ts'
import type { Progress, Stepping } from '../http/operation.ts'
import { makeNewFields } from './new-fields.ts'
import { type Taking, takeRows } from './rows.ts'
import type { Settings } from './settings.ts'
import { atTheStart, type Passing, type State } from './state.ts'
import * as store from './store.ts'

export type PassingCall = Omit<Stepping<'imports/create', State>, 'state'> & { state: Passing }
type Going = Progress<State, Result<'imports/create'>>

/** In milliseconds. */
const countFor = 50
/** No more than a step takes: the first one is given the same again, where it begins. */
const countedAtOnce = 500

/** @returns FEW where the file has no more rows than may change contacts without a word */
export async function countRows({ db, caller, state }: PassingCall, taking: Taking): Promise<'FEW' | Going> {
  const until = performance.now() + countFor
  const { unasked = 0 } = state
  let { passed } = state
  do {
    const { rows, isLast } = await takeRows(db, caller.customerId, taking, passed, countedAtOnce)
    passed += rows.length
    if (passed > unasked) return going({ ...atTheStart, phase: 'JUDGE' }, 'The rows are judged first')
    if (isLast) return 'FEW'
  } while (performance.now() < until)
  return going({ ...state, passed }, `${passed.toLocaleString('en')} rows`)
}

const going = (state: State, commentary: string, percent = 0): Going => ({ state, percent, commentary })

/** @throws a 400 where so many contacts would be changed that it has to be said, or another number was said */
export async function refuseTooMany({ db, caller, input }: PassingCall, { Updated }: store.Counts): Promise<void> {
  const { contacts } = await readHead(db, caller.customerId)
  refuseUnexpected({ found: Updated, contacts, expected: input.ExpectedCount ?? undefined })
}

/** Makes what an import makes that was not judged first when it is accepted. */
export async function beginWriting(call: PassingCall, settings: Settings): Promise<Going> {
  const { db, caller, requestId, state } = call
  if (settings.wouldBeFields.length > 0)
    await store.keepSettings(db, caller.customerId, requestId, await makeNewFields(call, settings))
  const isJudged = state.phase === 'JUDGE' ? ({ isJudged: true } as const) : {}
  const next = { ...atTheStart, phase: 'WRITE', ...isJudged } as const
  return going(next, 'The rows are written', percentOf(0, next))
}

/** Where rows are judged first, that is the first half. @param share of the file, 0 to 1 */
export function percentOf(share: number, { phase, isJudged }: Passing): number {
  if (phase === 'JUDGE') return Math.floor(50 * Math.min(share, 1))
  return Math.min(99, isJudged ? Math.floor(50 + 50 * share) : Math.floor(100 * share))
}

export const commentaryAhead = ({ Rows, Updated }: store.Counts): string =>
  `${Rows.toLocaleString('en')} rows judged, ${Updated.toLocaleString('en')} to be updated; nothing is changed yet`
