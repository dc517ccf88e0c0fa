import { useQuery } from '@tanstack/react-query'
import { crm } from '../crm/crm.ts'
import { nameOf, useUsers } from '../crm/users.ts'

/** What a user is called, also one who was deleted since. */
export function UserName({ id }: { id: string }) {
  const { data: users } = useUsers()
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
