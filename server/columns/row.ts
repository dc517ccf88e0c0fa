/** What a row says of a contact. */
import { fold } from '../contacts/folding.ts'
import { splitName } from '../contacts/whole-name.ts'
import { valueFault } from '../custom-fields/values.ts'
import { type Cell, textOf } from '../sheets/sheet.ts'
import { emailsIn, flagIn, numberIn, recordTypeIn } from './cell-values.ts'
import { type DateOrder, dayIn } from './days.ts'
import { isBlank, textIn } from './marks.ts'
import { optionIn, type Plan, type SinglePlan } from './plan.ts'
import { type CellFault, isLonger, type Reading, refuse, shown } from './reading.ts'
import { listIn } from './row-items.ts'
import { namesOf } from './row-names.ts'

export interface RowGiven {
  id?: string
  /** Of properties with one value, custom fields by their names. */
  values: Record<string, unknown>
  /** Of properties with several. */
  lists: Record<string, unknown[]>
  /** What blank cells clear. */
  clear: string[]
  /** The name that FirstName and LastName were made from, where they were. */
  wholeName?: string
}

/** The row in the plan's words: what is blank is absent, what cannot be read is a fault and absent. */
export function rowOf(
  plan: Plan,
  cells: Cell[],
  { dateOrder }: { dateOrder: DateOrder },
): { given: RowGiven; faults: CellFault[] } {
  const reading: Reading = { columns: plan.columns, cells, dateOrder, faults: [] }
  const given: RowGiven = { values: {}, lists: {}, clear: [] }
  for (const single of plan.singles) takeSingle(reading, given, single)
  for (const names of plan.names) {
    const value = namesOf(reading, names)
    if (value !== undefined) given.lists[names.property] = value
    else if (names.clears && isBlankRow(cells, names.columns)) given.clear.push(names.property)
  }
  for (const list of plan.lists) {
    const before = reading.faults.length
    const items = listIn(reading, list)
    if (items !== undefined) given.lists[list.property] = items
    else if (list.clears && reading.faults.length === before) given.clear.push(list.property)
  }
  if (plan.wholeName !== undefined) takeWholeName(reading, given, plan.wholeName)
  return { given, faults: reading.faults }
}

function takeSingle(reading: Reading, given: RowGiven, single: SinglePlan): void {
  const value = singleIn(reading, single)
  if (value === undefined) {
    if (single.clears && isBlankRow(reading.cells, single.columns)) given.clear.push(single.property)
  } else if (single.kind === 'ID') given.id = value as string
  else given.values[single.property] = value
}

function isBlankRow(cells: Cell[], columns: number[]): boolean {
  for (const column of columns) if (!isBlank(cells[column])) return false
  return columns.length > 0
}

function singleIn(reading: Reading, single: SinglePlan): unknown {
  const { columns } = single
  const first = columns[0]
  if (first === undefined) return undefined
  if (columns.length > 1) return joined(reading, single, first)
  const cell = reading.cells[first]
  return isBlank(cell) ? undefined : valueIn(reading, single, first, cell as Cell)
}

function joined(reading: Reading, single: SinglePlan, first: number): string | undefined {
  const texts: string[] = []
  for (const column of single.columns) {
    const cell = reading.cells[column]
    if (!isBlank(cell)) texts.push(textIn(cell as Cell))
  }
  return texts.length === 0 ? undefined : bounded(reading, single, first, texts.join(single.joint))
}

function bounded(reading: Reading, { longest, property }: SinglePlan, column: number, text: string) {
  if (!isLonger(text, longest)) return text
  return refuse(reading, column, property, `must not have more than ${longest} characters`)
}

function valueIn(reading: Reading, single: SinglePlan, column: number, cell: Cell): unknown {
  if (single.kind === 'TEXT' || single.kind === 'LINES' || single.kind === 'WHOLE_NAME')
    return bounded(reading, single, column, textIn(cell))
  if (single.kind === 'ID') return textOf(cell).trim()
  const value = converted(single, cell, reading.dateOrder)
  if (value === null) return undefined
  if (value === undefined) return refuse(reading, column, single.property, faultOf(single, cell))
  const fault = single.field && single.kind !== 'OPTION' ? valueFault(single.field, value) : undefined
  return fault === undefined ? value : refuse(reading, column, single.property, `${fault}: ${shown(cell)}`)
}

/** @returns undefined where it is no such value; null where it means none */
function converted({ kind, options }: SinglePlan, cell: Cell, order: DateOrder): unknown {
  switch (kind) {
    case 'FLAG':
      return flagIn(cell)
    case 'NUMBER':
      return numberIn(cell)
    case 'DAY':
      return dayIn(cell, order)
    case 'RECORD_TYPE':
      return recordTypeIn(cell)
    case 'EMAIL': {
      const emails = emailsIn(textIn(cell))
      return emails?.length === 1 ? emails[0] : undefined
    }
    case 'OPTION':
      return options === undefined ? textIn(cell) : optionIn(options, textIn(cell))
    default:
      return textIn(cell)
  }
}

function faultOf({ kind, field }: SinglePlan, cell: Cell): string {
  if (kind === 'OPTION') return `must be one of ${field?.Options?.join(', ')}: ${shown(cell)}`
  return `${faultsByKind[kind]}: ${shown(cell)}`
}

const faultsByKind: Partial<Record<SinglePlan['kind'], string>> = {
  FLAG: 'is neither yes nor no',
  NUMBER: 'is no number that can be read in one way only',
  DAY: 'is no date',
  RECORD_TYPE: 'is neither PERSON nor ORGANIZATION',
  EMAIL: 'is no e-mail address',
}

/** Where the row has a whole name instead of a first and a last one. The name of an organisation is none. */
function takeWholeName(reading: Reading, given: RowGiven, single: SinglePlan): void {
  const { FirstName, LastName, RecordType, OrganizationName } = given.values
  if (FirstName !== undefined || LastName !== undefined || RecordType === 'ORGANIZATION') return
  const whole = singleIn(reading, single) as string | undefined
  if (whole === undefined) return
  if (typeof OrganizationName === 'string' && fold(OrganizationName) === fold(whole)) return
  const parts = splitName(whole)
  if (parts.FirstName !== undefined) given.values['FirstName'] = parts.FirstName
  if (parts.LastName !== undefined) given.values['LastName'] = parts.LastName
  given.clear = given.clear.filter((property) => !(property in parts))
  given.wholeName = whole
}
