/** Erases one person everywhere, for good. */
import type { Output } from '../../contract/operations.ts'
import { eraseContact } from '../contacts/erase.ts'
import { isUuid } from '../database/uuid.ts'
import { deleteExportsSince } from '../exports/erase.ts'
import { notFound } from '../http/errors.ts'
import { forgetAnswers } from '../http/idempotency.ts'
import type { Writing } from '../http/operation.ts'
import { eraseFromImports } from '../imports/erase.ts'
import { forgetResults } from '../jobs/requests.ts'
import { forgetResponses } from '../webhooks/webhooks.ts'

/** All of it, or nothing. @throws a 400 where nothing is left of such a contact */
export async function erasePerson(call: Writing<'contacts/erase/{id}'>): Promise<Output<'contacts/erase/{id}'>> {
  const { db, caller, id } = call
  const { customerId } = caller
  const erased = isUuid(id) ? await eraseContact(call, id) : undefined
  if (erased === undefined) throw notFound('contact')
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
