/** Searches that were kept, private and shared; and in which order this person has them, in this browser. */
import { useLocalStorage } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import type { Output } from '../../../client/client.ts'
import { crm } from '../../crm/crm.ts'
import { useAuth } from '../../crm/session.ts'

export type Segment = Output<'segments/list'>[number]

const segmentsKey = ['segments'] as const

export const useSegments = () =>
  useQuery({ queryKey: segmentsKey, queryFn: () => crm.segments.list(), staleTime: 60_000 })

/** Those without a place of their own come behind the others, by their name. */
export function useSegmentOrder(segments: Segment[]) {
  const { User } = useAuth()
  const [order, setOrder] = useLocalStorage<string[]>({
    key: `voyzu-segments-${User.Id}`,
    defaultValue: [],
    getInitialValueInEffect: false,
  })
  const placeOf = ({ Id = '' }: Segment) => (order.includes(Id) ? order.indexOf(Id) : order.length)
  const ordered = segments.toSorted((one, other) => placeOf(one) - placeOf(other))
  const ids = ordered.map(({ Id = '' }) => Id)
  const move = (id: string, by: number) => {
    const from = ids.indexOf(id)
    setOrder(ids.toSpliced(from, 1).toSpliced(from + by, 0, id))
  }
  return { ordered, move }
}
