import { ActionIcon, Button, Checkbox, CloseButton, Kbd, Popover, TextInput, Tooltip } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { useKeys } from '../keyboard/keys.ts'
import { Icon } from '../look/icons.tsx'
import { number, texts } from '../texts/texts.ts'
import type { ContactsAddress } from './address.ts'
import type { useColumns } from './columns.tsx'
import classes from './page.module.css'
import type { Total } from './rows.ts'

interface Props {
  title: string
  /** What is searched for. */
  q: string
  go: (change: ContactsAddress) => void
  columns: ReturnType<typeof useColumns>
  isFiltered: boolean
  onFilter: () => void
  total: Total | undefined
  /** Whether rows are on their way, and those of the search before are still to be seen. */
  isSearching: boolean
  onExport: () => void
  onNew: () => void
}

export function Toolbar({ title, q, go, columns, isFiltered, onFilter, total, isSearching, onExport, onNew }: Props) {
  const { contacts } = texts
  return (
    <div className={classes.head}>
      <header className={classes.bar}>
        <h1 className={classes.title}>
          {title} <small aria-live="polite">{total && totalText(total)}</small>
        </h1>
        <SearchInput q={q} isSearching={isSearching} onSearch={(text) => go({ q: text || undefined })} />
        <Tooltip label={contacts.filter}>
          <ActionIcon
            variant={isFiltered ? 'light' : 'default'}
            size={36}
            aria-label={contacts.filter}
            aria-haspopup="dialog"
            onClick={onFilter}
          >
            <Icon name="filter" />
          </ActionIcon>
        </Tooltip>
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
        <Button flex="none" leftSection={<Icon name="add" />} onClick={onNew}>
          {contacts.new}
        </Button>
      </header>
    </div>
  )
}

function totalText({ count, kind }: Total): string {
  const { about, atLeast } = texts.contacts
  return kind === 'EXACT' ? number(count) : (kind === 'ESTIMATED' ? about : atLeast)(number(count))
}

interface SearchProps {
  q: string
  isSearching: boolean
  onSearch: (q: string) => void
}

/** Each letter is searched for at once, but for what is typed while rows are on their way: of that, the last when they have come. */
function SearchInput({ q, isSearching, onSearch }: SearchProps) {
  const [typed, setTyped] = useState(q)
  const [waiting, setWaiting] = useState<string>()
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (waiting === undefined || isSearching) return
    setWaiting(undefined)
    onSearch(waiting)
  })
  // A link, or the way back, has changed what is searched for; what is being typed is not touched by what came of it.
  useEffect(() => {
    if (document.activeElement !== input.current) setTyped(q)
  }, [q])
  useKeys({
    '/': () => input.current?.focus(),
  })
  const change = (text: string) => {
    setTyped(text)
    setWaiting(text)
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
        <div className={classes.choices}>
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
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
