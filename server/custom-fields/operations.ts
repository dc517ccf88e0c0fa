import { reads, writes } from '../http/operation.ts'
import { currentVocabulary } from '../vocabulary/vocabulary.ts'
import { changeCustomFields } from './change.ts'

export const customFieldOperations = [
  reads('custom-fields/list', async ({ db, caller }) => [
    ...(await currentVocabulary(db, caller.customerId)).fields.values(),
  ]),

  writes('custom-fields/update', async (call) => {
    await changeCustomFields(call, call.input.CustomFields)
    return undefined
  }),
]
