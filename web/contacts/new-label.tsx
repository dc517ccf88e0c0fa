import { Button, Group, TextInput } from '@mantine/core'
import type { FormEvent } from 'react'
import { texts } from '../texts/texts.ts'

/** A label begins with #; whoever types none means it. */
export const labelNamed = (typed: string) => (typed.trim().startsWith('#') ? typed.trim() : `#${typed.trim()}`)

export function NewLabel({ onName }: { onName: (name: string) => void }) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    onName(labelNamed(String(new FormData(event.currentTarget).get('Name'))))
  }
  return (
    <form onSubmit={submit}>
      <TextInput name="Name" label={texts.newLabel.name} required maxLength={99} pattern=".*[^\s#].*" data-autofocus />
      <Group justify="flex-end" mt="md">
        <Button type="submit">{texts.newLabel.button}</Button>
      </Group>
    </form>
  )
}
