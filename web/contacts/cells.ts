import { useEffect, useState } from 'react'
import { flushSync } from 'react-dom'
import { shownRows } from './cache.ts'
import type { Place } from './cell-editor.tsx'
import type { Column, Columns } from './columns.tsx'
import type { Contact } from './rows.ts'

export interface GridOfCells {
  columns: Columns
  isNarrow: boolean
  /** The row that the keys are at. */
  active: number
  onActive: (index: number) => void
  openId: string | undefined
  onOpen: (contact: Contact, index: number) => void
}

interface Edited {
  contact: Contact
  property: string
  place: Place
}

/** Which cell of the active row the keys are at, and the one that is being changed. */
export function useCells(grid: GridOfCells, scroller: React.RefObject<HTMLDivElement | null>) {
  const { active, isNarrow, onActive, onOpen, openId } = grid
  const { shown } = grid.columns
  const [chosen, choose] = useState<string>()
  const [edited, setEdited] = useState<Edited>()
  // A column may have been taken away.
  const cell = isNarrow ? undefined : shown.find(({ property }) => property === chosen)

  // biome-ignore lint/correctness/useExhaustiveDependencies: once the cell has been drawn as the active one
  useEffect(() => {
    document.getElementById('active-cell')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [cell?.property])

  function edit(contact: Contact, { property, isMade }: Column): boolean {
    const box = scroller.current
    const of = box?.querySelector(`#row-${active} [data-property="${CSS.escape(property)}"]`)
    if (box === null || !of || isMade) return false
    of.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    const { left, top, width, height } = of.getBoundingClientRect()
    const outer = box.getBoundingClientRect()
    const place = { left: left - outer.left + box.scrollLeft, top: top - outer.top + box.scrollTop, width, height }
    setEdited({ contact, property, place })
    return true
  }

  return {
    cell: cell?.property,
    edited,
    /** The name opens the contact. Another cell is chosen, and changed where it was. */
    press(contact: Contact, index: number, property: string | undefined) {
      scroller.current?.focus({ preventScroll: true })
      const pressed = isNarrow ? undefined : shown.find((column) => column.property === property)
      if (pressed !== undefined && pressed === cell && index === active && edit(contact, pressed)) return
      choose(pressed?.property)
      if (pressed === undefined || openId !== undefined) onOpen(contact, index)
      else onActive(index)
    },
    /** @returns whether the key does something with a cell */
    actOnCell(key: string, contact: Contact | undefined): boolean {
      const at = cell === undefined ? -1 : shown.indexOf(cell)
      const to = { ArrowRight: at + 1, ArrowLeft: at - 1 }[key]
      if (to !== undefined && !isNarrow) choose(shown[Math.min(to, shown.length - 1)]?.property)
      else if ((key !== 'Enter' && key !== 'F2') || !contact || !cell) return false
      else return edit(contact, cell)
      return true
    },
    end(by: number) {
      const isHere = document.activeElement?.closest('[data-cell-editor]') ?? document.activeElement === document.body
      // At once: a field that the focus leaves while it is there would be saved. Another cell may have been opened meanwhile.
      flushSync(() => setEdited((now) => (now === edited ? undefined : now)))
      if (isHere) scroller.current?.focus({ preventScroll: true })
      const next = cell && shown[shown.indexOf(cell) + by]
      if (by === 0 || next === undefined) return
      choose(next.property)
      const { contact } = edited ?? {}
      if (contact) setTimeout(() => edit(shownRows().get(contact.Id ?? '') ?? contact, next))
    },
  }
}
