import type { Result } from '../../contract/operations.ts'
import { inSteps, writes } from '../http/operation.ts'
import { restoreContact } from './restore.ts'
import { beginUndo, type State, undoStep } from './undo.ts'

export const undoOperations = [
  inSteps('changesets/undo/{id}', {
    begin: (call) => beginUndo(call, call.id.toLowerCase(), call.input.DryRun ?? false),

    async step(call: Parameters<typeof undoStep>[0] & { state: State }) {
      const progress = await undoStep(call, call.state)
      if ('state' in progress) return progress
      const { changed, trashed, restored, others, left, kept } = progress.output
      const output: Result<'changesets/undo/{id}'> = {
        ...(call.state.isDryRun ? {} : { ChangeSetId: call.requestId }),
        Changed: changed,
        Trashed: trashed,
        Restored: restored,
        Others: others,
        Left: left,
        Kept: kept,
      }
      return { output }
    },
  }),

  writes('contacts/restore/{id}', restoreContact),
]
