import { describeUser } from '../auth/accounts.ts'
import type { Author } from '../database/changes.ts'
import type { Scope } from '../database/database.ts'
import { oneLine } from '../mails/letter.ts'
import { postMail } from '../mails/outbox.ts'
import type { Shown } from './providers.ts'

/** In hours, as other news of the account. */
const goodFor = 72

/** Tells a user of an account at a provider that was linked, in the transaction that links it. */
export async function tellOfIdentity(db: Scope, user: Author, { provider, email }: Shown): Promise<void> {
  const { Customer } = await describeUser(db, user)
  const whose = email === undefined ? '' : ` of ${oneLine(email)}`
  const letter = {
    subject: `${Customer.Name}: a new way to sign in`,
    paragraphs: [`From now on, the account${whose} at ${provider.Name} signs in as you.`],
    because:
      'If that was not you, unlink it (identities/delete), set a new password, and tell an administrator of the organisation.',
  }
  await postMail(db, user, letter, goodFor)
}
