/** From pairs to groups: contacts of which each may be the same as another one of them. */
import type { Scope } from '../database/database.ts'
import * as store from './store.ts'

/** Puts contacts whose pairs have changed, and all that were grouped with them, into the groups that they are in now. */
export async function regroup(db: Scope, customerId: string, ids: string[]): Promise<void> {
  if (ids.length === 0) return
  const members = await store.membersAround(db, customerId, ids)
  const all = members.map(({ id }) => id)
  const groups = groupsOf(await store.pairsFrom(db, customerId, all))
  const grouped = new Set(groups.flatMap((group) => group.members))
  const before = new Set(members.flatMap(({ group_id }) => group_id ?? []))
  await store.writeGroups(
    db,
    customerId,
    [...before],
    groups,
    all.filter((id) => !grouped.has(id)),
  )
}

/** Each with its smallest id and the score of its likeliest pair. */
export function groupsOf(pairs: { one: string; other: string; score: number }[]): store.Group[] {
  const above = new Map<string, string>()
  const rootOf = (id: string): string => {
    let root = id
    for (let next = above.get(root); next !== undefined && next !== root; next = above.get(root)) root = next
    above.set(id, root)
    return root
  }
  for (const { one, other } of pairs) {
    const [root, last] = [rootOf(one), rootOf(other)].toSorted() as [string, string]
    above.set(last, root)
  }
  const members = Map.groupBy(above.keys(), rootOf)
  const scores = new Map<string, number>()
  for (const { one, score } of pairs) scores.set(rootOf(one), Math.max(score, scores.get(rootOf(one)) ?? 0))
  return [...members].map(([id, ids]) => ({ id, score: scores.get(id) ?? 0, members: ids }))
}
