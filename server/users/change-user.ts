import type { Input, Output } from '../../contract/operations.ts'
import { endSessions } from '../auth/sessions.ts'
import type { Author } from '../database/changes.ts'
import type { Scope } from '../database/database.ts'
import { isUuid } from '../database/uuid.ts'
import { conflict, faulty } from '../http/errors.ts'
import type { Caller, Writing } from '../http/operation.ts'
import { forgetIdentities } from '../openid/identities.ts'
import { holdSharing, refuseMoreSharing } from '../plans/plans.ts'
import { forgetSecondFactor, resetSecondFactor } from '../second-factor/reset.ts'
import { deleteTokensOf } from '../tokens/tokens.ts'
import { sendInvitation } from './invitations.ts'
import * as store from './store.ts'
import { holdUser, refuseChangeOf, refuseRoleFor, userOf } from './user.ts'

/**
 * Writes what is present; what differs becomes part of the change set.
 * @param isLimited whether a Customer may send only so many invitations a day
 */
export async function changeUser(
  call: Writing<'users/update/{id}'>,
  isLimited: boolean,
): Promise<Output<'users/update/{id}'>> {
  const { db, caller, changes, input } = call
  // Who comes back shares again.
  const sharing = input.Active === true ? await holdSharing(db, caller.customerId) : undefined
  const owners = await store.lockOwners(db, caller.customerId)
  const before = await holdUser(db, caller.customerId, call.id)
  refuseChangeOf(before, caller)
  if (input.Role) refuseRoleFor(input.Role, caller)
  if (input.Active === false && before.id === caller.userId)
    throw faulty([{ Path: 'Active', Message: 'is for others: who wants to leave calls users/delete' }])
  const change = changeOf(input, before)
  const { role, status } = { ...before, ...change }
  if (role !== 'OWNER' || status !== 'ACTIVE') refuseLastOwner(owners, before.id)
  if (Object.keys(change).length > 0) {
    await store.updateUser(db, caller.customerId, before.id, change)
    changes.record('user', before.id, sameOf(before, change), change)
    // Whoever has seen a link could otherwise open with it more than there was when it was sent.
    if (change.role !== undefined) await renewLinks(db, caller, before, isLimited)
    if (sharing !== undefined) await refuseMoreSharing(db, caller.customerId, sharing)
    if (status === 'DEACTIVATED') await shutOut(db, { customerId: caller.customerId, userId: before.id })
  }
  const after = await holdUser(db, caller.customerId, before.id)
  return userOf(after, after.id === caller.userId ? { ...caller, role: after.role } : caller)
}

function changeOf(input: Input<'users/update/{id}'>, before: store.UserRow): store.UserChange {
  const { FirstName: first_name, LastName: last_name, TimeZone: time_zone, Role: role, Active } = input
  if (Active !== undefined && Active !== null && before.status === 'INVITED')
    throw faulty([{ Path: 'Active', Message: 'cannot be changed before the invitation is accepted' }])
  const status = Active === true ? 'ACTIVE' : Active === false ? 'DEACTIVATED' : undefined
  const given = { first_name, last_name, time_zone, ...(role ? { role } : {}), status }
  return Object.fromEntries(
    Object.entries(given).filter(
      ([name, value]) => value !== undefined && value !== before[name as keyof typeof given],
    ),
  )
}

const sameOf = (row: store.UserRow, change: object) =>
  Object.fromEntries(Object.keys(change).map((name) => [name, row[name as keyof store.UserRow]]))

/** @throws a 400 where the Customer would have nobody left who may do everything */
function refuseLastOwner(owners: string[], userId: string): void {
  if (owners.length === 1 && owners[0] === userId)
    throw conflict('This is the last owner of the organisation. Make somebody else an OWNER first.', [])
}

async function renewLinks(db: Scope, caller: Caller, { id, status }: store.UserRow, isLimited: boolean): Promise<void> {
  await store.deleteLinks(db, { customerId: caller.customerId, userId: id })
  if (status === 'INVITED') await sendInvitation(db, caller, id, isLimited)
}

/** What the user did stays, and so does the name of who did it; the sign-in name is free for others. */
export async function deleteUser({ db, caller, changes, id }: Writing<'users/delete/{id}'>): Promise<void> {
  const { customerId } = caller
  const owners = await store.lockOwners(db, customerId)
  const user = isUuid(id) ? await store.lockUser(db, customerId, id) : undefined
  if (user === undefined || user.status === 'DELETED') return
  refuseChangeOf(user, caller)
  refuseLastOwner(owners, user.id)
  await store.updateUser(db, customerId, user.id, { status: 'DELETED', password_hash: null })
  await store.giveBackSignInName(db, user.id)
  await forgetIdentities(db, { customerId, userId: user.id })
  await shutOut(db, { customerId, userId: user.id })
  await forgetSecondFactor(db, { customerId, userId: user.id })
  changes.record('user', user.id, { status: user.status }, { status: 'DELETED' })
}

/** @throws a 400 for oneself: a session alone must not turn the own one off */
export async function resetSecondFactorOf(call: Writing<'users/reset-second-factor/{id}'>): Promise<void> {
  const { db, caller, changes, id } = call
  const user = await holdUser(db, caller.customerId, id)
  refuseChangeOf(user, caller)
  if (user.id === caller.userId)
    throw conflict('Turn your own second factor off with second-factor/delete, or ask another administrator.', [])
  if (await resetSecondFactor(db, { customerId: caller.customerId, userId: user.id }))
    changes.record('user', user.id, { second_factor: true }, { second_factor: false })
}

async function shutOut(db: Scope, user: Author): Promise<void> {
  await endSessions(db, user)
  await store.deleteLinks(db, user)
  await deleteTokensOf(db, user)
}
