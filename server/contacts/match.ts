import { sql } from 'kysely'
import type { Input } from '../../contract/operations.ts'
import type { Scope } from '../database/database.ts'
import { isUuid, nextUuid } from '../database/uuid.ts'
import { conflict, faulty, invalid } from '../http/errors.ts'
import { currentVocabulary, nameKey, type Vocabulary } from '../vocabulary/vocabulary.ts'
import { e164, lineProperties, type Phone, type State } from './contact.ts'
import { term } from './findable.ts'
import { fold } from './folding.ts'
import type { ContactInput } from './input.ts'
import { findProperty } from './properties.ts'
import { type ContactRow, contactColumns, stateOf } from './store.ts'
import { survivorsOf } from './survivors.ts'
import { changeContacts, createContacts, type Outcome } from './write.ts'
import type { Writer } from './writer.ts'

const mostCandidates = 1000

/** What contacts are matched by. */
export interface Matching {
  /** As MatchOn names it. */
  property: string
  /** Under which `terms` know its values. */
  keys: string[]
  /** The values of a contact, in the form in which they are compared. */
  valuesOf(state: State): string[]
}

/** Changes the one contact that has a value of the given one; creates it where none has. */
export async function upsertContact(writer: Writer, { MatchOn, Contact }: Input<'contacts/upsert'>): Promise<Outcome> {
  if (MatchOn === 'Id') return upsertById(writer, Contact)
  const { db, caller } = writer
  const matching = await matchingFor(db, caller.customerId, MatchOn)
  const values = [...new Set(matching.valuesOf(await givenState(writer, Contact)))]
  if (values.length === 0) throw faulty([{ Path: 'Contact', Message: `has no ${MatchOn} to match on` }])
  await lockValues(
    db,
    caller.customerId,
    values.map((value) => `${MatchOn} ${value}`),
  )
  const matches = await findMatches(db, caller.customerId, matching, values)
  if (matches.length > 1)
    throw conflict(
      `${matches.length} contacts have this ${MatchOn}; a match must be unique.`,
      matches.map(({ id }) => ({ Path: 'Contact', Message: `matches ${id}` })),
    )
  const [match] = matches
  return match === undefined ? create(writer, Contact) : change(writer, match.id, Contact)
}

async function upsertById(writer: Writer, contact: Input<'contacts/upsert'>['Contact']) {
  const { Id, ...rest } = contact
  if (!Id) return create(writer, rest)
  if (!isUuid(Id)) throw faulty([{ Path: 'Contact.Id', Message: 'is no id of a contact' }])
  const { db, caller } = writer
  await lockValues(db, caller.customerId, [`Id ${Id.toLowerCase()}`])
  const { rows } = await sql`
    select from contacts where customer_id = ${caller.customerId} and id = ${Id} and deleted_at is null`.execute(db)
  if (rows.length > 0) return change(writer, Id, rest)
  const [survivor] = (await survivorsOf(db, caller.customerId, [Id])).values()
  return survivor === undefined ? create(writer, rest, Id.toLowerCase()) : change(writer, survivor, rest)
}

const create = async (writer: Writer, input: ContactInput, id: string = nextUuid()) =>
  (await createContacts(writer, [{ id, input }]))[0] as Outcome

const change = async (writer: Writer, id: string, input: ContactInput) =>
  (await changeContacts(writer, [{ id, input }]))[0] as Outcome

/** Two calls with the same value at once: the second waits here, and then finds what the first has created. */
export async function lockValues(db: Scope, customerId: string, values: string[]): Promise<void> {
  const locks = values.toSorted().map((value) => `${customerId} ${value}`)
  await sql`
    select pg_advisory_xact_lock(hashtextextended(value, 0))
    from unnest(${locks}::text[]) with ordinality as lock (value, place) order by place`.execute(db)
}

/** The input as a state as far as matching needs it: custom fields by id, phones with their E.164 form. */
async function givenState({ db, caller }: Writer, contact: Input<'contacts/upsert'>['Contact']): Promise<State> {
  const { fieldIds, country } = await currentVocabulary(db, caller.customerId)
  const fields = Object.entries(contact.CustomFields ?? {}).map(([name, value]) => [
    `#${fieldIds.get(nameKey(name.slice(1)))}`,
    value,
  ])
  const phones = contact.Phones?.map((phone) => ({ ...phone, E164: e164(phone.Value, country) }))
  return { ...contact, ...Object.fromEntries(fields), ...(phones === undefined ? {} : { Phones: phones }) }
}

/** What MatchOn names, as the property and the way its values are compared. */
async function matchingFor(db: Scope, customerId: string, property: string): Promise<Matching> {
  const vocabulary = property.startsWith('#') ? await currentVocabulary(db, customerId) : undefined
  const matching = findMatching(property, vocabulary)
  if (matching !== undefined) return matching
  const Message = `is none of Id, Emails.Value, Phones.Value, ${lineProperties.join(', ')}, or a custom field`
  throw invalid('MatchOn names nothing that contacts can be matched on.', [{ Path: 'MatchOn', Message }])
}

/** @returns undefined where contacts cannot be matched on that */
export function findMatching(property: string, vocabulary: Vocabulary | undefined): Matching | undefined {
  if (property === 'Emails.Value')
    return { property, keys: [property], valuesOf: ({ Emails }) => partsOf(Emails, 'Value') }
  if (property === 'Phones.Value') return { property, keys: ['Phones.E164', property], valuesOf: phonesOf }
  if (lineProperties.includes(property))
    return { property, keys: [property], valuesOf: (state) => textsOf(state[property]) }
  const field = property.startsWith('#') && vocabulary ? findProperty(property, vocabulary) : undefined
  return field && { property, keys: [field.key], valuesOf: (state) => textsOf(state[field.key]) }
}

/** What the index knows a value by. */
export const termsOf = (customerId: string, { keys }: Matching, value: string): string[] =>
  keys.map((key) => term(customerId, key, fold(value)))

const textsOf = (value: unknown): string[] =>
  (typeof value === 'string' && value.trim() !== '') || typeof value === 'number' ? [nameKey(String(value)).trim()] : []

const partsOf = (list: unknown, part: string): string[] =>
  ((list ?? []) as Record<string, unknown>[]).flatMap((item) => textsOf(item[part]))

const phonesOf = ({ Phones }: State): string[] =>
  ((Phones ?? []) as Phone[]).flatMap(({ E164, Value }) => textsOf(E164 ?? Value))

/** Folded values are the same for more than those that are the same, as without accents; so each candidate is looked at. */
async function findMatches(db: Scope, customerId: string, matching: Matching, values: string[]) {
  const terms = values.flatMap((value) => termsOf(customerId, matching, value))
  const { rows } = await sql<ContactRow>`
    select ${contactColumns} from own_contacts contacts
    where customer_id = ${customerId} and deleted_at is null and terms && ${terms}::bigint[]
    limit ${mostCandidates + 1}`.execute(db)
  if (rows.length > mostCandidates)
    throw invalid(`More than ${mostCandidates} contacts have this value, too many to match on it.`)
  return rows.filter((row) => matching.valuesOf(stateOf(row)).some((value) => values.includes(value)))
}

const mostAlike = 100

/**
 * The ids of contacts that have any of the terms. For so few, the planner would rather walk through all contacts, hence
 * the `with`; and of a table of which it knows nothing yet, it would fetch all that is not in the trash for every term, hence
 * the question for the trash outside.
 * @returns with those terms that too many share for all of their contacts to be looked at
 */
export async function idsByTerms(db: Scope, customerId: string, terms: string[]) {
  const { rows } = await sql<{ id: string; term: string }>`-- ids by terms
    select contact.id, wanted.term::text as term
    from unnest(${terms}::bigint[]) as wanted (term)
    cross join lateral (
      with found as materialized (
        select id, deleted_at from contacts_by_term
        where customer_id = ${customerId} and terms @> array[wanted.term]
      )
      select id from found where deleted_at is null limit ${sql.lit(mostAlike + 1)}
    ) contact`.execute(db)
  const alike = Map.groupBy(rows, ({ term }) => term)
  const crowded = [...alike].filter(([, found]) => found.length > mostAlike).map(([term]) => term)
  return { ids: new Set(rows.map(({ id }) => id)), crowded: new Set(crowded) }
}

/**
 * Contacts that have all terms of one of the sets; those of a set that more than `most` have are left out.
 * @param without a term that is not to be among them
 * @returns for each set, in their order, the ids
 */
export async function idsHavingAll(
  db: Scope,
  customerId: string,
  sets: string[][],
  most: number,
  without?: string,
): Promise<string[][]> {
  const others = without === undefined ? sql`` : sql`and not terms @> array[${without}::bigint]`
  const { rows } = await sql<{ place: number; id: string }>`${sql.raw(`-- ids having all ${without === undefined}`)}
    select wanted.place, contact.id
    from unnest(${sets.map((terms) => `{${terms}}`)}::text[]) with ordinality as wanted (terms, place)
    cross join lateral (
      with found as materialized (
        select id, deleted_at from contacts_by_term
        where customer_id = ${customerId} and terms @> wanted.terms::bigint[] ${others}
      )
      select id from found where deleted_at is null limit ${most + 1}
    ) contact`.execute(db)
  const found: string[][] = sets.map(() => [])
  for (const { place, id } of rows) found[place - 1]?.push(id)
  return found.map((ids) => (ids.length > most ? [] : ids))
}
