import { endSessions } from '../auth/sessions.ts'
import type { Author } from '../database/changes.ts'
import type { Scope } from '../database/database.ts'
import { tellUser } from './letters.ts'
import * as store from './store.ts'

/** Turns off what a user has lost. Whoever has found it is signed out. @returns whether there was a second factor */
export async function resetSecondFactor(db: Scope, user: Author): Promise<boolean> {
  if (!(await store.deleteSecondFactor(db, user))) return false
  await endSessions(db, user)
  await tellUser(db, user, 'RESET')
  return true
}

/** Forgets the secret of a user who is no more. */
export async function forgetSecondFactor(db: Scope, user: Author): Promise<void> {
  await store.deleteSecondFactor(db, user)
}
