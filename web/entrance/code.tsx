import { TextInput } from '@mantine/core'
import { texts } from '../texts/texts.ts'

/** The second factor: six digits, or a recovery code. */
export const CodeInput = () => (
  <TextInput
    name="Code"
    label={texts.fields.code}
    description={texts.fields.codeHelp}
    required
    autoComplete="one-time-code"
    autoFocus
    spellCheck={false}
  />
)
