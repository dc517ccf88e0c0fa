import { Button, NativeSelect, TextInput } from '@mantine/core'
import { readLocalStorageValue } from '@mantine/hooks'
import { useNavigate } from '@tanstack/react-router'
import { attempt } from '../crm/attempt.ts'
import { crm } from '../crm/crm.ts'
import { queries } from '../crm/queries.ts'
import { signedIn, signedOut } from '../crm/session.ts'
import { tell } from '../crm/toasts.tsx'
import type { User } from '../crm/users.ts'
import { EntranceForm, type Fields } from '../entrance/submit.tsx'
import { isSure } from '../look/sure.tsx'
import { words } from '../texts/settings.ts'
import { languageKey, languages, texts } from '../texts/texts.ts'
import { Block, Line, Lines } from './block.tsx'
import classes from './form.module.css'
import { Loaded } from './loaded.tsx'
import { SectionTitle } from './section-title.tsx'
import { TimeZoneInput } from './time-zone.tsx'
import { useCustomer, useMe } from './users.ts'

export function Profile() {
  const query = useMe()
  return (
    <>
      <SectionTitle title={words.sections.profile} about={words.profile.about} />
      <Loaded query={query}>
        {(me) => (
          <>
            <ProfileForm me={me} />
            <Language />
            <Leave me={me} />
          </>
        )}
      </Loaded>
    </>
  )
}

function ProfileForm({ me }: { me: User }) {
  const { data: customer } = useCustomer()
  const { profile } = words
  async function save({ FirstName = '', LastName = '', TimeZone = '' }: Fields) {
    const nothingAsNull = (text: string) => (text === '' ? null : text)
    await crm.users.update(me.Id, {
      FirstName: nothingAsNull(FirstName),
      LastName: nothingAsNull(LastName),
      TimeZone: nothingAsNull(TimeZone),
    })
    signedIn(await crm.auth.get())
    await queries.invalidateQueries({ queryKey: ['users'] })
    tell(words.saved)
    return undefined
  }
  return (
    <div className={classes.form}>
      <EntranceForm send={save} button={texts.save}>
        <div className={classes.pair}>
          <TextInput
            name="FirstName"
            label={texts.fields.firstName}
            defaultValue={me.FirstName ?? ''}
            maxLength={1000}
            autoComplete="given-name"
          />
          <TextInput
            name="LastName"
            label={texts.fields.lastName}
            defaultValue={me.LastName ?? ''}
            maxLength={1000}
            autoComplete="family-name"
          />
        </div>
        <TextInput
          label={texts.fields.email}
          description={profile.emailHelp}
          value={me.Email}
          readOnly
          variant="filled"
        />
        <TimeZoneInput
          value={me.TimeZone ?? undefined}
          about={profile.timeZoneHelp}
          otherwise={customer && profile.asOrganisation(customer.TimeZone.replaceAll('_', ' '))}
        />
      </EntranceForm>
    </div>
  )
}

const nameOf = (language: string) => new Intl.DisplayNames(language, { type: 'language' }).of(language) ?? language

function Language() {
  const { browser, language, languageAbout, asBrowser } = words.profile
  /** Words are read when a page is loaded. */
  function choose(chosen: string) {
    if (chosen === '') localStorage.removeItem(languageKey)
    else localStorage.setItem(languageKey, JSON.stringify(chosen))
    location.reload()
  }
  return (
    <Block title={browser}>
      <Lines>
        <Line title={language} about={languageAbout}>
          <NativeSelect
            aria-label={language}
            data={[{ value: '', label: asBrowser }, ...languages.map((value) => ({ value, label: nameOf(value) }))]}
            defaultValue={readLocalStorageValue({ key: languageKey, defaultValue: '' })}
            onChange={({ currentTarget }) => choose(currentTarget.value)}
          />
        </Line>
      </Lines>
    </Block>
  )
}

function Leave({ me }: { me: User }) {
  const navigate = useNavigate()
  const { leave } = words.profile
  async function remove() {
    if (!(await isSure(leave.question, leave.about, leave.button))) return
    const problems = { CONFLICT: words.lastOwner }
    if (!(await attempt(() => crm.users.delete(me.Id), { changes: [], problems }))) return
    signedOut()
    await navigate({ to: '/sign-in' })
    queries.clear()
  }
  return (
    <Block title={leave.title}>
      <Lines>
        <Line title={leave.line} about={leave.about}>
          <Button variant="light" color="red" onClick={() => void remove()}>
            {leave.button}
          </Button>
        </Line>
      </Lines>
    </Block>
  )
}
