/** Who delivers what: of all processes, one at a time to each endpoint. */
import { sql } from 'kysely'
import type { Scope } from '../database/database.ts'
import { longestAnswer } from './post.ts'

/** Who has not said anything for so long is taken for dead, in milliseconds. */
const lease = 2 * longestAnswer

/** A webhook that this process delivers to. */
export interface Leased {
  customer_id: string
  id: string
  lease: string
  name: string
  url: string
  entities: string[] | null
  kinds: string[] | null
  properties: string[] | null
  segment_id: string | null
  sequence: number
  attempts: number
  failing_since: string | null
}

/** Takes some for which there is something new, and whose time it is. */
export async function takeDue(system: Scope, most: number): Promise<Leased[]> {
  const { rows } = await sql<Leased>`-- take due webhooks
    update webhooks set lease = gen_random_uuid(), leased_until = now() + make_interval(secs => ${lease / 1000})
    where (customer_id, id) in (
      select hook.customer_id, hook.id from webhooks hook
        join customer_counters counters on counters.customer_id = hook.customer_id
      where not hook.paused and hook.next_attempt_at <= now() and hook.leased_until <= now()
        and counters.sequence > hook.sequence
      order by hook.next_attempt_at limit ${most} for update of hook skip locked)
    returning customer_id, id, lease, name, url, entities, kinds, properties, segment_id, sequence, attempts,
      failing_since`.execute(system)
  return rows
}

/**
 * Notes how far it is, and keeps the lease.
 * @param hasArrived whether that was delivered, and not only nothing for this endpoint
 * @returns whether it is still this process's to deliver
 */
export async function passTo(
  db: Scope,
  { customer_id, id, lease: own }: Leased,
  sequence: number,
  hasArrived: boolean,
): Promise<boolean> {
  const { rows } = await sql`-- pass to
    update webhooks set sequence = ${sequence},
      attempts = case when ${hasArrived} then 0 else attempts end,
      failing_since = case when ${hasArrived} then null else failing_since end,
      leased_until = now() + make_interval(secs => ${lease / 1000})
    where customer_id = ${customer_id} and id = ${id} and lease = ${own} returning id`.execute(db)
  return rows.length > 0
}

/** Others may go on with it. */
export async function release(db: Scope, { customer_id, id, lease: own }: Leased): Promise<void> {
  await sql`-- release webhook
    update webhooks set lease = null, leased_until = now(), next_attempt_at = now()
    where customer_id = ${customer_id} and id = ${id} and lease = ${own}`.execute(db)
}

/** The message it is at is tried again then. @returns whether it was still this process's to deliver */
export async function putOff(db: Scope, { customer_id, id, lease: own }: Leased, until: Date): Promise<boolean> {
  const { rows } = await sql`
    update webhooks set attempts = attempts + 1, failing_since = coalesce(failing_since, now()),
      next_attempt_at = ${until}, lease = null, leased_until = now()
    where customer_id = ${customer_id} and id = ${id} and lease = ${own} returning id`.execute(db)
  return rows.length > 0
}

/** @returns whether it was still this process's to deliver */
export async function pause(db: Scope, { customer_id, id, lease: own }: Leased, because: string): Promise<boolean> {
  const { rows } = await sql`
    update webhooks set paused = true, paused_because = ${because}, attempts = attempts + 1,
      failing_since = coalesce(failing_since, now()), lease = null, leased_until = now()
    where customer_id = ${customer_id} and id = ${id} and lease = ${own} returning id`.execute(db)
  return rows.length > 0
}
