/** The columns of an export, whose titles `suggestMapping` knows, and their cells, which `rowOf` reads as they were. */
import { columnsOf } from '../contacts/columns.ts'
import type { WebContact } from '../contacts/contact.ts'
import { readOnlyProperties } from '../contacts/contact.ts'
import type { Cell } from '../sheets/sheet.ts'
import type { Field, Vocabulary } from '../vocabulary/vocabulary.ts'
import { dayCell } from './days.ts'
import { isListProperty, type ListProperty, listParts, listTitles, mainPart, partNamed } from './lists.ts'
import { asWritten, emptyItem, emptyList } from './marks.ts'
import { nameCell } from './name-cells.ts'

type CellType = 'TEXT' | 'NUMBER' | 'CHECKBOX' | 'DATE' | 'MOMENT' | 'NAMES'

export interface ExportColumn {
  title: string
  /** `FirstName`, `Emails[0].Value`, `#Tier`. */
  property: string
  /** In characters, for a program that shows columns. */
  width: number
  type: CellType
  /** Of a part of an item: where it is found. */
  item?: { list: ListProperty; place: number; part: string; isMain: boolean }
}

/** The properties that every contact may have, with their titles. */
export const standardColumns = columnsOf({ fields: new Map() } as Vocabulary, undefined)

const titleOfPart: Record<string, string> = { ExtendedAddress: 'Extended address', PostalCode: 'Postal code' }

/** As Google heads the columns of several values: `E-mail 1 - Value`. @param number from 1 */
const partTitle = (list: ListProperty, number: number, part: string) =>
  `${listTitles[list]} ${number} - ${titleOfPart[part] ?? part}`

const importable = standardColumns
  .map(({ Property }) => Property)
  .filter((name) => name === 'Id' || !readOnlyProperties.includes(name))
const standardByName = new Map(standardColumns.map((column) => [column.Property, column]))

/**
 * @param properties names of properties, or parts of lists, in the order wanted; all that an import can read when absent. The
 *   parts of a list stand together, item by item
 * @param most how many items a list has at most; there are columns for so many
 */
export function exportColumns(
  properties: string[] | undefined,
  fields: Field[],
  most: Record<ListProperty, number>,
): ExportColumn[] {
  const custom = new Map(fields.map((field) => [field.Name, fieldColumn(field)]))
  const names = (properties ?? [...importable, 'CustomFields']).flatMap((name) =>
    name === 'CustomFields' ? [...custom.keys()] : name,
  )
  return [...wantedParts(names)].flatMap(([name, parts]): ExportColumn | ExportColumn[] => {
    if (isListProperty(name)) return listColumns(name, most[name], parts)
    const standard = standardByName.get(name)
    return custom.get(name) ?? (standard === undefined ? [] : standardColumn(standard))
  })
}

/** The properties of names, and of lists that are not wanted whole, the parts. */
export function wantedParts(names: string[]): Map<string, string[] | undefined> {
  const wanted = new Map<string, string[] | undefined>()
  for (const name of names) {
    const named = partNamed(name)
    if (named === undefined) wanted.set(name, undefined)
    else if (!names.includes(named.list)) wanted.set(named.list, [...(wanted.get(named.list) ?? []), named.part])
  }
  return wanted
}

const widths: Record<string, number> = { Id: 38, Notes: 50, DisplayName: 30, OrganizationName: 30, Labels: 30 }
const partWidths: Record<string, number> = { Value: 30, Street: 30, ExtendedAddress: 25, Label: 12, Primary: 10 }
const usualWidth = 18

function standardColumn({ Property, Title, Type }: (typeof standardColumns)[number]): ExportColumn {
  const type = Type === 'LIST' ? 'NAMES' : (Type as CellType)
  return { title: Title, property: Property, width: widths[Property] ?? usualWidth, type }
}

function listColumns(list: ListProperty, count: number, wanted: string[] | undefined): ExportColumn[] {
  const parts = listParts[list].filter(({ name }) => wanted === undefined || wanted.includes(name))
  return Array.from({ length: count }, (_, place) =>
    parts.map(({ name, isFlag }): ExportColumn => {
      const day = list === 'Dates' && name === 'Value'
      return {
        title: partTitle(list, place + 1, name),
        property: `${list}[${place}].${name}`,
        width: (day ? undefined : partWidths[name]) ?? usualWidth,
        type: isFlag ? 'CHECKBOX' : day ? 'DATE' : 'TEXT',
        item: { list, place, part: name, isMain: name === mainPart(list) },
      }
    }),
  ).flat()
}

const fieldTypes: Partial<Record<Field['Type'], CellType>> = {
  ...{ NUMBER: 'NUMBER', CHECKBOX: 'CHECKBOX', DATE: 'DATE', MULTILIST: 'NAMES' },
}

const fieldColumn = ({ Name, Type }: Field): ExportColumn => ({
  title: Name,
  property: Name,
  width: Type === 'LONGTEXT' ? (widths['Notes'] ?? usualWidth) : usualWidth,
  type: fieldTypes[Type] ?? 'TEXT',
})

type Item = Record<string, unknown>

/** What a row of the export has, a cell for each column. Items beyond the columns there are get none. */
export function cellsOf(columns: readonly ExportColumn[], contact: WebContact): Cell[] {
  const values = contact as Record<string, unknown>
  const fields = contact.CustomFields as Record<string, unknown> | undefined
  const cells = new Array<Cell>(columns.length)
  for (let index = 0; index < columns.length; index++) {
    const { item, property, type } = columns[index] as ExportColumn
    if (item !== undefined) {
      cells[index] = itemCell(values[item.list] as Item[] | undefined, item, type)
      continue
    }
    const value = property.charCodeAt(0) === hash ? fields?.[property] : values[property]
    cells[index] = value === undefined || value === null ? null : cellOf(type, value)
  }
  return cells
}

const hash = 35

function itemCell(items: Item[] | undefined, at: NonNullable<ExportColumn['item']>, type: CellType): Cell {
  if (items === undefined || items === null) return null
  const item = items[at.place]
  if (item === undefined) return at.isMain && items.length === 0 && at.place === 0 ? emptyList : null
  const value = item[at.part]
  if (value !== undefined) return cellOf(type, value)
  return at.part === 'Street' && isLabelAlone(item) ? emptyItem : null
}

function isLabelAlone(address: Item): boolean {
  for (const part in address) if (part !== 'Label' && part !== 'Primary') return false
  return true
}

function cellOf(type: CellType, value: unknown): Cell {
  switch (type) {
    case 'TEXT':
      return asWritten(value as string)
    case 'DATE':
      return dayCell(value as string)
    case 'MOMENT':
      return { date: value as string }
    case 'NAMES':
      return nameCell(value as string[])
    default:
      return value as Cell
  }
}
