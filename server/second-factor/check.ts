/** Whether somebody has shown the second factor of a user, where there is one. */
import type { Author } from '../database/changes.ts'
import type { Scope } from '../database/database.ts'
import { ApiError } from '../http/errors.ts'
import { tellUser } from './letters.ts'
import { readCode, recoveryCodeHash } from './recovery-codes.ts'
import * as store from './store.ts'
import { totpStep } from './totp.ts'

/** After so many wrong codes in a row the user is told: whoever sends them knows the password. */
const alarming = 10
/** After so many, codes of the app are no longer taken (NIST SP 800-63B-3, 5.2.2); that bounds what guesses can win. */
const most = 100

/** CODE_NEEDED: there is a second factor, and no code was given. CODE: it is not right, or was used before. */
export type Verdict = 'PASSED' | 'CODE_NEEDED' | 'CODE'

/** Judges a code, which is used up by that: it is good once, though it is sent twice at once. */
export async function judgeCode(db: Scope, user: Author, given: string | null | undefined): Promise<Verdict> {
  const secret = await store.readSecret(db, user)
  if (secret === undefined) return 'PASSED'
  const code = readCode(given ?? '')
  if (code === '') return 'CODE_NEEDED'
  if (await takeCode(db, user, secret, code)) return 'PASSED'
  if ((await store.countWrongCode(db, user)) === alarming) await tellUser(db, user, 'GUESSED')
  return 'CODE'
}

export const hasSecondFactor = async (db: Scope, user: Author): Promise<boolean> =>
  (await store.readSecret(db, user)) !== undefined

async function takeCode(db: Scope, user: Author, secret: Buffer, code: string): Promise<boolean> {
  if (!/^\d{6}$/.test(code)) return store.takeRecoveryCode(db, user, recoveryCodeHash(code))
  const step = totpStep(secret, code, Date.now())
  return step !== undefined && store.takeStep(db, user, { secret, step, most })
}

/** Why somebody is not let in. Only who knows the password, or has the link of a mail, may be told. */
export const codeRefused = (verdict: Exclude<Verdict, 'PASSED'>) => new ApiError(401, verdict, sentences[verdict])

/** The same within a session, which stays valid. */
export const codeFaulty = (verdict: Exclude<Verdict, 'PASSED'>) =>
  new ApiError(400, verdict, sentences[verdict], { faults: [{ Path: 'Code', Message: faults[verdict] }] })

const sentences = {
  CODE_NEEDED:
    'This user has a second factor. Send the 6 digits that the authenticator app shows, or a recovery code, as Code.',
  CODE: `The code is not right, or has been used before. After ${most} wrong ones in a row, recovery codes alone are taken.`,
}

const faults = { CODE_NEEDED: 'is needed', CODE: 'is not right, or has been used before' }
