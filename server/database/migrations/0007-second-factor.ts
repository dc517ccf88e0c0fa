import { type Kysely, sql } from 'kysely'
import { isolate } from '../isolation.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(tables).execute(db)
  for (const table of ['second_factors', 'recovery_codes']) await sql.raw(isolate(table)).execute(db)
}

/**
 * second_factors.secret is what counts, null before the first one is confirmed; begun_secret waits to be confirmed.
 * last_step is the latest time step (RFC 6238) whose code was used; wrong_codes is how many came since the last right one.
 */
const tables = `
  alter table customers add column require_second_factor boolean not null default false;
  create table second_factors (
    customer_id  uuid not null,
    user_id      uuid not null,
    secret       bytea,
    begun_secret bytea,
    last_step    bigint not null default 0,
    wrong_codes  integer not null default 0,
    primary key (customer_id, user_id),
    foreign key (customer_id, user_id) references users on delete cascade
  );
  create table recovery_codes (
    customer_id uuid not null,
    user_id     uuid not null,
    code_hash   bytea not null,
    primary key (customer_id, user_id, code_hash),
    foreign key (customer_id, user_id) references second_factors on delete cascade
  );
`
