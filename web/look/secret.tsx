import { Button, TextInput } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { texts } from '../texts/texts.ts'
import { Icon } from './icons.tsx'
import classes from './secret.module.css'

/** What is shown once, to be put somewhere else. */
export function Secret({ label, value }: { label: string; value: string }) {
  return (
    <div className={classes.secret}>
      <TextInput
        label={label}
        value={value}
        readOnly
        spellCheck={false}
        onFocus={({ currentTarget }) => currentTarget.select()}
        classNames={{ root: classes.field ?? '', input: classes.value ?? '' }}
      />
      <Copy text={value} />
    </div>
  )
}

/** Only where the browser lets pages write to the clipboard: it does not at an address without TLS. */
export function Copy({ text }: { text: string }) {
  const clipboard = useClipboard({ timeout: 2000 })
  if (navigator.clipboard === undefined) return null
  return (
    <Button
      variant="default"
      leftSection={<Icon name={clipboard.copied ? 'check' : 'copy'} />}
      onClick={() => clipboard.copy(text)}
    >
      {clipboard.copied ? texts.copied : texts.copy}
    </Button>
  )
}
