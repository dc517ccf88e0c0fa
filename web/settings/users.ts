/** What sections know of the organisation and its users. */
import { useQuery } from '@tanstack/react-query'
import { crm } from '../crm/crm.ts'
import { useAuth } from '../crm/session.ts'
import type { User } from '../crm/users.ts'

export const useCustomer = () => useQuery({ queryKey: ['customer'], queryFn: () => crm.customers.get() })

/** Whose session it is, with what only they see. */
export function useMe() {
  const { User: me } = useAuth()
  return useQuery({ queryKey: ['users', me.Id], queryFn: () => crm.users.get(me.Id) })
}

const roles: User['Role'][] = ['USER', 'ADMINISTRATOR', 'OWNER']

/** What somebody of a role may give to others. */
export const rolesUpTo = (role: User['Role']) => roles.slice(0, roles.indexOf(role) + 1)
