import Type from 'typebox'
import { messageClass, Text } from './message-class.ts'

export const SecondFactor = messageClass('SecondFactor', 'How the second factor of the session user stands.', {
  Active: Type.Boolean({ description: 'Whether signing in takes a code.' }),
  RecoveryCodesLeft: Type.Optional(
    Type.Integer({ description: 'How many recovery codes are left, where it is active.', minimum: 0 }),
  ),
  Required: Type.Boolean({
    description:
      'Whether the organisation requires one: without it, the session is good for `auth` and `second-factor` alone.',
  }),
})

export const SecondFactorBeginInput = messageClass('SecondFactorBeginInput', 'Begins with an authenticator app.', {
  Code: Type.Optional(Text('Needed where one is active already: a code of that one, or a recovery code.', 100)),
})

export const SecondFactorBeginning = messageClass(
  'SecondFactorBeginning',
  'What the authenticator app needs to know.',
  {
    Secret: Text('The secret in Base32 (RFC 4648), to be typed into the app.'),
    Uri: Text('The same as `otpauth://totp/…`, which apps read as a QR code.', 4000),
  },
)

export const SecondFactorConfirmInput = messageClass(
  'SecondFactorConfirmInput',
  'Shows that the app knows the secret.',
  {
    Code: Text('The 6 digits that the app shows.', 100),
  },
)

export const SecondFactorCodeInput = messageClass('SecondFactorCodeInput', 'Shows that it is the user.', {
  Code: Text('The 6 digits that the app shows, or a recovery code.', 100),
})

export const SecondFactorDeleteInput = messageClass('SecondFactorDeleteInput', 'Shows that it is the user.', {
  Password: Text('The password.'),
})

export const RecoveryCodes = messageClass(
  'RecoveryCodes',
  'Codes for the day when the app is lost. Each is good once.',
  {
    Codes: Type.Array(Text('As `ABCD-EFGH-IJKL-MNOP`; case, hyphens and blanks do not matter.', 100), {
      description: 'They are told this once; those told before are good for nothing.',
    }),
  },
)
