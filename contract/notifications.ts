import Type from 'typebox'
import { Id, Moment, messageClass, Text } from './message-class.ts'

export const Notification = messageClass('Notification', 'Something that the session user is told.', {
  Id: Id('The notification.'),
  Event: Type.Enum(['ImportFinished', 'ExportFinished', 'ContactsChanged', 'SyncTrouble', 'NewSignIn'], {
    description: 'What it is about, as `UserNotificationInput` names it.',
  }),
  Text: Text('What it says, in a sentence or two.', 2000),
  SubjectId: Type.Optional(Id('Of an import, an export or a webhook: which one.')),
  CreatedDate: Moment('When it was made.'),
  ReadDate: Type.Optional(Moment('When it was read; absent of what is new.')),
})

export const NotificationsReadInput = messageClass('NotificationsReadInput', 'What has been read.', {
  Ids: Type.Optional(
    Type.Array(Id('A notification.'), { description: 'Which ones; all when absent.', maxItems: 1000 }),
  ),
})

export const UnsubscribeInput = messageClass('UnsubscribeInput', 'Who wants no more mails.', {
  Token: Text('What stands behind the # of the link.', 100),
})
