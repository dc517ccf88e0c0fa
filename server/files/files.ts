/**
 * Files in the database, in pieces, so that every process of an installation has them, a backup of the database has them
 * too, and none is ever in memory as a whole. A file is written once; what replaces it is another file.
 */
import { createHash } from 'node:crypto'
import { type RawBuilder, sql } from 'kysely'
import type { Author } from '../database/changes.ts'
import type { Scope } from '../database/database.ts'
import { isUuid, nextUuid } from '../database/uuid.ts'
import type { Source } from './source.ts'

export interface FileReference {
  id: string
  name: string
  mediaType: string
  /** In bytes. */
  size: number
}

export interface UploadedFile extends FileReference {
  sha256: Buffer
}

/** Large enough that a piece costs little, small enough that several fit into memory anywhere. */
const pieceSize = 256 * 1024

/**
 * Takes a file in, piece by piece, each in a transaction of its own: it may come slowly. Until something keeps it, it is
 * swept away after a day.
 */
export async function receiveFile(
  db: Scope,
  author: Author,
  { name, mediaType }: Pick<FileReference, 'name' | 'mediaType'>,
  content: AsyncIterable<Buffer>,
): Promise<UploadedFile> {
  const file = await createFile(db, author, { name, mediaType })
  try {
    const hash = createHash('sha256')
    for await (const piece of piecesOf(content)) {
      hash.update(piece)
      await insertPiece(db, author.customerId, file, piece)
    }
    const sha256 = hash.digest()
    await sql`
      update files set size = ${file.size}, sha256 = ${sha256}
      where customer_id = ${author.customerId} and id = ${file.id}`.execute(db)
    return { ...file, sha256 }
  } catch (error) {
    await discardFile(db, author.customerId, file.id)
    throw error
  }
}

async function* piecesOf(content: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  let waiting: Buffer[] = []
  let length = 0
  for await (const bytes of content) {
    waiting.push(bytes)
    length += bytes.length
    if (length < pieceSize) continue
    yield Buffer.concat(waiting)
    waiting = []
    length = 0
  }
  if (length > 0) yield Buffer.concat(waiting)
}

/** An empty file, to which is appended. */
export async function createFile(
  db: Scope,
  { customerId, userId }: Author,
  { name, mediaType }: Pick<FileReference, 'name' | 'mediaType'>,
): Promise<FileReference> {
  const id = nextUuid()
  await sql`
    insert into files (customer_id, id, user_id, name, media_type)
    values (${customerId}, ${id}, ${userId}, ${name}, ${mediaType})`.execute(db)
  return { id, name, mediaType, size: 0 }
}

/** A file whose bytes the database makes itself. @param bytes SQL of a `bytea` */
export async function createFileOf(
  db: Scope,
  author: Author,
  about: Pick<FileReference, 'name' | 'mediaType'>,
  bytes: RawBuilder<Buffer>,
): Promise<FileReference> {
  const file = await createFile(db, author, about)
  const { rows } = await sql<{ size: number }>`
    insert into file_pieces (customer_id, file_id, at, bytes)
    values (${author.customerId}, ${file.id}, 0, ${bytes}) returning length(bytes) as size`.execute(db)
  const size = rows[0]?.size ?? 0
  await sql`update files set size = ${size} where customer_id = ${author.customerId} and id = ${file.id}`.execute(db)
  return { ...file, size }
}

/** Takes back what was appended to a file. */
export async function emptyFile(db: Scope, customerId: string, id: string): Promise<void> {
  await sql`delete from file_pieces where customer_id = ${customerId} and file_id = ${id}`.execute(db)
  await sql`update files set size = 0 where customer_id = ${customerId} and id = ${id}`.execute(db)
}

/** @param file whose size grows */
async function insertPiece(db: Scope, customerId: string, file: FileReference, bytes: Buffer): Promise<void> {
  await sql`-- insert piece of file
    insert into file_pieces (customer_id, file_id, at, bytes)
    values (${customerId}, ${file.id}, ${file.size}, ${bytes})`.execute(db)
  file.size += bytes.length
}

/** Writes bytes at the end of a file. @returns its size */
export async function appendToFile(db: Scope, customerId: string, fileId: string, bytes: Buffer): Promise<number> {
  const file = await findFile(db, customerId, fileId)
  if (file === undefined) throw new Error('A file that is being written is gone')
  for (let from = 0; from < bytes.length; from += pieceSize)
    await insertPiece(db, customerId, file, bytes.subarray(from, from + pieceSize))
  await sql`
    update files set size = ${file.size} where customer_id = ${customerId} and id = ${fileId}`.execute(db)
  return file.size
}

/** Keeps the hash of a file that was written piece by piece; one that was received has it already. */
export async function keepHash(db: Scope, customerId: string, file: FileReference): Promise<void> {
  const hash = createHash('sha256')
  for await (const piece of new StoredSource(db, customerId, file).read(0, file.size)) hash.update(piece)
  await sql`
    update files set sha256 = ${hash.digest()} where customer_id = ${customerId} and id = ${file.id}`.execute(db)
}

/** @param userId whose file it must be, where that matters */
export async function findFile(
  db: Scope,
  customerId: string,
  id: string,
  userId?: string,
): Promise<UploadedFile | undefined> {
  if (!isUuid(id)) return undefined
  const { rows } = await sql<{ name: string; media_type: string; size: number; sha256: Buffer; user_id: string }>`
    select name, media_type, size, sha256, user_id from files
    where customer_id = ${customerId} and id = ${id}`.execute(db)
  const [row] = rows
  if (row === undefined || (userId !== undefined && row.user_id !== userId)) return undefined
  return { id, name: row.name, mediaType: row.media_type, size: row.size, sha256: row.sha256 }
}

/** A file that nobody deletes or empties until the end of the transaction. @returns its size; undefined where there is none */
export async function holdFile(db: Scope, customerId: string, id: string): Promise<number | undefined> {
  const { rows } = await sql<{ size: number }>`
    select size from files where customer_id = ${customerId} and id = ${id} for share`.execute(db)
  return rows[0]?.size
}

/** One more thing has the file, and lets go of it in its time. */
export async function keepFile(db: Scope, customerId: string, id: string): Promise<void> {
  await sql`update files set keepers = keepers + 1 where customer_id = ${customerId} and id = ${id}`.execute(db)
}

/** What had the file is gone. The last one takes the file along. */
export async function releaseFile(db: Scope, customerId: string, id: string): Promise<void> {
  await sql`update files set keepers = keepers - 1 where customer_id = ${customerId} and id = ${id}`.execute(db)
  await discardFile(db, customerId, id)
}

/** Deletes a file unless something has it. */
export async function discardFile(db: Scope, customerId: string, id: string): Promise<void> {
  await sql`delete from files where customer_id = ${customerId} and id = ${id} and keepers = 0`.execute(db)
}

/** A file to be read. Whoever reads it over several transactions sets `db` to the present one. */
export class StoredSource implements Source {
  db: Scope
  readonly #customerId: string
  readonly #id: string
  readonly size: number
  /** Up to where it has been read. */
  reached = 0

  constructor(db: Scope, customerId: string, { id, size }: Pick<FileReference, 'id' | 'size'>) {
    this.db = db
    this.#customerId = customerId
    this.#id = id
    this.size = size
  }

  async *read(from: number, to: number): AsyncIterable<Buffer> {
    for (let at = from; at < Math.min(to, this.size); ) {
      const bytes = await this.#bytesAt(at, to)
      if (bytes === undefined || bytes.length === 0) throw new Error('A file has a gap')
      at += bytes.length
      this.reached = Math.max(this.reached, at)
      yield bytes
    }
  }

  /** The rest of the piece in which `from` lies, and no more of it than up to `to`, or than one piece usually has. */
  async #bytesAt(from: number, to: number): Promise<Buffer | undefined> {
    const { rows } = await sql<{ bytes: Buffer }>`-- bytes of file
      select substring(bytes from (${from}::bigint - at)::integer + 1 for ${Math.min(to - from, pieceSize)}::integer) as bytes
      from file_pieces
      where customer_id = ${this.#customerId} and file_id = ${this.#id} and at <= ${from}::bigint
      order by at desc limit 1`.execute(this.db)
    return rows[0]?.bytes
  }
}
