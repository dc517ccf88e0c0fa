import { useMediaQuery } from '@mantine/hooks'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { lazy, Suspense, useMemo, useRef, useState } from 'react'
import { useTitle } from '../app/title.ts'
import { useKeys } from '../keyboard/keys.ts'
import { narrow } from '../look/narrow.ts'
import { texts } from '../texts/texts.ts'
import { type ContactsAddress, searchOf, sortedBy, sortKeysOf, sortText } from './address.ts'
import { deleteContact } from './change.tsx'
import { useColumns } from './columns.tsx'
import { Grid, type GridHandle } from './grid.tsx'
import { Nothing } from './nothing.tsx'
import classes from './page.module.css'
import { useFirstPage } from './rows.ts'
import { countSelected, nothing, toggled, useSelection } from './selection.ts'
import { Toolbar } from './toolbar.tsx'

// What is not needed before the list is there comes behind it.
const ContactPanel = lazy(async () => ({ default: (await import('./contact/panel.tsx')).ContactPanel }))
const NewContact = lazy(async () => ({ default: (await import('./new-contact.tsx')).NewContact }))
const SelectionBar = lazy(async () => ({ default: (await import('./selection-bar.tsx')).SelectionBar }))

const always = ['DisplayName', 'RecordType', 'Version']
const ofNarrow = ['JobTitle', 'OrganizationName', 'Emails', 'Phones']

export function ContactsPage() {
  const address = useSearch({ from: '/signed-in/contacts' })
  const navigate = useNavigate({ from: '/contacts' })
  const go = (change: ContactsAddress, replace = true) => {
    void navigate({ search: (now) => ({ ...now, ...change }), replace })
  }
  useTitle(texts.contacts.title)

  const isNarrow = useMediaQuery(narrow, false, { getInitialValueInEffect: false })
  const columns = useColumns()
  const chosen = columns.shown.map(({ property }) => property).join()
  const { q, label, sort, contact: openId } = address
  const search = useMemo(() => searchOf({ q, label, sort }), [q, label, sort])
  const properties = useMemo(
    () => [...new Set([...always, ...(isNarrow ? ofNarrow : chosen.split(',').filter(Boolean))])],
    [chosen, isNarrow],
  )
  const first = useFirstPage(search, properties)
  const found = first.data?.TotalCount ?? 0
  const [active, setActive] = useState(0)
  const [isNewOpen, setNewOpen] = useState(false)
  const [selection, select] = useSelection(JSON.stringify(search))
  const grid = useRef<GridHandle>(null)

  const exportFound = async () => {
    const { askAndExport } = await import('../exports/ask.tsx')
    await askAndExport(q === undefined && label === undefined ? {} : { found: { search, count: found } })
  }
  const open = (id: string | undefined) => go({ contact: id }, openId !== undefined)
  /** To another contact of the list, with the panel where it is open. */
  const step = (by: number) => {
    const contact = grid.current?.step(by)
    if (contact !== undefined && openId !== undefined) open(contact.Id)
  }
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    o: () => open(grid.current?.step(0)?.Id),
    x: () => {
      const id = grid.current?.step(0)?.Id
      if (id !== undefined) select(toggled(selection, id))
    },
    c: () => setNewOpen(true),
    // biome-ignore lint/correctness/noComponentHookFactories: the name of a key, not of a component
    Escape: () => (openId === undefined ? select(nothing) : open(undefined)),
  })

  return (
    <div className={classes.page}>
      <section className={classes.list} aria-label={texts.contacts.title}>
        <Toolbar
          address={address}
          go={go}
          columns={columns}
          found={first.data?.TotalKind === 'NONE' ? undefined : found}
          isEstimated={first.data?.TotalKind === 'ESTIMATED'}
          onExport={() => void exportFound()}
          onNew={() => setNewOpen(true)}
        />
        {first.data?.Rows.length === 0 || (first.isError && first.data === undefined) ? (
          <Nothing address={address} go={go} error={first.error} retry={first.refetch} onNew={() => setNewOpen(true)} />
        ) : (
          <Grid
            handle={grid}
            search={search}
            properties={properties}
            first={first.data}
            isStale={first.isPlaceholderData}
            columns={columns.shown}
            nameWidth={columns.nameWidth}
            isNarrow={isNarrow}
            sort={sortKeysOf(address)}
            onSort={(property, keepsOthers) =>
              go({ sort: sortText(sortedBy(sortKeysOf(address), property, keepsOthers)) })
            }
            onResize={columns.resize}
            active={active}
            onActive={setActive}
            openId={openId}
            onOpen={(contact, index) => {
              setActive(index)
              open(contact.Id)
            }}
            selection={selection}
            onSelect={select}
          />
        )}
        <Suspense>
          {countSelected(selection, found) > 0 && (
            <SelectionBar selection={selection} search={search} found={found} onSelect={select} />
          )}
        </Suspense>
      </section>
      <Suspense>
        {openId !== undefined && (
          <ContactPanel
            key={openId}
            id={openId}
            onClose={() => open(undefined)}
            onStep={step}
            onDelete={(contact) => {
              open(undefined)
              void deleteContact(contact)
            }}
          />
        )}
        {isNewOpen && <NewContact onClose={() => setNewOpen(false)} onCreated={open} />}
      </Suspense>
    </div>
  )
}
