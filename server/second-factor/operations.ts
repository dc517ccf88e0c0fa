import type { Sessions } from '../auth/sessions.ts'
import { confides, reads } from '../http/operation.ts'
import { beginSecondFactor, confirmSecondFactor, deleteOwnSecondFactor, renewRecoveryCodes } from './change.ts'
import { describe } from './store.ts'

export const secondFactorOperations = (sessions: Sessions) => [
  reads('second-factor/get', async ({ db, caller }) => {
    const { is_active: Active, left, is_required: Required } = await describe(db, caller)
    return { Active, ...(Active ? { RecoveryCodesLeft: left } : {}), Required }
  }),

  confides('second-factor/begin', beginSecondFactor),

  confides('second-factor/confirm', (call) => confirmSecondFactor(call, sessions)),

  confides('second-factor/recovery-codes', renewRecoveryCodes),

  confides('second-factor/delete', deleteOwnSecondFactor),
]
