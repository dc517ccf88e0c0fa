import { Button, Skeleton } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { words } from '../texts/settings.ts'
import { texts } from '../texts/texts.ts'
import { Nothing } from './block.tsx'

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
