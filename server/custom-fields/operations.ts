import { inSteps, reads } from '../http/operation.ts'
import { currentVocabulary } from '../vocabulary/vocabulary.ts'
import { changeCustomFields } from './change.ts'
import { beginRewriting, rewriteStep } from './rewriting.ts'

export const customFieldOperations = [
  reads('custom-fields/list', async ({ db, caller }) => [
    ...(await currentVocabulary(db, caller.customerId)).fields.values(),
  ]),

  inSteps('custom-fields/update', {
    begin: async (call) => beginRewriting(await changeCustomFields(call, call.input.CustomFields)),
    step: rewriteStep,
  }),
]
