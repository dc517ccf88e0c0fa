import Type from 'typebox'
import { messageClass, Text } from './message-class.ts'
import { NewPassword } from './users.ts'

export const CustomerCreateInput = messageClass('CustomerCreateInput', 'An organisation and its first owner.', {
  Name: Type.String({ description: 'The name of the organisation.', pattern: '\\S', maxLength: 200 }),
  OwnerEmail: Type.String({ description: 'The sign-in name of the owner.', format: 'email', maxLength: 320 }),
  OwnerPassword: NewPassword,
  OwnerFirstName: Type.Optional(Text('First name of the owner.')),
  OwnerLastName: Type.Optional(Text('Last name of the owner.')),
  DefaultCountry: Type.Optional(
    Type.String({
      description: 'Where phone numbers without a country belong: ISO 3166-1 alpha-2, as `NZ`.',
      format: 'country',
    }),
  ),
  SetupToken: Type.Optional(Text("The server's set-up token; not needed where the operator allows sign-up.")),
})
