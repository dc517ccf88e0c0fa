import { type Kysely, sql } from 'kysely'
import { applicationRole } from '../scope.ts'

/**
 * A plan's limit of contacts stands beside their count, so that both are read under the lock under which the count goes up:
 * of writers at once none goes over it. VZ402 becomes the answer 402 (server/http/errors.ts).
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
      alter table customers add column delete_at timestamptz(3);
      alter table customer_counters add column contact_limit integer;
      create index exports_by_file on exports (customer_id, file_id);
      create function over_contact_limit(contact_limit integer) returns integer language plpgsql as $$
      begin
        raise exception '%', contact_limit using errcode = 'VZ402';
      end $$;
      revoke all on function over_contact_limit from public;
      grant execute on function over_contact_limit to ${applicationRole};
    `)
    .execute(db)
}
