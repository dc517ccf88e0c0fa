import { type Kysely, sql } from 'kysely'
import { isolate } from '../isolation.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [compaction, webhooks]) await sql.raw(statement).execute(db)
  for (const table of ['webhooks', 'webhook_deliveries', 'change_compactions'])
    await sql.raw(isolate(table)).execute(db)
}

/**
 * changes.compacted says that the row stands for all that its thing had gone through until then: `after` is the whole
 * state, or null where the thing is gone. change_compactions.sequence is how far that was done.
 */
const compaction = `
  alter table changes add column compacted boolean not null default false;
  create table change_compactions (
    customer_id uuid primary key references customers on delete cascade,
    sequence    bigint not null default 0
  );
`

/**
 * webhooks.sequence is the last change that is done with: delivered, or nothing for this endpoint. Who delivers holds
 * the lease; whoever changes what is to be delivered takes it away. failing_since is null while all goes well.
 * webhook_deliveries.sequence is null of a test. What is sent is made of the change log, and kept nowhere.
 */
const webhooks = `
  create table webhooks (
    customer_id      uuid not null references customers on delete cascade,
    id               uuid not null,
    name             text not null,
    url              text not null,
    entities         text[],
    kinds            text[],
    properties       text[],
    segment_id       uuid,
    secret           bytea not null,
    old_secret       bytea,
    old_secret_until timestamptz(3),
    sequence         bigint not null,
    paused           boolean not null default false,
    paused_because   text,
    attempts         integer not null default 0,
    failing_since    timestamptz(3),
    next_attempt_at  timestamptz(3) not null default now(),
    lease            uuid,
    leased_until     timestamptz(3) not null default now(),
    created_at       timestamptz(3) not null default now(),
    created_by       uuid not null,
    updated_at       timestamptz(3) not null default now(),
    updated_by       uuid not null,
    primary key (customer_id, id)
  );
  create table webhook_deliveries (
    customer_id     uuid not null,
    id              uuid not null,
    webhook_id      uuid not null,
    message_id      text not null,
    type            text not null,
    sequence        bigint,
    attempt         integer not null,
    status          text not null check (status in ('DELIVERED', 'FAILED')),
    response_code   integer,
    response        text,
    error           text,
    duration_ms     integer not null,
    next_attempt_at timestamptz(3),
    created_at      timestamptz(3) not null default now(),
    primary key (customer_id, id),
    foreign key (customer_id, webhook_id) references webhooks on delete cascade
  );
  create index webhook_deliveries_of_webhook on webhook_deliveries (customer_id, webhook_id, id);
  create index webhook_deliveries_of_change on webhook_deliveries (customer_id, sequence);
  create index webhook_deliveries_by_age on webhook_deliveries (created_at);
`
