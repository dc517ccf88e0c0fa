/** What became of a contact: who changed what, with a way back to each version. */
import { Button, Skeleton, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { crm } from '../../crm/crm.ts'
import { Moment } from '../../look/moment.tsx'
import { texts } from '../../texts/texts.ts'
import { historyKey } from '../cache.ts'
import { restoreVersion } from '../change.tsx'
import type { Contact } from '../rows.ts'
import { Differences } from './differences.tsx'
import classes from './history.module.css'

export function ContactHistory({ contact }: { contact: Contact }) {
  const id = contact.Id as string
  const { data, isPending, isError, hasNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: historyKey(id),
    queryFn: ({ pageParam, signal }) =>
      crm.contacts.history(id, { PageSize: 30, ...(pageParam === '' ? {} : { Cursor: pageParam }) }, { signal }),
    initialPageParam: '',
    getNextPageParam: ({ NextCursor }) => NextCursor ?? undefined,
    staleTime: 0,
  })
  const { history } = texts
  if (isPending) return <Skeleton height={120} m="md" />
  if (isError) return <Text p="md">{texts.panel.unreadable}</Text>
  const entries = data.pages.flatMap(({ Rows }) => Rows)
  return (
    <ol className={classes.history}>
      {entries.map((entry) => (
        <li key={entry.Sequence}>
          <p>
            <strong>{entry.User.Name}</strong> {history.changes[entry.Change]}
            <Moment of={entry.Date} />
          </p>
          {entry.Kind !== 'EDIT' && <p className={classes.kind}>{history.kinds[entry.Kind]}</p>}
          {entry.Change !== 'CREATED' && <Differences differences={entry.Differences} />}
          {entry.Version !== undefined && entry.Version < (contact.Version ?? 0) && (
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => void restoreVersion(contact, entry.Version ?? 0)}
            >
              {history.restore}
            </Button>
          )}
        </li>
      ))}
      {hasNextPage && (
        <Button size="compact-sm" variant="subtle" onClick={() => void fetchNextPage()}>
          {history.older}
        </Button>
      )}
    </ol>
  )
}
