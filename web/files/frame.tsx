/** What stands around the pages of files: a heading with what can be done, and the page below it. */
import { Button, Skeleton } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Icon, type IconName } from '../look/icons.tsx'
import { texts } from '../texts/texts.ts'
import classes from './files.module.css'

interface Props {
  title: string
  /** The page that it belongs to. */
  under?: { to: '/imports'; title: string }
  actions?: ReactNode
  children: ReactNode
}

export const Frame = ({ title, under, actions, children }: Props) => (
  <section className={classes.page} aria-label={title}>
    <header className={classes.bar}>
      <h1 title={title}>
        {under && (
          <Link to={under.to} className={classes.under}>
            {under.title}
          </Link>
        )}
        {title}
      </h1>
      {actions}
    </header>
    <div className={classes.body}>{children}</div>
  </section>
)

interface NothingProps {
  icon: IconName
  title: string
  about: string
  children?: ReactNode
}

export const Nothing = ({ icon, title, about, children }: NothingProps) => (
  <div className={classes.nothing} role="status">
    <Icon name={icon} size={36} />
    <h2>{title}</h2>
    <p>{about}</p>
    {children}
  </div>
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

export const Unreadable = ({ retry }: { retry: () => unknown }) => (
  <Nothing icon="offline" title={texts.problem.title} about={texts.problem.about}>
    <Button variant="default" onClick={() => retry()}>
      {texts.problem.button}
    </Button>
  </Nothing>
)
