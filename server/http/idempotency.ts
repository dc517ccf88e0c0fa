import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
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
  const earlier = await db
    .selectFrom('idempotent_answers')
    .select(['fingerprint', 'answer'])
    .where('customer_id', '=', caller.customerId)
    .where('user_id', '=', caller.userId)
    .where('key', '=', key)
    .executeTakeFirst()
  if (earlier === undefined) return undefined
  if (!earlier.fingerprint.equals(fingerprint))
    throw invalid('This Idempotency-Key was used for another call. Make a new key for each thing that shall be done.')
  return { text: earlier.answer }
}

/** Keeps the answer, in the transaction that does the work. A twin that is at work on the same key makes this wait. */
export async function keepAnswer(db: Scope, caller: Caller, { key, fingerprint }: IdempotencyKey, output: unknown) {
  await db
    .insertInto('idempotent_answers')
    .values({
      customer_id: caller.customerId,
      user_id: caller.userId,
      key,
      fingerprint,
      answer: output === undefined ? null : JSON.stringify(output),
    })
    .execute()
}

/** Whether a twin with the same key has committed first; its answer is then the answer. */
export function isAnsweredByTwin(error: unknown): boolean {
  const { code, constraint } = error as { code?: string; constraint?: string }
  return code === '23505' && constraint === 'idempotent_answers_pkey'
}
