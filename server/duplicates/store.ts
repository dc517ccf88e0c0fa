/** The SQL of what may be duplicates, but for reading it (listing.ts). */
import { sql } from 'kysely'
import type { Author } from '../database/changes.ts'
import type { Scope } from '../database/database.ts'
import { comparedOf, mostAlike, mostSame } from './keys.ts'
import type { Reason } from './reasons.ts'
import type { Statistics } from './statistics.ts'

export interface Scan {
  statistics: Statistics
  /** The change up to which what was found is kept up. */
  sequence: number
  scanned_at: string | null
}

/** Undefined where the list was never looked through. */
export async function readScan(db: Scope, customerId: string): Promise<Scan | undefined> {
  const { rows } = await sql<Scan>`-- read scan
    select statistics, sequence, scanned_at from duplicate_scans where customer_id = ${customerId}`.execute(db)
  return rows[0]
}

/** Held until the end of the transaction: one at a time writes what is found. */
export async function lockScan(db: Scope, customerId: string): Promise<Scan | undefined> {
  const { rows } = await sql<Scan>`-- lock scan
    select statistics, sequence, scanned_at from duplicate_scans where customer_id = ${customerId} for update`.execute(
    db,
  )
  return rows[0]
}

/** The same, undefined too where somebody else is at it. */
export async function tryScan(db: Scope, customerId: string): Promise<Scan | undefined> {
  const { rows } = await sql<Scan>`-- try scan
    select statistics, sequence, scanned_at from duplicate_scans
    where customer_id = ${customerId} and scanned_at is not null for update skip locked`.execute(db)
  return rows[0]
}

/** What was found before is kept up meanwhile, from where it was. */
export async function beginScan(db: Scope, customerId: string, statistics: Statistics): Promise<void> {
  await sql`
    insert into duplicate_scans (customer_id, statistics, sequence)
    select customer_id, ${JSON.stringify(statistics)}, sequence from customer_counters where customer_id = ${customerId}
    on conflict (customer_id) do update set statistics = excluded.statistics`.execute(db)
}

/** @param sequence the change from which on the whole list was looked through */
export async function endScan(db: Scope, customerId: string, sequence: number): Promise<void> {
  await sql`
    update duplicate_scans set scanned_at = now(), sequence = greatest(sequence, ${sequence})
    where customer_id = ${customerId}`.execute(db)
}

/** The next contacts of which it is known what they are found by, on the list or not any longer. */
export async function knownBehind(db: Scope, customerId: string, after: string, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`-- known behind
    select contact_id as id from duplicate_contacts where customer_id = ${customerId} and contact_id > ${after}
    order by contact_id limit ${limit}`.execute(db)
  return rows.map(({ id }) => id)
}

export async function keepStatistics(db: Scope, customerId: string, statistics: Statistics): Promise<void> {
  await sql`
    update duplicate_scans set statistics = ${JSON.stringify(statistics)} where customer_id = ${customerId}`.execute(db)
}

export async function keepPlace(db: Scope, customerId: string, sequence: number): Promise<void> {
  await sql`-- keep place of duplicates
    update duplicate_scans set sequence = ${sequence} where customer_id = ${customerId}`.execute(db)
}

export async function sequenceNow(db: Scope, customerId: string): Promise<{ sequence: number; contacts: number }> {
  const { rows } = await sql<{ sequence: number; contacts: number }>`-- sequence now
    select sequence, contacts from customer_counters where customer_id = ${customerId}`.execute(db)
  return rows[0] ?? { sequence: 0, contacts: 0 }
}

/** What a contact is compared by: a change of nothing else makes no difference. */
const compared = [
  ...['RecordType', 'NamePrefix', 'FirstName', 'MiddleName', 'LastName', 'NameSuffix', 'Nickname', 'PhoneticFirstName'],
  ...['PhoneticLastName', 'OrganizationName', 'Emails', 'Phones', 'Addresses', 'Websites', 'Dates', 'DeletedDate'],
]

interface ChangedContact {
  sequence: number
  id: string
  /** Whether it may make a difference. */
  matters: boolean
}

/** Changes of contacts behind one, in order. */
export async function changedContacts(db: Scope, customerId: string, after: number, limit: number) {
  const { rows } = await sql<ChangedContact>`-- changed contacts
    select sequence, entity_id as id, entity = 'contact' and (before is null or after is null or after ?| ${compared}::text[]) as matters
    from changes where customer_id = ${customerId} and sequence > ${after}
    order by sequence limit ${limit}`.execute(db)
  return rows
}

/** Of which contacts the latest changes behind one are, one by one. */
export async function latelyChanged(db: Scope, customerId: string, after: number, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`-- lately changed
    select entity_id as id from changes
    where customer_id = ${customerId} and sequence > ${after} and entity = 'contact'
    order by sequence desc limit ${limit}`.execute(db)
  return rows.map(({ id }) => id)
}

export interface Keyed {
  id: string
  keys: Key[]
}

/** Contacts that have these keys from now on, and no others. Most of a list that is looked through once more have them already. */
export async function writeKeys(db: Scope, customerId: string, contacts: Keyed[]): Promise<void> {
  const known = await knownKeys(
    db,
    customerId,
    contacts.map(({ id }) => id),
  )
  const changed = contacts.filter(({ id, keys }) => known.get(id) !== asArray(keys))
  if (changed.length === 0) return
  const ids = changed.map(({ id }) => id)
  if (changed.some(({ id }) => known.has(id)))
    await sql`-- forget keys
      delete from duplicate_keys using (
        select contact_id, unnest(keys) as key from duplicate_contacts
        where customer_id = ${customerId} and contact_id = any(${ids}::uuid[])) had
      where duplicate_keys.customer_id = ${customerId} and duplicate_keys.key = had.key
        and duplicate_keys.contact_id = had.contact_id`.execute(db)
  const all = changed.flatMap(({ id, keys }) => keys.map(({ key }) => ({ id, key })))
  await sql`-- write keys
    insert into duplicate_keys (customer_id, key, contact_id)
    select ${customerId}, key, contact_id
    from unnest(${all.map(({ key }) => key)}::bigint[], ${all.map(({ id }) => id)}::uuid[]) as given (key, contact_id)
    on conflict do nothing`.execute(db)
  await sql`-- write keyed contacts
    insert into duplicate_contacts (customer_id, contact_id, keys)
    select ${customerId}, contact_id, keys::bigint[]
    from unnest(${ids}::uuid[], ${changed.map(({ keys }) => asArray(keys))}::text[]) as given (contact_id, keys)
    on conflict (customer_id, contact_id) do update set keys = excluded.keys`.execute(db)
}

const asArray = (keys: Key[]) => `{${keys.map(({ key }) => key)}}`

/** As PostgreSQL writes an array. */
async function knownKeys(db: Scope, customerId: string, ids: string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; keys: string }>`-- known keys
    select contact_id as id, keys::text from duplicate_contacts
    where customer_id = ${customerId} and contact_id = any(${ids}::uuid[])`.execute(db)
  return new Map(rows.map(({ id, keys }) => [id, keys]))
}

/** Contacts that are compared no longer. */
export async function forgetContacts(db: Scope, customerId: string, ids: string[]): Promise<void> {
  await sql`
    with gone as (
      delete from duplicate_contacts where customer_id = ${customerId} and contact_id = any(${ids}::uuid[])
      returning contact_id, keys),
    had as (select contact_id, unnest(keys) as key from gone)
    delete from duplicate_keys using had
    where duplicate_keys.customer_id = ${customerId} and duplicate_keys.key = had.key
      and duplicate_keys.contact_id = had.contact_id`.execute(db)
}

export interface Key {
  key: string
  isTelling: boolean
}

/** For each key the contacts that are compared for its sake. */
export async function contactsWithKeys(
  db: Scope,
  customerId: string,
  keys: Key[],
): Promise<Map<string, readonly string[]>> {
  // One more, to know that there are too many; and one is who is compared.
  const mosts = keys.map(({ isTelling }) => (isTelling ? mostSame : mostAlike) + 2)
  const { rows } = await sql<{ key: string; id: string }>`-- contacts with keys
    select wanted.key::text as key, found.contact_id as id
    from unnest(${keys.map(({ key }) => key)}::bigint[], ${mosts}::integer[]) as wanted (key, most)
    cross join lateral (
      select contact_id from duplicate_keys
      where customer_id = ${customerId} and duplicate_keys.key = wanted.key
      order by contact_id limit wanted.most) found`.execute(db)
  const holders = new Map<string, string[]>()
  for (const { key, id } of rows) {
    const ids = holders.get(key)
    if (ids === undefined) holders.set(key, [id])
    else ids.push(id)
  }
  return new Map(keys.map(({ key, isTelling }) => [key, comparedOf(holders.get(key) ?? [], isTelling)]))
}

export interface Pair {
  /** The smaller id. */
  one: string
  other: string
  score: number
  reasons: Reason[]
}

export const pairKey = (one: string, other: string) => (one < other ? `${one} ${other}` : `${other} ${one}`)

/** The pairs among these contacts and with others of which somebody said that they are none. */
export async function refusedPairs(db: Scope, customerId: string, ids: string[]): Promise<Set<string>> {
  const { rows } = await sql<{ one: string; other: string }>`-- refused pairs
    select one, other from not_duplicates where customer_id = ${customerId} and one = any(${ids}::uuid[])
    union
    select one, other from not_duplicates where customer_id = ${customerId} and other = any(${ids}::uuid[])`.execute(db)
  return new Set(rows.map(({ one, other }) => pairKey(one, other)))
}

export async function refusePairs(db: Scope, { customerId, userId }: Author, pairs: [string, string][]): Promise<void> {
  await sql`
    insert into not_duplicates (customer_id, one, other, user_id)
    select ${customerId}, one, other, ${userId}
    from unnest(${pairs.map(([one]) => one)}::uuid[], ${pairs.map(([, other]) => other)}::uuid[]) as pair (one, other)
    on conflict do nothing`.execute(db)
}

export async function unrefusePairs(db: Scope, customerId: string, pairs: [string, string][]): Promise<void> {
  await sql`
    delete from not_duplicates using
      unnest(${pairs.map(([one]) => one)}::uuid[], ${pairs.map(([, other]) => other)}::uuid[]) as pair (a, b)
    where customer_id = ${customerId} and one = pair.a and other = pair.b`.execute(db)
}

/**
 * Forgets what was found of contacts.
 * @param isOnlyEarlier leaves the pairs with contacts of greater ids
 * @returns whom they were paired with
 */
export async function deletePairs(
  db: Scope,
  customerId: string,
  ids: string[],
  isOnlyEarlier: boolean,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`-- delete pairs as other
    delete from duplicate_pairs where customer_id = ${customerId} and other = any(${ids}::uuid[]) returning one as id`.execute(
    db,
  )
  if (isOnlyEarlier) return rows.map(({ id }) => id)
  const later = await sql<{ id: string }>`-- delete pairs as one
    delete from duplicate_pairs where customer_id = ${customerId} and one = any(${ids}::uuid[]) returning other as id`.execute(
    db,
  )
  return [...rows, ...later.rows].map(({ id }) => id)
}

export async function insertPairs(db: Scope, customerId: string, pairs: Pair[]): Promise<void> {
  await sql`-- insert pairs
    insert into duplicate_pairs (customer_id, one, other, score, reasons)
    select ${customerId}, one, other, score, reasons::text[]
    from unnest(
      ${pairs.map(({ one }) => one)}::uuid[], ${pairs.map(({ other }) => other)}::uuid[],
      ${pairs.map(({ score }) => score)}::real[], ${pairs.map(({ reasons }) => `{${reasons}}`)}::text[])
      as pair (one, other, score, reasons)
    on conflict (customer_id, one, other) do update set score = excluded.score, reasons = excluded.reasons`.execute(db)
}

/** The contacts, and those that are in a group with them. */
export async function membersAround(db: Scope, customerId: string, ids: string[]) {
  const { rows } = await sql<{ id: string; group_id: string | null }>`-- members around
    select contact_id as id, group_id from duplicate_contacts
    where customer_id = ${customerId} and contact_id = any(${ids}::uuid[])
    union
    select contact_id, group_id from duplicate_contacts
    where customer_id = ${customerId} and group_id in (
      select group_id from duplicate_contacts
      where customer_id = ${customerId} and contact_id = any(${ids}::uuid[]) and group_id is not null)`.execute(db)
  return rows
}

export async function pairsFrom(db: Scope, customerId: string, ids: string[]) {
  const { rows } = await sql<{ one: string; other: string; score: number }>`-- pairs from
    select one, other, score from duplicate_pairs where customer_id = ${customerId} and one = any(${ids}::uuid[])`.execute(
    db,
  )
  return rows
}

export interface Group {
  id: string
  score: number
  members: string[]
}

/** @param before groups that are none any longer */
export async function writeGroups(db: Scope, customerId: string, before: string[], groups: Group[], single: string[]) {
  await sql`-- delete groups
    delete from duplicate_groups where customer_id = ${customerId} and id = any(${before}::uuid[])`.execute(db)
  await sql`-- insert groups
    insert into duplicate_groups (customer_id, id, score)
    select ${customerId}, id, score
    from unnest(${groups.map(({ id }) => id)}::uuid[], ${groups.map(({ score }) => score)}::real[]) as given (id, score)
    on conflict (customer_id, id) do update set score = excluded.score
      where duplicate_groups.score is distinct from excluded.score`.execute(db)
  const members = [
    ...groups.flatMap((group) => group.members.map((member) => ({ member, group: group.id as string | null }))),
    ...single.map((member) => ({ member, group: null })),
  ]
  await sql`-- write members
    update duplicate_contacts set group_id = given.group_id
    from unnest(${members.map(({ member }) => member)}::uuid[], ${members.map(({ group }) => group)}::uuid[])
      as given (contact_id, group_id)
    where customer_id = ${customerId} and duplicate_contacts.contact_id = given.contact_id
      and duplicate_contacts.group_id is distinct from given.group_id`.execute(db)
}
