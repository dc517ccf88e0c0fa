import { sql } from 'kysely'
import type { Author } from '../database/changes.ts'
import type { Scope } from '../database/database.ts'
import { followChanges } from './changed-contacts.ts'
import { type Notifications, notificationsOf } from './settings.ts'

/** Writes what a user wants to be told; what is not given stays. @param kept what the user has said so far, held */
export async function changeSettings(
  db: Scope,
  user: Author,
  kept: object,
  given: Partial<Notifications>,
): Promise<void> {
  await sql`
    update users set notifications = notifications || ${JSON.stringify(given)}::jsonb
    where customer_id = ${user.customerId} and id = ${user.userId}`.execute(db)
  const { ContactsChanged } = notificationsOf({ ...kept, ...given })
  if (ContactsChanged !== notificationsOf(kept).ContactsChanged) await followChanges(db, user, ContactsChanged)
}
