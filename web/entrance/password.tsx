import { Link, useNavigate } from '@tanstack/react-router'
import { useTitle } from '../app/title.ts'
import { crm } from '../crm/crm.ts'
import { signedIn } from '../crm/session.ts'
import { texts } from '../texts/texts.ts'
import { useCode } from './code.tsx'
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
  const { code, askingForCode } = useCode()
  const send = ({ Password = '', Code }: Fields) =>
    askingForCode(async () => {
      signedIn(await crm.users.resetPassword({ Token: tokenOfLink(), Password, Code }))
      await navigate({ to: '/contacts', replace: true })
    })
  return (
    <Frame title={title} about={about}>
      <EntranceForm send={send} button={button}>
        <NewPasswordInput />
        {code}
      </EntranceForm>
      <p className={classes.foot}>
        <Link to="/forgot-password">{texts.forgotPassword.again}</Link>
      </p>
    </Frame>
  )
}
