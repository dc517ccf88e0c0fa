/** Keeps what was found up with changes, some moments after them: nobody who writes waits for it. */
import { sql } from 'kysely'
import type { Database, Scope } from '../database/database.ts'
import { lookAt } from './look.ts'
import { Shares } from './statistics.ts'
import * as store from './store.ts'

/** How often it is looked for changes, in milliseconds. */
export const followEvery = 1000
/** So many changes a time, which takes about a tenth of that. After a large import, a rescan is sooner at its end. */
const atOnce = 200
/** Changes that make no difference are passed over. */
const passedAtOnce = 5000
const customersAtOnce = 50

/** @returns whether there are none left */
export async function followChanges(
  db: Scope,
  customerId: string,
  { sequence, statistics }: store.Scan,
  most: number,
): Promise<boolean> {
  const { sequence: latest } = await store.sequenceNow(db, customerId)
  if (latest <= sequence) return true
  const changes = await store.changedContacts(db, customerId, sequence, passedAtOnce)
  const ids = new Set<string>()
  let passed = sequence
  for (const change of changes) {
    if (change.matters && !ids.has(change.id) && ids.size === most) break
    if (change.matters) ids.add(change.id)
    passed = change.sequence
  }
  await lookAt({ db, customerId, shares: new Shares(statistics), isOnlyEarlier: false }, [...ids])
  await store.keepPlace(db, customerId, passed)
  return passed >= latest
}

/** Follows for every Customer whose list was looked through. Of several processes, one does each. */
export async function followAll({ system, of }: Database, isStopping: () => boolean): Promise<void> {
  const { rows } = await sql<{ customer_id: string }>`
    select customer_id from duplicate_scans scan join customer_counters counters using (customer_id)
    where counters.sequence > scan.sequence and scanned_at is not null limit ${customersAtOnce}`.execute(system)
  const failures: unknown[] = []
  for (const { customer_id: customerId } of rows) {
    if (isStopping()) break
    await of(customerId)
      .transaction()
      .execute(async (db) => {
        const scan = await store.tryScan(db, customerId)
        if (scan !== undefined) await followChanges(db, customerId, scan, atOnce)
      })
      .catch((error: unknown) => failures.push(error))
  }
  if (failures.length > 0) throw failures[0]
}
