/** Ctrl K: pages, actions and people by a few letters. */
import { Modal, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type KeyboardEvent, useState } from 'react'
import { ContactAvatar } from '../contacts/avatar.tsx'
import { crm } from '../crm/crm.ts'
import { Icon } from '../look/icons.tsx'
import { texts } from '../texts/texts.ts'
import { type Command, useCommands } from './commands.tsx'
import classes from './palette.module.css'

export function Palette({ onClose }: { onClose: () => void }) {
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const commands = useCommands().filter(({ title }) => matches(title, typed))
  const people = usePeople(typed)
  const all = [...commands, ...people]
  const chosen = Math.min(at, all.length - 1)
  const run = (command: Command | undefined) => {
    if (command === undefined) return
    onClose()
    command.run()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setAt((chosen + 1) % all.length)
    else if (event.key === 'ArrowUp') setAt((chosen + all.length - 1) % all.length)
    else if (event.key === 'Enter') run(all[chosen])
    else return
    event.preventDefault()
  }
  return (
    <Modal
      opened
      onClose={onClose}
      withCloseButton={false}
      centered={false}
      padding={0}
      size={560}
      aria-label={texts.palette.title}
    >
      <TextInput
        variant="unstyled"
        size="md"
        className={classes.input}
        leftSection={<Icon name="search" />}
        placeholder={texts.palette.placeholder}
        aria-label={texts.palette.placeholder}
        role="combobox"
        aria-expanded
        aria-controls="palette"
        aria-activedescendant={all[chosen] && `command-${chosen}`}
        data-autofocus
        value={typed}
        onKeyDown={onKeyDown}
        onChange={({ currentTarget }) => {
          setTyped(currentTarget.value)
          setAt(0)
        }}
      />
      <div id="palette" role="listbox" aria-label={texts.palette.title} className={classes.list}>
        {all.map((command, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field above
          <div
            key={command.id}
            id={`command-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen}
            ref={(element) => {
              if (index === chosen) element?.scrollIntoView({ block: 'nearest' })
            }}
            className={classes.command}
            onMouseMove={() => setAt(index)}
            onClick={() => run(command)}
          >
            {command.icon}
            <span>{command.title}</span>
            <small>{command.about}</small>
          </div>
        ))}
        {all.length === 0 && <p className={classes.nothing}>{texts.palette.nothing}</p>}
      </div>
    </Modal>
  )
}

const matches = (title: string, typed: string) =>
  typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => title.toLowerCase().includes(word))

/** The people that a few letters find, as commands that open them. */
function usePeople(typed: string): Command[] {
  const navigate = useNavigate()
  const [wanted] = useDebouncedValue(typed.trim(), 90)
  const { data } = useQuery({
    queryKey: ['contacts', 'palette', wanted],
    queryFn: ({ signal }) =>
      crm.contacts.search(
        {
          SearchText: wanted,
          PageSize: 8,
          Total: 'NONE',
          Properties: ['DisplayName', 'RecordType', 'Photo', 'Emails', 'OrganizationName'],
        },
        { signal },
      ),
    enabled: wanted.length > 1,
    placeholderData: keepPreviousData,
  })
  if (wanted.length < 2) return []
  return (data?.Rows ?? []).map((contact) => {
    const { Id = '', DisplayName = '', RecordType, Emails, OrganizationName } = contact
    return {
      id: Id,
      title: DisplayName,
      about: (RecordType === 'PERSON' && OrganizationName) || (Emails?.[0]?.Value ?? ''),
      icon: <ContactAvatar contact={contact} size={22} />,
      run: () => void navigate({ to: '/contacts', search: (now) => ({ ...now, contact: Id }) }),
    }
  })
}
