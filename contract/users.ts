import Type from 'typebox'
import { Role } from './auth.ts'
import { Id, Moment, messageClass, Text } from './message-class.ts'

const Email = Type.String({
  description: 'The sign-in name, unique on the server. It does not change.',
  format: 'email',
  maxLength: 320,
})
const FirstName = Type.Optional(Text('First name.'))
const LastName = Type.Optional(Text('Last name.'))
const flag = (description: string) => Type.Optional(Type.Boolean({ description }))

export const NewPassword = Type.String({ description: 'At least 10 characters.', minLength: 10, maxLength: 1000 })

const TimeZone = Type.Optional(
  Type.String({
    description: 'Where the user’s days begin, as `Pacific/Auckland`; without it, those of the Customer.',
    format: 'time-zone',
    maxLength: 100,
  }),
)

export const UserNotificationInput = messageClass(
  'UserNotificationInput',
  'What a user is told, and how. What is absent stays as it is.',
  {
    ImportFinished: flag('An import of the user’s own has ended.'),
    ExportFinished: flag('An export of the user’s own has ended.'),
    ContactsChanged: Type.Optional(
      Type.Enum(['NEVER', 'AT_ONCE', 'DAILY'], {
        description: 'Others have changed contacts. DAILY: once a day, at 8 o’clock of the user.',
      }),
    ),
    SyncTrouble: flag('The replication to an address book does not work, or, for administrators, a webhook.'),
    NewSignIn: flag('Somebody has signed in as the user with a program that had not been seen before.'),
    Channels: Type.Optional(
      Type.Array(Type.Enum(['EMAIL', 'APP']), {
        description: 'How: by mail, in the app, both, or (empty) not at all.',
        uniqueItems: true,
        maxItems: 2,
      }),
    ),
  },
)

export const User = messageClass('User', 'Somebody who works with the list.', {
  Id: Id('The user.'),
  Email,
  FirstName,
  LastName,
  Role,
  Status: Type.Enum(['INVITED', 'ACTIVE', 'DEACTIVATED', 'DELETED'], {
    description: 'INVITED until the invitation is accepted. Only ACTIVE users can sign in.',
  }),
  Sharing: Type.Boolean({ description: 'Whether the list is replicated to the address books of the user.' }),
  TimeZone,
  Notifications: Type.Optional({
    ...UserNotificationInput,
    description: 'What the user is told; for the user and administrators alone.',
  }),
  InvitationExpiresDate: Type.Optional(Moment('Of an INVITED user: until when the link of the mail is good.')),
  CreatedDate: Moment('When the user was invited, or made the organisation.'),
  SecondFactor: flag('Whether signing in takes a second factor; for the user and administrators alone.'),
  SignedInDate: Type.Optional(Moment('When the user last signed in; for the user and administrators alone.')),
})

export const UserCreateInput = messageClass('UserCreateInput', 'Whom to invite.', {
  Email,
  FirstName,
  LastName,
  Role: Type.Optional({ ...Role, description: 'What the user may do; USER when absent.' }),
})

export const UserUpdateInput = messageClass('UserUpdateInput', 'What to change of a user; absent stays.', {
  FirstName,
  LastName,
  TimeZone,
  Role: Type.Optional(Role),
  Active: flag('False: the user is signed out everywhere and can no longer sign in; true: can again.'),
})

export const UserSharingInput = messageClass(
  'UserSharingInput',
  'Who gets the list replicated to the own address books.',
  {
    Users: Type.Optional(
      Type.Array(
        Type.Object(
          { UserId: Id('The user.'), Sharing: Type.Boolean({ description: 'Whether the user gets it.' }) },
          { additionalProperties: false },
        ),
        { description: 'Those who are not named keep what they have.', maxItems: 10_000 },
      ),
    ),
    NewUsersShare: flag('Whether users who are invited from now on get it.'),
  },
)

export const UserAcceptInput = messageClass('UserAcceptInput', 'Accepts an invitation.', {
  Token: Text('What stands behind the # of the link.', 200),
  Password: NewPassword,
  FirstName,
  LastName,
})

export const UserPasswordInput = messageClass('UserPasswordInput', 'A new password for oneself.', {
  OldPassword: Text('The present one.'),
  NewPassword,
})

export const UserForgottenInput = messageClass('UserForgottenInput', 'Whose password is forgotten.', {
  Email: Text('The sign-in name.', 320),
})

export const UserResetInput = messageClass('UserResetInput', 'A new password in place of a forgotten one.', {
  Token: Text('What stands behind the # of the link.', 200),
  Password: NewPassword,
  Code: Type.Optional(
    Text('Of a user with a second factor: the 6 digits that the authenticator app shows, or a recovery code.', 100),
  ),
})
