import type { Scope } from '../database/database.ts'
import { isUuid, nextUuid } from '../database/uuid.ts'
import { ApiError, conflict, faulty, invalid, notFound, planExceeded } from '../http/errors.ts'
import { mapInTurns, sendInParts } from '../jobs/turns.ts'
import {
  currentVocabulary,
  holdVocabulary,
  latelyVocabulary,
  type Vocabulary,
  withEveryLabel,
} from '../vocabulary/vocabulary.ts'
import { applyPatch, contactFaults, difference, type Patch, type State, type WebContact } from './contact.ts'
import { type ContactInput, labelsOf, patchOf, usesVocabulary } from './input.ts'
import { refuseReadOnly } from './read-only.ts'
import { ownEdits } from './stale-edits.ts'
import * as store from './store.ts'
import { survivorsOf } from './survivors.ts'
import type { Writer } from './writer.ts'

/** What became of one of several contacts: why it was not written, or what it is now. */
export type Outcome = ApiError | { verdict: 'CREATED' | 'UPDATED' | 'UNCHANGED'; contact: WebContact }

/** @throws why it was not written */
export function succeeded(outcome: Outcome | undefined): WebContact {
  if (outcome === undefined) throw new Error('Of every contact something becomes')
  if (outcome instanceof ApiError) throw outcome
  return outcome.contact
}

/** @param id the id to create it under, where it is not for the server to choose */
export const createContact = async (writer: Writer, input: ContactInput, id: string = nextUuid()) =>
  succeeded((await createContacts(writer, [{ id, input }]))[0])

/** Writes the properties that are present; null clears; absent stays. */
export const changeContact = async (writer: Writer, id: string, input: ContactInput) =>
  succeeded((await changeContacts(writer, [{ id, input }]))[0])

/** Writes what no caller gives as a property. @throws a 400 where there is no such contact on the list */
export async function patchContact(writer: Writer, id: string, patch: Patch): Promise<WebContact> {
  const { db, caller } = writer
  const rows = await meantRows(db, caller.customerId, isUuid(id) ? [id] : [], store.lockContacts)
  const row = rows.get(id.toLowerCase())
  if (row === undefined || row.deleted_at !== null) throw notFound('contact')
  const updated = await writeStates(writer, [row], [{ id: row.id, state: applyPatch(store.stateOf(row), patch) }])
  return store.webContactOf(updated.get(row.id) ?? row, await currentVocabulary(db, caller.customerId))
}

/** Puts a contact into the trash; it does not matter whether there is one. */
export async function deleteContact(writer: Writer, id: string): Promise<void> {
  await deleteContacts(writer, [id])
}

export interface Edit {
  id: string
  input: ContactInput
}

/** Creates each, or tells why not. */
export async function createContacts(writer: Writer, edits: Edit[]): Promise<Outcome[]> {
  const inputs = edits.map(({ input }) => input)
  const newState = (input: ContactInput, vocabulary: Vocabulary | undefined, country: string | null) => {
    refuseReadOnly(input, undefined)
    const state = applyPatch({}, patchOf(input, vocabulary, country))
    refuseFaulty(state)
    return state
  }
  const insert = async ({ vocabulary, refused }: Held, country: string | null, version?: number) => {
    const states = await mapInTurns(
      inputs,
      (input) => refused.get(input) ?? attemptNow(() => newState(input, vocabulary, country)),
    )
    return insertStates(writer, edits, states, vocabulary, version)
  }
  // One way to the database instead of two, where the words are as this process has read them, which is nearly always.
  const words = await knownWords(writer, inputs)
  const outcomes = words && (await insert({ vocabulary: words, refused: new Map() }, words.country, words.version))
  if (outcomes?.some((outcome) => !(outcome instanceof ApiError))) return outcomes
  const country = await countryFor(writer, inputs)
  return insert(await holdWords(writer, inputs, (input, known) => newState(input, known, country)), country)
}

const roomIn = ({ room, changes }: Writer) =>
  room === undefined ? Number.POSITIVE_INFINITY : Math.max(0, room.room - changes.contactsAdded)

/** @param version inserts nothing where the Customer's vocabulary is not at this one */
async function insertStates(
  writer: Writer,
  edits: Edit[],
  states: (State | ApiError)[],
  vocabulary: Vocabulary | undefined,
  version: number | undefined,
): Promise<Outcome[]> {
  const { db, caller, changes } = writer
  const all = edits.flatMap(({ id }, index) => stated(id, states[index]))
  const good = all.slice(0, roomIn(writer))
  const surplus = new Set(all.slice(good.length).map(({ id }) => id))
  const made = (each: store.Stated) => store.madeContact(caller.customerId, each)
  const rows = rowsById(await sendInParts(good, made, (some) => store.insertContacts(db, caller, some, version)))
  for (const { id, state } of good) {
    const row = rows.get(id)
    if (row !== undefined) changes.record('contact', id, null, { ...state, Version: row.version })
  }
  changes.countContacts(rows.size)
  return edits.map(({ id }, index) => {
    const state = states[index]
    if (state instanceof ApiError) return state
    if (surplus.has(id)) return planExceeded(`${writer.room?.limit.toLocaleString('en')} contacts`)
    const row = rows.get(id)
    if (row === undefined)
      return invalid(`The contact ${id} is in the trash, so it can be neither written nor created again.`)
    return { verdict: 'CREATED', contact: store.webContactOf(row, vocabulary ?? noVocabulary) }
  })
}

/** Changes each, or tells why not. @param edits of different contacts */
export async function changeContacts(writer: Writer, edits: Edit[]): Promise<Outcome[]> {
  const { db, caller } = writer
  const inputs = edits.map(({ input }) => input)
  const country = await countryFor(writer, inputs)
  const ids = edits.map(({ id }) => id).filter(isUuid)
  const idOf = new Map(edits.map(({ id, input }) => [input, id.toLowerCase()]))
  let asTheyAre: Promise<Map<string, store.WholeRow>> | undefined
  const trial = async (input: ContactInput, known: Vocabulary) => {
    asTheyAre ??= meantRows(db, caller.customerId, ids, store.readContacts)
    const row = (await asTheyAre).get(idOf.get(input) ?? '')
    if (row === undefined || row.deleted_at !== null) throw notFound('contact')
    const patch = patchOf(input, known, country)
    // Whether an edit of an older version meets with others is known only under the lock.
    if (!input.Version) refuseFaulty(applyPatch(store.stateOf(row), patch))
  }
  // The vocabulary is locked before the contacts, as whoever changes a custom field does, so they never wait in a circle.
  const held = await holdWords(writer, inputs, trial)
  const rows = await meantRows(db, caller.customerId, ids, store.lockContacts)
  const vocabulary = held.vocabulary ?? (await currentVocabulary(db, caller.customerId))
  const states: (State | ApiError)[] = []
  const edited = new Set<string>()
  for (const { id, input } of edits) {
    const row = rows.get(id.toLowerCase())
    const refusal = refusalOf(row, id, input, edited) ?? held.refused.get(input)
    states.push(refusal ?? (await attempt(() => stateAfter(writer, row as store.WholeRow, input, vocabulary, country))))
  }
  const idNow = (id: string) => rows.get(id.toLowerCase())?.id ?? ''
  const good = edits.flatMap(({ id }, index) => stated(idNow(id), states[index]))
  const updated = await writeStates(writer, [...rows.values()], good)
  return edits.map(({ id }, index) => {
    const state = states[index]
    if (state instanceof ApiError) return state
    const row = updated.get(idNow(id))
    const shown = row ?? (rows.get(id.toLowerCase()) as store.ContactRow)
    return { verdict: row === undefined ? 'UNCHANGED' : 'UPDATED', contact: store.webContactOf(shown, vocabulary) }
  })
}

/** @param edited the contacts that edits before this one are of */
function refusalOf(
  row: store.WholeRow | undefined,
  id: string,
  { Version }: ContactInput,
  edited: Set<string>,
): ApiError | undefined {
  if (row === undefined || row.deleted_at !== null) return notFound('contact')
  // A version is one of the contact that was read, and that is another one now.
  if (row.id !== id.toLowerCase() && Version)
    return conflict(`The contact was merged into ${row.id}. Read that, and change it.`, [])
  if (edited.has(row.id)) return conflict(`The contact was merged into ${row.id}, which this call changes, too.`, [])
  edited.add(row.id)
  return undefined
}

/** By each id the contact that it means: where it was merged, the survivor. */
async function meantRows(
  db: Scope,
  customerId: string,
  ids: string[],
  read: typeof store.readContacts,
): Promise<Map<string, store.WholeRow>> {
  if (ids.length === 0) return new Map()
  const rows = rowsById(await read(db, customerId, ids))
  const gone = ids.map((id) => id.toLowerCase()).filter((id) => rows.get(id)?.deleted_at !== null)
  const survivors = gone.length === 0 ? new Map<string, string>() : await survivorsOf(db, customerId, gone)
  if (survivors.size === 0) return rows
  const meant = rowsById(await read(db, customerId, [...new Set(survivors.values())]))
  for (const [id, survivor] of survivors) rows.set(id, meant.get(survivor) as store.WholeRow)
  return rows
}

/** Writes those states that differ from the rows, with their history. @returns the rows that have changed, by id */
export async function writeStates(
  { db, caller, changes }: Writer,
  rows: store.ContactRow[],
  states: store.Stated[],
): Promise<Map<string, store.ContactRow>> {
  const before = rowsById(rows)
  const compared = await mapInTurns(states, ({ id, state }) => {
    const row = before.get(id) as store.ContactRow
    const changed = difference(store.stateOf(row), state)
    return changed === undefined ? [] : { id, state, changed, version: row.version }
  })
  const differing = compared.flat()
  const made = (each: store.Stated) => store.madeContact(caller.customerId, each)
  const updated = rowsById(await sendInParts(differing, made, (some) => store.updateContacts(db, caller, some)))
  for (const { id, changed, version } of differing)
    changes.record('contact', id, { ...changed.before, Version: version }, { ...changed.after, Version: version + 1 })
  return updated
}

/** Puts contacts into the trash. @returns the ids of those that were not in it already */
export async function deleteContacts({ db, caller, changes }: Writer, ids: string[]): Promise<Set<string>> {
  const real = ids.filter(isUuid)
  const trashed = real.length === 0 ? [] : await store.trashContacts(db, caller, real)
  for (const { id, version, deleted_at } of trashed)
    changes.record(
      'contact',
      id,
      { Version: version - 1, DeletedDate: null },
      { Version: version, DeletedDate: deleted_at },
    )
  changes.countContacts(-trashed.length)
  return new Set(trashed.map(({ id }) => id))
}

/** Puts contacts into the trash as of a moment, and back onto the list. @param rows of the same, as they are */
export async function moveContacts({ db, caller, changes }: Writer, rows: store.WholeRow[], places: store.Place[]) {
  if (places.length === 0) return
  const before = rowsById(rows)
  const mergedInto = new Map(places.map((place) => [place.id, place.mergedInto]))
  for (const { id, version, deleted_at } of await store.setTrashed(db, caller, places)) {
    const { deleted_at: was, merged_into } = before.get(id) as store.WholeRow
    const into = mergedInto.get(id) ?? null
    const isMerge = merged_into !== null || into !== null
    changes.record(
      'contact',
      id,
      { Version: version - 1, DeletedDate: was, ...(isMerge ? { MergedInto: merged_into } : {}) },
      { Version: version, DeletedDate: deleted_at, ...(isMerge ? { MergedInto: into } : {}) },
    )
    changes.countContacts(Number(deleted_at === null) - Number(was === null))
  }
}

async function stateAfter(
  writer: Writer,
  row: store.ContactRow,
  input: ContactInput,
  vocabulary: Vocabulary,
  country: string | null,
): Promise<State> {
  const isStale = Boolean(input.Version && input.Version !== row.version)
  refuseReadOnly(input, store.webContactOf(row, vocabulary), isStale)
  const state = store.stateOf(row)
  const patch = patchOf(input, vocabulary, country)
  if (input.CustomFields === null) clearFields(patch, state)
  const own = isStale ? await ownEdits(writer, row, patch, input.Version ?? 0, vocabulary) : patch
  const next = applyPatch(state, own)
  refuseFaulty(next)
  return next
}

const rowsById = <Row extends { id: string }>(rows: Row[]) => new Map(rows.map((row) => [row.id, row]))

const stated = (id: string, state: State | ApiError | undefined): store.Stated[] =>
  state === undefined || state instanceof ApiError ? [] : [{ id, state }]

async function attempt<Result>(run: () => Result | Promise<Result>): Promise<Result | ApiError> {
  try {
    return await run()
  } catch (error) {
    return refusalIn(error)
  }
}

function attemptNow<Result>(run: () => Result): Result | ApiError {
  try {
    return run()
  } catch (error) {
    return refusalIn(error)
  }
}

/** @throws what is none */
function refusalIn(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  throw error
}

const noVocabulary = { fields: new Map() } as Vocabulary

/** The Customer's words as this process has last read them, where the inputs need some and name no new label. */
async function knownWords({ db, caller }: Writer, inputs: ContactInput[]): Promise<Vocabulary | undefined> {
  if (!inputs.some(usesVocabulary) && !inputs.some(hasNationalPhone)) return undefined
  const lately = await latelyVocabulary(db, caller.customerId)
  return inputs.flatMap(labelsOf).every((name) => lately.labels.idOf(name) !== undefined) ? lately : undefined
}

interface Held {
  /** Undefined where no input needs it. */
  vocabulary: Vocabulary | undefined
  /** Inputs that will not be written, for whose sake no label was made. */
  refused: Map<ContactInput, ApiError>
}

/**
 * What the inputs need of the Customer's words, held until the end; labels that are new are made.
 * @param trial throws for an input that will not be written
 */
async function holdWords(
  { db, caller, changes }: Writer,
  inputs: ContactInput[],
  trial: (input: ContactInput, vocabulary: Vocabulary) => unknown,
): Promise<Held> {
  const refused = new Map<ContactInput, ApiError>()
  if (!inputs.some(usesVocabulary)) return { vocabulary: undefined, refused }
  const lately = await latelyVocabulary(db, caller.customerId)
  const isNew = (name: string) => lately.labels.idOf(name) === undefined
  const making = inputs.filter((input) => labelsOf(input).some(isNew))
  if (making.length > 0) {
    const asIfMade = withEveryLabel(await currentVocabulary(db, caller.customerId))
    for (const input of making) {
      const tried = await attempt(() => trial(input, asIfMade))
      if (tried instanceof ApiError) refused.set(input, tried)
    }
  }
  const labels = inputs.filter((input) => !refused.has(input)).flatMap(labelsOf)
  return { vocabulary: await holdVocabulary(db, caller.customerId, labels, changes), refused }
}

async function countryFor({ db, caller }: Writer, inputs: ContactInput[]): Promise<string | null> {
  return inputs.some(hasNationalPhone) ? (await currentVocabulary(db, caller.customerId)).country : null
}

const hasNationalPhone = ({ Phones }: ContactInput) =>
  Phones?.some(({ Value }) => !Value.trimStart().startsWith('+')) ?? false

function refuseFaulty(state: State): void {
  const faults = contactFaults(state)
  if (faults.length > 0) throw faulty(faults)
}

function clearFields(patch: Patch, state: State): void {
  for (const name of Object.keys(state)) if (name.startsWith('#')) patch[name] = null
}
