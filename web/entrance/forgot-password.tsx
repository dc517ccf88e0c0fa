import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTitle } from '../app/title.ts'
import { crm } from '../crm/crm.ts'
import { texts } from '../texts/texts.ts'
import { EmailInput } from './email.tsx'
import classes from './entrance.module.css'
import { Frame } from './frame.tsx'
import { EntranceForm } from './submit.tsx'

export function ForgotPasswordPage() {
  const { title, about, sent, button } = texts.forgotPassword
  useTitle(title)
  const [sentTo, setSentTo] = useState<string>()
  return (
    <Frame title={title} about={sentTo === undefined ? about : sent(sentTo)}>
      {sentTo === undefined && (
        <EntranceForm
          button={button}
          send={async ({ Email = '' }) => {
            await crm.users.forgotPassword({ Email })
            setSentTo(Email)
            return undefined
          }}
        >
          <EmailInput />
        </EntranceForm>
      )}
      <p className={classes.foot}>
        <Link to="/sign-in">{texts.signIn.back}</Link>
      </p>
    </Frame>
  )
}
