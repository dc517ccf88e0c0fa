/** A page of contacts: what is asked for, how it is found, and how it is answered. */
import type { Static } from 'typebox'
import type { ContactsDatatable } from '../../contract/contacts.ts'
import type { Input } from '../../contract/operations.ts'
import type { Scope } from '../database/database.ts'
import { faulty } from '../http/errors.ts'
import { type Vocabulary, vocabularyAt } from '../vocabulary/vocabulary.ts'
import { columnsOf, pick, wantedProperties } from './columns.ts'
import { all, type Condition } from './condition.ts'
import { decodeCursor, encodeCursor, searchMark } from './cursor.ts'
import { filterCondition } from './filter.ts'
import { countUpTo, estimateCount, type Head, pageInOrder, readHead, type Search } from './search-statements.ts'
import { bestMatches, type Matches, pageOfMatches, rankKeys } from './search-ways.ts'
import { type SearchWords, searchWords } from './search-words.ts'
import { isStandardSort, type Sort, sortKeys } from './sort.ts'
import { webContactOf } from './store.ts'

type Datatable = Static<typeof ContactsDatatable>
type SearchInput = Input<'contacts/search'>

const usualPageSize = 50
const usualSort: Sort[] = [{ Property: 'DisplayName' }]
const countedExactly = 10_000

/** What is asked for, in the Customer's words. */
interface Question {
  words: SearchWords | undefined
  filter: Condition | undefined
  /** Whether the best matches come first. */
  isRanked: boolean
}

export async function searchContacts(db: Scope, customerId: string, input: SearchInput): Promise<Datatable> {
  if (input.Cursor && input.PageNumber)
    throw faulty([{ Path: 'PageNumber', Message: 'does not go together with Cursor' }])
  const words = searchWords(input.SearchText ?? '')
  const hasFilter = input.Filter !== undefined && input.Filter !== null
  const isPlain = words === undefined && !hasFilter && isStandardSort(input.Sort ?? usualSort)
  // What asks for nothing in the Customer's words is answered by one statement, which brings the words along.
  const head = isPlain ? undefined : await readHead(db, customerId)
  const vocabulary = head === undefined ? noVocabulary : await vocabularyAt(db, customerId, head.vocabulary)
  const context = { vocabulary, timeZone: head?.timeZone ?? '' }
  const filter = hasFilter ? filterCondition(input.Filter, context) : undefined
  const question = { words, filter, isRanked: words !== undefined && !input.Sort }
  const search = searchOf(db, customerId, input, question, vocabulary)
  const found = await find(search, question, head)
  const shown = isPlain ? await vocabularyAt(db, customerId, found.head.vocabulary) : vocabulary
  return { ...page(search, found, input, shown), ...(await totalOf(search, found, question, input.Total ?? undefined)) }
}

const noVocabulary = { fields: new Map(), fieldIds: new Map() } as unknown as Vocabulary

function searchOf(
  db: Scope,
  customerId: string,
  input: SearchInput,
  { words, isRanked }: Question,
  vocabulary: Vocabulary,
): Search {
  const size = input.PageSize ?? usualPageSize
  const keys = words !== undefined && isRanked ? rankKeys(words) : sortKeys(input.Sort ?? usualSort, vocabulary)
  return {
    db,
    customerId,
    trash: input.Trash ?? false,
    keys,
    position: input.Cursor ? decodeCursor(input.Cursor, markOf(input), keys) : undefined,
    offset: input.PageNumber ? (input.PageNumber - 1) * size : 0,
    // One more than is shown tells whether there is a next page.
    limit: size + 1,
  }
}

const markOf = ({ SearchText, Filter, Trash, Sort }: SearchInput) =>
  searchMark([SearchText ?? '', Filter ?? null, Trash ?? false, Sort ?? null])

async function find(search: Search, question: Question, head: Head | undefined): Promise<Matches & { head: Head }> {
  if (head === undefined) return pageInOrder(search)
  const { words, filter, isRanked } = question
  if (words !== undefined && isRanked) return { head, ...(await bestMatches(search, words, filter, head)) }
  const condition = conditionOf(question)
  if (condition === undefined) return pageInOrder(search)
  return { head, ...(await pageOfMatches(search, condition, head)) }
}

function conditionOf({ words, filter }: Question): Condition | undefined {
  const conditions = [words?.inside, filter].filter((each) => each !== undefined)
  return conditions.length === 0 ? undefined : all(conditions)
}

function page({ limit }: Search, { rows }: Matches, input: SearchInput, vocabulary: Vocabulary) {
  const wanted = wantedProperties(input.Properties ?? undefined, vocabulary)
  const shown = rows.slice(0, limit - 1)
  const last = rows.length === limit ? shown.at(-1) : undefined
  return {
    Columns: columnsOf(vocabulary, wanted),
    Rows: shown.map((row) => pick(webContactOf(row, vocabulary), wanted)),
    ...(last === undefined ? {} : { NextCursor: encodeCursor(markOf(input), { keys: last.keys, id: last.id }) }),
  }
}

async function totalOf(
  search: Search,
  { count, head }: Matches & { head: Head },
  question: Question,
  wanted: SearchInput['Total'] | undefined,
): Promise<Pick<Datatable, 'TotalCount' | 'TotalKind'>> {
  if (wanted === 'NONE') return { TotalKind: 'NONE' }
  const condition = conditionOf(question) ?? all([])
  const known = count ?? (conditionOf(question) === undefined && !search.trash ? head.contacts : undefined)
  if (known !== undefined) return { TotalCount: known, TotalKind: 'EXACT' }
  if (wanted === 'EXACT') return { TotalCount: await countUpTo(search, condition.exact), TotalKind: 'EXACT' }
  const estimated = await estimateCount(search, condition.estimate)
  // The estimate may be too high by as much as this; what surely is more is not counted.
  if (wanted !== 'ESTIMATED' && estimated < 1.5 * countedExactly) {
    const counted = await countUpTo(search, condition.exact, countedExactly + 1)
    if (counted <= countedExactly) return { TotalCount: counted, TotalKind: 'EXACT' }
  }
  return { TotalCount: estimated, TotalKind: 'ESTIMATED' }
}
