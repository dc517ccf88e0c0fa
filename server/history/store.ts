/** The SQL that reads the change log. */
import { type RawBuilder, sql } from 'kysely'
import type { Author } from '../database/changes.ts'
import type { Scope } from '../database/database.ts'
import { type Entity, entityNames } from './entities.ts'

export type Side = Record<string, unknown> | null

export interface ChangeRow {
  sequence: number
  entity: Entity
  entity_id: string
  before: Side
  after: Side
  /** Whether it is older than the history that is kept: what the thing had come to by then. */
  compacted: boolean
}

const changeColumns = sql.raw(
  'changes.sequence, changes.entity, changes.entity_id, changes.before, changes.after, changes.compacted',
)

/** Who, when, through what. */
export interface ActRow {
  created_at: string
  user_id: string
  user_name: string | null
  via: 'WEB' | 'TOKEN'
  token_id: string | null
  kind: string
}

export interface SetRow extends ActRow {
  id: string
  operation: string
  counts: Partial<Record<string, number>>
  first_sequence: number | null
  last_sequence: number | null
  undo_of: string | null
  undone_by: string | null
  undone_at: string | null
}

const actColumns = sql.raw(`
  sets.created_at, sets.user_id, sets.via, sets.token_id, sets.kind,
  coalesce(nullif(concat_ws(' ', users.first_name, users.last_name), ''), users.email) as user_name`)

/** Users that were deleted are kept, so that what they did has a name. */
const withUsers = sql.raw('left join users on users.customer_id = sets.customer_id and users.id = sets.user_id')

const setColumns = sql`
  sets.id, sets.operation, sets.counts, sets.first_sequence, sets.last_sequence, sets.undo_of, sets.undone_by,
  undo.created_at as undone_at, ${actColumns}`

const withUndo = sql.raw(
  'left join change_sets undo on undo.customer_id = sets.customer_id and undo.id = sets.undone_by',
)

/** Whether there is such a contact, in the trash or not. */
export async function isContact(db: Scope, customerId: string, id: string): Promise<boolean> {
  const { rows } = await sql`
    select from contacts where customer_id = ${customerId} and id = ${id}`.execute(db)
  return rows.length > 0
}

/**
 * The changes of a contact, the newest first. Each set is looked up by its key: a join may walk through all sets for each
 * change, as long as PostgreSQL has not counted how many there are.
 * @param before the sequence before which to begin
 */
export async function changesOfContact(
  db: Scope,
  customerId: string,
  contactId: string,
  { before, limit }: { before: number | undefined; limit: number },
) {
  const { rows } = await sql<ChangeRow & ActRow & { change_set_id: string }>`-- history of contact
    select ${changeColumns}, changes.change_set_id, ${actColumns}
    from changes
      cross join lateral (
        select * from change_sets
        where customer_id = changes.customer_id and id = changes.change_set_id offset 0) as sets
      ${withUsers}
    where changes.customer_id = ${customerId} and changes.entity_id = ${contactId} and changes.entity = 'contact'
      and changes.sequence < ${before ?? Number.MAX_SAFE_INTEGER}
    order by changes.sequence desc limit ${limit}`.execute(db)
  return rows
}

/**
 * Whether a user may see a change. Of segments, those that others keep to themselves are not seen: only their creators
 * can change these, so it is they who did it.
 */
const isSeen = ({ userId }: Author) => sql`changes.entity = any(${entityNames}::text[]) and (
  changes.entity <> 'segment' or sets.user_id = ${userId}
  or coalesce((changes.before ->> 'Shared')::boolean, true) and coalesce((changes.after ->> 'Shared')::boolean, true))`

/** The changes of the set named `sets`, found by the key of the changes. */
const ofSet = sql.raw(`changes.customer_id = sets.customer_id and changes.change_set_id = sets.id
  and changes.sequence between sets.first_sequence and sets.last_sequence`)

/** Whether a user sees anything of a set. Imports and undos that have changed nothing tell nothing that others may not know. */
const isSetSeen = (caller: Author) => sql`sets.kind <> 'ADMINISTRATION' and (
  sets.counts ?| ${entityNames.filter((each) => each !== 'segment')}::text[]
  or sets.counts ? 'segment' and exists (select from changes where ${ofSet} and ${isSeen(caller)})
  or sets.counts = '{}')`

export interface Wanted {
  userId?: string
  kind?: string
  contactId?: string
  from?: string
  to?: string
  after?: Place
  limit: number
}

/** Where a set stands in the list. */
export interface Place {
  date: string
  id: string
}

/** Change sets, the newest first. @param wanted `after`: the set behind which to begin */
export async function listSets(db: Scope, caller: Author, wanted: Wanted): Promise<SetRow[]> {
  const { customerId } = caller
  const { userId, kind, contactId, from, to, after, limit } = wanted
  const conditions: RawBuilder<unknown>[] = [
    sql`sets.customer_id = ${customerId}`,
    ...(userId ? [sql`sets.user_id = ${userId}`] : []),
    // What has its own, smaller index is written so that the planner can tell.
    ...(kind ? [sql`sets.kind = ${kind}`, ...(kind === 'EDIT' ? [] : [sql`sets.kind <> 'EDIT'`])] : []),
    ...(from ? [sql`sets.created_at >= ${from}`] : []),
    ...(to ? [sql`sets.created_at < ${to}`] : []),
    ...(contactId ? [ofContact(customerId, contactId)] : []),
    ...(after ? [sql`(sets.created_at, sets.id) < (${after.date}::timestamptz, ${after.id}::uuid)`] : []),
    isSetSeen(caller),
  ]
  const { rows } = await sql<SetRow>`
    select ${setColumns} from change_sets sets ${withUndo} ${withUsers}
    where ${sql.join(conditions, sql` and `)}
    order by sets.created_at desc, sets.id desc limit ${limit}`.execute(db)
  return rows
}

const ofContact = (customerId: string, contactId: string) => sql`sets.id = any(array(
  select change_set_id from changes
  where customer_id = ${customerId} and entity_id = ${contactId} and entity = 'contact'))`

/** A set of which the user sees something. */
export async function readSet(db: Scope, caller: Author, id: string): Promise<SetRow | undefined> {
  const { rows } = await sql<SetRow>`
    select ${setColumns} from change_sets sets ${withUndo} ${withUsers}
    where sets.customer_id = ${caller.customerId} and sets.id = ${id} and ${isSetSeen(caller)}`.execute(db)
  return rows[0]
}

/** The changes of a set that the user sees, in their order. */
export async function changesOfSet(
  db: Scope,
  caller: Author,
  id: string,
  { after, limit, entity }: { after: number; limit: number; entity: Entity | undefined },
): Promise<ChangeRow[]> {
  const { rows } = await sql<ChangeRow>`
    select ${changeColumns}
    from change_sets sets join changes on ${ofSet}
    where sets.customer_id = ${caller.customerId} and sets.id = ${id} and changes.sequence > ${after}
      and ${isSeen(caller)} ${entity === undefined ? sql`` : sql`and changes.entity = ${entity}`}
    order by changes.sequence limit ${limit}`.execute(db)
  return rows
}

/** What contacts are called, in the trash or not. */
export async function contactNames(db: Scope, customerId: string, ids: string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; display_name: string }>`
    select id, display_name from contacts where customer_id = ${customerId} and id = any(${ids}::uuid[])`.execute(db)
  return new Map(rows.map(({ id, display_name }) => [id, display_name]))
}

/** The last names of labels, types and fields that are there no longer, as the log has them. */
export async function lastNames(db: Scope, customerId: string, ids: string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ entity_id: string; name: string | null }>`
    select wanted.id as entity_id, last.name
    from unnest(${ids}::uuid[]) as wanted (id) cross join lateral (
      select coalesce(after ->> 'Name', before ->> 'Name') as name from changes
      where customer_id = ${customerId} and entity_id = wanted.id order by sequence desc limit 1) as last`.execute(db)
  return new Map(rows.flatMap(({ entity_id, name }) => (name === null ? [] : [[entity_id, name]])))
}
