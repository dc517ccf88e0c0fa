import { sql } from 'kysely'
import { createSession } from '../server/auth/sessions.ts'
import { applyPatch, type State } from '../server/contacts/contact.ts'
import { patchOf } from '../server/contacts/input.ts'
import { insertContacts, type MadeContact, madeColumns, madeContact } from '../server/contacts/store.ts'
import { changeCustomFields } from '../server/custom-fields/change.ts'
import { createCustomer } from '../server/customers/create-customer.ts'
import { type Author, Changes } from '../server/database/changes.ts'
import type { Database, Scope } from '../server/database/database.ts'
import { nextUuid } from '../server/database/uuid.ts'
import { holdVocabulary } from '../server/vocabulary/vocabulary.ts'
import { combine, known, labels, makePeople } from './people.ts'

const distinctPeople = 20_000
const neighbours = 1000
const contactsOfNeighbour = 20
const rowsAtOnce = 5000

/** The organisation that is measured. */
export interface Organisation extends Author {
  sessionId: string
  /** The ids of some of its contacts. */
  ids: string[]
}

/** Makes an organisation of `size` contacts beside 1,000 small ones. */
export async function fill(database: Database, size: number): Promise<Organisation> {
  const owner = await createOwner(database)
  const { SessionId } = await createSession(database.of(owner.customerId), owner, 'bench')
  const pool = await poolOf(database, owner)
  const ids = await database.system.connection().execute(async (db) => {
    await sql`set statement_timeout = 0`.execute(db)
    const indexes = await dropIndexes(db)
    await addNeighbours(db, pool)
    const ids = await addContacts(db, owner, combine(pool, size, 1))
    for (const { definition } of indexes) await sql.raw(definition).execute(db)
    await sql`update customer_counters set contacts = ${size} where customer_id = ${owner.customerId}`.execute(db)
    await sql`vacuum analyze`.execute(db)
    return ids
  })
  return { ...owner, sessionId: SessionId, ids: ids.filter((_, index) => index % Math.ceil(size / 10_000) === 0) }
}

async function createOwner(database: Database): Promise<Author> {
  const input = { Name: 'Benchmark', OwnerEmail: 'bench@example.com', OwnerPassword: 'only for the benchmark' }
  const owner = await createCustomer(database, { ...input, DefaultCountry: 'GB' }, 'UNLIMITED', async () => {})
  await inWriter(database, owner, (writer) => changeCustomFields(writer, [{ Name: known.field, Type: 'NUMBER' }]))
  return owner
}

function inWriter<Result>(
  database: Database,
  caller: Author,
  run: (writer: { db: Scope; caller: Author; changes: Changes }) => Promise<Result>,
): Promise<Result> {
  return database
    .of(caller.customerId)
    .transaction()
    .execute(async (db) => {
      const changes = new Changes(caller, 'contacts/create')
      const result = await run({ db, caller, changes })
      await changes.write(db)
      return result
    })
}

/** The people of the pool as the server would keep them. */
async function poolOf(database: Database, owner: Author) {
  const vocabulary = await inWriter(database, owner, ({ db, changes }) =>
    holdVocabulary(db, owner.customerId, labels, changes),
  )
  return makePeople(distinctPeople).map(({ contact, locale }) => {
    const mailed = { ...contact, Emails: [] }
    return { state: applyPatch({}, patchOf(mailed, vocabulary, 'GB')), locale }
  })
}

type Pool = Awaited<ReturnType<typeof poolOf>>

async function addNeighbours(db: Scope, pool: Pool): Promise<void> {
  // Names are a Customer's own, and these have none.
  const plain = pool.map(({ state, locale }) => {
    const { Labels: _labels, ContactTypes: _types, ...rest } = state
    const kept = Object.fromEntries(Object.entries(rest).filter(([name]) => !name.startsWith('#')))
    return { state: kept, locale }
  })
  const ids = Array.from({ length: neighbours }, () => nextUuid())
  await sql`insert into customers (customer_id, name) select id, 'Neighbour' from unnest(${ids}::uuid[]) id`.execute(db)
  await sql`insert into customer_counters (customer_id, contacts)
    select id, ${contactsOfNeighbour} from unnest(${ids}::uuid[]) id`.execute(db)
  const states = combine(plain, neighbours * contactsOfNeighbour, 2)
  for (const customerId of ids) {
    const contacts = [...states.take(contactsOfNeighbour)].map((state) =>
      madeContact(customerId, { id: nextUuid(), state }),
    )
    await insertContacts(db, { customerId, userId: customerId }, contacts)
  }
}

async function addContacts(db: Scope, owner: Author, states: Generator<State>): Promise<string[]> {
  const ids: string[] = []
  let contacts: MadeContact[] = []
  const insert = async () => {
    await insertContacts(db, owner, contacts)
    ids.push(...contacts.map(({ id }) => id))
    contacts = []
  }
  for (const state of states) {
    contacts.push(madeContact(owner.customerId, { id: nextUuid(), state }))
    if (contacts.length === rowsAtOnce) await insert()
  }
  await insert()
  return ids
}

/** A row of `contacts` as the server writes it: column → value. */
export const rowOf = ({ customerId, userId }: Author, state: State) => ({
  ...{ customer_id: customerId, id: nextUuid(), created_by: userId, updated_by: userId },
  ...madeColumns(customerId, state),
})

/** Building an index once is several times faster than keeping it up to date a million times. */
async function dropIndexes(db: Scope): Promise<{ name: string; definition: string }[]> {
  const { rows } = await sql<{ name: string; definition: string }>`
    select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition from pg_index
    where indrelid = 'contacts'::regclass and not indisprimary`.execute(db)
  for (const { name } of rows) await sql.raw(`drop index ${name}`).execute(db)
  return rows
}
