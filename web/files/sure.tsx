import { Button, Group, Text } from '@mantine/core'
import { ask } from '../look/dialogs.tsx'
import { texts } from '../texts/texts.ts'

interface Question {
  title: string
  about: string
  button: string
  isDangerous?: boolean
}

/** Asks before what cannot be taken back. */
export async function isSure({ title, about, button, isDangerous = false }: Question): Promise<boolean> {
  const answer = await ask<boolean>(title, (choose) => (
    <>
      <Text>{about}</Text>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={() => choose(false)} data-autofocus>
          {texts.cancel}
        </Button>
        <Button color={isDangerous ? 'red' : undefined} onClick={() => choose(true)}>
          {button}
        </Button>
      </Group>
    </>
  ))
  return answer === true
}
