/** What is older than the history that is kept: of each thing, the last word (as Apache Kafka's log compaction does). */
import { sql } from 'kysely'
import type { Database, Scope } from '../database/database.ts'

/** So many changes at once: on the embedded database others wait meanwhile. */
const atOnce = 500

interface OldChange {
  sequence: number
  entity: string
  entity_id: string
  change_set_id: string
  before: State
  after: State
}

type State = Record<string, unknown> | null

/** Compacts the older changes of every organisation. Of several processes, one is at each at a time. */
export async function compactChanges({ system }: Database, days: number, isStopping: () => boolean): Promise<void> {
  const { rows } = await sql<{ customer_id: string }>`select customer_id from customers`.execute(system)
  for (const { customer_id } of rows) while (!isStopping() && (await compactSome(system, customer_id, days)));
}

/** @returns whether there may be more */
const compactSome = (system: Scope, customerId: string, days: number): Promise<boolean> =>
  system.transaction().execute(async (db) => {
    const done = await holdCompaction(db, customerId)
    if (done === undefined) return false
    const changes = await oldChanges(db, customerId, done, days)
    const last = changes.at(-1)?.sequence
    if (last === undefined) return false
    const earlier = await earlierOf(db, customerId, done, changes)
    const kept = lastWords([...earlier, ...changes])
    await buryTheGone(db, customerId, kept)
    await replace(db, customerId, [...earlier, ...changes], kept)
    await sql`
      update change_compactions set sequence = ${last} where customer_id = ${customerId}`.execute(db)
    return changes.length === atOnce
  })

/** @returns how far it was done; undefined where another process is at it */
async function holdCompaction(db: Scope, customerId: string): Promise<number | undefined> {
  await sql`
    insert into change_compactions (customer_id) values (${customerId}) on conflict do nothing`.execute(db)
  const { rows } = await sql<{ sequence: number }>`
    select sequence from change_compactions where customer_id = ${customerId} for update skip locked`.execute(db)
  return rows[0]?.sequence
}

/** The next ones, up to the first that is not old: what comes behind it could be about the same thing. */
async function oldChanges(db: Scope, customerId: string, done: number, days: number): Promise<OldChange[]> {
  const { rows } = await sql<OldChange & { is_old: boolean }>`
    select sequence, entity, entity_id, change_set_id, before, after,
           created_at < now() - make_interval(days => ${days}) as is_old
    from changes join change_sets sets on sets.customer_id = changes.customer_id and sets.id = change_set_id
    where changes.customer_id = ${customerId} and sequence > ${done}
    order by sequence limit ${atOnce}`.execute(db)
  const young = rows.findIndex(({ is_old }) => !is_old)
  return young < 0 ? rows : rows.slice(0, young)
}

/** What was compacted before of the same things. */
async function earlierOf(db: Scope, customerId: string, done: number, changes: OldChange[]): Promise<OldChange[]> {
  const ids = [...new Set(changes.map(({ entity_id }) => entity_id))]
  const { rows } = await sql<OldChange>`
    select sequence, entity, entity_id, change_set_id, before, after from changes
    where customer_id = ${customerId} and entity_id = any(${ids}::uuid[]) and sequence <= ${done}
    order by sequence`.execute(db)
  return rows
}

/** Of each thing its last change, with all that it had then. @param changes in order */
function lastWords(changes: OldChange[]): OldChange[] {
  const words = new Map<string, OldChange>()
  for (const change of changes) {
    const key = `${change.entity} ${change.entity_id}`
    const before = change.before === null ? {} : words.get(key)?.after
    words.delete(key)
    words.set(key, {
      ...change,
      before: change.after === null ? epitaph(change) : null,
      after: change.after === null ? null : applied(before ?? {}, change.after),
    })
  }
  return [...words.values()]
}

/** Of a segment that is gone, who could see it; of a label, type or field, what contacts' histories go on calling it. */
function epitaph({ entity, before }: OldChange): State {
  const kept = entity === 'segment' ? 'Shared' : 'Name'
  return before !== null && kept in before ? { [kept]: before[kept] } : null
}

const applied = (state: Record<string, unknown>, after: Record<string, unknown>) =>
  Object.fromEntries(Object.entries({ ...state, ...after }).filter(([, value]) => value !== null))

/** Contacts that were in the trash, and are not even there any longer. */
async function buryTheGone(db: Scope, customerId: string, kept: OldChange[]): Promise<void> {
  const trashed = kept.filter(({ entity, after }) => entity === 'contact' && after !== null && 'DeletedDate' in after)
  if (trashed.length === 0) return
  const { rows } = await sql<{ id: string }>`
    select id from contacts
    where customer_id = ${customerId} and id = any(${trashed.map(({ entity_id }) => entity_id)}::uuid[])`.execute(db)
  const there = new Set(rows.map(({ id }) => id))
  for (const change of trashed) if (!there.has(change.entity_id)) change.after = null
}

async function replace(db: Scope, customerId: string, changes: OldChange[], kept: OldChange[]): Promise<void> {
  const staying = new Set(kept.map(({ sequence }) => sequence))
  const going = changes.filter(({ sequence }) => !staying.has(sequence))
  const json = (side: 'before' | 'after') =>
    kept.map((change) => (change[side] === null ? null : JSON.stringify(change[side])))
  await sql`
    update changes set before = word.before, after = word.after, compacted = true
    from unnest(${kept.map(({ sequence }) => sequence)}::bigint[], ${json('before')}::jsonb[], ${json('after')}::jsonb[])
      as word (sequence, before, after)
    where changes.customer_id = ${customerId} and changes.sequence = word.sequence`.execute(db)
  await sql`
    delete from changes
    where customer_id = ${customerId} and sequence = any(${going.map(({ sequence }) => sequence)}::bigint[])`.execute(
    db,
  )
  // Those that are at their end, and have left nothing. What was undone, and by what, goes on being told.
  await sql`
    delete from change_sets sets
    where customer_id = ${customerId} and id = any(${[...new Set(going.map((each) => each.change_set_id))]}::uuid[])
      and last_sequence <= ${changes.at(-1)?.sequence ?? 0} and undone_by is null and undo_of is null
      and not exists (select from changes where changes.customer_id = sets.customer_id and changes.change_set_id = sets.id
          and changes.sequence between sets.first_sequence and sets.last_sequence)`.execute(db)
}
