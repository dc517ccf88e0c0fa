/** What the tests of columns read rows with. */
import { applyRow } from '../server/columns/apply-row.ts'
import type { DateOrder } from '../server/columns/days.ts'
import { type MappingEntry, planOf } from '../server/columns/plan.ts'
import { rowOf } from '../server/columns/row.ts'
import type { WebContact } from '../server/contacts/contact.ts'
import type { Cell } from '../server/sheets/sheet.ts'
import { type Field, nameKey, type Vocabulary } from '../server/vocabulary/vocabulary.ts'

export const fields: Field[] = [
  { Id: 'f1', Name: '#Score', Type: 'NUMBER' },
  { Id: 'f2', Name: '#Due', Type: 'DATE' },
  { Id: 'f3', Name: '#Paid', Type: 'CHECKBOX' },
  { Id: 'f4', Name: '#Tier', Type: 'LIST', Options: ['Gold', 'gold', ' ', '[]', 'a; b'] },
  {
    Id: 'f5',
    Name: '#Hobbies',
    Type: 'MULTILIST',
    Options: ['Chess', ' x', '\\', 'a;b', '[]', 'a\nb', ':::', 'y ', ' '],
  },
  { Id: 'f6', Name: '#First name', Type: 'TEXT' },
  { Id: 'f7', Name: '#Story', Type: 'LONGTEXT' },
  { Id: 'f8', Name: '#Page', Type: 'URL' },
  { Id: 'f9', Name: '#Second mail', Type: 'EMAIL' },
  { Id: 'f10', Name: '#Fax', Type: 'PHONE' },
]
export const types = ['CUSTOMER', 'LEAD', 'a; b \\ c', '[]']

export const vocabulary = {
  country: null,
  contactTypes: { all: types },
  fields: new Map(fields.map((field) => [field.Id, field])),
  fieldIds: new Map(fields.map(({ Id, Name }) => [nameKey(Name.slice(1)), Id])),
} as unknown as Vocabulary

export const plan = (mapping: MappingEntry[], names: string[]) => planOf(mapping, names, vocabulary, [])

interface Told {
  mapping: MappingEntry[]
  cells: Cell[]
  dateOrder?: DateOrder
  current?: WebContact
}

/** What becomes of a row whose columns are called A, B, … */
export function told({ mapping, cells, dateOrder = 'DMY', current }: Told) {
  const made = plan(
    mapping,
    cells.map((_, index) => String.fromCharCode(65 + index)),
  )
  const { given, faults } = rowOf(made, cells, { dateOrder })
  return { given, faults, input: applyRow(made, current, given) as Record<string, unknown> }
}

/** One column, its values, and what they come to. */
export const read = (Property: string, cell: Cell, dateOrder?: DateOrder) => {
  const { input, faults } = told({ mapping: [{ Column: 1, Property }], cells: [cell], ...(dateOrder && { dateOrder }) })
  const { RecordType: _derived, ...rest } = input
  return faults.length > 0 ? `${faults[0]?.Column} ${faults[0]?.Path} ${faults[0]?.Message}` : rest
}
