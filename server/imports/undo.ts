/** Takes an import back, some contacts a step. */
import type { Result } from '../../contract/operations.ts'
import { takeBack } from '../contacts/take-back.ts'
import { noUuid } from '../database/uuid.ts'
import { invalid } from '../http/errors.ts'
import { type Beginning, type Progress, passedOf, type Stepping } from '../http/operation.ts'
import { markUndone } from '../undo/mark.ts'
import { findImport, importOf } from './import.ts'
import * as store from './store.ts'

const atOnce = 500
const mostTold = 1000

type Undone = Result<'imports/undo/{id}'>

interface State {
  last: string
  passed: number
  total: number
  undone: Undone
}

export async function beginUndo(call: Beginning<'imports/undo/{id}'>): Promise<State> {
  const { db, caller, changes, id, requestId } = call
  const { Status, DryRun, UndoneDate, Counts } = await importOf(db, caller, id)
  if (DryRun) throw invalid('This was a dry run: it has changed nothing that could be undone.')
  if (Status === 'PROCESSING')
    throw invalid('This import is still under way. Cancel its request first; what it has done can be undone then.')
  if (UndoneDate !== undefined) throw invalid('This import was undone already.')
  // From here on it is undone, though it takes a while; of two calls at once, one is told so.
  await changes.open(db, id)
  if (!(await markUndone(db, caller.customerId, id, requestId))) throw invalid('This import was undone already.')
  const undone = { Deleted: 0, Restored: 0, Left: 0, Kept: [] }
  return { last: noUuid, passed: 0, total: Counts.Created + Counts.Updated, undone }
}

export async function undoStep(call: Stepping<'imports/undo/{id}', State>): Promise<Progress<State, Undone>> {
  const { db, caller, id, state } = call
  const { customerId } = caller
  await findImport(db, caller, id)
  const ids = await store.touchedContacts(db, customerId, id, state.last, atOnce)
  const { deleted, restored, kept } = await takeBack(call, id, ids)
  const undone = {
    Deleted: state.undone.Deleted + deleted,
    Restored: state.undone.Restored + restored,
    Left: state.undone.Left + kept.length,
    Kept: [...state.undone.Kept, ...kept].slice(0, mostTold),
  }
  if (ids.length < atOnce) return { output: undone }
  const passed = state.passed + ids.length
  return { state: { ...state, last: ids.at(-1) ?? state.last, passed, undone }, ...passedOf(passed, state.total) }
}
