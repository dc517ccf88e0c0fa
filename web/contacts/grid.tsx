/** The list: as many rows as are found, of which those that are seen are there. */
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, lazy, Suspense, useCallback, useEffect, useImperativeHandle, useRef } from 'react'
import { texts } from '../texts/texts.ts'
import type { Search, SortKey } from './address.ts'
import { type GridOfCells, useCells } from './cells.ts'
import { tickWidth } from './columns.tsx'
import classes from './grid.module.css'
import { Heading } from './heading.tsx'
import { Row } from './row.tsx'
import { type Contact, type ContactsPage, useRows } from './rows.ts'
import { everything, isSelected, nothing, type Selection, toggled } from './selection.ts'

const CellEditor = lazy(async () => ({ default: (await import('./cell-editor.tsx')).CellEditor }))

export interface GridHandle {
  /** The contact so many rows further, which is scrolled to. */
  step: (by: number) => Contact | undefined
  focus: () => void
}

interface Grid extends GridOfCells {
  handle: React.Ref<GridHandle>
  search: Search
  properties: string[]
  first: ContactsPage | undefined
  total: number
  isStale: boolean
  sort: SortKey[]
  onSort: (keys: SortKey[]) => void
  selection: Selection
  onSelect: (selection: Selection) => void
  /** On into the contact that is open. */
  onEnter: () => void
}

export function Grid(grid: Grid) {
  const { search, properties, first, isNarrow, active, openId, selection } = grid
  const { shown: columns, name } = grid.columns
  const scroller = useRef<HTMLDivElement>(null)
  const { cell, edited, press, actOnCell, end } = useCells(grid, scroller)
  const isBegun = useRef(false)
  const known = useRef(0)
  const slots = useRef(1)
  const height = isNarrow ? 60 : 38
  const virtual = useVirtualizer({
    count: Math.max(known.current, first?.Rows.length ?? 0),
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 8,
  })
  const items = virtual.getVirtualItems()
  const rows = useRows(search, properties, first, grid.total, [items[0]?.index ?? 0, items.at(-1)?.index ?? 0])
  const { count } = rows
  slots.current = Math.max(slots.current, items.length)
  known.current = count
  virtual.setOptions({ ...virtual.options, count })

  // The same for as long as the list is there, so that scrolling draws those rows alone that come.
  const now = { ...grid, press }
  const latest = useRef(now)
  latest.current = now
  const onPress = useCallback((...pressed: Parameters<typeof press>) => latest.current.press(...pressed), [])
  const onToggle = useCallback((id: string) => latest.current.onSelect(toggled(latest.current.selection, id)), [])

  const list = JSON.stringify(search)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list begins at its top
  useEffect(() => virtual.scrollToOffset(0), [list])
  useImperativeHandle(grid.handle, () => ({
    step(by) {
      // The first of the keys comes to the first row.
      const isFirst = !isBegun.current && openId === undefined && document.activeElement === document.body
      isBegun.current = true
      if (isFirst) scroller.current?.focus({ preventScroll: true })
      const index = Math.min(count - 1, Math.max(0, active + (isFirst ? 0 : by)))
      const contact = rows.rowAt(index)
      if (contact === undefined) return undefined
      grid.onActive(index)
      virtual.scrollToIndex(index, { align: 'auto' })
      return contact
    },
    focus: () => scroller.current?.focus({ preventScroll: true }),
  }))

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / height) - 2)
    const to = keyTarget(event.key, active, count, page)
    const contact = rows.rowAt(active)
    if (to === undefined && !actOnCell(event.key, contact) && !actOn(event.key, contact, grid)) return
    event.preventDefault()
    if (to === undefined) return
    grid.onActive(to)
    virtual.scrollToIndex(to, { align: 'auto' })
  }

  const width = isNarrow ? 0 : columns.reduce((sum, column) => sum + column.width, tickWidth + name.width)
  const template = isNarrow
    ? '44px 1fr'
    : `${tickWidth}px ${name.width}px ${columns.map(({ width }) => `${width}px`).join(' ')} 1fr`
  return (
    <div
      ref={scroller}
      className={classes.grid}
      role="grid"
      tabIndex={0}
      aria-label={texts.contacts.title}
      aria-rowcount={count + 1}
      aria-multiselectable
      aria-activedescendant={
        items.some(({ index }) => index === active) ? (cell === undefined ? `row-${active}` : 'active-cell') : undefined
      }
      data-narrow={isNarrow || undefined}
      aria-busy={grid.isStale || undefined}
      style={{ '--template': template, '--width': `${width}px`, '--row': `${height}px` } as React.CSSProperties}
      onKeyDown={onKeyDown}
      onScroll={({ currentTarget }) => currentTarget.toggleAttribute('data-aside', currentTarget.scrollLeft > 0)}
    >
      <Head {...grid} />
      <div className={classes.body} role="rowgroup" style={{ height: virtual.getTotalSize() }}>
        {items.slice(0, Math.max(0, count - (items[0]?.index ?? 0))).map(({ index, start }) => {
          const contact = rows.rowAt(index)
          return (
            <Row
              // A row that goes out of sight at one end comes back at the other: that is faster than a new one.
              key={index % slots.current}
              index={index}
              start={start}
              contact={contact}
              columns={columns}
              isNarrow={isNarrow}
              activeCell={index !== active ? undefined : (cell ?? 'row')}
              isOpen={contact !== undefined && contact.Id === grid.openId}
              isSelected={contact?.Id !== undefined && isSelected(selection, contact.Id)}
              onPress={onPress}
              onToggle={onToggle}
            />
          )
        })}
      </div>
      {edited && (
        <Suspense>
          <CellEditor key={`${edited.contact.Id} ${edited.property}`} {...edited} onEnd={end} />
        </Suspense>
      )}
    </div>
  )
}

/** To which row a key leads, if it does. */
function keyTarget(key: string, active: number, count: number, page: number): number | undefined {
  const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page }
  const to = key === 'Home' ? 0 : key === 'End' ? count - 1 : active + (steps[key] ?? Number.NaN)
  return Number.isNaN(to) ? undefined : Math.min(count - 1, Math.max(0, to))
}

/** @returns whether the key does something with a row */
function actOn(key: string, contact: Contact | undefined, grid: Grid): boolean {
  const { active, openId, selection } = grid
  if (contact?.Id === undefined) return false
  if (key === 'Enter' && contact.Id === openId) grid.onEnter()
  else if (key === 'Enter') grid.onOpen(contact, active)
  else if (key === ' ') grid.onSelect(toggled(selection, contact.Id))
  else return false
  return true
}

function Head({ first, columns, isNarrow, selection, onSelect, sort, onSort }: Grid) {
  const shared = { columns, sort, onSort, hasMenu: first !== undefined }
  const isWhole = selection.isAll && selection.ids.size === 0
  const isSome = selection.isAll || selection.ids.size > 0
  const headed = isNarrow ? [columns.name] : [columns.name, ...columns.shown]
  return (
    <div className={classes.head} role="row" tabIndex={-1} aria-rowindex={1}>
      <div className={classes.tick} role="columnheader" tabIndex={-1}>
        <input
          type="checkbox"
          aria-label={texts.contacts.selectAll}
          checked={isWhole}
          ref={(box) => {
            if (box !== null) box.indeterminate = !isWhole && isSome
          }}
          onChange={() => onSelect(isSome ? nothing : everything)}
        />
      </div>
      {headed.map((column) => (
        <Heading key={column.property} column={column} {...shared} />
      ))}
    </div>
  )
}
