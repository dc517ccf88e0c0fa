import { Progress } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './running.module.css'

interface Props {
  title: string
  about: string
  /** 0 to 100. */
  percent: number
  children: ReactNode
}

/** In place of a page whose work is under way. */
export const Running = ({ title, about, percent, children }: Props) => (
  <div className={classes.running} aria-busy="true">
    <h2>{title}</h2>
    <Progress value={Math.max(percent, 3)} size="md" animated aria-label={title} />
    <p role="status">{about}</p>
    {children}
  </div>
)
