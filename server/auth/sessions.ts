import { createHash, randomBytes, randomUUIDv7 } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Database, Scope } from '../database/database.ts'
import { isUuid, uuidFromBytes, uuidToBytes } from '../database/uuid.ts'
import type { Caller } from '../http/operation.ts'
import type { FoundCaller } from '../http/session.ts'

const lifetime = 7 * 24 * 3600 * 1000
/** Sliding the end of a session is a write, so it is done once an hour and not at every call. */
const slideEvery = 3600 * 1000
/** For so long another process may still honour a session that was ended here. */
const remembered = 1000

/**
 * A SessionId is the Customer's id (16 bytes) and 256 random bits, in base64url: with the Customer known, even the
 * look-up of a session stays inside the Customer. The database keeps the SHA-256 of it.
 */
export async function createSession(db: Scope, customerId: string, userId: string, userAgent: string | undefined) {
  const SessionId = Buffer.concat([uuidToBytes(customerId), randomBytes(32)]).toString('base64url')
  const ExpiresDate = new Date(Date.now() + lifetime).toISOString()
  await db
    .insertInto('sessions')
    .values({
      customer_id: customerId,
      id: randomUUIDv7(),
      token_hash: hashOf(SessionId),
      user_id: userId,
      user_agent: userAgent?.slice(0, 500) ?? null,
      expires_at: ExpiresDate,
    })
    .execute()
  return { SessionId, ExpiresDate }
}

const hashOf = (sessionId: string) => createHash('sha256').update(sessionId).digest()

/** The live sessions, as this process knows them; asked of the database at most once a second each. */
export class Sessions {
  readonly #database: Database
  readonly #known = new LRUCache<string, Caller>({ max: 20_000, ttl: remembered })

  constructor(database: Database) {
    this.#database = database
  }

  async findCaller(sessionId: string): Promise<FoundCaller | undefined> {
    const known = this.#known.get(sessionId)
    if (known !== undefined) return { caller: known }
    const customerId = customerOf(sessionId)
    if (customerId === undefined) return undefined
    const db = this.#database.of(customerId)
    const hash = hashOf(sessionId)
    const found = await db
      .selectFrom('sessions')
      .innerJoin('users', (join) =>
        join.onRef('users.customer_id', '=', 'sessions.customer_id').onRef('users.id', '=', 'sessions.user_id'),
      )
      .select(['sessions.user_id', 'users.role', 'sessions.used_at'])
      .where('sessions.customer_id', '=', customerId)
      .where('sessions.token_hash', '=', hash)
      .where('sessions.expires_at', '>', new Date().toISOString())
      .executeTakeFirst()
    if (found === undefined) return undefined
    const isDue = Date.now() - Date.parse(found.used_at) > slideEvery
    const renewed = isDue ? { renewedUntil: await slide(db, customerId, hash) } : {}
    const caller = { customerId, userId: found.user_id, role: found.role, session: hash }
    this.#known.set(sessionId, caller)
    return { caller, ...renewed }
  }

  /** Makes this process ask the database again about the sessions of a user. */
  forget({ customerId, userId }: Pick<Caller, 'customerId' | 'userId'>): void {
    for (const [sessionId, caller] of this.#known.entries())
      if (caller.customerId === customerId && caller.userId === userId) this.#known.delete(sessionId)
  }
}

function customerOf(sessionId: string): string | undefined {
  if (!/^[\w-]{64}$/.test(sessionId)) return undefined
  const id = uuidFromBytes(Buffer.from(sessionId, 'base64url'))
  return isUuid(id) ? id : undefined
}

/** @returns when the session ends now */
async function slide(db: Scope, customerId: string, hash: Buffer): Promise<string> {
  const expires = new Date(Date.now() + lifetime)
  await db
    .updateTable('sessions')
    .set({ used_at: new Date(), expires_at: expires })
    .where('customer_id', '=', customerId)
    .where('token_hash', '=', hash)
    .execute()
  return expires.toISOString()
}
