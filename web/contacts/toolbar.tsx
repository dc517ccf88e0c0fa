import { ActionIcon, Button, Checkbox, CloseButton, Kbd, Popover, ScrollArea, TextInput, Tooltip } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useEffect, useRef, useState } from 'react'
import { useKeys } from '../keyboard/keys.ts'
import { Icon } from '../look/icons.tsx'
import { number, texts } from '../texts/texts.ts'
import type { ContactsAddress } from './address.ts'
import { labelText } from './chips.tsx'
import type { useColumns } from './columns.tsx'
import classes from './page.module.css'

interface Props {
  address: ContactsAddress
  go: (change: ContactsAddress) => void
  columns: ReturnType<typeof useColumns>
  found: number | undefined
  isEstimated: boolean
  onExport: () => void
  onNew: () => void
}

export function Toolbar({ address, go, columns, found, isEstimated, onExport, onNew }: Props) {
  const { contacts } = texts
  return (
    <header className={classes.bar}>
      <h1 className={classes.title}>
        {address.label === undefined ? contacts.title : labelText(address.label)}{' '}
        <small aria-live="polite">
          {found !== undefined && (isEstimated ? contacts.about(number(found)) : number(found))}
        </small>
      </h1>
      <SearchInput q={address.q ?? ''} onSearch={(q) => go({ q: q || undefined })} />
      <span className={classes.wide}>
        <ChooseColumns {...columns} />
      </span>
      <span className={classes.wide}>
        <Tooltip label={contacts.export}>
          <ActionIcon variant="default" size={36} aria-label={contacts.export} onClick={onExport}>
            <Icon name="export" />
          </ActionIcon>
        </Tooltip>
      </span>
      <Button leftSection={<Icon name="add" />} onClick={onNew}>
        {contacts.new}
      </Button>
    </header>
  )
}

/** Long enough that a word typed at once is one search, short enough that nobody waits for it. */
const pause = 90

function SearchInput({ q, onSearch }: { q: string; onSearch: (q: string) => void }) {
  const [typed, setTyped] = useState(q)
  const input = useRef<HTMLInputElement>(null)
  const search = useDebouncedCallback(onSearch, pause)
  // A link, or the way back, has changed what is searched for; what is being typed is not touched by what came of it.
  useEffect(() => {
    if (document.activeElement !== input.current) setTyped(q)
  }, [q])
  useKeys({
    '/': () => input.current?.focus(),
  })
  const change = (text: string) => {
    setTyped(text)
    search(text)
  }
  return (
    <TextInput
      ref={input}
      className={classes.search}
      type="search"
      aria-label={texts.contacts.search}
      placeholder={texts.contacts.search}
      value={typed}
      onChange={({ currentTarget }) => change(currentTarget.value)}
      onKeyDown={({ key, currentTarget }) => {
        if (key === 'Escape') currentTarget.blur()
      }}
      leftSection={<Icon name="search" />}
      rightSection={
        typed === '' ? (
          <Kbd size="xs" className={classes.wide}>
            /
          </Kbd>
        ) : (
          <CloseButton size="sm" aria-label={texts.contacts.clearSearch} onClick={() => change('')} />
        )
      }
    />
  )
}

function ChooseColumns({ all, shown, choose }: ReturnType<typeof useColumns>) {
  const properties = shown.map(({ property }) => property)
  const toggle = (property: string) =>
    choose(properties.includes(property) ? properties.filter((each) => each !== property) : [...properties, property])
  return (
    <Popover position="bottom-end" width={240} trapFocus>
      <Popover.Target>
        <Tooltip label={texts.contacts.columns}>
          <ActionIcon variant="default" size={36} aria-label={texts.contacts.columns}>
            <Icon name="columns" />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown p="xs">
        <ScrollArea.Autosize mah={400}>
          {all.map(({ property, title }) => (
            <Checkbox
              key={property}
              size="xs"
              p={6}
              label={title}
              checked={properties.includes(property)}
              onChange={() => toggle(property)}
            />
          ))}
        </ScrollArea.Autosize>
      </Popover.Dropdown>
    </Popover>
  )
}
