/** From pairs to groups: contacts of which each may be the same as another one of them. */
import type { Scope } from '../database/database.ts'
import * as store from './store.ts'

/**
 * So many contacts are in a group at most. In a long list, one that is a little like the next and that like another would
 * hang together without end: nobody could look through them, and each change of one would have all of them read again.
 */
export const mostTogether = 100

/** Puts contacts whose pairs have changed, and all that were grouped with them, into the groups that they are in now. */
export async function regroup(db: Scope, customerId: string, ids: string[]): Promise<void> {
  if (ids.length === 0) return
  const members = await store.membersAround(db, customerId, ids)
  const all = members.map(({ id }) => id)
  const groups = groupsOf(await store.pairsFrom(db, customerId, all), new Set(all))
  const now = new Set(groups.map(({ id }) => id))
  const grouped = new Set(groups.flatMap((group) => group.members))
  const before = new Set(members.flatMap(({ group_id }) => group_id ?? []))
  await store.writeGroups(
    db,
    customerId,
    [...before].filter((id) => !now.has(id)),
    groups,
    all.filter((id) => !grouped.has(id)),
  )
}

type Scored = Pick<store.Pair, 'one' | 'other' | 'score'>

/**
 * The likeliest pairs come together first; a pair that would make too large a group is told with that of its `one`.
 * Each group has its smallest id, and the score of the likeliest pair that is told with it.
 * @param among the contacts that are being grouped: others, who are in groups of their own, stay there
 */
export function groupsOf(pairs: Scored[], among?: Set<string>): store.Group[] {
  const together = new Map<string, { members: string[]; score: number }>()
  const groupOf = (id: string) => {
    const known = together.get(id) ?? { members: [id], score: 0 }
    together.set(id, known)
    return known
  }
  for (const { one, other, score } of pairs.toSorted(likeliestFirst)) {
    const own = groupOf(one)
    own.score = Math.max(own.score, score)
    if (among !== undefined && !among.has(other)) continue
    const theirs = groupOf(other)
    if (own === theirs || own.members.length + theirs.members.length > mostTogether) continue
    const [large, small] = own.members.length < theirs.members.length ? [theirs, own] : [own, theirs]
    large.members.push(...small.members)
    large.score = Math.max(own.score, theirs.score)
    for (const id of small.members) together.set(id, large)
  }
  return [...new Set(together.values())]
    .filter(({ score }) => score > 0)
    .map(({ members, score }) => ({ id: members.reduce(smaller), score, members }))
}

const smaller = (one: string, other: string) => (one < other ? one : other)

const likeliestFirst = (a: Scored, b: Scored) =>
  b.score - a.score || (a.one === b.one ? (a.other < b.other ? -1 : 1) : a.one < b.one ? -1 : 1)
