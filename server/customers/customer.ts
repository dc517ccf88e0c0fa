import { sql } from 'kysely'
import type { Input, Output } from '../../contract/operations.ts'
import type { Scope } from '../database/database.ts'
import { conflict, faulty } from '../http/errors.ts'
import type { Writing } from '../http/operation.ts'
import { postMail } from '../mails/outbox.ts'
import { limitsOf, type Plan } from '../plans/plans.ts'
import { hasSecondFactor } from '../second-factor/check.ts'
import { changeVocabulary } from '../vocabulary/vocabulary.ts'

type Customer = Output<'customers/get'>

interface CustomerRow {
  customer_id: string
  name: string
  plan: Plan
  time_zone: string
  default_country: string | null
  new_users_share: boolean
  require_second_factor: boolean
  created_at: string
  delete_at: string | null
}

interface UsageRow {
  contacts: number
  users: number
  sharing_users: number
  file_bytes: number
}

export async function readCustomer(db: Scope, customerId: string): Promise<Customer> {
  const { rows } = await sql<CustomerRow & UsageRow>`
    select customers.*, counters.contacts, users, sharing_users, file_bytes
    from customers join customer_counters counters using (customer_id),
      lateral (
        select count(*)::integer as users, count(*) filter (where sharing)::integer as sharing_users from users
        where users.customer_id = customers.customer_id and status in ('INVITED', 'ACTIVE')) counted,
      lateral (
        select coalesce(sum(size), 0)::bigint as file_bytes from files
        where files.customer_id = customers.customer_id) stored
    where customers.customer_id = ${customerId}`.execute(db)
  return customerOf(rows[0] as CustomerRow & UsageRow)
}

function customerOf(row: CustomerRow & UsageRow): Customer {
  const { contacts, sharingUsers } = limitsOf[row.plan]
  return {
    Id: row.customer_id,
    Name: row.name,
    Plan: row.plan,
    TimeZone: row.time_zone,
    ...(row.default_country === null ? {} : { DefaultCountry: row.default_country }),
    NewUsersShare: row.new_users_share,
    RequireSecondFactor: row.require_second_factor,
    Usage: {
      Contacts: row.contacts,
      Users: row.users,
      SharingUsers: row.sharing_users,
      FileBytes: row.file_bytes,
    },
    Limits: {
      ...(contacts === undefined ? {} : { Contacts: contacts }),
      ...(sharingUsers === undefined ? {} : { SharingUsers: sharingUsers }),
    },
    CreatedDate: row.created_at,
    ...(row.delete_at === null ? {} : { DeleteDate: row.delete_at }),
  }
}

/**
 * Writes what is present; null clears the country.
 * @throws a 400 where the caller requires of all a second factor that the caller lacks, and would be shut out
 */
export async function changeCustomer(call: Writing<'customers/update'>): Promise<Customer> {
  const { db, caller, changes } = call
  const { customerId } = caller
  // Every process reads the country again with the names.
  if (call.input.DefaultCountry !== undefined) await changeVocabulary(db, customerId)
  const before = await holdCustomer(db, customerId)
  const change = changeOf(call.input, before)
  if (change.require_second_factor && !(await hasSecondFactor(db, caller)))
    throw conflict('Set up a second factor of your own first, with second-factor/begin and second-factor/confirm.', [])
  if (Object.keys(change).length > 0) {
    await db.updateTable('customers').set(change).where('customer_id', '=', customerId).execute()
    const old = Object.fromEntries(Object.keys(change).map((name) => [name, before[name as keyof CustomerRow]]))
    changes.record('customer', customerId, old, change)
  }
  return readCustomer(db, customerId)
}

function changeOf(input: Input<'customers/update'>, before: CustomerRow): Partial<CustomerRow> {
  const { Name: name, TimeZone: time_zone, DefaultCountry: default_country, NewUsersShare: new_users_share } = input
  const { RequireSecondFactor: require_second_factor } = input
  const given = {
    ...(name ? { name: name.trim() } : {}),
    ...(time_zone ? { time_zone } : {}),
    ...(default_country === undefined ? {} : { default_country }),
    ...(typeof new_users_share === 'boolean' ? { new_users_share } : {}),
    ...(typeof require_second_factor === 'boolean' ? { require_second_factor } : {}),
  }
  return Object.fromEntries(Object.entries(given).filter(([key, value]) => value !== before[key as keyof CustomerRow]))
}

async function holdCustomer(db: Scope, customerId: string): Promise<CustomerRow> {
  const { rows } = await sql<CustomerRow>`
    select * from customers where customer_id = ${customerId} for no key update`.execute(db)
  return rows[0] as CustomerRow
}

const graceDays = 30

/** @throws a 400 where the name is not that of the organisation: so much is not deleted by a slip */
export async function deleteCustomer({ db, caller, changes, input }: Writing<'customers/delete'>): Promise<Customer> {
  const { customerId } = caller
  const { name, delete_at } = await holdCustomer(db, customerId)
  if (input.Name !== name) throw faulty([{ Path: 'Name', Message: `must be the name of the organisation: ${name}` }])
  if (delete_at !== null) return readCustomer(db, customerId)
  const { rows } = await sql<{ delete_at: string }>`
    update customers set delete_at = now() + make_interval(days => ${graceDays})
    where customer_id = ${customerId} returning delete_at`.execute(db)
  const at = rows[0]?.delete_at ?? ''
  changes.record('customer', customerId, { delete_at: null }, { delete_at: at })
  await tellOwners(db, customerId, name, at.slice(0, 10))
  return readCustomer(db, customerId)
}

/** @throws a 400 where it is not to be deleted */
export async function keepCustomer({ db, caller, changes }: Writing<'customers/restore'>): Promise<Customer> {
  const { customerId } = caller
  const { delete_at } = await holdCustomer(db, customerId)
  if (delete_at === null || Date.parse(delete_at) <= Date.now())
    throw conflict('This organisation is not to be deleted, or is being deleted already.', [])
  await sql`update customers set delete_at = null where customer_id = ${customerId}`.execute(db)
  changes.record('customer', customerId, { delete_at }, { delete_at: null })
  return readCustomer(db, customerId)
}

const hoursAWeek = 7 * 24

async function tellOwners(db: Scope, customerId: string, name: string, day: string): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select id from users where customer_id = ${customerId} and role = 'OWNER' and status = 'ACTIVE'`.execute(db)
  const letter = {
    subject: `${name} will be deleted on ${day}`,
    paragraphs: [
      `${name}, with all its contacts and users, will be deleted on ${day}. Until then everything works as before.`,
      'An owner can take that back with customers/restore, and get everything in one file with customers/export.',
    ],
    because: `You get this because you are an owner of ${name}.`,
  }
  for (const { id: userId } of rows) await postMail(db, { customerId, userId }, letter, hoursAWeek)
}
