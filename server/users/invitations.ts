import type { Output } from '../../contract/operations.ts'
import { describeUser } from '../auth/accounts.ts'
import { hashPassword } from '../auth/passwords.ts'
import { makeSecret, type Secret } from '../auth/secrets.ts'
import { signIn } from '../auth/sign-in.ts'
import { counted, subjectsOf } from '../auth/throttle.ts'
import { userName } from '../auth/user-name.ts'
import { type Author, Changes } from '../database/changes.ts'
import type { Database, Scope } from '../database/database.ts'
import { nextUuid } from '../database/uuid.ts'
import { conflict, faulty, notLinked } from '../http/errors.ts'
import type { Admitting, Caller, Writing } from '../http/operation.ts'
import { postMail } from '../mails/outbox.ts'
import { holdSharing } from '../plans/plans.ts'
import { countInvitation } from './invitation-limit.ts'
import { linkUser, readLink } from './links.ts'
import * as store from './store.ts'
import { holdUser, refuseChangeOf, refuseRoleFor, userOf } from './user.ts'

type User = Output<'users/create'>
const goodFor = 7 * 24

/** @param isLimited whether a Customer may send only so many a day */
export async function inviteUser(call: Writing<'users/create'>, isLimited: boolean): Promise<User> {
  const { db, caller, changes, input } = call
  const role = input.Role ?? 'USER'
  refuseRoleFor(role, caller)
  const user = {
    id: nextUuid(),
    email: input.Email,
    first_name: input.FirstName ?? null,
    last_name: input.LastName ?? null,
    role,
  }
  const { sharing, limit } = await holdSharing(db, caller.customerId)
  if (!(await store.insertInvited(db, caller.customerId, user, sharing < limit)))
    throw faulty([{ Path: 'Email', Message: 'is that of a user already; users/invite sends an invitation again' }])
  const { id, ...known } = user
  changes.record('user', id, null, { ...known, status: 'INVITED' })
  return sendInvitation(db, caller, id, isLimited)
}

/** @throws a 400 where the user has accepted already */
export async function inviteAgain({ db, caller, id }: Writing<'users/invite/{id}'>, isLimited: boolean): Promise<User> {
  const user = await holdUser(db, caller.customerId, id)
  refuseChangeOf(user, caller)
  if (user.status !== 'INVITED') throw conflict('This user has accepted the invitation already.', [])
  return sendInvitation(db, caller, id, isLimited)
}

/** @throws a 429 where the Customer has sent as many today as it may */
export async function sendInvitation(db: Scope, caller: Caller, userId: string, isLimited: boolean): Promise<User> {
  const { customerId } = caller
  const { secret, hash } = makeSecret(customerId)
  await store.replaceLink(db, { customerId, userId }, { hash, purpose: 'INVITATION', hours: goodFor })
  const user = await holdUser(db, customerId, userId)
  const { Customer } = await describeUser(db, caller)
  const inviter = await userName(db, caller)
  await postMail(
    db,
    { customerId, userId },
    {
      subject: `${Customer.Name}: your invitation`,
      paragraphs: [`${inviter} invites you to the contacts of ${Customer.Name}.`, 'The link is good once, for 7 days.'],
      link: { does: 'Accept the invitation', path: `/invitation#${secret}` },
      because: `You get this because ${inviter} has entered your address. If you do not know why, do nothing.`,
    },
    goodFor,
  )
  // Last, so that the counters are held no longer than other changes hold them.
  if (isLimited) await countInvitation(db, customerId)
  return userOf(user, caller)
}

export async function acceptInvitation(call: Admitting<'users/accept'>): Promise<Output<'users/accept'>> {
  const { database, input, ...from } = call
  const user = await counted(database, subjectsOf(undefined, from.address), async () => {
    const password_hash = await hashPassword(input.Password)
    return linkUser(database, readLink(input.Token), 'INVITATION', async (db, author) => {
      const invited = await holdUser(db, author.customerId, author.userId)
      const first_name = input.FirstName ?? invited.first_name
      const last_name = input.LastName ?? invited.last_name
      const changes = new Changes(author, 'users/accept')
      await admitInvited(db, author, invited, { first_name, last_name, password_hash }, changes)
      await changes.write(db)
    })
  })
  return signIn(database, user, from, 'users/accept')
}

/**
 * The same, of somebody whose address another than us vouches for, and who needs no password therefore.
 * @param alongside what else becomes of the user, all or nothing
 * @throws a 401 where the invitation is none, was used, has expired, or is for another address
 */
export function acceptByAddress(
  database: Database,
  invitation: Secret,
  email: string,
  alongside: (db: Scope, user: Author, changes: Changes) => Promise<void>,
): Promise<Author> {
  return linkUser(database, invitation, 'INVITATION', async (db, author) => {
    const invited = await holdUser(db, author.customerId, author.userId)
    if (invited.email.toLowerCase() !== email.toLowerCase()) throw otherAddress(email)
    const changes = new Changes(author, 'users/accept')
    await admitInvited(db, author, invited, {}, changes)
    await alongside(db, author, changes)
    await changes.write(db)
  })
}

async function admitInvited(
  db: Scope,
  { customerId, userId }: Author,
  invited: store.UserRow,
  { password_hash, ...named }: Pick<store.UserChange, 'first_name' | 'last_name' | 'password_hash'>,
  changes: Changes,
): Promise<void> {
  const change = { ...named, status: 'ACTIVE' as const }
  if (!(await store.takeSignInName(db, invited.email, userId))) throw nameTaken(invited.email)
  await store.updateUser(db, customerId, userId, password_hash === undefined ? change : { ...change, password_hash })
  changes.record('user', userId, { status: 'INVITED' }, change)
}

const otherAddress = (email: string) =>
  notLinked(
    `This invitation is for another address than ${email}. Use the account of the address that it was sent to, or accept with a password.`,
  )

/** It is told to who holds the link, and so reads the mail of this address, and to nobody else. */
const nameTaken = (email: string) =>
  conflict(
    `${email} is the sign-in name of a user of another organisation on this server. Ask to be invited with another address.`,
    [],
  )
