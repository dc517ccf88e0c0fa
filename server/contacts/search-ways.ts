/**
 * Which way to find a page of contacts that meet a condition. What is rare is looked up in an index, fetched whole and put
 * in order; what is common is met soon enough on a walk in that order. The planner tells which it is.
 */
import { sql } from 'kysely'
import { invalid } from '../http/errors.ts'
import { all, byIndexFirst, byLooking, type Condition, not } from './condition.ts'
import { estimateCount, type Head, type KeyedRow, pageAmong, pageInOrder, type Search } from './search-statements.ts'
import type { SearchWords } from './search-words.ts'
import { byName, rank, type SortKey } from './sort.ts'

export interface Matches {
  rows: KeyedRow[]
  /** How many there are in all, where finding them has told it. */
  count?: number
}

const fewest = 1000
/** So many are put in order rather than walking without the help of an index. */
const mostSorted = 100_000
/** Statistics are taken of samples; an estimate may be as much too high. */
const trusted = 2

export async function pageOfMatches(search: Search, condition: Condition, head: Head): Promise<Matches> {
  const among = condition.indexed === undefined ? undefined : await pageOfFew(search, condition, head)
  return among ?? (await pageInOrder(search, condition.exact))
}

/** @returns undefined where there are too many */
async function pageOfFew(search: Search, condition: Condition, { contacts }: Head): Promise<Matches | undefined> {
  // Fetching n contacts costs n, meeting one in n on the walk through all of them costs all / n.
  const most = search.keys.every(({ indexed }) => indexed)
    ? Math.max(fewest, Math.ceil(Math.sqrt(contacts * search.limit)))
    : mostSorted
  if ((await estimateCount(search, condition.estimate)) > trusted * most) return undefined
  return pageAmong(search, byIndexFirst(condition), most)
}

/** Whole words before words that begin so, and these before words that contain it. */
export function rankKeys({ whole, begin }: SearchWords): SortKey[] {
  const key = sql`case when ${whole.exact} then 0 when ${begin.exact} then 1 else 2 end`
  return [{ key, type: rank, descending: false, indexed: true }, byName]
}

const mostPassed = 10_000

/**
 * The best matches first. @param search with `rankKeys` as its keys
 * @throws a 400 where the page number asks for more than a ranking can mean
 */
export async function bestMatches(
  search: Search,
  words: SearchWords,
  filter: Condition | undefined,
  head: Head,
): Promise<Matches> {
  const filtered = (condition: Condition) => all(filter === undefined ? [condition] : [condition, filter])
  const inside = filtered(words.inside)
  const few = () => pageOfFew(search, inside, head)
  const isIndexed = inside.indexed !== undefined
  const found = isIndexed ? await few() : undefined
  if (found !== undefined) return found
  const { offset, limit } = search
  if (offset > mostPassed)
    throw invalid(`More than ${mostPassed} best matches cannot be passed over: go on with Cursor, or give a Sort.`, [
      { Path: 'PageNumber', Message: 'is too high without a Sort' },
    ])
  const ranks = [words.whole, all([words.begin, not(words.whole)]), all([words.inside, not(words.begin)])]
  const rows: KeyedRow[] = []
  for (let place = reached(search); place < ranks.length && rows.length < offset + limit; place++) {
    // Of one or two letters, the index finds those with which words begin, and these mostly fill a page.
    const whole = place === 2 && !isIndexed ? await few() : undefined
    if (whole !== undefined) return whole
    const part = { ...search, keys: [byName], position: positionIn(search, place), offset: 0 }
    const condition = filtered(ranks[place] ?? byLooking(sql`false`))
    const matches = await pageOfMatches({ ...part, limit: offset + limit - rows.length }, condition, head)
    rows.push(...matches.rows.map((row) => ({ ...row, keys: [String(place), ...row.keys] })))
  }
  return { rows: rows.slice(offset) }
}

/** The rank at which the page begins. */
const reached = ({ position }: Search) => Number(position?.keys[0] ?? 0)

/** Where the page begins among the contacts of a rank. */
const positionIn = (search: Search, place: number): Search['position'] =>
  search.position !== undefined && place === reached(search)
    ? { keys: search.position.keys.slice(1), id: search.position.id }
    : undefined
