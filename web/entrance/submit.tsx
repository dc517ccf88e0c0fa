import { Alert, Button } from '@mantine/core'
import type { FormEvent, ReactNode } from 'react'
import type { Sentences } from '../crm/explain.ts'
import { useSending } from '../crm/sending.ts'
import { Icon } from '../look/icons.tsx'
import classes from './entrance.module.css'

export type Fields = Record<string, string>

interface Props {
  /** Returns a sentence, where the person has to know why it cannot be. */
  send: (fields: Fields) => Promise<string | undefined>
  /** What its button says; none while there is nothing to send. */
  button: string | undefined
  /** For what may go wrong, where the usual sentence is not the best one. */
  problems?: Sentences
  /** Whether it destroys something. */
  isDangerous?: boolean
  children?: ReactNode
}

/** A form whose fields are sent when they are whole; what goes wrong is told below its button. */
export function EntranceForm({ send, button, problems, isDangerous, children }: Props) {
  const sending = useSending(problems)
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const filled = [...new FormData(event.currentTarget)].filter(([, value]) => value !== '')
    void sending.send(() => send(Object.fromEntries(filled) as Fields))
  }
  return (
    <form onSubmit={submit} className={classes.form}>
      {children}
      {button !== undefined && (
        <Button type="submit" loading={sending.isBusy} fullWidth {...(isDangerous && { color: 'red' })}>
          {button}
        </Button>
      )}
      {sending.problem !== undefined && (
        <Alert color="red" variant="light" icon={<Icon name="warning" />} role="alert">
          {sending.problem}
        </Alert>
      )}
    </form>
  )
}
