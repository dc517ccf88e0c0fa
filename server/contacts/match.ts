import { sql } from 'kysely'
import type { Input } from '../../contract/operations.ts'
import type { Scope } from '../database/database.ts'
import { isUuid } from '../database/uuid.ts'
import { conflict, faulty, invalid } from '../http/errors.ts'
import { currentVocabulary, nameKey } from '../vocabulary/vocabulary.ts'
import { e164, lineProperties, type State } from './contact.ts'
import { fold } from './folding.ts'
import { containing } from './search-words.ts'
import { type ContactRow, contactColumns, defaultCountry, stateOf } from './store.ts'
import { changeContact, createContact, type Writer } from './write.ts'

const mostCandidates = 1000

/** The values that a contact can be matched by, each in the form in which it is compared. */
type ValuesOf = (state: State) => string[]

/** Changes the one contact that has a value of the given one; creates it where none has. */
export async function upsertContact(writer: Writer, { MatchOn, Contact }: Input<'contacts/upsert'>) {
  if (MatchOn === 'Id') return upsertById(writer, Contact)
  const { db, caller } = writer
  const valuesOf = await valuesFor(db, caller.customerId, MatchOn)
  const values = [...new Set(valuesOf(await givenState(writer, Contact)))]
  if (values.length === 0) throw faulty([{ Path: 'Contact', Message: `has no ${MatchOn} to match on` }])
  // Two calls with the same value at once: the second waits here, and then finds what the first has created.
  for (const value of values.toSorted()) await lockValue(db, caller.customerId, `${MatchOn} ${value}`)
  const matches = await findMatches(db, caller.customerId, valuesOf, values)
  if (matches.length > 1)
    throw conflict(
      `${matches.length} contacts have this ${MatchOn}; a match must be unique.`,
      matches.map(({ id }) => ({ Path: 'Contact', Message: `matches ${id}` })),
    )
  const [match] = matches
  return match === undefined ? createContact(writer, Contact) : changeContact(writer, match.id, Contact)
}

async function upsertById(writer: Writer, contact: Input<'contacts/upsert'>['Contact']) {
  const { Id, ...rest } = contact
  if (!Id) return createContact(writer, rest)
  if (!isUuid(Id)) throw faulty([{ Path: 'Contact.Id', Message: 'is no id of a contact' }])
  const { db, caller } = writer
  await lockValue(db, caller.customerId, `Id ${Id.toLowerCase()}`)
  const { rows } = await sql`
    select from contacts where customer_id = ${caller.customerId} and id = ${Id} and deleted_at is null`.execute(db)
  return rows.length > 0 ? changeContact(writer, Id, rest) : createContact(writer, rest, Id.toLowerCase())
}

async function lockValue(db: Scope, customerId: string, value: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`${customerId} ${value}`}, 0))`.execute(db)
}

/** The input as a state as far as matching needs it: custom fields by id, phones with their E.164 form. */
async function givenState({ db, caller }: Writer, contact: Input<'contacts/upsert'>['Contact']): Promise<State> {
  const { fieldIds } = await currentVocabulary(db, caller.customerId)
  const fields = Object.entries(contact.CustomFields ?? {}).map(([name, value]) => [
    `#${fieldIds.get(nameKey(name.slice(1)))}`,
    value,
  ])
  const country = contact.Phones ? await defaultCountry(db, caller.customerId) : null
  const phones = contact.Phones?.map((phone) => ({ ...phone, E164: e164(phone.Value, country) }))
  return { ...contact, ...Object.fromEntries(fields), ...(phones === undefined ? {} : { Phones: phones }) }
}

async function valuesFor(db: Scope, customerId: string, property: string): Promise<ValuesOf> {
  if (property === 'Emails.Value') return ({ Emails }) => partsOf(Emails, ({ Value }) => Value?.toLowerCase())
  if (property === 'Phones.Value') return ({ Phones }) => partsOf(Phones, ({ E164, Value }) => E164 ?? Value)
  if (lineProperties.includes(property)) return (state) => textsOf(state[property])
  if (property.startsWith('#')) {
    const { fieldIds } = await currentVocabulary(db, customerId)
    const id = fieldIds.get(nameKey(property.slice(1)))
    if (id !== undefined) return (state) => textsOf(state[`#${id}`])
  }
  const Message = `is none of Id, Emails.Value, Phones.Value, ${lineProperties.join(', ')}, or a custom field`
  throw invalid('MatchOn names nothing that contacts can be matched on.', [{ Path: 'MatchOn', Message }])
}

const textsOf = (value: unknown): string[] =>
  (typeof value === 'string' && value.trim() !== '') || typeof value === 'number' ? [nameKey(String(value)).trim()] : []

function partsOf(list: unknown, part: (item: Record<string, string>) => string | undefined): string[] {
  return Array.isArray(list) ? (list.map(part).filter((value) => value !== undefined && value !== '') as string[]) : []
}

async function findMatches(db: Scope, customerId: string, valuesOf: ValuesOf, values: string[]): Promise<ContactRow[]> {
  const matches = new Map<string, ContactRow>()
  for (const value of values) {
    const { rows } = await sql<ContactRow>`
      select ${contactColumns}
      from contacts_with_words(${[containing(fold(value))]}, false, ${mostCandidates + 1}) as candidate
      join contacts on contacts.customer_id = ${customerId} and contacts.id = candidate`.execute(db)
    if (rows.length > mostCandidates)
      throw invalid(`More than ${mostCandidates} contacts contain this value, too many to match on it.`)
    for (const row of rows) if (valuesOf(stateOf(row)).includes(value)) matches.set(row.id, row)
  }
  return [...matches.values()]
}
