import { describeUser } from '../auth/accounts.ts'
import type { Author } from '../database/changes.ts'
import type { Scope } from '../database/database.ts'
import { postMail } from '../mails/outbox.ts'

/** In hours. News of the account are worth reading for as long as mails are tried. */
const goodFor = 72

/** ON: with a new app; OFF: by the user; RESET: by an administrator; GUESSED: many wrong codes have come. */
type Event = 'ON' | 'OFF' | 'RESET' | 'GUESSED'

/** Tells a user what has become of the second factor, in the transaction that made it so. */
export async function tellUser(db: Scope, user: Author, event: Event): Promise<void> {
  const { Customer } = await describeUser(db, user)
  const because =
    'If that was not you, or not agreed with you, set a new password, and tell an administrator of the organisation.'
  await postMail(
    db,
    user,
    { subject: `${Customer.Name}: your second factor`, paragraphs: paragraphs[event], because },
    goodFor,
  )
}

const paragraphs: Record<Event, string[]> = {
  ON: ['From now on, signing in takes a code of your authenticator app. Everywhere else you have been signed out.'],
  OFF: ['Somebody, we hope you, has turned your second factor off: signing in takes your password alone.'],
  GUESSED: [
    'Somebody has sent wrong codes for your second factor again and again, and knows your password or reads your mail.',
  ],
  RESET: [
    'An administrator has turned your second factor off, and you have been signed out everywhere.',
    'Sign in with your password, and set the second factor up anew with your authenticator app.',
  ],
}
