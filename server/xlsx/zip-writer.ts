import { constants, crc32, deflateRawSync } from 'node:zlib'
import { invalid } from '../http/errors.ts'
import type { ZipEntry } from './zip-archive.ts'

/** A part that was written, or is being written. Sizes in bytes. */
interface WrittenPart extends Omit<ZipEntry, 'rawName'> {
  /** Its bytes as Latin-1, so that names in any encoding are copied as they are. */
  name: string
  /** Whether its sizes have 64 bits in front of it and behind it. */
  isLong?: boolean
  isDone?: boolean
}

/** All that has to be known to go on with a zip file, as JSON. The part that is open is the last one. */
export interface ZipState {
  /** Of the file so far, in bytes. */
  length: number
  parts: WrittenPart[]
  /** Whether it may become a zip64 file. */
  isLong?: boolean
  /** What `takeListed` has given away: how many parts, and of how many bytes in the list of parts. */
  taken?: { count: number; length: number }
}

// Without zip64, sizes and places have 32 bits; a field that is full says that the number is elsewhere.
const full = 0xffffffff
const fullCount = 0xffff
const mostOfPart = full - 65_535
/** So much surely stays below `full` when it is packed, be it packed already. */
const surelyShort = 4_000_000_000
const zip64 = 1
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
  #parts: WrittenPart[]
  #length: number
  readonly #isLong: boolean
  #taken: { count: number; length: number }

  constructor(state: ZipState = { length: 0, parts: [] }) {
    const { length, parts, isLong = false, taken = { count: 0, length: 0 } } = state
    this.#length = length
    this.#parts = parts.map((part) => ({ ...part }))
    this.#isLong = isLong
    this.#taken = taken
  }

  get state(): ZipState {
    const long = this.#isLong ? { isLong: true, taken: this.#taken } : {}
    return { length: this.#length, parts: this.#parts, ...long }
  }

  /** @param most how many bytes it will have at most, where that is known */
  begin(name: string, most = Number.POSITIVE_INFINITY): Buffer {
    return this.#begin({
      ...{ name, flags: hasDescriptor, method: deflated, time: noTime },
      ...{ crc: 0, packed: 0, size: 0, header: this.#length },
      ...(this.#isLong && most > surelyShort ? { isLong: true } : {}),
    })
  }

  /** @throws `INVALID` where a part of 4 GB is full, unless it is a long one */
  add(content: Buffer): Buffer {
    const part = this.#last
    part.crc = crc32(content, part.crc)
    part.size += content.length
    if (part.size > mostOfPart && !part.isLong) throw tooLarge()
    return this.#packed(deflateRawSync(content, { level, finishFlush: constants.Z_SYNC_FLUSH }))
  }

  end(): Buffer {
    const last = this.#packed(lastBlock)
    const part = this.#last
    const { crc, packed, size, isLong } = part
    part.isDone = true
    const wide = isLong ? 8 : 4
    const descriptor = words([0x08074b50, 4], [crc, 4], [packed, wide], [size, wide])
    this.#length += descriptor.length
    return Buffer.concat([last, descriptor])
  }

  /** Leaves out the part that is open: its bytes stay, and no list of parts leads to them. */
  drop(): void {
    this.#parts.pop()
  }

  whole(name: string, content: string): Buffer {
    return Buffer.concat([this.begin(name), this.add(Buffer.from(content)), this.end()])
  }

  /** An entry of another zip file, whose packed bytes the caller appends. */
  copied({ rawName, flags, method, time, crc, packed, size }: ZipEntry): Buffer {
    const name = rawName.toString('latin1')
    const header = this.#begin({
      ...{ name, flags: flags & ~hasDescriptor, method, time },
      ...{ crc, packed, size, header: this.#length, isDone: true },
    })
    this.#length += packed
    return header
  }

  /** Gives away what the list of parts says of those that are done. In the end, all of it goes in front of `directory`. */
  takeListed(): Buffer {
    const done = this.#parts.filter(({ isDone }) => isDone)
    const list = Buffer.concat(done.map(listed))
    this.#parts = this.#parts.filter(({ isDone }) => !isDone)
    this.#taken = { count: this.#taken.count + done.length, length: this.#taken.length + list.length }
    return list
  }

  /** What a zip file ends with. */
  directory(): Buffer {
    const list = Buffer.concat(this.#parts.map(listed))
    const count = this.#taken.count + this.#parts.length
    const length = this.#taken.length + list.length
    const at = this.#length
    const isLong = count >= fullCount || Math.max(length, at) >= full
    if (isLong && !this.#isLong) throw tooLarge()
    const counted = Math.min(count, fullCount)
    const end = words([0x06054b50, 4], [0, 4], [counted, 2], [counted, 2])
    const place = words([Math.min(length, full), 4], [Math.min(at, full), 4], [0, 2])
    return Buffer.concat([list, ...(isLong ? [longEnd(count, length, at)] : []), end, place])
  }

  #begin(part: WrittenPart): Buffer {
    const { flags, method, time, crc, packed, size, header: at, isLong } = part
    if (Math.max(at, packed, size) >= full && !this.#isLong) throw tooLarge()
    this.#parts.push(part)
    const name = Buffer.from(part.name, 'latin1')
    const version = words([0x04034b50, 4], [isLong ? 45 : 20, 2], [flags, 2], [method, 2], [time, 4])
    // That there is room for long sizes here says that there are long ones behind the part (APPNOTE 4.3.9.2).
    const extra = isLong ? words([zip64, 2], [16, 2], [size, 8], [packed, 8]) : Buffer.alloc(0)
    const [short, shortSize] = isLong ? [full, full] : [packed, size]
    const lengths = words([crc, 4], [short, 4], [shortSize, 4], [name.length, 2], [extra.length, 2])
    const header = Buffer.concat([version, lengths, name, extra])
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
    if (this.#length >= full && !this.#isLong) throw tooLarge()
    return bytes
  }
}

const tooLarge = () => invalid('This is more than the 4 GB that an XLSX file holds. Export the contacts as CSV.')

function listed({ name, flags, method, time, crc, packed, size, header }: WrittenPart): Buffer {
  const bytes = Buffer.from(name, 'latin1')
  // Those that are full, and only those, in this order (APPNOTE 4.5.3).
  const long = [size, packed, header].filter((number) => number >= full)
  const wide = long.map((number): Word => [number, 8])
  const extra = long.length === 0 ? Buffer.alloc(0) : words([zip64, 2], [8 * long.length, 2], ...wide)
  const version = long.length === 0 ? 20 : 45
  const shown = (number: number) => Math.min(number, full)
  return Buffer.concat([
    words([0x02014b50, 4], [version, 2], [version, 2], [flags, 2], [method, 2], [time, 4], [crc, 4]),
    words([shown(packed), 4], [shown(size), 4], [bytes.length, 2], [extra.length, 2]),
    words([0, 2], [0, 2], [0, 2], [0, 4], [shown(header), 4]),
    bytes,
    extra,
  ])
}

/** The end of a zip64 file, and where it is found (APPNOTE 4.3.14 and 4.3.15). */
function longEnd(count: number, length: number, at: number): Buffer {
  const version = words([0x06064b50, 4], [44, 8], [45, 2], [45, 2], [0, 4], [0, 4])
  const end = words([count, 8], [count, 8], [length, 8], [at, 8])
  return Buffer.concat([version, end, words([0x07064b50, 4], [0, 4], [at + length, 8], [1, 4])])
}

type Word = [number: number, bytes: 2 | 4 | 8]

/** Numbers of so many bytes each, the lowest byte first. */
function words(...numbers: Word[]): Buffer {
  const bytes = Buffer.alloc(numbers.reduce((sum, [, length]) => sum + length, 0))
  let at = 0
  for (const [number, length] of numbers)
    at = length === 8 ? bytes.writeBigUInt64LE(BigInt(number), at) : bytes.writeUIntLE(number, at, length)
  return bytes
}
