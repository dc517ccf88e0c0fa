import { lazy, Suspense } from 'react'
import { Icon } from '../look/icons.tsx'
import { texts } from '../texts/texts.ts'
import { type SortKey, sortedBy } from './address.ts'
import { moveByPointer, resizeByPointer } from './column-pointer.ts'
import type { Column, Columns } from './columns.tsx'
import classes from './grid.module.css'

const HeadingMenu = lazy(async () => ({ default: (await import('./heading-menu.tsx')).HeadingMenu }))

export interface HeadingProps {
  column: Column
  columns: Columns
  sort: SortKey[]
  onSort: (keys: SortKey[]) => void
}

interface Props extends HeadingProps {
  hasMenu: boolean
}

/** A press sorts by it, a drag moves it; its menu does all of that, too. */
export function Heading({ column, columns, sort, onSort, hasMenu }: Props) {
  const { property, left } = column
  const key = sort.find(({ Property }) => Property === column.sort)
  const order = key === undefined ? 'none' : key.Descending ? 'descending' : 'ascending'
  const isMoved = columns.shown.includes(column)
  return (
    <div
      className={classes.heading}
      role="columnheader"
      tabIndex={-1}
      aria-sort={order}
      data-property={isMoved ? property : undefined}
      data-frozen={left !== undefined || undefined}
      data-last={column.isLastFrozen || undefined}
      style={left === undefined ? undefined : ({ '--left': `${left}px` } as React.CSSProperties)}
    >
      <button
        type="button"
        className={classes.sort}
        title={column.sort === undefined ? undefined : texts.contacts.sortHelp}
        data-still={column.sort === undefined || undefined}
        onPointerDown={(event) => isMoved && moveByPointer(event, property, columns.moveTo)}
        onClick={(event) => column.sort !== undefined && onSort(sortedBy(sort, column.sort, event.shiftKey))}
      >
        <span>{column.title}</span>
        {key && <Icon name={key.Descending ? 'descending' : 'ascending'} size={13} />}
        {key && sort.length > 1 && <small>{sort.indexOf(key) + 1}</small>}
      </button>
      <Suspense>{hasMenu && <HeadingMenu column={column} columns={columns} sort={sort} onSort={onSort} />}</Suspense>
      <span
        className={classes.edge}
        onPointerDown={(event) => resizeByPointer(event, column, columns.resize)}
        aria-hidden="true"
      />
    </div>
  )
}
