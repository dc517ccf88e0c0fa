import { Button } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { Icon, type IconName } from '../look/icons.tsx'
import { Moment } from '../look/moment.tsx'
import { words } from '../texts/notifications.ts'
import { texts } from '../texts/texts.ts'
import classes from './list.module.css'
import { markRead, type Notification, useNotifications } from './told.ts'

const icons: Record<Notification['Event'], IconName> = {
  ImportFinished: 'import',
  ExportFinished: 'export',
  ContactsChanged: 'contacts',
  SyncTrouble: 'warning',
  NewSignIn: 'devices',
}

/** The page about it. */
function addressOf({ Event, SubjectId }: Notification): string {
  if (Event === 'ImportFinished') return SubjectId === undefined ? '/imports' : `/imports/${SubjectId}`
  if (Event === 'ExportFinished') return '/exports'
  if (Event === 'SyncTrouble') return '/settings/webhooks'
  return Event === 'NewSignIn' ? '/settings/devices' : '/contacts'
}

export function NotificationList({ onGo }: { onGo: () => void }) {
  const { data = [] } = useNotifications()
  const navigate = useNavigate()
  const go = (href: string) => {
    onGo()
    void navigate({ href })
  }
  const isAllRead = data.every(({ ReadDate }) => ReadDate !== undefined)
  return (
    <div className={classes.list}>
      <header>
        <h2>{texts.notifications.title}</h2>
        {!isAllRead && (
          <Button variant="subtle" size="compact-xs" onClick={() => void markRead()}>
            {words.readAll}
          </Button>
        )}
        <Button variant="subtle" color="gray" size="compact-xs" onClick={() => go('/settings/notifications')}>
          {words.settings}
        </Button>
      </header>
      {data.length === 0 ? (
        <p className={classes.nothing}>{words.none}</p>
      ) : (
        <ul>
          {data.map((notification) => (
            <li key={notification.Id}>
              <button
                type="button"
                data-new={notification.ReadDate === undefined || undefined}
                onClick={() => {
                  if (notification.ReadDate === undefined) void markRead(notification.Id)
                  go(addressOf(notification))
                }}
              >
                <Icon name={icons[notification.Event]} size={18} />
                <span>
                  {notification.Text}
                  <Moment of={notification.CreatedDate}>
                    {notification.ReadDate === undefined && ` · ${words.isNew}`}
                  </Moment>
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
