/** What was found, a page of groups at a time. */
import { sql } from 'kysely'
import type { Input, Output } from '../../contract/operations.ts'
import { readInOrder } from '../contacts/states.ts'
import type { Scope } from '../database/database.ts'
import { isUuid } from '../database/uuid.ts'
import { faulty } from '../http/errors.ts'
import { currentVocabulary } from '../vocabulary/vocabulary.ts'
import { type Reason, reasons } from './reasons.ts'
import { type Pair, readScan, sequenceNow } from './store.ts'

type Listed = Output<'contacts/list-duplicates'>

const usualPage = 50
/** Somebody may have been added a hundred times over. */
const mostPairs = 100

export async function listDuplicates(
  db: Scope,
  customerId: string,
  { ContactId, LeastScore, PageSize, Cursor }: Input<'contacts/list-duplicates'>,
): Promise<Listed> {
  const size = PageSize ?? usualPage
  const only = [
    ...(LeastScore ? [sql`score >= ${LeastScore}`] : []),
    ...(ContactId ? [await withContact(customerId, ContactId)] : []),
  ]
  const place = Cursor ? [sql`(score, id) < (${sql.join(placeOf(Cursor))})`] : []
  const groups = await readGroups(db, customerId, [...only, ...place], size + 1)
  const shown = groups.slice(0, size)
  const last = groups.length > size ? shown.at(-1) : undefined
  const scan = await readScan(db, customerId)
  return {
    Groups: await withContacts(
      db,
      customerId,
      shown.map(({ id }) => id),
    ),
    TotalCount: await countGroups(db, customerId, only),
    ...(scan === undefined || scan.scanned_at === null ? {} : { ScannedDate: scan.scanned_at }),
    Pending: scan === undefined ? 0 : (await sequenceNow(db, customerId)).sequence - scan.sequence,
    ...(last === undefined ? {} : { NextCursor: `${last.score} ${last.id}` }),
  }
}

type Condition = ReturnType<typeof sql>

async function withContact(customerId: string, contactId: string): Promise<Condition> {
  if (!isUuid(contactId)) return sql`false`
  // Where a group is full, a pair is told with that of its `one`.
  return sql`id in (
    select group_id from duplicate_contacts where customer_id = ${customerId} and contact_id = ${contactId}
    union
    select member.group_id from duplicate_pairs pair
      join duplicate_contacts member on member.customer_id = pair.customer_id and member.contact_id = pair.one
    where pair.customer_id = ${customerId} and pair.other = ${contactId})`
}

/** @throws a 400 for what is no NextCursor */
function placeOf(cursor: string) {
  const [score = '', id = ''] = cursor.split(' ')
  if (!/^(0(\.\d+)?|1)$/.test(score) || !isUuid(id)) throw faulty([{ Path: 'Cursor', Message: 'is no NextCursor' }])
  return [sql`${score}::real`, sql`${id}::uuid`]
}

/** Somebody may have deleted a contact a moment ago: pairs are shown of which both are there. */
const livePairs = sql`
  duplicate_pairs pair
    join contacts one on one.customer_id = pair.customer_id and one.id = pair.one and one.deleted_at is null
    join contacts other on other.customer_id = pair.customer_id and other.id = pair.other and other.deleted_at is null`

const isLive = sql`exists (
  select from duplicate_contacts member
    join ${livePairs} on pair.customer_id = member.customer_id and pair.one = member.contact_id
  where member.customer_id = duplicate_groups.customer_id and member.group_id = duplicate_groups.id)`

async function readGroups(db: Scope, customerId: string, conditions: Condition[], limit: number) {
  const { rows } = await sql<{ id: string; score: number }>`
    select id, score from duplicate_groups
    where ${sql.join([sql`customer_id = ${customerId}`, ...conditions, isLive], sql` and `)}
    order by score desc, id desc limit ${limit}`.execute(db)
  return rows
}

async function countGroups(db: Scope, customerId: string, conditions: Condition[]): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from duplicate_groups
    where ${sql.join([sql`customer_id = ${customerId}`, ...conditions], sql` and `)}`.execute(db)
  return rows[0]?.count ?? 0
}

async function withContacts(db: Scope, customerId: string, groupIds: string[]): Promise<Listed['Groups']> {
  const { rows } = await sql<Pair & { group_id: string }>`
    select * from (
      select member.group_id, pair.one, pair.other, pair.score, pair.reasons,
        row_number() over (partition by member.group_id order by pair.score desc, pair.one, pair.other) as place
      from duplicate_contacts member
        join ${livePairs} on pair.customer_id = member.customer_id and pair.one = member.contact_id
      where member.customer_id = ${customerId} and member.group_id = any(${groupIds}::uuid[])) found
    where place <= ${sql.lit(mostPairs)} order by place`.execute(db)
  const pairs = Map.groupBy(rows, ({ group_id }) => group_id)
  const ids = [...new Set(rows.flatMap(({ one, other }) => [one, other]))]
  const vocabulary = await currentVocabulary(db, customerId)
  const contacts = await readInOrder(db, ids.toSorted(), { vocabulary, trash: false, isWhole: true })
  return groupIds.flatMap((id) => {
    const own = pairs.get(id) ?? []
    const members = new Set(own.flatMap(({ one, other }) => [one, other]))
    return own.length === 0
      ? []
      : {
          Score: rounded(own[0]?.score ?? 0),
          Contacts: contacts.filter(({ Id }) => members.has(Id ?? '')),
          Pairs: own.map(({ one, other, score, reasons: why }) => ({
            Ids: [one, other],
            Score: rounded(score),
            Reasons: inWords(why),
          })),
        }
  })
}

export const rounded = (score: number) => Math.round(score * 1000) / 1000

export const inWords = (why: Reason[]) => why.map((Reason) => ({ Reason, Text: reasons[Reason] }))
