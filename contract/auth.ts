import Type from 'typebox'
import { Id, Moment, messageClass, Text } from './message-class.ts'
import { Plan } from './plan.ts'

export const AuthInput = messageClass('AuthInput', 'Who signs in: Email and Password, or IdToken.', {
  Email: Type.Optional(Text('The sign-in name; upper and lower case are the same.', 320)),
  Password: Type.Optional(Text('The password.')),
  Code: Type.Optional(
    Text('Of a user with a second factor: the 6 digits that the authenticator app shows, or a recovery code.', 100),
  ),
  IdToken: Type.Optional(
    Text(
      'An ID token of one of `auth/providers`, with a `nonce` of `auth/nonce`, in place of Email and Password.',
      20_000,
    ),
  ),
  InvitationToken: Type.Optional(
    Text('With an IdToken: what stands behind the # of the link of an invitation, to accept it.', 200),
  ),
})

export const AuthNonce = messageClass('AuthNonce', 'What an ID token must have as its `nonce`.', {
  Nonce: Text('Goes into the request to the provider. Good for one IdToken.'),
  ExpiresDate: Moment('Until when: 10 minutes.'),
})

export const AuthProvider = messageClass('AuthProvider', 'With whom people may sign in (OpenID Connect).', {
  Name: Text('As it stands on a button.'),
  Issuer: Text('The address that names the provider.'),
  ClientId: Text('By which the provider knows this server; the audience of an IdToken.'),
  SignInUrl: Text('Where a browser goes to sign in; where a page sends the token of an invitation (docs/openid.md).'),
})

export const Role = Type.Enum(['OWNER', 'ADMINISTRATOR', 'USER'], { description: 'What the user may do.' })

export const Auth = messageClass('Auth', 'The session and whom it acts for.', {
  SessionId: Type.Optional(Text('Goes into the cookie `voyzu-session-id`. Given at sign-in only.')),
  ExpiresDate: Type.Optional(
    Moment('When the session ends unless it is used before; of an API token, when it ends, if it does.'),
  ),
  User: Type.Object(
    {
      Id: Id('The user.'),
      Email: Text('The sign-in name.', 320),
      FirstName: Type.Optional(Text('First name.')),
      LastName: Type.Optional(Text('Last name.')),
      Role,
    },
    { additionalProperties: false, description: 'The session user.' },
  ),
  Customer: Type.Object(
    {
      Id: Id('The Customer.'),
      Name: Text('The name of the organisation.'),
      Plan,
    },
    { additionalProperties: false, description: 'The organisation whose list the session reaches.' },
  ),
})
