import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { CrmError } from '../../client/client.ts'
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

/** For calls that may need a second factor: the field for it is shown once one has been refused without. */
export function useCode() {
  const [isNeeded, setNeeded] = useState(false)
  async function askingForCode(call: () => Promise<void>): Promise<undefined> {
    try {
      await call()
    } catch (error) {
      if (!(error instanceof CrmError && error.code === 'CODE_NEEDED')) throw error
      setNeeded(true)
    }
  }
  return { code: isNeeded && <CodeInput />, askingForCode }
}
