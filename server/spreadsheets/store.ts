/** The SQL of spreadsheets. */
import { sql } from 'kysely'
import type { Author } from '../database/changes.ts'
import type { Scope } from '../database/database.ts'

export interface SpreadsheetRow {
  id: string
  name: string
  sheets: string[]
  updated_at: string
  file_id: string
  size: number
}

const columns = sql.raw('s.id, s.name, s.sheets, s.updated_at, s.file_id, files.size')
const withFiles = sql.raw('spreadsheets s join files on files.customer_id = s.customer_id and files.id = s.file_id')

export async function list(db: Scope, { customerId, userId }: Author): Promise<SpreadsheetRow[]> {
  const { rows } = await sql<SpreadsheetRow>`
    select ${columns} from ${withFiles}
    where s.customer_id = ${customerId} and s.user_id = ${userId}
    order by lower(s.name), s.id`.execute(db)
  return rows
}

export async function readOne(
  db: Scope,
  { customerId, userId }: Author,
  id: string,
): Promise<SpreadsheetRow | undefined> {
  const { rows } = await sql<SpreadsheetRow>`
    select ${columns} from ${withFiles}
    where s.customer_id = ${customerId} and s.user_id = ${userId} and s.id = ${id}`.execute(db)
  return rows[0]
}

export async function insert(
  db: Scope,
  { customerId, userId }: Author,
  { id, name, sheets, fileId }: { id: string; name: string; sheets: string[]; fileId: string },
): Promise<void> {
  await sql`
    insert into spreadsheets (customer_id, id, user_id, file_id, name, sheets)
    values (${customerId}, ${id}, ${userId}, ${fileId}, ${name}, ${JSON.stringify(sheets)})`.execute(db)
}

/** @returns whether it was still the file that it was expected to be */
export async function replaceFile(
  db: Scope,
  { customerId, userId }: Author,
  id: string,
  { from, to, sheets }: { from: string; to: string; sheets: string[] },
): Promise<boolean> {
  const { rows } = await sql`
    update spreadsheets set file_id = ${to}, sheets = ${JSON.stringify(sheets)}, updated_at = now()
    where customer_id = ${customerId} and user_id = ${userId} and id = ${id} and file_id = ${from}
    returning id`.execute(db)
  return rows.length > 0
}

/** @returns its file; undefined where it was gone already */
export async function remove(db: Scope, { customerId, userId }: Author, id: string): Promise<string | undefined> {
  const { rows } = await sql<{ file_id: string }>`
    delete from spreadsheets where customer_id = ${customerId} and user_id = ${userId} and id = ${id}
    returning file_id`.execute(db)
  return rows[0]?.file_id
}
