import Type from 'typebox'
import { Id, Moment, messageClass, Text } from './message-class.ts'

export const Identity = messageClass(
  'Identity',
  'An account at a provider with which the session user signs in, too.',
  {
    Id: Id('Names it in `identities/delete/{id}`.'),
    Provider: Type.Optional(Text('The name of the provider, where the server still has it.')),
    Issuer: Text('The address that names the provider.'),
    Email: Type.Optional(Text('The address that the account had when it was linked.', 320)),
    CreatedDate: Moment('When it was linked.'),
    UsedDate: Type.Optional(Moment('When it last signed in.')),
  },
)

export const IdentityCreateInput = messageClass('IdentityCreateInput', 'With whom the session user wants to sign in.', {
  Provider: Text('The name of one of `auth/providers`.', 100),
  Password: Type.Optional(Text('The password of the session user, where there is one and no second factor.')),
  Code: Type.Optional(Text('A code of the second factor, where there is one.', 100)),
})

export const IdentityLink = messageClass('IdentityLink', 'Where an account is linked.', {
  Url: Text('Where the browser of the session goes next, from a page of this server. It is good once.'),
  ExpiresDate: Moment('Until when: 10 minutes.'),
})
