import { Checkbox, Progress, Text, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { CrmError, RequestPoller } from '../../client/client.ts'
import { useTitle } from '../app/title.ts'
import { crm } from '../crm/crm.ts'
import { signedIn } from '../crm/session.ts'
import { texts } from '../texts/texts.ts'
import classes from './entrance.module.css'
import { Frame } from './frame.tsx'
import { NewPasswordInput } from './new-password.tsx'
import { EntranceForm, type Fields } from './submit.tsx'
import { forgetToken, tokenOfLink } from './token.ts'

/** Where the link leads that the server prints at its first start. */
export function SetupPage() {
  const { title, about, button, filling } = texts.setup
  useTitle(title)
  const navigate = useNavigate()
  const [percent, setPercent] = useState<number>()
  async function send(fields: Fields) {
    try {
      await createCustomer(fields)
    } catch (error) {
      const isTaken = error instanceof CrmError && error.errors.some(({ Path }) => Path === 'OwnerEmail')
      if (!isTaken) throw error
      return texts.setup.emailTaken
    }
    if (fields['Demo'] !== undefined) await fillDemo(setPercent)
    await navigate({ to: '/contacts', replace: true })
    return undefined
  }
  return (
    <Frame title={title} about={about}>
      <EntranceForm send={send} button={percent === undefined ? button : undefined}>
        {percent === undefined ? (
          <SetupFields />
        ) : (
          <>
            <Text>{filling}</Text>
            <Progress value={Math.max(percent, 4)} animated aria-label={filling} />
          </>
        )}
      </EntranceForm>
    </Frame>
  )
}

function SetupFields() {
  const { fields, setup } = texts
  return (
    <>
      <TextInput name="Name" label={setup.name} required maxLength={200} autoComplete="organization" autoFocus />
      <div className={classes.pair}>
        <TextInput name="OwnerFirstName" label={fields.firstName} maxLength={1000} autoComplete="given-name" />
        <TextInput name="OwnerLastName" label={fields.lastName} maxLength={1000} autoComplete="family-name" />
      </div>
      <TextInput name="OwnerEmail" type="email" label={setup.email} required autoComplete="username" />
      <NewPasswordInput name="OwnerPassword" />
      <Checkbox name="Demo" label={setup.demo} description={setup.demoHelp} />
    </>
  )
}

async function createCustomer({ Name = '', OwnerEmail = '', OwnerPassword = '', ...fields }: Fields): Promise<void> {
  const auth = await crm.customers.create({
    Name,
    OwnerEmail,
    OwnerPassword,
    OwnerFirstName: fields['OwnerFirstName'],
    OwnerLastName: fields['OwnerLastName'],
    DefaultCountry: countryHere(),
    SetupToken: tokenOfLink() || undefined,
  })
  signedIn(auth)
  forgetToken()
}

/** Where phone numbers without a country belong, as far as the browser tells: it may have a language that is none. */
const countryHere = () => /^[a-z]{2,3}(?:-[A-Za-z]{4})?-([A-Z]{2})$/.exec(navigator.language)?.[1]

/** The organisation is there, with or without made-up people. */
async function fillDemo(onTick: (percent: number) => void): Promise<void> {
  onTick(0)
  const request = await crm.customers.fillDemo()
  await new RequestPoller(crm, request, { onTick: ({ PercentComplete }) => onTick(PercentComplete) }).start()
}
