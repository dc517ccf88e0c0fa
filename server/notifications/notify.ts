import { sql } from 'kysely'
import type { Author } from '../database/changes.ts'
import type { Scope } from '../database/database.ts'
import { nextUuid, uuidFromBytes, uuidToBytes } from '../database/uuid.ts'
import { postMail } from '../mails/outbox.ts'
import { type Event, notificationsOf, wants } from './settings.ts'

/** News are pointless in a mail after so many hours. */
const goodFor = 24

interface News {
  event: Event
  text: string
  /** The import, the export or the webhook that it is about. */
  subjectId?: string
}

/** Tells a user something, in the ways and if the user wants it, in the transaction that made it so. */
export async function notify(db: Scope, user: Author, { event, text, subjectId }: News): Promise<void> {
  const { customerId, userId } = user
  const { rows } = await sql<{ notifications: object; mail_token: string; name: string }>`
    select notifications, mail_token, customers.name from users join customers using (customer_id)
    where customer_id = ${customerId} and id = ${userId} and status = 'ACTIVE'`.execute(db)
  const [known] = rows
  if (known === undefined) return
  const settings = notificationsOf(known.notifications)
  if (!wants(settings, event)) return
  if (settings.Channels.includes('APP'))
    await sql`
      insert into notifications (customer_id, id, user_id, event, text, subject_id)
      values (${customerId}, ${nextUuid()}, ${userId}, ${event}, ${text}, ${subjectId ?? null})`.execute(db)
  if (settings.Channels.includes('EMAIL'))
    await postMail(
      db,
      user,
      {
        subject: `${known.name}: ${subjects[event]}`,
        paragraphs: [text],
        because: `You get this because your notifications of ${known.name} say so.`,
        unsubscribePath: `/unsubscribe#${mailToken(customerId, known.mail_token)}`,
      },
      goodFor,
    )
}

const subjects: Record<Event, string> = {
  ImportFinished: 'your import has ended',
  ExportFinished: 'your export has ended',
  ContactsChanged: 'contacts have changed',
  SyncTrouble: 'trouble with a connection',
  NewSignIn: 'a new sign-in',
}

const mailToken = (customerId: string, token: string) =>
  Buffer.concat([uuidToBytes(customerId), uuidToBytes(token)]).toString('base64url')

/** @returns undefined of what cannot be such a token */
export function readMailToken(text: string): { customerId: string; token: string } | undefined {
  if (!/^[\w-]{43}$/.test(text)) return undefined
  const bytes = Buffer.from(text, 'base64url')
  return { customerId: uuidFromBytes(bytes), token: uuidFromBytes(bytes.subarray(16)) }
}
