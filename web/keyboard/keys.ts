/** Keys that act wherever the page has the focus, but for what is typed into fields and for dialogs. */
import { useEffect, useRef } from 'react'

export type Keys = Record<string, () => void>

export function useKeys(keys: Keys): void {
  const latest = useRef(keys)
  latest.current = keys
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      const run = latest.current[event.key]
      if (run === undefined) return
      event.preventDefault()
      run()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [])
}

const isTyping = (target: EventTarget | null) =>
  target instanceof Element &&
  target.closest(
    'input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], [role=dialog], [role=menu]',
  ) !== null

/** As if the key had been pressed, once what is open has closed. */
export const press = (key: string) =>
  setTimeout(() => document.dispatchEvent(new KeyboardEvent('keydown', { key })), 50)
