/** The SQL of exports. */
import { sql } from 'kysely'
import { ownRows } from '../auth/own-rows.ts'
import type { Author } from '../database/changes.ts'
import type { Scope } from '../database/database.ts'
import type { Caller } from '../http/operation.ts'
import type { Settings } from './settings.ts'

export interface ExportRow {
  id: string
  user_id: string
  file_id: string
  spreadsheet_id: string | null
  /** Of the archive of everything, only what kind of file it is. */
  settings: Settings | { format: 'ZIP' }
  row_count: number
  done: boolean
  created_at: string
  expires_at: string
  name: string
  size: number
}

const columns = sql.raw(
  `exports.id, exports.user_id, file_id, spreadsheet_id, settings, row_count, done, exports.created_at,
   (exports.created_at + interval '30 days')::timestamptz(3) as expires_at, files.name, files.size`,
)
const withFiles = sql.raw(
  'exports join files on files.customer_id = exports.customer_id and files.id = exports.file_id',
)
const mostListed = 1000

/** None after 30 days. What has everything in it is for owners alone, and for no token that may not rule over users. */
const visible = (caller: Caller) =>
  sql`${ownRows('exports', caller)} and exports.created_at > now() - interval '30 days'
      and (${maySeeAll(caller)} or settings ->> 'format' <> 'ZIP')`

const maySeeAll = ({ role, token }: Caller) => role === 'OWNER' && (token === undefined || token.scope === 'ADMIN')

export async function insertExport(
  db: Scope,
  { customerId, userId }: Author,
  { id, fileId, settings }: { id: string; fileId: string; settings: ExportRow['settings'] },
): Promise<void> {
  await sql`
    insert into exports (customer_id, id, user_id, file_id, settings)
    values (${customerId}, ${id}, ${userId}, ${fileId}, ${JSON.stringify(settings)})`.execute(db)
}

export async function listExports(db: Scope, caller: Caller): Promise<ExportRow[]> {
  const { rows } = await sql<ExportRow>`
    select ${columns} from ${withFiles} where ${visible(caller)}
    order by exports.created_at desc, exports.id desc limit ${mostListed}`.execute(db)
  return rows
}

export async function readExport(db: Scope, caller: Caller, id: string): Promise<ExportRow | undefined> {
  const { rows } = await sql<ExportRow>`
    select ${columns} from ${withFiles} where ${visible(caller)} and exports.id = ${id}`.execute(db)
  return rows[0]
}

export async function keepProgress(
  db: Scope,
  customerId: string,
  id: string,
  { rowCount, spreadsheetId, done }: { rowCount: number; spreadsheetId: string | undefined; done: boolean },
): Promise<void> {
  await sql`
    update exports set row_count = ${rowCount}, spreadsheet_id = ${spreadsheetId ?? null}, done = ${done}
    where customer_id = ${customerId} and id = ${id}`.execute(db)
}

/**
 * @returns the files that it had: its own, and the one that it was to write over, which it lets go of at its end; none
 * where it was gone already
 */
export async function deleteExport(db: Scope, customerId: string, id: string): Promise<string[]> {
  const { rows } = await sql<{ file_id: string; over: string | null }>`
    delete from exports where customer_id = ${customerId} and id = ${id}
    returning file_id, case when not done then settings #>> '{over,fileId}' end as over`.execute(db)
  return rows.flatMap(({ file_id, over }) => (over === null ? [file_id] : [file_id, over]))
}
