/** The SQL by which an undo reads the change log, and what earlier undos have left. */
import { sql } from 'kysely'
import type { Scope } from '../database/database.ts'
import { type Entity, entityNames } from '../history/entities.ts'
import type { Change, Edge } from './edge.ts'

export interface LoggedChange extends Change {
  entity: Entity
  entity_id: string
  change_set_id: string
}

const columns = sql.raw('sequence, entity, entity_id, change_set_id, before, after')

/** Where a set has its changes in the log. */
export interface SetRange {
  setId: string
  first: number
  last: number
}

/** Whether the log tells all that a set did: none of it is older than the history that is kept. */
export async function isInHistory(db: Scope, customerId: string, { first }: SetRange): Promise<boolean> {
  const { rows } = await sql`
    select from change_compactions where customer_id = ${customerId} and sequence >= ${first}`.execute(db)
  return rows.length === 0
}

/** Whether a set is a merge, or undoes one in the end, and the trash has lost what was merged. */
export async function isMergeOfGone(db: Scope, customerId: string, setId: string): Promise<boolean> {
  const { rows } = await sql`
    with recursive chain as (
      select sets.* from change_sets sets where customer_id = ${customerId} and id = ${setId}
      union all
      select sets.* from chain join change_sets sets on sets.customer_id = ${customerId} and sets.id = chain.undo_of)
    select from chain
      join changes on changes.customer_id = ${customerId} and change_set_id = chain.id
        and changes.sequence between first_sequence and last_sequence
      join merged_contacts gone on gone.customer_id = ${customerId} and gone.id = entity_id
    where kind = 'MERGE' limit 1`.execute(db)
  return rows.length > 0
}

/** The changes of a set behind `after`, found by the key of the log. @param ofContacts else of everything else */
export async function nextChanges(
  db: Scope,
  customerId: string,
  { setId, first, last }: SetRange,
  { after, limit, ofContacts }: { after: number; limit: number; ofContacts: boolean },
): Promise<LoggedChange[]> {
  const kinds = entityNames.filter((each) => (each === 'contact') === ofContacts)
  const { rows } = await sql<LoggedChange>`-- next changes of set
    select ${columns} from changes
    where customer_id = ${customerId} and sequence > ${Math.max(after, first - 1)} and sequence <= ${last}
      and change_set_id = ${setId} and entity = any(${kinds}::text[])
    order by sequence limit ${limit}`.execute(db)
  return rows
}

/** What some sets did to some things, in order; without what is older than the history, which tells no longer what was before. */
export async function changesOf(db: Scope, customerId: string, setIds: string[], ids: string[]) {
  const { rows } = await sql<LoggedChange>`-- changes of sets
    select ${columns} from changes
    where customer_id = ${customerId} and entity_id = any(${ids}::uuid[]) and change_set_id = any(${setIds}::uuid[])
      and not compacted
    order by sequence`.execute(db)
  return rows
}

/**
 * What was done to things after `after` and is in force: by sets that are not undone. Undos do not count: they only let
 * what was before come to light.
 */
export async function liveChanges(db: Scope, customerId: string, setId: string, ids: string[], after: number) {
  const { rows } = await sql<LoggedChange>`-- live changes
    select ${columns} from changes
    where customer_id = ${customerId} and entity_id = any(${ids}::uuid[]) and sequence > ${after}
      and change_set_id <> ${setId} and exists (
        select from change_sets sets
        where sets.customer_id = ${customerId} and sets.id = change_set_id and undo_of is null and undone_by is null)
    order by sequence`.execute(db)
  return rows
}

/** So many changes of a contact's field are looked at, however often it was changed. */
const mostBefore = 20

/**
 * What contacts have had in fields before, the last first, where an undo has given them what they have now: as far back as
 * nobody's change that is in force has written another value.
 * @returns by `contact field`
 */
export async function valuesGivenBack(
  db: Scope,
  customerId: string,
  ids: string[],
  fields: string[],
): Promise<Map<string, unknown[]>> {
  const { rows } = await sql<{ key: string; before: unknown; isUndo: boolean; isLive: boolean }>`-- values given back
    select wanted.id || ' ' || field as key, log.before, undo_of is not null as "isUndo",
      undo_of is null and undone_by is null as "isLive"
    from unnest(${ids}::uuid[]) as wanted (id)
      cross join unnest(${fields}::text[]) as field
      cross join lateral (
        select sequence, change_set_id, before -> ('#' || field) as before from changes
        where customer_id = ${customerId} and entity_id = wanted.id and not compacted
          and (before ? ('#' || field) or after ? ('#' || field))
        order by sequence desc limit ${mostBefore}) as log
      join change_sets sets on sets.customer_id = ${customerId} and sets.id = change_set_id
    order by sequence desc`.execute(db)
  const given = new Map<string, unknown[]>()
  for (const [key, some] of Map.groupBy(rows, (row) => row.key)) {
    if (!some[0]?.isUndo) continue
    const live = some.findIndex(({ isLive }) => isLive)
    given.set(
      key,
      some.slice(0, live === -1 ? some.length : live).map(({ before }) => before),
    )
  }
  return given
}

/** The last thing that was done to each. */
export async function lastChanges(db: Scope, customerId: string, ids: string[]): Promise<Map<string, LoggedChange>> {
  const { rows } = await sql<LoggedChange>`
    select last.* from unnest(${ids}::uuid[]) as wanted (id) cross join lateral (
      select ${columns} from changes where customer_id = ${customerId} and entity_id = wanted.id
      order by sequence desc limit 1) as last`.execute(db)
  return new Map(rows.map((row) => [row.entity_id, row]))
}

/** Whether the log knows anything of a thing before its set made it: then it was not made, but brought back. */
export async function broughtBack(db: Scope, customerId: string, made: { id: string; edge: Edge }[]) {
  const { rows } = await sql<{ id: string; set_id: string }>`
    select made.id, made.set_id
    from unnest(${made.map(({ id }) => id)}::uuid[], ${made.map(({ edge }) => edge.setId)}::uuid[],
                ${made.map(({ edge }) => edge.sequence)}::bigint[]) as made (id, set_id, sequence)
    where exists (
      select from changes
      where customer_id = ${customerId} and entity_id = made.id and changes.sequence < made.sequence
        and change_set_id <> made.set_id)`.execute(db)
  return new Set(rows.map(({ id, set_id }) => `${id} ${set_id}`))
}

export interface LeftRow {
  entity: Entity
  entity_id: string
  property: string
  set_id: string
  undo_id: string
}

/** What is left holds as long as the undo that left it is in force, and no other that is in force has gone along it. */
const isOpen = sql`
  exists (select from change_sets sets
    where sets.customer_id = l.customer_id and sets.id = l.set_id and sets.undone_by = l.undo_id)
  and not exists (select from change_sets used
    where used.customer_id = l.customer_id and used.id = l.used_by and used.undone_by is null)`

export async function leftOf(db: Scope, customerId: string, ids: string[]): Promise<LeftRow[]> {
  const { rows } = await sql<LeftRow>`-- left of things
    select entity, entity_id, property, set_id, undo_id from undo_left l
    where customer_id = ${customerId} and entity_id = any(${ids}::uuid[]) and ${isOpen}`.execute(db)
  return rows
}

/** What is left of labels, types, fields and segments. */
export async function leftWords(db: Scope, customerId: string, limit: number): Promise<LeftRow[]> {
  const { rows } = await sql<LeftRow>`
    select entity, entity_id, property, set_id, undo_id from undo_left l
    where customer_id = ${customerId} and entity <> 'contact' and ${isOpen} limit ${limit}`.execute(db)
  return rows
}

export interface Buried {
  entity: Entity
  id: string
  edge: Edge
}

export async function keepLeft(db: Scope, customerId: string, undoId: string, buried: Buried[]): Promise<void> {
  if (buried.length === 0) return
  await sql`-- keep left
    insert into undo_left (customer_id, entity_id, property, undo_id, set_id, entity)
    select ${customerId}::uuid, each.id, each.property, ${undoId}::uuid, each.set_id, each.entity
    from unnest(
      ${buried.map(({ id }) => id)}::uuid[], ${buried.map(({ edge }) => edge.property)}::text[],
      ${buried.map(({ edge }) => edge.setId)}::uuid[], ${buried.map(({ entity }) => entity)}::text[]) as each (id, property, set_id, entity)
    on conflict do nothing`.execute(db)
}

/** Says that an undo has gone along what earlier ones had left. */
export async function useLeft(
  db: Scope,
  customerId: string,
  undoId: string,
  used: { id: string; edge: Edge }[],
): Promise<void> {
  if (used.length === 0) return
  await sql`-- use left
    update undo_left set used_by = ${undoId}
    from unnest(${used.map(({ id }) => id)}::uuid[], ${used.map(({ edge }) => edge.property)}::text[],
                ${used.map(({ edge }) => edge.leftBy ?? null)}::uuid[]) as each (id, property, undo_id)
    where undo_left.customer_id = ${customerId} and undo_left.entity_id = each.id
      and undo_left.property = each.property and undo_left.undo_id = each.undo_id`.execute(db)
}
