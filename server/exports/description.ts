import { userName } from '../auth/user-name.ts'
import type { Scope } from '../database/database.ts'
import type { Caller } from '../http/operation.ts'
import type { Cell } from '../sheets/sheet.ts'
import { fittingText } from '../xlsx/cell-text.ts'
import { type CutTexts, toldCuts } from './cut-texts.ts'
import type { Settings } from './settings.ts'

/** The second tab of a workbook: what was exported, by whom, when, and with which search. */
export async function describe(
  { db, caller }: { db: Scope; caller: Caller },
  { search, segment, columns }: Settings,
  rows: number,
  cut: CutTexts,
): Promise<Cell[][]> {
  const { Filter, SearchText, Sort, Trash } = search
  const asJson = (value: unknown) => (value === undefined || value === null ? [] : [JSON.stringify(value)])
  const about = (title: string, values: Cell[]): Cell[][] =>
    values.map((value) => [title, typeof value === 'string' ? fittingText(value) : value])
  return [
    ['Contacts exported from Voyzu CRM', null],
    ...about('Contacts', [rows]),
    ...about('Exported by', [await userName(db, caller)]),
    ...about('Exported on (UTC)', [{ date: new Date().toISOString().slice(0, 19) }]),
    ...about('Search text', SearchText ? [SearchText] : []),
    ...about('Segment', asJson(segment?.search)),
    ...about('Filter', asJson(Filter)),
    ...about('Sort', asJson(Sort)),
    ...about('From the trash', Trash ? ['yes'] : []),
    ...about('Columns', [columns === undefined ? 'all that an import reads' : 'chosen']),
    ...about('Cut texts', toldCuts(cut)),
    ...about('', ['Import this workbook again to bring changes back: rows find their contacts by Id.']),
  ]
}
