import { StringDecoder } from 'node:string_decoder'
import { crc32, createInflateRaw } from 'node:zlib'
import type { Source } from '../files/source.ts'
import { invalid } from '../http/errors.ts'
import { damaged, notXlsx } from './refusals.ts'

/** An entry as the central directory tells it (PKWARE APPNOTE 4.3.12). Sizes in bytes. */
export interface ZipEntry {
  /** As it is in the file, for copies. */
  rawName: Buffer
  flags: number
  method: number
  /** Time and day in MS-DOS form. */
  time: number
  crc: number
  packed: number
  size: number
  header: number
}

export interface Zip {
  source: Source
  /** By the names that `partKey` makes. */
  entries: Map<string, ZipEntry>
}

const mebibyte = 1024 ** 2
const mostEntries = 50_000
const mostDirectory = 16 * mebibyte
const mostInflated = 4 * 1024 * mebibyte
const endLength = 22
const longestEnd = endLength + 65_535

/** Names of parts differ in more than case (ECMA-376 part 2, 6.2.2); some programs write backslashes. */
export const partKey = (name: string): string => name.replaceAll('\\', '/').replace(/^\/+/, '').toLowerCase()

/**
 * The entries of a zip file, which may be a zip64 one. Its names are keys and nothing else: nothing is written under them.
 * @throws `INVALID` where it is no zip file, or not whole
 */
export async function openZip(source: Source): Promise<Zip> {
  await refuseOthers(source)
  const tail = await bytes(source, Math.max(0, source.size - longestEnd), source.size)
  const end = tail.lastIndexOf('PK\u0005\u0006')
  if (end === -1 || end + endLength > tail.length)
    throw invalid('The file is not complete: its end is missing. Upload it again; if it stays so, save it anew.')
  const { count, length, offset } = await directoryPlace(source, tail, end)
  if (count > mostEntries || length > mostDirectory) throw invalid('The file has more parts than any workbook has.')
  if (offset + length > source.size) throw damaged('its list of parts is not where it should be')
  const entries = entriesOf(await bytes(source, offset, offset + length), count)
  // Entries that share their bytes would unfold to many times the file.
  if (entries.values().reduce((sum, { packed }) => sum + packed, 0) > source.size) throw damaged('its parts overlap')
  return { source, entries }
}

async function refuseOthers(source: Source) {
  const start = await bytes(source, 0, Math.min(source.size, 512))
  if (start.length >= 8 && start.readUInt32BE(0) === 0xd0cf11e0) {
    if (await isEncrypted(source, start)) throw notXlsx('is protected by a password: take the password off')
    throw notXlsx('is an old .xls')
  }
  if (start.toString('latin1', 0, 2) !== 'PK')
    throw notXlsx('is not an .xlsx workbook: open it in a spreadsheet program')
}

/** A workbook with a password is an OLE file with a stream of this name (MS-OFFCRYPTO 2.3.4, MS-CFB 2.2 and 2.6). */
async function isEncrypted(source: Source, start: Buffer): Promise<boolean> {
  if (start.length < 512) return false
  const sector = 1 << Math.min(start.readUInt16LE(30), 12)
  const directory = (1 + start.readUInt32LE(48)) * sector
  const names = await bytes(source, Math.min(directory, source.size), Math.min(directory + 4096, source.size))
  return names.includes(Buffer.from('EncryptedPackage', 'utf16le'))
}

async function directoryPlace(source: Source, tail: Buffer, end: number) {
  const place = {
    count: tail.readUInt16LE(end + 10),
    length: tail.readUInt32LE(end + 12),
    offset: tail.readUInt32LE(end + 16),
  }
  const locator = end - 20
  if (locator < 0 || tail.readUInt32LE(locator) !== 0x07064b50) return place
  const at = Number(tail.readBigUInt64LE(locator + 8))
  if (at + 56 > source.size) throw damaged('its list of parts is not where it should be')
  const wide = await bytes(source, at, at + 56)
  if (wide.readUInt32LE(0) !== 0x06064b50) throw damaged('its list of parts is not where it should be')
  const [count, length, offset] = [32, 40, 48].map((field) => Number(wide.readBigUInt64LE(field))) as [
    number,
    number,
    number,
  ]
  return { count, length, offset }
}

function entriesOf(directory: Buffer, count: number): Map<string, ZipEntry> {
  const entries = new Map<string, ZipEntry>()
  let at = 0
  for (let i = 0; i < count; i++) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== 0x02014b50)
      throw damaged('its list of parts is broken')
    const nameTo = at + 46 + directory.readUInt16LE(at + 28)
    const extraTo = nameTo + directory.readUInt16LE(at + 30)
    const rawName = directory.subarray(at + 46, nameTo)
    const key = partKey(rawName.toString())
    if (entries.has(key)) throw damaged('it has two parts of one name')
    // Folders are no parts.
    if (!key.endsWith('/')) entries.set(key, entryAt(directory, at, rawName, directory.subarray(nameTo, extraTo)))
    at = extraTo + directory.readUInt16LE(at + 32)
  }
  return entries
}

function entryAt(directory: Buffer, at: number, rawName: Buffer, extra: Buffer): ZipEntry {
  const [size = 0, packed = 0, header = 0] = widened(
    [directory.readUInt32LE(at + 24), directory.readUInt32LE(at + 20), directory.readUInt32LE(at + 42)],
    extra,
  )
  return {
    ...{ rawName: Buffer.from(rawName), size, packed, header },
    flags: directory.readUInt16LE(at + 8),
    method: directory.readUInt16LE(at + 10),
    time: directory.readUInt32LE(at + 12),
    crc: directory.readUInt32LE(at + 16),
  }
}

/** Zip64 keeps the fields that are full, and only those, in an extra field (APPNOTE 4.5.3). */
function widened(fields: number[], extra: Buffer): number[] {
  let at = 0
  while (at + 4 <= extra.length && extra.readUInt16LE(at) !== 1) at += 4 + extra.readUInt16LE(at + 2)
  at += 4
  return fields.map((field) => {
    if (field !== 0xffffffff || at + 8 > extra.length) return field
    at += 8
    return Number(extra.readBigUInt64LE(at - 8))
  })
}

/** The bytes of an entry as they are in the file. */
export async function* packedBytes({ source }: Zip, entry: ZipEntry): AsyncGenerator<Buffer> {
  if (entry.header + 30 > source.size) throw damaged('a part is missing')
  const header = await bytes(source, entry.header, entry.header + 30)
  if (header.readUInt32LE(0) !== 0x04034b50) throw damaged('a part is not where it should be')
  const from = entry.header + 30 + header.readUInt16LE(26) + header.readUInt16LE(28)
  if (from + entry.packed > source.size) throw damaged('a part is cut off')
  yield* source.read(from, from + entry.packed)
}

/** The content of an entry. What would fill memory or disk, or is not what was packed, is refused. */
async function* inflated(zip: Zip, entry: ZipEntry): AsyncGenerator<Buffer> {
  if (entry.flags & 1) throw notXlsx('is encrypted: take the password off')
  if (entry.method !== 0 && entry.method !== 8) throw notXlsx('is packed in a way that spreadsheet programs do not use')
  let size = 0
  let crc = 0
  for await (const chunk of entry.method === 0 ? packedBytes(zip, entry) : unpacked(zip, entry)) {
    size += chunk.length
    crc = crc32(chunk, crc)
    if (size > mostInflated || (size > 100 * mebibyte && size > 1000 * entry.packed))
      throw invalid('The file unpacks to more than 4 GB, or is nothing but repetition. Split it, or save it as CSV.')
    yield chunk
  }
  if (crc !== entry.crc) throw damaged('a part is not what was saved')
}

/** So much at once inflates to some megabytes at most. */
const inflatedAtOnce = 16_384

/** It reads no further than it is asked to: between times, the source may have nothing to read by. */
async function* unpacked(zip: Zip, entry: ZipEntry): AsyncGenerator<Buffer> {
  const inflate = createInflateRaw({ chunkSize: 65_536 })
  const ready: Buffer[] = []
  inflate.on('data', (chunk: Buffer) => ready.push(chunk))
  // Of what is behind the end of the stream, it says nothing.
  const { promise: over, resolve, reject } = Promise.withResolvers<void>()
  over.catch(() => {})
  inflate.on('end', resolve).on('error', reject)
  const done = (write: (callback: () => void) => void) => Promise.race([new Promise<void>(write), over])
  try {
    for await (const packed of packedBytes(zip, entry))
      for (let at = 0; at < packed.length; at += inflatedAtOnce) {
        await done((callback) => inflate.write(packed.subarray(at, at + inflatedAtOnce), callback))
        yield* ready.splice(0)
      }
    inflate.end()
    await over
    yield* ready.splice(0)
  } catch (error) {
    if (String((error as { code?: string }).code).startsWith('Z_')) throw damaged('a part cannot be unpacked')
    throw error
  } finally {
    inflate.destroy()
  }
}

/** The text of an entry in pieces, without NUL. UTF-8, or UTF-16 with its mark (ECMA-376 part 2, 8.1.1). */
export async function* textOf(zip: Zip, entry: ZipEntry): AsyncGenerator<string> {
  let decoder: StringDecoder | undefined
  let isFirst = true
  for await (const chunk of inflated(zip, entry)) {
    decoder ??= new StringDecoder(chunk[0] === 0xff && chunk[1] === 0xfe ? 'utf16le' : 'utf8')
    const text = decoder.write(chunk)
    const clean = text.includes('\0') ? text.replaceAll('\0', '') : text
    yield isFirst && clean.startsWith('\ufeff') ? clean.slice(1) : clean
    isFirst = false
  }
  yield decoder?.end() ?? ''
}

async function bytes(source: Source, from: number, to: number): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(source.read(from, to)))
}
