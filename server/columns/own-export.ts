/** An export of ours that comes back: what it says of a list is all that there shall be. */
import type { Field } from '../vocabulary/vocabulary.ts'
import { exportColumns, standardColumns } from './export-columns.ts'
import { type ListProperty, listProperties } from './lists.ts'

interface Mapped {
  Column: string
  /** Absent of columns that are for nothing. */
  Property?: string
}

/** What annotated files of others have behind their own columns: of those, the Id says nothing. */
const annotation = 'Id,Verdict,Reason'

/**
 * The properties with several values of which a table has every column that an export of ours would have, under the very
 * titles: these are not only known, they are whole.
 * @returns none where it is no such export
 */
export function wholeLists(columns: Mapped[], fields: Field[]): Set<string> {
  const names = columns.map(({ Column }) => Column)
  if (names.slice(-3).join() === annotation) return new Set()
  const mapped = columns.flatMap(({ Column, Property }) => (Property === undefined ? [] : [{ Column, Property }]))
  const properties = [...standardColumns.map(({ Property }) => Property), 'CustomFields']
  const ours = exportColumns(properties, fields, mostIn(mapped))
  const titles = new Map(ours.map(({ title, property }) => [title, property]))
  if (mapped.some(({ Column, Property }) => titles.get(Column) !== Property)) return new Set()
  const missing = ours.filter(({ title }) => !names.includes(title))
  const partly = new Set(missing.map(({ item, property }) => item?.list ?? property))
  return new Set(ours.map(({ item, property }) => item?.list ?? property).filter((name) => !partly.has(name)))
}

function mostIn(mapped: Required<Mapped>[]): Record<ListProperty, number> {
  const placesOf = (list: string) =>
    new Set(mapped.flatMap(({ Property }) => (Property.startsWith(`${list}[`) ? Property.split('.')[0] : [])))
  return Object.fromEntries(listProperties.map((list) => [list, placesOf(list).size])) as Record<ListProperty, number>
}
