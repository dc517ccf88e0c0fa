import { type RawBuilder, sql } from 'kysely'

type Sql = RawBuilder<unknown>

/** What contacts must be, in three forms. None of them is ever null. */
export interface Condition {
  /** Exactly those contacts. */
  exact: Sql
  /** Those and perhaps some more, by an index; undefined where no index helps. */
  indexed: Sql | undefined
  /** About as many, in a form of which the planner has statistics. */
  estimate: Sql
}

/** A condition that an index serves as it is. */
export const byIndex = (exact: Sql): Condition => ({ exact, indexed: exact, estimate: exact })

/** A condition that is met by looking at each contact. */
export const byLooking = (exact: Sql): Condition => ({ exact, indexed: undefined, estimate: exact })

/** A condition that is met by looking at those contacts which an index finds. */
export const byIndexAndLooking = (indexed: Sql, exact: Sql): Condition => ({ exact, indexed, estimate: indexed })

export function all(conditions: Condition[]): Condition {
  const indexed = conditions.flatMap((each) => each.indexed ?? [])
  return {
    exact: joined(conditions, 'exact', sql` and `, sql`true`),
    indexed: indexed.length === 0 ? undefined : sql`(${sql.join(indexed, sql` and `)})`,
    estimate: joined(conditions, 'estimate', sql` and `, sql`true`),
  }
}

export function any(conditions: Condition[]): Condition {
  const indexed = conditions.flatMap((each) => each.indexed ?? [])
  const isServed = indexed.length > 0 && indexed.length === conditions.length
  return {
    exact: joined(conditions, 'exact', sql` or `, sql`false`),
    indexed: isServed ? sql`(${sql.join(indexed, sql` or `)})` : undefined,
    estimate: joined(conditions, 'estimate', sql` or `, sql`false`),
  }
}

export const not = ({ exact, estimate }: Condition): Condition => ({
  exact: sql`not ${exact}`,
  indexed: undefined,
  estimate: sql`not ${estimate}`,
})

function joined(conditions: Condition[], form: 'exact' | 'estimate', by: Sql, none: Sql): Sql {
  return conditions.length === 0
    ? none
    : sql`(${sql.join(
        conditions.map((each) => each[form]),
        by,
      )})`
}
