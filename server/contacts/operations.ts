import { inSteps, reads, writes } from '../http/operation.ts'
import { withSegment } from '../segments/segments.ts'
import { vocabularyAt } from '../vocabulary/vocabulary.ts'
import { addedByMonth } from './added.ts'
import { doBatch } from './batch.ts'
import { beginBulk, beginRestore, beginUpdate, deleteStep, restoreStep, updateStep } from './bulk.ts'
import { upsertContact } from './match.ts'
import { readMeant } from './meant.ts'
import { mergeContacts } from './merge.ts'
import { searchContacts } from './search.ts'
import { webContactOf } from './store.ts'
import { changeContact, createContact, deleteContact, succeeded } from './write.ts'

export const contactOperations = [
  reads('contacts/search', async ({ db, caller, input }) => {
    const whole = await withSegment(db, caller, input)
    return searchContacts(db, caller.customerId, whole.input, whole.within)
  }),

  reads('contacts/added', ({ db, caller }) => addedByMonth(db, caller.customerId)),

  reads('contacts/get/{id}', async ({ db, caller, id }) => {
    const row = await readMeant(db, caller.customerId, id)
    return webContactOf(row, await vocabularyAt(db, caller.customerId, row.vocabulary))
  }),

  writes('contacts/create', (call) => createContact(call, call.input)),

  writes('contacts/update/{id}', (call) => changeContact(call, call.id, call.input)),

  writes('contacts/upsert', async (call) => succeeded(await upsertContact(call, call.input))),

  writes('contacts/batch', (call) => doBatch(call, call.input)),

  inSteps('contacts/bulk-update', { begin: beginUpdate, step: updateStep }),

  inSteps('contacts/bulk-delete', { begin: beginBulk, step: deleteStep }),

  inSteps('contacts/bulk-restore', { begin: beginRestore, step: restoreStep }),

  writes('contacts/merge', mergeContacts),

  writes('contacts/delete/{id}', async (call) => {
    await deleteContact(call, call.id)
    return undefined
  }),
]
