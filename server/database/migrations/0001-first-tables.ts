import { type Kysely, sql } from 'kysely'
import { isolate } from '../isolation.ts'
import { applicationRole } from '../scope.ts'

/**
 * Tenant tables begin every key and index with customer_id, so a Customer's rows lie together (and could be distributed
 * on it). Contacts and changes have no foreign key to their Customer: its check would lock one row of `customers` in
 * every insert, and the id never comes from a caller.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(extensions).execute(db)
  await sql.raw(role).execute(db)
  for (const statement of [serverTables, customerTables, contactTables, segmentTables, changeTables, callTables])
    await sql.raw(statement).execute(db)
  for (const table of tenantTables) await sql.raw(isolate(table, rightsOf(table))).execute(db)
  await sql.raw(ownContacts).execute(db)
  await sql.raw(holdVocabulary).execute(db)
}

const extensions = `
  create extension if not exists pg_trgm;
  create extension if not exists btree_gin;
`

// A role belongs to the whole database server, so another database may have made it already, or be making it.
const role = `
  do $$ begin
    create role ${applicationRole} nologin;
  exception when duplicate_object or unique_violation then null;
  end $$;
  do $$ begin
    execute format('grant ${applicationRole} to %I', current_user);
  end $$;
  grant usage on schema public to ${applicationRole};
`

/** What is known before any Customer is: reached by the owner's scope alone. */
const serverTables = `
  create table server_settings (
    name  text primary key,
    value text not null
  );
  create table sign_in_names (
    email       text primary key,
    customer_id uuid not null,
    user_id     uuid not null
  );
  create table sign_in_failures (
    subject       text primary key,
    failures      integer not null,
    tolerated     integer not null,
    blocked_until timestamptz(3) not null default now(),
    updated_at    timestamptz(3) not null default now()
  );
`

const customerTables = `
  create table customers (
    customer_id     uuid primary key,
    name            text not null,
    plan            text not null default 'UNLIMITED',
    default_country text,
    time_zone       text not null default 'UTC',
    vocabulary      integer not null default 1,
    created_at      timestamptz(3) not null default now()
  );
  create table users (
    customer_id   uuid not null references customers on delete cascade,
    id            uuid not null,
    email         text not null,
    password_hash text not null,
    first_name    text,
    last_name     text,
    role          text not null check (role in ('OWNER', 'ADMINISTRATOR', 'USER')),
    created_at    timestamptz(3) not null default now(),
    primary key (customer_id, id)
  );
  create table sessions (
    customer_id uuid not null,
    token_hash  bytea not null,
    id          uuid not null,
    user_id     uuid not null,
    user_agent  text,
    created_at  timestamptz(3) not null default now(),
    used_at     timestamptz(3) not null default now(),
    expires_at  timestamptz(3) not null,
    primary key (customer_id, token_hash),
    foreign key (customer_id, user_id) references users on delete cascade
  );
  create index sessions_of_user on sessions (customer_id, user_id);
`

/**
 * contacts.properties holds what the caller gave, as WebContact names it; labels, types and fields are kept by id, so a
 * rename touches none of the contacts. The other columns are made from these (server/contacts/findable.ts).
 */
const contactTables = `
  create table labels (
    customer_id uuid not null references customers on delete cascade,
    id          uuid not null,
    name        text not null,
    name_key    text not null,
    color       text,
    primary key (customer_id, id),
    unique (customer_id, name_key)
  );
  create table contact_types (
    customer_id uuid not null references customers on delete cascade,
    id          uuid not null,
    name        text not null,
    name_key    text not null,
    color       text,
    primary key (customer_id, id),
    unique (customer_id, name_key)
  );
  create table custom_fields (
    customer_id uuid not null references customers on delete cascade,
    id          uuid not null,
    name        text not null,
    name_key    text not null,
    type        text not null,
    options     jsonb,
    created_at  timestamptz(3) not null default now(),
    primary key (customer_id, id),
    unique (customer_id, name_key)
  );
  create table contacts (
    customer_id   uuid not null,
    id            uuid not null,
    version       integer not null default 1,
    properties    jsonb not null,
    labels        uuid[],
    contact_types uuid[],
    custom_fields jsonb,
    display_name  text not null,
    sort_name     text collate "C" not null,
    comparable    jsonb not null,
    terms         bigint[] not null,
    search_text   text not null,
    created_at    timestamptz(3) not null default now(),
    created_by    uuid not null,
    updated_at    timestamptz(3) not null default now(),
    updated_by    uuid not null,
    deleted_at    timestamptz(3),
    primary key (customer_id, id)
  );
  create index contacts_by_name on contacts (customer_id, sort_name, id) where deleted_at is null;
  create index contacts_by_creation on contacts (customer_id, created_at, id) where deleted_at is null;
  create index contacts_by_update on contacts (customer_id, updated_at, id) where deleted_at is null;
  create index contacts_in_trash on contacts (customer_id, deleted_at, id) where deleted_at is not null;
  create index contacts_by_text on contacts using gin (customer_id, search_text gin_trgm_ops);
  create index contacts_by_terms on contacts using gin (customer_id, terms);
  alter table contacts alter column search_text set statistics 500, alter column terms set statistics 500;
`

/** segments.search is what the caller saved, with the ids of the names in it (server/contacts/saved-search.ts). */
const segmentTables = `
  create table segments (
    customer_id uuid not null references customers on delete cascade,
    id          uuid not null,
    name        text not null,
    shared      boolean not null,
    search      jsonb not null,
    created_at  timestamptz(3) not null default now(),
    created_by  uuid not null,
    updated_at  timestamptz(3) not null default now(),
    updated_by  uuid not null,
    primary key (customer_id, id)
  );
`

/**
 * customer_counters is written last in every change, so its row lock is held for one statement and the commit, and
 * sequences become visible in their order: who has read up to one never misses a smaller one.
 */
const changeTables = `
  create table customer_counters (
    customer_id uuid primary key,
    sequence    bigint not null default 0,
    contacts    integer not null default 0
  );
  create table change_sets (
    customer_id uuid not null,
    id          uuid not null,
    user_id     uuid not null,
    via         text not null,
    operation   text not null,
    created_at  timestamptz(3) not null default now(),
    primary key (customer_id, id)
  );
  create table changes (
    customer_id   uuid not null,
    sequence      bigint not null,
    change_set_id uuid not null,
    entity        text not null,
    entity_id     uuid not null,
    before        jsonb,
    after         jsonb,
    primary key (customer_id, sequence)
  );
  create index changes_of_entity on changes (customer_id, entity_id, sequence);
`

const callTables = `
  create table idempotent_answers (
    customer_id uuid not null,
    user_id     uuid not null,
    key         text not null,
    fingerprint bytea not null,
    answer      text,
    created_at  timestamptz(3) not null default now(),
    primary key (customer_id, user_id, key)
  );
  create index idempotent_answers_by_age on idempotent_answers (customer_id, created_at);
  create table requests (
    customer_id    uuid not null,
    id             uuid not null,
    user_id        uuid not null,
    session        bytea not null,
    operation      text not null,
    subject        text,
    input          jsonb,
    state          jsonb,
    process_status text not null default 'PROCESSING' check (process_status in ('PROCESSING', 'PROCESSED', 'FAIL')),
    percent        real not null default 0,
    commentary     text not null,
    result         jsonb,
    failure        jsonb,
    created_at     timestamptz(3) not null default now(),
    updated_at     timestamptz(3) not null default now(),
    primary key (customer_id, id)
  );
  create index requests_of_user on requests (customer_id, user_id, created_at);
`

const tenantTables = [
  ...['customers', 'users', 'sessions', 'labels', 'contact_types', 'custom_fields', 'contacts', 'segments'],
  ...['customer_counters', 'change_sets', 'changes', 'idempotent_answers', 'requests'],
]

/** The log can only grow. */
const rightsOf = (table: string) => (table === 'changes' || table === 'change_sets' ? 'select, insert' : undefined)

/**
 * Row-level security keeps every operator that is not "leakproof" (LIKE, @>, &&) from the indexes, because it might tell
 * of rows before they are refused (PostgreSQL manual, 39.5 "Rules and Privileges"). So searches read this view. It shows
 * the Customer that the connection is set to, whatever a statement says, and lets conditions go to the indexes. A
 * statement with a function that tells what it sees could look beyond it: ours have none, and callers write no SQL.
 */
const ownContacts = `
  create view own_contacts as
    select * from contacts where customer_id = (select current_setting('voyzu.customer')::uuid);
  grant select on own_contacts to ${applicationRole};
`

/**
 * The version of the vocabulary, which nobody changes until the end of the transaction. The lock is one of memory: one on
 * the row of the Customer, shared by many writers at once, costs PostgreSQL ten times as much as the contact itself. A
 * function, because what it reads after it has the lock must be of a later moment than the statement's own.
 */
const holdVocabulary = `
  create function hold_vocabulary(customer uuid, shared boolean) returns integer language plpgsql volatile as $$
  begin
    if shared then perform pg_advisory_xact_lock_shared(hashtextextended('vocabulary ' || customer, 0));
    else perform pg_advisory_xact_lock(hashtextextended('vocabulary ' || customer, 0));
    end if;
    return (select vocabulary from customers where customer_id = customer);
  end $$;
  revoke all on function hold_vocabulary from public;
  grant execute on function hold_vocabulary to ${applicationRole};
`
