import { Button, Group, Text } from '@mantine/core'
import { texts } from '../texts/texts.ts'
import { ask } from './dialogs.tsx'

/** Asks first. @param isDangerous whether it cannot be taken back */
export const isSure = async (
  question: string,
  about: string,
  button: string,
  { isDangerous = true } = {},
): Promise<boolean> =>
  (await ask<boolean>(question, (choose) => (
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
  ))) === true
