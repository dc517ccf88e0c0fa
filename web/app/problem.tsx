import { Button } from '@mantine/core'
import { useEffect } from 'react'
import { tellDeveloper } from '../crm/explain.ts'
import { texts } from '../texts/texts.ts'
import classes from './problem.module.css'

/** In place of a page that cannot be shown. */
export function Problem({ error }: { error?: unknown }) {
  useEffect(() => {
    if (error) tellDeveloper(error)
  }, [error])
  const { title, about, noPage, button, home } = texts.problem
  return (
    <main className={classes.problem}>
      <h1>{error ? title : noPage}</h1>
      {error !== undefined && <p>{about}</p>}
      <Button component="a" href={error ? undefined : '/contacts'} onClick={() => error && location.reload()}>
        {error ? button : home}
      </Button>
    </main>
  )
}
