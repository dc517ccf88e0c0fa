/** A mapping, made ready for a million rows: which columns fill which property, and how. */
import type { Static } from 'typebox'
import type { ImportMapping } from '../../contract/imports.ts'
import { type Fault, faulty } from '../http/errors.ts'
import { type Field, nameKey, type Vocabulary } from '../vocabulary/vocabulary.ts'
import type { ListProperty } from './lists.ts'
import { type PartKind, type SingleKind, type Target, targetOf } from './property-path.ts'

/** What becomes of a column. */
export type MappingEntry = Static<typeof ImportMapping>
export type Mode = NonNullable<MappingEntry['Mode']>

interface Filled {
  property: string
  mode: Mode
  /** Whether blank cells clear. */
  clears: boolean
}

export interface SinglePlan extends Filled {
  kind: SingleKind
  columns: number[]
  /** What stands between the texts of several columns. */
  joint: string
  longest: number
  field: Field | undefined
  options: Options | undefined
}

export interface NamesPlan extends Filled {
  kind: 'LABELS' | 'TYPES' | 'OPTIONS'
  columns: number[]
  options: Options | undefined
}

export interface PartPlan {
  column: number
  part: string
  kind: PartKind
  longest: number
  /** As the mapping names it, for faults. */
  path: string
}

export interface ItemPlan {
  label: string | undefined
  parts: PartPlan[]
}

export interface ListPlan extends Filled {
  property: ListProperty
  items: ItemPlan[]
}

export interface Plan {
  /** What the columns are called. */
  columns: string[]
  singles: SinglePlan[]
  names: NamesPlan[]
  lists: ListPlan[]
  /** The column that holds whole names, if any. */
  wholeName: SinglePlan | undefined
}

/** The names of a list to choose from, by what they are found by. */
export type Options = Map<string, string>

interface Entry {
  at: string
  column: number
  mapping: MappingEntry
  target: Target
}

/**
 * @param newFields the custom fields that entries with `NewField` make; where one has no Options, any will do
 * @throws a 400 that names every fault, as `Mapping[3].Property`
 */
export function planOf(mapping: MappingEntry[], names: string[], vocabulary: Vocabulary, newFields: Field[]): Plan {
  const faults: Fault[] = []
  const entries = entriesOf(mapping, names, fieldFinder(vocabulary, newFields), faults)
  const groups = Map.groupBy(entries, ({ target }) => target.property)
  const filled = [...groups.values()].map((group) => filledOf(group, faults))
  if (faults.length > 0) throw faulty(faults)
  const plan: Plan = { columns: names, singles: [], names: [], lists: [], wholeName: undefined }
  for (const [index, group] of [...groups.values()].entries())
    addGroup(plan, group, filled[index] as Filled, vocabulary)
  if (plan.wholeName !== undefined) addNameParts(plan, plan.wholeName)
  return plan
}

function fieldFinder({ fields, fieldIds }: Vocabulary, newFields: Field[]) {
  const made = new Map(newFields.map((field) => [nameKey(field.Name.slice(1)), field]))
  return (key: string) => fields.get(fieldIds.get(key) ?? '') ?? made.get(key)
}

function entriesOf(
  mapping: MappingEntry[],
  names: string[],
  fieldNamed: (key: string) => Field | undefined,
  faults: Fault[],
): Entry[] {
  const columns = new Map(names.map((name, index) => [name, index]))
  const positionOf = (column: string | number) =>
    typeof column === 'number' ? column - 1 : (columns.get(column) ?? -1)
  return mapping.flatMap((each, index) => {
    const at = `Mapping[${index}]`
    const column = positionOf(each.Column)
    const isThere = Number.isInteger(column) && column >= 0 && column < names.length
    if (!isThere) faults.push({ Path: `${at}.Column`, Message: `is no column of the file: ${each.Column}` })
    if (each.Mode === 'SKIP') return []
    const target = targetOf(each.Property, fieldNamed)
    const fault = targetFault(target, each)
    if (fault !== undefined) faults.push({ ...fault, Path: `${at}.${fault.Path}` })
    return !isThere || typeof target === 'string' ? [] : [{ at, column, mapping: each, target }]
  })
}

function targetFault(target: Target | string, { Label, Property }: MappingEntry): Fault | undefined {
  if (typeof target === 'string') return { Path: 'Property', Message: target }
  if (Label === undefined || target.holds === 'PART') return undefined
  return { Path: 'Label', Message: `is for items of a list; ${Property} has none` }
}

const appendable = new Set<SingleKind>(['TEXT', 'LINES'])
const joinable = new Set<SingleKind>(['TEXT', 'LINES', 'WHOLE_NAME'])

/** What holds for all columns of a property. */
function filledOf(group: Entry[], faults: Fault[]): Filled {
  const { target } = group[0] as Entry
  const given = group.find(({ mapping }) => mapping.Mode !== undefined)?.mapping.Mode
  const mode = given ?? (target.holds === 'SINGLE' ? 'REPLACE' : 'APPEND')
  for (const { at, mapping } of group)
    if (mapping.Mode !== undefined && mapping.Mode !== mode)
      faults.push({ Path: `${at}.Mode`, Message: `is ${mapping.Mode}, but ${mode} for another column of it` })
  if (target.holds === 'SINGLE') faults.push(...singleFaults(group, target.kind, mode))
  const clears = group.some(({ mapping }) => mapping.ClearIfBlank) && mode !== 'FILL_IF_EMPTY'
  return { property: target.property, mode, clears }
}

function singleFaults(group: Entry[], kind: SingleKind, mode: Mode): Fault[] {
  const surplus = joinable.has(kind) ? [] : group.slice(1)
  const faults = surplus.map(({ at }) => ({ Path: `${at}.Property`, Message: 'is filled by another column already' }))
  if (mode === 'APPEND' && !appendable.has(kind))
    faults.push({ Path: `${group[0]?.at}.Mode`, Message: 'cannot be APPEND: nothing can be added to this property' })
  return faults
}

function addGroup(plan: Plan, group: Entry[], filled: Filled, { contactTypes }: Vocabulary): void {
  const { target } = group[0] as Entry
  const columns = group.map(({ column }) => column)
  if (target.holds === 'PART') {
    plan.lists.push({ ...filled, property: target.property, items: itemsOf(group) })
  } else if (target.holds === 'NAMES') {
    const options = target.kind === 'TYPES' ? contactTypes.all : target.field?.Options
    plan.names.push({ ...filled, kind: target.kind, columns, options: options && optionsOf(options) })
  } else {
    const single = { ...filled, ...singleOf(target), columns }
    if (target.kind === 'WHOLE_NAME') plan.wholeName = single
    else plan.singles.push(single)
  }
}

const singleOf = ({ kind, longest, field }: Extract<Target, { holds: 'SINGLE' }>) => ({
  kind,
  longest,
  field,
  joint: kind === 'LINES' ? '\n' : ' ',
  options: kind === 'OPTION' && field?.Options ? optionsOf(field.Options) : undefined,
})

function optionsOf(names: readonly string[]): Options {
  const options = new Map(names.map((name) => [name, name]))
  for (const name of names) if (!options.has(nameKey(name))) options.set(nameKey(name), name)
  return options
}

/** The option that is written so, or else one that differs in case alone. */
export const optionIn = (options: Options, text: string): string | undefined =>
  options.get(text) ?? options.get(nameKey(text))

/** The columns by the item they belong to: by its place where they say it, else by its label. */
function itemsOf(group: Entry[]): ItemPlan[] {
  const placed: ItemPlan[] = []
  const others: ItemPlan[] = []
  const latest = new Map<string, ItemPlan>()
  const placedItem = (place: number) => {
    placed[place] ??= { label: undefined, parts: [] }
    return placed[place]
  }
  const labelledItem = (label: string, part: string) => {
    const before = latest.get(label)
    if (before?.parts.every((each) => each.part !== part)) return before
    const item: ItemPlan = { label: undefined, parts: [] }
    others.push(item)
    latest.set(label, item)
    return item
  }
  for (const { column, mapping, target } of group) {
    if (target.holds !== 'PART') continue
    const { place, part, kind, longest } = target
    const item = place === undefined ? labelledItem(mapping.Label ?? '', part) : placedItem(place)
    item.label ??= mapping.Label
    item.parts.push({ column, part, kind, longest, path: mapping.Property })
  }
  return [...placed.filter((item) => item !== undefined), ...others]
}

/** A whole name fills the first and the last name, so both are written even where no column gives them. */
function addNameParts(plan: Plan, { mode, longest }: SinglePlan): void {
  for (const property of ['FirstName', 'LastName']) {
    if (plan.singles.some((single) => single.property === property)) continue
    const rest = { joint: ' ', longest, field: undefined, options: undefined }
    plan.singles.push({ property, mode, clears: false, kind: 'TEXT', columns: [], ...rest })
  }
}
