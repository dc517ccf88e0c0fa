import { sql } from 'kysely'
import type { Database } from '../database/database.ts'
import { isUuid } from '../database/uuid.ts'
import { notFound } from '../http/errors.ts'
import { limitsOf, type Plan } from '../plans/plans.ts'

/** What is over the new limits stays. @throws a 400 where there is no such Customer */
export async function givePlan({ of }: Database, customerId: string, plan: Plan): Promise<void> {
  if (!isUuid(customerId)) throw notFound('Customer')
  await of(customerId)
    .transaction()
    .execute(async (db) => {
      const { rows } = await sql`
        update customers set plan = ${plan} where customer_id = ${customerId} returning customer_id`.execute(db)
      if (rows.length === 0) throw notFound('Customer')
      await sql`
        update customer_counters set contact_limit = ${limitsOf[plan].contacts ?? null}
        where customer_id = ${customerId}`.execute(db)
    })
}
