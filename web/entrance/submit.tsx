import { Alert, Button } from '@mantine/core'
import type { FormEvent, ReactNode } from 'react'
import { useSending } from '../crm/sending.ts'
import { Icon } from '../look/icons.tsx'
import classes from './entrance.module.css'

export type Fields = Record<string, string>

interface Props {
  /** Returns a sentence, where the person has to know why it cannot be. */
  send: (fields: Fields) => Promise<string | undefined>
  /** What its button says; none while there is nothing to send. */
  button: string | undefined
  children?: ReactNode
}

/** A form whose fields are sent when they are whole; what goes wrong is told below its button. */
export function EntranceForm({ send, button, children }: Props) {
  const sending = useSending()
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const filled = [...new FormData(event.currentTarget)].filter(([, value]) => value !== '')
    void sending.send(() => send(Object.fromEntries(filled) as Fields))
  }
  return (
    <form onSubmit={submit} className={classes.form}>
      {children}
      {button !== undefined && (
        <Button type="submit" loading={sending.isBusy} fullWidth>
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
