import { type Kysely, sql } from 'kysely'
import { isolate } from '../isolation.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [identities, states, nonces]) await sql.raw(statement).execute(db)
  await sql.raw(isolate('identities')).execute(db)
}

/**
 * Accounts at providers. One belongs to one user of the whole server: an index is unique whatever row-level security shows,
 * and tells a Customer no more than that an account, which its owner has just shown, is taken.
 */
const identities = `
  create table identities (
    customer_id uuid not null,
    id          uuid not null,
    user_id     uuid not null,
    issuer      text not null,
    subject     text not null,
    email       text,
    created_at  timestamptz(3) not null default now(),
    used_at     timestamptz(3),
    primary key (customer_id, id),
    unique (issuer, subject),
    foreign key (customer_id, user_id) references users on delete cascade
  );
  create index identities_of_user on identities (customer_id, user_id);
`

/**
 * Sign-ins that are under way. state, browser and invitation are hashes. Whose invitation it is, or who links, is there
 * only where there is one; session is that of who links. The application's role sees none.
 */
const states = `
  create table openid_states (
    state         bytea primary key,
    browser       bytea,
    provider      text not null,
    code_verifier text not null,
    nonce         text not null,
    customer_id   uuid,
    invitation    bytea,
    user_id       uuid,
    session       bytea,
    expires_at    timestamptz(3) not null
  );
  create index openid_states_by_end on openid_states (expires_at);
`

/** Hashes of the nonces that were given and not yet used. */
const nonces = `
  create table openid_nonces (
    nonce      bytea primary key,
    expires_at timestamptz(3) not null
  );
  create index openid_nonces_by_end on openid_nonces (expires_at);
`
