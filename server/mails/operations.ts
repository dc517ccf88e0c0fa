import { type Config, publicAddress } from '../config.ts'
import { reads, writes } from '../http/operation.ts'
import { listMails, retryMail } from './outbox.ts'

export function mailOperations(config: Config) {
  const site = publicAddress(config)
  return [
    reads('mails/list', ({ db, caller }) => listMails(db, caller, site)),

    writes('mails/retry/{id}', ({ db, caller, id }) => retryMail(db, caller, id, site)),
  ]
}
