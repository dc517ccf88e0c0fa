/** Mails are written into the database with what they tell of, and sent from there: neither happens without the other. */
import { sql } from 'kysely'
import type { Static } from 'typebox'
import type { Mail as MailClass } from '../../contract/mails.ts'
import type { Author } from '../database/changes.ts'
import type { Scope } from '../database/database.ts'
import { isUuid, nextUuid } from '../database/uuid.ts'
import { notFound } from '../http/errors.ts'
import type { Caller, Role } from '../http/operation.ts'
import { type Letter, oneLine, textOf } from './letter.ts'

type Mail = Static<typeof MailClass>

/**
 * Puts a mail to a user into the outbox, in the transaction `db`.
 * @param goodFor after so many hours it is pointless, and is not sent any more
 */
export async function postMail(
  db: Scope,
  { customerId, userId }: Author,
  letter: Letter,
  goodFor: number,
): Promise<void> {
  await sql`
    insert into mails (customer_id, id, user_id, address, subject, letter, good_until)
    select customer_id, ${nextUuid()}, id, email, ${oneLine(letter.subject)}, ${JSON.stringify(letter)},
           now() + make_interval(hours => ${goodFor})
    from users where customer_id = ${customerId} and id = ${userId}`.execute(db)
}

/** Mails of a user that wait with a link are not sent: the link has been used, or is good for nothing any more. */
export async function withdrawLinks(db: Scope, { customerId, userId }: Author): Promise<void> {
  await sql`
    update mails set letter = null, next_attempt_at = null, error = 'Its link is good for nothing any more.'
    where customer_id = ${customerId} and user_id = ${userId} and sent_at is null and letter ? 'link'`.execute(db)
}

interface MailRow {
  id: string
  user_id: string
  role: Role
  address: string
  subject: string
  letter: Letter | null
  attempts: number
  next_attempt_at: string | null
  sent_at: string | null
  error: string | null
  is_late: boolean
  created_at: string
}

const listed = 1000

/** How mails are read here: where their links lead, and whether there is a mail server, which nobody need stand in for. */
interface Reading {
  site: string
  isSent: boolean
}

export async function listMails(db: Scope, caller: Caller, reading: Reading): Promise<Mail[]> {
  const { rows } = await select(db, caller.customerId, sql`true`)
  return rows.map((row) => mailOf(row, caller, reading))
}

/** @throws a 400 where there is none, or it has been sent, or is pointless */
export async function retryMail(db: Scope, caller: Caller, id: string, reading: Reading): Promise<Mail> {
  const { rows } = isUuid(id)
    ? await sql`
        update mails set next_attempt_at = now(), attempts = 0
        where customer_id = ${caller.customerId} and id = ${id} and sent_at is null
          and letter is not null and good_until > now() returning id`.execute(db)
    : { rows: [] }
  const [row] = rows.length === 0 ? [] : (await select(db, caller.customerId, sql`mails.id = ${id}`)).rows
  if (row === undefined) throw notFound('mail that waits')
  return mailOf(row, caller, reading)
}

const select = (db: Scope, customerId: string, condition: ReturnType<typeof sql>) =>
  sql<MailRow>`
    select mails.id, user_id, role, address, subject, letter, attempts, next_attempt_at, sent_at, error,
           good_until <= now() as is_late, mails.created_at
    from mails join users on users.customer_id = mails.customer_id and users.id = mails.user_id
    where mails.customer_id = ${customerId} and ${condition}
    order by mails.created_at desc, mails.id desc limit ${listed}`.execute(db)

function mailOf(row: MailRow, caller: Caller, { site, isSent: isSentByServer }: Reading): Mail {
  const isSent = row.sent_at !== null
  const next = isSent || row.is_late ? null : row.next_attempt_at
  const error = row.error ?? (row.is_late && !isSent ? 'It was not sent in time.' : null)
  return {
    Id: row.id,
    To: row.address,
    Subject: row.subject,
    Status: isSent ? 'SENT' : next === null ? 'FAILED' : 'WAITING',
    Attempts: row.attempts,
    ...(next === null ? {} : { NextAttemptDate: next }),
    ...(row.sent_at === null ? {} : { SentDate: row.sent_at }),
    ...(error === null || isSent ? {} : { ErrorMessage: error }),
    ...(row.letter !== null && !isSentByServer && mayRead(row, caller) ? { Text: textOf(row.letter, site) } : {}),
    CreatedDate: row.created_at,
  }
}

/** A link in it may open the account of its reader, so nobody reads those of users who may do as much or more. */
const mayRead = ({ user_id, role }: MailRow, caller: Caller) =>
  caller.role === 'OWNER' || user_id === caller.userId || role === 'USER'
