import { Button, Checkbox, Group } from '@mantine/core'
import { useState } from 'react'
import { save } from '../crm/save.ts'
import { Icon } from '../look/icons.tsx'
import { Copy } from '../look/secret.tsx'
import { words } from '../texts/settings.ts'
import classes from './second-factor.module.css'

/** They are told this once: so one says that one has them before one goes on. */
export function RecoveryCodes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const [areKept, setKept] = useState(false)
  const { recovery } = words.secondFactor
  const text = codes.join('\n')
  return (
    <>
      <p>{recovery.about}</p>
      <ul className={classes.codes}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Group>
        <Copy text={text} />
        <Button
          variant="default"
          leftSection={<Icon name="export" />}
          onClick={() => save(new Blob([`${recovery.heading}\n\n${text}\n`], { type: 'text/plain' }), recovery.file)}
        >
          {recovery.download}
        </Button>
      </Group>
      <Checkbox
        mt="lg"
        label={recovery.kept}
        checked={areKept}
        onChange={({ currentTarget }) => setKept(currentTarget.checked)}
      />
      <Button mt="md" fullWidth disabled={!areKept} onClick={onDone}>
        {recovery.button}
      </Button>
    </>
  )
}
