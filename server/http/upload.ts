/** Bodies that bring a file: multipart/form-data (RFC 7578) with the parts `input` (JSON) and `file`. */
import multipart, { type MultipartFile, type MultipartValue } from '@fastify/multipart'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Database } from '../database/database.ts'
import { parseBody } from './body.ts'
import { ApiError, invalid, noSpace } from './errors.ts'

const longestInput = 1024 * 1024

export async function readUploads(app: FastifyInstance): Promise<void> {
  await app.register(multipart, { throwFileSizeLimit: false })
}

/** The embedded database does not survive a full disk, so files leave it this much, and it is looked at after so much more. */
const leftOver = 500 * 1024 * 1024
const lookedAtAfter = 16 * 1024 * 1024

export async function* withRoom(database: Database, content: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  let unseen = lookedAtAfter
  for await (const piece of content) {
    if (unseen >= lookedAtAfter) {
      if ((await database.freeSpace()) < leftOver) throw noSpace()
      unseen = 0
    }
    unseen += piece.length
    yield piece
  }
}

/** What takes the content of a file in. */
export type Receive<File> = (
  about: { name: string; mediaType: string },
  content: AsyncIterable<Buffer>,
) => Promise<File>

/**
 * Reads the parts, and hands the file on while it comes in.
 * @param largest how many bytes the file may have
 * @param receive keeps nothing where the content fails
 * @param discard takes back what was received, where another part is wrong
 */
export async function readParts<File>(
  request: FastifyRequest,
  largest: number,
  receive: Receive<File>,
  discard: (file: File) => Promise<void>,
): Promise<{ input: unknown; file: File | undefined }> {
  let input: unknown
  let file: File | undefined
  try {
    const limits = { fileSize: largest, fieldSize: longestInput, files: 2, fields: 2, parts: 3 }
    for await (const part of request.parts({ limits })) {
      if (part.fieldname === 'input' && input === undefined) input = parseBody(await inputIn(part))
      else if (part.fieldname === 'file' && part.type === 'file' && file === undefined)
        file = await receive({ name: nameOf(part), mediaType: part.mimetype }, contentOf(part, largest))
      else throw invalid('The parts of the body are `input` (JSON) and `file`, once each.')
    }
    // The file may say it all.
    return { input: input === undefined ? {} : input, file }
  } catch (error) {
    if (file !== undefined) await discard(file)
    throw error instanceof ApiError ? error : asUploadError(error as Error & { code?: string })
  }
}

async function inputIn(part: MultipartFile | MultipartValue): Promise<Buffer> {
  if (part.type === 'field') {
    if (part.valueTruncated) throw invalid('The part `input` is larger than 1 MB.')
    return Buffer.from(String(typeof part.value === 'object' ? JSON.stringify(part.value) : part.value))
  }
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of part.file as AsyncIterable<Buffer>) {
    size += piece.length
    if (size > longestInput) throw invalid('The part `input` is larger than 1 MB.')
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

async function* contentOf({ file }: MultipartFile, largest: number): AsyncIterable<Buffer> {
  for await (const piece of file as AsyncIterable<Buffer>) yield piece
  if (file.truncated)
    throw invalid(`The file is larger than ${Math.floor(largest / 1024 / 1024)} MB, the most that is taken here.`)
}

/** The last part of a path, which some clients send; without what no file may be called. */
function nameOf({ filename }: MultipartFile): string {
  const name = (filename ?? '').split(/[/\\]/).at(-1) ?? ''
  return (
    name
      .toWellFormed()
      .replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, '')
      .slice(0, 300) || 'file'
  )
}

const told: Record<string, string> = {
  FST_INVALID_JSON_FIELD_ERROR: 'The part `input` is no valid JSON.',
  FST_PARTS_LIMIT: 'The body has more parts than `input` and `file`.',
  FST_FILES_LIMIT: 'The body has more than one file.',
  FST_FIELDS_LIMIT: 'The body has more parts than `input` and `file`.',
}

function asUploadError(error: Error & { code?: string }): Error {
  const known = told[error.code ?? '']
  if (known !== undefined) return invalid(known)
  const isBroken =
    error.code?.startsWith('FST_') || /multipart|terminated early|boundary|Malformed/i.test(error.message)
  return isBroken
    ? invalid('The body was cut off, or is no multipart/form-data with the parts `input` and `file`.')
    : error
}
