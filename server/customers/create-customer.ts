import type { Input } from '../../contract/operations.ts'
import { hashPassword } from '../auth/passwords.ts'
import { type Author, Changes } from '../database/changes.ts'
import type { Database, Scope } from '../database/database.ts'
import { nextUuid } from '../database/uuid.ts'
import { invalid } from '../http/errors.ts'
import { limitsOf, type Plan } from '../plans/plans.ts'
import { createFirstSegments } from '../segments/first-segments.ts'
import { createNames, currentVocabulary, systemLabel } from '../vocabulary/vocabulary.ts'

const firstContactTypes = ['CUSTOMER', 'LEAD', 'VENDOR']

/**
 * Makes an organisation with its first owner, all or nothing.
 * @param admit throws where the caller may not; it is asked in the same transaction
 * @returns the owner
 */
export async function createCustomer(
  { system }: Database,
  input: Input<'customers/create'>,
  plan: Plan,
  admit: (db: Scope) => Promise<void>,
): Promise<Author> {
  const owner = { customerId: nextUuid(), userId: nextUuid() }
  const { customerId: customer_id, userId: id } = owner
  // Before the transaction, because it takes a while and an embedded database has one connection.
  const password_hash = await hashPassword(input.OwnerPassword)
  await system.transaction().execute(async (db) => {
    await admit(db)
    const user = {
      email: input.OwnerEmail,
      first_name: input.OwnerFirstName ?? null,
      last_name: input.OwnerLastName ?? null,
      role: 'OWNER' as const,
    }
    await db
      .insertInto('customers')
      .values({ customer_id, name: input.Name, default_country: input.DefaultCountry ?? null, plan })
      .execute()
    const contact_limit = limitsOf[plan].contacts ?? null
    await db.insertInto('customer_counters').values({ customer_id, contact_limit }).execute()
    await takeSignInName(db, input.OwnerEmail.toLowerCase(), owner)
    await db
      .insertInto('users')
      .values({ customer_id, id, password_hash, ...user })
      .execute()
    const changes = new Changes(owner, 'customers/create')
    for (const { id: label, name } of await createNames(db, 'labels', customer_id, [systemLabel]))
      changes.record('label', label, null, { Name: name })
    for (const { id: type, name } of await createNames(db, 'contact_types', customer_id, firstContactTypes))
      changes.record('contact type', type, null, { Name: name })
    await createFirstSegments(db, owner, await currentVocabulary(db, customer_id), changes)
    changes.record('customer', customer_id, null, { name: input.Name })
    changes.record('user', id, null, user)
    await changes.write(db)
  })
  return owner
}

async function takeSignInName(db: Scope, email: string, { customerId, userId }: Author): Promise<void> {
  const taken = await db
    .insertInto('sign_in_names')
    .values({ email, customer_id: customerId, user_id: userId })
    .onConflict((conflict) => conflict.doNothing())
    .returning('email')
    .executeTakeFirst()
  if (taken === undefined)
    throw invalid('OwnerEmail is the sign-in name of somebody else; a sign-in name is unique on the server.', [
      { Path: 'OwnerEmail', Message: 'is taken' },
    ])
}
