import { type RawBuilder, sql } from 'kysely'
import type { Static } from 'typebox'
import { type ContactsDatatable, WebContact as WebContactClass } from '../../contract/contacts.ts'
import type { Input } from '../../contract/operations.ts'
import type { Scope } from '../database/database.ts'
import { faulty, invalid } from '../http/errors.ts'
import { type Vocabulary, vocabularyAt } from '../vocabulary/vocabulary.ts'
import type { WebContact } from './contact.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'
import { wordPatterns } from './search-words.ts'
import { after, orderBy, type SortKey, sortKeys } from './sort.ts'
import { type ContactRow, contactColumns, webContactOf } from './store.ts'

type Datatable = Static<typeof ContactsDatatable>
type Total = Pick<Datatable, 'TotalCount' | 'TotalKind'>

const usualPageSize = 50
/** So many matches of words are fetched by the index of texts and then sorted; more are walked in the order of the sort. */
const fewMatches = 1000
const countedExactly = 10_000

interface Found {
  where: RawBuilder<unknown>
  /** The number of matches, where finding them has told it. */
  count: number | undefined
  patterns: string[]
}

/** A page of contacts. */
export async function searchContacts(
  db: Scope,
  customerId: string,
  input: Input<'contacts/search'>,
): Promise<Datatable> {
  refuseUnserved(input)
  const { SearchText = '', Trash, PageNumber, Cursor, Properties, Total } = input
  const keys = sortKeys(input.Sort ?? undefined)
  const size = input.PageSize ?? usualPageSize
  const search = [customerId, SearchText, Trash ?? false, input.Sort ?? null]
  const found = await find(db, customerId, wordPatterns(SearchText ?? ''), Trash ?? false)
  const position = Cursor ? decodeCursor(Cursor, search) : undefined
  const offset = PageNumber ? (PageNumber - 1) * size : 0
  const where = position === undefined ? found.where : sql`${found.where} and ${after(keys, position)}`
  const rows = await page(db, customerId, where, keys, size + 1, offset)
  const vocabulary = await vocabularyAt(db, customerId, rows.vocabulary)
  const wanted = wantedProperties(Properties ?? undefined, vocabulary)
  const shown = rows.contacts.slice(0, size)
  const lastRow = rows.contacts.length > size ? shown.at(-1) : undefined
  return {
    Columns: columnsOf(vocabulary, wanted),
    Rows: shown.map((row) => pick(webContactOf(row, vocabulary), wanted)),
    ...(await totalOf(db, found, Total ?? undefined, Trash ? undefined : rows.total)),
    ...(lastRow === undefined ? {} : { NextCursor: encodeCursor(search, { keys: lastRow.keys, id: lastRow.id }) }),
  }
}

function refuseUnserved({ Filter, Cursor, PageNumber }: Input<'contacts/search'>): void {
  if (Filter !== undefined && Filter !== null)
    throw invalid('Filter is not served by this version; search with SearchText.', [
      { Path: 'Filter', Message: 'is not served yet' },
    ])
  if (Cursor && PageNumber) throw faulty([{ Path: 'PageNumber', Message: 'does not go together with Cursor' }])
}

/**
 * Rare words are looked up in the index of texts, which row-level security keeps from plain statements (see the
 * migration); common ones are better met on a walk in the order of the sort, which soon fills the page.
 */
async function find(db: Scope, customerId: string, patterns: string[], trash: boolean): Promise<Found> {
  const listed = sql`contacts.customer_id = ${customerId} and contacts.deleted_at is ${sql.raw(trash ? 'not null' : 'null')}`
  if (patterns.length === 0) return { where: listed, count: undefined, patterns }
  const { rows } = await sql<{ id: string }>`-- contacts with words
    select id from contacts_with_words(${patterns}, ${trash}, ${fewMatches + 1}) as id`.execute(db)
  if (rows.length <= fewMatches) {
    const ids = rows.map(({ id }) => id)
    return { where: sql`${listed} and contacts.id = any(${ids}::uuid[])`, count: ids.length, patterns }
  }
  const words = patterns.map((pattern) => sql`contacts.search_text like ${pattern}`)
  return { where: sql`${listed} and ${sql.join(words, sql` and `)}`, count: undefined, patterns }
}

/** The rows of a page, with what the Customer's own row tells in the same moment, even where there are no contacts. */
async function page(
  db: Scope,
  customerId: string,
  where: RawBuilder<unknown>,
  keys: SortKey[],
  size: number,
  offset: number,
) {
  const shownKeys = sql.join(keys.map(({ key }, index) => sql`${key} as ${sql.ref(`key${index}`)}`))
  const { rows } = await sql<
    ContactRow & Record<`key${number}`, string> & { vocabulary: number; contacts: number }
  >`-- page of contacts
    select found.*, customers.vocabulary, customer_counters.contacts
    from customers
    join customer_counters on customer_counters.customer_id = customers.customer_id
    left join lateral (
      select ${contactColumns}, ${shownKeys} from contacts where ${where}
      ${orderBy(keys)} limit ${size} offset ${offset}
    ) found on true
    where customers.customer_id = ${customerId}`.execute(db)
  const [head] = rows
  if (head === undefined) throw new Error('The Customer of a session does not exist')
  const contacts = head.id === null ? [] : rows
  return {
    vocabulary: head.vocabulary,
    total: head.contacts,
    contacts: contacts.map((row) => Object.assign(row, { keys: keys.map((_, index) => row[`key${index}`] as string) })),
  }
}

async function totalOf(
  db: Scope,
  { where, count, patterns }: Found,
  wanted: 'EXACT' | 'ESTIMATED' | 'NONE' | undefined,
  all: number | undefined,
): Promise<Total> {
  if (wanted === 'NONE') return { TotalKind: 'NONE' }
  const known = count ?? (patterns.length === 0 ? all : undefined)
  if (known !== undefined) return { TotalCount: known, TotalKind: 'EXACT' }
  if (wanted === 'EXACT') return { TotalCount: await countUpTo(db, where), TotalKind: 'EXACT' }
  const counted = wanted === 'ESTIMATED' ? Number.POSITIVE_INFINITY : await countUpTo(db, where, countedExactly + 1)
  if (counted <= countedExactly) return { TotalCount: counted, TotalKind: 'EXACT' }
  return { TotalCount: await estimate(db, where), TotalKind: 'ESTIMATED' }
}

async function countUpTo(db: Scope, where: RawBuilder<unknown>, most?: number): Promise<number> {
  const limit = most === undefined ? sql`` : sql`limit ${most}`
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (select 1 from contacts where ${where} ${limit}) found`.execute(db)
  return rows[0]?.count ?? 0
}

/** What the planner believes, from its statistics. */
async function estimate(db: Scope, where: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }>`
    explain (format json) select 1 from contacts where ${where}`.execute(db)
  return Math.round(rows[0]?.['QUERY PLAN'][0].Plan['Plan Rows'] ?? 0)
}

type Column = Datatable['Columns'][number]

const standardColumns: Column[] = Object.entries(
  WebContactClass.properties as Record<string, { type?: string; format?: string }>,
)
  .filter(([name]) => name !== 'CustomFields')
  .map(([Property, { type, format }]) => ({ Property, Title: titleOf(Property), Type: columnType(type, format) }))

function titleOf(property: string): string {
  return property.replace(/([a-z])([A-Z])/g, (_, end: string, start: string) => `${end} ${start.toLowerCase()}`)
}

function columnType(type: string | undefined, format: string | undefined): string {
  if (format === 'date-time') return 'MOMENT'
  return { array: 'LIST', boolean: 'CHECKBOX', integer: 'NUMBER' }[type ?? ''] ?? 'TEXT'
}

function columnsOf({ fields }: Vocabulary, wanted: Set<string> | undefined): Column[] {
  const custom = [...fields.values()].map(({ Name, Type }) => ({ Property: Name, Title: Name, Type }))
  const all = [...standardColumns, ...custom]
  return wanted === undefined ? all : all.filter(({ Property }) => wanted.has(Property))
}

/** The properties asked for; `CustomFields` stands for all of them. @throws a 400 where one does not exist */
function wantedProperties(properties: string[] | undefined, { fields }: Vocabulary): Set<string> | undefined {
  if (properties === undefined) return undefined
  const custom = [...fields.values()].map(({ Name }) => Name)
  const known = new Set([...Object.keys(WebContactClass.properties), ...custom])
  const faults = properties.flatMap((name, index) =>
    known.has(name) ? [] : [{ Path: `Properties[${index}]`, Message: `${name} is no property` }],
  )
  if (faults.length > 0) throw faulty(faults)
  return new Set(['Id', ...properties, ...(properties.includes('CustomFields') ? custom : [])])
}

function pick(contact: WebContact, wanted: Set<string> | undefined): WebContact {
  if (wanted === undefined) return contact
  const entries = Object.entries(contact).filter(([name]) => wanted.has(name))
  const fields = Object.entries(contact.CustomFields ?? {}).filter(([name]) => wanted.has(name))
  return {
    ...Object.fromEntries(entries),
    ...(fields.length === 0 ? {} : { CustomFields: Object.fromEntries(fields) }),
  }
}
