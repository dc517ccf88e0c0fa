import { reads, writes } from '../http/operation.ts'
import { changeNamed, createNamed, deleteNamed, type List, listNamed } from '../labels/named.ts'
import { typeFault } from '../vocabulary/names.ts'

const types: List = { table: 'contact_types', word: 'contact type', nameFault: typeFault }

export const contactTypeOperations = [
  reads('contact-types/list', ({ db, caller }) => listNamed(db, caller.customerId, types)),

  writes('contact-types/create', (call) => createNamed(call, types, call.input)),

  writes('contact-types/update/{id}', (call) => changeNamed(call, types, call.id, call.input)),

  writes('contact-types/delete/{id}', async (call) => {
    await deleteNamed(call, types, call.id)
    return undefined
  }),
]
