import { Button, Skeleton, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { crm } from '../crm/crm.ts'
import { ask } from '../look/dialogs.tsx'
import { Moment } from '../look/moment.tsx'
import { number } from '../texts/texts.ts'
import { words } from '../texts/webhooks.ts'
import { Mark } from './block.tsx'
import classes from './webhook-deliveries.module.css'
import type { Webhook } from './webhook-editor.tsx'

/** What was sent in the last 30 days, and what was answered. */
export const showDeliveries = (webhook: Webhook) =>
  ask(words.deliveriesOf(webhook.Name), () => <Deliveries id={webhook.Id} />)

function Deliveries({ id }: { id: string }) {
  const { data, isPending, isError, hasNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ['webhooks', 'deliveries', id],
    queryFn: ({ pageParam, signal }) =>
      crm.webhooks.deliveries(id, { PageSize: 30, ...(pageParam === '' ? {} : { Cursor: pageParam }) }, { signal }),
    initialPageParam: '',
    getNextPageParam: ({ NextCursor }) => NextCursor,
    staleTime: 0,
  })
  if (isPending) return <Skeleton height={160} />
  if (isError) return <Text>{words.unreadable}</Text>
  const deliveries = data.pages.flatMap(({ Rows }) => Rows)
  if (deliveries.length === 0) return <Text c="dimmed">{words.noDeliveries}</Text>
  return (
    <ul className={classes.deliveries}>
      {deliveries.map(({ Id, Type, Status, Date: when, Attempt, Milliseconds, ResponseCode, ResponseText }) => (
        <li key={Id}>
          <Mark tone={Status === 'DELIVERED' ? 'good' : 'bad'}>
            {Status === 'DELIVERED' ? words.arrived : words.failed}
          </Mark>
          <code>{Type}</code>
          <Moment of={when} />
          <small>
            {[
              ResponseCode === undefined ? words.noAnswer : words.answer(String(ResponseCode)),
              words.took(number(Milliseconds)),
              Attempt > 1 ? words.attempt(number(Attempt)) : undefined,
              ResponseText,
            ]
              .filter(Boolean)
              .join(' · ')}
          </small>
        </li>
      ))}
      {hasNextPage && (
        <Button size="compact-sm" variant="subtle" onClick={() => void fetchNextPage()}>
          {words.older}
        </Button>
      )}
    </ul>
  )
}
