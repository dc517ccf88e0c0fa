/** What the rows of a file say of contacts, whatever the file is. */

import { WebContact as WebContactClass } from '../../contract/contacts.ts'
import { applyRow } from '../columns/apply-row.ts'
import type { DateOrder } from '../columns/days.ts'
import { isListProperty, listProperties, mainPart } from '../columns/lists.ts'
import type { MappingEntry, Plan } from '../columns/plan.ts'
import { shown } from '../columns/reading.ts'
import { type RowGiven, rowOf } from '../columns/row.ts'
import { plainProperties, type WebContact } from '../contacts/contact.ts'
import { type ContactInput, checkContact } from '../contacts/input.ts'
import { faultsOf } from '../http/errors.ts'
import type { Picture } from '../photos/picture.ts'
import { type Cell, type CellFault, textOf } from '../sheets/sheet.ts'
import { contactOfCard } from '../vcard/contact-of-card.ts'
import type { Vocabulary } from '../vocabulary/vocabulary.ts'
import { isCutText } from '../xlsx/cell-text.ts'
import { isCard, isJson, type Row } from './rows.ts'
import type { Fix } from './settings.ts'
import type { RowFault } from './store.ts'

export interface Given {
  number: number
  given: RowGiven
  faults: RowFault[]
  /** What a card has beyond what contacts hold. */
  ignored: string[]
  /** The cells of a row of a table, to find the column of a fault by. */
  cells: Cell[]
  /** Of a card. */
  photo?: Picture
}

/** The row as it would be, if what was mended stood in it. */
export function fixed(row: Row, fixes: Map<number, Fix[]>): Row {
  const mended = fixes.get(row.number)
  if (mended === undefined || isCard(row) || isJson(row)) return row
  const cells = [...row.cells]
  for (const { column, value } of mended) {
    while (cells.length < column) cells.push(null)
    cells[column] = value
  }
  const cellFaults = row.cellFaults?.filter((fault) => mended.every(({ column }) => column !== fault.column))
  return { ...row, cells, ...(cellFaults === undefined ? {} : { cellFaults }) }
}

export function givenOf(row: Row, plan: Plan, dateOrder: DateOrder): Given {
  const { number, fault } = row
  if (isCard(row)) {
    const { contact, ignored, ...photo } = contactOfCard(row)
    return { ...wholeGiven(number, fault, contact, plan, ignored), ...photo }
  }
  if (isJson(row)) return wholeGiven(number, fault, row.value ?? {}, plan, [])
  const { given, faults } = tableGiven(row.cells, plan, dateOrder)
  const unread = (row.cellFaults ?? []).flatMap((each) => mappedFault(each, plan))
  return { number, given, faults: [...rowFaults(fault), ...unread, ...faults], ignored: [], cells: row.cells }
}

/** Of a text that an export has cut, the file has no more: it must neither take the place of the whole nor clear it. */
function tableGiven(cells: Cell[], plan: Plan, dateOrder: DateOrder): ReturnType<typeof rowOf> {
  if (!cells.some(isCut)) return rowOf(plan, cells, { dateOrder })
  const kept = new Set(cells.flatMap((cell, column) => (isCut(cell) ? pathOf(plan, column) : [])))
  const whole = cells.map((cell) => (isCut(cell) ? null : cell))
  const { given, faults } = rowOf(plan, whole, { dateOrder })
  return { given: { ...given, clear: given.clear.filter((property) => !kept.has(property)) }, faults }
}

const isCut = (cell: Cell) => typeof cell === 'string' && isCutText(cell)

/** What stands in a column that fills nothing does not matter. */
function mappedFault({ column, message }: CellFault, plan: Plan): RowFault[] {
  const Path = pathOf(plan, column)
  return Path === undefined ? [] : [{ Column: plan.columns[column] ?? '', Path, Message: message }]
}

const rowFaults = (fault: string | undefined): RowFault[] => (fault === undefined ? [] : [{ Path: '', Message: fault }])

const lists = new Set<string>([...listProperties, 'Labels', 'ContactTypes'])
/** What annotated files have more. */
const ours = ['Verdict', 'Reason']

/** What names itself what it holds. What contacts do not have is ignored, and told. */
function wholeGiven(number: number, fault: string | undefined, contact: object, plan: Plan, ignored: string[]): Given {
  const told: Given = {
    number,
    given: { values: {}, lists: {}, clear: [] },
    faults: rowFaults(fault),
    ignored,
    cells: [],
  }
  const entries = Object.entries(contact).filter(([name, value]) => value !== null && !ours.includes(name))
  const known = entries.filter(([name]) => name in WebContactClass.properties)
  const strange = entries.filter(([name]) => !(name in WebContactClass.properties)).map(([name]) => name)
  const named = Object.fromEntries(known)
  const faults = faultsOf(() => checkContact(named)).map(({ Path, Message }) => {
    const value = valueAt(named, Path)
    return { Path, Message: typeof value === 'string' ? `${Message}: ${shown(value)}` : Message }
  })
  if (told.faults.length + faults.length > 0)
    return { ...told, given: { ...told.given, values: named }, faults: [...told.faults, ...faults] }
  const { CustomFields = {}, ...rest } = named as WebContact
  const columns = new Set(plan.columns)
  const fields = Object.entries(CustomFields).filter(([, value]) => value !== null)
  strange.push(...fields.map(([name]) => name).filter((name) => !columns.has(name)))
  for (const [name, value] of [...Object.entries(rest), ...fields]) {
    if (name === 'Id') told.given.id = value as string
    else if (!columns.has(name)) continue
    else if (lists.has(name) || Array.isArray(value)) told.given.lists[name] = value as unknown[]
    else told.given.values[name] = value
  }
  return { ...told, ignored: [...ignored, ...strange] }
}

/** What stands in a contact at a path, as `Emails[0].Value`. */
export function valueAt(contact: object, path: string): unknown {
  let value: unknown = contact
  for (const name of path.match(/[^.[\]]+/g) ?? []) value = (value as Record<string, unknown> | undefined)?.[name]
  return value
}

/** What fills a contact from what names itself what it holds: everything, each by its own name. */
export function wholeMapping({ fields }: Vocabulary): { names: string[]; mapping: MappingEntry[] } {
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

function columnsOf(plan: Plan, property: string): number[] {
  const direct = filledBy(plan).filter((each) => each.property === property)
  const items = plan.lists.filter((each) => each.property === property).flatMap((each) => each.items)
  return [
    ...direct.flatMap(({ columns }) => columns),
    ...items.flatMap(({ parts }) => parts.map(({ column }) => column)),
  ]
}

const filledBy = ({ singles, names, wholeName }: Plan) => [
  ...singles,
  ...names,
  ...(wholeName === undefined ? [] : [wholeName]),
]

/** What a column fills, if anything. */
function pathOf(plan: Plan, column: number): string | undefined {
  const parts = plan.lists.flatMap(({ items }) => items.flatMap((item) => item.parts))
  const direct = filledBy(plan).find(({ columns }) => columns.includes(column))
  return direct?.property ?? parts.find((part) => part.column === column)?.path
}
