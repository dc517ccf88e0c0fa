import { type Config, publicAddress } from '../config.ts'
import { confides } from '../http/operation.ts'
import { listMails, retryMail } from './outbox.ts'

/** Secret, since there are links in mails that open accounts: an answer that is kept would outlive them in plain. */
export function mailOperations(config: Config) {
  const reading = { site: publicAddress(config), isSent: config.SMTP_URL !== undefined }
  return [
    confides('mails/list', ({ database, caller }) => listMails(database.of(caller.customerId), caller, reading)),

    confides('mails/retry/{id}', ({ database, caller, id }) =>
      retryMail(database.of(caller.customerId), caller, id, reading),
    ),
  ]
}
