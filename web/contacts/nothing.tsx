import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useEffect } from 'react'
import { tellDeveloper } from '../crm/explain.ts'
import { Icon } from '../look/icons.tsx'
import { texts } from '../texts/texts.ts'
import { type ContactsAddress, nothingAsked } from './address.ts'
import classes from './page.module.css'

interface Props {
  isSearch: boolean
  go: (change: ContactsAddress) => void
  error: Error | null
  retry: () => unknown
  onNew: () => void
}

/** Where the list would be: that there is nobody yet, that nobody was found, or that it cannot be read. */
export function Nothing({ isSearch, go, error, retry, onNew }: Props) {
  useEffect(() => {
    if (error) tellDeveloper(error)
  }, [error])
  const { unreadable, notFound, empty } = texts.contacts
  const { title, about, button } = error ? unreadable : isSearch ? notFound : empty
  const act = error ? retry : isSearch ? () => go(nothingAsked) : onNew
  return (
    <div className={classes.nothing} role={error ? 'alert' : 'status'}>
      <Icon name={error ? 'offline' : isSearch ? 'search' : 'contacts'} size={36} />
      <h2>{title}</h2>
      <p>{about}</p>
      <Button variant={isSearch || error ? 'default' : 'filled'} onClick={() => act()}>
        {button}
      </Button>
      {!error && !isSearch && (
        <Button variant="default" component={Link} to="/imports/new" leftSection={<Icon name="import" size={14} />}>
          {empty.import}
        </Button>
      )}
    </div>
  )
}
