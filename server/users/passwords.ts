import { setTimeout } from 'node:timers/promises'
import type { Output } from '../../contract/operations.ts'
import { recordAudit } from '../audit/audit.ts'
import { accountOf, describeUser, findAccount, refuseUnlessActive } from '../auth/accounts.ts'
import { hashPassword } from '../auth/passwords.ts'
import { makeSecret } from '../auth/secrets.ts'
import { endSessions, type Sessions } from '../auth/sessions.ts'
import { signIn } from '../auth/sign-in.ts'
import { accountSubject, countAttempt, forgiveAttempt, type Subject, subjectsOf } from '../auth/throttle.ts'
import type { Author } from '../database/changes.ts'
import type { Database, Scope } from '../database/database.ts'
import type { Admitting, Confiding } from '../http/operation.ts'
import { postMail } from '../mails/outbox.ts'
import { askForPassword } from '../second-factor/ask.ts'
import { codeRefused, judgeCode } from '../second-factor/check.ts'
import { deleteTokensOf } from '../tokens/tokens.ts'
import { linkHolder, linkUser, readLink } from './links.ts'
import * as store from './store.ts'

/** The old password is asked for like a guess at it, or who finds a page open could try them all. */
export async function changePassword(call: Confiding<'users/update-password'>, sessions: Sessions): Promise<undefined> {
  const { database, caller, input, address } = call
  const db = database.of(caller.customerId)
  await askForPassword(call, input.OldPassword, 'OldPassword')
  const password_hash = await hashPassword(input.NewPassword)
  await db.transaction().execute(async (within) => {
    await refuseUnlessActive(within, caller)
    await store.updateUser(within, caller.customerId, caller.userId, { password_hash })
    await store.deleteLinks(within, caller)
    await endSessions(within, caller, caller.session)
    await tellOfNewPassword(within, caller)
    await recordAudit(within, { operation: 'users/update-password', author: caller, address })
  })
  sessions.forget(caller)
  return undefined
}

/** In hours. */
const newsGoodFor = 72

async function tellOfNewPassword(db: Scope, user: Author): Promise<void> {
  const { Customer } = await describeUser(db, user)
  const letter = {
    subject: `${Customer.Name}: your password was changed`,
    paragraphs: ['Your password was changed, and everybody else who was signed in as you has been signed out.'],
    because: 'If that was not you, ask for a new password at once, and tell an administrator of the organisation.',
  }
  await postMail(db, user, letter, newsGoodFor)
}

const goodFor = 1
/** In milliseconds. Nobody can tell from the time it takes whether there is such an account. */
const answeredAfter = 200

export async function forgotPassword(call: Admitting<'users/forgot-password'>): Promise<undefined> {
  const email = call.input.Email.toLowerCase()
  // Apart from the failed sign-ins: asking for links must not keep the owner of the account from signing in.
  await countAttempt(call.database, subjectsOf(`forgotten ${email}`, call.address))
  await Promise.all([sendLink(call, email), setTimeout(answeredAfter)])
  return undefined
}

async function sendLink({ database, address }: Admitting<'users/forgot-password'>, email: string): Promise<void> {
  const account = await findAccount(database, email)
  if (account === undefined) return
  const { customer_id: customerId, id: userId } = account
  await database
    .of(customerId)
    .transaction()
    .execute(async (db) => {
      const held = await accountOf(db, { customerId, userId }).forUpdate().executeTakeFirst()
      if (held?.status !== 'ACTIVE') return
      const { secret, hash } = makeSecret(customerId)
      await store.replaceLink(db, { customerId, userId }, { hash, purpose: 'PASSWORD', hours: goodFor })
      const { Customer } = await describeUser(db, { customerId, userId })
      await recordAudit(db, { operation: 'users/forgot-password', author: { customerId, userId }, address })
      await postMail(
        db,
        { customerId, userId },
        {
          subject: `${Customer.Name}: a new password`,
          paragraphs: ['Somebody, we hope you, has asked for a new password.', 'The link is good once, for an hour.'],
          link: { does: 'Set a new password', path: `/password#${secret}` },
          because: 'If it was not you, do nothing: your password stays as it is.',
        },
        goodFor,
      )
    })
}

/**
 * Whoever had the old password, and is signed in with it, is signed out. A link does not stand in for the second factor, and
 * stays good where the code is missing or wrong.
 */
export async function resetPassword(
  { database, input, ...from }: Admitting<'users/reset-password'>,
  sessions: Sessions,
): Promise<Output<'users/reset-password'>> {
  const subjects = subjectsOf(undefined, from.address)
  await countAttempt(database, subjects)
  const link = readLink(input.Token)
  const holder = await linkHolder(database, link, 'PASSWORD')
  const guessed = await countGuess(database, holder, input.Code)
  const verdict = await judgeCode(database.of(holder.customerId), holder, input.Code)
  if (verdict === 'CODE')
    await recordAudit(database.of(holder.customerId), {
      operation: 'users/reset-password',
      author: holder,
      address: from.address,
      refusal: verdict,
    })
  if (verdict !== 'PASSED') throw codeRefused(verdict)
  const password_hash = await hashPassword(input.Password)
  const user = await linkUser(database, link, 'PASSWORD', async (db, author) => {
    await refuseUnlessActive(db, author)
    await store.updateUser(db, author.customerId, author.userId, { password_hash })
    await endSessions(db, author)
    // Whoever was in may have made some.
    await deleteTokensOf(db, author)
    await tellOfNewPassword(db, author)
  })
  sessions.forget(user)
  await forgiveAttempt(database, [...subjects, ...guessed])
  return signIn(database, user, from, 'users/reset-password')
}

/** Codes that come with a link are guesses at the same account as those at signing in. */
async function countGuess(database: Database, holder: Author, code: string | null | undefined): Promise<Subject[]> {
  if (!code) return []
  const { User } = await describeUser(database.of(holder.customerId), holder)
  const subjects = [accountSubject(User.Email.toLowerCase())]
  await countAttempt(database, subjects)
  return subjects
}
