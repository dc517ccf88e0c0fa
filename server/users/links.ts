import { readSecret, type Secret } from '../auth/secrets.ts'
import type { Author } from '../database/changes.ts'
import type { Database, Scope } from '../database/database.ts'
import { ApiError } from '../http/errors.ts'
import { findLink, lockUser, useLink } from './store.ts'

/** @throws a 401 where the token cannot be that of a link */
export function readLink(token: string): Secret {
  const secret = readSecret(token)
  if (secret === undefined) throw noSuchLink()
  return secret
}

/**
 * Takes a link up that opens an account, together with what it is taken up for: all or nothing, and once.
 * @returns whose account it is
 * @throws a 401 where the link is none, was used, or has expired
 */
export async function linkUser(
  database: Database,
  { customerId, hash }: Secret,
  purpose: 'INVITATION' | 'PASSWORD',
  run: (db: Scope, user: Author) => Promise<void>,
): Promise<Author> {
  return database
    .of(customerId)
    .transaction()
    .execute(async (db) => {
      // The user before the link, as whoever shuts a user out does, so they never wait in a ring.
      const holder = await findLink(db, customerId, hash, purpose)
      if (holder !== undefined) await lockUser(db, customerId, holder)
      const userId = await useLink(db, customerId, hash, purpose)
      if (userId === undefined) throw noSuchLink()
      await run(db, { customerId, userId })
      return { customerId, userId }
    })
}

/** Whose account a link opens, which stays unused. @throws a 401 where the link is none, was used, or has expired */
export async function linkHolder(
  database: Database,
  { customerId, hash }: Secret,
  purpose: 'INVITATION' | 'PASSWORD',
): Promise<Author> {
  const userId = await findLink(database.of(customerId), customerId, hash, purpose)
  if (userId === undefined) throw noSuchLink()
  return { customerId, userId }
}

const noSuchLink = () =>
  new ApiError(401, 'LINK', 'This link has been used, has expired, or is not whole. Ask for a new one.')
