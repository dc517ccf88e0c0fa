import { signIn } from '../auth/sign-in.ts'
import { countAttempt, forgiveAttempt, subjectsOf } from '../auth/throttle.ts'
import type { Config } from '../config.ts'
import { ApiError } from '../http/errors.ts'
import { admits } from '../http/operation.ts'
import { createCustomer } from './create-customer.ts'
import { mayCreateCustomer } from './setup-token.ts'

export const customerOperations = (config: Config) => [
  admits('customers/create', async ({ database, input, ...from }) => {
    const subjects = subjectsOf(undefined, from.address)
    await countAttempt(database, subjects)
    const owner = await createCustomer(database, input, async (db) => {
      if (!(await mayCreateCustomer(db, config, input.SetupToken ?? undefined))) throw setupTokenNeeded()
    })
    await forgiveAttempt(database, subjects)
    return signIn(database, owner, from, 'customers/create')
  }),
]

const setupTokenNeeded = () =>
  new ApiError(
    401,
    'SETUP_TOKEN',
    "Making an organisation needs the server's set-up token as SetupToken; the operator has it.",
  )
