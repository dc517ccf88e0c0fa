/** Takes a contact out of the trash, or gives it back what it was at an earlier version. */
import type { Output } from '../../contract/operations.ts'
import { applyPatch, contactFaults, type State } from '../contacts/contact.ts'
import * as contacts from '../contacts/store.ts'
import { moveContacts, writeStates } from '../contacts/write.ts'
import { asTyped, valueFault } from '../custom-fields/values.ts'
import { isUuid } from '../database/uuid.ts'
import { faulty, notFound } from '../http/errors.ts'
import type { Writing } from '../http/operation.ts'
import { holdVocabulary, type Vocabulary } from '../vocabulary/vocabulary.ts'

/** @throws a 400 where there is no such contact, or it had no such version */
export async function restoreContact(call: Writing<'contacts/restore/{id}'>): Promise<Output<'contacts/restore/{id}'>> {
  const { db, caller, changes, id, input } = call
  const { customerId } = caller
  // The words are held before the contact is.
  const vocabulary = await holdVocabulary(db, customerId, [], changes)
  const [row] = isUuid(id) ? await contacts.lockContacts(db, customerId, [id]) : []
  if (row === undefined) throw notFound('contact')
  if (input.Version) {
    const state = possible(await stateAt(call, row, input.Version), vocabulary)
    if (contactFaults(state).length > 0)
      throw faulty([{ Path: 'Version', Message: 'has nothing left that a contact must have' }])
    await writeStates(call, [row], [{ id: row.id, state }])
  }
  if (row.deleted_at !== null) await moveContacts(call, [row], [{ id: row.id, deletedAt: null, mergedInto: null }])
  const [restored] = await contacts.readContacts(db, customerId, [row.id])
  return contacts.webContactOf(restored as contacts.WholeRow, vocabulary)
}

/** What it was: the present, with what each property was before the first change that came after. */
async function stateAt(
  { db, caller }: Writing<'contacts/restore/{id}'>,
  row: contacts.WholeRow,
  version: number,
): Promise<State> {
  if (version > row.version)
    throw faulty([{ Path: 'Version', Message: `is ahead of the contact, whose version is ${row.version}` }])
  const then: Record<string, unknown> = {}
  for (const before of await contacts.changesSince(db, caller.customerId, row.id, version)) {
    if (before === null) throw faulty([{ Path: 'Version', Message: 'is older than the history that the server keeps' }])
    for (const [name, value] of Object.entries(before)) if (!(name in then)) then[name] = value
  }
  for (const name of ['Version', ...Object.keys(contacts.standingOf(row))]) delete then[name]
  return applyPatch(contacts.stateOf(row), then)
}

/** Without labels, types and fields that are there no longer, and values that their fields no longer take. */
function possible(state: State, { fields, labels, contactTypes }: Vocabulary): State {
  const patch: Record<string, unknown> = {}
  for (const [name, names] of [
    ['Labels', labels],
    ['ContactTypes', contactTypes],
  ] as const) {
    const ids = ((state[name] ?? []) as string[]).filter((id) => names.nameOf(id) !== undefined)
    if (name in state) patch[name] = ids.length === 0 ? null : ids
  }
  for (const [name, value] of Object.entries(state)) {
    if (!name.startsWith('#')) continue
    const field = fields.get(name.slice(1))
    const typed = field && asTyped(field, value)
    patch[name] = field === undefined || valueFault(field, typed) !== undefined ? null : typed
  }
  return applyPatch(state, patch)
}
