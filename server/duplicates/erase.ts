import { sql } from 'kysely'
import { readStates } from '../contacts/states.ts'
import type { Scope } from '../database/database.ts'
import { regroup } from './group.ts'
import { Profile } from './profile.ts'
import { without } from './statistics.ts'
import { deletePairs, forgetContacts, keepStatistics, lockScan } from './store.ts'

/** Forgets what was found of contacts, and what somebody said of them; before they are erased themselves. */
export async function eraseDuplicates(db: Scope, customerId: string, ids: string[]): Promise<void> {
  // First: who says what is no duplicate waits in the same order.
  const scan = await lockScan(db, customerId)
  await sql`
    delete from not_duplicates
    where customer_id = ${customerId} and (one = any(${ids}::uuid[]) or other = any(${ids}::uuid[]))`.execute(db)
  if (scan === undefined) return
  const states = await readStates(db, customerId, ids, false)
  const profiles = states.map(({ id, state }) => new Profile(id, state))
  await keepStatistics(db, customerId, without(scan.statistics, profiles))
  const others = await deletePairs(db, customerId, ids, false)
  await regroup(db, customerId, [...ids, ...others])
  await forgetContacts(db, customerId, ids)
}
