import { Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { Logo } from '../look/logo.tsx'
import classes from './entrance.module.css'

/** What the pages before the door have in common. */
export function Frame({ title, about, children }: { title: string; about?: ReactNode; children?: ReactNode }) {
  return (
    <main className={classes.page}>
      <div className={classes.card}>
        <Logo />
        <Title order={1} className={classes.title}>
          {title}
        </Title>
        {about && (
          <Text c="dimmed" mb="lg">
            {about}
          </Text>
        )}
        {children}
      </div>
    </main>
  )
}
