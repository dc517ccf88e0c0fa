/** What somebody has said of contacts that look alike: that no two of them are the same. */
import { readStates } from '../contacts/states.ts'
import { isUuid } from '../database/uuid.ts'
import { faulty } from '../http/errors.ts'
import type { Writing } from '../http/operation.ts'
import { lookAt } from './look.ts'
import { Shares } from './statistics.ts'
import * as store from './store.ts'

export async function markNotDuplicates(call: Writing<'contacts/not-duplicates'>): Promise<undefined> {
  const { db, caller, input } = call
  const { customerId } = caller
  const ids = await knownIds(call)
  const pairs = ids.flatMap((one, at) => ids.slice(at + 1).map((other): [string, string] => [one, other]))
  // Before anything is written: who follows changes waits in the same order.
  const scan = await store.lockScan(db, customerId)
  if (input.Undo) await store.unrefusePairs(db, customerId, pairs)
  else await store.refusePairs(db, caller, pairs)
  if (scan !== undefined)
    await lookAt({ db, customerId, shares: new Shares(scan.statistics), isOnlyEarlier: false }, ids)
  return undefined
}

/** In order. @throws a 400 that names those of which there is no contact */
async function knownIds({ db, caller, input }: Writing<'contacts/not-duplicates'>): Promise<string[]> {
  const given = input.Ids.map((id) => id.toLowerCase())
  const known = new Set((await readStates(db, caller.customerId, given.filter(isUuid), false)).map(({ id }) => id))
  const faults = given.flatMap((id, index) =>
    known.has(id) ? [] : [{ Path: `Ids[${index}]`, Message: 'is no id of a contact' }],
  )
  if (faults.length > 0) throw faulty(faults)
  if (known.size < 2) throw faulty([{ Path: 'Ids', Message: 'names one contact twice' }])
  return [...known].toSorted()
}
