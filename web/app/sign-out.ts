import { useNavigate } from '@tanstack/react-router'
import { crm } from '../crm/crm.ts'
import { queries } from '../crm/queries.ts'
import { signedOut } from '../crm/session.ts'
import { tellProblem } from '../crm/toasts.tsx'

/** Leaves nothing of what was seen in the memory of the page. */
export function useSignOut(): () => Promise<void> {
  const navigate = useNavigate()
  return async () => {
    try {
      await crm.auth.delete()
      signedOut()
      await navigate({ to: '/sign-in' })
      queries.clear()
    } catch (error) {
      tellProblem(error)
    }
  }
}
