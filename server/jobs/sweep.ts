import { sql } from 'kysely'
import type { Database } from '../database/database.ts'

/** Deletes, for all Customers, what is kept for a time only. The times are those that the product promises. */
export async function sweep({ system }: Database): Promise<void> {
  await sql`delete from sessions where expires_at < now()`.execute(system)
  await sql`delete from sign_in_failures where updated_at < now() - interval '1 day'`.execute(system)
  await sql`delete from idempotent_answers where created_at < now() - interval '24 hours'`.execute(system)
  await sql`delete from requests where created_at < now() - interval '7 days'`.execute(system)
  await sql`delete from files where keepers = 0 and created_at < now() - interval '1 day'`.execute(system)
  await sql`delete from contacts where deleted_at < now() - interval '60 days'`.execute(system)
}
