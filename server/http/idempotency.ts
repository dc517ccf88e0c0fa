import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { sql } from 'kysely'
import type { Scope } from '../database/database.ts'
import { invalid } from './errors.ts'
import type { Caller } from './operation.ts'

const longestKey = 255

export interface IdempotencyKey {
  key: string
  /** What the call asked for, so that a key used for something else is noticed. */
  fingerprint: Buffer
}

/** The `Idempotency-Key` of a call (draft-ietf-httpapi-idempotency-key-header), if it has one. */
export function idempotencyKey(headers: IncomingHttpHeaders, call: unknown[]): IdempotencyKey | undefined {
  const key = headers['idempotency-key']
  if (key === undefined) return undefined
  if (typeof key !== 'string' || key === '' || key.length > longestKey)
    throw invalid(`Idempotency-Key is one text of 1 to ${longestKey} characters.`)
  const fingerprint = createHash('sha256').update(JSON.stringify(call)).digest()
  return { key, fingerprint }
}

/** The answer that an earlier call with this key was given in the last 24 hours. */
export async function earlierAnswer(db: Scope, caller: Caller, { key, fingerprint }: IdempotencyKey) {
  const { rows } = await sql<{ fingerprint: Buffer; answer: string | null }>`-- earlier answer
    select fingerprint, answer from idempotent_answers
    where customer_id = ${caller.customerId} and user_id = ${caller.userId} and key = ${key}`.execute(db)
  const [earlier] = rows
  if (earlier === undefined) return undefined
  if (!earlier.fingerprint.equals(fingerprint))
    throw invalid('This Idempotency-Key was used for another call. Make a new key for each thing that shall be done.')
  return { text: earlier.answer }
}

/** Keeps the answer, with the commit of what does the work. A twin that is at work on the same key makes that wait. */
export async function keepAnswer(db: Scope, caller: Caller, { key, fingerprint }: IdempotencyKey, output: unknown) {
  const answer = output === undefined ? null : JSON.stringify(output)
  await sql`-- at commit: keep answer
    insert into idempotent_answers (customer_id, user_id, key, fingerprint, answer)
    values (${caller.customerId}, ${caller.userId}, ${key}, ${fingerprint}, ${answer})`.execute(db)
}

/** Forgets the answers that name a thing. @returns how many */
export async function forgetAnswers(db: Scope, customerId: string, id: string): Promise<number> {
  const { rows } = await sql`
    delete from idempotent_answers
    where customer_id = ${customerId} and position(${id.toLowerCase()} in answer) > 0 returning key`.execute(db)
  return rows.length
}
