/** What a segment is: its rules, how it is kept, and how callers see it. */
import { isDeepStrictEqual } from 'node:util'
import type { Input, Output } from '../../contract/operations.ts'
import type { FilterContext } from '../contacts/filter-conditions.ts'
import { type SavedSearch, type Search, saved, searchFaults, unsaved } from '../contacts/saved-search.ts'
import { type Fault, faulty } from '../http/errors.ts'
import { textFault } from '../vocabulary/names.ts'
import type { Vocabulary } from '../vocabulary/vocabulary.ts'
import type { SegmentRow, SegmentState } from './store.ts'

type Segment = Output<'segments/create'>
type SegmentInput = Input<'segments/create'>

const longestSearch = 100_000

/**
 * The segment as the input wants it. @param before as it is; undefined where it is being created
 * @throws a 400 that names every fault
 */
export function stateAfter(input: SegmentInput, before: SegmentRow | undefined, context: FilterContext): SegmentState {
  const name = input.Name === undefined ? (before?.name ?? '') : (input.Name ?? '').trim()
  const shared = input.Shared === undefined ? (before?.shared ?? false) : (input.Shared ?? false)
  const faults = readOnlyFaults(input, before && segmentOf(before, context.vocabulary))
  const fault = name === '' ? 'is needed' : textFault(name)
  if (fault !== undefined) faults.push({ Path: 'Name', Message: fault })
  const search = searchAfter(input, before, context, faults)
  if (search === undefined || faults.length > 0) throw faulty(faults)
  return { name, shared, search }
}

/** @returns undefined where something is wrong, which is told in `faults` */
function searchAfter(
  { Search: given }: SegmentInput,
  before: SegmentRow | undefined,
  context: FilterContext,
  faults: Fault[],
): SavedSearch | undefined {
  if (given === undefined && before !== undefined) return before.search
  const search = withoutNulls(given)
  // What is sent back as it was read stays as it is, even where something in it was deleted.
  if (before !== undefined && isDeepStrictEqual(search, unsaved(before.search, context.vocabulary)))
    return before.search
  const found = search === undefined ? needed : (sizeFaults(search) ?? searchFaults(search, context, 'Search'))
  faults.push(...found)
  return search === undefined || found.length > 0 ? undefined : saved(search, context.vocabulary)
}

const needed: Fault[] = [{ Path: 'Search', Message: 'is needed; {} finds all contacts' }]

const sizeFaults = (search: Search): Fault[] | undefined =>
  JSON.stringify(search).length <= longestSearch
    ? undefined
    : [{ Path: 'Search', Message: `must not have more than ${longestSearch} characters` }]

const withoutNulls = (search: Search | null | undefined) =>
  search ? (Object.fromEntries(Object.entries(search).filter(([, value]) => value !== null)) as Search) : undefined

const readOnly = ['Id', 'CreatedDate', 'CreatedBy', 'UpdatedDate', 'UpdatedBy'] as const

const readOnlyFaults = (input: SegmentInput, before: Segment | undefined): Fault[] =>
  readOnly
    .filter((name) => input[name] && input[name] !== before?.[name])
    .map((Path) => ({ Path, Message: 'is read only: the server gives it' }))

export const stateOf = ({ name, shared, search }: SegmentState): SegmentState => ({ name, shared, search })

/** What the change log keeps. */
export const written = ({ name, shared, search }: SegmentState) => ({ Name: name, Shared: shared, Search: search })

/** The segment as callers see it, in today's names. */
export const segmentOf = (row: SegmentRow, vocabulary: Vocabulary): Segment => ({
  Id: row.id,
  Name: row.name,
  Shared: row.shared,
  Search: unsaved(row.search, vocabulary),
  CreatedDate: row.created_at,
  CreatedBy: row.created_by,
  UpdatedDate: row.updated_at,
  UpdatedBy: row.updated_by,
})
