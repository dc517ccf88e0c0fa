import { type Kysely, sql } from 'kysely'

/**
 * How many invitations a Customer has sent since when: a day has only so many (server/users/invitation-limit.ts). When users last
 * signed in,
 * which the audit knows of those that were there before. What the operator of the server has done is in the audit without a user.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
      alter table customer_counters
        add column invitations integer not null default 0,
        add column invited_since timestamptz(3) not null default now();
      alter table audit alter column user_id drop not null;
      alter table users add column signed_in_at timestamptz(3);
      update users set signed_in_at = (
        select max(created_at) from audit
        where audit.customer_id = users.customer_id and audit.user_id = users.id and outcome = 'OK'
          and operation in ('auth', 'customers/create', 'users/accept', 'users/reset-password'));
    `)
    .execute(db)
}
