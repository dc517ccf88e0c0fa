import { isUuid } from '../database/uuid.ts'
import { releaseFile } from '../files/files.ts'
import { faulty, invalid } from '../http/errors.ts'
import { downloads, inSteps, reads, writes } from '../http/operation.ts'
import { isUnderWay } from '../jobs/requests.ts'
import { annotatedFile } from './annotated.ts'
import { beginImport } from './begin.ts'
import { tellImportEnded } from './ended.ts'
import { findImport, importOf, shownImports } from './import.ts'
import { previewImport } from './preview.ts'
import { importStep } from './step.ts'
import * as store from './store.ts'
import { beginUndo, undoStep } from './undo.ts'

const usualPage = 50

export const importOperations = [
  writes('imports/preview', previewImport),

  inSteps('imports/create', {
    begin: beginImport,
    answer: ({ db, caller, requestId, state }) =>
      'earlier' in state
        ? importOf(db, caller, state.earlier, { RequestId: requestId, Earlier: true })
        : importOf(db, caller, requestId),
    step: importStep,
    ended: tellImportEnded,
  }),

  reads('imports/list', async ({ db, caller }) =>
    (await shownImports(db, caller, await store.listImports(db, caller))).map(({ Mapping: _long, ...rest }) => rest),
  ),

  reads('imports/get/{id}', ({ db, caller, id }) => importOf(db, caller, id)),

  reads('imports/rows/{id}', async ({ db, caller, id, input }) => {
    await findImport(db, caller, id)
    const { Verdict, PossibleDuplicates, Cursor, PageSize } = input
    if (Cursor && !/^\d{1,9}$/.test(Cursor)) throw faulty([{ Path: 'Cursor', Message: 'is none that this API gave' }])
    const limit = PageSize ?? usualPage
    const which = {
      after: Number(Cursor ?? 0),
      limit: limit + 1,
      verdict: Verdict ?? undefined,
      isInDoubt: PossibleDuplicates === true,
    }
    const rows = await store.readRows(db, caller.customerId, id, which)
    const shown = rows.slice(0, limit)
    return {
      Rows: shown.map(({ row_number, verdict, contact_id, details }) => ({
        RowNumber: row_number,
        Verdict: verdict,
        ...(contact_id === null ? {} : { ContactId: contact_id }),
        ...details,
      })),
      ...(rows.length > limit ? { NextCursor: String(shown.at(-1)?.row_number) } : {}),
    }
  }),

  downloads('imports/download/{id}', ({ db, caller, id }) => annotatedFile(db, caller, id)),

  inSteps('imports/undo/{id}', { begin: beginUndo, step: undoStep }),

  writes('imports/delete/{id}', async ({ db, caller, id }) => {
    const row = isUuid(id) ? await store.readImport(db, caller, id) : undefined
    if (row === undefined) return undefined
    const [shown] = await shownImports(db, caller, [row])
    if (shown?.Status === 'PROCESSING') throw invalid('This import is still under way: cancel its request first.')
    if (await isUnderWay(db, caller.customerId, 'imports/undo/{id}', id))
      throw invalid('This import is being undone: wait until that is done.')
    const fileId = await store.deleteImport(db, caller.customerId, id)
    if (fileId !== undefined) await releaseFile(db, caller.customerId, fileId)
    return undefined
  }),
]
