/** The SQL of second factors and their recovery codes. */
import { sql } from 'kysely'
import type { Author } from '../database/changes.ts'
import type { Scope } from '../database/database.ts'

export interface SecondFactorRow {
  secret: Buffer | null
  begun_secret: Buffer | null
}

export async function readSecret(db: Scope, { customerId, userId }: Author): Promise<Buffer | undefined> {
  const { rows } = await sql<{ secret: Buffer }>`-- secret of second factor
    select secret from second_factors
    where customer_id = ${customerId} and user_id = ${userId} and secret is not null`.execute(db)
  return rows[0]?.secret
}

/** Held until the end of the transaction. */
export async function lockSecondFactor(db: Scope, { customerId, userId }: Author) {
  const { rows } = await sql<SecondFactorRow>`
    select secret, begun_secret from second_factors
    where customer_id = ${customerId} and user_id = ${userId} for update`.execute(db)
  return rows[0]
}

export async function describe(db: Scope, { customerId, userId }: Author) {
  const { rows } = await sql<{ is_active: boolean; left: number; is_required: boolean }>`
    select require_second_factor as is_required,
           exists (select from second_factors as factor
             where factor.customer_id = customers.customer_id and user_id = ${userId} and secret is not null) as is_active,
           (select count(*) from recovery_codes as code
             where code.customer_id = customers.customer_id and user_id = ${userId}) as left
    from customers where customer_id = ${customerId}`.execute(db)
  return rows[0] ?? { is_active: false, left: 0, is_required: false }
}

export async function keepBegun(db: Scope, { customerId, userId }: Author, secret: Buffer): Promise<void> {
  await sql`
    insert into second_factors (customer_id, user_id, begun_secret) values (${customerId}, ${userId}, ${secret})
    on conflict (customer_id, user_id) do update set begun_secret = excluded.begun_secret`.execute(db)
}

/** @param step whose code has confirmed it: that one is used */
export async function activateBegun(db: Scope, { customerId, userId }: Author, step: number): Promise<void> {
  await sql`
    update second_factors set secret = begun_secret, begun_secret = null, last_step = ${step}, wrong_codes = 0
    where customer_id = ${customerId} and user_id = ${userId}`.execute(db)
}

/**
 * Uses up the code of a time step, and of all before it.
 * @param most how many wrong codes may have come before
 * @returns false where that was done, the secret is another, or there were too many wrong codes
 */
export async function takeStep(
  db: Scope,
  { customerId, userId }: Author,
  { secret, step, most }: { secret: Buffer; step: number; most: number },
): Promise<boolean> {
  const { rows } = await sql`
    update second_factors set last_step = ${step}, wrong_codes = 0
    where customer_id = ${customerId} and user_id = ${userId} and secret = ${secret} and last_step < ${step}
      and wrong_codes < ${most}
    returning user_id`.execute(db)
  return rows.length > 0
}

/** Uses up a recovery code. @returns false where there is no such code, or no more */
export async function takeRecoveryCode(db: Scope, { customerId, userId }: Author, hash: Buffer): Promise<boolean> {
  const { rows } = await sql`
    with taken as (
      delete from recovery_codes
      where customer_id = ${customerId} and user_id = ${userId} and code_hash = ${hash} returning user_id)
    update second_factors set wrong_codes = 0 from taken
    where customer_id = ${customerId} and second_factors.user_id = taken.user_id returning 1`.execute(db)
  return rows.length > 0
}

/** @returns how many wrong codes have come in a row */
export async function countWrongCode(db: Scope, { customerId, userId }: Author): Promise<number> {
  const { rows } = await sql<{ wrong_codes: number }>`
    update second_factors set wrong_codes = wrong_codes + 1
    where customer_id = ${customerId} and user_id = ${userId} returning wrong_codes`.execute(db)
  return rows[0]?.wrong_codes ?? 0
}

export async function replaceRecoveryCodes(db: Scope, { customerId, userId }: Author, hashes: Buffer[]) {
  await sql`delete from recovery_codes where customer_id = ${customerId} and user_id = ${userId}`.execute(db)
  await sql`
    insert into recovery_codes (customer_id, user_id, code_hash)
    select ${customerId}, ${userId}, hash from unnest(${hashes}::bytea[]) as hash`.execute(db)
}

/** @returns whether there was an active one */
export async function deleteSecondFactor(db: Scope, { customerId, userId }: Author): Promise<boolean> {
  const { rows } = await sql<{ secret: Buffer | null }>`
    delete from second_factors where customer_id = ${customerId} and user_id = ${userId} returning secret`.execute(db)
  return rows[0]?.secret != null
}
