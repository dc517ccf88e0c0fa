import type { Ending } from '../http/operation.ts'
import { notify } from '../notifications/notify.ts'
import * as store from './store.ts'

export async function tellExportEnded({
  db,
  caller,
  requestId,
  failure,
}: Ending<'exports/create' | 'customers/export'>): Promise<void> {
  const row = await store.readExport(db, caller, requestId)
  if (row === undefined) return
  const text =
    failure === undefined
      ? `Your export ${row.name} is done: ${row.row_count.toLocaleString('en')} contacts.`
      : `Your export ${row.name} has failed: ${failure.message}`
  await notify(db, caller, { event: 'ExportFinished', text, subjectId: requestId })
}
