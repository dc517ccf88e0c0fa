/** Asks before the window closes, or is loaded anew, while something is typed, or under way, that is not saved yet. */
import { useBlocker } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { texts } from '../texts/texts.ts'
import { isSure } from './sure.tsx'

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

/**
 * For what does not save itself when one goes elsewhere: asks before Back and links as well.
 * @returns what lets the next page come without a question
 */
export function useUnsavedForm(isUnsaved: boolean): () => void {
  const mayLeave = useRef(false)
  const { question, about, leave } = texts.unsaved
  useUnsaved(isUnsaved)
  useBlocker({
    disabled: !isUnsaved,
    enableBeforeUnload: false,
    shouldBlockFn: async () => !mayLeave.current && !(await isSure(question, about, leave)),
  })
  return () => {
    mayLeave.current = true
  }
}
