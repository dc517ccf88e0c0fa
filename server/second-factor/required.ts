import { type RawBuilder, sql } from 'kysely'

/** Of a row of a table of ways in: whether its user lacks the second factor that the Customer requires. */
export function lacksSecondFactor(table: 'sessions' | 'tokens'): RawBuilder<boolean> {
  const [customerId, userId] = [sql.ref(`${table}.customer_id`), sql.ref(`${table}.user_id`)]
  return sql<boolean>`(
    (select require_second_factor from customers where customers.customer_id = ${customerId})
    and not exists (
      select from second_factors as factor
      where factor.customer_id = ${customerId} and factor.user_id = ${userId} and factor.secret is not null))`
}
