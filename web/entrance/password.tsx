import { Button } from '@mantine/core'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { CrmError } from '../../client/client.ts'
import { useTitle } from '../app/title.ts'
import { crm } from '../crm/crm.ts'
import { signedIn } from '../crm/session.ts'
import { texts } from '../texts/texts.ts'
import { CodeInput } from './code.tsx'
import classes from './entrance.module.css'
import { Frame } from './frame.tsx'
import { NewPasswordInput } from './new-password.tsx'
import { EntranceForm, type Fields } from './submit.tsx'
import { tokenOfLink } from './token.ts'

/** Where the link of a forgotten password leads. */
export function PasswordPage() {
  const { title, about, button } = texts.newPassword
  useTitle(title)
  const navigate = useNavigate()
  const [needsCode, setNeedsCode] = useState(false)
  async function send({ Password = '', Code }: Fields) {
    try {
      const { SessionId: _, ...auth } = await crm.users.resetPassword({ Token: tokenOfLink(), Password, Code })
      signedIn(auth)
      await navigate({ to: '/contacts', replace: true })
    } catch (error) {
      if (!(error instanceof CrmError && error.code === 'CODE_NEEDED')) throw error
      setNeedsCode(true)
    }
    return undefined
  }
  return (
    <Frame title={title} about={about}>
      <EntranceForm send={send}>
        {(isBusy) => (
          <>
            <NewPasswordInput />
            {needsCode && <CodeInput />}
            <Button type="submit" loading={isBusy} fullWidth>
              {button}
            </Button>
          </>
        )}
      </EntranceForm>
      <p className={classes.foot}>
        <Link to="/forgot-password">{texts.forgotPassword.again}</Link>
      </p>
    </Frame>
  )
}
