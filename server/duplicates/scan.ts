/**
 * The whole list, looked through in steps. What is found is there at once. From its end on, changes are followed from where
 * it began; one that does not come to its end leaves what was followed before to be followed.
 */
import type { Result } from '../../contract/operations.ts'
import { lockValues } from '../contacts/match.ts'
import { idsBehind, someIds } from '../contacts/states.ts'
import { noUuid } from '../database/uuid.ts'
import { conflict } from '../http/errors.ts'
import { type Beginning, type Progress, passedOf, type Stepping } from '../http/operation.ts'
import { isUnderWay } from '../jobs/requests.ts'
import { followChanges } from './follow.ts'
import { listDuplicates } from './listing.ts'
import { lookAt, readProfiles } from './look.ts'
import { count, countedAtMost, Shares } from './statistics.ts'
import * as store from './store.ts'

/** Short enough that others hardly wait for it, where there is one connection too. */
const atOnce = 200

interface State {
  /** Whether the whole list is to be looked through, or only what has changed. */
  isWhole: boolean
  /** The change up to which it is followed once all of it was looked through; undefined until its values are counted. */
  sequence?: number
  last: string
  passed: number
  total: number
}

type Call = Stepping<'contacts/duplicates', State>

export async function beginScan({ db, caller, input }: Beginning<'contacts/duplicates'>): Promise<State> {
  const { customerId } = caller
  await lockValues(db, customerId, ['duplicates'])
  if (await isUnderWay(db, customerId, 'contacts/duplicates', ''))
    throw conflict('The list is being looked through already. Wait for its end, or cancel it.', [])
  const scan = await store.readScan(db, customerId)
  const isWhole = input.Rescan === true || scan === undefined || scan.scanned_at === null
  return { isWhole, last: noUuid, passed: 0, total: 0 }
}

export async function scanStep(call: Call): Promise<Progress<State, Result<'contacts/duplicates'>>> {
  const { db, caller, state } = call
  const { customerId } = caller
  if (state.isWhole && state.sequence === undefined) return countValues(call)
  const scan = await store.lockScan(db, customerId)
  // Of an organisation whose deletion has begun.
  if (scan === undefined) return { output: await firstPage(call) }
  if (!state.isWhole) {
    const isThrough = await followChanges(db, customerId, scan, atOnce)
    return isThrough ? { output: await firstPage(call) } : { state, ...passedOf(0, 1) }
  }
  const ids = await idsOfStep(call)
  await lookAt({ db, customerId, shares: new Shares(scan.statistics), isOnlyEarlier: true }, ids)
  const passed = state.passed + ids.length
  if (ids.length < atOnce) {
    await store.endScan(db, customerId, state.sequence ?? 0)
    return { output: await firstPage(call) }
  }
  return { state: { ...state, passed, last: ids.at(-1) ?? state.last }, ...passedOf(passed, state.total) }
}

/** Of those that are not on the list any longer, what was found is forgotten. */
async function idsOfStep({ db, caller, state }: Call): Promise<string[]> {
  const { customerId } = caller
  const onList = await idsBehind(db, customerId, state.last, atOnce)
  const known = await store.knownBehind(db, customerId, state.last, atOnce)
  return [...new Set([...onList, ...known])].toSorted().slice(0, atOnce)
}

async function countValues({ db, caller, state }: Call): Promise<Progress<State, never>> {
  const { customerId } = caller
  const { contacts, sequence } = await store.sequenceNow(db, customerId)
  const ids = await someIds(db, customerId, Math.min(1, countedAtMost / Math.max(1, contacts)))
  const profiles = await readProfiles(db, customerId, ids)
  await store.beginScan(db, customerId, count(contacts, [...profiles.values()]))
  return { state: { ...state, sequence, total: contacts }, ...passedOf(0, contacts) }
}

const firstPage = ({ db, caller, input }: Call) =>
  listDuplicates(db, caller.customerId, input.PageSize ? { PageSize: input.PageSize } : {})
