/** What the list shows, made of the address and the segment that is open; and what of it cannot be used any more. */
import { useEffect, useMemo, useState } from 'react'
import { CrmError } from '../../client/client.ts'
import { texts } from '../texts/texts.ts'
import { type ContactsAddress, filterAddress, type Search, searchOf, shownFilter } from './address.ts'
import { labelText } from './chips.tsx'
import { type Filter, filterText } from './filter-text.ts'
import { useSegments } from './segments/segments.ts'

export function useAsked(address: ContactsAddress) {
  const { q, label, sort, filter, segment } = address
  const { data: segments, isError } = useSegments()
  const open = segments?.find(({ Id }) => Id === segment)
  const saved = useMemo<Search>(() => (open?.Search ?? {}) as Search, [open])
  const asked = { address: { q, label, sort, filter }, saved }
  // What the server has refused once, as a filter with a label that was deleted since, is not sent again.
  const [refused, refuse] = useState<string>()
  const shown = shownFilter(asked)
  const text = filterText(shown ?? undefined)
  const isUsable = shown !== null && refused !== text
  // biome-ignore lint/correctness/useExhaustiveDependencies: these are what it is made of
  const search = useMemo(() => searchOf(asked, isUsable), [q, label, sort, filter, saved, isUsable])
  const isChanged = [q, label, sort, filter].some((each) => each !== undefined)
  const isGone = segment !== undefined && segments !== undefined && open === undefined
  return {
    search,
    /** What holds beside the filter. */
    beside: searchOf(asked, false),
    segments: segments ?? [],
    isReady: segment === undefined || segments !== undefined || isError,
    /** What is filtered by. */
    filter: isUsable ? (shown ?? undefined) : undefined,
    filterAddress: (next: Filter | undefined) => filterAddress(next, asked),
    noFilter: filterAddress(undefined, asked),
    problem: isGone ? ('segmentGone' as const) : isUsable ? undefined : ('unreadable' as const),
    isChanged,
    isSearch: isChanged || segment !== undefined,
    title: label === undefined ? (open?.Name ?? texts.contacts.title) : labelText(label),
    useRefusal(error: Error | null) {
      useEffect(() => {
        const isOfFilter = error instanceof CrmError && error.errors.some(({ Path }) => Path.startsWith('Filter'))
        if (isOfFilter && shown) refuse(text)
      })
    },
  }
}
