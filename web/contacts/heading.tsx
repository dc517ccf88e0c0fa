import { Icon } from '../look/icons.tsx'
import { texts } from '../texts/texts.ts'
import type { SortKey } from './address.ts'
import type { Column } from './columns.tsx'
import classes from './grid.module.css'

interface Props {
  column: Column
  isFrozen?: boolean
  sort: SortKey[]
  onSort: (property: string, keepsOthers: boolean) => void
  onResize: (property: string, width: number) => void
}

export function Heading({ column, isFrozen = false, sort, onSort, onResize }: Props) {
  const key = sort.find(({ Property }) => Property === column.sort)
  const order = key === undefined ? 'none' : key.Descending ? 'descending' : 'ascending'
  return (
    <div
      className={classes.heading}
      role="columnheader"
      tabIndex={-1}
      aria-sort={order}
      data-frozen={isFrozen || undefined}
    >
      {column.sort === undefined ? (
        <span className={classes.sort}>{column.title}</span>
      ) : (
        <button
          type="button"
          className={classes.sort}
          title={texts.contacts.sortHelp}
          onClick={(event) => onSort(column.sort ?? '', event.shiftKey)}
        >
          {column.title}
          {key && <Icon name={key.Descending ? 'descending' : 'ascending'} size={13} />}
          {key && sort.length > 1 && <small>{sort.indexOf(key) + 1}</small>}
        </button>
      )}
      <span className={classes.edge} onPointerDown={(event) => drag(event, column, onResize)} aria-hidden="true" />
    </div>
  )
}

const leastWidth = 70

/** Moves the edge of a column with the pointer. */
function drag(event: React.PointerEvent<HTMLElement>, { property, width }: Column, onResize: Props['onResize']): void {
  event.preventDefault()
  const edge = event.currentTarget
  const begin = event.clientX
  edge.setPointerCapture(event.pointerId)
  const move = ({ clientX }: PointerEvent) => onResize(property, Math.max(leastWidth, width + clientX - begin))
  edge.addEventListener('pointermove', move)
  edge.addEventListener('lostpointercapture', () => edge.removeEventListener('pointermove', move), { once: true })
}
