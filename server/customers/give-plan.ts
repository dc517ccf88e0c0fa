import { sql } from 'kysely'
import { recordAudit } from '../audit/audit.ts'
import type { Database } from '../database/database.ts'
import { isUuid } from '../database/uuid.ts'
import { notFound } from '../http/errors.ts'
import { limitsOf, type Plan } from '../plans/plans.ts'

/** What is over the new limits stays. @throws a 400 where there is no such Customer */
export async function givePlan({ of }: Database, customerId: string, plan: Plan, address: string): Promise<void> {
  if (!isUuid(customerId)) throw notFound('Customer')
  await of(customerId)
    .transaction()
    .execute(async (db) => {
      const { rows } = await sql<{ plan: Plan }>`
        select plan from customers where customer_id = ${customerId} for no key update`.execute(db)
      const [before] = rows
      if (before === undefined) throw notFound('Customer')
      await sql`update customers set plan = ${plan} where customer_id = ${customerId}`.execute(db)
      const change = { entity: 'customer', entityId: customerId, before, after: { plan } }
      await recordAudit(db, { operation: 'customers/update-plan', author: { customerId }, address, changes: [change] })
      await sql`
        update customer_counters set contact_limit = ${limitsOf[plan].contacts ?? null}
        where customer_id = ${customerId}`.execute(db)
    })
}
