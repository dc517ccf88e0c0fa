/**
 * Codes of authenticator apps: TOTP (RFC 6238) with SHA-1, 6 digits and 30 seconds, which is what all apps read; some
 * ignore any other choice and show codes that are wrong.
 */
import { Secret, TOTP } from 'otpauth'
import { oneLine } from '../mails/letter.ts'

const algorithm = { algorithm: 'SHA1', digits: 6, period: 30 }
/** How many time steps the clock of a phone may be off, and a code be late (RFC 6238, 5.2 and 6). */
const window = 1

/** 160 bits, as long as the hash (RFC 4226, 4, R6). */
export const makeTotpSecret = (): Buffer => Buffer.from(new Secret({ size: 20 }).bytes)

export const base32Of = (secret: Buffer): string => secretOf(secret).base32

/** The secret for an app, which shows it under the name of the organisation and of the user ("Key URI Format"). */
export function totpUri(secret: Buffer, organisation: string, email: string): string {
  // A colon parts the two names. What is too long for a QR code is no help.
  const issuer = oneLine([...organisation.replaceAll(':', ' ')].slice(0, 60).join(''))
  return new TOTP({ ...algorithm, issuer, label: email.replaceAll(':', ' '), secret: secretOf(secret) }).toString()
}

/** The time step whose code it is, at a moment in milliseconds; undefined where it is none of those that count now. */
export function totpStep(secret: Buffer, code: string, timestamp: number): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined
  const away = TOTP.validate({ ...algorithm, token: code, secret: secretOf(secret), timestamp, window })
  return away === null ? undefined : TOTP.counter({ period: algorithm.period, timestamp }) + away
}

const secretOf = (bytes: Buffer) => new Secret({ buffer: Uint8Array.from(bytes).buffer })
