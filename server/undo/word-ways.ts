/** How far some labels, contact types, custom fields or segments go back: of one kind at once, because they may change names. */
import { isSame } from '../contacts/contact.ts'
import { type Change, differing, type Edge, type Way, type Written, wayBack } from './edge.ts'
import type { Reason } from './undoing.ts'
import type { Word, Words } from './words.ts'

/** Whether there is such a thing, as a property of it. */
export const existence = 'There'

export const writtenInWord =
  ({ properties }: Words) =>
  ({ before, after }: Change): Written => {
    if (before === null) return [[existence, false, true]]
    if (after === null) return [[existence, true, false]]
    return differing(properties(before), properties(after))
  }

export interface WordEdges {
  id: string
  /** As it is; undefined where it is gone. */
  word: Word | undefined
  /** As it was last, where it is gone. */
  last: Word | undefined
  offers: Edge[]
  left: Edge[]
  /** What the set made, where it made it. */
  made: Word | undefined
  live: { sequence: number; properties: string[] }[]
  isInUse: boolean
  /** Whether contacts that use it keep it from going along an edge: not where it goes again, as it once went. */
  isHeldByUse(edge: Edge): boolean
}

export interface WordWay {
  id: string
  ways: Map<string, Way>
  before: Word | undefined
  after: Word | undefined
  refused: Map<string, Reason>
}

export function wordWay(words: Words, edges: WordEdges, refused: Map<string, Reason>): WordWay {
  const { id, word, last, offers, left } = edges
  const base = word ?? last
  const current: Word = { ...(base && words.properties(base)), [existence]: word !== undefined }
  const ways = new Map<string, Way>()
  for (const property of new Set([...offers, ...left].map((edge) => edge.property))) {
    if (refused.has(property)) continue
    const own = [...offers, ...left].filter((edge) => edge.property === property)
    const way = wayBack(property, current[property], own, {
      isSame: (_, one, other) => isSame(one, other),
      isOpen: (edge) => isOpen(words, edge, edges),
    })
    if (way.along.length > 0) ways.set(property, way)
  }
  const isThere = ways.get(existence)?.value ?? current[existence]
  // What is not there has no properties to go back.
  if (!isThere || base === undefined) {
    for (const property of [...ways.keys()]) if (property !== existence) ways.delete(property)
    return { id, ways, before: word, after: undefined, refused }
  }
  const back = [...ways]
    .filter(([property]) => property !== existence)
    .map(([property, { value }]) => [property, value])
  const after = words.withProperties(base, { ...words.properties(base), ...Object.fromEntries(back) })
  return { id, ways, before: word, after, refused }
}

function isOpen(words: Words, edge: Edge, edges: WordEdges): boolean {
  const isOffer = edge.leftBy === undefined
  const isTouched = edges.live.some(({ sequence }) => sequence > edge.sequence)
  if (edge.property !== existence)
    return (
      isOffer ||
      !edges.live.some(({ sequence, properties }) => sequence > edge.sequence && properties.includes(edge.property))
    )
  if (edge.before === true) return isOffer || !isTouched
  if (edges.isInUse && edges.isHeldByUse(edge)) return false
  return isOffer && edges.made !== undefined ? changedSince(words, edges).length === 0 : !isTouched
}

/** What of a thing that the set has made is another now. */
export const changedSince = (words: Words, { made, word }: WordEdges): string[] =>
  made === undefined || word === undefined
    ? []
    : differing(words.properties(made), words.properties(word)).map(([property]) => property)

/** Of those that would have the name of another, the ways are refused, until no two have the same. */
export function withoutTwins(words: Words, all: Map<string, Word>, edges: WordEdges[], found: WordWay[]): WordWay[] {
  const { keyOf } = words
  if (keyOf === undefined) return found
  let ways = found
  for (;;) {
    const owners = new Map<string, string[]>()
    const after = new Map(all)
    for (const way of ways) {
      if (way.after === undefined) after.delete(way.id)
      else after.set(way.id, way.after)
    }
    for (const [id, word] of after) owners.set(keyOf(word), [...(owners.get(keyOf(word)) ?? []), id])
    const twin = ways.find(
      (way) =>
        way.after !== undefined &&
        (way.ways.has('Name') || way.ways.has(existence)) &&
        (owners.get(keyOf(way.after)) ?? []).length > 1,
    )
    if (twin === undefined) return ways
    const property = twin.before === undefined ? existence : 'Name'
    const own = edges.find(({ id }) => id === twin.id) as WordEdges
    const refused = new Map<string, Reason>([...twin.refused, [property, 'NAME_TAKEN']])
    ways = ways.map((way) => (way === twin ? wordWay(words, own, refused) : way))
  }
}
