import Type from 'typebox'
import { Id, Moment, messageClass, Text } from './message-class.ts'

export const Session = messageClass('Session', 'A place where the session user is signed in.', {
  Id: Id('Names the session in `sessions/delete/{id}`. It is not the SessionId and opens nothing.'),
  CreatedDate: Moment('When the user signed in.'),
  UsedDate: Moment('When it was last used, give or take an hour.'),
  ExpiresDate: Moment('When it ends unless it is used before.'),
  UserAgent: Type.Optional(Text('The program that signed in, as it names itself.')),
  Current: Type.Boolean({ description: 'Whether it is the session of this call.' }),
})
