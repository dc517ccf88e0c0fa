/** Makes one contact of several. */
import type { Input, Output } from '../../contract/operations.ts'
import { isUuid } from '../database/uuid.ts'
import { type Fault, faultsOf, faultsUnder, faulty } from '../http/errors.ts'
import type { Writing } from '../http/operation.ts'
import { linkPhotos } from '../photos/photos.ts'
import { currentVocabulary, holdVocabulary, type Vocabulary, withEveryLabel } from '../vocabulary/vocabulary.ts'
import { lengthFaults } from './bulk-edit.ts'
import { applyPatch, contactFaults, displayName, plainProperties, type State } from './contact.ts'
import { type ContactInput, labelsOf, patchOf } from './input.ts'
import { joinStates, type Left, leftBehind, type Part } from './merge-states.ts'
import { findProperty } from './properties.ts'
import { refuseReadOnly } from './read-only.ts'
import { databaseTime } from './search-statements.ts'
import { shownName, shownValue } from './shown.ts'
import * as store from './store.ts'
import { survivorsOf } from './survivors.ts'
import { writeStates } from './write.ts'

type MergeInput = Input<'contacts/merge'>
type Call = Writing<'contacts/merge'>

/** In one transaction, and one change set. @throws a 400 that names every fault; then nothing is done */
export async function mergeContacts(call: Call): Promise<Output<'contacts/merge'>> {
  const { db, caller, changes, input } = call
  const { ids, into } = whichContacts(input)
  const values = (input.Values ?? {}) as ContactInput
  const vocabulary = input.DryRun
    ? withEveryLabel(await currentVocabulary(db, caller.customerId))
    : await holdVocabulary(db, caller.customerId, labelsOf(values), changes)
  const read = input.DryRun ? store.readContacts : store.lockContacts
  const rows = await presentRows(call, await read(db, caller.customerId, ids), ids)
  const parts = inOrder(rows, into)
  const survivor = rows.find(({ id }) => id === into) as store.WholeRow
  const joined = joinStates(parts, chosenIn(input, ids, vocabulary), vocabulary)
  const state = applyPatch(joined, valuesPatch(values, vocabulary))
  refuseUnfit(state)
  const others = ids.filter((id) => id !== into)
  const result = { Merged: others, Left: shownLeft(leftBehind(parts, state, vocabulary), vocabulary) }
  if (input.DryRun) return { Contact: store.webContactOf(asIf(survivor, state), vocabulary), ...result }
  const written = await writeSurvivor(call, survivor, state)
  if (typeof state['Photo'] === 'string')
    await linkPhotos(db, caller.customerId, [{ contactId: into, photo: state['Photo'] }])
  await trashInto(call, others, into)
  return { Contact: store.webContactOf(written, vocabulary), ...result }
}

/** Also one that had all of the others' already: to stand for them is a change of it, which its history tells, and an undo sees. */
async function writeSurvivor(call: Call, survivor: store.WholeRow, state: State): Promise<store.ContactRow> {
  const stated = { id: survivor.id, state }
  const written = (await writeStates(call, [survivor], [stated])).get(survivor.id)
  if (written !== undefined) return written
  const [touched] = await store.updateContacts(call.db, call.caller, [
    store.madeContact(call.caller.customerId, stated),
  ])
  const row = touched as store.ContactRow
  call.changes.record('contact', row.id, { Version: survivor.version }, { Version: row.version })
  return row
}

function whichContacts({ Ids, Into }: MergeInput): { ids: string[]; into: string } {
  const ids = Ids.map((id) => id.toLowerCase())
  const faults: Fault[] = ids.flatMap((id, index) => {
    if (!isUuid(id)) return [{ Path: `Ids[${index}]`, Message: noContact }]
    return ids.indexOf(id) === index ? [] : [{ Path: `Ids[${index}]`, Message: 'is named twice' }]
  })
  const into = (Into ?? Ids[0] ?? '').toLowerCase()
  if (!ids.includes(into)) faults.push({ Path: 'Into', Message: 'is none of Ids' })
  if (faults.length > 0) throw faulty(faults)
  return { ids, into }
}

const noContact = 'is no id of a contact'

/** @throws a 400 that names those that are not on the list, and why */
async function presentRows({ db, caller }: Call, rows: store.WholeRow[], ids: string[]): Promise<store.WholeRow[]> {
  const known = new Map(rows.map((row) => [row.id, row]))
  const gone = ids.filter((id) => known.get(id)?.deleted_at !== null)
  if (gone.length === 0) return rows
  const survivors = await survivorsOf(db, caller.customerId, gone)
  throw faulty(
    ids.flatMap((id, index) => {
      if (!gone.includes(id)) return []
      const survivor = survivors.get(id)
      const inTrash = known.has(id) ? 'is in the trash' : noContact
      return [{ Path: `Ids[${index}]`, Message: survivor === undefined ? inTrash : `was merged into ${survivor}` }]
    }),
  )
}

/** The survivor, then the others, those first that were changed last. */
function inOrder(rows: store.WholeRow[], into: string): Part[] {
  const latest = rows.toSorted((one, other) => (one.updated_at < other.updated_at ? 1 : -1))
  const sorted = [...latest.filter(({ id }) => id === into), ...latest.filter(({ id }) => id !== into)]
  return sorted.map((row) => ({ id: row.id, state: store.stateOf(row) }))
}

const choosable = new Set([...plainProperties, 'Photo', 'Labels', 'ContactTypes'])

function chosenIn({ Choose }: MergeInput, ids: string[], vocabulary: Vocabulary): Map<string, string> {
  const faults: Fault[] = []
  const chosen = new Map<string, string>()
  for (const [name, given] of Object.entries(Choose ?? {})) {
    const key = choosable.has(name) ? name : name.startsWith('#') ? findProperty(name, vocabulary)?.key : undefined
    const id = given.toLowerCase()
    if (key === undefined) faults.push({ Path: `Choose.${name}`, Message: 'is no property that can be chosen' })
    if (!ids.includes(id)) faults.push({ Path: `Choose.${name}`, Message: 'names none of Ids' })
    if (key !== undefined) chosen.set(key, id)
  }
  if (faults.length > 0) throw faulty(faults)
  return chosen
}

function valuesPatch(values: ContactInput, vocabulary: Vocabulary) {
  const faults = faultsOf(() => {
    refuseReadOnly(values, undefined)
    patchOf(values, vocabulary, vocabulary.country)
  })
  if (faults.length > 0) throw faulty(faultsUnder('Values', faults))
  return patchOf(values, vocabulary, vocabulary.country)
}

const longestText = 100_000

/** Together, they may be more than one contact can have. */
function refuseUnfit(state: State): void {
  const tooLong = Object.entries(state).flatMap(([Path, value]): Fault[] =>
    typeof value === 'string' && value.length > longestText
      ? [{ Path, Message: `would have more than ${longestText.toLocaleString('en')} characters` }]
      : [],
  )
  const faults = [...contactFaults(state), ...lengthFaults(state), ...tooLong]
  if (faults.length > 0)
    throw faulty(
      faults.map(({ Path, Message }) => ({ Path, Message: `${Message}; Choose says of which contact it is taken` })),
    )
}

const shownLeft = (left: Left[], vocabulary: Vocabulary) =>
  left.flatMap(({ id, name, value }) => {
    const Property = shownName(name, vocabulary)
    return Property === undefined ? [] : [{ ContactId: id, Property, Value: shownValue(name, value, vocabulary) }]
  })

/** The contact as it would be. */
function asIf(row: store.WholeRow, state: State): store.WholeRow {
  const { properties, labels, contact_types, custom_fields } = store.columnsOf(state)
  return {
    ...row,
    properties: JSON.parse(properties) as State,
    labels: labels as string[] | null,
    contact_types: contact_types as string[] | null,
    custom_fields: custom_fields === null ? null : (JSON.parse(custom_fields) as Record<string, unknown>),
    display_name: displayName(state),
  }
}

async function trashInto({ db, caller, changes }: Call, ids: string[], into: string): Promise<void> {
  const deletedAt = await databaseTime(db)
  const trashed = await store.setTrashed(
    db,
    caller,
    ids.map((id) => ({ id, deletedAt, mergedInto: into })),
  )
  for (const { id, version, deleted_at } of trashed)
    changes.record(
      'contact',
      id,
      { Version: version - 1, DeletedDate: null, MergedInto: null },
      { Version: version, DeletedDate: deleted_at, MergedInto: into },
    )
  changes.countContacts(-trashed.length)
}
