import { sql } from 'kysely'
import type { Scope } from '../database/database.ts'
import { regroup } from './group.ts'
import { deletePairs, forgetContacts, lockScan } from './store.ts'

/** Forgets what was found of contacts, and what somebody said of them. */
export async function eraseDuplicates(db: Scope, customerId: string, ids: string[]): Promise<void> {
  await sql`
    delete from not_duplicates
    where customer_id = ${customerId} and (one = any(${ids}::uuid[]) or other = any(${ids}::uuid[]))`.execute(db)
  if ((await lockScan(db, customerId)) === undefined) return
  const others = await deletePairs(db, customerId, ids, false)
  await regroup(db, customerId, [...ids, ...others])
  await forgetContacts(db, customerId, ids)
}
