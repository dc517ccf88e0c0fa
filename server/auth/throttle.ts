import { createHash } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Database } from '../database/database.ts'
import { tooMany } from '../http/errors.ts'

const tolerated = { account: 5, address: 50 }
const longestWait = 900

/** Who tries: an account that is guessed at, from an address. Kept hashed, since either may be a person's. */
export function subjectsOf(account: string | undefined, address: string): Subject[] {
  const from: Subject = { key: digest(`address ${address}`), tolerated: tolerated.address }
  return account === undefined ? [from] : [accountSubject(account), from]
}

/** An account alone, where the address is counted already. */
export const accountSubject = (account: string): Subject => ({
  key: digest(`account ${account}`),
  tolerated: tolerated.account,
})

export interface Subject {
  key: string
  tolerated: number
}

const digest = (text: string) => createHash('sha256').update(text).digest('base64url')

/**
 * Counts an attempt before it is made, so that guesses made at once are counted too. After the tolerated failures each
 * further one costs a wait that doubles, up to 15 minutes; an hour of peace forgets them. Shared by all processes.
 * @throws a 429 with the seconds to wait
 */
export async function countAttempt({ system }: Database, subjects: Subject[]): Promise<void> {
  const keys = subjects.map(({ key }) => key)
  const allowed = await sql`
    insert into sign_in_failures as known (subject, failures, tolerated)
    select * from unnest(${keys}::text[], array_fill(1, array[${keys.length}::integer]), ${subjects.map((each) => each.tolerated)}::integer[])
    on conflict (subject) do update set
      failures = case when known.updated_at < now() - interval '1 hour' then 1 else known.failures + 1 end,
      blocked_until = case when known.updated_at < now() - interval '1 hour' then now() else now() + make_interval(secs =>
        case when known.failures < known.tolerated then 0
             else least(${longestWait}, power(2, least(known.failures - known.tolerated, 20))) end) end,
      updated_at = now()
    where known.blocked_until <= clock_timestamp()
    returning subject`.execute(system)
  if (allowed.rows.length === subjects.length) return
  const { rows } = await sql<{ wait: number }>`
    select coalesce(max(ceil(extract(epoch from blocked_until - now()))), 1)::integer as wait
    from sign_in_failures where subject = any(${keys})`.execute(system)
  throw tooMany(Math.max(1, rows[0]?.wait ?? 1))
}

/** A success clears the account, and takes back the attempt that was counted for the address. */
export async function forgiveAttempt({ system }: Database, subjects: Subject[]): Promise<void> {
  const keys = subjects.map(({ key }) => key)
  await sql`
    update sign_in_failures
    set failures = case when tolerated = ${tolerated.account} then 0 else greatest(failures - 1, 0) end, blocked_until = now()
    where subject = any(${keys})`.execute(system)
}

/** Does what counts as an attempt; where it succeeds, the attempt is taken back. */
export async function counted<Result>(
  database: Database,
  subjects: Subject[],
  attempt: () => Promise<Result>,
): Promise<Result> {
  await countAttempt(database, subjects)
  const result = await attempt()
  await forgiveAttempt(database, subjects)
  return result
}

/** In milliseconds; longer than a password takes to be checked. */
const refusedEvery = 100

/**
 * Lets a refusal come at a multiple of 100 ms only, so that nobody can tell by the time it takes whether there is such an
 * account: of one that there is, more is looked up and written.
 */
export async function refusedInTime<Result>(run: () => Promise<Result>): Promise<Result> {
  const began = performance.now()
  try {
    return await run()
  } catch (error) {
    await setTimeout(refusedEvery - ((performance.now() - began) % refusedEvery))
    throw error
  }
}
