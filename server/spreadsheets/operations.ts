import { StoredSource } from '../files/files.ts'
import { fileKind } from '../files/media-types.ts'
import { downloads, reads, writes } from '../http/operation.ts'
import {
  createSpreadsheet,
  deleteSpreadsheet,
  findSpreadsheet,
  listSpreadsheets,
  readSpreadsheet,
} from './spreadsheets.ts'

export const spreadsheetOperations = [
  reads('spreadsheets/list', ({ db, caller }) => listSpreadsheets(db, caller)),

  writes('spreadsheets/create', createSpreadsheet),

  reads('spreadsheets/get/{id}', ({ db, caller, id }) => readSpreadsheet(db, caller, id)),

  downloads('spreadsheets/download/{id}', async ({ db, caller, id }) => {
    const { name, file_id, size } = await findSpreadsheet(db, caller, id)
    const source = new StoredSource(db, caller.customerId, { id: file_id, size })
    const { ending, mediaType } = fileKind('XLSX')
    return { name: `${name}.${ending}`, mediaType, size, content: source.read(0, size) }
  }),

  writes('spreadsheets/delete/{id}', async ({ db, caller, id }) => {
    await deleteSpreadsheet(db, caller, id)
    return undefined
  }),
]
