import { type Kysely, sql } from 'kysely'
import { applicationRole } from '../scope.ts'

/** The change log only grows, but for this: what it says of one thing is emptied, and that there was a change stays. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
      create function erase_changes(erased uuid) returns integer
      language sql security definer set search_path = public as $$
        with emptied as (
          update changes set
            before = case when before is null then null else '{}'::jsonb end,
            after = case when after is null then null else '{}'::jsonb end
          where customer_id = current_setting('voyzu.customer')::uuid and entity_id = erased
          returning 1)
        select count(*)::integer from emptied
      $$;
      revoke all on function erase_changes from public;
      grant execute on function erase_changes to ${applicationRole};
    `)
    .execute(db)
}
