import Type from 'typebox'
import { Id, Moment, messageClass, Text } from './message-class.ts'

const Name = Type.String({ description: 'What it is for, as its user calls it.', pattern: '\\S', maxLength: 200 })
const Scope = Type.Enum(['READ', 'WRITE', 'ADMIN'], {
  description:
    'READ: operations that only read. WRITE: also those that change contacts and what belongs to them. ADMIN: also those about users and settings. Never more than the role of its user allows.',
})
const ExpiresDate = Type.Optional(Moment('When it ends; when absent, when it is revoked.'))

export const TokenCreateInput = messageClass('TokenCreateInput', 'An API token to be made.', {
  Name,
  Scope,
  ExpiresDate,
})

export const Token = messageClass('Token', 'What a program calls with in place of a session.', {
  Id: Id('The token, as `tokens/delete/{id}` takes it. It opens nothing.'),
  Name,
  Scope,
  UserId: Id('Whom it acts for.'),
  CreatedDate: Moment('When it was made.'),
  UsedDate: Type.Optional(Moment('When it was last used, give or take a minute; absent when never.')),
  ExpiresDate,
  Secret: Type.Optional(
    Text(
      'Goes into the header `Authorization: Bearer …`. Given once, when it is made; the server keeps a hash of it.',
      200,
    ),
  ),
})
