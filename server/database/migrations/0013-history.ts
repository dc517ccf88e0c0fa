import { type Kysely, sql } from 'kysely'
import { isolate } from '../isolation.ts'
import { applicationRole } from '../scope.ts'

/**
 * What a change set says of itself. Its changes lie between two sequences, together with those of others that wrote at the
 * same time; so they are found by the key of the changes, which need no index of their sets. What was written before
 * tokens were told apart came from the web, as far as anybody knows.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [changeSets, earlierSets, rights, undoLeft, importsUndone])
    await sql.raw(statement).execute(db)
  await sql.raw(isolate('undo_left')).execute(db)
}

const changeSets = `
  alter table requests add column token jsonb;
  alter table change_sets
    add column token_id uuid,
    add column kind text not null default 'ADMINISTRATION',
    add column first_sequence bigint,
    add column last_sequence bigint,
    add column counts jsonb not null default '{}',
    add column undo_of uuid,
    add column undone_by uuid;
  alter table change_sets alter column kind drop default;
  create function added_counts(had jsonb, more jsonb) returns jsonb language sql immutable as $$
    select jsonb_object_agg(entity, times) from (
      select key as entity, sum(value::integer) as times
      from (select * from jsonb_each_text(had) union all select * from jsonb_each_text(more)) as each
      group by key) as added
  $$;
`

const earlierSets = `
  update change_sets set via = 'WEB', kind = case
    when operation in ('contacts/create', 'contacts/update/{id}', 'contacts/upsert', 'contacts/delete/{id}') then 'EDIT'
    when operation = 'contacts/batch' then 'BATCH'
    when operation in ('contacts/bulk-update', 'contacts/bulk-delete') then 'BULK'
    when operation = 'contacts/erase/{id}' then 'ERASURE'
    when operation = 'imports/create' then 'IMPORT'
    when operation = 'imports/undo/{id}' then 'UNDO'
    when operation like 'labels/%' then 'LABELS'
    when operation like 'contact-types/%' then 'CONTACT_TYPES'
    when operation = 'custom-fields/update' then 'CUSTOM_FIELDS'
    when operation like 'segments/%' then 'SEGMENTS'
    else 'ADMINISTRATION' end;
  update change_sets set first_sequence = first, last_sequence = last, counts = counted
  from (
    select customer_id, change_set_id, min(first) as first, max(last) as last, jsonb_object_agg(entity, times) as counted
    from (
      select customer_id, change_set_id, entity, count(*) as times, min(sequence) as first, max(sequence) as last
      from changes group by customer_id, change_set_id, entity) as entities
    group by customer_id, change_set_id) as made
  where change_sets.customer_id = made.customer_id and change_sets.id = made.change_set_id;
  create index change_sets_by_date on change_sets (customer_id, created_at, id);
  create index change_sets_of_kind on change_sets (customer_id, kind, created_at, id) where kind <> 'EDIT';
`

/** The log only grows, but for how far a set goes, and what undid it. */
const rights = `
  grant update (first_sequence, last_sequence, counts, undone_by) on change_sets to ${applicationRole};
`

/**
 * What an undo had to leave: that \`undo_id\` could not take back what \`set_id\` had written into a property, because
 * others had written there since. The values stand in the change log (docs/decisions/0026-undo.md).
 */
const undoLeft = `
  create table undo_left (
    customer_id uuid not null,
    entity_id   uuid not null,
    property    text not null,
    undo_id     uuid not null,
    set_id      uuid not null,
    entity      text not null,
    used_by     uuid,
    primary key (customer_id, entity_id, property, undo_id)
  );
  create index undo_left_of_words on undo_left (customer_id, entity) where entity <> 'contact';
`

/** An import has the id of its change set, and is undone when that is. */
const importsUndone = `
  insert into change_sets (customer_id, id, user_id, via, operation, kind, created_at)
    select customer_id, id, user_id, 'WEB', 'imports/create', 'IMPORT', created_at from imports
    where not (settings -> 'dryRun')::boolean
    on conflict do nothing;
  with undone as (
    select customer_id, id, gen_random_uuid() as undo_id, user_id, undone_at from imports where undone_at is not null
  ), undo as (
    insert into change_sets (customer_id, id, user_id, via, operation, kind, undo_of, created_at)
      select customer_id, undo_id, user_id, 'WEB', 'imports/undo/{id}', 'UNDO', id, undone_at from undone)
  update change_sets set undone_by = undo_id from undone
  where change_sets.customer_id = undone.customer_id and change_sets.id = undone.id;
  alter table imports drop column undone_at;
`
