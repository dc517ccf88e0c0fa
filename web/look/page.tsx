/** What pages have in common: the bar at the top, and what stands where nothing is to be shown. */
import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTitle } from '../app/title.ts'
import { texts } from '../texts/texts.ts'
import { Icon, type IconName } from './icons.tsx'
import classes from './page.module.css'

interface Props {
  title: string
  /** The page that it belongs to. */
  under?: { to: '/imports'; title: string }
  /** How many things there are, as it is written. */
  count?: string | undefined
  /** What stands at the end of the bar. */
  acts?: ReactNode
  children: ReactNode
}

export function Page({ title, under, count, acts, children }: Props) {
  useTitle(title)
  return (
    <div className={classes.page}>
      <header className={classes.bar}>
        <h1 title={title}>
          {under && (
            <Link to={under.to} className={classes.under}>
              {under.title}
            </Link>
          )}
          {title} {count !== undefined && <small>{count}</small>}
        </h1>
        {acts}
      </header>
      {children}
    </div>
  )
}

interface NothingProps {
  icon: IconName
  title: string
  about: string
  isProblem?: boolean
  /** What can be done about it: a button, or several. */
  children?: ReactNode
}

export const Nothing = ({ icon, title, about, isProblem = false, children }: NothingProps) => (
  <div className={classes.nothing} role={isProblem ? 'alert' : 'status'}>
    <Icon name={icon} size={36} />
    <h2>{title}</h2>
    <p>{about}</p>
    {children}
  </div>
)

interface UnreadableProps {
  /** What is said of it, and the button that tries again. */
  words?: { title: string; about: string; button: string }
  retry: () => unknown
}

export const Unreadable = ({ words: { title, about, button } = texts.problem, retry }: UnreadableProps) => (
  <Nothing icon="offline" title={title} about={about} isProblem>
    <Button variant="default" onClick={() => void retry()}>
      {button}
    </Button>
  </Nothing>
)
