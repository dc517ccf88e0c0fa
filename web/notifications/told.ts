import { useQuery } from '@tanstack/react-query'
import type { Output } from '../../client/client.ts'
import { crm } from '../crm/crm.ts'
import { queries } from '../crm/queries.ts'
import { tellProblem } from '../crm/toasts.tsx'

export type Notification = Output<'notifications/list'>[number]

const queryKey = ['notifications']

/** Every minute, and whenever somebody comes back to the page. */
export const useNotifications = () =>
  useQuery({ queryKey, queryFn: () => crm.notifications.list(), refetchInterval: 60_000, refetchOnWindowFocus: true })

/** Shown at once, and as it is where the server cannot be told. @param id one of them; all, where nothing is said */
export async function markRead(id?: string): Promise<void> {
  const ReadDate = new Date().toISOString()
  queries.setQueryData<Notification[]>(queryKey, (all = []) =>
    all.map((each) => (each.ReadDate === undefined && (id ?? each.Id) === each.Id ? { ...each, ReadDate } : each)),
  )
  try {
    await crm.notifications.read(id === undefined ? {} : { Ids: [id] })
  } catch (error) {
    tellProblem(error)
    await queries.invalidateQueries({ queryKey })
  }
}
