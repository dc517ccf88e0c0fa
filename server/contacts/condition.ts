import { type RawBuilder, sql } from 'kysely'

type Sql = RawBuilder<unknown>

/**
 * What contacts must be, in several forms, of which `exact` is `indexed` and `beside` together, where none means true. As
 * SQL, none is ever null.
 */
export interface Condition {
  /** Exactly those contacts. */
  exact: Sql
  /** Those and perhaps some more, by an index; undefined where no index helps. */
  indexed: Sql | undefined
  /** What those that the index finds must be besides; undefined where it finds exactly those. */
  beside: Sql | undefined
  /** About as many, in a form of which the planner has statistics. */
  estimate: Sql
}

/** A condition that an index serves as it is. */
export const byIndex = (exact: Sql): Condition => ({ exact, indexed: exact, beside: undefined, estimate: exact })

/** A condition that is met by looking at each contact. */
export const byLooking = (exact: Sql): Condition => ({ exact, indexed: undefined, beside: exact, estimate: exact })

/** A condition that is met by looking at those contacts which an index finds. */
export const byIndexAndLooking = (indexed: Sql, exact: Sql): Condition => ({
  exact,
  indexed,
  beside: exact,
  estimate: indexed,
})

/** Exactly those contacts, for a statement that may go by the index. What the index is asked for is asked once: each time costs. */
export const byIndexFirst = ({ indexed, beside }: Condition): Sql => conjunction([indexed, beside]) ?? sql`true`

export function all(conditions: Condition[]): Condition {
  return {
    exact: joined(conditions, 'exact', sql` and `, sql`true`),
    indexed: conjunction(conditions.map(({ indexed }) => indexed)),
    beside: conjunction(conditions.map(({ beside }) => beside)),
    estimate: joined(conditions, 'estimate', sql` and `, sql`true`),
  }
}

export function any(conditions: Condition[]): Condition {
  const exact = joined(conditions, 'exact', sql` or `, sql`false`)
  const estimate = joined(conditions, 'estimate', sql` or `, sql`false`)
  const indexed = conditions.flatMap((each) => each.indexed ?? [])
  if (indexed.length === 0 || indexed.length < conditions.length) return { ...byLooking(exact), estimate }
  const isExact = conditions.every(({ beside }) => beside === undefined)
  return { exact, indexed: sql`(${sql.join(indexed, sql` or `)})`, beside: isExact ? undefined : exact, estimate }
}

export const not = ({ exact, estimate }: Condition): Condition => ({
  ...byLooking(sql`not ${exact}`),
  estimate: sql`not ${estimate}`,
})

function conjunction(parts: (Sql | undefined)[]): Sql | undefined {
  const there = parts.filter((part) => part !== undefined)
  return there.length === 0 ? undefined : sql`(${sql.join(there, sql` and `)})`
}

function joined(conditions: Condition[], form: 'exact' | 'estimate', by: Sql, none: Sql): Sql {
  return conditions.length === 0
    ? none
    : sql`(${sql.join(
        conditions.map((each) => each[form]),
        by,
      )})`
}
