/** What an export goes by. It is decided once, when the export is accepted, and kept with it. */

import type { Input } from '../../contract/operations.ts'
import type { SavedSearch } from '../contacts/saved-search.ts'
import type { FileKind } from '../files/media-types.ts'

export interface Settings {
  format: Exclude<FileKind, 'ZIP'>
  search: Input<'contacts/search'>
  /** What the segment of the search asked for when the export was accepted. */
  segment: SavedSearch | undefined
  /** The properties wanted, by name; custom fields by id, as `#` and the id: they may be renamed meanwhile. */
  columns: string[] | undefined
  bom: boolean
  delimiter: string
  version: '3.0' | '4.0'
  /** The spreadsheet to write over, and the file that it was. */
  over: { spreadsheetId: string; fileId: string } | undefined
  /** The name of the spreadsheet to make. */
  spreadsheetName: string | undefined
}

/** Whether there are columns, and an item of a list needs some of its own. */
export const isTable = ({ format }: Settings): boolean => format === 'CSV' || format === 'XLSX'
