/** Which user it is whom a provider has shown. */
import { recordAudit } from '../audit/audit.ts'
import { accountOf, findAccount } from '../auth/accounts.ts'
import type { Secret } from '../auth/secrets.ts'
import { type Author, Changes } from '../database/changes.ts'
import type { Database } from '../database/database.ts'
import { deactivated, notLinked } from '../http/errors.ts'
import { acceptByAddress } from '../users/invitations.ts'
import { linkAnother, linkIdentity } from './identities.ts'
import type { Shown } from './providers.ts'
import * as store from './store.ts'

/**
 * The user with whom an account is linked; else, if the provider vouches for the address, who accepts the invitation, or
 * the user of that sign-in name where the operator trusts the provider with its domain. Then it is linked.
 * @throws a 401 where it is nobody, or the user is not active
 */
export async function userShown(database: Database, shown: Shown, invitation: Secret | undefined): Promise<Author> {
  const holder = await store.readHolder(database.system, shown)
  const user = holder ?? (await newHolder(database, shown, invitation))
  const db = database.of(user.customerId)
  const account = await accountOf(db, user).executeTakeFirst()
  if (account?.status !== 'ACTIVE') {
    const refusal = deactivated()
    await recordAudit(db, { operation: 'auth', author: user, address: undefined, refusal: refusal.code })
    throw refusal
  }
  await store.noteUse(db, user.customerId, shown)
  return user
}

async function newHolder(database: Database, shown: Shown, invitation: Secret | undefined): Promise<Author> {
  const { email, isVerified, provider } = shown
  if (email === undefined || !isVerified)
    throw notLinked(
      `${provider.Name} does not vouch for an e-mail of yours, by which you could be known here. Have it confirmed there; or sign in with your password, and link the account then (identities/create).`,
    )
  if (invitation !== undefined)
    return acceptByAddress(database, invitation, email, async (db, user, changes) => {
      await linkIdentity(db, user, shown, changes)
    })
  return linkByDomain(database, shown, email)
}

async function linkByDomain(database: Database, shown: Shown, email: string): Promise<Author> {
  const { Domains = [], Name } = shown.provider
  const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase()
  const isTrusted = Domains.some((each) => each.toLowerCase() === domain)
  const account = isTrusted ? await findAccount(database, email.toLowerCase()) : undefined
  // Whether or not there is such a user, the answer is the same.
  if (account === undefined) throw unknown(Name)
  const user = { customerId: account.customer_id, userId: account.id }
  await database
    .of(user.customerId)
    .transaction()
    .execute(async (db) => {
      const held = await accountOf(db, user).forUpdate().executeTakeFirst()
      if (held?.status !== 'ACTIVE') throw deactivated()
      const own = await store.readIdentities(db, user)
      if (own.some(({ issuer, subject }) => issuer === shown.issuer && subject !== shown.subject))
        throw otherAccount(Name)
      const changes = new Changes(user, 'identities/create')
      await linkAnother(db, user, shown, changes)
      await changes.write(db)
    })
  return user
}

const unknown = (provider: string) =>
  notLinked(
    `No user here is linked with this account at ${provider}. Ask an administrator for an invitation, and accept it with ${provider}; or sign in with your password, and link the account then (identities/create).`,
  )

/** An address that was given to somebody new does not open the account of who had it before. */
const otherAccount = (provider: string) =>
  notLinked(
    `The user of this address is linked with another account at ${provider}. Sign in with that one, or with the password, and link this one then (identities/create).`,
  )
