/**
 * What labels and contact types have in common: names that contacts bear, and keep by id. So a rename or a delete is one
 * row, and at once true of all contacts. Whoever changes a list locks the Customer's vocabulary first: of two who want the
 * same name, the second sees what the first has done.
 */
import { isDeepStrictEqual } from 'node:util'
import type { Input, Output } from '../../contract/operations.ts'
import { countBearers, countContacts } from '../contacts/bearers.ts'
import type { Writer } from '../contacts/writer.ts'
import type { Scope } from '../database/database.ts'
import { isUuid, nextUuid } from '../database/uuid.ts'
import { type Fault, faulty, invalid, notFound } from '../http/errors.ts'
import { changeVocabulary, systemLabel } from '../vocabulary/vocabulary.ts'
import * as store from './store.ts'

type Named = Output<'labels/create'>
type NamedInput = Input<'labels/create'>

/** One of the lists. */
export interface List {
  table: store.Table
  /** What each of it is called, as `label`. */
  word: string
  /** What is wrong with a name, if anything. */
  nameFault(name: string): string | undefined
}

export async function listNamed(db: Scope, customerId: string, { table }: List): Promise<Named[]> {
  const rows = await store.readAll(db, table, customerId)
  const counts = await countBearers(db, customerId, table)
  const system = rows.find(isSystem)
  if (system !== undefined) counts.set(system.id, await countContacts(db, customerId))
  return rows
    .toSorted((one, other) => inOrder(one.name, other.name))
    .map((row) => ({ ...namedOf(row), Contacts: counts.get(row.id) ?? 0 }))
}

export async function createNamed(writer: Writer, list: List, input: NamedInput): Promise<Named> {
  const { db, caller, changes } = writer
  await changeVocabulary(db, caller.customerId)
  const row = { id: nextUuid(), name: input.Name?.trim() ?? '', color: input.Color ?? null }
  await refuseFaulty(writer, list, row, input, undefined)
  await store.insert(db, list.table, caller.customerId, row)
  changes.record(list.word, row.id, null, written(row))
  return namedOf(row)
}

/** Writes the properties that are present; null clears the colour; absent stays. */
export async function changeNamed(writer: Writer, list: List, id: string, input: NamedInput): Promise<Named> {
  const { db, caller, changes } = writer
  await changeVocabulary(db, caller.customerId)
  const before = isUuid(id) ? await store.readOne(db, list.table, caller.customerId, id) : undefined
  if (before === undefined) throw notFound(list.word)
  const row = {
    id: before.id,
    name: input.Name === undefined ? before.name : (input.Name?.trim() ?? ''),
    color: input.Color === undefined ? before.color : input.Color,
  }
  if (isSystem(before) && row.name !== before.name) throw invalid(`${before.name} is of the system; it keeps its name.`)
  await refuseFaulty(writer, list, row, input, before)
  if (isDeepStrictEqual(row, before)) return namedOf(before)
  await store.update(db, list.table, caller.customerId, row)
  changes.record(list.word, row.id, written(before), written(row))
  return namedOf(row)
}

/** It does not matter whether there is one. Contacts keep the id, which means nothing from then on. */
export async function deleteNamed({ db, caller, changes }: Writer, list: List, id: string): Promise<void> {
  if (!isUuid(id) || !(await store.readOne(db, list.table, caller.customerId, id))) return
  await changeVocabulary(db, caller.customerId)
  const row = await store.readOne(db, list.table, caller.customerId, id)
  if (row === undefined) return
  if (isSystem(row)) throw invalid(`${row.name} is of the system: it bears every contact, and cannot be deleted.`)
  await store.remove(db, list.table, caller.customerId, id)
  changes.record(list.word, id, written(row), null)
}

const inOrder = new Intl.Collator('en', { numeric: true }).compare

/** Names are unique, and this one cannot be given up: it is enough to know it by. A type cannot be called so. */
const isSystem = ({ name }: store.NamedRow) => name === systemLabel

const namedOf = (row: store.NamedRow): Named => ({
  Id: row.id,
  Name: row.name,
  ...(row.color === null ? {} : { Color: row.color }),
  ...(isSystem(row) ? { System: true } : {}),
})

/** What the change log keeps. */
const written = ({ name, color }: store.NamedRow) => ({ Name: name, Color: color })

async function refuseFaulty(
  { db, caller }: Writer,
  list: List,
  row: store.NamedRow,
  input: NamedInput,
  before: store.NamedRow | undefined,
): Promise<void> {
  const faults = readOnlyFaults(input, before)
  const fault = row.name === '' ? 'is needed' : list.nameFault(row.name)
  const twin = await store.readNamed(db, list.table, caller.customerId, row.name)
  if (fault !== undefined) faults.push({ Path: 'Name', Message: fault })
  if (twin !== undefined && twin.id !== row.id)
    faults.push({ Path: 'Name', Message: `is taken: there is a ${list.word} ${twin.name}` })
  if (faults.length > 0) throw faulty(faults)
}

/** `Contacts` moves by itself; so whatever was read of it may be sent back. */
function readOnlyFaults({ Id, System }: NamedInput, before: store.NamedRow | undefined): Fault[] {
  const Message = 'is read only: the server gives it'
  return [
    ...(Id && Id !== before?.id ? [{ Path: 'Id', Message }] : []),
    ...(System && !(before && isSystem(before)) ? [{ Path: 'System', Message }] : []),
  ]
}
