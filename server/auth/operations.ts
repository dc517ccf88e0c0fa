import { sql } from 'kysely'
import type { Input, Output } from '../../contract/operations.ts'
import { recordAudit } from '../audit/audit.ts'
import type { Author } from '../database/changes.ts'
import type { Scope } from '../database/database.ts'
import { isUuid } from '../database/uuid.ts'
import { deactivated, faulty, noSession, wrongCredentials } from '../http/errors.ts'
import { type Admitting, admits, type Caller, reads, writes } from '../http/operation.ts'
import { codeRefused, judgeCode } from '../second-factor/check.ts'
import { describeUser, findAccount } from './accounts.ts'
import { isPassword } from './passwords.ts'
import { endingSessions, type Sessions } from './sessions.ts'
import { signIn } from './sign-in.ts'
import { countAttempt, forgiveAttempt, refusedInTime, subjectsOf } from './throttle.ts'

/** @param withIdToken signs in by what a provider says */
export const authOperations = (
  sessions: Sessions,
  withIdToken: (call: Admitting<'auth'>, input: Extract<Way, { IdToken: string }>) => Promise<Output<'auth'>>,
) => [
  admits('auth', (call) => {
    const way = wayOf(call.input)
    return 'IdToken' in way ? withIdToken(call, way) : refusedInTime(() => signInByPassword(call, way))
  }),

  reads('auth/get', async ({ db, caller }) => {
    const expires = await expiryOf(db, caller)
    return { ...(expires === null ? {} : { ExpiresDate: expires }), ...(await describeUser(db, caller)) }
  }),

  writes('auth/delete', async ({ db, caller, afterwards }) => {
    await endingSessions(db, caller).where('token_hash', '=', caller.session).execute()
    afterwards(() => sessions.forget(caller))
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

  writes('sessions/delete/{id}', async ({ db, caller, id, afterwards }) => {
    if (isUuid(id)) await endingSessions(db, caller).where('id', '=', id).execute()
    afterwards(() => sessions.forget(caller))
    return undefined
  }),
]

type Way =
  | { Email: string; Password: string; Code: string | undefined }
  | { IdToken: string; InvitationToken: string | undefined }

/** @throws a 400 where it is neither the one way nor the other, or both */
function wayOf({ Email, Password, Code, IdToken, InvitationToken }: Input<'auth'>): Way {
  const given = { Email: Email ?? undefined, Password: Password ?? undefined }
  if (typeof IdToken === 'string') {
    const faults = Object.entries({ ...given, Code: Code ?? undefined }).filter(([, value]) => value !== undefined)
    if (faults.length > 0) throw faulty(faults.map(([Path]) => ({ Path, Message: 'does not go with an IdToken' })))
    return { IdToken, InvitationToken: InvitationToken ?? undefined }
  }
  const missing = Object.entries(given).filter(([, value]) => value === undefined)
  const faults = missing.map(([Path]) => ({ Path, Message: 'is needed, unless there is an IdToken' }))
  if (typeof InvitationToken === 'string')
    faults.push({ Path: 'InvitationToken', Message: 'goes with an IdToken; users/accept takes it with a password' })
  if (faults.length > 0) throw faulty(faults)
  return { ...(given as { Email: string; Password: string }), Code: Code ?? undefined }
}

/** Why who knows the password is not let in; undefined where there is no reason. */
async function refusalOf(db: Scope, user: Author, status: string, code: string | undefined) {
  if (status !== 'ACTIVE') return deactivated()
  const verdict = await judgeCode(db, user, code)
  return verdict === 'PASSED' ? undefined : codeRefused(verdict)
}

async function signInByPassword(call: Admitting<'auth'>, way: Extract<Way, { Password: string }>) {
  const { database, ...from } = call
  const email = way.Email.toLowerCase()
  const subjects = subjectsOf(email, from.address)
  await countAttempt(database, subjects)
  const account = await findAccount(database, email)
  const isRight = await isPassword(way.Password, account?.password_hash ?? undefined)
  if (account === undefined) throw wrongCredentials()
  const user = { customerId: account.customer_id, userId: account.id }
  const db = database.of(user.customerId)
  // Only who knows the password is told that the user is deactivated, or has a second factor.
  const refusal = isRight ? await refusalOf(db, user, account.status, way.Code) : wrongCredentials()
  if (refusal?.code === 'CODE_NEEDED') {
    // The address has guessed nothing. The account stays counted: a right password alone must not forgive guesses at codes.
    await forgiveAttempt(database, subjectsOf(undefined, from.address))
    throw refusal
  }
  if (refusal !== undefined) {
    await recordAudit(db, { operation: 'auth', author: user, address: from.address, refusal: refusal.code })
    throw refusal
  }
  await forgiveAttempt(database, subjects)
  return signIn(database, user, from, 'auth')
}

/** When the session ends, or the token; null of a token that does not. (Of a request, it is not known which it was.) */
async function expiryOf(db: Scope, { customerId, session }: Caller): Promise<string | null> {
  const { rows } = await sql<{ expires_at: string | null }>`
    select expires_at from sessions where customer_id = ${customerId} and token_hash = ${session}
    union all select expires_at from tokens where customer_id = ${customerId} and token_hash = ${session}`.execute(db)
  const [row] = rows
  if (row === undefined) throw noSession()
  return row.expires_at
}
