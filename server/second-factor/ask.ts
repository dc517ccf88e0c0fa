/** What a session user is asked for, since a session alone is not enough for everything. */
import { accountOf, describeUser, findAccount } from '../auth/accounts.ts'
import { isPassword } from '../auth/passwords.ts'
import { counted, subjectsOf } from '../auth/throttle.ts'
import { ApiError } from '../http/errors.ts'
import type { Confiding } from '../http/operation.ts'
import { codeFaulty, hasSecondFactor, judgeCode } from './check.ts'

export type Asking = Pick<Confiding<'second-factor/begin'>, 'database' | 'caller' | 'address'>

export const askForCode = (call: Asking, code: string | null | undefined): Promise<void> =>
  askFor(call, async () => {
    const verdict = await judgeCode(call.database.of(call.caller.customerId), call.caller, code)
    if (verdict !== 'PASSED') throw codeFaulty(verdict)
  })

/** @param property of the input in which it came */
export const askForPassword = (call: Asking, password: string, property = 'Password'): Promise<void> =>
  askFor(call, async (email) => {
    const account = await findAccount(call.database, email)
    if (!(await isPassword(password, account?.password_hash ?? undefined))) throw wrongPassword(property)
  })

/**
 * Asks a session user for more than the session, before another way in is made: for a code where there is a second factor, else
 * for the password, where there is one.
 * @throws a 400 where it is missing or wrong
 */
export async function askWhoItIs(
  call: Asking,
  { Password, Code }: { Password?: string | null | undefined; Code?: string | null | undefined },
): Promise<void> {
  const db = call.database.of(call.caller.customerId)
  if (await hasSecondFactor(db, call.caller)) return askForCode(call, Code)
  const account = await accountOf(db, call.caller).executeTakeFirst()
  if (account?.password_hash != null) await askForPassword(call, Password ?? '')
}

/** Counts what a session user is asked for like a guess at signing in, or who finds a page open could try them all. */
async function askFor({ database, caller, address }: Asking, check: (email: string) => Promise<void>): Promise<void> {
  const { User } = await describeUser(database.of(caller.customerId), caller)
  const email = User.Email.toLowerCase()
  await counted(database, subjectsOf(email, address), () => check(email))
}

const wrongPassword = (property: string) =>
  new ApiError(400, 'CREDENTIALS', `${property} is not right. The session stays valid.`, {
    faults: [{ Path: property, Message: 'is not right' }],
  })
