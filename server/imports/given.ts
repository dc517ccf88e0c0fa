/** What the rows of a file say of contacts, whatever the file is. */

import { applyRow } from '../columns/apply-row.ts'
import type { DateOrder } from '../columns/days.ts'
import { isListProperty, listProperties, mainPart } from '../columns/lists.ts'
import type { Plan } from '../columns/plan.ts'
import { type RowGiven, rowOf } from '../columns/row.ts'
import { plainProperties, type WebContact } from '../contacts/contact.ts'
import type { ContactInput } from '../contacts/input.ts'
import { type Cell, textOf } from '../sheets/sheet.ts'
import { contactOfCard } from '../vcard/contact-of-card.ts'
import type { Vocabulary } from '../vocabulary/vocabulary.ts'
import { isCard, type Row } from './rows.ts'
import type { MappingEntry } from './settings.ts'
import type { RowFault } from './store.ts'

export interface Given {
  number: number
  given: RowGiven
  faults: RowFault[]
  /** What a card has beyond what contacts hold. */
  ignored: string[]
  /** The cells of a row of a table, to find the column of a fault by. */
  cells: Cell[]
}

export function givenOf(row: Row, plan: Plan, dateOrder: DateOrder): Given {
  const { number, fault } = row
  if (isCard(row)) {
    const { contact, ignored } = contactOfCard(row)
    return { number, given: givenOfContact(contact), faults: faultsOf(fault), ignored, cells: [] }
  }
  const { given, faults } = rowOf(plan, row.cells, { dateOrder })
  return { number, given, faults: [...faultsOf(fault), ...faults], ignored: [], cells: row.cells }
}

const faultsOf = (fault: string | undefined): RowFault[] => (fault === undefined ? [] : [{ Path: '', Message: fault }])

const lists = new Set<string>([...listProperties, 'Labels', 'ContactTypes'])

function givenOfContact({ Id, CustomFields = {}, ...rest }: WebContact): RowGiven {
  const given: RowGiven = { values: {}, lists: {}, clear: [] }
  if (Id !== undefined) given.id = Id
  for (const [name, value] of Object.entries({ ...rest, ...CustomFields })) {
    if (lists.has(name) || Array.isArray(value)) given.lists[name] = value as unknown[]
    else given.values[name] = value
  }
  return given
}

/** What fills a contact from a card: everything, each by its own name. */
export function cardMapping({ fields }: Vocabulary): { names: string[]; mapping: MappingEntry[] } {
  const names = [...plainProperties, 'Id', 'Labels', 'ContactTypes', ...[...fields.values()].map(({ Name }) => Name)]
  const propertyOf = (name: string) => (isListProperty(name) ? `${name}.${mainPart(name)}` : name)
  return { names, mapping: names.map((Column) => ({ Column, Property: propertyOf(Column) })) }
}

/** The row as what is to be written. @param current the contact as it is; undefined where there is none yet */
export const inputOf = ({ given }: Given, plan: Plan, current: WebContact | undefined): ContactInput =>
  applyRow(plan, current, given)

/** The column of the file in which a fault lies: of those that fill the property, the one that has the value. */
export function columnOf(path: string, value: unknown, { cells }: Given, plan: Plan): string | undefined {
  const [property = ''] = path.replace(/^CustomFields\./, '').split(/[.[]/)
  const columns = columnsOf(plan, property)
  const text = typeof value === 'string' ? value.trim() : undefined
  const at = columns.find((column) => text !== undefined && textOf(cells[column] ?? null).includes(text)) ?? columns[0]
  return at === undefined ? undefined : plan.columns[at]
}

function columnsOf({ singles, names, lists: listPlans, wholeName }: Plan, property: string): number[] {
  const filled = [...singles, ...names, ...(wholeName === undefined ? [] : [wholeName])]
  const direct = filled.filter((each) => each.property === property).flatMap(({ columns }) => columns)
  const items = listPlans.filter((each) => each.property === property).flatMap((each) => each.items)
  return [...direct, ...items.flatMap(({ parts }) => parts.map(({ column }) => column))]
}
