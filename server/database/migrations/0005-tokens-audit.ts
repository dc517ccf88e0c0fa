import { type Kysely, sql } from 'kysely'
import { isolate } from '../isolation.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [tokens, audit]) await sql.raw(statement).execute(db)
  await sql.raw(isolate('tokens')).execute(db)
  await sql.raw(isolate('audit', 'select, insert')).execute(db)
}

const tokens = `
  create table tokens (
    customer_id uuid not null,
    token_hash  bytea not null,
    id          uuid not null,
    user_id     uuid not null,
    name        text not null,
    scope       text not null check (scope in ('READ', 'WRITE', 'ADMIN')),
    created_at  timestamptz(3) not null default now(),
    used_at     timestamptz(3),
    expires_at  timestamptz(3),
    primary key (customer_id, token_hash),
    foreign key (customer_id, user_id) references users on delete cascade
  );
  create index tokens_by_id on tokens (customer_id, id);
`

/** It can only grow: the application's role may neither change nor delete what is in it. */
const audit = `
  create table audit (
    customer_id uuid not null,
    id          uuid not null,
    user_id     uuid not null,
    operation   text not null,
    subject     text,
    outcome     text not null,
    address     text,
    token_id    uuid,
    changes     jsonb,
    created_at  timestamptz(3) not null default now(),
    primary key (customer_id, id)
  );
  create index audit_by_time on audit (customer_id, created_at, id);
  create index audit_of_operation on audit (customer_id, operation, created_at, id);
  create index audit_of_user on audit (customer_id, user_id, created_at, id);
`
