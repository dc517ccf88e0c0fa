import { type RawBuilder, sql } from 'kysely'
import { faulty } from '../http/errors.ts'
import { lineProperties } from './contact.ts'
import type { Position } from './cursor.ts'

export interface SortKey {
  /** The SQL that gives the key of a row; never null. */
  key: RawBuilder<string>
  /** The type of the key in SQL. */
  type: RawBuilder<unknown>
  descending: boolean
}

const first = ''
const last = '\u{10ffff}'
const text = sql.raw('text')
const moment = sql.raw('timestamptz')

/** The keys of a `Sort`; by name when there is none. @throws a 400 where a property cannot be sorted by */
export function sortKeys(
  sort: { Property: string; Descending?: boolean | null }[] = [{ Property: 'DisplayName' }],
): SortKey[] {
  const faults = sort.flatMap(({ Property }, index) =>
    isSortable(Property)
      ? []
      : [{ Path: `Sort[${index}].Property`, Message: `cannot be sorted by; these can: ${sortable.join(', ')}` }],
  )
  if (faults.length > 0) throw faulty(faults)
  return sort.map(({ Property, Descending }) => sortKey(Property, Descending ?? false))
}

const sortable = ['DisplayName', ...lineProperties, 'CreatedDate', 'UpdatedDate']
const isSortable = (property: string) => sortable.includes(property)

function sortKey(property: string, descending: boolean): SortKey {
  if (property === 'DisplayName') return { key: sql`contacts.sort_name`, type: text, descending }
  if (property === 'CreatedDate') return { key: sql`contacts.created_at`, type: moment, descending }
  if (property === 'UpdatedDate') return { key: sql`contacts.updated_at`, type: moment, descending }
  // Those without the value come last, whichever way the others go.
  const missing = descending ? first : last
  return {
    key: sql`coalesce(contacts.sort_keys ->> ${sql.lit(property)}, ${sql.lit(missing)}) collate "C"`,
    type: text,
    descending,
  }
}

/** The last tie is broken by Id, in the direction of the first key, so that one index serves both ways. */
export function orderBy(keys: SortKey[]): RawBuilder<unknown> {
  const direction = (descending: boolean) => sql.raw(descending ? 'desc' : 'asc')
  const parts = keys.map(({ key, descending }) => sql`${key} ${direction(descending)}`)
  return sql`order by ${sql.join([...parts, sql`contacts.id ${direction(isDescending(keys))}`])}`
}

/** The rows after a position. Where all keys go one way it is one comparison of rows, which an index can serve. */
export function after(keys: SortKey[], { keys: values, id }: Position): RawBuilder<unknown> {
  const idKey = { key: sql`contacts.id`, type: sql.raw('uuid'), descending: isDescending(keys) } as const
  const all = [...keys, idKey].map((each, index) => ({ ...each, value: sql`${values[index] ?? id}::${each.type}` }))
  if (all.every(({ descending }) => descending === idKey.descending)) {
    const row = sql.join(all.map(({ key }) => key))
    const position = sql.join(all.map(({ value }) => value))
    return sql`(${row}) ${sql.raw(idKey.descending ? '<' : '>')} (${position})`
  }
  const branches = all.map(({ key, value, descending }, index) => {
    const ties = all.slice(0, index).map((tie) => sql`${tie.key} = ${tie.value}`)
    return sql`(${sql.join([...ties, sql`${key} ${sql.raw(descending ? '<' : '>')} ${value}`], sql` and `)})`
  })
  return sql`(${sql.join(branches, sql` or `)})`
}

const isDescending = (keys: SortKey[]) => keys[0]?.descending ?? false
