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

interface Sharing {
  /** How many users share. */
  sharing: number
  /** How many the plan includes. */
  limit: number
}

/** Held until the end of the transaction, so that of two who give the last places one is refused. */
export async function holdSharing(db: Scope, customerId: string): Promise<Sharing> {
  const { rows } = await sql<{ plan: Plan }>`
    select plan from customers where customer_id = ${customerId} for no key update`.execute(db)
  const { sharingUsers: limit = Number.POSITIVE_INFINITY } = limitsOf[rows[0]?.plan ?? 'UNLIMITED']
  return { sharing: await countSharing(db, customerId), limit }
}

/** @throws a 402 where more users would share than the plan includes; fewer, or as many as before, are no matter */
export async function refuseMoreSharing(db: Scope, customerId: string, before: Sharing): Promise<void> {
  const sharing = await countSharing(db, customerId)
  if (sharing > before.limit && sharing > before.sharing) throw planExceeded(`${before.limit} users who share`)
}

async function countSharing(db: Scope, customerId: string): Promise<number> {
  const { rows } = await sql<{ sharing: number }>`
    select count(*)::integer as sharing from users
    where customer_id = ${customerId} and sharing and status in ('INVITED', 'ACTIVE')`.execute(db)
  return rows[0]?.sharing ?? 0
}
