/** How alike two texts are, by their letters and by their sound. */
import { doubleMetaphone } from 'double-metaphone'
import { LRUCache } from 'lru-cache'

/**
 * From 0 to 1, by how many letters are in about the same places, and more where the beginning is the same.
 * (Jaro 1989, "Advances in record-linkage methodology"; Winkler 1990, "String comparator metrics".)
 */
export function jaroWinkler(one: string, other: string): number {
  if (one === other) return 1
  const reach = Math.max(0, Math.floor(Math.max(one.length, other.length) / 2) - 1)
  const taken = new Uint8Array(other.length)
  let matching = ''
  for (let at = 0; at < one.length; at++) {
    const end = Math.min(other.length, at + reach + 1)
    for (let there = Math.max(0, at - reach); there < end; there++) {
      if (taken[there] === 1 || one[at] !== other[there]) continue
      taken[there] = 1
      matching += one[at]
      break
    }
  }
  const common = matching.length
  if (common === 0) return 0
  let [moved, next] = [0, 0]
  for (let at = 0; at < other.length; at++) if (taken[at] === 1 && other[at] !== matching[next++]) moved++
  const jaro = (common / one.length + common / other.length + (common - moved / 2) / common) / 3
  return jaro + 0.1 * commonStart(one, other) * (1 - jaro)
}

function commonStart(one: string, other: string): number {
  let count = 0
  while (count < 4 && count < one.length && one[count] === other[count]) count++
  return count
}

/**
 * How many letters were left out, put in, taken for another, or swapped with their neighbour. (Damerau 1964, "A technique
 * for computer detection and correction of spelling errors"; the restricted form, "optimal string alignment".)
 * @returns more than `most` where it is more, and then not how many
 */
export function editDistance(one: string, other: string, most: number): number {
  if (one === other) return 0
  if (Math.abs(one.length - other.length) > most) return most + 1
  let before: number[] = []
  let last = Array.from({ length: other.length + 1 }, (_, at) => at)
  for (let at = 1; at <= one.length; at++) {
    const row = nextRow(one, other, at, last, before)
    if (Math.min(...row) > most) return most + 1
    ;[before, last] = [last, row]
  }
  return last[other.length] ?? most + 1
}

/** What it takes to make the first letters of `one`, `at` of them, into the first ones of `other`, for each number of those. */
function nextRow(one: string, other: string, at: number, last: number[], before: number[]): number[] {
  const row = [at]
  const cost = (costs: number[], place: number) => costs[place] ?? Number.POSITIVE_INFINITY
  for (let there = 1; there <= other.length; there++) {
    const wrong = one[at - 1] === other[there - 1] ? 0 : 1
    const least = Math.min(cost(last, there) + 1, cost(row, there - 1) + 1, cost(last, there - 1) + wrong)
    const isSwapped = there > 1 && one[at - 1] === other[there - 2] && one[at - 2] === other[there - 1]
    row.push(isSwapped ? Math.min(least, cost(before, there - 2) + 1) : least)
  }
  return row
}

const sounds = new LRUCache<string, string>({ max: 20_000 })

/** How a word sounds: the same for `meyer` and `maier`, `stephen` and `steven`. Of scripts other than Latin, the word. */
export function soundOf(word: string): string {
  const known = sounds.get(word)
  if (known !== undefined) return known
  const sound = /^[a-z]+$/.test(word) ? doubleMetaphone(word)[0] || word : word
  sounds.set(word, sound)
  return sound
}
