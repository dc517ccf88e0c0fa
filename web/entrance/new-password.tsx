import { PasswordInput } from '@mantine/core'
import { texts } from '../texts/texts.ts'

export const NewPasswordInput = ({ name = 'Password' }: { name?: string }) => (
  <PasswordInput
    name={name}
    label={texts.fields.newPassword}
    description={texts.fields.newPasswordHelp}
    required
    minLength={10}
    maxLength={1000}
    autoComplete="new-password"
  />
)
