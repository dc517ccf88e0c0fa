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
export const byIndexFirst = ({ indexed, beside }: Condition): Sql => joined([indexed, beside], and) ?? sql`true`

export function all(conditions: Condition[]): Condition {
  return {
    exact:
      joined(
        conditions.map(({ exact }) => exact),
        and,
      ) ?? sql`true`,
    indexed: joined(
      conditions.map(({ indexed }) => indexed),
      and,
    ),
    beside: joined(
      conditions.map(({ beside }) => beside),
      and,
    ),
    estimate:
      joined(
        conditions.map(({ estimate }) => estimate),
        and,
      ) ?? sql`true`,
  }
}

export function any(conditions: Condition[]): Condition {
  const exact =
    joined(
      conditions.map(({ exact }) => exact),
      or,
    ) ?? sql`false`
  const estimate =
    joined(
      conditions.map(({ estimate }) => estimate),
      or,
    ) ?? sql`false`
  const isServed = conditions.length > 0 && conditions.every(({ indexed }) => indexed !== undefined)
  if (!isServed) return { ...byLooking(exact), estimate }
  const isExact = conditions.every(({ beside }) => beside === undefined)
  const indexed = joined(
    conditions.map(({ indexed }) => indexed),
    or,
  )
  return { exact, indexed, beside: isExact ? undefined : exact, estimate }
}

export const not = ({ exact, estimate }: Condition): Condition => ({
  ...byLooking(sql`not ${exact}`),
  estimate: sql`not ${estimate}`,
})

const and = sql` and `
const or = sql` or `

/** @returns undefined where there is nothing to join */
function joined(parts: (Sql | undefined)[], by: Sql): Sql | undefined {
  const there = parts.filter((part) => part !== undefined)
  return there.length === 0 ? undefined : sql`(${sql.join(there, by)})`
}
