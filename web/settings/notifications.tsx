import { SegmentedControl, Switch } from '@mantine/core'
import type { Input } from '../../client/client.ts'
import { crm } from '../crm/crm.ts'
import { queries } from '../crm/queries.ts'
import { tellProblem } from '../crm/toasts.tsx'
import type { User } from '../crm/users.ts'
import { words } from '../texts/settings.ts'
import { Block, Line, Lines } from './block.tsx'
import { Loaded } from './loaded.tsx'
import { SectionTitle } from './section-title.tsx'
import { useMe } from './users.ts'

type Told = Input<'users/update-notification/{id}'>

const events = ['ImportFinished', 'ExportFinished', 'SyncTrouble', 'NewSignIn'] as const
const channels = ['EMAIL', 'APP'] as const
const often = ['NEVER', 'AT_ONCE', 'DAILY'] as const

/** Shown at once, and taken back where the server refuses it. */
async function change(me: User, told: Told): Promise<void> {
  const key = ['users', me.Id]
  queries.setQueryData(key, { ...me, Notifications: { ...me.Notifications, ...told } })
  try {
    await crm.users.updateNotification(me.Id, told)
  } catch (error) {
    tellProblem(error)
    await queries.invalidateQueries({ queryKey: key })
  }
}

export function NotificationSettings() {
  const query = useMe()
  const { notifications } = words
  return (
    <>
      <SectionTitle title={words.sections.notifications} about={notifications.about} />
      <Loaded query={query}>
        {(me) => (
          <>
            <Block title={notifications.how}>
              <Channels me={me} />
            </Block>
            <Block title={notifications.what}>
              <Events me={me} />
            </Block>
          </>
        )}
      </Loaded>
    </>
  )
}

function Channels({ me }: { me: User }) {
  const chosen = me.Notifications?.Channels ?? []
  const toggled = (channel: (typeof channels)[number]) =>
    chosen.includes(channel) ? chosen.filter((each) => each !== channel) : [...chosen, channel]
  return (
    <Lines>
      {channels.map((channel) => (
        <Line
          key={channel}
          icon={channel === 'EMAIL' ? 'email' : 'bell'}
          title={words.notifications.channels[channel]}
          about={words.notifications.channelsAbout[channel]}
        >
          <Switch
            aria-label={words.notifications.channels[channel]}
            checked={chosen.includes(channel)}
            onChange={() => void change(me, { Channels: toggled(channel) })}
          />
        </Line>
      ))}
    </Lines>
  )
}

function Events({ me }: { me: User }) {
  const { notifications } = words
  const { ContactsChanged = 'NEVER', ...told } = me.Notifications ?? {}
  return (
    <Lines>
      <Line title={notifications.events.ContactsChanged} about={notifications.eventsAbout.ContactsChanged}>
        <SegmentedControl
          size="xs"
          aria-label={notifications.events.ContactsChanged}
          data={often.map((value) => ({ value, label: notifications.often[value] }))}
          value={ContactsChanged}
          onChange={(value) => void change(me, { ContactsChanged: value })}
        />
      </Line>
      {events.map((event) => (
        <Line key={event} title={notifications.events[event]} about={notifications.eventsAbout[event]}>
          <Switch
            aria-label={notifications.events[event]}
            checked={told[event] ?? false}
            onChange={({ currentTarget }) => void change(me, { [event]: currentTarget.checked })}
          />
        </Line>
      ))}
    </Lines>
  )
}
