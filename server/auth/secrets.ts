import { createHash, randomBytes } from 'node:crypto'
import { isUuid, uuidFromBytes, uuidToBytes } from '../database/uuid.ts'

/**
 * A secret that opens something: the Customer's id (16 bytes) and 256 random bits, in base64url. With the Customer known,
 * even its look-up stays inside the Customer. The database keeps the SHA-256 of it.
 */
export function makeSecret(customerId: string): { secret: string; hash: Buffer } {
  const secret = Buffer.concat([uuidToBytes(customerId), randomBytes(32)]).toString('base64url')
  return { secret, hash: hashOf(secret) }
}

/** By what a secret is looked up. */
export interface Secret {
  customerId: string
  hash: Buffer
}

/** @returns undefined of what cannot be a secret */
export function readSecret(secret: string): Secret | undefined {
  if (!/^[\w-]{64}$/.test(secret)) return undefined
  const customerId = uuidFromBytes(Buffer.from(secret, 'base64url'))
  return isUuid(customerId) ? { customerId, hash: hashOf(secret) } : undefined
}

export const hashOf = (secret: string) => createHash('sha256').update(secret).digest()
