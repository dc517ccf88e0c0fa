/** What the plans of an organisation include. A server of one's own has no limits unless its operator sets a plan. */
import { sql } from 'kysely'
import type { Scope } from '../database/database.ts'
import { planExceeded } from '../http/errors.ts'

export type Plan = 'FREE' | 'STANDARD' | 'UNLIMITED'

export interface Limits {
  contacts?: number
  sharingUsers?: number
}

export const limitsOf: Record<Plan, Limits> = {
  FREE: { contacts: 30 },
  STANDARD: { contacts: 10_000, sharingUsers: 50 },
  UNLIMITED: {},
}

/** How many contacts may be added. Others may be at it, too: what holds is what the end of the transaction says. */
export async function contactRoom(db: Scope, customerId: string): Promise<{ room: number; limit: number }> {
  const { rows } = await sql<{ contacts: number; contact_limit: number | null }>`
    select contacts, contact_limit from customer_counters where customer_id = ${customerId}`.execute(db)
  const { contacts = 0, contact_limit: limit = null } = rows[0] ?? {}
  return limit === null
    ? { room: Number.POSITIVE_INFINITY, limit: Number.POSITIVE_INFINITY }
    : { room: Math.max(0, limit - contacts), limit }
}

/** @throws a 402 where more users would share than the plan includes; fewer, or as many as before, are no matter */
export async function refuseMoreSharing(db: Scope, customerId: string, before: number): Promise<void> {
  const { plan, sharing } = await sharingOf(db, customerId)
  const limit = limitsOf[plan].sharingUsers
  if (limit !== undefined && sharing > limit && sharing > before) throw planExceeded(`${limit} users who share`)
}

/** Held until the end of the transaction, so that of two who give the last places one is refused. */
export async function holdSharing(db: Scope, customerId: string): Promise<number> {
  await sql`select from customers where customer_id = ${customerId} for no key update`.execute(db)
  return (await sharingOf(db, customerId)).sharing
}

/** Whether one more user may share. Held until the end of the transaction, like `holdSharing`. */
export async function hasSharingRoom(db: Scope, customerId: string): Promise<boolean> {
  const sharing = await holdSharing(db, customerId)
  const { plan } = await sharingOf(db, customerId)
  return sharing < (limitsOf[plan].sharingUsers ?? Number.POSITIVE_INFINITY)
}

async function sharingOf(db: Scope, customerId: string): Promise<{ plan: Plan; sharing: number }> {
  const { rows } = await sql<{ plan: Plan; sharing: number }>`
    select plan, (
      select count(*)::integer from users
      where users.customer_id = customers.customer_id and sharing and status in ('INVITED', 'ACTIVE')) as sharing
    from customers where customer_id = ${customerId}`.execute(db)
  return rows[0] ?? { plan: 'UNLIMITED', sharing: 0 }
}
