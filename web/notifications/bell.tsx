import { Popover } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import { Icon } from '../look/icons.tsx'
import { number, texts } from '../texts/texts.ts'
import classes from './bell.module.css'
import { useNotifications } from './told.ts'

const List = lazy(async () => ({ default: (await import('./list.tsx')).NotificationList }))

/** What the person was told: how much of it is new, and behind it the list. */
export function Bell() {
  const { data = [] } = useNotifications()
  const [isOpen, setOpen] = useState(false)
  const unread = data.filter(({ ReadDate }) => ReadDate === undefined).length
  const { title, unread: withNew } = texts.notifications
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-start" width={360} trapFocus returnFocus>
      <Popover.Target>
        <button
          type="button"
          className={classes.bell}
          aria-label={unread === 0 ? title : withNew(number(unread))}
          onClick={() => setOpen(!isOpen)}
        >
          <Icon name="bell" size={18} />
          {unread > 0 && <span aria-hidden="true">{unread > 99 ? '99+' : unread}</span>}
        </button>
      </Popover.Target>
      <Popover.Dropdown p={0} className={classes.dropdown} aria-label={title}>
        <Suspense>
          <List onGo={() => setOpen(false)} />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  )
}
