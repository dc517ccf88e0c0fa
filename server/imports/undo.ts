/** Takes an import back: its change set, as `changesets/undo` does. */
import type { Result } from '../../contract/operations.ts'
import { invalid } from '../http/errors.ts'
import type { Beginning, Progress, Stepping } from '../http/operation.ts'
import * as engine from '../undo/undo.ts'
import { findImport, importOf } from './import.ts'

export type State = engine.State

export async function beginUndo(call: Beginning<'imports/undo/{id}'>): Promise<State> {
  const { db, caller } = call
  const { Id, Status, DryRun, UndoneDate } = await importOf(db, caller, call.id)
  if (DryRun) throw invalid('This was a dry run: it has changed nothing that could be undone.')
  if (Status === 'PROCESSING')
    throw invalid('This import is still under way. Cancel its request first; what it has done can be undone then.')
  if (UndoneDate !== undefined) throw invalid('This import was undone already.')
  return engine.beginUndo(call, Id, false)
}

export async function undoStep(
  call: Stepping<'imports/undo/{id}', State>,
): Promise<Progress<State, Result<'imports/undo/{id}'>>> {
  await findImport(call.db, call.caller, call.id)
  const progress = await engine.undoStep(call, call.state)
  if ('state' in progress) return progress
  const { trashed, changed, leftContacts, kept } = progress.output
  const contacts = kept.filter(({ Entity, Reason }) => Entity === 'CONTACT' && Reason !== 'GONE')
  return {
    output: {
      Deleted: trashed,
      Restored: changed,
      Left: leftContacts,
      Kept: contacts.map(({ Id, Properties }) => ({ ContactId: Id, Properties })),
    },
  }
}
