/** A page of contacts: what is asked for, how it is found, and how it is answered. */
import type { Static } from 'typebox'
import type { ContactsDatatable, Filter } from '../../contract/contacts.ts'
import type { Input } from '../../contract/operations.ts'
import type { Scope } from '../database/database.ts'
import { faulty } from '../http/errors.ts'
import { type Vocabulary, vocabularyAt } from '../vocabulary/vocabulary.ts'
import { columnsOf, pick, wantedProperties } from './columns.ts'
import { all, byIndexFirst, type Condition } from './condition.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'
import { filterCondition } from './filter.ts'
import {
  countUpTo,
  estimateCount,
  type Found,
  type Head,
  idsAmong,
  type KeyedRow,
  pageInOrder,
  readHead,
  type Search,
} from './search-statements.ts'
import { bestMatches, type Matches, pageOfMatches, rankKeys } from './search-ways.ts'
import { type SearchWords, searchWords } from './search-words.ts'
import { isStandardSort, type Sort, type SortKey, sortKeys } from './sort.ts'
import { mergedInto, type WholeRow, webContactOf } from './store.ts'

type Datatable = Static<typeof ContactsDatatable>
type SearchInput = Input<'contacts/search'>

const usualPageSize = 50
const usualSort: Sort[] = [{ Property: 'DisplayName' }]
const countedExactly = 10_000

/** What is asked for, in the Customer's words. */
interface Question {
  /** Undefined where nothing is asked for in words of the Customer's: then one statement answers, which brings them along. */
  head: Head | undefined
  vocabulary: Vocabulary
  words: SearchWords | undefined
  filter: Condition | undefined
  /** Whether the best matches come first. */
  isRanked: boolean
  /** What a cursor goes on with. */
  asked: unknown[]
}

/** @param within holds beside the Filter of the input: that of a segment */
export async function searchContacts(
  db: Scope,
  customerId: string,
  input: SearchInput,
  within?: Filter,
): Promise<Datatable> {
  if (input.Cursor && input.PageNumber)
    throw faulty([{ Path: 'PageNumber', Message: 'does not go together with Cursor' }])
  const question = await readQuestion(db, customerId, input, within)
  const search = searchOf(db, customerId, input, question)
  const found = await find(search, question)
  if (search.trash) await addMerged(search, found.rows)
  const vocabulary = await vocabularyAt(db, customerId, found.head.vocabulary)
  const total = await totalOf(search, found, question, input.Total ?? undefined)
  return { ...page(search, found, input, question, vocabulary), ...total }
}

/** All contacts that a search finds, and the order of its Sort; without one by Id, in which they lie side by side. */
export async function wholeSearch(
  db: Scope,
  customerId: string,
  input: SearchInput,
  within: Filter | undefined,
): Promise<{ found: Found; keys: SortKey[] }> {
  const question = await readQuestion(db, customerId, input, within)
  const keys = sortKeys(input.Sort ?? [], question.vocabulary)
  return { found: { customerId, trash: input.Trash ?? false, condition: conditionOf(question) }, keys }
}

/** Of some contacts, in the trash or not, those that a search finds. */
export async function foundAmong(db: Scope, customerId: string, ids: string[], input: SearchInput, within?: Filter) {
  const condition = conditionOf(await readQuestion(db, customerId, input, within))
  return condition === undefined ? new Set(ids) : idsAmong(db, customerId, ids, condition.exact)
}

/** @throws a 400 where the input asks for what there is not */
export async function readQuestion(
  db: Scope,
  customerId: string,
  input: SearchInput,
  within?: Filter,
): Promise<Question> {
  const words = searchWords(customerId, input.SearchText ?? '')
  const own = ownFilters(input)
  const isPlain = words === undefined && own.length === 0 && !within && isStandardSort(input.Sort ?? usualSort)
  const head = isPlain ? undefined : await readHead(db, customerId)
  const vocabulary = head === undefined ? noVocabulary : await vocabularyAt(db, customerId, head.vocabulary)
  const context = { vocabulary, timeZone: head?.timeZone ?? '' }
  const filters = [...(within === undefined ? [] : [within]), ...own]
  const filter = filters.length === 0 ? undefined : all(filters.map((each) => filterCondition(each, context)))
  const asked = [customerId, input.SearchText ?? '', input.Filter ?? null, input.Trash ?? false, input.Sort ?? null]
  return {
    head,
    vocabulary,
    words,
    filter,
    isRanked: words !== undefined && !input.Sort,
    asked: [...asked, within ?? null, input.ImportId ?? null],
  }
}

function ownFilters({ Filter, ImportId }: SearchInput): Filter[] {
  return [
    // What is no Filter at all, as '' or 0, is refused like any other that cannot be understood.
    ...(Filter === undefined || Filter === null ? [] : [Filter]),
    ...(ImportId ? [{ Property: 'ImportId', Operator: 'EQUALS' as const, Value: ImportId }] : []),
  ]
}

const noVocabulary = { fields: new Map(), fieldIds: new Map() } as unknown as Vocabulary

function searchOf(
  db: Scope,
  customerId: string,
  input: SearchInput,
  { words, isRanked, vocabulary, asked }: Question,
): Search {
  const size = input.PageSize ?? usualPageSize
  const keys = words !== undefined && isRanked ? rankKeys(words) : sortKeys(input.Sort ?? usualSort, vocabulary)
  return {
    db,
    customerId,
    trash: input.Trash ?? false,
    keys,
    position: input.Cursor ? decodeCursor(input.Cursor, asked, keys) : undefined,
    offset: input.PageNumber ? (input.PageNumber - 1) * size : 0,
    // One more than is shown tells whether there is a next page.
    limit: size + 1,
  }
}

async function find(search: Search, question: Question): Promise<Matches & { head: Head }> {
  const { head, words, filter, isRanked } = question
  if (head === undefined) return pageInOrder(search)
  if (words !== undefined && isRanked) return { head, ...(await bestMatches(search, words, filter, head)) }
  const condition = conditionOf(question)
  if (condition === undefined) return pageInOrder(search)
  return { head, ...(await pageOfMatches(search, condition, head)) }
}

/** Of contacts in the trash, what some were merged into. The view that is searched is older than that column. */
async function addMerged({ db, customerId }: Search, rows: (KeyedRow & Partial<WholeRow>)[]): Promise<void> {
  const into = await mergedInto(
    db,
    customerId,
    rows.map(({ id }) => id),
  )
  for (const row of rows) row.merged_into = into.get(row.id) ?? null
}

/** What the contacts asked for must be; undefined where it is all of them. */
export function conditionOf({ words, filter }: Question): Condition | undefined {
  const conditions = [words?.inside, filter].filter((each) => each !== undefined)
  return conditions.length === 0 ? undefined : all(conditions)
}

function page({ limit }: Search, { rows }: Matches, input: SearchInput, { asked }: Question, vocabulary: Vocabulary) {
  const wanted = wantedProperties(input.Properties ?? undefined, vocabulary)
  const shown = rows.slice(0, limit - 1)
  const last = rows.length === limit ? shown.at(-1) : undefined
  return {
    Columns: columnsOf(vocabulary, wanted),
    Rows: shown.map((row) => pick(webContactOf(row, vocabulary), wanted)),
    ...(last === undefined ? {} : { NextCursor: encodeCursor(asked, { keys: last.keys, id: last.id }) }),
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
  if (wanted === 'EXACT') return { TotalCount: await countUpTo(search, byIndexFirst(condition)), TotalKind: 'EXACT' }
  const estimated = await estimateCount(search, condition.estimate)
  // The estimate may be too high by as much as this; what surely is more is not counted.
  if (wanted !== 'ESTIMATED' && estimated < 1.5 * countedExactly) {
    const counted = await countUpTo(search, byIndexFirst(condition), countedExactly + 1)
    if (counted <= countedExactly) return { TotalCount: counted, TotalKind: 'EXACT' }
  }
  return { TotalCount: estimated, TotalKind: 'ESTIMATED' }
}
