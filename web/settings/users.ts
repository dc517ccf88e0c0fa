/** The users of the organisation, as all sections read them. */
import { useQuery } from '@tanstack/react-query'
import type { Output } from '../../client/client.ts'
import { crm } from '../crm/crm.ts'
import { useAuth } from '../crm/session.ts'

export type User = Output<'users/get/{id}'>

export const useUsers = () => useQuery({ queryKey: ['users'], queryFn: () => crm.users.list() })

export const useCustomer = () => useQuery({ queryKey: ['customer'], queryFn: () => crm.customers.get() })

/** Whose session it is, with what only they see. */
export function useMe() {
  const { User: me } = useAuth()
  return useQuery({ queryKey: ['users', me.Id], queryFn: () => crm.users.get(me.Id) })
}

export const nameOf = ({ FirstName, LastName, Email }: Pick<User, 'FirstName' | 'LastName' | 'Email'>) =>
  [FirstName, LastName].filter(Boolean).join(' ') || Email

const roles: User['Role'][] = ['USER', 'ADMINISTRATOR', 'OWNER']

/** What somebody of a role may give to others. */
export const rolesUpTo = (role: User['Role']) => roles.slice(0, roles.indexOf(role) + 1)
