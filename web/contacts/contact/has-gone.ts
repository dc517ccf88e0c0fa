import { useEffect, useRef } from 'react'

/** Whether what is drawn has been taken from the page since. */
export function useHasGone() {
  const hasGone = useRef(false)
  useEffect(() => {
    hasGone.current = false
    return () => {
      hasGone.current = true
    }
  }, [])
  return hasGone
}
