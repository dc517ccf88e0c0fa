import { Button, Skeleton } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { words } from '../texts/settings.ts'
import { texts } from '../texts/texts.ts'
import { Lines, Nothing } from './block.tsx'

/** What has been read; until then a place for it, or why it cannot be read. */
export function Loaded<Data>({
  query,
  children,
}: {
  query: UseQueryResult<Data>
  children: (data: Data) => ReactNode
}) {
  if (query.data !== undefined) return children(query.data)
  if (!query.isError) return <Skeleton height={112} radius="md" />
  return (
    <Nothing>
      {words.unreadable}{' '}
      <Button variant="subtle" size="compact-sm" onClick={() => void query.refetch()}>
        {texts.again}
      </Button>
    </Nothing>
  )
}

interface LoadedLinesProps<Thing> {
  query: UseQueryResult<Thing[]>
  /** What is said where there are none. */
  none: string
  /** One of them, as a line. */
  children: (thing: Thing) => ReactNode
}

export const LoadedLines = <Thing,>({ query, none, children }: LoadedLinesProps<Thing>) => (
  <Loaded query={query}>
    {(things) => (things.length === 0 ? <Nothing>{none}</Nothing> : <Lines>{things.map(children)}</Lines>)}
  </Loaded>
)
