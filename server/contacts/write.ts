import { isDeepStrictEqual } from 'node:util'
import type { Author, Changes } from '../database/changes.ts'
import type { Scope } from '../database/database.ts'
import { isUuid } from '../database/uuid.ts'
import { conflict, type Fault, faulty, invalid, notFound } from '../http/errors.ts'
import { currentVocabulary, holdVocabulary, type Vocabulary } from '../vocabulary/vocabulary.ts'
import { applyPatch, contactFaults, difference, type Patch, type State, type WebContact } from './contact.ts'
import { type ContactInput, labelsOf, patchOf, usesVocabulary } from './input.ts'
import { refuseReadOnly } from './read-only.ts'
import * as store from './store.ts'

/** Where a contact is written: a transaction, by whom, and the change set it belongs to. */
export interface Writer {
  db: Scope
  caller: Author
  changes: Changes
}

/** @param id the id to create it under, where it is not for the server to choose */
export async function createContact(writer: Writer, input: ContactInput, id?: string): Promise<WebContact> {
  const { db, caller, changes } = writer
  refuseReadOnly(input, undefined)
  const vocabulary = await vocabularyFor(writer, input)
  const state = applyPatch({}, patchOf(input, vocabulary, await countryFor(writer, input)))
  refuseFaulty(state)
  const row = await store.insertContact(db, caller, state, id)
  if (row === undefined)
    throw invalid(`The contact ${id} is in the trash, so it can be neither written nor created again.`)
  changes.record('contact', row.id, null, { ...state, Version: row.version })
  changes.countContacts(1)
  return store.webContactOf(row, vocabulary ?? noVocabulary)
}

/** Writes the properties that are present; null clears; absent stays. */
export async function changeContact(writer: Writer, id: string, input: ContactInput): Promise<WebContact> {
  const { db, caller, changes } = writer
  // The vocabulary is locked before the contact, as whoever changes a custom field does, so they never wait in a circle.
  const held = await vocabularyFor(writer, input)
  const row = isUuid(id) ? await store.lockContact(db, caller.customerId, id) : undefined
  if (row === undefined || row.deleted_at !== null) throw notFound('contact')
  const vocabulary = held ?? (await currentVocabulary(db, caller.customerId))
  const isStale = Boolean(input.Version && input.Version !== row.version)
  refuseReadOnly(input, store.webContactOf(row, vocabulary), isStale)
  const state = store.stateOf(row)
  const patch = patchOf(input, vocabulary, await countryFor(writer, input))
  if (input.CustomFields === null) clearFields(patch, state)
  const own = isStale ? await ownEdits(writer, row, patch, input.Version ?? 0, vocabulary) : patch
  const next = applyPatch(state, own)
  refuseFaulty(next)
  const changed = difference(state, next)
  if (changed === undefined) return store.webContactOf(row, vocabulary)
  const updated = await store.updateContact(db, caller, id, next)
  changes.record(
    'contact',
    id,
    { ...changed.before, Version: row.version },
    { ...changed.after, Version: updated.version },
  )
  return store.webContactOf(updated, vocabulary)
}

/** Puts a contact into the trash; it does not matter whether there is one. */
export async function deleteContact({ db, caller, changes }: Writer, id: string): Promise<void> {
  const trashed = isUuid(id) ? await store.trashContact(db, caller, id) : undefined
  if (trashed === undefined) return
  const { version, deleted_at } = trashed
  changes.record(
    'contact',
    id,
    { Version: version - 1, DeletedDate: null },
    { Version: version, DeletedDate: deleted_at },
  )
  changes.countContacts(-1)
}

const noVocabulary = { fields: new Map() } as Vocabulary

async function vocabularyFor({ db, caller, changes }: Writer, input: ContactInput): Promise<Vocabulary | undefined> {
  return usesVocabulary(input) ? holdVocabulary(db, caller.customerId, labelsOf(input), changes) : undefined
}

async function countryFor({ db, caller }: Writer, { Phones }: ContactInput): Promise<string | null> {
  const isNational = ({ Value }: { Value: string }) => !Value.trimStart().startsWith('+')
  return Phones?.some(isNational) ? store.defaultCountry(db, caller.customerId) : null
}

function refuseFaulty(state: State): void {
  const faults = contactFaults(state)
  if (faults.length > 0) throw faulty(faults)
}

function clearFields(patch: Patch, state: State): void {
  for (const name of Object.keys(state)) if (name.startsWith('#')) patch[name] = null
}

/**
 * Of a patch made on an older version, what its author has edited: properties that are as they were then are not edits,
 * and do not take back what others have written since.
 * @throws a 400 where others have since written something else into a property that was edited
 */
async function ownEdits(
  { db, caller }: Writer,
  row: store.ContactRow,
  patch: Patch,
  version: number,
  vocabulary: Vocabulary,
): Promise<Patch> {
  if (version > row.version)
    throw faulty([{ Path: 'Version', Message: `is ahead of the contact, whose version is ${row.version}` }])
  const current = store.stateOf(row)
  const then: State = { ...current }
  const seen = new Set<string>()
  for (const before of await store.changesSince(db, caller.customerId, row.id, version))
    for (const [name, value] of Object.entries(before)) {
      if (!seen.has(name)) then[name] = value
      seen.add(name)
    }
  const faults: Fault[] = []
  const edits = Object.entries(patch).filter(([name, value]) => {
    if (isSame(value, then[name])) return false
    const theirs = current[name]
    if (!isSame(then[name], theirs) && !isSame(value, theirs)) faults.push(clash(name, value, theirs, vocabulary))
    return true
  })
  if (faults.length > 0)
    throw conflict(`Others have changed the same since version ${version}: read the contact again.`, faults)
  return Object.fromEntries(edits)
}

const isSame = (one: unknown, other: unknown) => isDeepStrictEqual(one ?? null, other ?? null)

function clash(name: string, mine: unknown, theirs: unknown, vocabulary: Vocabulary): Fault {
  const Message = 'was changed by another since your version'
  const shown = (value: unknown) => (value === undefined ? null : named(name, value, vocabulary))
  const field = name.startsWith('#') ? vocabulary.fields.get(name.slice(1))?.Name : undefined
  return {
    Path: field === undefined ? name : `CustomFields.${field}`,
    Message,
    Yours: shown(mine),
    Theirs: shown(theirs),
  }
}

function named(name: string, value: unknown, { labels, contactTypes }: Vocabulary): unknown {
  const names = { Labels: labels, ContactTypes: contactTypes }[name]
  return names !== undefined && Array.isArray(value) ? value.map(names.nameOf) : value
}
