import { useQuery } from '@tanstack/react-query'
import { crm } from '../crm/crm.ts'

/** @returns what gives the name of a user, once it is known */
export function useUserNames(): (id: string) => string {
  const { data = [] } = useQuery({ queryKey: ['users'], queryFn: () => crm.users.list() })
  const names = new Map(
    data.map(({ Id, FirstName, LastName, Email }) => [Id, [FirstName, LastName].filter(Boolean).join(' ') || Email]),
  )
  return (id) => names.get(id) ?? ''
}
