/** Imports as callers see them. */
import type { Output } from '../../contract/operations.ts'
import type { Scope } from '../database/database.ts'
import { isUuid } from '../database/uuid.ts'
import { notFound } from '../http/errors.ts'
import type { Caller } from '../http/operation.ts'
import { standings, whenRead } from '../jobs/requests.ts'
import { isTable } from './settings.ts'
import * as store from './store.ts'

type Import = Output<'imports/get/{id}'>

/** @throws a 400 where there is none that the user may see */
export async function findImport(
  db: Scope,
  caller: Caller,
  id: string,
  which?: { withFixes: boolean },
): Promise<store.ImportRow> {
  const row = isUuid(id) ? await store.readImport(db, caller, id, which) : undefined
  if (row === undefined) throw notFound('import')
  return row
}

export async function importOf(db: Scope, caller: Caller, id: string, more: Partial<Import> = {}): Promise<Import> {
  const [shown] = await shownImports(db, caller, [await findImport(db, caller, id)])
  return { ...(shown as Import), ...more }
}

export async function shownImports(db: Scope, caller: Caller, rows: store.ImportRow[]): Promise<Import[]> {
  const standingOf = await standings(db, caller.customerId, rows)
  return rows.map((row) => ({ ...asImport(row), ...whenRead(row, standingOf(row)) }))
}

function asImport({ id, user_id, settings, counts, created_at, undone_at }: store.ImportRow) {
  const { fileName, layout, dryRun, mapping, matchOn, onMatch, dateOrder } = settings
  return {
    Id: id,
    RequestId: id,
    FileName: fileName,
    Format: layout.format,
    ...(layout.format === 'XLSX' ? { Sheet: layout.sheet } : {}),
    DryRun: dryRun,
    CreatedDate: created_at,
    CreatedBy: user_id,
    ...(isTable(layout) ? { Mapping: mapping, DateOrder: dateOrder } : {}),
    MatchOn: matchOn,
    OnMatch: onMatch,
    Counts: counts,
    ...(undone_at === null ? {} : { UndoneDate: undone_at }),
  }
}
