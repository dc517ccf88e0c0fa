import { Skeleton } from '@mantine/core'
import type { ReactNode } from 'react'
import { tellDeveloper } from '../crm/explain.ts'
import { words } from '../texts/home.ts'
import classes from './page.module.css'

interface CardProps {
  title: string
  about?: string
  children: ReactNode
}

export const Card = ({ title, about, children }: CardProps) => (
  <section className={classes.card} aria-label={title}>
    <h2>{title}</h2>
    {about !== undefined && <p>{about}</p>}
    {children}
  </section>
)

/** What is read from the server, while it is read, and where it cannot be. */
export function Shown<Data>({ query, children }: { query: Query<Data>; children: (data: Data) => ReactNode }) {
  if (query.data !== undefined) return children(query.data)
  if (query.error === null) return <Skeleton height={80} aria-busy="true" />
  tellDeveloper(query.error)
  return <p className={classes.quiet}>{words.unreadable}</p>
}

interface Query<Data> {
  data: Data | undefined
  error: Error | null
}
