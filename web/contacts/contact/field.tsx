import type { ReactNode } from 'react'
import { Icon, type IconName } from '../../look/icons.tsx'
import classes from './fields.module.css'

interface Props {
  icon: IconName
  title: string
  children: ReactNode
}

/** A line of the panel: what it is, and what stands there. */
export const Field = ({ icon, title, children }: Props) => (
  <div className={classes.field}>
    <div className={classes.title}>
      <Icon name={icon} size={15} />
      <span title={title}>{title}</span>
    </div>
    <div>{children}</div>
  </div>
)
