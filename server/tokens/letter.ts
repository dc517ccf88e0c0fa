import { describeUser } from '../auth/accounts.ts'
import type { Author } from '../database/changes.ts'
import type { Scope } from '../database/database.ts'
import { oneLine } from '../mails/letter.ts'
import { postMail } from '../mails/outbox.ts'
import type { TokenRow } from './tokens.ts'

/** In hours, as other news of the account. */
const goodFor = 72

/** Tells a user of a token that was made, in the transaction that makes it: who finds a page open could have made it. */
export async function tellOfToken(db: Scope, user: Author, token: TokenRow): Promise<void> {
  const { Customer } = await describeUser(db, user)
  const { name, scope, expires_at } = token
  const until = expires_at === null ? 'until it is revoked' : `until ${expires_at.slice(0, 10)}`
  const letter = {
    subject: `${Customer.Name}: a new API token`,
    paragraphs: [`A program can act as you with the new API token “${oneLine(name)}” (scope ${scope}), ${until}.`],
    because:
      'If you have not made it, revoke it (tokens/delete), set a new password, and tell an administrator of the organisation.',
  }
  await postMail(db, user, letter, goodFor)
}
