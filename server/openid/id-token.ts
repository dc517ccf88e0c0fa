/** Signing in with an ID token that a program has got from the provider itself. */
import { randomBytes } from 'node:crypto'
import * as client from 'openid-client'
import { hashOf } from '../auth/secrets.ts'
import type { Database } from '../database/database.ts'
import { ApiError } from '../http/errors.ts'
import { isSameIssuer, type Providers, type Shown } from './providers.ts'
import { shownBy } from './shown.ts'
import * as store from './store.ts'

export async function newNonce({ system }: Database) {
  const Nonce = randomBytes(32).toString('base64url')
  return { Nonce, ExpiresDate: await store.insertNonce(system, hashOf(Nonce)) }
}

/**
 * Judges an ID token as OpenID Connect Core 1.0, section 3.2.2.11, asks for: signature, issuer, audience, expiry, and that
 * its nonce is one that this server gave and nobody has used.
 * @throws a 401 where it is not right, a 540 where the provider's keys cannot be had
 */
export async function judgeIdToken(providers: Providers, { system }: Database, token: string): Promise<Shown> {
  const { iss, aud, nonce } = unjudged(token)
  const provider = providers.all.find(
    ({ Issuer, ClientId }) => typeof iss === 'string' && isSameIssuer(Issuer, iss) && [aud].flat().includes(ClientId),
  )
  if (provider === undefined) throw wrong('it is of none of the providers, or for another audience than this server')
  if (typeof nonce !== 'string') throw wrong('it has no nonce')
  const { idToken } = await providers.configurationOf(provider)
  const answer = new URL(providers.address)
  answer.hash = new URLSearchParams({ id_token: token }).toString()
  const claims = await providers.ask(provider, () => client.implicitAuthentication(idToken, answer, nonce))
  // Last: what is forged uses up no nonce.
  if (!(await store.takeNonce(system, hashOf(nonce))))
    throw wrong(`its nonce is not of auth/nonce, was used, or is older than ${store.minutes} minutes`)
  return shownBy(provider, claims)
}

interface Unjudged {
  iss?: unknown
  aud?: unknown
  nonce?: unknown
}

/** What a token says of itself, by which is chosen who judges it. */
function unjudged(token: string): Unjudged {
  try {
    const [, payload = ''] = token.split('.')
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString())
    if (typeof claims === 'object' && claims !== null) return claims
  } catch {
    // It is no token.
  }
  throw wrong('it is no signed ID token')
}

const wrong = (why: string) => new ApiError(401, 'ID_TOKEN', `The IdToken is not right: ${why}.`)
