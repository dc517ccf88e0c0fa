import Type from 'typebox'
import { Id, Moment, messageClass, Text } from './message-class.ts'

export const Mail = messageClass('Mail', 'A mail of the outbox.', {
  Id: Id('The mail.'),
  To: Text('The address.', 320),
  Subject: Text('The subject.'),
  Status: Type.Enum(['WAITING', 'SENT', 'FAILED'], {
    description: 'WAITING until the mail server has taken it; FAILED when that was given up.',
  }),
  Attempts: Type.Integer({ minimum: 0, description: 'How often it was tried.' }),
  NextAttemptDate: Type.Optional(Moment('While it waits: when it is tried again at the latest.')),
  SentDate: Type.Optional(Moment('When the mail server took it.')),
  ErrorMessage: Type.Optional(Text('What the mail server said the last time.')),
  Text: Type.Optional(
    Text(
      'What it says, where the server has no mail server. Only owners see it, and other administrators that of mails to users of the role USER: there may be a link in it that opens the account.',
      100_000,
    ),
  ),
  CreatedDate: Moment('When it was written.'),
})
