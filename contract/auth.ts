import Type from 'typebox'
import { Id, Moment, messageClass, Text } from './message-class.ts'
import { Plan } from './plan.ts'

export const AuthInput = messageClass('AuthInput', 'Who signs in.', {
  Email: Text('The sign-in name; upper and lower case are the same.', 320),
  Password: Text('The password.'),
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
