/** Asks before the window closes, or is loaded anew, while something is typed, or under way, that is not saved yet. */
import { useEffect } from 'react'

let unsaved = 0

const ask = (event: BeforeUnloadEvent) => event.preventDefault()

/** @returns what lets it go */
export function holdWindow(): () => void {
  // Not for ever: while somebody listens, some browsers cannot go back to the page at once.
  if (unsaved++ === 0) window.addEventListener('beforeunload', ask)
  let isHeld = true
  return () => {
    if (isHeld && --unsaved === 0) window.removeEventListener('beforeunload', ask)
    isHeld = false
  }
}

export function useUnsaved(isUnsaved: boolean): void {
  useEffect(() => (isUnsaved ? holdWindow() : undefined), [isUnsaved])
}
