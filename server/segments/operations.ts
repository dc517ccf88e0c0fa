import { reads, writes } from '../http/operation.ts'
import { changeSegment, createSegment, deleteSegment, listSegments, readSegment } from './segments.ts'

export const segmentOperations = [
  reads('segments/list', ({ db, caller }) => listSegments(db, caller)),

  reads('segments/get/{id}', ({ db, caller, id }) => readSegment(db, caller, id)),

  writes('segments/create', (call) => createSegment(call, call.input)),

  writes('segments/update/{id}', (call) => changeSegment(call, call.id, call.input)),

  writes('segments/delete/{id}', async (call) => {
    await deleteSegment(call, call.id)
    return undefined
  }),
]
