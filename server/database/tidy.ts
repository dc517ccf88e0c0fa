import { sql } from 'kysely'
import type { Database, Scope } from './database.ts'

/** In milliseconds. */
export const tidyEvery = 5_000

/**
 * What autovacuum does in a PostgreSQL server, and nothing in PGlite: counts again what the planner goes by, and makes room
 * of what is outdated. Without it a list that has grown is searched as if it were empty, until the process ends.
 * The limits are much like those of autovacuum (PostgreSQL manual, 24.1.6 "The Autovacuum Daemon"). One table at a time, the
 * most changed one first, since nothing else is answered meanwhile.
 */
export async function tidyTables({ pool }: Pick<Database, 'pool'>): Promise<void> {
  const { rows } = await pool.query<{ name: string; is_littered: boolean }>(`-- tables to tidy
    select relid::regclass::text as name, is_littered
    from pg_stat_user_tables
      join pg_class on pg_class.oid = relid
      cross join lateral (select 50 + 0.2 * greatest(reltuples, 0) as much) known
      cross join lateral (select n_dead_tup > much or n_ins_since_vacuum > 1000 + much as is_littered) due
    where is_littered or n_mod_since_analyze > much
    order by n_mod_since_analyze / much desc
    limit 1`)
  for (const { name, is_littered } of rows)
    await pool.query(is_littered ? `vacuum (analyze) ${name}` : `analyze ${name}`)
}

/**
 * To count for 500 values, as a server does of these columns, 150,000 contacts are looked at. In PGlite that takes 4 s; for the
 * 50 of all other columns there (see embedded-worker.ts), half a second.
 */
export async function countLess(db: Scope): Promise<void> {
  await sql`alter table contacts
    alter column search_text set statistics -1, alter column terms set statistics -1`.execute(db)
}
