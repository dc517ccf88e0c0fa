import type { Sessions } from '../auth/sessions.ts'
import type { Config } from '../config.ts'
import type { Author } from '../database/changes.ts'
import { isUuid } from '../database/uuid.ts'
import { notFound } from '../http/errors.ts'
import { admits, confides, reads, writes } from '../http/operation.ts'
import { changeSettings } from '../notifications/change-settings.ts'
import type { Tokens } from '../tokens/tokens.ts'
import { changeUser, deleteUser, resetSecondFactorOf } from './change-user.ts'
import { acceptInvitation, inviteAgain, inviteUser } from './invitations.ts'
import { changePassword, forgotPassword, resetPassword } from './passwords.ts'
import { shareWith } from './sharing.ts'
import * as store from './store.ts'
import { holdUser, refuseChangeOf, userOf } from './user.ts'

export function userOperations({ ALLOW_SIGN_UP }: Config, sessions: Sessions, tokens: Tokens) {
  return [
    reads('users/list', async ({ db, caller }) =>
      (await store.readUsers(db, caller.customerId)).map((row) => userOf(row, caller)),
    ),

    reads('users/get/{id}', async ({ db, caller, id }) => {
      const row = isUuid(id) ? await store.readUser(db, caller.customerId, id) : undefined
      if (row === undefined) throw notFound('user')
      return userOf(row, caller)
    }),

    writes('users/create', (call) => inviteUser(call, ALLOW_SIGN_UP)),

    writes('users/invite/{id}', (call) => inviteAgain(call, ALLOW_SIGN_UP)),

    admits('users/accept', acceptInvitation),

    writes('users/update/{id}', (call) => {
      forgetAfter(call)
      return changeUser(call, ALLOW_SIGN_UP)
    }),

    writes('users/delete/{id}', async (call) => {
      forgetAfter(call)
      await deleteUser(call)
      return undefined
    }),

    confides('users/update-password', (call) => changePassword(call, sessions)),

    admits('users/forgot-password', forgotPassword),

    admits('users/reset-password', (call) => resetPassword(call, sessions)),

    writes('users/reset-second-factor/{id}', async (call) => {
      forgetAfter(call)
      await resetSecondFactorOf(call)
      return undefined
    }),

    writes('users/update-sharing', async (call) => {
      await shareWith(call)
      return undefined
    }),

    writes('users/update-notification/{id}', async ({ db, caller, input, id }) => {
      const user = await holdUser(db, caller.customerId, id)
      refuseChangeOf(user, caller)
      const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null))
      await changeSettings(db, { customerId: caller.customerId, userId: user.id }, user.notifications, given)
      return undefined
    }),
  ]

  /** So that a role, or its loss, holds at once and not only when the session is looked up again. */
  function forgetAfter({ afterwards, caller, id: userId }: Forgetting): void {
    afterwards(() => {
      sessions.forget({ customerId: caller.customerId, userId })
      tokens.forget(caller.customerId)
    })
  }
}

interface Forgetting {
  caller: Author
  id: string
  afterwards(run: () => void): void
}
