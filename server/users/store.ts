/** The SQL of users and of the links that open their accounts once. */
import { sql } from 'kysely'
import type { Author } from '../database/changes.ts'
import type { Scope } from '../database/database.ts'
import type { Role } from '../http/operation.ts'
import { withdrawLinks } from '../mails/outbox.ts'

export interface UserRow {
  id: string
  email: string
  first_name: string | null
  last_name: string | null
  role: Role
  status: 'INVITED' | 'ACTIVE' | 'DEACTIVATED' | 'DELETED'
  time_zone: string | null
  sharing: boolean
  notifications: object
  created_at: string
  signed_in_at: string | null
  has_second_factor: boolean
  /** Until when an invitation is good. */
  invited_until: string | null
}

const columns = sql.raw(`
  id, email, first_name, last_name, role, status, time_zone, sharing, notifications, created_at, signed_in_at,
  exists (select from second_factors as factor
    where factor.customer_id = users.customer_id and user_id = users.id and secret is not null) as has_second_factor,
  (select max(expires_at) from links
   where links.customer_id = users.customer_id and user_id = users.id and purpose = 'INVITATION') as invited_until`)

export async function readUsers(db: Scope, customerId: string): Promise<UserRow[]> {
  const { rows } = await sql<UserRow>`
    select ${columns} from users
    where customer_id = ${customerId} and status <> 'DELETED' order by lower(email)`.execute(db)
  return rows
}

export async function readUser(db: Scope, customerId: string, id: string): Promise<UserRow | undefined> {
  const { rows } = await sql<UserRow>`
    select ${columns} from users where customer_id = ${customerId} and id = ${id}`.execute(db)
  return rows[0]
}

/** The same, held until the end of the transaction. */
export async function lockUser(db: Scope, customerId: string, id: string): Promise<UserRow | undefined> {
  const { rows } = await sql<UserRow>`
    select ${columns} from users where customer_id = ${customerId} and id = ${id} for update`.execute(db)
  return rows[0]
}

/** The owners who can sign in, held until the end of the transaction. Always in the same order, so nobody waits in a ring. */
export async function lockOwners(db: Scope, customerId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from users
    where customer_id = ${customerId} and role = 'OWNER' and status = 'ACTIVE' order by id for update`.execute(db)
  return rows.map(({ id }) => id)
}

export interface NewUser {
  id: string
  email: string
  first_name: string | null
  last_name: string | null
  role: Role
}

/**
 * @param mayShare whether the plan has room for one more who shares
 * @returns whether the address was free in the Customer
 */
export async function insertInvited(db: Scope, customerId: string, user: NewUser, mayShare: boolean): Promise<boolean> {
  const { rows } = await sql`
    insert into users (customer_id, id, email, first_name, last_name, role, status, sharing)
    select customer_id, ${user.id}, ${user.email}, ${user.first_name}, ${user.last_name}, ${user.role}, 'INVITED',
           new_users_share and ${mayShare}
    from customers where customer_id = ${customerId}
    on conflict (customer_id, lower(email)) where status <> 'DELETED' do nothing returning id`.execute(db)
  return rows.length > 0
}

export type UserChange = Partial<
  Pick<UserRow, 'first_name' | 'last_name' | 'role' | 'status' | 'time_zone'> & { password_hash: string | null }
>

export async function updateUser(db: Scope, customerId: string, id: string, change: UserChange): Promise<void> {
  await db.updateTable('users').set(change).where('customer_id', '=', customerId).where('id', '=', id).execute()
}

/** Those of these users who are there, with whether they share; held until the end of the transaction. */
export async function lockSharing(db: Scope, customerId: string, ids: string[]): Promise<Map<string, boolean>> {
  const { rows } = await sql<{ id: string; sharing: boolean }>`
    select id, sharing from users
    where customer_id = ${customerId} and id = any(${ids}::uuid[]) and status <> 'DELETED'
    order by id for update`.execute(db)
  return new Map(rows.map(({ id, sharing }) => [id, sharing]))
}

export async function updateSharing(db: Scope, customerId: string, wanted: [id: string, sharing: boolean][]) {
  const [ids, sharings] = [wanted.map(([id]) => id), wanted.map(([, sharing]) => sharing)]
  await sql`
    update users set sharing = wanted.sharing
    from unnest(${ids}::uuid[], ${sharings}::boolean[]) as wanted (id, sharing)
    where users.customer_id = ${customerId} and users.id = wanted.id`.execute(db)
}

export async function updateNewUsersShare(db: Scope, customerId: string, share: boolean): Promise<void> {
  await sql`update customers set new_users_share = ${share} where customer_id = ${customerId}`.execute(db)
}

/** @returns whether nobody on the server has the name */
export async function takeSignInName(db: Scope, email: string, userId: string): Promise<boolean> {
  const { rows } = await sql<{ taken: boolean }>`
    select take_sign_in_name(${email.toLowerCase()}, ${userId}) as taken`.execute(db)
  return rows[0]?.taken ?? false
}

export async function giveBackSignInName(db: Scope, userId: string): Promise<void> {
  await sql`select give_back_sign_in_name(${userId})`.execute(db)
}

type Purpose = 'INVITATION' | 'PASSWORD'

/** Any other link of the user for the same purpose is good for nothing then. */
export async function replaceLink(
  db: Scope,
  { customerId, userId }: Author,
  { hash, purpose, hours }: { hash: Buffer; purpose: Purpose; hours: number },
): Promise<void> {
  await withdrawLinks(db, { customerId, userId })
  await sql`
    delete from links where customer_id = ${customerId} and user_id = ${userId} and purpose = ${purpose}`.execute(db)
  await sql`
    insert into links (customer_id, token_hash, user_id, purpose, expires_at)
    values (${customerId}, ${hash}, ${userId}, ${purpose}, now() + make_interval(hours => ${hours}))`.execute(db)
}

/** Whose a link is; undefined where there is none, or it has expired. */
export async function findLink(db: Scope, customerId: string, hash: Buffer, purpose: Purpose) {
  const { rows } = await sql<{ user_id: string }>`
    select user_id from links
    where customer_id = ${customerId} and token_hash = ${hash} and purpose = ${purpose} and expires_at > now()`.execute(
    db,
  )
  return rows[0]?.user_id
}

/** Takes a link up, once. @returns whose it is; undefined where there is none, or it has expired */
export async function useLink(db: Scope, customerId: string, hash: Buffer, purpose: Purpose) {
  const { rows } = await sql<{ user_id: string }>`
    delete from links
    where customer_id = ${customerId} and token_hash = ${hash} and purpose = ${purpose} and expires_at > now()
    returning user_id`.execute(db)
  const userId = rows[0]?.user_id
  if (userId !== undefined) await withdrawLinks(db, { customerId, userId })
  return userId
}

export async function deleteLinks(db: Scope, { customerId, userId }: Author): Promise<void> {
  await withdrawLinks(db, { customerId, userId })
  await sql`delete from links where customer_id = ${customerId} and user_id = ${userId}`.execute(db)
}
