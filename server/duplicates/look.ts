/** Looks for what some contacts may be duplicates of, and keeps what it finds. */
import { term } from '../contacts/findable.ts'
import { readCompared } from '../contacts/states.ts'
import type { Scope } from '../database/database.ts'
import { mapInTurns } from '../jobs/turns.ts'
import { compare, listedFrom } from './compare.ts'
import { regroup } from './group.ts'
import { isTelling, keysOf } from './keys.ts'
import { Profile } from './profile.ts'
import type { Shares } from './statistics.ts'
import * as store from './store.ts'

interface Looking {
  db: Scope
  customerId: string
  shares: Shares
  /** Whether all contacts of greater ids will be looked at after these: each pair needs to be found once. */
  isOnlyEarlier: boolean
}

/** Under a lock (`lockScan`). */
export async function lookAt({ db, customerId, shares, isOnlyEarlier }: Looking, ids: string[]): Promise<void> {
  if (ids.length === 0) return
  const profiles = await readProfiles(db, customerId, ids)
  const formerly = await store.deletePairs(db, customerId, ids, isOnlyEarlier)
  const keyed = keysOfAll(customerId, profiles)
  if (keyed.length > 0) await store.writeKeys(db, customerId, keyed)
  const pairs = await candidatesOf({ db, customerId, isOnlyEarlier }, keyed)
  const others = new Set(pairs.flat().filter((id) => !profiles.has(id)))
  for (const [id, profile] of await readProfiles(db, customerId, [...others])) profiles.set(id, profile)
  const refused = await store.refusedPairs(db, customerId, ids)
  const compared = await mapInTurns(pairs, ([one, other]): store.Pair[] => {
    const [mine, theirs] = [profiles.get(one), profiles.get(other)]
    if (mine === undefined || theirs === undefined || refused.has(store.pairKey(one, other))) return []
    const { score, reasons } = compare(mine, theirs, shares)
    return score < listedFrom ? [] : [{ one, other, score, reasons }]
  })
  const found = compared.flat()
  if (found.length > 0) await store.insertPairs(db, customerId, found)
  const touched = [...formerly, ...(formerly.length > 0 ? ids : []), ...found.flatMap(({ one, other }) => [one, other])]
  await regroup(db, customerId, [...new Set(touched)])
  const gone = ids.filter((id) => !profiles.has(id))
  if (gone.length > 0) await store.forgetContacts(db, customerId, gone)
}

/** Of those that are on the list. */
export async function readProfiles(db: Scope, customerId: string, ids: string[]): Promise<Map<string, Profile>> {
  if (ids.length === 0) return new Map()
  const rows = await readCompared(db, customerId, ids)
  const made = await mapInTurns(rows, ({ id, properties }) => [id, new Profile(id, properties)] as const)
  return new Map(made)
}

/** The database knows a key by a hash of it. */
export const hashedKeys = (customerId: string, profile: Profile): store.Key[] =>
  keysOf(profile).map((key) => ({ key: term(customerId, 'duplicates', key), isTelling: isTelling(key) }))

const keysOfAll = (customerId: string, profiles: Map<string, Profile>): store.Keyed[] =>
  [...profiles].map(([id, profile]) => ({ id, keys: hashedKeys(customerId, profile) }))

/** Pairs of which the first has the smaller id. */
async function candidatesOf(
  { db, customerId, isOnlyEarlier }: Omit<Looking, 'shares'>,
  keyed: store.Keyed[],
): Promise<[string, string][]> {
  const wanted = new Map(keyed.flatMap(({ keys }) => keys.map((each) => [each.key, each] as const)))
  if (wanted.size === 0) return []
  const holders = await store.contactsWithKeys(db, customerId, [...wanted.values()])
  const pairs = new Map<string, [string, string]>()
  for (const { id, keys } of keyed) {
    const others = new Set(keys.flatMap(({ key }) => holders.get(key) ?? []))
    others.delete(id)
    for (const other of others) {
      if (isOnlyEarlier && other > id) continue
      pairs.set(store.pairKey(id, other), other < id ? [other, id] : [id, other])
    }
  }
  return [...pairs.values()]
}
