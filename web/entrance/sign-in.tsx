import { PasswordInput } from '@mantine/core'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useTitle } from '../app/title.ts'
import { crm } from '../crm/crm.ts'
import { signedIn } from '../crm/session.ts'
import { texts } from '../texts/texts.ts'
import { useCode } from './code.tsx'
import { EmailInput } from './email.tsx'
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
  const { code, askingForCode } = useCode()
  const send = ({ Email, Password, Code }: Fields) =>
    askingForCode(async () => {
      signedIn(await crm.auth({ Email: email ?? Email, Password, Code }))
      onSignedIn?.()
    })
  return (
    <EntranceForm send={send} button={texts.signIn.button}>
      {email === undefined && <EmailInput />}
      <PasswordInput
        name="Password"
        label={texts.fields.password}
        required
        autoComplete="current-password"
        data-autofocus={email !== undefined || undefined}
      />
      {code}
    </EntranceForm>
  )
}
