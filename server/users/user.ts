/** A user as callers see one, and who may change whom. */
import type { Output } from '../../contract/operations.ts'
import type { Scope } from '../database/database.ts'
import { isUuid } from '../database/uuid.ts'
import { notFound, roleForbids } from '../http/errors.ts'
import { type Caller, isAtLeast, type Role } from '../http/operation.ts'
import { notificationsOf } from '../notifications/settings.ts'
import { lockUser, type UserRow } from './store.ts'

type User = Output<'users/get/{id}'>

export function userOf(row: UserRow, caller: Pick<Caller, 'userId' | 'role'>): User {
  const isOwn = row.id === caller.userId || isAtLeast(caller.role, 'ADMINISTRATOR')
  return {
    Id: row.id,
    Email: row.email,
    ...(row.first_name === null ? {} : { FirstName: row.first_name }),
    ...(row.last_name === null ? {} : { LastName: row.last_name }),
    Role: row.role,
    Status: row.status,
    Sharing: row.sharing,
    ...(row.time_zone === null ? {} : { TimeZone: row.time_zone }),
    ...(isOwn ? { Notifications: notificationsOf(row.notifications) } : {}),
    ...(row.status === 'INVITED' && row.invited_until !== null ? { InvitationExpiresDate: row.invited_until } : {}),
    CreatedDate: row.created_at,
    ...(isOwn ? { SecondFactor: row.has_second_factor } : {}),
    ...(isOwn && row.signed_in_at !== null ? { SignedInDate: row.signed_in_at } : {}),
  }
}

/** A user who is there, held until the end of the transaction. @throws a 400 where there is none */
export async function holdUser(db: Scope, customerId: string, id: string): Promise<UserRow> {
  const row = isUuid(id) ? await lockUser(db, customerId, id) : undefined
  if (row === undefined || row.status === 'DELETED') throw notFound('user')
  return row
}

/** @throws a 401 where the caller may not change this user: others are for administrators, owners for owners */
export function refuseChangeOf(target: Pick<UserRow, 'id' | 'role'>, caller: Pick<Caller, 'userId' | 'role'>): void {
  if (target.id === caller.userId) return
  const least = target.role === 'OWNER' ? 'OWNER' : 'ADMINISTRATOR'
  if (!isAtLeast(caller.role, least)) throw roleForbids(caller.role, least)
}

/** @throws a 401 where the caller may not give the role: nobody gives more than he has, nor takes it himself */
export function refuseRoleFor(role: Role, caller: Pick<Caller, 'role'>): void {
  if (!isAtLeast(caller.role, role)) throw roleForbids(caller.role, role)
}
