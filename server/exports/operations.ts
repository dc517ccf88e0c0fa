import { isUuid } from '../database/uuid.ts'
import { releaseFile, StoredSource } from '../files/files.ts'
import { fileKind } from '../files/media-types.ts'
import { invalid } from '../http/errors.ts'
import { downloads, inSteps, reads, writes } from '../http/operation.ts'
import { archiveStep, beginArchive } from './archive.ts'
import { beginExport } from './begin.ts'
import { tellExportEnded } from './ended.ts'
import { exportOf, findExport, shownExports } from './export.ts'
import { exportStep } from './step.ts'
import * as store from './store.ts'

export const exportOperations = [
  inSteps('exports/create', {
    begin: beginExport,
    answer: ({ db, caller, requestId }) => exportOf(db, caller, requestId),
    step: exportStep,
    ended: tellExportEnded,
  }),

  inSteps('customers/export', {
    begin: beginArchive,
    answer: ({ db, caller, requestId }) => exportOf(db, caller, requestId),
    step: archiveStep,
    ended: tellExportEnded,
  }),

  reads('exports/list', async ({ db, caller }) => shownExports(db, caller, await store.listExports(db, caller))),

  reads('exports/get/{id}', ({ db, caller, id }) => exportOf(db, caller, id)),

  downloads('exports/download/{id}', async ({ db, caller, id }) => {
    const { file_id, name, size, settings, done } = await findExport(db, caller, id)
    if (!done) throw invalid('This export is not done, so there is no file yet: exports/get tells how it stands.')
    const source = new StoredSource(db, caller.customerId, { id: file_id, size })
    return { name, mediaType: fileKind(settings.format).mediaType, size, content: source.read(0, size) }
  }),

  writes('exports/delete/{id}', async ({ db, caller, id }) => {
    const row = isUuid(id) ? await store.readExport(db, caller, id) : undefined
    if (row === undefined) return undefined
    const [shown] = await shownExports(db, caller, [row])
    if (shown?.Status === 'PROCESSING') throw invalid('This export is still under way: cancel its request first.')
    for (const fileId of await store.deleteExport(db, caller.customerId, id))
      await releaseFile(db, caller.customerId, fileId)
    return undefined
  }),
]
