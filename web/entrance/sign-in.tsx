import { Button, PasswordInput, TextInput } from '@mantine/core'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { CrmError } from '../../client/client.ts'
import { useTitle } from '../app/title.ts'
import { crm } from '../crm/crm.ts'
import { signedIn } from '../crm/session.ts'
import { texts } from '../texts/texts.ts'
import { CodeInput } from './code.tsx'
import classes from './entrance.module.css'
import { Frame } from './frame.tsx'
import { Providers } from './providers.tsx'
import { EntranceForm, type Fields } from './submit.tsx'

export function SignInPage() {
  useTitle(texts.signIn.title)
  const { next } = useSearch({ from: '/sign-in' })
  const navigate = useNavigate()
  return (
    <Frame title={texts.signIn.title}>
      <SignInForm onSignedIn={() => navigate({ href: next ?? '/contacts', replace: true })} />
      <Providers label={texts.signIn.with} choose={({ SignInUrl }) => location.assign(SignInUrl)} />
      <p className={classes.foot}>
        <Link to="/forgot-password">{texts.signIn.forgotten}</Link>
      </p>
    </Frame>
  )
}

/** @param email of who has to sign in again, and nobody else */
export function SignInForm({ email, onSignedIn }: { email?: string; onSignedIn?: () => void }) {
  const [needsCode, setNeedsCode] = useState(false)
  async function send({ Email, Password, Code }: Fields) {
    try {
      const { SessionId: _, ...auth } = await crm.auth({ Email: email ?? Email, Password, Code })
      signedIn(auth)
      onSignedIn?.()
    } catch (error) {
      if (!(error instanceof CrmError && error.code === 'CODE_NEEDED')) throw error
      setNeedsCode(true)
    }
    return undefined
  }
  return (
    <EntranceForm send={send}>
      {(isBusy) => (
        <>
          {email === undefined && (
            <TextInput
              name="Email"
              type="email"
              label={texts.fields.email}
              required
              autoComplete="username"
              autoFocus
            />
          )}
          <PasswordInput
            name="Password"
            label={texts.fields.password}
            required
            autoComplete="current-password"
            data-autofocus={email !== undefined || undefined}
          />
          {needsCode && <CodeInput />}
          <Button type="submit" loading={isBusy} fullWidth>
            {texts.signIn.button}
          </Button>
        </>
      )}
    </EntranceForm>
  )
}
