import { isDeepStrictEqual } from 'node:util'
import type { Input, Output } from '../../contract/operations.ts'
import { combined, type SavedSearch, searchContext, searchFaults, unsaved } from '../contacts/saved-search.ts'
import type { Writer } from '../contacts/writer.ts'
import type { Author } from '../database/changes.ts'
import type { Scope } from '../database/database.ts'
import { isUuid, nextUuid } from '../database/uuid.ts'
import { faulty, notFound } from '../http/errors.ts'
import { currentVocabulary } from '../vocabulary/vocabulary.ts'
import { segmentOf, stateAfter, stateOf, written } from './segment.ts'
import * as store from './store.ts'

type Segment = Output<'segments/create'>
type SegmentInput = Input<'segments/create'>

/** The shared segments and the user's own, in the order of their names. */
export async function listSegments(db: Scope, caller: Author): Promise<Segment[]> {
  const rows = await store.readVisible(db, caller)
  const vocabulary = await currentVocabulary(db, caller.customerId)
  return rows
    .toSorted((one, other) => inOrder(one.name, other.name) || inOrder(one.id, other.id))
    .map((row) => segmentOf(row, vocabulary))
}

const inOrder = new Intl.Collator('en', { numeric: true }).compare

/** @throws a 400 where there is none that the user may see */
export async function readSegment(db: Scope, caller: Author, id: string): Promise<Segment> {
  return segmentOf(await findSegment(db, caller, id), await currentVocabulary(db, caller.customerId))
}

async function findSegment(db: Scope, caller: Author, id: string): Promise<store.SegmentRow> {
  const row = isUuid(id) ? await store.readOne(db, caller, id) : undefined
  if (row === undefined) throw notFound('segment')
  return row
}

export async function createSegment(writer: Writer, input: SegmentInput): Promise<Segment> {
  const { db, caller, changes } = writer
  const context = await searchContext(db, caller.customerId)
  const state = stateAfter(input, undefined, context)
  const id = nextUuid()
  const row = await store.insert(db, caller, id, state)
  changes.record('segment', id, null, written(state))
  return segmentOf(row, context.vocabulary)
}

/** Writes the properties that are present; a `Search` is written whole. */
export async function changeSegment(writer: Writer, id: string, input: SegmentInput): Promise<Segment> {
  const { db, caller, changes } = writer
  const context = await searchContext(db, caller.customerId)
  const before = isUuid(id) ? await store.lockOne(db, caller, id) : undefined
  if (before === undefined) throw notFound('segment')
  if (before.shared && input.Shared === false && before.created_by !== caller.userId)
    throw faulty([{ Path: 'Shared', Message: 'can be taken back by the user who created the segment alone' }])
  const state = stateAfter(input, before, context)
  if (isDeepStrictEqual(state, stateOf(before))) return segmentOf(before, context.vocabulary)
  const row = await store.update(db, caller, id, state)
  changes.record('segment', id, written(before), written(state))
  return segmentOf(row, context.vocabulary)
}

/** It does not matter whether there is one. */
export async function deleteSegment({ db, caller, changes }: Writer, id: string): Promise<void> {
  const row = isUuid(id) ? await store.lockOne(db, caller, id) : undefined
  if (row === undefined) return
  await store.remove(db, caller, id)
  // With what nobody writes, so that it can be brought back whole.
  const { created_at: CreatedDate, created_by: CreatedBy } = row
  changes.record('segment', id, { ...written(row), CreatedDate, CreatedBy }, null)
}

/** What a segment asks for. @throws a 400 where there is none that the user may see */
export const searchOfSegment = async (db: Scope, caller: Author, id: string): Promise<SavedSearch> =>
  (await findSegment(db, caller, id)).search

/** A search with the one of its segment, if it has a SegmentId. */
export async function withSegment(db: Scope, caller: Author, input: Input<'contacts/search'>) {
  return within(db, caller, input, input.SegmentId ? await searchOfSegment(db, caller, input.SegmentId) : undefined)
}

/**
 * A search with another, in which it is held. Where both say something of the page, the input's holds.
 * @returns `within`, a Filter that holds beside that of the input
 * @throws a 400 that names what the segment asks for and does not exist any longer
 */
export async function within(
  db: Scope,
  caller: Author,
  input: Input<'contacts/search'>,
  search: SavedSearch | undefined,
) {
  if (search === undefined) return { input, within: undefined }
  const context = await searchContext(db, caller.customerId)
  const current = unsaved(search, context.vocabulary)
  const faults = searchFaults(current, context, 'SegmentId.Search')
  if (faults.length > 0) throw faulty(faults)
  return combined(current, input)
}
