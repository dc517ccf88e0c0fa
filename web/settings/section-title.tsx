import type { ReactNode } from 'react'
import { useTitle } from '../app/title.ts'
import classes from './page.module.css'

/** How each section begins. @param children the buttons for what the section is about as a whole */
export function SectionTitle({ title, about, children }: { title: string; about?: string; children?: ReactNode }) {
  useTitle(title)
  return (
    <header className={classes.header}>
      <div>
        <h1>{title}</h1>
        {about !== undefined && <p>{about}</p>}
      </div>
      {children}
    </header>
  )
}
