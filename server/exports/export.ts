/** Exports as callers see them. */
import type { Output } from '../../contract/operations.ts'
import type { Scope } from '../database/database.ts'
import { isUuid } from '../database/uuid.ts'
import { notFound } from '../http/errors.ts'
import type { Caller } from '../http/operation.ts'
import { standings, whenRead } from '../jobs/requests.ts'
import * as store from './store.ts'

type Export = Output<'exports/get/{id}'>

/** @throws a 400 where there is none that the user may see */
export async function findExport(db: Scope, caller: Caller, id: string): Promise<store.ExportRow> {
  const row = isUuid(id) ? await store.readExport(db, caller, id) : undefined
  if (row === undefined) throw notFound('export')
  return row
}

export async function exportOf(db: Scope, caller: Caller, id: string): Promise<Export> {
  const [shown] = await shownExports(db, caller, [await findExport(db, caller, id)])
  return shown as Export
}

export async function shownExports(db: Scope, caller: Caller, rows: store.ExportRow[]): Promise<Export[]> {
  const standingOf = await standings(db, caller.customerId, rows)
  return rows.map((row) => ({
    Id: row.id,
    RequestId: row.id,
    ...whenRead(row, standingOf(row)),
    Format: row.settings.format,
    RowCount: row.row_count,
    FileName: row.name,
    ...(row.done ? { Size: row.size } : {}),
    ...(row.spreadsheet_id === null ? {} : { SpreadsheetId: row.spreadsheet_id }),
    CreatedDate: row.created_at,
    CreatedBy: row.user_id,
    ExpiresDate: row.expires_at,
  }))
}
