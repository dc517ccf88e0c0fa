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

interface Judged {
  Score: number
  Reasons: { Reason: string }[]
}

const ofNames = new Set(
  'SAME_NAME SAME_FIRST_NAME SAME_LAST_NAME NICKNAME INITIAL TYPO SOUND PART_OF_NAME SWAPPED'.split(' '),
)

/** People of one name are many: where nothing but names speaks for it, nobody is told that it is all but certain. */
const mostByName = 0.84

const shownScore = ({ Score, Reasons }: Judged): number =>
  Reasons.every(({ Reason }) => ofNames.has(Reason)) ? Math.min(Score, mostByName) : Score

const inWords = (score: number): string => words.likely.find(([least]) => score >= least)?.[1] ?? ''

export const likelihood = (judged: Judged): string => inWords(shownScore(judged))

export const likelihoodOf = ({ Score, Pairs }: { Score: number; Pairs: Judged[] }): string =>
  inWords(Pairs.length === 0 ? Score : Math.max(...Pairs.map(shownScore)))

/** Why, in our words; a reason that is new to this page, in the server's. */
export const reasonText = ({ Reason, Text }: { Reason: string; Text: string }) => words.reasons[Reason] ?? Text
