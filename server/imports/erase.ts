import { sql } from 'kysely'
import type { Scope } from '../database/database.ts'
import { emptyFile } from '../files/files.ts'

/**
 * Forgets what imports tell of a contact: the reports of its rows, and the files, which have others in them too but cannot be
 * cut.
 * @returns the imports whose files were emptied
 */
export async function eraseFromImports(db: Scope, customerId: string, contactId: string) {
  const { rows } = await sql<{ import_id: string; file_id: string }>`
    with forgotten as (
      update import_rows set details = null
      where customer_id = ${customerId} and contact_id = ${contactId} and import_id in (
        select id from imports where customer_id = ${customerId})
      returning import_id)
    select import_id, file_id from forgotten
    join imports on imports.customer_id = ${customerId} and imports.id = import_id`.execute(db)
  await sql`
    delete from import_shadows where customer_id = ${customerId} and contact_id = ${contactId}`.execute(db)
  const files = new Map(rows.map(({ import_id, file_id }) => [import_id, file_id]))
  for (const fileId of new Set(files.values())) await emptyFile(db, customerId, fileId)
  return { rows: rows.length, imports: [...files.keys()] }
}
