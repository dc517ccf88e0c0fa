/** The beginning of a file as it would be imported. */
import type { Output } from '../../contract/operations.ts'
import type { Suggestion } from '../columns/suggest.ts'
import { shownState } from '../contacts/shown.ts'
import { noUuid } from '../database/uuid.ts'
import { StoredSource } from '../files/files.ts'
import { ApiError } from '../http/errors.ts'
import type { Writing } from '../http/operation.ts'
import { contactRoom } from '../plans/plans.ts'
import { textOf } from '../sheets/sheet.ts'
import { currentVocabulary, withEveryLabel } from '../vocabulary/vocabulary.ts'
import { fileFor, headerKey, mappingOf, settingsFor, suggestionsFor } from './begin.ts'
import { fixed, givenOf } from './given.ts'
import { judge, readRow } from './judge.ts'
import { type Opened, openLayout } from './layout.ts'
import { lookUp } from './look-up.ts'
import { firstRows } from './rows.ts'
import { rulesOf } from './rules.ts'
import { isTable, type Layout, type Settings } from './settings.ts'
import * as store from './store.ts'

type Preview = Output<'imports/preview'>

const shownRows = 20
const samplesAColumn = 5
const longestSample = 200

export async function previewImport(call: Writing<'imports/preview'>): Promise<Preview> {
  const { db, caller, input } = call
  const file = await fileFor(call)
  const opened = await openLayout(new StoredSource(db, caller.customerId, file), input)
  const vocabulary = await currentVocabulary(db, caller.customerId)
  const last = input.Mapping ? undefined : await lastMapping(call, opened)
  const remembered = last && fitting({ ...input, Mapping: last }, opened, vocabulary, file.name)
  const suggestions = suggestionsFor(opened, vocabulary)
  const Mapping = input.Mapping ?? mappingOf(suggestions)
  const settings = remembered ?? settingsFor({ ...input, Mapping }, opened, vocabulary, file.name)
  const { layout } = settings
  const rows = await firstRows(db, caller.customerId, { file, layout }, shownRows)
  const every = withEveryLabel(vocabulary)
  const rules = rulesOf(settings, every, noUuid, await contactRoom(db, caller.customerId))
  const reads = rows.map((row) => readRow(givenOf(fixed(row, rules.fixes), rules.plan, settings.dateOrder), rules))
  const known = await lookUp(call, reads, rules, false)
  return {
    FileId: file.id,
    FileName: settings.fileName,
    Format: layout.format,
    ...shownLayout(layout),
    ...(isTable(layout) ? { DateOrder: settings.dateOrder } : {}),
    Columns: columnsOf(opened, suggestions),
    Mapping: settings.mapping,
    Remembered: remembered !== undefined,
    Rows: reads.map((read) => {
      // What is wrong with a row may depend on whom it is about: one without a name may be about somebody who has one.
      const { Errors } = judge(read, known, rules).details
      return {
        RowNumber: read.row.number,
        ...(read.state === undefined ? {} : { Contact: shownState(read.state, rules.vocabulary) }),
        ...(Errors === undefined ? {} : { Errors }),
      }
    }),
  }
}

async function lastMapping({ db, caller }: Writing<'imports/preview'>, opened: Opened) {
  return isTable(opened.layout) ? store.rememberedMapping(db, caller, headerKey(opened.names)) : undefined
}

/** Undefined where the Customer's fields have changed so that it no longer fits. */
function fitting(...given: Parameters<typeof settingsFor>): Settings | undefined {
  try {
    return settingsFor(...given)
  } catch (error) {
    if (error instanceof ApiError) return undefined
    throw error
  }
}

function shownLayout(layout: Layout): Partial<Preview> {
  if (layout.format === 'JSON') return {}
  if (layout.format === 'VCARD') return layout.encoding === undefined ? {} : { Encoding: layout.encoding }
  const header = { HasHeader: layout.headerRow > 0, ...(layout.headerRow > 0 ? { HeaderRow: layout.headerRow } : {}) }
  if (layout.format === 'XLSX') return { Sheets: layout.sheets, Sheet: layout.sheet, ...header }
  const { encoding, delimiter, quote } = layout.dialect
  return { Encoding: encoding, Delimiter: delimiter, Quote: quote, ...header }
}

function columnsOf({ names, sample }: Opened, suggestions: Suggestion[]): Preview['Columns'] {
  return suggestions.map((suggestion, column) => ({
    ...suggestion,
    Column: names[column] ?? '',
    Samples: sample
      .map(({ cells }) => textOf(cells[column] ?? null))
      .filter((text) => text !== '')
      .slice(0, samplesAColumn)
      .map((text) => text.slice(0, longestSample).toWellFormed()),
  }))
}
