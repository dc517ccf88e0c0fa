/** Workbooks that users keep. */
import type { Output } from '../../contract/operations.ts'
import type { Author } from '../database/changes.ts'
import type { Scope } from '../database/database.ts'
import { isUuid, nextUuid } from '../database/uuid.ts'
import { findFile, keepFile, keepHash, releaseFile, StoredSource, type UploadedFile } from '../files/files.ts'
import { fileKind } from '../files/media-types.ts'
import { faulty, invalid, notFound } from '../http/errors.ts'
import type { Writing } from '../http/operation.ts'
import { listSheets } from '../xlsx/read-workbook.ts'
import * as store from './store.ts'

type Spreadsheet = Output<'spreadsheets/get/{id}'>

const spreadsheetOf = ({ id, name, sheets, updated_at, size }: store.SpreadsheetRow): Spreadsheet => ({
  Id: id,
  Name: name,
  Source: 'VOYZU',
  UpdatedDate: updated_at,
  Sheets: sheets,
  Size: size,
})

export const listSpreadsheets = async (db: Scope, caller: Author): Promise<Spreadsheet[]> =>
  (await store.list(db, caller)).map(spreadsheetOf)

/** @throws a 400 where the user has no such spreadsheet */
export async function findSpreadsheet(db: Scope, caller: Author, id: string): Promise<store.SpreadsheetRow> {
  const row = isUuid(id) ? await store.readOne(db, caller, id) : undefined
  if (row === undefined) throw notFound('spreadsheet')
  return row
}

export const readSpreadsheet = async (db: Scope, caller: Author, id: string): Promise<Spreadsheet> =>
  spreadsheetOf(await findSpreadsheet(db, caller, id))

const longestName = 200

export async function createSpreadsheet(call: Writing<'spreadsheets/create'>): Promise<Spreadsheet> {
  const { db, caller, file, input } = call
  if (file === undefined)
    throw faulty([{ Path: 'file', Message: 'is needed: send the workbook as multipart/form-data' }])
  const name = (
    input.Name ??
    file.name
      .replace(/\.xlsx$/i, '')
      .slice(0, longestName)
      .toWellFormed()
  ).trim()
  if (name === '') throw faulty([{ Path: 'Name', Message: 'must not be blank' }])
  const id = await addSpreadsheet(db, caller, name, file)
  return readSpreadsheet(db, caller, id)
}

/** @returns its id */
async function addSpreadsheet(
  db: Scope,
  caller: Author,
  name: string,
  file: Pick<UploadedFile, 'id' | 'size'>,
): Promise<string> {
  const sheets = await listSheets(new StoredSource(db, caller.customerId, file))
  const id = nextUuid()
  await keepFile(db, caller.customerId, file.id)
  await store.insert(db, caller, { id, name, sheets, fileId: file.id })
  return id
}

/** It does not matter whether there is one. */
export async function deleteSpreadsheet(db: Scope, caller: Author, id: string): Promise<void> {
  const fileId = isUuid(id) ? await store.remove(db, caller, id) : undefined
  if (fileId !== undefined) await releaseFile(db, caller.customerId, fileId)
}

/** The file that a spreadsheet of the user is now, under its name. @throws a 400 that names `path` where there is none */
export async function fileOfSpreadsheet(db: Scope, caller: Author, id: string, path: string): Promise<UploadedFile> {
  const row = isUuid(id) ? await store.readOne(db, caller, id) : undefined
  const file = row && (await findFile(db, caller.customerId, row.file_id))
  if (row === undefined || file === undefined) throw faulty([{ Path: path, Message: 'is no spreadsheet of yours' }])
  return { ...file, name: `${row.name}.${fileKind('XLSX').ending}` }
}

interface Kept {
  /** The spreadsheet to write over, and the file that it was. */
  over: { spreadsheetId: string; fileId: string } | undefined
  /** The name of the spreadsheet to make. */
  spreadsheetName: string | undefined
}

/** Makes the file of an export a spreadsheet, where that was asked for. @returns its id */
export async function keepExport(
  { db, caller }: { db: Scope; caller: Author },
  { over, spreadsheetName }: Kept,
  fileId: string,
): Promise<string | undefined> {
  if (over === undefined && spreadsheetName === undefined) return undefined
  const file = await findFile(db, caller.customerId, fileId)
  if (file === undefined) throw new Error('The file of an export is gone')
  // An import knows by it whether it has had this file before.
  await keepHash(db, caller.customerId, file)
  if (over === undefined) return addSpreadsheet(db, caller, spreadsheetName ?? file.name, file)
  const sheets = await listSheets(new StoredSource(db, caller.customerId, file))
  await keepFile(db, caller.customerId, fileId)
  const change = { from: over.fileId, to: fileId, sheets }
  if (!(await store.replaceFile(db, caller, over.spreadsheetId, change)))
    throw invalid('The spreadsheet was deleted or written by somebody else while this export was under way.')
  await releaseFile(db, caller.customerId, over.fileId)
  return over.spreadsheetId
}
