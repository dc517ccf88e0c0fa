/** What the address bar says of the contacts page: a copied link shows the same list. */
import { type Filter, filterText, readFilter, type Search } from './filter-text.ts'

export type { Search } from './filter-text.ts'

export interface ContactsAddress {
  /** What is searched for. */
  q?: string
  /** Only contacts with this label. */
  label?: string
  /** The saved search that is open. What else the address says holds in place of what it says of the same. */
  segment?: string
  /** As filter-text.ts writes it. */
  filter?: string
  /** Properties, the first one first; with a minus from the end: `-UpdatedDate,LastName`. */
  sort?: string
  /** The contact in the side panel. */
  contact?: string
}

const names = ['q', 'label', 'segment', 'filter', 'sort', 'contact'] as const

/** What makes the list another one; the contact that is open stays. */
export const nothingAsked = { q: undefined, label: undefined, segment: undefined, filter: undefined, sort: undefined }

export function readAddress(search: Record<string, unknown>): ContactsAddress {
  const entries = names.flatMap((name) =>
    typeof search[name] === 'string' && search[name] ? [[name, search[name]]] : [],
  )
  return Object.fromEntries(entries)
}

export type SortKey = NonNullable<Search['Sort']>[number]

function sortKeysOf({ sort = '' }: ContactsAddress): SortKey[] {
  const keys = sort.split(',').filter((key) => key !== '' && key !== '-')
  return keys
    .slice(0, 5)
    .map((key) => (key[0] === '-' ? { Property: key.slice(1), Descending: true } : { Property: key }))
}

export const sortText = (keys: SortKey[]): string | undefined =>
  keys.map(({ Property, Descending }) => (Descending ? `-${Property}` : Property)).join(',') || undefined

/** What a list is made of: what the address says, and the segment that is open. */
export interface Asked {
  address: ContactsAddress
  /** Of the segment; {} where none is open. */
  saved: Search
}

/** The filter that people see and change: of the address or, where it says nothing of it, of the segment. @returns null where it cannot be read */
export const shownFilter = ({ address, saved }: Asked): Filter | undefined | null =>
  address.filter === undefined ? (saved.Filter ?? undefined) : readFilter(address.filter)

/** What the address is to say of a filter that somebody has chosen. */
export const filterAddress = (filter: Filter | undefined, { saved }: Asked): string | undefined =>
  JSON.stringify(filter) === JSON.stringify(saved.Filter ?? undefined) ? undefined : filterText(filter)

export function searchOf(asked: Asked, isFiltered = true): Search {
  const { address, saved } = asked
  const { q, label } = address
  const filters = [
    ...(isFiltered ? [shownFilter(asked) ?? []].flat() : []),
    ...(label === undefined ? [] : [{ Property: 'Labels', Operator: 'ANY_OF' as const, Values: [label] }]),
  ]
  const [first] = filters
  const Filter = filters.length > 1 ? { And: filters } : first
  const words = [saved.SearchText, q].filter(Boolean).join(' ')
  const Sort = address.sort === undefined ? (saved.Sort ?? []) : sortKeysOf(address)
  return {
    ...(words === '' ? {} : { SearchText: words }),
    ...(Filter === undefined ? {} : { Filter }),
    ...(saved.Trash ? { Trash: true } : {}),
    ...(Sort.length === 0 ? {} : { Sort }),
  }
}

/**
 * What a click on a heading makes of the order: up, down, and none. With others kept (a click with Shift) it joins them.
 */
export function sortedBy(keys: SortKey[], Property: string, keepsOthers: boolean): SortKey[] {
  const now = keys.find((key) => key.Property === Property)
  const next = now === undefined ? { Property } : now.Descending ? undefined : { Property, Descending: true }
  if (!keepsOthers) return next === undefined ? [] : [next]
  if (now === undefined) return [...keys, { Property }]
  return keys.flatMap((key) => (key !== now ? [key] : next === undefined ? [] : [next]))
}
