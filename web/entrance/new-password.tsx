import { PasswordInput } from '@mantine/core'
import { texts } from '../texts/texts.ts'

export const NewPasswordInput = ({
  name = 'Password',
  label = texts.fields.newPassword,
}: {
  name?: string
  label?: string
}) => (
  <PasswordInput
    name={name}
    label={label}
    description={texts.fields.newPasswordHelp}
    required
    minLength={10}
    maxLength={1000}
    autoComplete="new-password"
  />
)
