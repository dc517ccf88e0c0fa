/** A filter as people build it: groups of conditions, some of which may not be complete yet. */
import type { Filter } from '../filter-text.ts'
import { type Operator, operatorsOf, type Property, shapeOf } from './properties.ts'

export type Unit = NonNullable<Filter['Unit']>
export type Which = 'all' | 'any' | 'none'

export interface Condition {
  id: number
  property: string
  operator: Operator
  /** As they are typed or chosen. */
  values: string[]
  unit: Unit
}

export interface Group {
  id: number
  which: Which
  parts: (Group | Condition)[]
}

let made = 0
export const newGroup = (which: Which, parts: Group['parts']): Group => ({ id: made++, which, parts })

export const newCondition = ({ name, kind }: Property): Condition => ({
  id: made++,
  property: name,
  operator: operatorsOf[kind][0] as Operator,
  values: [],
  unit: 'DAY',
})

export const isGroup = (part: Group | Condition): part is Group => 'parts' in part

/** The whole of a filter is a group, if only of one condition. */
export function treeOf(filter: Filter | undefined): Group {
  if (filter === undefined) return newGroup('all', [])
  const part = partOf(filter)
  return isGroup(part) ? part : newGroup('all', [part])
}

function partOf({ And, Or, Not, Property = '', Operator, Value, Values, Unit }: Filter): Group | Condition {
  if (And) return newGroup('all', And.map(partOf))
  if (Or) return newGroup('any', Or.map(partOf))
  if (Not) return newGroup('none', (Not.Or ?? [Not]).map(partOf))
  const values = Values ?? (Value === undefined ? [] : [Value])
  return {
    id: made++,
    property: Property,
    operator: Operator ?? 'EQUALS',
    values: values.map(String),
    unit: Unit ?? 'DAY',
  }
}

type Find = (name: string) => Property

/** What is complete of it; undefined where nothing is. */
export function filterOf({ which, parts }: Group, find: Find): Filter | undefined {
  const filters = parts.flatMap((part) => (isGroup(part) ? filterOf(part, find) : conditionOf(part, find)) ?? [])
  const [first] = filters
  if (first === undefined) return undefined
  if (which === 'none') return { Not: filters.length === 1 ? first : { Or: filters } }
  if (filters.length === 1) return first
  return which === 'all' ? { And: filters } : { Or: filters }
}

function conditionOf({ property: Property, operator: Operator, values, unit: Unit }: Condition, find: Find) {
  const shape = shapeOf(Operator)
  if (shape === 'nothing') return { Property, Operator }
  const given = values.filter((value) => value.trim() !== '')
  const { kind } = find(Property)
  const read = (value: string) =>
    kind === 'NUMBER' ? Number(value) : kind === 'FLAG' ? value === 'true' : value.trim()
  const [first] = given
  if (first === undefined || (kind === 'NUMBER' && given.some((value) => Number.isNaN(Number(value))))) return undefined
  if (shape === 'units')
    return Number(first) > 0 ? { Property, Operator, Value: Math.round(Number(first)), Unit } : undefined
  if (shape === 'two') return given.length === 2 ? { Property, Operator, Values: given.map(read) } : undefined
  return shape === 'several'
    ? { Property, Operator, Values: given.map(read) }
    : { Property, Operator, Value: read(first) }
}
