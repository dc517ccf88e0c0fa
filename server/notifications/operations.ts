import { sql } from 'kysely'
import type { Output } from '../../contract/operations.ts'
import { counted, subjectsOf } from '../auth/throttle.ts'
import type { Database } from '../database/database.ts'
import { isUuid } from '../database/uuid.ts'
import { ApiError } from '../http/errors.ts'
import { admits, reads, writes } from '../http/operation.ts'
import { changeSettings } from './change-settings.ts'
import { readMailToken } from './notify.ts'
import { notificationsOf } from './settings.ts'

const listed = 1000

interface NotificationRow {
  id: string
  event: Output<'notifications/list'>[number]['Event']
  text: string
  subject_id: string | null
  created_at: string
  read_at: string | null
}

export const notificationOperations = [
  reads('notifications/list', async ({ db, caller }) => {
    const { rows } = await sql<NotificationRow>`
      select id, event, text, subject_id, created_at, read_at from notifications
      where customer_id = ${caller.customerId} and user_id = ${caller.userId}
      order by created_at desc, id desc limit ${listed}`.execute(db)
    return rows.map((row) => ({
      Id: row.id,
      Event: row.event,
      Text: row.text,
      ...(row.subject_id === null ? {} : { SubjectId: row.subject_id }),
      CreatedDate: row.created_at,
      ...(row.read_at === null ? {} : { ReadDate: row.read_at }),
    }))
  }),

  writes('notifications/read', async ({ db, caller, input }) => {
    const those = input.Ids ? sql`id = any(${input.Ids.filter(isUuid)}::uuid[])` : sql`true`
    await sql`
      update notifications set read_at = now()
      where customer_id = ${caller.customerId} and user_id = ${caller.userId} and read_at is null and ${those}`.execute(
      db,
    )
    return undefined
  }),

  admits('notifications/unsubscribe', async ({ database, input, address }) => {
    await counted(database, subjectsOf(undefined, address), () => unsubscribe(database, input.Token))
    return undefined
  }),
]

/** @throws a 401 where the token is nobody's */
async function unsubscribe({ of }: Database, mailToken: string): Promise<void> {
  const read = readMailToken(mailToken)
  if (read === undefined) throw noSuchLink()
  await of(read.customerId)
    .transaction()
    .execute(async (db) => {
      const { rows } = await sql<{ id: string; notifications: object }>`
        select id, notifications from users
        where customer_id = ${read.customerId} and mail_token = ${read.token} and status = 'ACTIVE' for update`.execute(
        db,
      )
      const [user] = rows
      if (user === undefined) throw noSuchLink()
      const Channels = notificationsOf(user.notifications).Channels.filter((each) => each !== 'EMAIL')
      await changeSettings(db, { customerId: read.customerId, userId: user.id }, user.notifications, { Channels })
    })
}

const noSuchLink = () => new ApiError(401, 'LINK', 'This link is not whole, or the user is none any longer.')
