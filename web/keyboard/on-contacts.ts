import { useNavigate } from '@tanstack/react-router'
import { press } from './keys.ts'

/** As if a key of the contacts page had been pressed there, from wherever one is. */
export function useOnContacts(): (key: string) => Promise<void> {
  const navigate = useNavigate()
  return async (key) => {
    if (location.pathname !== '/contacts') await navigate({ to: '/contacts', search: {} })
    press(key)
  }
}
