/**
 * The rows of a list of any length: pages are read where they are looked at, and forgotten a while after. The page behind one that
 * is known is read by its cursor; one that is jumped to, by its number.
 */
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, queryOptions, useQueries, useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { Output } from '../../client/client.ts'
import { crm } from '../crm/crm.ts'
import { queries } from '../crm/queries.ts'
import type { Search } from './address.ts'

export type Contact = Output<'contacts/get/{id}'>
export type ContactsPage = Output<'contacts/search'>

export const pageSize = 100
/** In milliseconds; so that scrolling through a long list does not fill the memory. */
const forgottenAfter = 20_000
/** In rows: more at once is a jump. */
const mostLead = 1000
/** Browsers show no part of a page that is higher than some 17 million pixels. */
export const mostRows = 400_000

export const pageKeys = ['contacts', 'page'] as const

const keyOf = (search: Search, properties: string[], page: number) => [...pageKeys, search, properties, page] as const

const pageQuery = (search: Search, properties: string[], page: number) =>
  queryOptions({
    queryKey: keyOf(search, properties, page),
    queryFn: ({ signal }) => {
      const before = queries.getQueryData<ContactsPage>(keyOf(search, properties, page - 1))
      const from = before?.NextCursor === undefined ? { PageNumber: page + 1 } : { Cursor: before.NextCursor }
      const which = page === 0 ? {} : from
      const asked = { ...search, ...which, Properties: properties, PageSize: pageSize, Total: 'NONE' as const }
      return crm.contacts.search(asked, { signal })
    },
    gcTime: page === 0 ? 5 * 60_000 : forgottenAfter,
  })

/** While another search is under way, the first page of the one before stays to be seen. */
export const useFirstPage = (search: Search, properties: string[], enabled: boolean) =>
  useQuery({ ...pageQuery(search, properties, 0), placeholderData: keepPreviousData, enabled })

/** In milliseconds: a list that is changed again at once, as by the next letter, is not counted. */
const pauseBeforeCount = 300

export interface Total {
  count: number
  kind: 'EXACT' | 'ESTIMATED' | 'AT_LEAST'
}

/** How many there are. To count takes longer than to find the first ones, so it is done behind them, and only where they are not all. */
export function useTotal(search: Search, first: ContactsPage | undefined, isStale: boolean): Total | undefined {
  const { Sort: _, ...found } = search
  const [settled] = useDebouncedValue(JSON.stringify(found), pauseBeforeCount)
  const isLong = first?.NextCursor !== undefined
  const { data } = useQuery({
    queryKey: ['contacts', 'total', found],
    queryFn: ({ signal }) =>
      crm.contacts.search(
        { ...found, Sort: [{ Property: 'DisplayName' }], PageSize: 1, Properties: ['Id'] },
        { signal },
      ),
    enabled: isLong && !isStale && settled === JSON.stringify(found),
    placeholderData: isStale ? keepPreviousData : undefined,
  })
  if (first === undefined) return undefined
  if (!isLong) return { count: first.Rows.length, kind: 'EXACT' }
  return data?.TotalCount === undefined
    ? { count: pageSize, kind: 'AT_LEAST' }
    : { count: data.TotalCount, kind: data.TotalKind === 'EXACT' ? 'EXACT' : 'ESTIMATED' }
}

/** @returns what gives the row of an index, or undefined while it is read */
export function useRows(
  search: Search,
  properties: string[],
  first: ContactsPage | undefined,
  total: number,
  range: [number, number],
) {
  const [top, bottom] = range
  const askedAt = useRef(0)
  // Whoever scrolls will have come as much further when these have been read, and twice as much where that takes twice as long; a
  // jump leads nowhere further.
  const distance = top - askedAt.current
  const lead = Math.abs(distance) > mostLead ? 0 : Math.max(-mostLead, Math.min(2 * distance, mostLead))
  const from = Math.floor(Math.max(0, top + Math.min(0, lead)) / pageSize)
  const to = Math.floor((bottom + Math.max(0, lead)) / pageSize)
  const last = Math.max(0, Math.floor(((first?.NextCursor === undefined ? 0 : mostRows) - 1) / pageSize))
  const pages = Array.from({ length: Math.max(0, Math.min(to, last) - from + 1) }, (_, index) => from + index)
  const wanted = pages.filter((page) => page > 0)
  const [asked, ask] = useState(wanted)
  const results = useQueries({ queries: asked.map((page) => pageQuery(search, properties, page)) })
  const isBusy = results.some(({ isLoading }) => isLoading)
  // Whoever drags the scrollbar comes by a thousand pages; those alone are read that are there when the ones before have come.
  useEffect(() => {
    if (isBusy || asked.join() === wanted.join()) return
    askedAt.current = top
    ask(wanted)
  })
  const found = new Map(asked.map((page, index) => [page, results[index]?.data]))
  if (first !== undefined) found.set(0, first)
  return {
    rowAt: (index: number): Contact | undefined => found.get(Math.floor(index / pageSize))?.Rows[index % pageSize],
    count: countOf(first, total, found),
    failed: results.find(({ error }) => error !== null),
  }
}

/** How many rows there are: what the server says, until the end has been seen, or more than it said. */
function countOf(first: ContactsPage | undefined, total: number, found: Map<number, ContactsPage | undefined>): number {
  if (first === undefined) return 0
  const seen = [...found].flatMap(([page, data]) => (data === undefined ? [] : [[page, data] as const]))
  const end = seen.find(([, { NextCursor, Rows }]) => NextCursor === undefined && Rows.length > 0)
  if (end !== undefined) return end[0] * pageSize + end[1].Rows.length
  const beyond = Math.max(0, ...seen.map(([page, { NextCursor }]) => (NextCursor ? (page + 1) * pageSize + 1 : 0)))
  return Math.min(mostRows, Math.max(total, beyond))
}
