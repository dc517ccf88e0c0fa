import { memo } from 'react'
import { texts } from '../texts/texts.ts'
import { ContactAvatar } from './avatar.tsx'
import type { Column } from './columns.tsx'
import classes from './grid.module.css'
import type { Contact } from './rows.ts'

interface Props {
  index: number
  /** Where it is, in pixels from the top of the list. */
  start: number
  /** Undefined while it is read. */
  contact: Contact | undefined
  columns: Column[]
  isNarrow: boolean
  /** The property that the keys are at; `row` for the row as a whole. */
  activeCell: string | undefined
  isOpen: boolean
  isSelected: boolean
  /** @param property of the cell that was pressed, if it was one of the columns */
  onPress: (contact: Contact, index: number, property: string | undefined) => void
  onToggle: (id: string) => void
}

export const Row = memo(function Row({ index, start, contact, columns, ...props }: Props) {
  const { isNarrow, activeCell, isOpen, isSelected, onPress, onToggle } = props
  const { Id = '', DisplayName = '' } = contact ?? {}
  const isNameLast = columns[0]?.left === undefined
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the grid
    <div
      id={`row-${index}`}
      className={classes.row}
      role="row"
      tabIndex={-1}
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      aria-busy={contact === undefined || undefined}
      data-active={activeCell === 'row' || undefined}
      data-open={isOpen || undefined}
      style={{ transform: `translateY(${start}px)` }}
      onClick={({ target }) => contact && onPress(contact, index, propertyAt(target as Element))}
    >
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the box in it has the keys */}
      <div className={classes.tick} role="gridcell" tabIndex={-1} onClick={(event) => event.stopPropagation()}>
        {contact && (
          <input
            type="checkbox"
            tabIndex={-1}
            aria-label={texts.contacts.select(DisplayName)}
            checked={isSelected}
            onChange={() => onToggle(Id)}
          />
        )}
      </div>
      <div
        className={classes.cell}
        role="gridcell"
        tabIndex={-1}
        data-frozen
        data-name
        data-last={isNameLast || undefined}
      >
        {contact === undefined ? (
          <span className={classes.unread} />
        ) : (
          <>
            <ContactAvatar contact={contact} size={isNarrow ? 36 : 24} />
            <span className={classes.name}>
              {DisplayName}
              {isNarrow && <small>{secondLine(contact)}</small>}
            </span>
          </>
        )}
      </div>
      {!isNarrow &&
        columns.map(({ property, cell, left, isLastFrozen }) => (
          <div
            key={property}
            className={classes.cell}
            role="gridcell"
            tabIndex={-1}
            id={property === activeCell ? 'active-cell' : undefined}
            data-property={property}
            data-frozen={left !== undefined || undefined}
            data-last={isLastFrozen || undefined}
            style={left === undefined ? undefined : ({ '--left': `${left}px` } as React.CSSProperties)}
          >
            {contact && cell(contact)}
          </div>
        ))}
    </div>
  )
})

const propertyAt = (pressed: Element) => pressed.closest('[data-property]')?.getAttribute('data-property') ?? undefined

const secondLine = ({ RecordType, JobTitle, OrganizationName, Emails, Phones }: Contact) =>
  [JobTitle, RecordType === 'PERSON' ? OrganizationName : undefined].filter(Boolean).join(', ') ||
  (Emails?.[0]?.Value ?? Phones?.[0]?.Value)
