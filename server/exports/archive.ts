/** Everything that an organisation has, as one zip file, written over many steps. */
import type { Result } from '../../contract/operations.ts'
import { noUuid } from '../database/uuid.ts'
import { appendToFile, createFile, discardFile, findFile, holdFile, keepFile, StoredSource } from '../files/files.ts'
import { fileKind } from '../files/media-types.ts'
import type { Beginning, Progress, Stepping } from '../http/operation.ts'
import { type ZipState, ZipWriter } from '../xlsx/zip-writer.ts'
import { type ArchivedFile, nextFile, parts } from './archive-parts.ts'
import { exportOf } from './export.ts'
import { insertExport, keepProgress } from './store.ts'

interface About {
  fileId: string
  /** A file for the list of parts, which comes last; in the state, it would be written anew with every step. */
  listId: string
  zip: ZipState
  contacts: number
  /** How many files are in it. */
  files: number
  /** The files that were deleted while they were being written. */
  leftOut: ArchivedFile[]
}

interface Rows extends About {
  phase: 'PARTS'
  part: number
  after?: object
}

interface Files extends About {
  phase: 'FILES'
  /** The last file that is passed. */
  after: string
  /** The file that is being written, and how far. */
  file?: ArchivedFile | undefined
  at: number
}

type State = Rows | Files
type Call = Stepping<'customers/export', State>
type Step = Promise<Progress<State, Result<'customers/export'>>>

export async function beginArchive({ db, caller, requestId }: Beginning<'customers/export'>): Promise<State> {
  const { ending, mediaType } = fileKind('ZIP')
  const name = `everything ${new Date().toISOString().slice(0, 10)}.${ending}`
  const { id: fileId } = await createFile(db, caller, { name, mediaType })
  await keepFile(db, caller.customerId, fileId)
  // Nothing keeps it: it is swept away unless the archive comes to its end.
  const { id: listId } = await createFile(db, caller, { name: 'list of parts', mediaType })
  await insertExport(db, caller, { id: requestId, fileId, settings: { format: 'ZIP' } })
  const zip = new ZipWriter({ length: 0, parts: [], isLong: true }).state
  return { phase: 'PARTS', fileId, listId, zip, contacts: 0, files: 0, leftOut: [], part: 0 }
}

export const archiveStep = (call: Call): Step =>
  call.state.phase === 'PARTS' ? writeRows(call, call.state) : writeFiles(call, call.state)

async function writeRows(call: Call, state: Rows): Step {
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
  const contacts = state.contacts + (state.part === 0 ? rows.length : 0)
  const next = after === undefined ? { part: state.part + 1 } : { part: state.part, after }
  return {
    state: { phase: 'PARTS', ...(await append(call, { ...about(state), contacts }, zip, bytes)), ...next },
    percent: Math.floor((90 * next.part) / parts.length),
    commentary: `${part.name}, ${contacts.toLocaleString('en')} contacts`,
  }
}

const about = ({ fileId, listId, zip, contacts, files, leftOut }: State): About => ({
  ...{ fileId, listId, zip, contacts, files, leftOut },
})

/** Writes on, with what the list of parts will say. */
async function append({ db, caller }: Call, state: About, zip: ZipWriter, bytes: Buffer[]): Promise<About> {
  const list = zip.takeListed()
  await appendToFile(db, caller.customerId, state.fileId, Buffer.concat(bytes))
  if (list.length > 0) await appendToFile(db, caller.customerId, state.listId, list)
  return { ...state, zip: zip.state }
}

/** In bytes. */
const readAtOnce = 4 * 1024 * 1024
const filesAtOnce = 100

/** A part of a large file, or many small ones. */
async function writeFiles(call: Call, begun: Files): Step {
  const writing = { zip: new ZipWriter(begun.zip), bytes: [] as Buffer[], read: 0 }
  let state = begun
  for (let count = 0; count < filesAtOnce && writing.read < readAtOnce; count++) {
    const file = state.file ?? (await nextFile(call.db, call.caller.customerId, state.after))
    if (file === undefined) return finish(call, state, writing)
    state = await writeOn(call, state, file, writing)
  }
  return {
    state: { ...state, ...(await append(call, about(state), writing.zip, writing.bytes)) },
    percent: 95,
    commentary: `${state.files.toLocaleString('en')} files, ${state.file?.name ?? 'and more'}`,
  }
}

interface Writing {
  zip: ZipWriter
  bytes: Buffer[]
  /** In bytes. */
  read: number
}

async function writeOn(call: Call, state: Files, file: ArchivedFile, writing: Writing): Promise<Files> {
  const { zip, bytes } = writing
  const isBegun = state.file !== undefined
  const passed = { ...state, file: undefined, after: file.id, at: 0 }
  const to = Math.min(file.size, state.at + readAtOnce)
  const read = await readIfThere(call, file, state.at, to)
  if (read === undefined) {
    if (isBegun) zip.drop()
    return { ...passed, leftOut: [...state.leftOut, file] }
  }
  if (!isBegun) bytes.push(zip.begin(`files/${file.id}${endingOf(file.name)}`, file.size))
  bytes.push(...read.map((piece) => zip.add(piece)))
  writing.read += to - state.at
  if (to < file.size) return { ...state, file, at: to }
  bytes.push(zip.end())
  return { ...passed, files: state.files + 1 }
}

/** @returns undefined where the file was deleted, or emptied, since its size was read */
async function readIfThere({ db, caller }: Call, file: ArchivedFile, from: number, to: number) {
  const size = await holdFile(db, caller.customerId, file.id)
  if (size !== file.size) return undefined
  return Array.fromAsync(new StoredSource(db, caller.customerId, file).read(from, to))
}

/** What the file is called, imports.jsonl and spreadsheets.jsonl tell; a name of its own could lead anywhere when it is unpacked. */
const endingOf = (name: string) => /\.[a-z0-9]{1,5}$/i.exec(name)?.[0].toLowerCase() ?? ''

async function finish(call: Call, state: Files, { zip, bytes }: Writing): Step {
  const { db, caller, requestId } = call
  const { customerId } = caller
  bytes.push(zip.whole('manifest.json', manifestOf(state)))
  await append(call, about(state), zip, bytes)
  const list = await findFile(db, customerId, state.listId)
  if (list === undefined) throw new Error('The list of parts of an archive is gone')
  for await (const piece of new StoredSource(db, customerId, list).read(0, list.size))
    await appendToFile(db, customerId, state.fileId, piece)
  await appendToFile(db, customerId, state.fileId, zip.directory())
  await discardFile(db, customerId, state.listId)
  const progress = { rowCount: state.contacts, spreadsheetId: undefined, done: true }
  await keepProgress(db, customerId, requestId, progress)
  return { output: { ...(await exportOf(db, caller, requestId)), Status: 'PROCESSED' } }
}

function manifestOf({ contacts, files, leftOut }: Files): string {
  const LeftOut = leftOut.map(({ id, name }) => ({ Id: id, Name: name, Reason: 'It was deleted meanwhile.' }))
  return JSON.stringify({ Contacts: contacts, Files: files, LeftOut }, null, 2)
}
