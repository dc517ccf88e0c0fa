/** Everything that an organisation has, as one zip file, written over many steps. */
import type { Result } from '../../contract/operations.ts'
import { noUuid } from '../database/uuid.ts'
import { appendToFile, createFile, keepFile, StoredSource } from '../files/files.ts'
import { fileKind } from '../files/media-types.ts'
import type { Beginning, Progress, Stepping } from '../http/operation.ts'
import { type ZipState, ZipWriter } from '../xlsx/zip-writer.ts'
import { type ArchivedFile, nextFile, parts } from './archive-parts.ts'
import { exportOf } from './export.ts'
import { insertExport, keepProgress } from './store.ts'

interface About {
  fileId: string
  zip: ZipState
  contacts: number
}

type State = About &
  (
    | { phase: 'PARTS'; part: number; after?: object }
    | { phase: 'FILES'; after: string; file?: ArchivedFile; at: number }
  )
type Call = Stepping<'customers/export', State>
type Step = Promise<Progress<State, Result<'customers/export'>>>

export async function beginArchive({ db, caller, requestId }: Beginning<'customers/export'>): Promise<State> {
  const { ending, mediaType } = fileKind('ZIP')
  const name = `everything ${new Date().toISOString().slice(0, 10)}.${ending}`
  const { id: fileId } = await createFile(db, caller, { name, mediaType })
  await keepFile(db, caller.customerId, fileId)
  const settings = { format: 'ZIP' as const }
  await insertExport(db, caller, { id: requestId, fileId, settings })
  return { phase: 'PARTS', fileId, zip: new ZipWriter().state, contacts: 0, part: 0 }
}

export const archiveStep = (call: Call): Step =>
  call.state.phase === 'PARTS' ? writeRows(call, call.state) : writeFile(call, call.state)

async function writeRows(call: Call, state: Extract<State, { phase: 'PARTS' }>): Step {
  const { db, caller } = call
  const part = parts[state.part]
  const zip = new ZipWriter(state.zip)
  if (part === undefined)
    return { state: { ...about(state), phase: 'FILES', after: noUuid, at: 0 }, percent: 90, commentary: 'Files' }
  const { rows, after } = await part.read(db, caller.customerId, state.after)
  const bytes = [
    ...(state.after === undefined ? [zip.begin(part.name)] : []),
    zip.add(Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(''))),
    ...(after === undefined ? [zip.end()] : []),
  ]
  await appendToFile(db, caller.customerId, state.fileId, Buffer.concat(bytes))
  const contacts = state.contacts + (state.part === 0 ? rows.length : 0)
  const next = after === undefined ? { part: state.part + 1 } : { part: state.part, after }
  return {
    state: { phase: 'PARTS', fileId: state.fileId, zip: zip.state, contacts, ...next },
    percent: Math.floor((90 * next.part) / parts.length),
    commentary: `${part.name}, ${contacts.toLocaleString('en')} contacts`,
  }
}

const about = ({ fileId, zip, contacts }: State): About => ({ fileId, zip, contacts })

/** In bytes. */
const readAtOnce = 4 * 1024 * 1024

async function writeFile(call: Call, state: Extract<State, { phase: 'FILES' }>): Step {
  const { db, caller } = call
  const { customerId } = caller
  const zip = new ZipWriter(state.zip)
  const file = state.file ?? (await nextFile(db, customerId, state.after))
  if (file === undefined) return finish(call, state, zip)
  const to = Math.min(file.size, state.at + readAtOnce)
  const bytes: Buffer[] = state.file === undefined ? [zip.begin(`files/${file.id}${endingOf(file.name)}`)] : []
  for await (const piece of new StoredSource(db, customerId, file).read(state.at, to)) bytes.push(zip.add(piece))
  const isDone = to === file.size
  if (isDone) bytes.push(zip.end())
  await appendToFile(db, customerId, state.fileId, Buffer.concat(bytes))
  const next = isDone ? { after: file.id, at: 0 } : { after: state.after, file, at: to }
  return {
    state: { ...about(state), phase: 'FILES', zip: zip.state, ...next },
    percent: 95,
    commentary: `The file ${file.name}`,
  }
}

/** What the file is called, imports.jsonl and spreadsheets.jsonl tell; a name of its own could lead anywhere when it is unpacked. */
const endingOf = (name: string) => /\.[a-z0-9]{1,5}$/i.exec(name)?.[0].toLowerCase() ?? ''

async function finish({ db, caller, requestId }: Call, state: State, zip: ZipWriter): Step {
  await appendToFile(db, caller.customerId, state.fileId, zip.directory())
  const progress = { rowCount: state.contacts, spreadsheetId: undefined, done: true }
  await keepProgress(db, caller.customerId, requestId, progress)
  return { output: { ...(await exportOf(db, caller, requestId)), Status: 'PROCESSED' } }
}
