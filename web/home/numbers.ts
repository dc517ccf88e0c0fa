/** What the home page tells in numbers. */
import { useQuery } from '@tanstack/react-query'
import { crm } from '../crm/crm.ts'

/** In milliseconds: whoever comes back later sees what is new. */
const staleTime = 15_000

// What changes contacts changes each of these.
export const useCustomer = () =>
  useQuery({ queryKey: ['contacts', 'customer'], queryFn: () => crm.customers.get(), staleTime })

export const useAdded = () =>
  useQuery({ queryKey: ['contacts', 'added'], queryFn: () => crm.contacts.added(), staleTime })

export const useDuplicateCount = () =>
  useQuery({
    queryKey: ['contacts', 'duplicates', 'count'],
    queryFn: ({ signal }) => crm.contacts.listDuplicates({ PageSize: 1 }, { signal }),
    staleTime,
  })

export const useTrashCount = () =>
  useQuery({
    queryKey: ['contacts', 'trash', 'count'],
    queryFn: ({ signal }) => crm.contacts.search({ Trash: true, PageSize: 1, Properties: ['Id'] }, { signal }),
    staleTime,
  })

export const useRecentChanges = () =>
  useQuery({
    queryKey: ['contacts', 'changes'],
    queryFn: ({ signal }) => crm.changesets.list({ PageSize: 12 }, { signal }),
    staleTime: 0,
  })
