import { type Kysely, sql } from 'kysely'

/** How many invitations a Customer has sent since when: a day has only so many (server/users/invitation-limit.ts). */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
      alter table customer_counters
        add column invitations integer not null default 0,
        add column invited_since timestamptz(3) not null default now();
    `)
    .execute(db)
}
