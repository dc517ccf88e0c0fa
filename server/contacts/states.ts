/** Contacts as states, for whoever decides of many at once what they shall be (an import). */
import type { Scope } from '../database/database.ts'
import type { State } from './contact.ts'
import * as store from './store.ts'
import type { Writer } from './writer.ts'

export type { Stated, WholeRow } from './store.ts'

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

/** Adds contacts. @returns the ids of those that were added: others are taken already, though in the trash */
export async function addStates({ db, caller, changes }: Writer, states: store.Stated[]): Promise<Set<string>> {
  if (states.length === 0) return new Set()
  const added = await store.addContacts(db, caller, states)
  for (const { id, state } of states) if (added.has(id)) changes.record('contact', id, null, { ...state, Version: 1 })
  changes.countContacts(added.size)
  return added
}
