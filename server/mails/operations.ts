import { reads, writes } from '../http/operation.ts'
import { listMails, retryMail } from './outbox.ts'

export const mailOperations = [
  reads('mails/list', ({ db, caller }) => listMails(db, caller)),

  writes('mails/retry/{id}', ({ db, caller, id }) => retryMail(db, caller, id)),
]
