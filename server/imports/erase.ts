import { sql } from 'kysely'
import type { Scope } from '../database/database.ts'
import { emptyFile } from '../files/files.ts'
import { conflict } from '../http/errors.ts'

/**
 * Forgets what imports tell of a contact: the reports of its rows, and the files, which have others in them too but cannot be
 * cut. Neither rows that failed nor Fixes say whom they are about: those of the same files all go. Nor does a dry run: those of
 * the same files, and all since there was the contact, lose everything.
 * @param since when the contact was added
 * @returns the imports whose files were emptied, and the spreadsheets from which some were made, which are left
 * @throws a 400 where an import is under way, which has rows of the file in its memory
 */
export async function eraseFromImports(db: Scope, customerId: string, contactId: string, since: string) {
  await refuseUnderWay(db, customerId)
  const { rows } = await sql<{ import_id: string }>`
    update import_rows set details = null
    where customer_id = ${customerId} and contact_id = ${contactId} and import_id in (
      select id from imports where customer_id = ${customerId})
    returning import_id`.execute(db)
  const touched = await touchedImports(db, customerId, [...new Set(rows.map(({ import_id }) => import_id))], since)
  const ids = touched.map(({ id }) => id)
  const dryIds = touched.filter(({ is_dry }) => is_dry).map(({ id }) => id)
  await sql`
    update import_rows set details = null
    where customer_id = ${customerId} and import_id = any(${ids}::uuid[])
      and (verdict = 'ERROR' or import_id = any(${dryIds}::uuid[])) and details is not null`.execute(db)
  await sql`
    update imports set settings = settings - 'fixes'
    where customer_id = ${customerId} and id = any(${ids}::uuid[])`.execute(db)
  const files = new Set(touched.filter((each) => each.spreadsheet_id === null).map(({ file_id }) => file_id))
  for (const fileId of files) await emptyFile(db, customerId, fileId)
  return {
    rows: rows.length,
    imports: touched.filter(({ file_id }) => files.has(file_id)).map(({ id }) => id),
    spreadsheets: [...new Set(touched.flatMap(({ spreadsheet_id }) => spreadsheet_id ?? []))],
  }
}

interface Touched {
  id: string
  file_id: string
  is_dry: boolean
  /** The spreadsheet whose file it still is. */
  spreadsheet_id: string | null
}

async function touchedImports(db: Scope, customerId: string, ids: string[], since: string): Promise<Touched[]> {
  const { rows } = await sql<Touched>`
    select imports.id, imports.file_id, (imports.settings -> 'dryRun')::boolean as is_dry, spreadsheets.id as spreadsheet_id
    from imports
      join files on files.customer_id = imports.customer_id and files.id = imports.file_id
      left join spreadsheets on spreadsheets.customer_id = imports.customer_id and spreadsheets.file_id = imports.file_id
    where imports.customer_id = ${customerId} and (
      imports.id = any(${ids}::uuid[])
      or (imports.settings -> 'dryRun')::boolean and imports.created_at >= ${since}
      or files.sha256 in (
        select same.sha256 from imports had
          join files same on same.customer_id = had.customer_id and same.id = had.file_id
        where had.customer_id = ${customerId} and had.id = any(${ids}::uuid[])))
    order by imports.id`.execute(db)
  return rows
}

async function refuseUnderWay(db: Scope, customerId: string): Promise<void> {
  const { rows } = await sql`
    select from requests
    where customer_id = ${customerId} and operation = 'imports/create' and process_status = 'PROCESSING' limit 1`.execute(
    db,
  )
  if (rows.length > 0) throw conflict('An import is under way. Wait for its end, or cancel it, and erase then.', [])
}
