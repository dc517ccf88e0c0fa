import type { Input } from '../../contract/operations.ts'
import { partNamed } from '../columns/lists.ts'
import { wantedProperties } from '../contacts/columns.ts'
import type { SavedSearch } from '../contacts/saved-search.ts'
import { readQuestion } from '../contacts/search.ts'
import { sortKeys } from '../contacts/sort.ts'
import type { Scope } from '../database/database.ts'
import { createFile, keepFile } from '../files/files.ts'
import { fileKind } from '../files/media-types.ts'
import { ApiError, type Fault, faultsUnder, faulty } from '../http/errors.ts'
import type { Beginning, Caller } from '../http/operation.ts'
import { searchOfSegment, within } from '../segments/segments.ts'
import { fileOfSpreadsheet } from '../spreadsheets/spreadsheets.ts'
import { currentVocabulary, nameKey, type Vocabulary } from '../vocabulary/vocabulary.ts'
import type { Settings } from './settings.ts'
import { firstState, type State } from './step.ts'
import * as store from './store.ts'

type Call = Beginning<'exports/create'>

/** @throws a 400 that names every fault, before anything is done */
export async function beginExport(call: Call): Promise<State> {
  const { db, caller, requestId } = call
  const settings = await settingsFor(call)
  const { ending, mediaType } = fileKind(settings.format)
  const file = await createFile(db, caller, { name: `${fileName(call.input)}.${ending}`, mediaType })
  await keepFile(db, caller.customerId, file.id)
  // Until the export is through, what it writes over must stay.
  if (settings.over !== undefined) await keepFile(db, caller.customerId, settings.over.fileId)
  await store.insertExport(db, caller, { id: requestId, fileId: file.id, settings })
  return firstState(settings, file.id)
}

async function settingsFor({ db, caller, input }: Call): Promise<Settings> {
  const { SpreadsheetId, SpreadsheetName } = input
  const format = input.Format ?? (SpreadsheetId || typeof SpreadsheetName === 'string' ? 'XLSX' : undefined)
  const faults = inputFaults(input, format)
  if (faults.length > 0 || format === undefined) throw faulty(faults)
  const search = input.Search ?? {}
  const over = SpreadsheetId ? await fileOfSpreadsheet(db, caller, SpreadsheetId, 'SpreadsheetId') : undefined
  return {
    format,
    search,
    segment: await checkedSegment(db, caller, search),
    columns: wantedColumns(input, await currentVocabulary(db, caller.customerId)),
    bom: input.Bom ?? true,
    delimiter: input.Delimiter ?? ',',
    version: input.Version ?? '4.0',
    over: over && { spreadsheetId: SpreadsheetId ?? '', fileId: over.id },
    spreadsheetName: SpreadsheetName?.trim() ?? undefined,
  }
}

/** @throws a 400 where the search asks for what there is not */
async function checkedSegment(db: Scope, caller: Caller, search: Settings['search']): Promise<SavedSearch | undefined> {
  const segment = search.SegmentId ? await searchOfSegment(db, caller, search.SegmentId) : undefined
  try {
    const whole = await within(db, caller, search, segment)
    const { vocabulary } = await readQuestion(db, caller.customerId, whole.input, whole.within)
    sortKeys(whole.input.Sort ?? [], vocabulary)
  } catch (error) {
    if (!(error instanceof ApiError) || error.faults.length === 0) throw error
    throw faulty(faultsUnder('Search', error.faults))
  }
  return segment
}

const fitting = {
  Bom: ['CSV'],
  Delimiter: ['CSV'],
  Version: ['VCARD'],
  Columns: ['CSV', 'XLSX', 'JSON'],
  SpreadsheetId: ['XLSX'],
  SpreadsheetName: ['XLSX'],
} as const

function inputFaults(input: Input<'exports/create'>, format: Settings['format'] | undefined): Fault[] {
  const isGiven = (name: keyof typeof input) => input[name] !== undefined && input[name] !== null
  if (format === undefined) return [{ Path: 'Format', Message: 'is needed: CSV, XLSX, VCARD or JSON' }]
  const unfit = Object.entries(fitting).flatMap(([name, formats]) =>
    isGiven(name as keyof typeof input) && !(formats as readonly string[]).includes(format)
      ? [{ Path: name, Message: `does not go with ${format}` }]
      : [],
  )
  const isBlank = isGiven('SpreadsheetName') && input.SpreadsheetName?.trim() === ''
  const both = isGiven('SpreadsheetId') && isGiven('SpreadsheetName')
  const paging = (['Cursor', 'PageNumber', 'PageSize'] as const).filter((name) => input.Search?.[name])
  return [
    ...unfit,
    ...(isBlank ? [{ Path: 'SpreadsheetName', Message: 'must not be blank' }] : []),
    ...(both ? [{ Path: 'SpreadsheetName', Message: 'does not go together with SpreadsheetId' }] : []),
    ...faultsUnder(
      'Search',
      paging.map((Path) => ({ Path, Message: 'does not go with an export, which has all that is found' })),
    ),
  ]
}

/** @throws a 400 where a property does not exist */
function wantedColumns({ Columns, Search }: Input<'exports/create'>, vocabulary: Vocabulary): string[] | undefined {
  const columns = Columns ?? Search?.Properties ?? undefined
  const properties = Columns?.map((name) => partNamed(name)?.list ?? name)
  wantedProperties(properties ?? columns, vocabulary, Columns ? 'Columns' : 'Search.Properties')
  return columns?.map((name) => (name.startsWith('#') ? `#${vocabulary.fieldIds.get(nameKey(name.slice(1)))}` : name))
}

/** Without what file systems refuse. */
function fileName({ FileName, SpreadsheetName }: Input<'exports/create'>): string {
  const given = (FileName ?? SpreadsheetName ?? '').replace(/\.(csv|xlsx|vcf|jsonl?)$/i, '')
  const plain = given.replace(/[\p{Cc}\\/:*?"<>|]/gu, ' ').trim()
  return plain || `contacts ${new Date().toISOString().slice(0, 10)}`
}
