import { useEffect, useState } from 'react'

/** A window that is there closed at first keeps in mind where the focus was, and gives it back. */
export function useOpenedAfter(opened: boolean): boolean {
  const [isOpen, setOpen] = useState(false)
  useEffect(() => setOpen(opened), [opened])
  return isOpen
}
