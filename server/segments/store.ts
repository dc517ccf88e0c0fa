import { sql } from 'kysely'
import type { SavedSearch } from '../contacts/saved-search.ts'
import type { Author } from '../database/changes.ts'
import type { Scope } from '../database/database.ts'

/** What a user writes of a segment. */
export interface SegmentState {
  name: string
  shared: boolean
  search: SavedSearch
}

export interface SegmentRow extends SegmentState {
  id: string
  created_at: string
  created_by: string
  updated_at: string
  updated_by: string
}

const columns = ['id', 'name', 'shared', 'search', 'created_at', 'created_by', 'updated_at', 'updated_by'] as const

/** The segments that the user may see: the shared ones, and those made by the user. */
const visible = (db: Scope, { customerId, userId }: Author) =>
  db
    .selectFrom('segments')
    .select(columns)
    .$narrowType<{ search: SavedSearch }>()
    .where('customer_id', '=', customerId)
    .where((each) => each.or([each('shared', '=', true), each('created_by', '=', userId)]))

/** Also those that others keep to themselves. */
export const readAll = (db: Scope, customerId: string, ids: string[]): Promise<SegmentRow[]> =>
  db
    .selectFrom('segments')
    .select(columns)
    .$narrowType<{ search: SavedSearch }>()
    .where('customer_id', '=', customerId)
    .where('id', 'in', ids)
    .forUpdate()
    .execute()

export const readVisible = (db: Scope, caller: Author): Promise<SegmentRow[]> => visible(db, caller).execute()

export const readOne = (db: Scope, caller: Author, id: string): Promise<SegmentRow | undefined> =>
  visible(db, caller).where('id', '=', id).executeTakeFirst()

/** One that nobody else changes until the end of the transaction. */
export const lockOne = (db: Scope, caller: Author, id: string): Promise<SegmentRow | undefined> =>
  visible(db, caller).where('id', '=', id).forUpdate().executeTakeFirst()

/** @param made by whom and when, where it was there before */
export async function insert(
  db: Scope,
  { customerId, userId }: Author,
  id: string,
  state: SegmentState,
  made: { created_by?: string; created_at?: string } = {},
) {
  const row = await db
    .insertInto('segments')
    .values({ customer_id: customerId, id, ...valuesOf(state), created_by: userId, updated_by: userId, ...made })
    .returning(columns)
    .executeTakeFirstOrThrow()
  return row as SegmentRow
}

export async function update(db: Scope, { customerId, userId }: Author, id: string, state: SegmentState) {
  const row = await db
    .updateTable('segments')
    .set({ ...valuesOf(state), updated_at: sql`now()`, updated_by: userId })
    .where('customer_id', '=', customerId)
    .where('id', '=', id)
    .returning(columns)
    .executeTakeFirstOrThrow()
  return row as SegmentRow
}

export async function remove(db: Scope, { customerId }: Author, id: string): Promise<void> {
  await db.deleteFrom('segments').where('customer_id', '=', customerId).where('id', '=', id).execute()
}

const valuesOf = ({ name, shared, search }: SegmentState) => ({ name, shared, search: JSON.stringify(search) })
