/** Searches that are kept: they go on meaning the same labels, types and fields when these are renamed. */
import type { Static } from 'typebox'
import type { Filter } from '../../contract/contacts.ts'
import type { Input } from '../../contract/operations.ts'
import type { SegmentSearch } from '../../contract/segments.ts'
import type { Scope } from '../database/database.ts'
import { type Fault, faultsOf } from '../http/errors.ts'
import { nameKey, type Vocabulary, vocabularyAt } from '../vocabulary/vocabulary.ts'
import { wantedProperties } from './columns.ts'
import { filterCondition } from './filter.ts'
import type { FilterContext } from './filter-conditions.ts'
import { readHead } from './search-statements.ts'
import { searchWords } from './search-words.ts'
import { sortKeys } from './sort.ts'

export type Search = Static<typeof SegmentSearch>
type SearchInput = Input<'contacts/search'>

type Kind = 'Label' | 'ContactType' | 'Field'

/** A search as its author wrote it, and what the names in it stood for. */
export interface SavedSearch {
  search: Search
  names: { kind: Kind; name: string; id: string }[]
}

/** What the words of a search mean to a Customer at the moment. */
export async function searchContext(db: Scope, customerId: string): Promise<FilterContext> {
  const { vocabulary, timeZone } = await readHead(db, customerId)
  return { vocabulary: await vocabularyAt(db, customerId, vocabulary), timeZone }
}

/** Everything in a search that cannot be served. @param at where the search stands, as `Search` */
export function searchFaults(search: Search, context: FilterContext, at: string): Fault[] {
  const { SearchText, Filter, Sort, Properties } = search
  const faults = [
    ...faultsOf(() => searchWords(context.vocabulary.customerId, SearchText ?? '')),
    ...faultsOf(() => Filter && filterCondition(Filter, context)),
    ...faultsOf(() => Sort && sortKeys(Sort, context.vocabulary)),
    ...faultsOf(() => wantedProperties(Properties, context.vocabulary)),
  ]
  return faults.map((fault) => ({ ...fault, Path: `${at}.${fault.Path}` }))
}

/** @param search one that was checked */
export function saved(search: Search, vocabulary: Vocabulary): SavedSearch {
  const names = new Map<string, SavedSearch['names'][number]>()
  mapNames(search, (kind, name) => {
    const id = idOf(kind, name, vocabulary)
    if (id !== undefined) names.set(`${kind} ${name}`, { kind, name, id })
    return name
  })
  return { search, names: [...names.values()] }
}

/** The search in today's names. What was deleted is called as it was when the search was saved. */
export function unsaved({ search, names }: SavedSearch, vocabulary: Vocabulary): Search {
  const ids = new Map(names.map(({ kind, name, id }) => [`${kind} ${name}`, id]))
  return mapNames(search, (kind, name) => {
    const now = nameOf(kind, ids.get(`${kind} ${name}`) ?? '', vocabulary)
    // The same name stays as its author wrote it.
    return now === undefined || nameKey(now) === nameKey(name) ? name : now
  })
}

/** A segment's search and the caller's own as one: `within` is a Filter that holds beside that of the input. */
export function combined(segment: Search, input: SearchInput): { input: SearchInput; within: Filter | undefined } {
  const { Filter, SearchText = '', ...rest } = segment
  const own = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null))
  const words = `${SearchText} ${input.SearchText ?? ''}`.trim()
  return { input: { ...rest, ...own, SearchText: words }, within: Filter }
}

function idOf(kind: Kind, name: string, { labels, contactTypes, fieldIds }: Vocabulary): string | undefined {
  if (kind === 'Field') return fieldIds.get(nameKey(name.slice(1)))
  return (kind === 'Label' ? labels : contactTypes).idOf(name)
}

function nameOf(kind: Kind, id: string, { labels, contactTypes, fields }: Vocabulary): string | undefined {
  if (kind === 'Field') return fields.get(id)?.Name
  return (kind === 'Label' ? labels : contactTypes).nameOf(id)
}

type Rename = (kind: Kind, name: string) => string

/** The same search with other names in the places where names of the Customer's stand. */
function mapNames(search: Search, rename: Rename): Search {
  const property = (name: string) => (name.startsWith('#') ? rename('Field', name) : name)
  const { Filter, Sort, Properties } = search
  return {
    ...search,
    ...(Filter && { Filter: mapFilter(Filter, rename) }),
    ...(Sort && { Sort: Sort.map((key) => ({ ...key, Property: property(key.Property) })) }),
    ...(Properties && { Properties: Properties.map(property) }),
  }
}

function mapFilter(filter: Filter, rename: Rename): Filter {
  const inner = (each: Filter) => mapFilter(each, rename)
  if (filter.And) return { And: filter.And.map(inner) }
  if (filter.Or) return { Or: filter.Or.map(inner) }
  if (filter.Not) return { Not: inner(filter.Not) }
  const { Property = '', Values } = filter
  if (Property.startsWith('#')) return { ...filter, Property: rename('Field', Property) }
  const kind = ({ Labels: 'Label', ContactTypes: 'ContactType' } as const)[Property]
  if (kind === undefined || Values === undefined) return filter
  return { ...filter, Values: Values.map((name) => rename(kind, String(name))) }
}
