import { randomBytes } from 'node:crypto'
import { allFakers, type Faker } from '@faker-js/faker'
import type { Static } from 'typebox'
import type { WebContact } from '../../contract/contacts.ts'
import { hashPassword } from '../auth/passwords.ts'
import { createContact } from '../contacts/write.ts'
import { createCustomer } from '../customers/create-customer.ts'
import { Changes } from '../database/changes.ts'
import type { Database } from '../database/database.ts'

const email = 'demo@example.com'
export const people = 1000
const atOnce = 100

/**
 * Makes the demo organisation, once; the password of its owner is a new one at each start.
 * @returns how to sign in
 */
export async function fillDemo(database: Database): Promise<{ email: string; password: string }> {
  const password = randomBytes(9).toString('base64url')
  const { system } = database
  const known = await system
    .selectFrom('sign_in_names')
    .select(['customer_id', 'user_id'])
    .where('email', '=', email)
    .executeTakeFirst()
  if (known === undefined) await createDemo(database, password)
  else {
    const password_hash = await hashPassword(password)
    await system
      .updateTable('users')
      .set({ password_hash })
      .where('customer_id', '=', known.customer_id)
      .where('id', '=', known.user_id)
      .execute()
  }
  return { email, password }
}

async function createDemo(database: Database, password: string): Promise<void> {
  const owner = {
    Name: 'Demo organisation',
    OwnerEmail: email,
    OwnerPassword: password,
    OwnerFirstName: 'Dana',
    OwnerLastName: 'Demo',
  }
  const caller = await createCustomer(database, { ...owner, DefaultCountry: 'US' }, 'UNLIMITED', async () => {})
  for (let begin = 0; begin < people; begin += atOnce)
    await database
      .of(caller.customerId)
      .transaction()
      .execute(async (db) => {
        const changes = new Changes(caller, 'contacts/create')
        await createDemoContacts({ db, caller, changes }, begin, people)
        await changes.write(db)
      })
}

type Write = Parameters<typeof createContact>[0]

/** Adds the made-up people from the one of this number on, as many as a transaction is for. @returns how many there were */
export async function createDemoContacts(write: Write, begin: number, end: number): Promise<number> {
  const contacts = demoContacts().slice(begin, Math.min(end, begin + atOnce))
  for (const contact of contacts) await createContact(write, contact)
  return contacts.length
}

const locales = ['en_US', 'en_US', 'en_GB', 'de', 'fr', 'es', 'pl', 'sv', 'ja', 'zh_CN', 'ar', 'hi'] as const

type Contact = Static<typeof WebContact>

let made: Contact[] | undefined

/** Believable people of several countries; the same at every start, because the seed is fixed. */
function demoContacts(): Contact[] {
  made ??= makeContacts()
  return made
}

function makeContacts(): Contact[] {
  const fakers = locales.map((locale) => allFakers[locale as keyof typeof allFakers] ?? allFakers.en)
  for (const [index, faker] of fakers.entries()) faker.seed(2026 + index)
  const contacts = Array.from({ length: people }, (_, index) =>
    demoContact(fakers[index % fakers.length] as Faker, index),
  )
  return contacts.map((contact, index) => {
    const earlier = index % 125 === 124 ? contacts[index - 60] : undefined
    return earlier === undefined ? contact : writtenAgain(earlier, index)
  })
}

/** The same person, or organisation, as a colleague types who has not looked whether it is there: for the duplicates to find. */
function writtenAgain({ RecordType, FirstName, LastName, ...rest }: Contact, index: number): Contact {
  const { OrganizationName, Emails, Phones } = rest
  const swapped = { FirstName: LastName, LastName: FirstName }
  const initial = { FirstName: `${[...(FirstName ?? '')][0]}.`, LastName }
  const name = RecordType !== 'PERSON' ? {} : index < people / 2 ? swapped : initial
  return { RecordType, OrganizationName, ...name, Emails, Phones, Labels: ['#demo'] }
}

function demoContact(faker: Faker, index: number): Contact {
  const isOrganisation = index % 10 === 9
  const FirstName = faker.person.firstName()
  const LastName = faker.person.lastName()
  const OrganizationName = faker.company.name()
  // Addresses that can belong to nobody (RFC 2606).
  const address = `${faker.internet.username({ firstName: FirstName, lastName: LastName })}@example.org`.toLowerCase()
  return {
    ...(isOrganisation
      ? { RecordType: 'ORGANIZATION', OrganizationName }
      : { RecordType: 'PERSON', FirstName, LastName, OrganizationName, JobTitle: faker.person.jobTitle() }),
    Emails: [{ Value: address, Label: 'work', Primary: true }],
    Phones: [{ Value: `+1 415 555 01${String(index % 100).padStart(2, '0')}`, Label: 'mobile', Primary: true }],
    Addresses: [
      {
        Label: 'work',
        Street: faker.location.streetAddress(),
        City: faker.location.city(),
        PostalCode: faker.location.zipCode(),
      },
    ],
    ...(index % 3 === 0
      ? { Dates: [{ Value: faker.date.birthdate().toISOString().slice(0, 10), Label: 'birthday' }] }
      : {}),
    ContactTypes: [(['CUSTOMER', 'LEAD', 'VENDOR'] as const)[index % 3] as string],
    Labels: ['#demo', ...(index % 3 === 0 ? ['#newsletter'] : []), ...(index % 11 === 0 ? ['#vip'] : [])],
  }
}
