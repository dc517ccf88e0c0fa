/** What pages have in common: the bar at the top, and what stands where nothing is to be shown. */
import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTitle } from '../app/title.ts'
import { Icon, type IconName } from './icons.tsx'
import classes from './page.module.css'

interface Props {
  title: string
  /** How many things there are, as it is written. */
  count?: string | undefined
  /** What stands at the end of the bar. */
  acts?: ReactNode
  children: ReactNode
}

export function Page({ title, count, acts, children }: Props) {
  useTitle(title)
  return (
    <div className={classes.page}>
      <header className={classes.bar}>
        <h1>
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
  button?: string
  isBusy?: boolean
  isProblem?: boolean
  onClick?: () => unknown
}

export const Nothing = ({ icon, title, about, button, isBusy = false, isProblem = false, onClick }: NothingProps) => (
  <div className={classes.nothing} role={isProblem ? 'alert' : 'status'}>
    <Icon name={icon} size={36} />
    <h2>{title}</h2>
    <p>{about}</p>
    {button !== undefined && (
      <Button variant={isProblem ? 'default' : 'filled'} loading={isBusy} onClick={() => void onClick?.()}>
        {button}
      </Button>
    )}
  </div>
)
