import { type Kysely, sql } from 'kysely'
import { isolate } from '../isolation.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [merged, followed, found, refused]) await sql.raw(statement).execute(db)
  for (const table of tables) await sql.raw(isolate(table)).execute(db)
}

/**
 * contacts.merged_into is the contact that one in the trash was merged into. merged_contacts keeps that once the trash has
 * lost it: an old id goes on meaning the survivor.
 */
const merged = `
  alter table contacts add column merged_into uuid;
  create index contacts_by_survivor on contacts (customer_id, merged_into) where merged_into is not null;
  create table merged_contacts (
    customer_id uuid not null,
    id          uuid not null,
    merged_into uuid not null,
    primary key (customer_id, id)
  );
  create index merged_contacts_by_survivor on merged_contacts (customer_id, merged_into);
`

/**
 * duplicate_scans.sequence is the change up to which what was found is kept up. duplicate_contacts.keys are those under
 * which duplicate_keys has a contact: what two must have one of in common to be compared.
 */
const followed = `
  create table duplicate_scans (
    customer_id uuid primary key,
    statistics  jsonb not null,
    sequence    bigint not null,
    scanned_at  timestamptz(3)
  );
  create table duplicate_contacts (
    customer_id uuid not null,
    contact_id  uuid not null,
    keys        bigint[] not null,
    group_id    uuid,
    primary key (customer_id, contact_id)
  );
  create index duplicate_contacts_by_group on duplicate_contacts (customer_id, group_id) where group_id is not null;
  create table duplicate_keys (
    customer_id uuid not null,
    key         bigint not null,
    contact_id  uuid not null,
    primary key (customer_id, key, contact_id)
  );
`

/** Of each pair, \`one\` is the smaller id. A group has the smallest id of its contacts. */
const found = `
  create table duplicate_pairs (
    customer_id uuid not null,
    one         uuid not null,
    other       uuid not null,
    score       real not null,
    reasons     text[] not null,
    primary key (customer_id, one, other)
  );
  create index duplicate_pairs_by_other on duplicate_pairs (customer_id, other);
  create table duplicate_groups (
    customer_id uuid not null,
    id          uuid not null,
    score       real not null,
    primary key (customer_id, id)
  );
  create index duplicate_groups_by_score on duplicate_groups (customer_id, score, id);
`

const refused = `
  create table not_duplicates (
    customer_id uuid not null,
    one         uuid not null,
    other       uuid not null,
    user_id     uuid not null,
    created_at  timestamptz(3) not null default now(),
    primary key (customer_id, one, other)
  );
  create index not_duplicates_by_other on not_duplicates (customer_id, other);
`

const tables = [
  ...['merged_contacts', 'duplicate_scans', 'duplicate_contacts', 'duplicate_keys', 'duplicate_pairs'],
  ...['duplicate_groups', 'not_duplicates'],
]
