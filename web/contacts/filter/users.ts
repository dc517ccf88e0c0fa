import { useQuery } from '@tanstack/react-query'
import { crm } from '../../crm/crm.ts'

/** The users of the organisation, by what they are called. */
export function useUsers(): { Id: string; name: string }[] {
  const { data = [] } = useQuery({ queryKey: ['users'], queryFn: () => crm.users.list(), staleTime: 60_000 })
  return data.flatMap(({ Id, FirstName, LastName, Email }) =>
    Id ? [{ Id, name: [FirstName, LastName].filter(Boolean).join(' ') || (Email ?? '') }] : [],
  )
}
