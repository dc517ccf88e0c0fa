/** Takes back what a change set has done to contacts, but for what somebody has changed since. */
import { isDeepStrictEqual } from 'node:util'
import { currentVocabulary, type Vocabulary } from '../vocabulary/vocabulary.ts'
import { applyPatch, contactFaults, difference, type Patch, type State } from './contact.ts'
import { shownName } from './shown.ts'
import * as store from './store.ts'
import { deleteContacts, writeStates } from './write.ts'
import type { Writer } from './writer.ts'

export interface TakenBack {
  /** How many were put into the trash, because the change set had added them. */
  deleted: number
  /** How many have earlier values again. */
  restored: number
  /** Contacts of which something stays, and what. */
  kept: { ContactId: string; Properties: string[] }[]
}

/** What the changes of a set came to on one contact. */
interface Edit {
  created: boolean
  before: Patch
  after: Patch
}

export const { isInHistory } = store

/** @param ids some of the contacts that the change set has changed */
export async function takeBack(writer: Writer, changeSetId: string, ids: string[]): Promise<TakenBack> {
  const { db, caller } = writer
  const { customerId } = caller
  const rows = await store.lockContacts(db, customerId, ids)
  const edits = editsOf(await store.changesOfSet(db, customerId, changeSetId, ids))
  const vocabulary = await currentVocabulary(db, customerId)
  const taken: TakenBack = { deleted: 0, restored: 0, kept: [] }
  const unwanted: string[] = []
  const states: store.Stated[] = []
  for (const row of rows) {
    const edit = edits.get(row.id)
    if (edit === undefined || (edit.created && row.deleted_at !== null)) continue
    const { state, stays } = edit.created ? afterCreation(row, edit, vocabulary) : afterUpdate(row, edit, vocabulary)
    if (stays.length > 0) taken.kept.push({ ContactId: row.id, Properties: shown(stays, vocabulary) })
    if (state === undefined) unwanted.push(row.id)
    else states.push({ id: row.id, state })
  }
  taken.deleted = (await deleteContacts(writer, unwanted)).size
  taken.restored = (await writeStates(writer, rows, states)).size
  return taken
}

function editsOf(changes: { entity_id: string; before: Patch | null; after: Patch | null }[]): Map<string, Edit> {
  const edits = new Map<string, Edit>()
  for (const { entity_id, before, after } of changes) {
    const edit = edits.get(entity_id) ?? { created: before === null, before: {}, after: {} }
    // The first of several values before, and the last of those after.
    edit.before = { ...before, ...edit.before }
    edit.after = { ...edit.after, ...after }
    edits.set(entity_id, edit)
  }
  return edits
}

interface Outcome {
  /** What it shall be; undefined where it shall not be. */
  state: State | undefined
  stays: string[]
}

const withoutVersion = ({ Version: _version, ...rest }: Patch): Patch => rest

/** Without labels, types and custom fields that are there no longer: nobody has changed these of the contact. */
function lasting(patch: Patch, { fields, labels, contactTypes }: Vocabulary): Patch {
  const present = Object.entries(patch).filter(([name]) => !name.startsWith('#') || fields.has(name.slice(1)))
  return Object.fromEntries(
    present.map(([name, value]) => {
      const names = { Labels: labels, ContactTypes: contactTypes }[name]
      if (names === undefined || !Array.isArray(value)) return [name, value]
      const there = value.filter((id) => names.nameOf(id) !== undefined)
      return [name, there.length === 0 ? null : there]
    }),
  )
}

function afterCreation(row: store.WholeRow, { after }: Edit, vocabulary: Vocabulary): Outcome {
  const state = store.stateOf(row)
  const made = (patch: Patch) => applyPatch({}, lasting(patch, vocabulary))
  const since = difference(made(withoutVersion(after)), made(state))
  return since === undefined ? { state: undefined, stays: [] } : { state, stays: Object.keys(since.after) }
}

function afterUpdate(row: store.WholeRow, edit: Edit, vocabulary: Vocabulary): Outcome {
  const state = store.stateOf(row)
  const [before, after] = [lasting(edit.before, vocabulary), lasting(edit.after, vocabulary)]
  const current = lasting(state, vocabulary)
  const back: Patch = {}
  const stays: string[] = []
  for (const [name, value] of Object.entries(withoutVersion(before))) {
    const now = current[name] ?? null
    if (isDeepStrictEqual(now, after[name] ?? null)) back[name] = value
    else if (!isDeepStrictEqual(now, value ?? null)) stays.push(name)
  }
  const next = applyPatch(state, back)
  // Without what somebody has changed since, it may lack a name.
  return contactFaults(next).length === 0 ? { state: next, stays } : { state, stays: [...stays, ...Object.keys(back)] }
}

/** Properties as callers know them; those of fields that are gone are nothing to anybody. */
function shown(names: string[], vocabulary: Vocabulary): string[] {
  return names.flatMap((name) => shownName(name, vocabulary) ?? [])
}
