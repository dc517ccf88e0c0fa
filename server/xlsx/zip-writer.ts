import { constants, crc32, deflateRawSync } from 'node:zlib'
import { invalid } from '../http/errors.ts'
import type { ZipEntry } from './zip-archive.ts'

/** A part that was written, or is being written. Sizes in bytes. */
interface WrittenPart extends Omit<ZipEntry, 'rawName'> {
  /** Its bytes as Latin-1, so that names in any encoding are copied as they are. */
  name: string
}

/** All that has to be known to go on with a zip file, as JSON. The part that is open is the last one. */
export interface ZipState {
  /** Of the file so far, in bytes. */
  length: number
  parts: WrittenPart[]
}

// Sizes and places have 32 bits: the longer forms of zip64 are not written.
const mostBytes = 0xffffffff
const mostOfPart = mostBytes - 65_535
const hasDescriptor = 8
const deflated = 8
// 1980-01-01 00:00: equal workbooks are equal bytes.
const noTime = 0x00210000
// Measured: 40 MB of rows take 46 ms and become 4.7 MB; at level 6 they take 290 ms and become 3.5 MB.
const level = 1
/** A last block without content (RFC 1951, 3.2.3 and 3.2.6): "last" and "fixed codes", then the code for the end. */
const lastBlock = Buffer.from([3, 0])

/**
 * Writes a zip file piece by piece. Each call gives the bytes to append; between two calls the writer may be made anew from its
 * `state`, in another process. Each piece of a part is deflated for itself and ends at a whole byte (a sync flush, RFC 1951 as
 * zlib uses it), so the pieces together are one stream. A part's sizes follow it (PKWARE APPNOTE 4.3.9).
 */
export class ZipWriter {
  readonly #parts: WrittenPart[]
  #length: number

  constructor({ length, parts }: ZipState = { length: 0, parts: [] }) {
    this.#length = length
    this.#parts = parts.map((part) => ({ ...part }))
  }

  get state(): ZipState {
    return { length: this.#length, parts: this.#parts }
  }

  begin(name: string): Buffer {
    return this.#begin({
      ...{ name, flags: hasDescriptor, method: deflated, time: noTime },
      ...{ crc: 0, packed: 0, size: 0, header: this.#length },
    })
  }

  /** @throws `INVALID` where a part of 4 GB is full */
  add(content: Buffer): Buffer {
    const part = this.#last
    part.crc = crc32(content, part.crc)
    part.size += content.length
    if (part.size > mostOfPart) throw tooLarge()
    return this.#packed(deflateRawSync(content, { level, finishFlush: constants.Z_SYNC_FLUSH }))
  }

  end(): Buffer {
    const last = this.#packed(lastBlock)
    const { crc, packed, size } = this.#last
    const descriptor = words([0x08074b50, 4], [crc, 4], [packed, 4], [size, 4])
    this.#length += descriptor.length
    return Buffer.concat([last, descriptor])
  }

  whole(name: string, content: string): Buffer {
    return Buffer.concat([this.begin(name), this.add(Buffer.from(content)), this.end()])
  }

  /** An entry of another zip file, whose packed bytes the caller appends. */
  copied({ rawName, flags, method, time, crc, packed, size }: ZipEntry): Buffer {
    const name = rawName.toString('latin1')
    const header = this.#begin({
      ...{ name, flags: flags & ~hasDescriptor, method, time },
      ...{ crc, packed, size, header: this.#length },
    })
    this.#length += packed
    return header
  }

  /** What a zip file ends with. */
  directory(): Buffer {
    const list = Buffer.concat(this.#parts.map(listed))
    if (this.#length + list.length > mostBytes) throw tooLarge()
    const count = this.#parts.length
    const end = words([0x06054b50, 4], [0, 4], [count, 2], [count, 2], [list.length, 4], [this.#length, 4], [0, 2])
    return Buffer.concat([list, end])
  }

  #begin(part: WrittenPart): Buffer {
    const { flags, method, time, crc, packed, size, header: at } = part
    if (Math.max(at, packed, size) > mostBytes) throw tooLarge()
    this.#parts.push(part)
    const name = Buffer.from(part.name, 'latin1')
    const version = words([0x04034b50, 4], [20, 2], [flags, 2], [method, 2], [time, 4])
    const header = Buffer.concat([version, words([crc, 4], [packed, 4], [size, 4], [name.length, 2], [0, 2]), name])
    this.#length += header.length
    return header
  }

  get #last(): WrittenPart {
    const part = this.#parts.at(-1)
    if (part === undefined) throw new Error('No part was begun.')
    return part
  }

  #packed(bytes: Buffer): Buffer {
    this.#last.packed += bytes.length
    this.#length += bytes.length
    if (this.#length > mostBytes) throw tooLarge()
    return bytes
  }
}

const tooLarge = () => invalid('This is more than the 4 GB that an XLSX or zip file holds. Export the contacts as CSV.')

function listed({ name, flags, method, time, crc, packed, size, header }: WrittenPart): Buffer {
  const bytes = Buffer.from(name, 'latin1')
  return Buffer.concat([
    words([0x02014b50, 4], [20, 2], [20, 2], [flags, 2], [method, 2], [time, 4], [crc, 4], [packed, 4], [size, 4]),
    words([bytes.length, 2], [0, 2], [0, 2], [0, 2], [0, 2], [0, 4], [header, 4]),
    bytes,
  ])
}

/** Numbers of so many bytes each, the lowest byte first. */
function words(...numbers: [number, 2 | 4][]): Buffer {
  const bytes = Buffer.alloc(numbers.reduce((sum, [, length]) => sum + length, 0))
  let at = 0
  for (const [number, length] of numbers) at = bytes.writeUIntLE(number, at, length)
  return bytes
}
