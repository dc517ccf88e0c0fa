import { useMediaQuery } from '@mantine/hooks'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { lazy, Suspense, useMemo, useRef, useState } from 'react'
import { useTitle } from '../app/title.ts'
import { useKeys } from '../keyboard/keys.ts'
import { narrow } from '../look/narrow.ts'
import { texts } from '../texts/texts.ts'
import { type ContactsAddress, nothingAsked, sortText } from './address.ts'
import { useAsked } from './asked.ts'
import { deleteContact } from './change.tsx'
import { useColumns } from './columns.tsx'
import { Grid, type GridHandle } from './grid.tsx'
import { NoContacts } from './no-contacts.tsx'
import classes from './page.module.css'
import { useFirstPage, useTotal } from './rows.ts'
import { countSelected, nothing, toggled, useSelection } from './selection.ts'
import { Toolbar } from './toolbar.tsx'

// What is not needed before the list is there comes behind it.
const ContactPanel = lazy(async () => ({ default: (await import('./contact/panel.tsx')).ContactPanel }))
const NewContact = lazy(async () => ({ default: (await import('./new-contact.tsx')).NewContact }))
const Live = lazy(async () => ({ default: (await import('./live.tsx')).Live }))
const SegmentTabs = lazy(async () => ({ default: (await import('./segments/tabs.tsx')).SegmentTabs }))
const FilterBar = lazy(async () => ({ default: (await import('./filter/bar.tsx')).FilterBar }))
const FilterBuilder = lazy(async () => ({ default: (await import('./filter/builder.tsx')).FilterBuilder }))
const SelectionBar = lazy(async () => ({ default: (await import('./selection-bar.tsx')).SelectionBar }))

const always = ['DisplayName', 'RecordType', 'Photo', 'Version']
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
  const { contact: openId } = address
  const asked = useAsked(address)
  const { search, filter, segments } = asked
  const sort = search.Sort ?? []
  const properties = useMemo(
    () => [...new Set([...always, ...(isNarrow ? ofNarrow : chosen.split(',').filter(Boolean))])],
    [chosen, isNarrow],
  )
  const first = useFirstPage(search, properties, asked.isReady)
  asked.useRefusal(first.error)
  // What stands around the list comes behind it.
  const isThere = first.data !== undefined || first.isError
  const total = useTotal(search, first.data, first.isPlaceholderData)
  const found = total?.count ?? 0
  const [active, setActive] = useState(0)
  const [isNewOpen, setNewOpen] = useState(false)
  const [isFilterOpen, setFilterOpen] = useState(false)
  const [selection, select] = useSelection(JSON.stringify(search))
  const grid = useRef<GridHandle>(null)
  const panel = useRef<HTMLElement>(null)

  const exportFound = async () => {
    const { askAndExport } = await import('../exports/ask.tsx')
    await askAndExport(asked.isSearch ? { found: { search, count: found } } : {})
  }
  const open = (id: string | undefined) => go({ contact: id }, openId !== undefined)
  /** From what goes with the panel; else whoever goes by keys would be nowhere. */
  const backToList = () => {
    if (panel.current?.contains(document.activeElement)) grid.current?.focus()
  }
  const close = () => {
    backToList()
    open(undefined)
  }
  /** To another contact of the list, with the panel where it is open. */
  const step = (by: number) => {
    backToList()
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
    f: () => setFilterOpen(true),
    // biome-ignore lint/correctness/noComponentHookFactories: the name of a key, not of a component
    Escape: () => (openId === undefined ? select(nothing) : close()),
  })

  return (
    <div className={classes.page}>
      <section className={classes.list} aria-label={texts.contacts.title}>
        <Toolbar
          title={asked.title}
          q={address.q ?? ''}
          go={go}
          columns={columns}
          isFiltered={filter !== undefined}
          onFilter={() => setFilterOpen(true)}
          total={total}
          isSearching={first.isPlaceholderData}
          onExport={() => void exportFound()}
          onNew={() => setNewOpen(true)}
        />
        <div className={classes.segments}>
          <Suspense>
            {isThere && (
              <SegmentTabs
                segments={segments}
                openId={address.segment}
                search={search}
                isChanged={asked.isChanged}
                onOpen={(segment) => go({ ...nothingAsked, segment }, false)}
              />
            )}
          </Suspense>
        </div>
        <Suspense>
          {(filter !== undefined || asked.problem !== undefined) && (
            <FilterBar
              filter={filter}
              problem={asked.problem}
              onChange={(next) => go({ filter: asked.filterAddress(next) })}
              onEdit={() => setFilterOpen(true)}
              onDismiss={() =>
                go(asked.problem === 'segmentGone' ? { segment: undefined } : { filter: asked.noFilter })
              }
            />
          )}
        </Suspense>
        <div className={classes.rows}>
          <Suspense>{isThere && <Live search={search} properties={properties} first={first.data} />}</Suspense>
          {first.data?.Rows.length === 0 || (first.isError && first.data === undefined) ? (
            <NoContacts
              isSearch={asked.isSearch}
              go={go}
              error={first.error}
              retry={first.refetch}
              onNew={() => setNewOpen(true)}
            />
          ) : (
            <Grid
              handle={grid}
              search={search}
              properties={properties}
              first={first.data}
              total={found}
              isStale={first.isPlaceholderData}
              columns={columns}
              isNarrow={isNarrow}
              sort={sort}
              onSort={(keys) => go({ sort: sortText(keys) })}
              active={active}
              onActive={setActive}
              openId={openId}
              onOpen={(contact, index) => {
                setActive(index)
                open(contact.Id)
              }}
              onEnter={() => panel.current?.querySelector<HTMLElement>('[role=tab][aria-selected=true]')?.focus()}
              selection={selection}
              onSelect={select}
            />
          )}
        </div>
        <Suspense>
          {countSelected(selection, found) > 0 && (
            <SelectionBar selection={selection} search={search} found={found} onSelect={select} />
          )}
        </Suspense>
      </section>
      <Suspense>
        {openId !== undefined && (
          <ContactPanel
            ref={panel}
            key={openId}
            id={openId}
            onClose={close}
            onStep={step}
            onDelete={(contact) => {
              close()
              void deleteContact(contact)
            }}
          />
        )}
        {isFilterOpen && (
          <FilterBuilder
            filter={filter}
            search={asked.beside}
            onChoose={(next) => {
              setFilterOpen(false)
              go({ filter: asked.filterAddress(next) }, false)
            }}
            onClose={() => setFilterOpen(false)}
          />
        )}
        {isNewOpen && <NewContact onClose={() => setNewOpen(false)} onCreated={open} />}
      </Suspense>
    </div>
  )
}
