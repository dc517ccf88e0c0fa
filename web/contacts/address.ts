/** What the address bar says of the contacts page: a copied link shows the same list. */
import type { Input } from '../../client/client.ts'

export type Search = NonNullable<Input<'contacts/bulk-update'>['Search']>

export interface ContactsAddress {
  /** What is searched for. */
  q?: string
  /** Only contacts with this label. */
  label?: string
  /** Properties, the first one first; with a minus from the end: `-UpdatedDate,LastName`. */
  sort?: string
  /** The contact in the side panel. */
  contact?: string
}

const names = ['q', 'label', 'sort', 'contact'] as const

export function readAddress(search: Record<string, unknown>): ContactsAddress {
  const entries = names.flatMap((name) =>
    typeof search[name] === 'string' && search[name] ? [[name, search[name]]] : [],
  )
  return Object.fromEntries(entries)
}

export interface SortKey {
  Property: string
  Descending?: boolean
}

export function sortKeysOf({ sort = '' }: ContactsAddress): SortKey[] {
  const keys = sort.split(',').filter((key) => key !== '' && key !== '-')
  return keys
    .slice(0, 5)
    .map((key) => (key[0] === '-' ? { Property: key.slice(1), Descending: true } : { Property: key }))
}

export const sortText = (keys: SortKey[]): string | undefined =>
  keys.map(({ Property, Descending }) => (Descending ? `-${Property}` : Property)).join(',') || undefined

/** The search that an address stands for; later parts of an address, as a filter or a segment, have their place here. */
export function searchOf(address: ContactsAddress): Search {
  const Sort = sortKeysOf(address)
  return {
    ...(address.q === undefined ? {} : { SearchText: address.q }),
    ...(address.label === undefined
      ? {}
      : { Filter: { Property: 'Labels', Operator: 'ANY_OF' as const, Values: [address.label] } }),
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
