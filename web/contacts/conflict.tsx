import { Button, Group, Text } from '@mantine/core'
import type { Fault } from '../../client/client.ts'
import { ask } from '../look/dialogs.tsx'
import { texts } from '../texts/texts.ts'
import classes from './conflict.module.css'
import { propertyTitle } from './properties.ts'
import type { Contact } from './rows.ts'
import { valueText } from './value-text.ts'

/** Two people have written the same property: which value is it to be? */
export function askWhoseValue({ DisplayName = '' }: Contact, faults: Fault[]): Promise<'mine' | 'theirs' | undefined> {
  const { title, about, mine, theirs, keepTheirs, useMine } = texts.conflict
  return ask(title, (choose) => (
    <>
      <Text mb="md">{about(DisplayName)}</Text>
      {faults.map(({ Path, Yours, Theirs }) => (
        <dl key={Path} className={classes.both}>
          <dt>{propertyTitle(Path)}</dt>
          <dd>
            <span>{theirs}</span> {valueText(Theirs)}
          </dd>
          <dd>
            <span>{mine}</span> {valueText(Yours)}
          </dd>
        </dl>
      ))}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={() => choose('theirs')}>
          {keepTheirs}
        </Button>
        <Button onClick={() => choose('mine')}>{useMine}</Button>
      </Group>
    </>
  ))
}
