import { createContext, type ReactNode, useContext } from 'react'
import { Icon, type IconName } from '../../look/icons.tsx'
import classes from './fields.module.css'

interface Props {
  icon: IconName
  title: string
  children: ReactNode
}

/**
 * Over a cell of the list a field stands alone: it is being changed from the beginning, and tells when that has ended. In the
 * panel there is none of this.
 */
export const OverCell = createContext<{ end: () => void } | undefined>(undefined)

/** A line of the panel: what it is, and what stands there. */
export function Field({ icon, title, children }: Props) {
  if (useContext(OverCell) !== undefined) return children
  return (
    <div className={classes.field}>
      <div className={classes.title}>
        <Icon name={icon} size={15} />
        <span title={title}>{title}</span>
      </div>
      <div>{children}</div>
    </div>
  )
}
