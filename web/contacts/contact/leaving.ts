import { useEffect, useRef } from 'react'

/** Back, too, is going elsewhere, though no field loses the focus by it. @param save what is typed, if it is not saved yet */
export function useLeaving(save: () => void): void {
  const leave = useRef(save)
  leave.current = save
  useEffect(() => () => leave.current(), [])
}
