import type { OperationName } from '../../contract/operations.ts'
import { recordAudit } from '../audit/audit.ts'
import type { Author } from '../database/changes.ts'
import type { Database } from '../database/database.ts'
import { noteSignIn } from '../notifications/new-sign-in.ts'
import { describeUser, noteSignedIn, refuseUnlessActive } from './accounts.ts'
import { createSession } from './sessions.ts'

/** From where somebody signs in. */
export interface From {
  address: string
  userAgent: string | undefined
}

/** Makes a session for a user who has shown who it is. @returns the Auth that the caller is answered */
export async function signIn({ of }: Database, user: Author, from: From, operation: OperationName) {
  const db = of(user.customerId)
  const session = await db.transaction().execute(async (within) => {
    await refuseUnlessActive(within, user)
    await noteSignedIn(within, user)
    await noteSignIn(within, user, from)
    await recordAudit(within, { operation, author: user, address: from.address })
    return createSession(within, user, from.userAgent)
  })
  return { ...session, ...(await describeUser(db, user)) }
}
