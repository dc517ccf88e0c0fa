/** A property that is changed where it stands in the list: the field of the panel, over the cell. */
import { Popover } from '@mantine/core'
import { type KeyboardEvent, useRef } from 'react'
import { OverCell } from './contact/field.tsx'
import { PropertyField } from './contact/property-field.tsx'
import classes from './grid.module.css'
import { propertyTitle } from './properties.ts'
import type { Contact } from './rows.ts'

/** Of the cell, in pixels, within what is scrolled. */
export interface Place {
  left: number
  top: number
  width: number
  height: number
}

interface Props {
  contact: Contact
  property: string
  place: Place
  /** @param by to which cell beside it one goes on: -1, 0 or 1 */
  onEnd: (by: number) => void
}

const leastWidth = 250

export function CellEditor({ contact, property, place, onEnd }: Props) {
  const goesOnBy = useRef(0)
  const end = () => onEnd(goesOnBy.current)
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    // What Tab could not save is saved by Enter later, and then one stays.
    goesOnBy.current = 0
    if (event.key === 'Escape') end()
    if (event.key !== 'Tab' || fieldsIn(event.currentTarget).length > 1) return
    event.preventDefault()
    goesOnBy.current = event.shiftKey ? -1 : 1
    if (isLeft(event.currentTarget)) end()
    else (event.target as HTMLElement).blur()
  }
  return (
    <Popover
      opened
      position="bottom-start"
      offset={-place.height}
      width={Math.max(leastWidth, place.width)}
      shadow="md"
      closeOnClickOutside={false}
      closeOnEscape={false}
      transitionProps={{ duration: 0 }}
      trapFocus
    >
      <Popover.Target>
        <div aria-hidden className={classes.anchor} style={place} />
      </Popover.Target>
      <Popover.Dropdown
        p={3}
        data-cell-editor
        aria-label={`${propertyTitle(property)}: ${contact.DisplayName}`}
        onKeyDown={onKeyDown}
        onBlur={({ currentTarget, relatedTarget }) => {
          if (!currentTarget.contains(relatedTarget) && isLeft(currentTarget)) end()
        }}
      >
        <OverCell value={{ end }}>
          <PropertyField contact={contact} property={property} />
        </OverCell>
      </Popover.Dropdown>
    </Popover>
  )
}

/** What Tab goes through. */
const fieldsIn = (editor: Element) =>
  editor.querySelectorAll(':is(input, textarea, select, button):not([type=hidden], [tabindex="-1"])')

/** What is typed is saved by its field first, which then says that it has ended. Where nothing is, going elsewhere is the end. */
const isLeft = (editor: Element) => editor.querySelector('input:not([type=checkbox]), textarea') === null
