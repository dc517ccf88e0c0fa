import { type Declaration, type OperationName, operations } from '../../contract/operations.ts'
import { isUuid } from '../database/uuid.ts'
import { cancelled, invalid, notFound } from '../http/errors.ts'
import { reads, writes } from '../http/operation.ts'
import { failRequest, listRequests, readRequest, shownName } from './requests.ts'

const operationNames = Object.keys(operations) as OperationName[]

export const requestOperations = [
  reads('request/list', ({ db, caller }) => listRequests(db, caller)),

  reads('request/get/{id}', async ({ db, caller, id }) => {
    const status = isUuid(id) ? await readRequest(db, caller, id) : undefined
    if (status === undefined) throw notFound('request')
    return status
  }),

  // A worker that is at it finds, when it wants to commit, that it has been cancelled, and undoes what it is doing.
  writes('request/cancel/{id}', async ({ db, caller, id }) => {
    const status = isUuid(id) ? await readRequest(db, caller, id) : undefined
    if (status === undefined) throw notFound('request')
    const name = operationNames.find((each) => shownName(each) === status.Operation)
    const declaration: Declaration | undefined = name && operations[name]
    if (declaration?.certain)
      throw invalid(`${status.Operation} is in force already, and is only being carried out: it cannot be cancelled.`)
    await failRequest(db, caller.customerId, id, cancelled(status.PercentComplete > 0))
    return (await readRequest(db, caller, id)) ?? status
  }),
]
