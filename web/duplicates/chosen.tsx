/** Contacts that somebody has chosen as the same, whether or not they look alike. */
import { Button, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { crm } from '../crm/crm.ts'
import { explain } from '../crm/explain.ts'
import { Nothing, Page, Unreadable } from '../look/page.tsx'
import { words } from '../texts/duplicates.ts'
import { texts } from '../texts/texts.ts'
import { GroupView } from './group.tsx'
import classes from './page.module.css'

export function ChosenContacts({ ids }: { ids: string[] }) {
  const navigate = useNavigate()
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['contacts', 'chosen', ids],
    queryFn: ({ signal }) =>
      crm.contacts.search(
        { Filter: { Property: 'Id', Operator: 'IN', Values: ids }, PageSize: ids.length },
        { signal },
      ),
  })
  const contacts = data?.Rows ?? []
  return (
    <Page title={texts.duplicates.title}>
      {isPending ? (
        <Skeleton height={240} m="lg" w="auto" aria-busy="true" />
      ) : data === undefined ? (
        <Unreadable words={{ ...words.unreadable, about: explain(error) }} retry={refetch} />
      ) : contacts.length < 2 ? (
        <Nothing icon="duplicates" title={words.gone.title} about={words.gone.about}>
          <Button onClick={() => void navigate({ to: '/duplicates' })}>{words.gone.button}</Button>
        </Nothing>
      ) : (
        <div className={classes.inbox}>
          <GroupView
            group={{ Score: 0, Contacts: contacts, Pairs: [] }}
            onDecided={(contact) =>
              void navigate({ to: '/contacts', search: contact === undefined ? {} : { contact } })
            }
          />
        </div>
      )}
    </Page>
  )
}
