/** The SQL of imports. */
import { sql } from 'kysely'
import { ownRows } from '../auth/own-rows.ts'
import type { State } from '../contacts/contact.ts'
import type { Author } from '../database/changes.ts'
import type { Scope } from '../database/database.ts'
import type { Caller } from '../http/operation.ts'
import type { Settings } from './settings.ts'

export interface Counts {
  Rows: number
  Created: number
  Updated: number
  Unchanged: number
  Duplicates: number
  Errors: number
}

export interface ImportRow {
  id: string
  user_id: string
  file_id: string
  /** Without `fixes`, unless they were asked for. */
  settings: Settings
  counts: Counts
  done: boolean
  created_at: string
  undone_at: string | null
}

/** An import has the id of its change set, and is undone when that is. */
const undoneAt = sql.raw(`(
  select undo.created_at from change_sets own
    join change_sets undo on undo.customer_id = own.customer_id and undo.id = own.undone_by
  where own.customer_id = imports.customer_id and own.id = imports.id)`)
const columnsBeside = (settings: ReturnType<typeof sql>) =>
  sql`id, user_id, file_id, ${settings} as settings, counts, done, created_at, ${undoneAt} as undone_at`
/** Fixes may be long, and a list is of many imports: they are read where rows are. */
const columns = columnsBeside(sql`settings - 'fixes'`)
const columnsWithFixes = columnsBeside(sql`settings`)
const mostListed = 1000

export async function insertImport(
  db: Scope,
  { customerId, userId }: Author,
  { id, fileId, fingerprint, settings }: { id: string; fileId: string; fingerprint: Buffer; settings: Settings },
): Promise<void> {
  await sql`
    insert into imports (customer_id, id, user_id, file_id, fingerprint, settings, counts)
    values (${customerId}, ${id}, ${userId}, ${fileId}, ${fingerprint}, ${JSON.stringify(settings)},
            ${JSON.stringify(noCounts)})`.execute(db)
}

export const noCounts: Counts = { Rows: 0, Created: 0, Updated: 0, Unchanged: 0, Duplicates: 0, Errors: 0 }

export async function listImports(db: Scope, caller: Caller): Promise<ImportRow[]> {
  const { rows } = await sql<ImportRow>`
    select ${columns} from imports where ${ownRows('imports', caller)}
    order by created_at desc, id desc limit ${mostListed}`.execute(db)
  return rows
}

export async function readImport(
  db: Scope,
  caller: Caller,
  id: string,
  { withFixes = false } = {},
): Promise<ImportRow | undefined> {
  const { rows } = await sql<ImportRow>`
    select ${withFixes ? columnsWithFixes : columns} from imports
    where ${ownRows('imports', caller)} and id = ${id}`.execute(db)
  return rows[0]
}

/** The user's own imports of the same file with the same settings that are not undone, the latest first. */
export async function sameImports(
  db: Scope,
  { customerId, userId }: Author,
  fingerprints: Buffer[],
): Promise<ImportRow[]> {
  const { rows } = await sql<ImportRow>`
    select ${columns} from imports
    where customer_id = ${customerId} and user_id = ${userId} and fingerprint = any(${fingerprints}::bytea[])
      and ${undoneAt} is null
    order by created_at desc limit 100`.execute(db)
  return rows
}

export async function keepCounts(db: Scope, customerId: string, id: string, counts: Counts, done: boolean) {
  await sql`
    update imports set counts = ${JSON.stringify(counts)}, done = ${done}
    where customer_id = ${customerId} and id = ${id}`.execute(db)
}

export async function keepSettings(db: Scope, customerId: string, id: string, settings: Settings): Promise<void> {
  await sql`
    update imports set settings = ${JSON.stringify(settings)} where customer_id = ${customerId} and id = ${id}`.execute(
    db,
  )
}

/** With the verdicts of its rows, which may be millions. @returns its file; undefined where it was gone already */
export async function deleteImport(db: Scope, customerId: string, id: string): Promise<string | undefined> {
  await sql`set local statement_timeout = '2min'`.execute(db)
  const { rows } = await sql<{ file_id: string }>`
    delete from imports where customer_id = ${customerId} and id = ${id} returning file_id`.execute(db)
  return rows[0]?.file_id
}

export type Verdict = 'CREATED' | 'UPDATED' | 'UNCHANGED' | 'DUPLICATE' | 'ERROR'

export interface Difference {
  Property: string
  Before?: unknown
  After?: unknown
}

export interface RowFault {
  Column?: string
  Path: string
  Message: string
  Value?: string
}

/** A contact that is likely the one of a row that added another. */
export interface PossibleDuplicate {
  ContactId: string
  Score: number
  Reasons: { Reason: string; Text: string }[]
}

export interface Details {
  Name?: string
  Differences?: Difference[]
  SameAsRow?: number
  PossibleDuplicates?: PossibleDuplicate[]
  Ignored?: string[]
  Errors?: RowFault[]
}

export interface Judged {
  number: number
  verdict: Verdict
  contactId: string | undefined
  details: Details
}

export async function insertRows(db: Scope, customerId: string, importId: string, rows: Judged[]): Promise<void> {
  const details = rows.map((row) => (Object.keys(row.details).length === 0 ? null : JSON.stringify(row.details)))
  await sql`-- insert rows of import
    insert into import_rows (customer_id, import_id, row_number, verdict, contact_id, details)
    select ${customerId}::uuid, ${importId}::uuid, row.* from unnest(
      ${rows.map(({ number }) => number)}::integer[], ${rows.map(({ verdict }) => verdict)}::text[],
      ${rows.map(({ contactId }) => contactId ?? null)}::uuid[], ${details}::jsonb[]) as row`.execute(db)
}

interface StoredRow {
  row_number: number
  verdict: Verdict
  contact_id: string | null
  details: Details | null
}

interface WhichRows {
  /** The number of the row behind which to begin. */
  after: number
  limit: number
  verdict?: Verdict | undefined
  /** Whether only rows with possible duplicates are meant. */
  isInDoubt?: boolean
}

export async function readRows(
  db: Scope,
  customerId: string,
  importId: string,
  { after, limit, verdict, isInDoubt }: WhichRows,
): Promise<StoredRow[]> {
  const only = verdict === undefined ? sql`` : sql`and verdict = ${verdict}`
  const inDoubt = isInDoubt ? sql`and details -> 'PossibleDuplicates' is not null` : sql``
  const { rows } = await sql<StoredRow>`
    select row_number, verdict, contact_id, details from import_rows
    where customer_id = ${customerId} and import_id = ${importId} and row_number > ${after} ${only} ${inDoubt}
    order by row_number limit ${limit}`.execute(db)
  return rows
}

export async function readVerdicts(db: Scope, customerId: string, importId: string, from: number, to: number) {
  const { rows } = await sql<StoredRow>`
    select row_number, verdict, contact_id, details from import_rows
    where customer_id = ${customerId} and import_id = ${importId} and row_number between ${from} and ${to}`.execute(db)
  return rows
}

/** The rows of this import that were about these contacts, the first of each. */
export async function firstRowsOf(db: Scope, customerId: string, importId: string, contactIds: string[]) {
  const { rows } = await sql<{ contact_id: string; row: number }>`-- first rows of contacts
    select contact_id, min(row_number) as row from import_rows
    where customer_id = ${customerId} and import_id = ${importId} and contact_id = any(${contactIds}::uuid[])
    group by contact_id`.execute(db)
  return new Map(rows.map(({ contact_id, row }) => [contact_id, row]))
}

/** Of some contacts, those that an import has changed so far; on a dry run, would have. */
export async function changedAmong(db: Scope, customerId: string, importId: string, contactIds: string[]) {
  const { rows } = await sql<{ contact_id: string }>`-- changed among
    select contact_id from import_rows
    where customer_id = ${customerId} and import_id = ${importId} and contact_id = any(${contactIds}::uuid[])
      and verdict in ('CREATED', 'UPDATED')`.execute(db)
  return new Set(rows.map(({ contact_id }) => contact_id))
}
/** What a contact would have become, in a dry run. */
export interface Shadow {
  contact_id: string
  row_number: number
  state: State
}

export async function findShadows(
  db: Scope,
  customerId: string,
  importId: string,
  { ids, terms }: { ids: string[]; terms: string[] },
): Promise<Shadow[]> {
  const { rows } = await sql<Shadow>`-- find shadows
    select contact_id, row_number, state from import_shadows
    where customer_id = ${customerId} and import_id = ${importId} and contact_id in (
      select unnest(${ids}::uuid[])
      union
      select contact_id from import_shadow_terms
      where customer_id = ${customerId} and import_id = ${importId} and term = any(${terms}::bigint[])
    )`.execute(db)
  return rows
}

export async function keepShadows(
  db: Scope,
  customerId: string,
  importId: string,
  shadows: (Shadow & { terms: string[] })[],
): Promise<void> {
  await sql`-- keep shadows
    insert into import_shadows (customer_id, import_id, contact_id, row_number, state)
    select ${customerId}::uuid, ${importId}::uuid, shadow.*
    from unnest(
      ${shadows.map(({ contact_id }) => contact_id)}::uuid[], ${shadows.map(({ row_number }) => row_number)}::integer[],
      ${shadows.map(({ state }) => JSON.stringify(state))}::jsonb[]) as shadow
    on conflict (customer_id, import_id, contact_id) do update set state = excluded.state`.execute(db)
  const terms = shadows.flatMap((shadow) => shadow.terms.map((term) => ({ term, id: shadow.contact_id })))
  await sql`-- keep terms of shadows
    insert into import_shadow_terms (customer_id, import_id, term, contact_id)
    select ${customerId}::uuid, ${importId}::uuid, shadow.*
    from unnest(${terms.map(({ term }) => term)}::bigint[], ${terms.map(({ id }) => id)}::uuid[]) as shadow
    on conflict do nothing`.execute(db)
}

export async function deleteShadows(db: Scope, customerId: string, importId: string): Promise<void> {
  await sql`set local statement_timeout = 0`.execute(db)
  const where = sql`where customer_id = ${customerId} and import_id = ${importId}`
  await sql`delete from import_shadow_terms ${where}`.execute(db)
  await sql`delete from import_shadows ${where}`.execute(db)
}

export async function rememberMapping(
  db: Scope,
  { customerId, userId }: Author,
  header: Buffer,
  mapping: unknown,
): Promise<void> {
  await sql`
    insert into import_mappings (customer_id, user_id, header, mapping)
    values (${customerId}, ${userId}, ${header}, ${JSON.stringify(mapping)})
    on conflict (customer_id, user_id, header)
      do update set mapping = excluded.mapping, updated_at = now()`.execute(db)
}

export async function rememberedMapping(db: Scope, { customerId, userId }: Author, header: Buffer) {
  const { rows } = await sql<{ mapping: Settings['mapping'] }>`
    select mapping from import_mappings
    where customer_id = ${customerId} and user_id = ${userId} and header = ${header}`.execute(db)
  return rows[0]?.mapping
}
