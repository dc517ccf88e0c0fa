/** Groups of contacts that may be the same, as the server has found them and goes on finding them. */
import { useInfiniteQuery } from '@tanstack/react-query'
import type { Output } from '../../client/client.ts'
import { crm } from '../crm/crm.ts'
import { words } from '../texts/duplicates.ts'

export type Group = Output<'contacts/list-duplicates'>['Groups'][number]

/** In milliseconds; what has changed lately is compared within seconds. */
const whilePending = 2500

export const useGroups = () =>
  useInfiniteQuery({
    // What changes contacts changes this, too.
    queryKey: ['contacts', 'duplicates'],
    queryFn: ({ pageParam, signal }) =>
      crm.contacts.listDuplicates({ PageSize: 30, ...(pageParam === '' ? {} : { Cursor: pageParam }) }, { signal }),
    initialPageParam: '',
    getNextPageParam: ({ NextCursor }) => NextCursor ?? undefined,
    refetchInterval: ({ state: { data } }) => ((data?.pages[0]?.Pending ?? 0) > 0 ? whilePending : false),
  })

export const keyOf = ({ Contacts }: Group) => Contacts.map(({ Id }) => Id).join()

export const likelihood = (score: number): string => words.likely.find(([least]) => score >= least)?.[1] ?? ''

/** Why, in our words; a reason that is new to this page, in the server's. */
export const reasonText = ({ Reason, Text }: { Reason: string; Text: string }) => words.reasons[Reason] ?? Text
