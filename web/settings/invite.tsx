import { Button, Radio, Stack, Text, TextInput } from '@mantine/core'
import type { User } from '../crm/users.ts'
import '@mantine/core/styles/Radio.css'
import '@mantine/core/styles/Stack.css'
import { CrmError } from '../../client/client.ts'
import { attempt } from '../crm/attempt.ts'
import { crm } from '../crm/crm.ts'
import { tellDeveloper } from '../crm/explain.ts'
import { queries } from '../crm/queries.ts'
import { tell } from '../crm/toasts.tsx'
import { EntranceForm, type Fields } from '../entrance/submit.tsx'
import { ask } from '../look/dialogs.tsx'
import { Secret } from '../look/secret.tsx'
import { administration } from '../texts/administration.ts'
import { texts } from '../texts/texts.ts'
import classes from './form.module.css'
import { rolesUpTo } from './users.ts'

const changes = ['users', 'customer', 'mails']

export async function inviteSomebody(role: User['Role']): Promise<void> {
  const invited = await ask<User>(administration.users.invite.title, (choose) => (
    <Invite role={role} onInvited={choose} />
  ))
  if (invited === undefined) return
  await Promise.all(changes.map((key) => queries.invalidateQueries({ queryKey: [key] })))
  await tellOfInvitation(invited)
}

export async function inviteAgain(user: User): Promise<void> {
  if (await attempt(() => crm.users.invite(user.Id), { changes })) await tellOfInvitation(user)
}

function Invite({ role, onInvited }: { role: User['Role']; onInvited: (user: User) => void }) {
  const { invite, roles, rolesAbout } = administration.users
  async function send({ Email = '', Role, ...names }: Fields) {
    try {
      onInvited(await crm.users.create({ Email, Role: Role as User['Role'], ...names }))
    } catch (error) {
      if (!(error instanceof CrmError && error.errors.some(({ Path }) => Path === 'Email'))) throw error
      tellDeveloper(error)
      return invite.taken
    }
    return undefined
  }
  return (
    <EntranceForm send={send} button={invite.send}>
      <TextInput name="Email" type="email" label={texts.fields.email} required maxLength={320} data-autofocus />
      <div className={classes.pair}>
        <TextInput name="FirstName" label={texts.fields.firstName} maxLength={1000} />
        <TextInput name="LastName" label={texts.fields.lastName} maxLength={1000} />
      </div>
      <Radio.Group name="Role" label={invite.role} defaultValue="USER">
        <Stack gap="xs" mt={6}>
          {rolesUpTo(role).map((value) => (
            <Radio key={value} value={value} label={roles[value]} description={rolesAbout[value]} />
          ))}
        </Stack>
      </Radio.Group>
    </EntranceForm>
  )
}

/** Where the server sends no mails, somebody has to pass the link on. */
async function tellOfInvitation({ Email }: User): Promise<void> {
  const mails = await crm.mails.list().catch(() => [])
  const { Text: mail = '' } = mails.find(({ To }) => To === Email) ?? {}
  const [link] = /\S+\/invitation#\S+/.exec(mail) ?? []
  const { done, passOn } = administration.users.invite
  if (link === undefined) {
    tell(done(Email))
    return
  }
  await ask(
    passOn.title,
    (choose) => (
      <Stack>
        <Text>{passOn.about(Email)}</Text>
        <Secret label={passOn.label} value={link} />
        <Button onClick={() => choose(true)}>{texts.done}</Button>
      </Stack>
    ),
    { mayClose: false },
  )
}
