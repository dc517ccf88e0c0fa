/** The users of the organisation: who they are, and what they may do. */

import { Button, Menu, NativeSelect } from '@mantine/core'
import { attempt } from '../crm/attempt.ts'
import { crm } from '../crm/crm.ts'
import { useAuth } from '../crm/session.ts'
import { nameOf, type User, useUsers } from '../crm/users.ts'
import { Icon } from '../look/icons.tsx'
import { MoreMenu } from '../look/more-menu.tsx'
import { isSure } from '../look/sure.tsx'
import { administration } from '../texts/administration.ts'
import { moment, wholeMoment } from '../texts/dates.ts'
import { words } from '../texts/settings.ts'
import { Line, Lines, Mark } from './block.tsx'
import { inviteAgain, inviteSomebody } from './invite.tsx'
import { Loaded } from './loaded.tsx'
import { SectionTitle } from './section-title.tsx'
import { rolesUpTo } from './users.ts'

const changes = ['users', 'customer', 'sessions']
const problems = { CONFLICT: words.lastOwner }

export function People() {
  const { User: me } = useAuth()
  const query = useUsers()
  const { users } = administration
  return (
    <>
      <SectionTitle title={words.sections.users} about={users.about}>
        <Button leftSection={<Icon name="user" />} onClick={() => void inviteSomebody(me.Role)}>
          {users.invite.button}
        </Button>
      </SectionTitle>
      <Loaded query={query}>
        {(list) => (
          <Lines>
            {list.map((user) => (
              <Line
                key={user.Id}
                title={
                  <>
                    {nameOf(user)} <Marks user={user} isMe={user.Id === me.Id} />
                  </>
                }
                about={aboutOf(user)}
              >
                <Role user={user} />
                {user.Id !== me.Id && <More user={user} />}
              </Line>
            ))}
          </Lines>
        )}
      </Loaded>
    </>
  )
}

function aboutOf(user: User): string {
  const { SignedInDate, InvitationExpiresDate: until, Status } = user
  const when =
    Status === 'INVITED'
      ? until &&
        (Date.parse(until) > Date.now()
          ? administration.users.goodUntil(wholeMoment(until))
          : administration.users.tooOld)
      : SignedInDate && administration.users.signedIn(moment(SignedInDate))
  return [nameOf(user) === user.Email ? undefined : user.Email, when].filter(Boolean).join(' · ')
}

function Marks({ user, isMe }: { user: User; isMe: boolean }) {
  const { marks } = administration.users
  return (
    <>
      {isMe && <Mark>{marks.me}</Mark>} {user.Status === 'INVITED' && <Mark>{marks.invited}</Mark>}{' '}
      {user.Status === 'DEACTIVATED' && <Mark tone="bad">{marks.deactivated}</Mark>}{' '}
      {user.SecondFactor && <Mark tone="good">{marks.secondFactor}</Mark>}{' '}
      {user.Sharing && <Mark>{marks.sharing}</Mark>}
    </>
  )
}

/** Nobody gives more than they have, nor changes who may do more. */
function Role({ user }: { user: User }) {
  const { User: me } = useAuth()
  const roles = rolesUpTo(me.Role)
  if (user.Id === me.Id || !roles.includes(user.Role)) return <span>{administration.users.roles[user.Role]}</span>
  const give = (Role: User['Role']) =>
    attempt(() => crm.users.update(user.Id, { Role }), {
      told: administration.users.roleGiven(nameOf(user), administration.users.roles[Role]),
      undo: () => crm.users.update(user.Id, { Role: user.Role }),
      changes,
      problems,
    })
  return (
    <NativeSelect
      size="xs"
      aria-label={administration.users.roleOf(nameOf(user))}
      data={roles.map((value) => ({ value, label: administration.users.roles[value] }))}
      value={user.Role}
      onChange={({ currentTarget }) => void give(currentTarget.value as User['Role'])}
    />
  )
}

function More({ user }: { user: User }) {
  const { User: me } = useAuth()
  if (!rolesUpTo(me.Role).includes(user.Role)) return null
  const { menu } = administration.users
  return (
    <MoreMenu label={menu.title(nameOf(user))}>
      {user.Status === 'INVITED' && (
        <Menu.Item leftSection={<Icon name="email" />} onClick={() => void inviteAgain(user)}>
          {menu.inviteAgain}
        </Menu.Item>
      )}
      <Menu.Item leftSection={<Icon name="contacts" />} onClick={() => void share(user, !user.Sharing)}>
        {user.Sharing ? menu.unshare : menu.share}
      </Menu.Item>
      {user.SecondFactor && (
        <Menu.Item leftSection={<Icon name="signIn" />} onClick={() => void resetSecondFactor(user)}>
          {menu.resetSecondFactor}
        </Menu.Item>
      )}
      {user.Status !== 'INVITED' && (
        <Menu.Item
          leftSection={<Icon name={user.Status === 'ACTIVE' ? 'signOut' : 'check'} />}
          onClick={() => void activate(user, user.Status !== 'ACTIVE')}
        >
          {user.Status === 'ACTIVE' ? menu.deactivate : menu.activate}
        </Menu.Item>
      )}
      <Menu.Divider />
      <Menu.Item color="red" leftSection={<Icon name="delete" />} onClick={() => void remove(user)}>
        {user.Status === 'INVITED' ? menu.withdraw : menu.delete}
      </Menu.Item>
    </MoreMenu>
  )
}

const share = (user: User, Sharing: boolean) => {
  const to = (isOn: boolean) => crm.users.updateSharing({ Users: [{ UserId: user.Id, Sharing: isOn }] })
  return attempt(() => to(Sharing), {
    told: (Sharing ? administration.users.shared : administration.users.unshared)(nameOf(user)),
    undo: () => to(!Sharing),
    changes,
  })
}

const activate = (user: User, Active: boolean) =>
  attempt(() => crm.users.update(user.Id, { Active }), {
    told: (Active ? administration.users.activated : administration.users.deactivated)(nameOf(user)),
    undo: () => crm.users.update(user.Id, { Active: !Active }),
    changes,
    problems,
  })

async function resetSecondFactor(user: User): Promise<void> {
  const { question, about, button, done } = administration.users.resetSecondFactor
  if (await isSure(question(nameOf(user)), about, button))
    await attempt(() => crm.users.resetSecondFactor(user.Id), { told: done(nameOf(user)), changes })
}

async function remove(user: User): Promise<void> {
  const { question, about, button, done } =
    user.Status === 'INVITED' ? administration.users.withdraw : administration.users.delete
  if (await isSure(question(nameOf(user)), about, button))
    await attempt(() => crm.users.delete(user.Id), { told: done(nameOf(user)), changes, problems })
}
