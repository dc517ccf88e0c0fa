import Type from 'typebox'
import { Id, Moment, messageClass, Text } from './message-class.ts'
import { Plan } from './plan.ts'
import { NewPassword } from './users.ts'

const Name = Type.String({ description: 'The name of the organisation.', pattern: '\\S', maxLength: 200 })
const DefaultCountry = Type.Optional(
  Type.String({
    description: 'Where phone numbers without a country belong: ISO 3166-1 alpha-2, as `NZ`.',
    format: 'country',
  }),
)
const NewUsersShare = Type.Boolean({
  description: 'Whether users who are invited from now on get the list replicated to their own address books.',
})
const RequireSecondFactor = Type.Boolean({
  description:
    'Whether every user needs a second factor; without it a session is good to set it up, and for nothing else.',
})
const TimeZone = Type.String({
  description: 'Where its days begin and end, as `Pacific/Auckland`.',
  format: 'time-zone',
  maxLength: 100,
})
const count = (description: string) => Type.Integer({ description, minimum: 0 })

export const CustomerCreateInput = messageClass('CustomerCreateInput', 'An organisation and its first owner.', {
  Name,
  OwnerEmail: Type.String({ description: 'The sign-in name of the owner.', format: 'email', maxLength: 320 }),
  OwnerPassword: NewPassword,
  OwnerFirstName: Type.Optional(Text('First name of the owner.')),
  OwnerLastName: Type.Optional(Text('Last name of the owner.')),
  DefaultCountry,
  SetupToken: Type.Optional(Text("The server's set-up token; not needed where the operator allows sign-up.")),
})

export const Customer = messageClass('Customer', 'An organisation, its settings, its plan and what it uses of it.', {
  Id: Id('The Customer.'),
  Name,
  Plan,
  TimeZone,
  DefaultCountry,
  NewUsersShare,
  RequireSecondFactor,
  Usage: Type.Object(
    {
      Contacts: count('Contacts, those in the trash left out.'),
      Users: count('Users who can sign in, or are invited.'),
      SharingUsers: count('Those of them who share.'),
      FileBytes: count('What files of imports, exports and spreadsheets take.'),
    },
    { additionalProperties: false, description: 'What is used.' },
  ),
  Limits: Type.Object(
    {
      Contacts: Type.Optional(count('Contacts at most; absent where there is no limit.')),
      SharingUsers: Type.Optional(count('Users who share at most; absent where there is no limit.')),
    },
    { additionalProperties: false, description: 'What the plan includes.' },
  ),
  CreatedDate: Moment('When it was made.'),
  DeleteDate: Type.Optional(Moment('When it will be deleted, where an owner has asked for that.')),
})

export const CustomerUpdateInput = messageClass('CustomerUpdateInput', 'What to change; absent stays.', {
  Name: Type.Optional(Name),
  TimeZone: Type.Optional(TimeZone),
  DefaultCountry,
  NewUsersShare: Type.Optional(NewUsersShare),
  RequireSecondFactor: Type.Optional(RequireSecondFactor),
})

export const CustomerPlanInput = messageClass(
  'CustomerPlanInput',
  'The plan that the operator gives an organisation.',
  {
    CustomerId: Id('The Customer.'),
    Plan,
    SetupToken: Text("The server's `SETUP_TOKEN`."),
  },
)

export const CustomerDemo = messageClass('CustomerDemo', 'What came of filling an organisation with made-up people.', {
  Created: count('How many contacts were added; each bears the label `#demo`.'),
})

export const CustomerDeleteInput = messageClass(
  'CustomerDeleteInput',
  'Confirms that an organisation is to be deleted.',
  {
    Name: Text('The name of the organisation, exactly.', 200),
  },
)
