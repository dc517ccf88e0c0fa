import { LRUCache } from 'lru-cache'
import type { Author } from '../database/changes.ts'
import type { Database, Scope } from '../database/database.ts'
import { nextUuid } from '../database/uuid.ts'
import type { Caller } from '../http/operation.ts'
import type { FoundCaller } from '../http/session.ts'
import { lacksSecondFactor } from '../second-factor/required.ts'
import { makeSecret, readSecret } from './secrets.ts'

const lifetime = 7 * 24 * 3600 * 1000
/** Sliding the end of a session is a write, so it is done once an hour and not at every call. */
const slideEvery = 3600 * 1000
/** For so long another process may still honour a session that was ended here: with the call itself, less than a second. */
const remembered = 900

export async function createSession(db: Scope, { customerId, userId }: Author, userAgent: string | undefined) {
  const { secret: SessionId, hash } = makeSecret(customerId)
  const ExpiresDate = new Date(Date.now() + lifetime).toISOString()
  await db
    .insertInto('sessions')
    .values({
      customer_id: customerId,
      id: nextUuid(),
      token_hash: hash,
      user_id: userId,
      user_agent: userAgent?.slice(0, 500) ?? null,
      expires_at: ExpiresDate,
    })
    .execute()
  return { SessionId, ExpiresDate }
}

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
    const secret = readSecret(sessionId)
    if (secret === undefined) return undefined
    const { customerId, hash } = secret
    const db = this.#database.of(customerId)
    const found = await db
      .selectFrom('sessions')
      .innerJoin('users', (join) =>
        join.onRef('users.customer_id', '=', 'sessions.customer_id').onRef('users.id', '=', 'sessions.user_id'),
      )
      .select([
        'sessions.user_id',
        'users.role',
        'sessions.used_at',
        lacksSecondFactor('sessions').as('lacks_second_factor'),
      ])
      .where('sessions.customer_id', '=', customerId)
      .where('sessions.token_hash', '=', hash)
      .where('sessions.expires_at', '>', new Date().toISOString())
      .where('users.status', '=', 'ACTIVE')
      .executeTakeFirst()
    if (found === undefined) return undefined
    const isDue = Date.now() - Date.parse(found.used_at) > slideEvery
    const renewed = isDue ? { renewedUntil: await slide(db, customerId, hash) } : {}
    const lacks = found.lacks_second_factor ? { lacksSecondFactor: true } : {}
    const caller = { customerId, userId: found.user_id, role: found.role, session: hash, ...lacks }
    this.#known.set(sessionId, caller)
    return { caller, ...renewed }
  }

  /** Makes this process ask the database again about the sessions of a user; of all of the Customer where none is named. */
  forget({ customerId, userId }: Pick<Caller, 'customerId'> & { userId?: string }): void {
    for (const [sessionId, caller] of this.#known.entries())
      if (caller.customerId === customerId && (userId === undefined || caller.userId === userId))
        this.#known.delete(sessionId)
  }
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

/** Ends sessions of a user: as a query, which may be narrowed. */
export const endingSessions = (db: Scope, { customerId, userId }: Author) =>
  db.deleteFrom('sessions').where('customer_id', '=', customerId).where('user_id', '=', userId)

/** Signs a user out, everywhere or everywhere else. */
export async function endSessions(db: Scope, user: Author, except?: Buffer): Promise<void> {
  const all = endingSessions(db, user)
  await (except === undefined ? all : all.where('token_hash', '!=', except)).execute()
}
