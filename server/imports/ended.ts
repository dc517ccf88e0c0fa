import type { Ending } from '../http/operation.ts'
import { notify } from '../notifications/notify.ts'
import * as store from './store.ts'

/** Tells the user of it. A dry run has changed nothing, and somebody is waiting for it. */
export async function tellImportEnded({ db, caller, requestId, output, failure }: Ending<'imports/create'>) {
  const row = await store.readImport(db, caller, requestId)
  // Where there is none, an earlier import was the answer.
  if (row === undefined || row.settings.dryRun) return
  const { Created, Updated, Errors } = output?.Counts ?? row.counts
  const counted = (count: number) => count.toLocaleString('en')
  const done = `${counted(Created)} contacts created, ${counted(Updated)} updated, ${counted(Errors)} rows with errors`
  const { fileName } = row.settings
  const text =
    failure === undefined
      ? `Your import of ${fileName} is done: ${done}.`
      : `Your import of ${fileName} has failed: ${failure.message} What was done before stays: ${done}.`
  await notify(db, caller, { event: 'ImportFinished', text, subjectId: requestId })
}
