/** Which account at a provider is whose. */
import { accountOf } from '../auth/accounts.ts'
import type { Author, Changes } from '../database/changes.ts'
import type { Scope } from '../database/database.ts'
import { nextUuid } from '../database/uuid.ts'
import { conflict } from '../http/errors.ts'
import type { Writing } from '../http/operation.ts'
import { tellOfIdentity } from './letter.ts'
import type { Shown } from './providers.ts'
import * as store from './store.ts'

/**
 * Links an account with a user. What is linked so already stays so.
 * @returns whether it is new
 * @throws a 400 where the account is another user's
 */
export async function linkIdentity(db: Scope, user: Author, shown: Shown, changes: Changes): Promise<boolean> {
  const { issuer, subject, provider } = shown
  const id = nextUuid()
  if (await store.insertIdentity(db, user, { id, issuer, subject, email: shown.email ?? null })) {
    changes.record('identity', id, null, { user_id: user.userId, issuer, subject })
    return true
  }
  const own = await store.readIdentities(db, user)
  if (!own.some((each) => each.issuer === issuer && each.subject === subject))
    throw conflict(
      `This account at ${provider.Name} is linked with another user. Sign in as that user with it, and unlink it there.`,
      [],
    )
  return false
}

/** The same, of a user who has other ways in: then a mail tells of this one. */
export async function linkAnother(db: Scope, user: Author, shown: Shown, changes: Changes): Promise<void> {
  if (await linkIdentity(db, user, shown, changes)) await tellOfIdentity(db, user, shown)
}

/** @throws a 400 where the user could no longer sign in */
export async function unlinkIdentity(call: Writing<'identities/delete/{id}'>): Promise<undefined> {
  const { db, caller, changes, id } = call
  // Held, so that of two that are unlinked at once the second one sees that it is the last.
  const account = await accountOf(db, caller).forUpdate().executeTakeFirst()
  const own = await store.readIdentities(db, caller)
  const identity = own.find((each) => each.id === id)
  if (identity === undefined) return undefined
  if (own.length === 1 && account?.password_hash === null)
    throw conflict(
      'Without this account you could not sign in any more. Set a password first (users/forgot-password), or link another account.',
      [],
    )
  await store.deleteIdentity(db, caller.customerId, identity.id)
  const { issuer, subject } = identity
  changes.record('identity', identity.id, { user_id: caller.userId, issuer, subject }, null)
  return undefined
}

/** Makes the accounts of a user free to be linked by others. */
export const forgetIdentities = (db: Scope, user: Author): Promise<void> => store.deleteIdentities(db, user)
