/** The SQL that reads the change log as outsiders see it. */
import { sql } from 'kysely'
import type { Scope } from '../database/database.ts'
import { untilOnDisk } from '../database/scope.ts'
import type { Entity } from '../history/entities.ts'

export interface ChangeRow {
  sequence: number
  entity: Entity
  entity_id: string
  before: Record<string, unknown> | null
  after: Record<string, unknown> | null
  compacted: boolean
  change_set_id: string
  user_id: string
  /** Of a segment that is there: who has created it. */
  owner_id: string | null
  created_at: string
}

export interface Page {
  rows: ChangeRow[]
  /** How far it goes. */
  last: number
  /** Whether there is more behind it. */
  more: boolean
  /** The Customer's last change. */
  latest: number
  /** The version of the vocabulary at that moment. */
  vocabulary: number
}

type PageRow = ChangeRow & { upto: number; latest: number; vocabulary: number }

/** Of things that change seldom, so many changes of others are passed over in one statement. */
const passedAtOnce = 10_000

/**
 * The changes behind one, in order. What is handed out is on the disk: what a lost machine could take back would be
 * taken for known when its sequence is given to another change.
 */
export async function readChanges(
  db: Scope,
  customerId: string,
  { after, limit, entities }: { after: number; limit: number; entities: Entity[] },
): Promise<Page> {
  const statement = entities.includes('contact') ? pageOfMost : pageOfFew
  const { rows } = await statement(db, customerId, after, limit, entities)
  const [head] = rows
  if (head === undefined) return { rows: [], last: after, more: false, latest: 0, vocabulary: 0 }
  const { upto, latest, vocabulary } = head
  // Where there is none, one row tells so.
  const found = rows.filter(({ sequence }) => sequence !== null)
  if (found.length > 0) await sql.raw(untilOnDisk).execute(db)
  const last = found.length === limit ? (found.at(-1)?.sequence ?? after) : Math.max(after, upto)
  return { rows: found, last, more: last < latest, latest, vocabulary }
}

const columns = sql.raw(`changes.sequence, entity, entity_id, before, after, compacted, change_set_id, sets.user_id,
  sets.created_at, case when entity = 'segment' then (
    select created_by from segments
    where segments.customer_id = changes.customer_id and segments.id = entity_id) end as owner_id`)

/** Contacts are most of what changes: on the way to the next ones there is little else. */
const pageOfMost = (db: Scope, customerId: string, after: number, limit: number, entities: Entity[]) =>
  sql<PageRow>`-- changes behind
    select counters.sequence as latest, counters.sequence as upto, customers.vocabulary, found.*
    from customer_counters counters
      join customers using (customer_id)
      left join lateral (
        select ${columns}
        from changes
          join change_sets sets on sets.customer_id = changes.customer_id and sets.id = change_set_id
        where changes.customer_id = ${customerId} and changes.sequence > ${after}
          and entity = any(${entities}::text[])
        order by changes.sequence limit ${limit}) found on true
    where counters.customer_id = ${customerId}
    order by found.sequence`.execute(db)

const pageOfFew = (db: Scope, customerId: string, after: number, limit: number, entities: Entity[]) =>
  sql<PageRow>`-- few changes behind
    select counters.sequence as latest, passed.upto, customers.vocabulary, found.*
    from customer_counters counters
      join customers using (customer_id)
      cross join lateral (
        select case when count(*) < ${sql.lit(passedAtOnce)} then counters.sequence else max(sequence) end as upto
        from (select sequence from changes
              where customer_id = ${customerId} and sequence > ${after}
              order by sequence limit ${sql.lit(passedAtOnce)}) window_of_changes) passed
      left join lateral (
        select ${columns}
        from changes
          join change_sets sets on sets.customer_id = changes.customer_id and sets.id = change_set_id
        where changes.customer_id = ${customerId} and changes.sequence > ${after} and changes.sequence <= passed.upto
          and entity = any(${entities}::text[])
        order by changes.sequence limit ${limit}) found on true
    where counters.customer_id = ${customerId}
    order by found.sequence`.execute(db)

/** The Customer's last change. */
export async function lastSequence(db: Scope, customerId: string): Promise<number> {
  const { rows } = await sql<{ sequence: number }>`-- last sequence
    select sequence from customer_counters where customer_id = ${customerId}`.execute(db)
  return rows[0]?.sequence ?? 0
}
