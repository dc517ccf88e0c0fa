import { signIn } from '../auth/sign-in.ts'
import { accountSubject, countAttempt, counted, subjectsOf } from '../auth/throttle.ts'
import type { Config } from '../config.ts'
import { ApiError } from '../http/errors.ts'
import { admits, reads, writes } from '../http/operation.ts'
import { createCustomer } from './create-customer.ts'
import { changeCustomer, deleteCustomer, keepCustomer, readCustomer } from './customer.ts'
import { givePlan } from './give-plan.ts'
import { isOperator, mayCreateCustomer } from './setup-token.ts'

/** @param forget makes this process look up anew what it knows of a Customer's sessions and tokens */
export const customerOperations = (config: Config, forget: (customerId: string) => void) => [
  admits('customers/create', async ({ database, input, ...from }) => {
    // Nobody vouches for the address of the owner, who gets mails with the name of the organisation.
    if (config.ALLOW_SIGN_UP && !isOperator(config, input.SetupToken ?? ''))
      await countAttempt(database, [accountSubject(`sign-up ${from.address}`)])
    const owner = await counted(database, subjectsOf(undefined, from.address), () =>
      createCustomer(database, input, config.NEW_CUSTOMER_PLAN, async (db) => {
        if (!(await mayCreateCustomer(db, config, input.SetupToken ?? undefined)))
          throw setupTokenNeeded('Making an organisation')
      }),
    )
    return signIn(database, owner, from, 'customers/create')
  }),

  reads('customers/get', ({ db, caller }) => readCustomer(db, caller.customerId)),

  writes('customers/update', (call) => {
    // Whether a second factor is required is known with each session and token.
    call.afterwards(() => forget(call.caller.customerId))
    return changeCustomer(call)
  }),

  admits('customers/update-plan', async ({ database, input, address }) => {
    await counted(database, subjectsOf(undefined, address), async () => {
      if (!isOperator(config, input.SetupToken)) throw setupTokenNeeded('Giving an organisation a plan')
    })
    await givePlan(database, input.CustomerId, input.Plan, address)
    return undefined
  }),

  writes('customers/delete', deleteCustomer),

  writes('customers/restore', keepCustomer),
]

const setupTokenNeeded = (what: string) =>
  new ApiError(401, 'SETUP_TOKEN', `${what} needs the server's set-up token as SetupToken; the operator has it.`)
