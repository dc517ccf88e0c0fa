import { useQuery } from '@tanstack/react-query'
import type { Input, Output } from '../../client/client.ts'
import { crm } from '../crm/crm.ts'
import { queries } from '../crm/queries.ts'

export type Export = Output<'exports/get/{id}'>
export type ExportInput = NonNullable<Input<'exports/create'>>
export type Spreadsheet = Output<'spreadsheets/get/{id}'>

/** In milliseconds: how often it is asked how an export stands that is under way. */
const asksEvery = 1500

export const useExports = () =>
  useQuery({
    queryKey: ['exports'],
    queryFn: () => crm.exports.list(),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.some(({ Status }) => Status === 'PROCESSING') ? asksEvery : false),
  })

export const useSpreadsheets = () =>
  useQuery({ queryKey: ['spreadsheets'], queryFn: () => crm.spreadsheets.list(), staleTime: 0 })

export const refreshSpreadsheets = () => queries.invalidateQueries({ queryKey: ['spreadsheets'] })
export const refreshExports = () =>
  Promise.all([queries.invalidateQueries({ queryKey: ['exports'] }), refreshSpreadsheets()])
