import { queryOptions, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { Input, Output } from '../../client/client.ts'
import { crm } from '../crm/crm.ts'
import { queries } from '../crm/queries.ts'
import { texts } from '../texts/texts.ts'

export type Import = Output<'imports/get/{id}'>
export type ImportInput = NonNullable<Input<'imports/create'>>
export type Preview = Output<'imports/preview'>
export type ImportRow = Output<'imports/rows/{id}'>['Rows'][number]
export type Verdict = ImportRow['Verdict']

/** In milliseconds: how often it is asked how work stands that others wait for. */
const asksEvery = 700

const keys = ['imports'] as const
export const refreshImports = () => queries.invalidateQueries({ queryKey: keys })
/** Without the one that was deleted, which nobody has to ask for any longer. */
export const refreshList = () => queries.invalidateQueries({ queryKey: [...keys, 'list'] })

export const useImports = () =>
  useQuery({
    queryKey: [...keys, 'list'],
    queryFn: () => crm.imports.list(),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.some(({ Status }) => Status === 'PROCESSING') ? 3 * asksEvery : false),
  })

const importQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys, 'one', id],
    queryFn: ({ signal }) => crm.imports.get(id, { signal }),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.Status === 'PROCESSING' ? asksEvery : false),
  })

/** Asked again and again, as long as it is under way. */
export const useImport = (id: string) => useQuery(importQuery(id))

/** How far it is; only who has begun it may ask. */
export function useProgress({ RequestId, Status }: Import): number {
  const { data } = useQuery({
    queryKey: ['request', RequestId],
    queryFn: ({ signal }) => crm.request.get(RequestId, { signal }),
    enabled: Status === 'PROCESSING',
    refetchInterval: asksEvery,
    retry: false,
  })
  return data?.PercentComplete ?? 0
}

/** Why it has failed, for people; only who has begun it may ask, and for some days. */
export function useCause({ RequestId, Status }: Import): string | undefined {
  const { data } = useQuery({
    queryKey: ['request', RequestId, 'failed'],
    queryFn: ({ signal }) => crm.request.get(RequestId, { signal }),
    enabled: Status === 'FAIL',
    retry: false,
  })
  return (texts.errors as Record<string, string | undefined>)[data?.ErrorCode ?? '']
}

export type Which = { Verdict?: Verdict; PossibleDuplicates?: true }

export const useRows = (id: string, which: Which) =>
  useInfiniteQuery({
    queryKey: [...keys, 'rows', id, which],
    queryFn: ({ pageParam, signal }) =>
      crm.imports.rows(id, { ...which, PageSize: 100, ...(pageParam === '' ? {} : { Cursor: pageParam }) }, { signal }),
    initialPageParam: '',
    getNextPageParam: ({ NextCursor }) => NextCursor ?? undefined,
  })
