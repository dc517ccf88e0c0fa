import { sql } from 'kysely'
import type { Database } from '../database/database.ts'

/** Deletes, for all Customers, what is kept for a time only. The times are those that the product promises. */
export async function sweep({ system }: Database): Promise<void> {
  await sql`delete from sessions where expires_at < now()`.execute(system)
  await sql`delete from sign_in_failures where updated_at < now() - interval '1 day'`.execute(system)
  await sql`delete from idempotent_answers where created_at < now() - interval '24 hours'`.execute(system)
  await sql`delete from requests where created_at < now() - interval '7 days'`.execute(system)
  await deleteExports(system)
  await sql`delete from files where keepers = 0 and created_at < now() - interval '1 day'`.execute(system)
  await sql`delete from contacts where deleted_at < now() - interval '60 days'`.execute(system)
}

/** Their files are swept once nothing has them any longer. One that did not end has the file it was to write over, too. */
async function deleteExports(system: Database['system']): Promise<void> {
  await sql`
    with gone as (
      delete from exports where created_at < now() - interval '30 days'
      returning customer_id, file_id, case when not done then (settings #>> '{over,fileId}')::uuid end as over),
    let_go as (
      select customer_id, had.id, count(*)::integer as times
      from gone cross join lateral (values (file_id), (over)) as had (id) group by customer_id, had.id)
    update files set keepers = keepers - times from let_go
    where files.customer_id = let_go.customer_id and files.id = let_go.id`.execute(system)
}
