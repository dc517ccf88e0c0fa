import { inSteps, reads, writes } from '../http/operation.ts'
import { checkContact } from './check.ts'
import { listDuplicates } from './listing.ts'
import { markNotDuplicates } from './not-duplicates.ts'
import { beginScan, scanStep } from './scan.ts'

export const duplicateOperations = [
  inSteps('contacts/duplicates', { begin: beginScan, step: scanStep }),

  reads('contacts/list-duplicates', ({ db, caller, input }) => listDuplicates(db, caller.customerId, input)),

  writes('contacts/not-duplicates', markNotDuplicates),

  reads('contacts/check', checkContact),
]
