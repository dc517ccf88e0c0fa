import type { Author } from '../database/changes.ts'
import type { Database, Scope } from '../database/database.ts'
import { deactivated } from '../http/errors.ts'
import type { Caller } from '../http/operation.ts'

/** Whose sign-in name it is, whatever the Customer. @param email in lower case */
export async function findAccount({ system, of }: Database, email: string) {
  const name = await system
    .selectFrom('sign_in_names')
    .select(['customer_id', 'user_id'])
    .where('email', '=', email)
    .executeTakeFirst()
  if (name === undefined) return undefined
  return accountOf(of(name.customer_id), { customerId: name.customer_id, userId: name.user_id }).executeTakeFirst()
}

/** What says whether, and with what, a user can sign in; as a query, which may lock it. */
export const accountOf = (db: Scope, { customerId, userId }: Author) =>
  db
    .selectFrom('users')
    .select(['customer_id', 'id', 'password_hash', 'status'])
    .where('customer_id', '=', customerId)
    .where('id', '=', userId)

/**
 * Holds a user until the end of the transaction: who is shut out meanwhile gets nothing that would outlive it.
 * @throws a 401 where the user may not sign in
 */
export async function refuseUnlessActive(db: Scope, user: Author): Promise<void> {
  const account = await accountOf(db, user).forUpdate().executeTakeFirst()
  if (account?.status !== 'ACTIVE') throw deactivated()
}

export async function noteSignedIn(db: Scope, { customerId, userId }: Author): Promise<void> {
  await db
    .updateTable('users')
    .set({ signed_in_at: new Date() })
    .where('customer_id', '=', customerId)
    .where('id', '=', userId)
    .execute()
}

/** The part of Auth that tells whom a session acts for. */
export async function describeUser(db: Scope, { customerId, userId }: Pick<Caller, 'customerId' | 'userId'>) {
  const row = await db
    .selectFrom('users')
    .innerJoin('customers', 'customers.customer_id', 'users.customer_id')
    .select(['users.id', 'email', 'first_name', 'last_name', 'role', 'customers.customer_id', 'name', 'plan'])
    .where('users.customer_id', '=', customerId)
    .where('users.id', '=', userId)
    .executeTakeFirstOrThrow()
  return {
    User: {
      Id: row.id,
      Email: row.email,
      ...(row.first_name === null ? {} : { FirstName: row.first_name }),
      ...(row.last_name === null ? {} : { LastName: row.last_name }),
      Role: row.role,
    },
    Customer: { Id: row.customer_id, Name: row.name, Plan: row.plan },
  }
}
