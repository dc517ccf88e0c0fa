/** How one signs in: the password, the second factor, and the accounts at providers. */
import { Button, PasswordInput } from '@mantine/core'
import { useState } from 'react'
import { attempt } from '../crm/attempt.ts'
import { crm } from '../crm/crm.ts'
import { queries } from '../crm/queries.ts'
import { useAuth } from '../crm/session.ts'
import { tell } from '../crm/toasts.tsx'
import { NewPasswordInput } from '../entrance/new-password.tsx'
import { EntranceForm, type Fields } from '../entrance/submit.tsx'
import { words } from '../texts/settings.ts'
import { Block } from './block.tsx'
import classes from './form.module.css'
import { Identities } from './identities.tsx'
import { SecondFactorBlock } from './second-factor.tsx'
import { SectionTitle } from './section-title.tsx'

export const SignIn = () => (
  <>
    <SectionTitle title={words.sections.signIn} about={words.signIn.about} />
    <Password />
    <SecondFactorBlock />
    <Identities />
  </>
)

function Password() {
  const { User } = useAuth()
  const { password } = words
  // A form that has been sent begins anew, with nothing in it.
  const [times, setTimes] = useState(0)
  async function change({ OldPassword = '', NewPassword = '' }: Fields) {
    await crm.users.updatePassword({ OldPassword, NewPassword })
    await queries.invalidateQueries({ queryKey: ['sessions'] })
    setTimes(times + 1)
    tell(password.done)
    return undefined
  }
  const sendLink = () =>
    attempt(() => crm.users.forgotPassword({ Email: User.Email }), {
      told: password.sent(User.Email),
      changes: [],
    })
  return (
    <Block title={password.title} about={password.about}>
      <div className={classes.form}>
        <EntranceForm key={times} send={change} button={password.button} problems={{ CREDENTIALS: password.notRight }}>
          <input type="email" name="Email" value={User.Email} autoComplete="username" readOnly hidden />
          <PasswordInput name="OldPassword" label={password.old} required autoComplete="current-password" />
          <NewPasswordInput name="NewPassword" label={password.new} />
        </EntranceForm>
        <Button variant="subtle" size="compact-sm" mt="sm" onClick={() => void sendLink()}>
          {password.forgotten}
        </Button>
      </div>
    </Block>
  )
}
