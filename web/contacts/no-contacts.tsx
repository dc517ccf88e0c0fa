import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useEffect } from 'react'
import { tellDeveloper } from '../crm/explain.ts'
import { Icon } from '../look/icons.tsx'
import { Nothing, Unreadable } from '../look/page.tsx'
import { texts } from '../texts/texts.ts'
import { type ContactsAddress, nothingAsked } from './address.ts'

interface Props {
  isSearch: boolean
  go: (change: ContactsAddress) => void
  error: Error | null
  retry: () => unknown
  onNew: () => void
}

/** Where the list would be: that there is nobody yet, that nobody was found, or that it cannot be read. */
export function NoContacts({ isSearch, go, error, retry, onNew }: Props) {
  useEffect(() => {
    if (error) tellDeveloper(error)
  }, [error])
  const { unreadable, notFound, empty } = texts.contacts
  if (error) return <Unreadable words={unreadable} retry={retry} />
  if (isSearch)
    return (
      <Nothing icon="search" title={notFound.title} about={notFound.about}>
        <Button variant="default" onClick={() => go(nothingAsked)}>
          {notFound.button}
        </Button>
      </Nothing>
    )
  return (
    <Nothing icon="contacts" title={empty.title} about={empty.about}>
      <Button onClick={onNew}>{empty.button}</Button>
      <Button variant="default" component={Link} to="/imports/new" leftSection={<Icon name="import" size={14} />}>
        {empty.import}
      </Button>
    </Nothing>
  )
}
