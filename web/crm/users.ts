/** The users of the organisation, as all pages read them. */
import { useQuery } from '@tanstack/react-query'
import type { Output } from '../../client/client.ts'
import { crm } from './crm.ts'

export type User = Output<'users/get/{id}'>

export const useUsers = () => useQuery({ queryKey: ['users'], queryFn: () => crm.users.list() })

export const nameOf = ({ FirstName, LastName, Email }: Pick<User, 'FirstName' | 'LastName' | 'Email'>) =>
  [FirstName, LastName].filter(Boolean).join(' ') || Email

/** @returns what gives the name of a user, once it is known */
export function useUserNames(): (id: string) => string {
  const { data = [] } = useUsers()
  const names = new Map(data.map((user) => [user.Id, nameOf(user)]))
  return (id) => names.get(id) ?? ''
}
