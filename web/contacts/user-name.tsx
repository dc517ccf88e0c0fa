import { useQuery } from '@tanstack/react-query'
import type { Output } from '../../client/client.ts'
import { crm } from '../crm/crm.ts'

type User = Output<'users/get/{id}'>

/** What a user is called, also one who was deleted since. */
export function UserName({ id }: { id: string }) {
  const { data: users } = useQuery({ queryKey: ['users'], queryFn: () => crm.users.list(), staleTime: 60_000 })
  const known = users?.find(({ Id }) => Id === id)
  const { data: other } = useQuery({
    queryKey: ['users', id],
    queryFn: () => crm.users.get(id),
    enabled: users !== undefined && known === undefined,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const user = known ?? other
  return user === undefined ? null : nameOf(user)
}

const nameOf = ({ FirstName, LastName, Email }: User) => [FirstName, LastName].filter(Boolean).join(' ') || Email
