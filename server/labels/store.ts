import type { Scope } from '../database/database.ts'
import { nameKey } from '../vocabulary/vocabulary.ts'

/** The tables of named things that contacts bear. They have the same columns. */
export type Table = 'labels' | 'contact_types'

export interface NamedRow {
  id: string
  name: string
  color: string | null
}

export const readAll = (db: Scope, table: Table, customerId: string): Promise<NamedRow[]> =>
  db.selectFrom(table).select(['id', 'name', 'color']).where('customer_id', '=', customerId).execute()

export const readOne = (db: Scope, table: Table, customerId: string, id: string): Promise<NamedRow | undefined> =>
  db
    .selectFrom(table)
    .select(['id', 'name', 'color'])
    .where('customer_id', '=', customerId)
    .where('id', '=', id)
    .executeTakeFirst()

export async function insert(db: Scope, table: Table, customerId: string, { id, name, color }: NamedRow) {
  await db
    .insertInto(table)
    .values({ customer_id: customerId, id, name, name_key: nameKey(name), color })
    .execute()
}

export async function update(db: Scope, table: Table, customerId: string, { id, name, color }: NamedRow) {
  await db
    .updateTable(table)
    .set({ name, name_key: nameKey(name), color })
    .where('customer_id', '=', customerId)
    .where('id', '=', id)
    .execute()
}

export async function remove(db: Scope, table: Table, customerId: string, id: string) {
  await db.deleteFrom(table).where('customer_id', '=', customerId).where('id', '=', id).execute()
}

/** The one with this name, without regard to case. */
export const readNamed = (db: Scope, table: Table, customerId: string, name: string): Promise<NamedRow | undefined> =>
  db
    .selectFrom(table)
    .select(['id', 'name', 'color'])
    .where('customer_id', '=', customerId)
    .where('name_key', '=', nameKey(name))
    .executeTakeFirst()
