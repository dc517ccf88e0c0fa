import { sql } from 'kysely'
import { LRUCache } from 'lru-cache'
import type { Static } from 'typebox'
import type { CustomField } from '../../contract/custom-fields.ts'
import type { Changes } from '../database/changes.ts'
import type { Scope } from '../database/database.ts'
import { isUuid } from '../database/uuid.ts'
import { labelFault } from './names.ts'

export type Field = Static<typeof CustomField>

/**
 * The Customer's own words, and what else every reading and writing of its contacts needs to know. Contacts keep ids;
 * names exist where people and programs see them. Whoever changes any of it calls `changeVocabulary` first.
 */
export interface Vocabulary {
  customerId: string
  version: number
  /** Where phone numbers without a country belong. */
  country: string | null
  labels: NamesBothWays
  contactTypes: NamesBothWays
  fields: Map<string, Field>
  fieldIds: Map<string, string>
}

/** The label that bears every contact. It is one of `labels` like any other; that all bear it is written nowhere. */
export const systemLabel = '#voyzu shared'

/** Names both ways; found without regard to case. */
interface NamesBothWays {
  nameOf(id: string): string | undefined
  idOf(name: string): string | undefined
  readonly all: string[]
  readonly ids: string[]
}

class Names implements NamesBothWays {
  readonly #byId = new Map<string, string>()
  readonly #byKey = new Map<string, string>()

  constructor(rows: { id: string; name: string }[]) {
    for (const { id, name } of rows) {
      this.#byId.set(id, name)
      this.#byKey.set(nameKey(name), id)
    }
  }

  nameOf = (id: string) => this.#byId.get(id)
  idOf = (name: string) => this.#byKey.get(nameKey(name))

  get all() {
    return [...this.#byId.values()]
  }
  get ids() {
    return [...this.#byId.keys()]
  }
}

/** Two names with the same key are the same name. */
export const nameKey = (name: string) => name.normalize('NFC').toLowerCase()

const known = new LRUCache<string, Vocabulary>({ max: 2000 })

/**
 * The vocabulary at a version. Statements that read contacts bring the version along, so that a process asks for the
 * names again exactly when they have changed, wherever that was done.
 */
export async function vocabularyAt(db: Scope, customerId: string, version: number): Promise<Vocabulary> {
  const kept = known.get(customerId)
  if (kept?.version === version) return kept
  const vocabulary = await readVocabulary(db, customerId, version)
  if (!changing.has(db)) known.set(customerId, vocabulary)
  return vocabulary
}

/**
 * The vocabulary as if every label that somebody may name were there already, with what its name is found by as its id.
 * Such a label is called as it was first named.
 */
export function withEveryLabel(vocabulary: Vocabulary): Vocabulary {
  const { nameOf, idOf, all, ids } = vocabulary.labels
  const named = new Map<string, string>()
  const idOfNew = (name: string) => {
    if (labelFault(name) !== undefined) return undefined
    const key = nameKey(name)
    if (!named.has(key)) named.set(key, name)
    return key
  }
  return {
    ...vocabulary,
    labels: {
      nameOf: (id) => nameOf(id) ?? named.get(id) ?? (labelFault(id) === undefined ? id : undefined),
      all,
      ids,
      idOf: (name) => idOf(name) ?? idOfNew(name),
    },
  }
}

/** Whether a label is one that `withEveryLabel` has made up, which contacts must not keep. */
export const isMadeUp = (labelId: string): boolean => !isUuid(labelId)

/** Transactions that have changed a vocabulary: what they read may yet be undone, so it is not kept for others. */
const changing = new WeakSet<Scope>()

/** The vocabulary as this process has last seen it, for what will be looked at again under a lock, and what never changes. */
export const latelyVocabulary = async (db: Scope, customerId: string): Promise<Vocabulary> =>
  known.get(customerId) ?? currentVocabulary(db, customerId)

/** The vocabulary as it stands. */
export async function currentVocabulary(db: Scope, customerId: string): Promise<Vocabulary> {
  return vocabularyAt(db, customerId, await versionOf(db, customerId))
}

/**
 * The vocabulary, held as it is until the end of the transaction: no name is changed or deleted meanwhile.
 * Labels that do not exist yet are made.
 */
export async function holdVocabulary(db: Scope, customerId: string, labels: string[], changes: Changes) {
  const isWhole = (vocabulary: Vocabulary) => labels.every((name) => vocabulary.labels.idOf(name) !== undefined)
  // What this process remembers tells whether labels are to be made, for which others must be kept out from the start.
  if (isWhole(await latelyVocabulary(db, customerId))) {
    const held = await vocabularyAt(db, customerId, await lock(db, customerId, true))
    // A label may have been deleted a moment ago; then it is made anew.
    if (isWhole(held)) return held
  }
  const changed = await changeVocabulary(db, customerId)
  const missing = new Map(labels.map((name) => [nameKey(name), name]))
  for (const key of missing.keys()) if (changed.labels.idOf(key) !== undefined) missing.delete(key)
  for (const { id, name } of await createNames(db, 'labels', customerId, [...missing.values()]))
    changes.record('label', id, null, { Name: name })
  return readVocabulary(db, customerId, changed.version)
}

/**
 * The vocabulary, for a transaction that is going to change it: others that write contacts with names wait until its
 * end. What is returned is not kept for others, because the transaction may yet be undone.
 */
export async function changeVocabulary(db: Scope, customerId: string): Promise<Vocabulary> {
  await lock(db, customerId, false)
  const { vocabulary } = await db
    .updateTable('customers')
    .set({ vocabulary: sql`vocabulary + 1` })
    .where('customer_id', '=', customerId)
    .returning('vocabulary')
    .executeTakeFirstOrThrow()
  changing.add(db)
  return readVocabulary(db, customerId, vocabulary)
}

/** @param shared with others that hold it as it is. @returns its version */
async function lock(db: Scope, customerId: string, shared: boolean): Promise<number> {
  const { rows } = await sql<{ version: number }>`-- hold vocabulary
    select hold_vocabulary(${customerId}, ${shared}) as version`.execute(db)
  return rows[0]?.version ?? 0
}

/** Adds names to a Customer's labels or contact types. */
export async function createNames(db: Scope, table: 'labels' | 'contact_types', customerId: string, names: string[]) {
  const rows = names.map((name) => ({
    customer_id: customerId,
    id: crypto.randomUUID(),
    name,
    name_key: nameKey(name),
  }))
  if (rows.length > 0) await db.insertInto(table).values(rows).execute()
  return rows
}

async function versionOf(db: Scope, customerId: string): Promise<number> {
  const { vocabulary } = await db
    .selectFrom('customers')
    .select('vocabulary')
    .where('customer_id', '=', customerId)
    .executeTakeFirstOrThrow()
  return vocabulary
}

async function readVocabulary(db: Scope, customerId: string, version: number): Promise<Vocabulary> {
  const names = (table: 'labels' | 'contact_types') =>
    db.selectFrom(table).select(['id', 'name']).where('customer_id', '=', customerId).execute()
  const labels = await names('labels')
  const types = await names('contact_types')
  const { default_country } = await db
    .selectFrom('customers')
    .select('default_country')
    .where('customer_id', '=', customerId)
    .executeTakeFirstOrThrow()
  const fields = await db
    .selectFrom('custom_fields')
    .select(['id', 'name', 'type', 'options'])
    .where('customer_id', '=', customerId)
    .orderBy('id')
    .execute()
  return {
    customerId,
    version,
    country: default_country,
    labels: new Names(labels),
    contactTypes: new Names(types),
    fields: new Map(fields.map((row) => [row.id, fieldOf(row)])),
    fieldIds: new Map(fields.map(({ id, name }) => [nameKey(name), id])),
  }
}

const fieldOf = ({
  id,
  name,
  type,
  options,
}: {
  id: string
  name: string
  type: string
  options: string[] | null
}): Field => ({
  Id: id,
  Name: `#${name}`,
  Type: type as Field['Type'],
  ...(options === null ? {} : { Options: options }),
})
