/** How users turn their own second factor on, renew it, and turn it off. */
import type { Output } from '../../contract/operations.ts'
import { recordAudit } from '../audit/audit.ts'
import { describeUser } from '../auth/accounts.ts'
import { endSessions, type Sessions } from '../auth/sessions.ts'
import { Changes } from '../database/changes.ts'
import type { Scope } from '../database/database.ts'
import { conflict } from '../http/errors.ts'
import type { Confiding } from '../http/operation.ts'
import { type Asking, askForCode, askForPassword } from './ask.ts'
import { codeFaulty } from './check.ts'
import { tellUser } from './letters.ts'
import { makeRecoveryCodes, readCode, recoveryCodeHash } from './recovery-codes.ts'
import * as store from './store.ts'
import { base32Of, makeTotpSecret, totpStep, totpUri } from './totp.ts'

/** Where there is one already, it is asked for: or who finds a page open could put an own phone in its place. */
export async function beginSecondFactor(
  call: Confiding<'second-factor/begin'>,
): Promise<Output<'second-factor/begin'>> {
  const { database, caller, input } = call
  const db = database.of(caller.customerId)
  if ((await store.readSecret(db, caller)) !== undefined) await askForCode(call, input.Code)
  const secret = makeTotpSecret()
  await store.keepBegun(db, caller, secret)
  const { User, Customer } = await describeUser(db, caller)
  return { Secret: base32Of(secret), Uri: totpUri(secret, Customer.Name, User.Email) }
}

/**
 * Whoever is signed in elsewhere came in without the code, or by the phone that was before.
 * @throws a 400 where nothing was begun (CONFLICT), or the code is not one of it (CODE)
 */
export async function confirmSecondFactor(
  { database, caller, input, address }: Confiding<'second-factor/confirm'>,
  sessions: Sessions,
): Promise<Output<'second-factor/confirm'>> {
  const Codes = await database
    .of(caller.customerId)
    .transaction()
    .execute(async (db) => {
      const factor = await store.lockSecondFactor(db, caller)
      const begun = factor?.begun_secret ?? undefined
      if (begun === undefined) throw conflict('Nothing waits to be confirmed. Call second-factor/begin first.', [])
      const step = totpStep(begun, readCode(input.Code), Date.now())
      if (step === undefined) throw codeFaulty('CODE')
      await store.activateBegun(db, caller, step)
      await endSessions(db, caller, caller.session)
      await tellUser(db, caller, 'ON')
      const codes = await renewCodes(db, caller)
      const change = { before: factor?.secret !== null, after: true }
      await recordOwn(db, { caller, address }, 'second-factor/confirm', change)
      return codes
    })
  sessions.forget(caller)
  return { Codes }
}

/** @throws a 400 where there is no second factor (CONFLICT), or the code is not right (CODE) */
export async function renewRecoveryCodes(
  call: Confiding<'second-factor/recovery-codes'>,
): Promise<Output<'second-factor/recovery-codes'>> {
  const { database, caller, input } = call
  const db = database.of(caller.customerId)
  if ((await store.readSecret(db, caller)) === undefined) throw noSecondFactor()
  await askForCode(call, input.Code)
  const Codes = await db.transaction().execute(async (within) => {
    if ((await store.lockSecondFactor(within, caller))?.secret == null) throw noSecondFactor()
    await recordAudit(within, { operation: 'second-factor/recovery-codes', author: caller, address: call.address })
    return renewCodes(within, caller)
  })
  return { Codes }
}

/** @throws a 400 where the password is not right (CREDENTIALS), or the Customer requires a second factor (CONFLICT) */
export async function deleteOwnSecondFactor(call: Confiding<'second-factor/delete'>): Promise<undefined> {
  const { database, caller, input } = call
  const db = database.of(caller.customerId)
  await askForPassword(call, input.Password)
  await db.transaction().execute(async (within) => {
    const { is_required } = await store.describe(within, caller)
    if (is_required)
      throw conflict('The organisation requires a second factor. To use another app, call second-factor/begin.', [])
    if (!(await store.deleteSecondFactor(within, caller))) return
    await tellUser(within, caller, 'OFF')
    await recordOwn(within, call, 'second-factor/delete', { before: true, after: false })
  })
  return undefined
}

async function renewCodes(db: Scope, caller: Asking['caller']): Promise<string[]> {
  const codes = makeRecoveryCodes()
  const hashes = codes.map((code) => recoveryCodeHash(readCode(code)))
  await store.replaceRecoveryCodes(db, caller, hashes)
  return codes
}

async function recordOwn(
  db: Scope,
  { caller, address }: Pick<Asking, 'caller' | 'address'>,
  operation: 'second-factor/confirm' | 'second-factor/delete',
  { before, after }: { before: boolean; after: boolean },
): Promise<void> {
  const changes = new Changes(caller, operation)
  changes.record('user', caller.userId, { second_factor: before }, { second_factor: after })
  await recordAudit(db, { operation, author: caller, address, changes: changes.all })
  await changes.write(db)
}

const noSecondFactor = () => conflict('There is no second factor. Call second-factor/begin first.', [])
