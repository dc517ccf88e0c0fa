import { type RawBuilder, sql } from 'kysely'
import type { Database, Scope } from '../database/database.ts'

/** So many files at once: each may be a gigabyte, and on the embedded database others wait meanwhile. */
const filesAtOnce = 5

/**
 * Deletes, for all Customers, what is kept for a time only. The times are those that the product promises.
 * @throws what the first one failed by, once all have been tried
 */
export async function sweep({ system }: Database): Promise<void> {
  const failures: unknown[] = []
  await system.connection().execute(async (db) => {
    // What has gathered may be much; nobody waits for it.
    await sql`set statement_timeout = 0`.execute(db)
    for (const statement of statements)
      await statement.execute(db).catch((error: unknown) => {
        failures.push(error)
      })
    await deleteFiles(db).catch((error: unknown) => {
      failures.push(error)
    })
    await sql`reset statement_timeout`.execute(db)
  })
  if (failures.length > 0) throw failures[0]
}

/** A request that is under way may yet need what came with it, or what it has made for itself. */
const isUnderWay = (of: string): RawBuilder<unknown> =>
  sql.raw(`exists (
    select from requests r
    where r.customer_id = ${of}.customer_id and r.process_status = 'PROCESSING' and `)

/** Of a side of a change no more than whether the contact was in the trash: who reads the changes later must not take it for one on the list. */
const standingIn = (side: 'before' | 'after'): RawBuilder<unknown> =>
  sql.raw(`case
    when ${side} ? 'DeletedDate' then jsonb_build_object('DeletedDate', ${side} -> 'DeletedDate')
    when ${side} is not null then '{}'::jsonb end`)

const statements = [
  sql`delete from sessions where expires_at < now()`,
  sql`delete from openid_states where expires_at < now()`,
  sql`delete from openid_nonces where expires_at < now()`,
  sql`delete from sign_in_failures where updated_at < now() - interval '1 day'`,
  sql`delete from idempotent_answers where created_at < now() - interval '24 hours'`,
  sql`delete from requests where created_at < now() - interval '7 days'`,
  sql`update mails set next_attempt_at = null where next_attempt_at is not null and good_until < now()`,
  sql`delete from mails where created_at < now() - interval '30 days'`,
  sql`delete from webhook_deliveries where created_at < now() - interval '30 days'`,
  sql`delete from tokens where expires_at < now() - interval '30 days'`,
  sql`delete from audit where created_at < now() - interval '2 years'`,
  sql`delete from links where expires_at < now()`,
  sql`delete from notifications where created_at < now() - interval '90 days'`,
  sql`delete from places where seen_at < now() - interval '365 days'`,
  // What the history says of them goes with them; what they were merged into, their ids go on meaning.
  sql`
    with gone as (
      delete from contacts where deleted_at < now() - interval '60 days' returning customer_id, id, merged_into),
    emptied as (
      update changes set before = ${standingIn('before')}, after = ${standingIn('after')}
      from gone where changes.customer_id = gone.customer_id and entity_id = gone.id),
    lost as (
      update contact_photos l set is_lost = true from gone where l.customer_id = gone.customer_id and contact_id = gone.id),
    forgotten as (
      delete from undo_left l using gone where l.customer_id = gone.customer_id and entity_id = gone.id)
    insert into merged_contacts (customer_id, id, merged_into)
    select customer_id, id, merged_into from gone where merged_into is not null
    on conflict do nothing`,
  // What dry runs leave that have ended in the middle.
  sql`delete from import_shadow_terms s where not ${isUnderWay('s')} r.id = s.import_id)`,
  sql`delete from import_shadows s where not ${isUnderWay('s')} r.id = s.import_id)`,
  // Their files are swept once nothing has them any longer. One that did not end has the file it was to write over, too.
  sql`
    with gone as (
      delete from exports where created_at < now() - interval '30 days'
      returning customer_id, file_id, case when not done then (settings #>> '{over,fileId}')::uuid end as over),
    let_go as (
      select customer_id, had.id, count(*)::integer as times
      from gone cross join lateral (values (file_id), (over)) as had (id) group by customer_id, had.id)
    update files set keepers = keepers - times from let_go
    where files.customer_id = let_go.customer_id and files.id = let_go.id`,
]

async function deleteFiles(db: Scope): Promise<void> {
  for (;;) {
    const { rows } = await sql`
      delete from files where (customer_id, id) in (
        select f.customer_id, f.id from files f
        where f.keepers = 0 and f.created_at < now() - interval '1 day'
          and not ${isUnderWay('f')} r.created_at <= f.created_at + interval '1 minute')
        limit ${filesAtOnce})
      returning id`.execute(db)
    if (rows.length < filesAtOnce) return
  }
}
