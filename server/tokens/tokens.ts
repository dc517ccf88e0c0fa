import { sql } from 'kysely'
import { LRUCache } from 'lru-cache'
import { makeSecret, readSecret } from '../auth/secrets.ts'
import type { Author } from '../database/changes.ts'
import type { Database, Scope } from '../database/database.ts'
import { nextUuid } from '../database/uuid.ts'
import type { Caller, Role, TokenScope } from '../http/operation.ts'
import { lacksSecondFactor } from '../second-factor/required.ts'

/** So that a secret is known for what it is wherever it is found, by people and by scanners. */
const prefix = 'voyzu_'
/** For so long another process may still honour a token that was revoked here. */
const remembered = 1000
/** In milliseconds. That a token was used is a write, so it is noted once a minute. */
const noteEvery = 60_000

export interface TokenRow {
  id: string
  user_id: string
  name: string
  scope: TokenScope
  created_at: string
  used_at: string | null
  expires_at: string | null
}

interface FoundToken extends Pick<TokenRow, 'id' | 'user_id' | 'scope' | 'used_at'> {
  role: Role
  lacks_second_factor: boolean
}

const columns = sql.raw('id, user_id, name, scope, created_at, used_at, expires_at')

/** The API tokens, as this process knows them; asked of the database at most once a second each. */
export class Tokens {
  readonly #database: Database
  readonly #known = new LRUCache<string, Caller>({ max: 20_000, ttl: remembered })

  constructor(database: Database) {
    this.#database = database
  }

  /** Whom a token acts for; undefined where it is none, has ended, or its user may not sign in. */
  async findCaller(token: string): Promise<Caller | undefined> {
    const known = this.#known.get(token)
    if (known !== undefined) return known
    const secret = token.startsWith(prefix) ? readSecret(token.slice(prefix.length)) : undefined
    if (secret === undefined) return undefined
    const { customerId, hash } = secret
    const db = this.#database.of(customerId)
    const { rows } = await sql<FoundToken>`-- caller of a token
      select tokens.id, user_id, scope, role, used_at, ${lacksSecondFactor('tokens')} as lacks_second_factor
      from tokens join users on users.customer_id = tokens.customer_id and users.id = user_id
      where tokens.customer_id = ${customerId} and token_hash = ${hash} and users.status = 'ACTIVE'
        and (expires_at is null or expires_at > now())`.execute(db)
    const [found] = rows
    if (found === undefined) return undefined
    if (found.used_at === null || Date.now() - Date.parse(found.used_at) > noteEvery)
      await sql`update tokens set used_at = now() where customer_id = ${customerId} and token_hash = ${hash}`.execute(
        db,
      )
    const { id, user_id: userId, role, scope } = found
    const lacks = found.lacks_second_factor ? { lacksSecondFactor: true } : {}
    const caller = { customerId, userId, role, session: hash, token: { id, scope }, ...lacks }
    this.#known.set(token, caller)
    return caller
  }

  /** Makes this process ask the database again. @param tokenId one; all of the Customer when absent */
  forget(customerId: string, tokenId?: string): void {
    for (const [secret, caller] of this.#known.entries())
      if (caller.customerId === customerId && (tokenId === undefined || caller.token?.id === tokenId))
        this.#known.delete(secret)
  }
}

/** @returns the token with its secret, which nobody can read again */
export async function createToken(
  db: Scope,
  { customerId, userId }: Caller,
  { name, scope, expires }: { name: string; scope: TokenScope; expires: string | undefined },
): Promise<{ row: TokenRow; secret: string }> {
  const { secret, hash } = makeSecret(customerId)
  const { rows } = await sql<TokenRow>`
    insert into tokens (customer_id, token_hash, id, user_id, name, scope, expires_at)
    values (${customerId}, ${hash}, ${nextUuid()}, ${userId}, ${name}, ${scope}, ${expires ?? null})
    returning ${columns}`.execute(db)
  return { row: rows[0] as TokenRow, secret: prefix + secret }
}

export async function readTokens(db: Scope, whose: ReturnType<typeof sql>): Promise<TokenRow[]> {
  const { rows } = await sql<TokenRow>`
    select ${columns} from tokens where ${whose} order by created_at desc, id desc`.execute(db)
  return rows
}

export async function deleteToken(db: Scope, whose: ReturnType<typeof sql>, id: string): Promise<void> {
  await sql`delete from tokens where ${whose} and id = ${id}`.execute(db)
}

export async function deleteTokensOf(db: Scope, { customerId, userId }: Author): Promise<void> {
  await sql`delete from tokens where customer_id = ${customerId} and user_id = ${userId}`.execute(db)
}
