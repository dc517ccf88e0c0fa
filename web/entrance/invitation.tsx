import { TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTitle } from '../app/title.ts'
import { crm } from '../crm/crm.ts'
import { signedIn } from '../crm/session.ts'
import { texts } from '../texts/texts.ts'
import classes from './entrance.module.css'
import { Frame } from './frame.tsx'
import { NewPasswordInput } from './new-password.tsx'
import { type Provider, Providers } from './providers.tsx'
import { EntranceForm } from './submit.tsx'
import { forgetToken, tokenOfLink } from './token.ts'

export function InvitationPage() {
  const { title, about, button, refused } = texts.invitation
  useTitle(title)
  const navigate = useNavigate()
  const [problem, setProblem] = useState<string>()
  const accept = (provider: Provider) => acceptWith(provider).catch(() => setProblem(refused))
  return (
    <Frame title={title} about={problem ?? about}>
      <EntranceForm
        button={button}
        send={async ({ Password = '', ...names }) => {
          signedIn(await crm.users.accept({ Token: tokenOfLink(), Password, ...names }))
          await navigate({ to: '/contacts', replace: true })
          return undefined
        }}
      >
        <div className={classes.pair}>
          <TextInput name="FirstName" label={texts.fields.firstName} maxLength={1000} autoComplete="given-name" />
          <TextInput name="LastName" label={texts.fields.lastName} maxLength={1000} autoComplete="family-name" />
        </div>
        <NewPasswordInput />
      </EntranceForm>
      <Providers label={texts.invitation.with} choose={accept} />
    </Frame>
  )
}

/** Not an operation of the API: its answer is where the browser goes. The token goes along in a body, since addresses are kept. */
async function acceptWith({ SignInUrl }: Provider): Promise<void> {
  const answer = await fetch(new URL(SignInUrl).pathname, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ Token: tokenOfLink() }),
  })
  const { Url, ErrorMessage } = (await answer.json()) as { Url?: string; ErrorMessage?: string }
  if (Url === undefined) throw new Error(ErrorMessage)
  // Nor does the link stay where one comes to by going back.
  forgetToken()
  location.assign(Url)
}
