/** Columns under the pointer: an edge that is dragged, and a heading that is carried to another place. */
import type { PointerEvent as ReactPointerEvent } from 'react'
import { type Column, leastWidth } from './columns.tsx'

/** Moves the edge of a column. */
export function resizeByPointer(
  event: ReactPointerEvent<HTMLElement>,
  { property, width }: Column,
  resize: (property: string, width: number) => void,
): void {
  event.preventDefault()
  const edge = event.currentTarget
  const begin = event.clientX
  edge.setPointerCapture(event.pointerId)
  const move = ({ clientX }: PointerEvent) => resize(property, Math.max(leastWidth, width + clientX - begin))
  edge.addEventListener('pointermove', move)
  edge.addEventListener('lostpointercapture', () => edge.removeEventListener('pointermove', move), { once: true })
}

/** The press that comes of letting go would sort. */
function passOver(heading: HTMLElement): void {
  const stop = (event: Event) => event.stopPropagation()
  heading.addEventListener('click', stop, true)
  setTimeout(() => heading.removeEventListener('click', stop, true))
}

/** So many pixels are still a press. */
const tremble = 6

/** Carries a column to before or behind another one. */
export function moveByPointer(
  { currentTarget: heading, clientX: begin, pointerId }: ReactPointerEvent<HTMLElement>,
  property: string,
  moveTo: (property: string, target: string, isBehind: boolean) => void,
): void {
  let target: HTMLElement | null = null
  let [isCarried, isBehind] = [false, false]
  const mark = (value?: string) => {
    if (value === undefined) target?.removeAttribute('data-drop')
    else target?.setAttribute('data-drop', value)
  }
  const move = ({ clientX, clientY }: PointerEvent) => {
    isCarried ||= Math.abs(clientX - begin) > tremble
    if (!isCarried) return
    mark()
    target = document.elementFromPoint(clientX, clientY)?.closest<HTMLElement>('[data-property]') ?? null
    if (target === null) return
    const { left, width } = target.getBoundingClientRect()
    isBehind = clientX > left + width / 2
    mark(isBehind ? 'behind' : 'before')
  }
  const end = ({ type }: Event) => {
    heading.removeEventListener('pointermove', move)
    for (const name of ends) heading.removeEventListener(name, end)
    mark()
    if (isCarried) passOver(heading)
    const to = target?.dataset['property']
    if (isCarried && type === 'pointerup' && to !== undefined && to !== property) moveTo(property, to, isBehind)
  }
  const ends = ['pointerup', 'pointercancel']
  heading.setPointerCapture(pointerId)
  heading.addEventListener('pointermove', move)
  for (const name of ends) heading.addEventListener(name, end)
}
