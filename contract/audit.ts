import Type from 'typebox'
import { Id, Moment, messageClass, Text } from './message-class.ts'

export const AuditListInput = messageClass('AuditListInput', 'Which entries; all when nothing is said.', {
  UserId: Type.Optional(Id('What this user has done, or was refused.')),
  Operation: Type.Optional(Text('What was called, as `users/update`.', 100)),
  From: Type.Optional(Moment('From this moment on.')),
  To: Type.Optional(Moment('Up to before this moment.')),
  PageSize: Type.Optional(Type.Integer({ description: '50 when absent.', minimum: 1, maximum: 1000 })),
  Cursor: Type.Optional(Text('The `NextCursor` of the page before.', 100)),
})

export const AuditEntry = messageClass('AuditEntry', 'Something that somebody has done, or was refused.', {
  Id: Id('The entry.'),
  Date: Moment('When it was.'),
  UserId: Type.Optional(Id('Who it was, or as whom somebody tried to sign in.')),
  Operator: Type.Optional(Type.Boolean({ description: 'True: it was no user, but who runs the server.' })),
  Operation: Text('What was called, as `users/update`.'),
  SubjectId: Type.Optional(Text('The id in the path, where there was one.')),
  Outcome: Text('OK, or the ErrorCode of the refusal.'),
  Address: Type.Optional(Text('The network address of the caller.')),
  TokenId: Type.Optional(Id('The API token, where one was used.')),
  Changes: Type.Optional(
    Type.Array(
      Type.Object(
        {
          Before: Type.Optional(Type.Unknown()),
          After: Type.Optional(Type.Unknown()),
        },
        { additionalProperties: false },
      ),
      { description: 'Of users and of the Customer: the properties that changed, before and after.' },
    ),
  ),
})

export const AuditPage = messageClass('AuditPage', 'Some entries, the newest first.', {
  Rows: Type.Array(AuditEntry),
  NextCursor: Type.Optional(Text('Where the next page begins; absent on the last one.', 100)),
})
