/**
 * The SQL of searching. It reads the view `own_contacts`: the contacts of the connection's Customer. On the table itself,
 * row-level security would keep every condition that is not "leakproof" from the indexes (see the first migration).
 */
import { type RawBuilder, sql } from 'kysely'
import type { Scope } from '../database/database.ts'
import { all, byIndexFirst, type Condition } from './condition.ts'
import type { Position } from './cursor.ts'
import { after, orderBy, type SortKey } from './sort.ts'
import { type ContactRow, contactColumns } from './store.ts'

type Sql = RawBuilder<unknown>

/** Where to search, and which part of what is found is wanted. */
export interface Search {
  db: Scope
  customerId: string
  trash: boolean
  keys: SortKey[]
  /** Only what comes after it. */
  position: Position | undefined
  offset: number
  limit: number
}

/** What the Customer's own rows tell. */
export interface Head {
  vocabulary: number
  /** How many contacts there are, without the trash. */
  contacts: number
  timeZone: string
}

export interface KeyedRow extends ContactRow {
  keys: string[]
}

const headColumns = sql.raw('customers.vocabulary, customers.time_zone, customer_counters.contacts')
interface HeadRow {
  vocabulary: number
  contacts: number
  time_zone: string
}
const headOf = ({ vocabulary, contacts, time_zone }: HeadRow): Head => ({ vocabulary, contacts, timeZone: time_zone })

export async function readHead(db: Scope, customerId: string): Promise<Head> {
  const { rows } = await sql<HeadRow>`-- head of search
    select ${headColumns}
    from customers join customer_counters on customer_counters.customer_id = customers.customer_id
    where customers.customer_id = ${customerId}`.execute(db)
  return headOf(rows[0] as HeadRow)
}

/**
 * A page, on a walk in the order of the keys. The Customer's own row comes with it, from the same moment, even where
 * there are no contacts.
 * @param exact looked at in each contact on the way; no index is used for it
 */
export async function pageInOrder(search: Search, exact?: Sql): Promise<{ head: Head; rows: KeyedRow[] }> {
  const { db, customerId, keys, position, offset, limit } = search
  const conditions = [
    listed(search),
    ...(exact === undefined ? [] : [sql`(${exact}) is true`]),
    ...(position === undefined ? [] : [after(keys, position)]),
  ]
  const where = sql.join(conditions, sql` and `)
  // With the limit in its text, a prepared statement keeps its plan.
  // What is passed over is counted in the index alone, where it can be; only the contacts of the page are fetched.
  const contacts =
    offset === 0
      ? sql`select ${contactColumns}, ${selected(keys)} from own_contacts contacts where ${where} ${orderBy(keys)}
            limit ${sql.lit(limit)}`
      : sql`select ${contactColumns}, ${taken('passed', keys)}
            from (select contacts.id, ${selected(keys)} from own_contacts contacts where ${where}
                  ${orderBy(keys)} limit ${limit} offset ${offset}) passed
            join own_contacts contacts on contacts.customer_id = ${customerId} and contacts.id = passed.id
            ${orderBy(columnsOf('passed', keys), sql`passed.id`)}`
  // Texts of which there are few are prepared.
  const name = exact === undefined ? sql.raw('-- page of contacts') : sql``
  const { rows } = await sql<ContactRow & HeadRow & KeyColumns>`${name}
    select found.*, ${headColumns}
    from customers
    join customer_counters on customer_counters.customer_id = customers.customer_id
    left join lateral (${contacts}) found on true
    where customers.customer_id = ${customerId}`.execute(db)
  return { head: headOf(rows[0] as HeadRow), rows: rowsIn(rows, keys) }
}

/**
 * A page of the contacts that an index finds, all of which are fetched and put in order.
 * @returns with how many there are in all; undefined where there are more than `most`
 */
export async function pageAmong(search: Search, where: Sql, most: number) {
  const { db, customerId, keys, position, offset, limit } = search
  const found = columnsOf('found', keys)
  const id = sql`found.id`
  const wanted = position === undefined ? sql`` : sql`where ${after(found, position, id)}`
  const { rows } = await sql<ContactRow & KeyColumns & { found: number }>`
    with found as materialized (
      select contacts.id, ${selected(keys)} from own_contacts contacts
      where ${listed(search)} and ${where} limit ${most + 1}
    ), page as (
      select * from found ${wanted} ${orderBy(found, id)} limit ${limit} offset ${offset}
    )
    select ${contactColumns}, ${taken('page', keys)}, total.found
    from (select count(*) as found from found) total
    left join page on true
    left join own_contacts contacts on contacts.customer_id = ${customerId} and contacts.id = page.id
    ${orderBy(columnsOf('page', keys), sql`page.id`)}`.execute(db)
  const count = rows[0]?.found ?? 0
  return count > most ? undefined : { rows: rowsIn(rows, keys), count }
}

export async function countUpTo(search: Search, where: Sql, most?: number): Promise<number> {
  const limit = most === undefined ? sql`` : sql`limit ${most}`
  const { rows } = await sql<{ count: number }>`
    select count(*) as count
    from (select 1 from own_contacts contacts where ${listed(search)} and ${where} ${limit}) found`.execute(search.db)
  return rows[0]?.count ?? 0
}

/** How many the planner believes there are, from its statistics. */
export async function estimateCount(search: Pick<Search, 'db' | 'customerId' | 'trash'>, where: Sql): Promise<number> {
  const { rows } = await sql<{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }>`
    explain (format json) select 1 from own_contacts contacts where ${listed(search)} and ${where}`.execute(search.db)
  return Math.round(rows[0]?.['QUERY PLAN'][0].Plan['Plan Rows'] ?? 0)
}

const listed = ({ customerId, trash }: Pick<Search, 'customerId' | 'trash'>) =>
  sql`contacts.customer_id = ${customerId} and contacts.deleted_at is ${sql.raw(trash ? 'not null' : 'null')}`

type KeyColumns = Record<`key${number}`, unknown>
const columnName = (index: number) => `key${index}` as const
const selected = (keys: SortKey[]) =>
  sql.join(keys.map(({ key }, index) => sql`${key} as ${sql.ref(columnName(index))}`))
const columnsOf = (table: string, keys: SortKey[]): SortKey[] =>
  keys.map((each, index) => ({ ...each, key: sql.ref(`${table}.${columnName(index)}`) }))
const taken = (table: string, keys: SortKey[]) => sql.join(columnsOf(table, keys).map(({ key }) => key))

function rowsIn(rows: (ContactRow & KeyColumns)[], keys: SortKey[]): KeyedRow[] {
  // Where nothing was found there is one row without a contact.
  const contacts = rows.filter(({ id }) => id !== null)
  return contacts.map((row) => Object.assign(row, { keys: keys.map((_, index) => String(row[columnName(index)])) }))
}

/**
 * Those that were there by then: what somebody deletes afterwards is not to be taken out of the trash again. Nor is what was merged:
 * it was not deleted, it is a part of another contact. (The view is older than that column.)
 */
function thereBy(where: Pick<Search, 'customerId' | 'trash'>, begun: string): Sql {
  const there = sql`${listed(where)} and created_at <= ${begun}`
  if (!where.trash) return there
  return sql`${there} and deleted_at <= ${begun} and not exists (
    select from contacts merged
    where merged.customer_id = ${where.customerId} and merged.id = contacts.id and merged.merged_into is not null)`
}

/** The contacts that meet a condition, from behind `last` on, in the order of their ids. */
export async function nextIds(
  db: Scope,
  where: Pick<Search, 'customerId' | 'trash'>,
  exact: Sql,
  { last, begun }: { last: string; begun: string },
  limit: number,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from own_contacts contacts
    where ${thereBy(where, begun)} and id > ${last} and (${exact}) is true
    order by id limit ${limit}`.execute(db)
  return rows.map(({ id }) => id)
}

/** Of some contacts, in the trash or not, those that meet a condition. */
export async function idsAmong(db: Scope, customerId: string, ids: string[], exact: Sql): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    select id from own_contacts contacts
    where customer_id = ${customerId} and id = any(${ids}::uuid[]) and (${exact}) is true`.execute(db)
  return new Set(rows.map(({ id }) => id))
}

export async function countAll(
  db: Scope,
  where: Pick<Search, 'customerId' | 'trash'>,
  exact: Sql,
  begun: string,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from own_contacts contacts
    where ${thereBy(where, begun)} and ${exact}`.execute(db)
  return rows[0]?.count ?? 0
}

/** Now, by the clock that contacts are dated with. */
export async function databaseTime(db: Scope): Promise<string> {
  const { rows } = await sql<{ now: string }>`select clock_timestamp()::timestamptz(3) as now`.execute(db)
  return rows[0]?.now ?? ''
}

/** All contacts that meet a condition. */
export interface Found {
  customerId: string
  trash: boolean
  condition: Condition | undefined
}

const whereFound = ({ customerId, trash, condition = all([]) }: Found): Sql =>
  sql`${listed({ customerId, trash })} and ${byIndexFirst(condition)}`

/** Their ids in order, each as 16 bytes: SQL of a `bytea`. */
export const idBytes = (found: Found, keys: SortKey[]): RawBuilder<Buffer> => sql`(
  select coalesce(string_agg(uuid_send(contacts.id), ''::bytea ${orderBy(keys)}), ''::bytea)
  from own_contacts contacts where ${whereFound(found)}
)`

/** How many they are. */
export async function countFound(db: Scope, found: Found): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from own_contacts contacts where ${whereFound(found)}`.execute(db)
  return rows[0]?.count ?? 0
}

/** How many items each of the lists has at most. */
export async function mostItems(db: Scope, found: Found, lists: readonly string[]): Promise<Record<string, number>> {
  const lengths = lists.map(
    (list) => sql`coalesce(max(jsonb_array_length(properties -> ${sql.lit(list)})), 0) as ${sql.ref(list)}`,
  )
  const { rows } = await sql<Record<string, number>>`
    select ${sql.join(lengths)} from own_contacts contacts where ${whereFound(found)}`.execute(db)
  return rows[0] ?? {}
}
