/** Mails are written into the database with what they tell of, and sent from there: neither happens without the other. */
import { randomUUIDv7 } from 'node:crypto'
import { sql } from 'kysely'
import type { Static } from 'typebox'
import type { Mail as MailClass } from '../../contract/mails.ts'
import type { Scope } from '../database/database.ts'
import { isUuid } from '../database/uuid.ts'
import { notFound } from '../http/errors.ts'
import type { Caller, Role } from '../http/operation.ts'
import { htmlOf, type Letter, oneLine, textOf } from './letter.ts'

type Mail = Static<typeof MailClass>

export interface Recipient {
  userId: string
  address: string
}

/** Puts a mail into the outbox, in the transaction `db`. */
export async function postMail(db: Scope, customerId: string, to: Recipient, letter: Letter): Promise<void> {
  await sql`
    insert into mails (customer_id, id, user_id, address, subject, text, html)
    values (${customerId}, ${randomUUIDv7()}, ${to.userId}, ${to.address}, ${oneLine(letter.subject)},
            ${textOf(letter)}, ${htmlOf(letter)})`.execute(db)
}

interface MailRow {
  id: string
  user_id: string
  role: Role
  address: string
  subject: string
  text: string | null
  attempts: number
  next_attempt_at: string | null
  sent_at: string | null
  error: string | null
  created_at: string
}

const listed = 1000

export async function listMails(db: Scope, caller: Caller): Promise<Mail[]> {
  const { rows } = await select(db, caller.customerId, sql`true`)
  return rows.map((row) => mailOf(row, caller))
}

/** @throws a 400 where there is none, or it has been sent */
export async function retryMail(db: Scope, caller: Caller, id: string): Promise<Mail> {
  const { rows } = isUuid(id)
    ? await sql`
        update mails set next_attempt_at = now(), attempts = 0
        where customer_id = ${caller.customerId} and id = ${id} and sent_at is null returning id`.execute(db)
    : { rows: [] }
  const [row] = rows.length === 0 ? [] : (await select(db, caller.customerId, sql`mails.id = ${id}`)).rows
  if (row === undefined) throw notFound('mail that waits')
  return mailOf(row, caller)
}

const select = (db: Scope, customerId: string, condition: ReturnType<typeof sql>) =>
  sql<MailRow>`
    select mails.id, user_id, role, address, subject, text, attempts, next_attempt_at, sent_at, error, mails.created_at
    from mails join users on users.customer_id = mails.customer_id and users.id = mails.user_id
    where mails.customer_id = ${customerId} and ${condition}
    order by mails.created_at desc, mails.id desc limit ${listed}`.execute(db)

function mailOf(row: MailRow, caller: Caller): Mail {
  const isSent = row.sent_at !== null
  const isWaiting = !isSent && row.next_attempt_at !== null
  return {
    Id: row.id,
    To: row.address,
    Subject: row.subject,
    Status: isSent ? 'SENT' : isWaiting ? 'WAITING' : 'FAILED',
    Attempts: row.attempts,
    ...(isWaiting && row.next_attempt_at !== null ? { NextAttemptDate: row.next_attempt_at } : {}),
    ...(row.sent_at === null ? {} : { SentDate: row.sent_at }),
    ...(row.error === null ? {} : { ErrorMessage: row.error }),
    ...(row.text !== null && mayRead(row, caller) ? { Text: row.text } : {}),
    CreatedDate: row.created_at,
  }
}

/** A link in it may open the account of its reader, so nobody reads those of users who may do as much or more. */
const mayRead = ({ user_id, role }: MailRow, caller: Caller) =>
  caller.role === 'OWNER' || user_id === caller.userId || role === 'USER'
