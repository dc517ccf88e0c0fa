import { type RawBuilder, sql } from 'kysely'
import { isUuid } from '../database/uuid.ts'
import { type Fault, faulty } from '../http/errors.ts'
import { isMoment } from '../http/validation.ts'
import type { Vocabulary } from '../vocabulary/vocabulary.ts'
import type { Position } from './cursor.ts'
import { findProperty, type Kind, type Property, propertyOfField, standardProperties } from './properties.ts'

type Sql = RawBuilder<unknown>

export interface SortKey {
  /** The SQL that gives the key of a row of `contacts`; never null. */
  key: Sql
  /** The type of the key in SQL. */
  type: KeyType
  descending: boolean
  /** Whether an index has the contacts in the order of this key. */
  indexed: boolean
}

interface KeyType {
  sql: Sql
  /** Whether a text can be read as such a key: callers hold cursors, and may change them. */
  reads(key: string): boolean
}

const text: KeyType = { sql: sql.raw('text'), reads: (key) => !key.includes('\0') && key.isWellFormed() }
const moment: KeyType = {
  sql: sql.raw('timestamptz'),
  reads: (key) => /^[1-9]\d{3}-.*Z$/.test(key) && isMoment(key),
}
const numeric: KeyType = {
  sql: sql.raw('numeric'),
  reads: (key) => /^-?(Infinity|\d{1,400}(\.\d{1,400})?(e[+-]?\d{1,3})?)$/.test(key),
}
const uuid: KeyType = { sql: sql.raw('uuid'), reads: isUuid }
/** Few numbers, from 0 on. */
export const rank: KeyType = { sql: sql.raw('integer'), reads: (key) => /^\d$/.test(key) }

export const byName: SortKey = { key: sql`contacts.sort_name`, type: text, descending: false, indexed: true }

/** Whether the order can be told without the Customer's own words. */
export const isStandardSort = (sort: Sort[]) => sort.every(({ Property }) => !Property.startsWith('#'))

export interface Sort {
  Property: string
  Descending?: boolean | null
}

/** The keys of a `Sort`. @throws a 400 where a property cannot be sorted by */
export function sortKeys(sort: Sort[], vocabulary: Vocabulary): SortKey[] {
  const faults: Fault[] = []
  const keys = sort.flatMap(({ Property, Descending }, index) => {
    const property = findProperty(Property, vocabulary)
    if (property !== undefined && isSortable(property)) return sortKey(property, Descending ?? false)
    const Message = `cannot be sorted by; these can: ${sortable(vocabulary).join(', ')}`
    faults.push({ Path: `Sort[${index}].Property`, Message })
    return []
  })
  if (faults.length > 0) throw faulty(faults)
  return keys
}

const longestKey = 300

const sortableKinds: Kind[] = ['TEXT', 'NUMBER', 'FLAG', 'DAY', 'MOMENT']
const isSortable = ({ kind }: Property) => sortableKinds.includes(kind)

const sortable = ({ fields }: Vocabulary) =>
  [...standardProperties, ...[...fields.values()].map(propertyOfField)].filter(isSortable).map(({ name }) => name)

function sortKey({ key, kind, several }: Property, descending: boolean): SortKey {
  if (key === 'DisplayName') return { ...byName, descending }
  if (key === 'CreatedDate') return { key: sql`contacts.created_at`, type: moment, descending, indexed: true }
  if (key === 'UpdatedDate') return { key: sql`contacts.updated_at`, type: moment, descending, indexed: true }
  if (key === 'Version') return { key: sql`contacts.version::numeric`, type: numeric, descending, indexed: false }
  // Of several values the first counts. Contacts without any come last, whichever way the others go.
  const value = (name: string) =>
    sql`contacts.comparable -> ${sql.lit(name)}${sql.raw(several ? ' -> 0' : '')} #>> '{}'`
  const rest = { descending, indexed: false }
  if (kind === 'NUMBER') {
    const missing = sql.lit(descending ? '-Infinity' : 'Infinity')
    return { key: sql`coalesce((${value(key)})::numeric, ${missing}::numeric)`, type: numeric, ...rest }
  }
  const missing = sql.lit(descending ? '' : '\u{10ffff}')
  const ordered = kind === 'TEXT' ? sql`${value(`~${key}`)}, ` : sql``
  // A cursor carries the keys of a contact; so the order of long texts is that of their beginnings.
  const begin = sql`left(coalesce(${ordered}${value(key)}, ${missing}), ${sql.lit(longestKey)})`
  return { key: sql`${begin} collate "C"`, type: text, ...rest }
}

/** The last tie is broken by Id, in the direction of the first key, so that one index serves both ways. */
export function orderBy(keys: SortKey[], id: Sql = sql`contacts.id`): Sql {
  const direction = (descending: boolean) => sql.raw(descending ? 'desc' : 'asc')
  const parts = keys.map(({ key, descending }) => sql`${key} ${direction(descending)}`)
  return sql`order by ${sql.join([...parts, sql`${id} ${direction(isDescending(keys))}`])}`
}

/** The rows after a position. Where all keys go one way it is one comparison of rows, which an index can serve. */
export function after(keys: SortKey[], { keys: values, id }: Position, idColumn: Sql = sql`contacts.id`): Sql {
  const idKey = { key: idColumn, type: uuid, descending: isDescending(keys) } as const
  const positioned = [...keys, idKey].map((each, index) => ({
    ...each,
    value: sql`${values[index] ?? id}::${each.type.sql}`,
  }))
  if (positioned.every(({ descending }) => descending === idKey.descending)) {
    const row = sql.join(positioned.map(({ key }) => key))
    const position = sql.join(positioned.map(({ value }) => value))
    return sql`(${row}) ${sql.raw(idKey.descending ? '<' : '>')} (${position})`
  }
  const branches = positioned.map(({ key, value, descending }, index) => {
    const ties = positioned.slice(0, index).map((tie) => sql`${tie.key} = ${tie.value}`)
    return sql`(${sql.join([...ties, sql`${key} ${sql.raw(descending ? '<' : '>')} ${value}`], sql` and `)})`
  })
  return sql`(${sql.join(branches, sql` or `)})`
}

const isDescending = (keys: SortKey[]) => keys[0]?.descending ?? false
