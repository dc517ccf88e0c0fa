import { createHash } from 'node:crypto'
import { isIPv6 } from 'node:net'
import { sql } from 'kysely'
import type { From } from '../auth/sign-in.ts'
import type { Author } from '../database/changes.ts'
import type { Scope } from '../database/database.ts'
import { notify } from './notify.ts'

/**
 * Remembers from where a user has signed in, and tells the user of a place that had not been seen before. The very first
 * one is no news.
 */
export async function noteSignIn(db: Scope, user: Author, { address, userAgent }: From): Promise<void> {
  const { customerId, userId } = user
  const place = createHash('sha256')
    .update(`${programOf(userAgent)} ${networkOf(address)}`)
    .digest()
  const { rows } = await sql<{ is_new: boolean; has_others: boolean }>`
    with others as (
      select exists (select from places where customer_id = ${customerId} and user_id = ${userId}) as has_others)
    insert into places as known (customer_id, user_id, place) values (${customerId}, ${userId}, ${place})
    on conflict (customer_id, user_id, place) do update set seen_at = now()
    returning known.xmax = 0 as is_new, (select has_others from others) as has_others`.execute(db)
  const [{ is_new, has_others } = { is_new: false, has_others: false }] = rows
  if (!is_new || !has_others) return
  const program = userAgent === undefined ? 'A program without a name' : userAgent.slice(0, 200)
  const text = `Somebody, we hope you, has signed in from ${address} with: ${program}. If it was not you, set a new password and end that session.`
  await notify(db, user, { event: 'NewSignIn', text })
}

/** A new version is no other program. */
const programOf = (userAgent = '') => userAgent.replace(/\d+/g, '')

/** The network that a provider gives to one customer or to few: of IPv4 the /24, of IPv6 the /48. */
const networkOf = (address: string) =>
  isIPv6(address) ? address.split(':').slice(0, 3).join(':') : address.split('.').slice(0, 3).join('.')
