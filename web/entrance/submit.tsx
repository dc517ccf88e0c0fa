import { Alert } from '@mantine/core'
import { type FormEvent, type ReactNode, useState } from 'react'
import { explain } from '../crm/explain.ts'
import { Icon } from '../look/icons.tsx'
import classes from './entrance.module.css'

export type Fields = Record<string, string>

/** A form whose fields are sent when they are whole; what goes wrong is told above its button. */
export function EntranceForm({
  send,
  children,
}: {
  /** Returns a sentence, where the person has to know why it cannot be. */
  send: (fields: Fields) => Promise<string | undefined>
  children: (isBusy: boolean) => ReactNode
}) {
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const filled = [...new FormData(event.currentTarget)].filter(([, value]) => value !== '')
    setBusy(true)
    setProblem(undefined)
    try {
      setProblem(await send(Object.fromEntries(filled) as Fields))
    } catch (error) {
      setProblem(explain(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <form onSubmit={submit} className={classes.form}>
      {children(isBusy)}
      {problem !== undefined && (
        <Alert color="red" variant="light" icon={<Icon name="warning" />} role="alert">
          {problem}
        </Alert>
      )}
    </form>
  )
}
