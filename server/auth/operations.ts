import type { Database, Scope } from '../database/database.ts'
import { isUuid } from '../database/uuid.ts'
import { noSession, wrongCredentials } from '../http/errors.ts'
import { admits, type Caller, reads, writes } from '../http/operation.ts'
import { isPassword } from './passwords.ts'
import { createSession, type Sessions } from './sessions.ts'
import { countAttempt, forgiveAttempt, subjectsOf } from './throttle.ts'

export const authOperations = (sessions: Sessions) => [
  admits('auth', async ({ database, input, address, userAgent }) => {
    const email = input.Email.toLowerCase()
    const subjects = subjectsOf(email, address)
    await countAttempt(database, subjects)
    const account = await findAccount(database, email)
    if (!(await isPassword(input.Password, account?.password_hash)) || account === undefined) throw wrongCredentials()
    await forgiveAttempt(database, subjects)
    const { customer_id: customerId, id: userId } = account
    const db = database.of(customerId)
    const session = await createSession(db, customerId, userId, userAgent)
    return { ...session, ...(await describeUser(db, { customerId, userId })) }
  }),

  reads('auth/get', async ({ db, caller }) => ({
    ExpiresDate: await expiryOf(db, caller),
    ...(await describeUser(db, caller)),
  })),

  writes('auth/delete', async ({ db, caller }) => {
    await ownSessions(db, caller).where('token_hash', '=', caller.session).execute()
    sessions.forget(caller)
    return undefined
  }),

  reads('sessions/list', async ({ db, caller }) => {
    const rows = await db
      .selectFrom('sessions')
      .select(['id', 'created_at', 'used_at', 'expires_at', 'user_agent', 'token_hash'])
      .where('customer_id', '=', caller.customerId)
      .where('user_id', '=', caller.userId)
      .where('expires_at', '>', new Date().toISOString())
      .orderBy('created_at', 'desc')
      .execute()
    return rows.map((row) => ({
      Id: row.id,
      CreatedDate: row.created_at,
      UsedDate: row.used_at,
      ExpiresDate: row.expires_at,
      ...(row.user_agent === null ? {} : { UserAgent: row.user_agent }),
      Current: row.token_hash.equals(caller.session),
    }))
  }),

  writes('sessions/delete/{id}', async ({ db, caller, id }) => {
    if (isUuid(id)) await ownSessions(db, caller).where('id', '=', id).execute()
    sessions.forget(caller)
    return undefined
  }),
]

const ownSessions = (db: Scope, { customerId, userId }: Caller) =>
  db.deleteFrom('sessions').where('customer_id', '=', customerId).where('user_id', '=', userId)

async function findAccount({ system, of }: Database, email: string) {
  const name = await system
    .selectFrom('sign_in_names')
    .select(['customer_id', 'user_id'])
    .where('email', '=', email)
    .executeTakeFirst()
  if (name === undefined) return undefined
  return of(name.customer_id)
    .selectFrom('users')
    .select(['customer_id', 'id', 'password_hash'])
    .where('customer_id', '=', name.customer_id)
    .where('id', '=', name.user_id)
    .executeTakeFirst()
}

async function expiryOf(db: Scope, { customerId, session }: Caller): Promise<string> {
  const row = await db
    .selectFrom('sessions')
    .select('expires_at')
    .where('customer_id', '=', customerId)
    .where('token_hash', '=', session)
    .executeTakeFirst()
  if (row === undefined) throw noSession()
  return row.expires_at
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
