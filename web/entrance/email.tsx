import { TextInput } from '@mantine/core'
import { texts } from '../texts/texts.ts'

/** Of who has an account already. */
export const EmailInput = () => (
  <TextInput name="Email" type="email" label={texts.fields.email} required autoComplete="username" autoFocus />
)
