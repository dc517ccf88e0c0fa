/** What pages of files are in: the page, whose content scrolls, and lists that are read whole. */
import { Skeleton } from '@mantine/core'
import type { ComponentProps, ReactNode } from 'react'
import { Page, Unreadable } from '../look/page.tsx'
import classes from './files.module.css'

export const Frame = ({ children, ...page }: ComponentProps<typeof Page>) => (
  <Page {...page}>
    <div className={classes.body}>{children}</div>
  </Page>
)

interface ListProps<Row> {
  query: { data: Row[] | undefined; isError: boolean; refetch: () => unknown }
  empty: ReactNode
  children: (rows: Row[]) => ReactNode
}

/** A list that is read whole: while it comes, where it cannot be read, where there is nothing. */
export function Listed<Row>({ query: { data, isError, refetch }, empty, children }: ListProps<Row>) {
  if (data === undefined && isError) return <Unreadable retry={refetch} />
  if (data === undefined) return <Skeleton height={140} m="md" width="auto" />
  return data.length === 0 ? empty : children(data)
}
