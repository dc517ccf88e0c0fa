/** Erases one person everywhere, for good. */
import type { Output } from '../../contract/operations.ts'
import { eraseContact } from '../contacts/erase.ts'
import { familyOf, forgetMerged } from '../contacts/survivors.ts'
import { isUuid } from '../database/uuid.ts'
import { eraseDuplicates } from '../duplicates/erase.ts'
import { deleteExportsSince } from '../exports/erase.ts'
import { notFound } from '../http/errors.ts'
import { forgetAnswers } from '../http/idempotency.ts'
import type { Writing } from '../http/operation.ts'
import { eraseFromImports } from '../imports/erase.ts'
import { forgetResults } from '../jobs/requests.ts'
import { deletePhotosOf } from '../photos/photos.ts'
import { forgetResponses } from '../webhooks/webhooks.ts'

/**
 * All of it, or nothing: with the contact go those that were merged into it, and what it was merged into, for they are the
 * same person.
 * @throws a 400 where nothing is left of such a contact
 */
export async function erasePerson(call: Writing<'contacts/erase/{id}'>): Promise<Output<'contacts/erase/{id}'>> {
  const { db, caller, id } = call
  const { customerId } = caller
  const ids = isUuid(id) ? await familyOf(db, customerId, id) : []
  await eraseDuplicates(db, customerId, ids)
  const erasures: Output<'contacts/erase/{id}'>[] = []
  for (const each of ids) {
    const erased = await eraseOne(call, each)
    if (erased !== undefined) erasures.push(erased)
  }
  if (erasures.length === 0) throw notFound('contact')
  await forgetMerged(db, customerId, ids)
  await deletePhotosOf(db, customerId, ids)
  return erasures.reduce(together)
}

async function eraseOne(call: Writing<'contacts/erase/{id}'>, id: string) {
  const { db, caller } = call
  const { customerId } = caller
  const erased = await eraseContact(call, id)
  if (erased === undefined) return undefined
  const imports = await eraseFromImports(db, customerId, id, erased.since)
  const { exports, spreadsheets } = await deleteExportsSince(db, customerId, erased.since)
  const answers = await forgetAnswers(db, customerId, id)
  const results = await forgetResults(db, customerId, id)
  await forgetResponses(db, customerId, id)
  return {
    Contact: erased.wasThere,
    Changes: erased.changes,
    ImportRows: imports.rows,
    ImportFiles: imports.imports,
    Exports: exports,
    Answers: answers + results,
    SpreadsheetsToCheck: [...new Set([...imports.spreadsheets, ...spreadsheets])],
  }
}

function together(one: Output<'contacts/erase/{id}'>, other: Output<'contacts/erase/{id}'>) {
  const both = (name: 'ImportFiles' | 'Exports' | 'SpreadsheetsToCheck') => [...new Set([...one[name], ...other[name]])]
  return {
    Contact: one.Contact || other.Contact,
    Changes: one.Changes + other.Changes,
    ImportRows: one.ImportRows + other.ImportRows,
    ImportFiles: both('ImportFiles'),
    Exports: both('Exports'),
    Answers: one.Answers + other.Answers,
    SpreadsheetsToCheck: both('SpreadsheetsToCheck'),
  }
}
