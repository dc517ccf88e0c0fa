import { type RawBuilder, sql } from 'kysely'
import type { Caller } from '../http/operation.ts'

/** The rows of a table that a caller may see: a user the own ones, an administrator everybody's. */
export function ownRows(table: string, { customerId, userId, role }: Caller): RawBuilder<unknown> {
  const inCustomer = sql`${sql.ref(`${table}.customer_id`)} = ${customerId}`
  return role === 'USER' ? sql`${inCustomer} and ${sql.ref(`${table}.user_id`)} = ${userId}` : inCustomer
}
