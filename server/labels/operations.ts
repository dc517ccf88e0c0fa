import { reads, writes } from '../http/operation.ts'
import { labelFault } from '../vocabulary/names.ts'
import { changeNamed, createNamed, deleteNamed, type List, listNamed } from './named.ts'

const labels: List = { table: 'labels', word: 'label', nameFault: labelFault }

export const labelOperations = [
  reads('labels/list', ({ db, caller }) => listNamed(db, caller.customerId, labels)),

  writes('labels/create', (call) => createNamed(call, labels, call.input)),

  writes('labels/update/{id}', (call) => changeNamed(call, labels, call.id, call.input)),

  writes('labels/delete/{id}', async (call) => {
    await deleteNamed(call, labels, call.id)
    return undefined
  }),
]
