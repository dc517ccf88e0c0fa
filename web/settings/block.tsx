/** What sections are made of: blocks, and in them forms, or lines of which each is about one thing. */
import type { ReactNode } from 'react'
import { Icon, type IconName } from '../look/icons.tsx'
import classes from './block.module.css'

interface BlockProps {
  title: string
  about?: ReactNode
  /** The buttons for all of it. */
  action?: ReactNode
  children?: ReactNode
}

export function Block({ title, about, action, children }: BlockProps) {
  return (
    <section className={classes.block} aria-label={title}>
      <header className={classes.head}>
        <div>
          <h2>{title}</h2>
          {about !== undefined && <p>{about}</p>}
        </div>
        {action}
      </header>
      {children}
    </section>
  )
}

export const Lines = ({ children }: { children: ReactNode }) => <ul className={classes.lines}>{children}</ul>

interface LineProps {
  icon?: IconName
  title: ReactNode
  about?: ReactNode
  /** What can be done with it. */
  children?: ReactNode
}

export const Line = ({ icon, title, about, children }: LineProps) => (
  <li className={classes.line}>
    {icon !== undefined && <Icon name={icon} size={18} />}
    <div className={classes.said}>
      <div className={classes.name}>{title}</div>
      {about !== undefined && <div className={classes.about}>{about}</div>}
    </div>
    {children !== undefined && <div className={classes.actions}>{children}</div>}
  </li>
)

export const Nothing = ({ children }: { children: ReactNode }) => <p className={classes.nothing}>{children}</p>

/** A word on how something stands. */
export const Mark = ({ children, tone = 'plain' }: { children: ReactNode; tone?: 'plain' | 'good' | 'bad' }) => (
  <span className={classes.mark} data-tone={tone}>
    {children}
  </span>
)
