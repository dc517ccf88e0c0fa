/** From what a caller asks for to what an import goes by. */
import { createHash } from 'node:crypto'
import type { Input } from '../../contract/operations.ts'
import { guessDateOrder } from '../columns/date-order.ts'
import { type MappingEntry, planOf } from '../columns/plan.ts'
import { type Suggestion, suggestMapping } from '../columns/suggest.ts'
import { unaskedOf } from '../contacts/expected-count.ts'
import { findMatching, lockValues } from '../contacts/match.ts'
import { readHead } from '../contacts/search-statements.ts'
import { nextUuid } from '../database/uuid.ts'
import { findFile, keepFile, StoredSource, type UploadedFile } from '../files/files.ts'
import { type Fault, faulty } from '../http/errors.ts'
import type { Beginning, Writing } from '../http/operation.ts'
import { fileOfSpreadsheet } from '../spreadsheets/spreadsheets.ts'
import { labelFault } from '../vocabulary/names.ts'
import { currentVocabulary, type Field, nameKey, type Vocabulary } from '../vocabulary/vocabulary.ts'
import { shownImports } from './import.ts'
import { type Opened, openLayout } from './layout.ts'
import { fieldIdsOf, makeNewFields } from './new-fields.ts'
import { type Fix, isTable, type Settings } from './settings.ts'
import { atTheStart, type State } from './state.ts'
import * as store from './store.ts'

export type ImportInput = Input<'imports/create'>

export async function beginImport(call: Beginning<'imports/create'>): Promise<State> {
  const { db, caller, changes, requestId, input } = call
  const file = await fileFor(call)
  const opened = await openLayout(new StoredSource(db, caller.customerId, file), input)
  const vocabulary = await currentVocabulary(db, caller.customerId)
  const settings = settingsFor(input, opened, vocabulary, file.name)
  refuseNothingMapped(settings)
  const fingerprints = fingerprintsOf(file, settings)
  // A dry run tells how things are now.
  const earlier = input.Force || settings.dryRun ? undefined : await earlierImport(call, fingerprints)
  if (earlier !== undefined) return { earlier: earlier.Id }
  if (input.Mapping && !settings.dryRun) await store.rememberMapping(db, caller, headerKey(opened.names), input.Mapping)
  const ahead = await whatIsAhead(call, settings)
  // Where it may still be refused, nothing is made yet.
  const ready = settings.dryRun || ahead.phase !== 'WRITE' ? settings : await makeNewFields(call, settings)
  await keepFile(db, caller.customerId, file.id)
  // So there is a change set to undo, though none of the rows changes anything.
  if (!settings.dryRun) await changes.open(db, null)
  await store.insertImport(db, caller, {
    id: requestId,
    fileId: file.id,
    fingerprint: fingerprints[0],
    settings: ready,
  })
  return { ...atTheStart, ...ahead }
}

/** What has to be known before anything is written: whether the rows are many, or what would become of them. */
async function whatIsAhead({ db, caller, input }: Beginning<'imports/create'>, { dryRun, onMatch }: Settings) {
  if (dryRun) return { phase: 'WRITE' } as const
  if (typeof input.ExpectedCount === 'number') return { phase: 'JUDGE' } as const
  const unasked = unaskedOf((await readHead(db, caller.customerId)).contacts)
  if (onMatch !== 'UPDATE' || unasked === Number.POSITIVE_INFINITY) return { phase: 'WRITE' } as const
  return { phase: 'COUNT', unasked } as const
}

function refuseNothingMapped({ layout, mapping, names }: Settings): void {
  if (!isTable(layout) || mapping.some(({ Mode }) => Mode !== 'SKIP')) return
  const columns = names.slice(0, 20).join(', ')
  throw faulty([{ Path: 'Mapping', Message: `is needed: it cannot be told what the columns are for: ${columns}` }])
}

/** Of two that come at once, the second waits here, and then finds the first. */
async function earlierImport({ db, caller }: Beginning<'imports/create'>, fingerprints: Fingerprints) {
  await lockValues(db, caller.customerId, [`import ${fingerprints[0].toString('hex')}`])
  const same = await shownImports(db, caller, await store.sameImports(db, caller, fingerprints))
  return same.find(({ Status }) => Status !== 'FAIL')
}

/** What is to be read: sent along, sent before, or a spreadsheet as it is now. @throws a 400 where it is none of these */
export async function fileFor(call: Writing<'imports/create' | 'imports/preview'>): Promise<UploadedFile> {
  const { db, caller, file, input } = call
  const given = [file, input.FileId, input.SpreadsheetId].filter((each) => each !== undefined && each !== null)
  if (given.length !== 1)
    throw faulty([{ Path: 'file', Message: 'or FileId or SpreadsheetId is needed, and only one of them' }])
  if (file !== undefined) return file
  if (input.SpreadsheetId) return fileOfSpreadsheet(db, caller, input.SpreadsheetId, 'SpreadsheetId')
  const sent = await findFile(db, caller.customerId, input.FileId ?? '', caller.userId)
  // A picture has no hash, for it is no file to import.
  if (!sent?.sha256) throw faulty([{ Path: 'FileId', Message: 'is no file of yours; it is kept for a day' }])
  return sent
}

/** @throws a 400 that names every fault of the input */
export function settingsFor(input: ImportInput, opened: Opened, vocabulary: Vocabulary, fileName: string): Settings {
  const { layout, names, sample } = opened
  const rows = sample.map(({ cells }) => cells)
  const mapping = isTable(layout) ? (input.Mapping ?? mappingOf(suggestionsFor(opened, vocabulary))) : []
  const wouldBeFields = fieldsToMake(mapping, vocabulary)
  const plan = planOf(mapping, names, vocabulary, wouldBeFields)
  const usesId = !isTable(layout) || plan.singles.some(({ kind }) => kind === 'ID')
  const matchOn = input.MatchOn ?? [...(usesId ? ['Id'] : []), 'Emails.Value']
  const settings: Settings = {
    fileName: input.FileName || fileName,
    layout,
    names,
    mapping,
    fieldIds: fieldIdsOf([...mapping.map(({ Property }) => Property), ...matchOn], vocabulary, wouldBeFields),
    matchOn,
    onMatch: input.OnMatch ?? 'UPDATE',
    dateOrder: input.DateOrder ?? guessDateOrder(plan, rows, vocabulary.country),
    labels: input.Labels ?? [],
    contactTypes: input.ContactTypes ?? [],
    dryRun: input.DryRun ?? false,
    wouldBeFields,
    ...fixesIn(input, names),
  }
  const faults = [...matchFaults(settings, vocabulary), ...wordFaults(settings, vocabulary)]
  if (faults.length > 0) throw faulty(faults)
  return settings
}

export const suggestionsFor = ({ names, sample }: Opened, { fields }: Vocabulary): Suggestion[] =>
  suggestMapping(
    names,
    sample.map(({ cells }) => cells),
    [...fields.values()],
  )

export const mappingOf = (suggestions: Suggestion[]): MappingEntry[] =>
  suggestions.flatMap(({ Column, Property, Label, Mode }) =>
    Property === undefined ? [] : [{ Column, Property, ...(Label === undefined ? {} : { Label }), Mode }],
  )

function fieldsToMake(mapping: MappingEntry[], vocabulary: Vocabulary): Field[] {
  const made = new Map<string, Field>()
  const faults: Fault[] = []
  for (const [index, { Property, NewField }] of mapping.entries()) {
    if (NewField === undefined || NewField === null) continue
    const key = nameKey(Property.slice(1))
    const there = vocabulary.fields.get(vocabulary.fieldIds.get(key) ?? '')
    const fault = newFieldFault(Property, NewField, there)
    if (fault !== undefined) faults.push({ Path: `Mapping[${index}].NewField`, Message: fault })
    else if (there === undefined) made.set(key, { Id: nextUuid(), Name: Property, Type: NewField })
  }
  if (faults.length > 0) throw faulty(faults)
  return [...made.values()]
}

/** Where the field is there already, it may be the second time that the same file is sent. */
function newFieldFault(name: string, type: Field['Type'], there: Field | undefined): string | undefined {
  if (!/^#[\p{L}\p{M}\p{N} ]{1,30}$/u.test(name)) return 'needs a Property of # and 1 to 30 letters, digits and spaces'
  if (there !== undefined) return there.Type === type ? undefined : `cannot be: ${there.Name} is ${there.Type} already`
  return type === 'LIST' || type === 'MULTILIST'
    ? 'cannot be a list: make it with custom-fields/update first'
    : undefined
}

/** In bytes, all together: every step of the import reads them. */
const mostOfFixes = 1_000_000

function fixesIn({ Fixes }: ImportInput, names: string[]): { fixes?: Fix[] } {
  if (!Fixes || Fixes.length === 0) return {}
  if (Fixes.reduce((sum, { Value }) => sum + Buffer.byteLength(Value), 0) > mostOfFixes)
    throw faulty([{ Path: 'Fixes', Message: 'are more than 1 MB together: mend the file, and send that' }])
  const fixes = Fixes.map(({ RowNumber, Column, Value }) => ({
    row: RowNumber,
    column: typeof Column === 'number' ? Column - 1 : names.indexOf(Column),
    value: Value,
  }))
  const faults = fixes.flatMap(({ column }, index) =>
    names[column] === undefined
      ? [{ Path: `Fixes[${index}].Column`, Message: `is no column of the file: ${Fixes[index]?.Column}` }]
      : [],
  )
  if (faults.length > 0) throw faulty(faults)
  return { fixes }
}

function matchFaults({ matchOn, wouldBeFields }: Settings, vocabulary: Vocabulary): Fault[] {
  const isNew = (name: string) => wouldBeFields.some(({ Name }) => Name === name)
  return matchOn.flatMap((name, index) => {
    const isRight = name === 'Id' || isNew(name) || findMatching(name, vocabulary) !== undefined
    const Message = name.startsWith('#')
      ? `is no custom field: ${name}`
      : 'is nothing that contacts can be matched on: Id, Emails.Value, Phones.Value, a text, a custom field'
    return isRight ? [] : [{ Path: `MatchOn[${index}]`, Message }]
  })
}

function wordFaults({ labels, contactTypes }: Settings, vocabulary: Vocabulary): Fault[] {
  const labelFaults = labels.map((name, index) => ({ Path: `Labels[${index}]`, Message: labelFault(name) }))
  const typeFaults = contactTypes.map((name, index) => ({
    Path: `ContactTypes[${index}]`,
    Message:
      vocabulary.contactTypes.idOf(name) === undefined
        ? `must be one of ${vocabulary.contactTypes.all.join(', ')}`
        : undefined,
  }))
  return [...labelFaults, ...typeFaults].flatMap(({ Path, Message }) =>
    Message === undefined ? [] : [{ Path, Message }],
  )
}

/** What is kept of an import, and what was kept of the same one before Fixes were there. */
type Fingerprints = [now: Buffer, before: Buffer]

/** The same file, read and imported in the same way. */
function fingerprintsOf({ sha256 }: UploadedFile, settings: Settings): Fingerprints {
  const { fileName: _name, wouldBeFields: _fields, fieldIds: _ids, ...all } = settings
  const { mapping, ...rest } = all
  // The one of the last time comes from the database, which has the properties in another order.
  const entries = mapping.map((entry) => Object.entries(entry).toSorted(([one], [other]) => (one < other ? -1 : 1)))
  const hashed = (way: object) => createHash('sha256').update(sha256).update(JSON.stringify(way)).digest()
  return [hashed([entries, rest]), hashed(all)]
}

/** What a user's last mapping is remembered under. */
export const headerKey = (names: string[]): Buffer => createHash('sha256').update(JSON.stringify(names)).digest()
