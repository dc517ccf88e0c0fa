import { sql } from 'kysely'
import type { Scope } from '../database/database.ts'
import { readHead } from './search-statements.ts'

/**
 * How many contacts bear each label (or type), by its id; those in the trash do not count. It reads all contacts of the
 * Customer once.
 */
export async function countBearers(db: Scope, customerId: string, column: 'labels' | 'contact_types') {
  const { rows } = await sql<{ id: string; count: number }>`
    select borne.id, count(*) as count
    from contacts, unnest(contacts.${sql.raw(column)}) as borne (id)
    where contacts.customer_id = ${customerId} and contacts.deleted_at is null
    group by borne.id`.execute(db)
  return new Map(rows.map(({ id, count }) => [id, count]))
}

/** How many contacts there are, without the trash. */
export const countContacts = async (db: Scope, customerId: string) => (await readHead(db, customerId)).contacts
