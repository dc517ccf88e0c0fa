/** The SQL of contacts, but for the search (search-statements.ts). */
import { sql } from 'kysely'
import { asTyped } from '../custom-fields/values.ts'
import type { Author } from '../database/changes.ts'
import type { Scope } from '../database/database.ts'
import type { Vocabulary } from '../vocabulary/vocabulary.ts'
import type { State, WebContact } from './contact.ts'
import { findable } from './findable.ts'

/** A row as the statements below give it. */
export interface ContactRow {
  id: string
  version: number
  properties: State
  labels: string[] | null
  contact_types: string[] | null
  custom_fields: Record<string, unknown> | null
  display_name: string
  created_at: string
  created_by: string
  updated_at: string
  updated_by: string
  /** Since when it is in the trash. */
  deleted_at: string | null
}

/** The columns of a ContactRow, of the table named `contacts`. */
export const contactColumns = sql.raw(
  ['id', 'version', 'properties', 'labels', 'contact_types', 'custom_fields', 'display_name']
    .concat(['created_at', 'created_by', 'updated_at', 'updated_by', 'deleted_at'])
    .map((column) => `contacts.${column}`)
    .join(', '),
)

/** A contact with the version of the vocabulary that its ids are to be read with. */
export async function readContact(db: Scope, customerId: string, id: string) {
  const { rows } = await sql<ContactRow & { vocabulary: number }>`-- contact by id
    select ${contactColumns}, customers.vocabulary
    from contacts join customers on customers.customer_id = contacts.customer_id
    where contacts.customer_id = ${customerId} and contacts.id = ${id} and contacts.deleted_at is null`.execute(db)
  return rows[0]
}

/** A contact in the trash or not. */
export type WholeRow = ContactRow & { merged_into: string | null }

/** Contacts as they are at the moment. */
export async function readContacts(db: Scope, customerId: string, ids: string[]): Promise<WholeRow[]> {
  const { rows } = await sql<WholeRow>`-- read contacts
    select ${contactColumns}, contacts.merged_into from contacts
    where customer_id = ${customerId} and id = any(${ids}::uuid[])`.execute(db)
  return rows
}

/**
 * Contacts of which only what callers write is wanted: half of what a row has else, so read in two thirds of the time.
 * @param trash whether those in the trash are meant
 */
export async function readWritten(db: Scope, customerId: string, ids: string[], trash: boolean) {
  const { rows } = await sql<WrittenRow>`
    ${sql.raw(`-- read written ${trash}`)}
    select id, properties, labels, contact_types, custom_fields from contacts
    where customer_id = ${customerId} and id = any(${ids}::uuid[])
      and deleted_at is ${sql.raw(trash ? 'not null' : 'null')}`.execute(db)
  return rows
}

/** Properties of contacts on the list, and nothing of them by id: neither labels nor fields. */
export async function readProperties(db: Scope, customerId: string, ids: string[]) {
  const { rows } = await sql<{ id: string; properties: State }>`-- read properties
    select id, properties from contacts
    where customer_id = ${customerId} and id = any(${ids}::uuid[]) and deleted_at is null`.execute(db)
  return rows
}

export async function idsBehind(db: Scope, customerId: string, after: string, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`-- ids behind
    select id from contacts where customer_id = ${customerId} and id > ${after} and deleted_at is null
    order by id limit ${limit}`.execute(db)
  return rows.map(({ id }) => id)
}

/** The end of an id is random. */
export async function someIds(db: Scope, customerId: string, share: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from contacts where customer_id = ${customerId} and deleted_at is null
      and ('x' || right(id::text, 6))::bit(24)::integer < ${Math.round(share * 2 ** 24)}`.execute(db)
  return rows.map(({ id }) => id)
}

/** Contacts that nobody else changes until the end of the transaction. */
export async function lockContacts(db: Scope, customerId: string, ids: string[]): Promise<WholeRow[]> {
  const { rows } = await sql<WholeRow>`-- lock contacts
    select ${contactColumns}, contacts.merged_into from contacts
    where customer_id = ${customerId} and id = any(${ids}::uuid[]) order by id for update`.execute(db)
  return rows
}

/** By those of these contacts that were merged and are in the trash, what they were merged into. */
export async function mergedInto(db: Scope, customerId: string, ids: string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; merged_into: string }>`-- merged into
    select id, merged_into from contacts
    where customer_id = ${customerId} and id = any(${ids}::uuid[]) and merged_into is not null`.execute(db)
  return new Map(rows.map(({ id, merged_into }) => [id, merged_into]))
}

/** How many of these contacts there are, without the trash. */
export async function countThere(db: Scope, customerId: string, ids: string[]): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from contacts
    where customer_id = ${customerId} and id = any(${ids}::uuid[]) and deleted_at is null`.execute(db)
  return rows[0]?.count ?? 0
}

export interface Stated {
  id: string
  state: State
}

/** Inserts contacts without reading them back. @returns the ids of those that were not there, in the trash included */
export async function addContacts(
  db: Scope,
  { customerId, userId }: Author,
  contacts: MadeContact[],
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`-- add contacts
    insert into contacts (customer_id, ${writtenColumns}, created_by, updated_by)
    select ${customerId}, ${writtenValues}, ${userId}, ${userId} from ${asTable(contacts)}
    on conflict (customer_id, id) do nothing
    returning id`.execute(db)
  return rows.map(({ id }) => id)
}

/**
 * @param version inserts only where the Customer's vocabulary is at this version, and holds it there
 * @returns the rows that were inserted; one whose id is taken already is not among them
 */
export async function insertContacts(
  db: Scope,
  { customerId, userId }: Author,
  contacts: MadeContact[],
  version?: number,
): Promise<ContactRow[]> {
  const held = sql`(select hold_vocabulary(${customerId}, true) as version) held
    join ${asTable(contacts)} on held.version = ${version}`
  const { rows } =
    await sql<ContactRow>`${sql.raw(version === undefined ? '-- insert contacts' : '-- insert held contacts')}
    insert into contacts (customer_id, ${writtenColumns}, created_by, updated_by)
    select ${customerId}, ${writtenValues}, ${userId}, ${userId}
    from ${version === undefined ? asTable(contacts) : held}
    on conflict (customer_id, id) do nothing
    returning ${contactColumns}`.execute(db)
  return rows
}

export async function updateContacts(db: Scope, { customerId, userId }: Author, contacts: MadeContact[]) {
  const { rows } = await sql<ContactRow>`-- update contacts
    update contacts set
      properties = written.properties, labels = written.labels, contact_types = written.contact_types,
      custom_fields = written.custom_fields, display_name = written.display_name, sort_name = written.sort_name,
      comparable = written.comparable, terms = written.terms, search_text = written.search_text,
      version = version + 1, updated_at = now(), updated_by = ${userId}
    from (select ${writtenValues} from ${asTable(contacts)}) written
    where contacts.customer_id = ${customerId} and contacts.id = written.id
    returning ${contactColumns}`.execute(db)
  return rows
}

const writtenNames = [
  ...['id', 'properties', 'labels', 'contact_types', 'custom_fields'],
  ...['display_name', 'sort_name', 'comparable', 'terms', 'search_text'],
] as const
const writtenColumns = sql.raw(writtenNames.join(', '))
// unnest() would take lists of lists apart to the last item, so inner lists travel as text.
const listTypes: Partial<Record<(typeof writtenNames)[number], string>> = {
  ...{ labels: 'uuid[]', contact_types: 'uuid[]', terms: 'bigint[]' },
}
const writtenValues = sql.raw(
  writtenNames.map((name) => (listTypes[name] ? `${name}::${listTypes[name]} as ${name}` : name)).join(', '),
)
const asList = (value: unknown) => (Array.isArray(value) ? `{${value}}` : value)

/** A contact with all that is written of it. */
export type MadeContact = { id: string } & ReturnType<typeof madeColumns>

export const madeContact = (customerId: string, { id, state }: Stated): MadeContact => ({
  id,
  ...madeColumns(customerId, state),
})

/** The contacts as a table of the columns that are made of their states. */
function asTable(rows: MadeContact[]) {
  const column = (name: (typeof writtenNames)[number], type: string) =>
    sql`${rows.map((row) => asList(row[name]))}::${sql.raw(type)}[]`
  return sql`unnest(
      ${column('id', 'uuid')}, ${column('properties', 'jsonb')}, ${column('labels', 'text')},
      ${column('contact_types', 'text')}, ${column('custom_fields', 'jsonb')}, ${column('display_name', 'text')},
      ${column('sort_name', 'text')}, ${column('comparable', 'jsonb')}, ${column('terms', 'text')},
      ${column('search_text', 'text')}) as written (${sql.raw(writtenNames.join(', '))})`
}

/** Puts contacts into the trash; those that are in it already, or are none, are not among the rows. */
export async function trashContacts(db: Scope, { customerId, userId }: Author, ids: string[]) {
  const { rows } = await sql<{ id: string; deleted_at: string; version: number }>`-- trash contacts
    update contacts set deleted_at = now(), version = version + 1, updated_at = now(), updated_by = ${userId}
    where customer_id = ${customerId} and id = any(${ids}::uuid[]) and deleted_at is null
    returning id, deleted_at, version`.execute(db)
  return rows
}

/** Where a contact shall be: null on the list, else since when in the trash; and what it was merged into there. */
export interface Place {
  id: string
  /** `now` is the beginning of the transaction. */
  deletedAt: string | null
  mergedInto: string | null
}

/** Puts contacts into the trash, or takes them out of it. @returns the rows that there were */
export async function setTrashed(db: Scope, { customerId, userId }: Author, places: Place[]) {
  const { rows } = await sql<{ id: string; deleted_at: string | null; version: number }>`-- set trashed
    update contacts set deleted_at = place.deleted_at::timestamptz(3), merged_into = place.merged_into,
      version = version + 1, updated_at = now(), updated_by = ${userId}
    from unnest(
      ${places.map(({ id }) => id)}::uuid[], ${places.map(({ deletedAt }) => deletedAt)}::text[],
      ${places.map(({ mergedInto }) => mergedInto)}::uuid[]) as place (id, deleted_at, merged_into)
    where contacts.customer_id = ${customerId} and contacts.id = place.id
    returning contacts.id, contacts.deleted_at, contacts.version`.execute(db)
  return rows
}

/**
 * What the contact's properties were before each change that came after `version`, in order; null where that is older than
 * the history, in which only what it came to is kept.
 */
export async function changesSince(db: Scope, customerId: string, id: string, version: number) {
  const { rows } = await sql<{ before: State | null }>`
    select before from changes
    where customer_id = ${customerId} and entity_id = ${id} and entity = 'contact' and (after ->> 'Version')::integer > ${version}
    order by sequence`.execute(db)
  return rows.map(({ before }) => before)
}

/** The columns that are made of a contact's state. */
export const madeColumns = (customerId: string, state: State) => ({
  ...columnsOf(state),
  ...findable(customerId, state),
})

export function columnsOf(state: State) {
  const { Labels = null, ContactTypes = null, ...rest } = state
  const isField = ([name]: [string, unknown]) => name.startsWith('#')
  const fields = Object.entries(rest).filter(isField)
  return {
    properties: JSON.stringify(Object.fromEntries(Object.entries(rest).filter((entry) => !isField(entry)))),
    labels: Labels,
    contact_types: ContactTypes,
    custom_fields:
      fields.length === 0
        ? null
        : JSON.stringify(Object.fromEntries(fields.map(([name, value]) => [name.slice(1), value]))),
  }
}

export function stateOf({ properties, labels, contact_types, custom_fields }: ContactRow): State {
  const state: State = { ...properties }
  if (labels !== null) state['Labels'] = labels
  if (contact_types !== null) state['ContactTypes'] = contact_types
  for (const [id, value] of Object.entries(custom_fields ?? {})) state[`#${id}`] = value
  return state
}

/** What the log keeps of where a contact is, as it keeps properties. */
export const standingOf = ({ deleted_at, merged_into }: Pick<WholeRow, 'deleted_at' | 'merged_into'>): State => ({
  DeletedDate: deleted_at,
  MergedInto: merged_into,
})

/** The contact as callers see it, with names in place of ids. */
export function webContactOf(row: ContactRow & Partial<WholeRow>, vocabulary: Vocabulary): WebContact {
  const contact: Record<string, unknown> = { Id: row.id, DisplayName: row.display_name, ...row.properties }
  addNamed(contact, row, vocabulary)
  contact['Version'] = row.version
  contact['CreatedDate'] = row.created_at
  contact['CreatedBy'] = row.created_by
  contact['UpdatedDate'] = row.updated_at
  contact['UpdatedBy'] = row.updated_by
  if (row.deleted_at !== null) contact['DeletedDate'] = row.deleted_at
  if (row.merged_into) contact['MergedInto'] = row.merged_into
  return contact
}

/** What callers write of a contact. */
export type WrittenRow = Pick<ContactRow, 'id' | 'properties' | 'labels' | 'contact_types' | 'custom_fields'>

/** The same without what only the server writes, but for the Id. */
export function writtenContactOf(row: WrittenRow, vocabulary: Vocabulary): WebContact {
  const contact: Record<string, unknown> = { Id: row.id, ...row.properties }
  addNamed(contact, row, vocabulary)
  return contact
}

function addNamed(contact: Record<string, unknown>, row: WrittenRow, vocabulary: Vocabulary): void {
  if (row.contact_types !== null) contact['ContactTypes'] = namesOf(row.contact_types, vocabulary.contactTypes.nameOf)
  if (row.labels !== null) contact['Labels'] = namesOf(row.labels, vocabulary.labels.nameOf)
  if (row.custom_fields !== null) contact['CustomFields'] = fieldsByName(row.custom_fields, vocabulary)
}

// An id without a name belongs to something that was deleted; it is as if it were not there.
const namesOf = (ids: string[], nameOf: (id: string) => string | undefined) =>
  ids.map(nameOf).filter((name) => name !== undefined)

function fieldsByName(values: Record<string, unknown>, { fields }: Vocabulary): Record<string, unknown> {
  const named: Record<string, unknown> = {}
  for (const [id, value] of Object.entries(values)) {
    const field = fields.get(id)
    if (field !== undefined) named[field.Name] = asTyped(field, value)
  }
  return named
}
