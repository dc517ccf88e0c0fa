/** Contacts as states, for whoever decides of many at once what they shall be (an import). */
import type { Scope } from '../database/database.ts'
import { sendInParts } from '../jobs/turns.ts'
import type { Vocabulary } from '../vocabulary/vocabulary.ts'
import type { State, WebContact } from './contact.ts'
import * as store from './store.ts'
import type { Writer } from './writer.ts'

export interface Stored {
  id: string
  state: State
  isTrashed: boolean
  row: store.WholeRow
}

/** @param lock whether nobody else changes them until the end of the transaction */
export async function readStates(db: Scope, customerId: string, ids: string[], lock: boolean): Promise<Stored[]> {
  if (ids.length === 0) return []
  const rows = await (lock ? store.lockContacts : store.readContacts)(db, customerId, ids)
  return rows.map((row) => ({ id: row.id, state: store.stateOf(row), isTrashed: row.deleted_at !== null, row }))
}

/** Properties of contacts on the list, which is all that contacts are compared by. */
export const readCompared = store.readProperties

/** The contacts on the list that come next, in the order of their ids. */
export const idsBehind = store.idsBehind

/** Some contacts of all over the list: about this share of them. */
export const someIds = store.someIds

/** Adds contacts, while others have their turns. @returns the ids of those that were added: others are taken already, though in the trash */
export async function addStates({ db, caller, changes }: Writer, states: store.Stated[]): Promise<Set<string>> {
  const added = new Set(
    await sendInParts(
      states,
      (each) => store.madeContact(caller.customerId, each),
      (contacts) => store.addContacts(db, caller, contacts),
    ),
  )
  for (const { id, state } of states) if (added.has(id)) changes.record('contact', id, null, { ...state, Version: 1 })
  changes.countContacts(added.size)
  return added
}

interface Wanted {
  vocabulary: Vocabulary
  /** Whether those in the trash are meant; others are left out, as are those that are gone. */
  trash: boolean
  /** Whether what only the server writes is wanted too, as CreatedDate. */
  isWhole: boolean
}

/** Contacts as callers see them, in the order of their ids. */
export async function readInOrder(db: Scope, ids: string[], wanted: Wanted): Promise<WebContact[]> {
  const contacts = new Map<string, WebContact>()
  const { vocabulary, trash } = wanted
  const { customerId } = vocabulary
  if (wanted.isWhole) {
    for (const row of await store.readContacts(db, customerId, ids))
      if ((row.deleted_at !== null) === trash) contacts.set(row.id, store.webContactOf(row, vocabulary))
  } else {
    for (const row of await store.readWritten(db, customerId, ids, trash))
      contacts.set(row.id, store.writtenContactOf(row, vocabulary))
  }
  return ids.flatMap((id) => contacts.get(id) ?? [])
}
