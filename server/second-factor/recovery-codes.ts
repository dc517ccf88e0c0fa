import { createHash } from 'node:crypto'
import { Secret } from 'otpauth'

const told = 10

/** Each has 80 random bits, so that nobody finds it by its hash, fast as that is. */
export const makeRecoveryCodes = (): string[] =>
  Array.from({ length: told }, () => new Secret({ size: 10 }).base32.replace(/.{4}(?=.)/g, '$&-'))

/** As people write codes: without blanks, hyphens and regard to case. */
export const readCode = (code: string): string => code.replace(/[\s-]/g, '').toUpperCase()

/** @param code as `readCode` gives it */
export const recoveryCodeHash = (code: string): Buffer => createHash('sha256').update(code).digest()
