import { sql } from 'kysely'
import type { Scope } from '../database/database.ts'
import { emptyFile, releaseFile } from '../files/files.ts'
import { deleteExport } from './store.ts'

/**
 * Deletes the exports that were made since a moment. Those into spreadsheets leave the spreadsheet, in which its user may
 * have written.
 * @returns the exports that are gone, and the spreadsheets into which some were written
 */
export async function deleteExportsSince(db: Scope, customerId: string, since: string) {
  const { rows } = await sql<{ id: string; file_id: string; spreadsheet_id: string | null }>`
    select id, file_id, spreadsheet_id from exports
    where customer_id = ${customerId} and created_at >= ${since} order by id`.execute(db)
  for (const { id, file_id, spreadsheet_id } of rows) {
    if (spreadsheet_id === null) await emptyFile(db, customerId, file_id)
    for (const fileId of await deleteExport(db, customerId, id)) await releaseFile(db, customerId, fileId)
  }
  return {
    exports: rows.map(({ id }) => id),
    spreadsheets: [...new Set(rows.flatMap(({ spreadsheet_id }) => spreadsheet_id ?? []))],
  }
}
