/** What an import goes by. It is decided once, when the import is accepted, and kept: a dry run and a real run decide alike. */
import type { DateOrder } from '../columns/days.ts'
import type { MappingEntry } from '../columns/plan.ts'
import type { Dialect } from '../csv/dialect.ts'
import type { Field, Vocabulary } from '../vocabulary/vocabulary.ts'

/** How the rows of a file are found. */
export type Layout =
  | { format: 'CSV'; dialect: Dialect; headerRow: number }
  | { format: 'XLSX'; sheet: string; sheets: string[]; headerRow: number }
  | { format: 'VCARD'; encoding?: string }
  | { format: 'JSON' }

/** A file of rows and columns, which have to be mapped; others name what they hold. */
export type Table = Extract<Layout, { headerRow: number }>

export const isTable = (layout: Layout): layout is Table => 'headerRow' in layout

export interface Settings {
  fileName: string
  layout: Layout
  /** The columns, as the mapping calls them. */
  names: string[]
  mapping: MappingEntry[]
  /** The ids of the custom fields that the mapping and MatchOn name: a field may be renamed while rows are imported. */
  fieldIds: Record<string, string>
  matchOn: string[]
  onMatch: 'UPDATE' | 'SKIP' | 'CREATE'
  dateOrder: DateOrder
  labels: string[]
  contactTypes: string[]
  dryRun: boolean
  /** Fields that a dry run takes as made. */
  wouldBeFields: Field[]
  /** Cells that are read as if something else stood in them; absent where there are none. */
  fixes?: Fix[]
}

export interface Fix {
  row: number
  /** From 0. */
  column: number
  value: string
}

/** A name in the settings as the Customer calls it now; undefined where there is no such field any longer. */
export function nameNow(
  name: string,
  { fieldIds, wouldBeFields }: Settings,
  { fields }: Vocabulary,
): string | undefined {
  const id = fieldIds[name]
  if (id === undefined) return name
  return fields.get(id)?.Name ?? wouldBeFields.find(({ Id }) => Id === id)?.Name
}
