/** Which contacts are meant: some of them, or all that are found, but for some. */
import { useState } from 'react'
import type { Search } from './address.ts'

export interface Selection {
  /** All that are found. */
  isAll: boolean
  /** The ones that are meant or, of all, those that are not. */
  ids: ReadonlySet<string>
}

export const nothing: Selection = { isAll: false, ids: new Set() }
export const everything: Selection = { isAll: true, ids: new Set() }

export const isSelected = ({ isAll, ids }: Selection, id: string) => ids.has(id) !== isAll

export const countSelected = ({ isAll, ids }: Selection, found: number) => (isAll ? found - ids.size : ids.size)

export function toggled({ isAll, ids }: Selection, id: string): Selection {
  const next = new Set(ids)
  if (!next.delete(id)) next.add(id)
  return { isAll, ids: next }
}

/** As bulk operations ask for them. */
export function whichOf({ isAll, ids }: Selection, search: Search): { Ids: string[] } | { Search: Search } {
  if (!isAll) return { Ids: [...ids] }
  const { Sort: _, ...Search } = search
  if (ids.size === 0) return { Search }
  const but = { Not: { Property: 'Id', Operator: 'IN' as const, Values: [...ids] } }
  return { Search: { ...Search, Filter: Search.Filter ? { And: [Search.Filter, but] } : but } }
}

/** It is of one list: another search begins with none. */
export function useSelection(list: string) {
  const [state, setState] = useState({ list, selection: nothing })
  const selection = state.list === list ? state.selection : nothing
  return [selection, (next: Selection) => setState({ list, selection: next })] as const
}
