/** Zip files that are larger than 32 bits, or have more parts than 16: zip64. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inflateRawSync } from 'node:zlib'
import type { Source } from '../server/files/source.ts'
import { openZip, textOf } from '../server/xlsx/zip-archive.ts'
import { type ZipState, ZipWriter } from '../server/xlsx/zip-writer.ts'

const long: ZipState = { length: 0, parts: [], isLong: true }
const again = (zip: ZipWriter) => new ZipWriter(JSON.parse(JSON.stringify(zip.state)))

/** What the end of a zip file says, by APPNOTE 4.3.14 to 4.3.16. */
function endOf(bytes: Buffer, before = 0) {
  const end = bytes.length - 22
  assert.equal(bytes.readUInt32LE(end), 0x06054b50)
  const short = [bytes.readUInt16LE(end + 10), bytes.readUInt32LE(end + 12), bytes.readUInt32LE(end + 16)]
  if (bytes.readUInt32LE(end - 20) !== 0x07064b50) return { short }
  const at = Number(bytes.readBigUInt64LE(end - 12)) - before
  assert.equal(bytes.readUInt32LE(at), 0x06064b50)
  assert.equal(at + 12 + Number(bytes.readBigUInt64LE(at + 4)), end - 20)
  return { short, long: [24, 32, 40, 48].map((field) => Number(bytes.readBigUInt64LE(at + field))) }
}

test('70,000 parts, whose list is given away piece by piece', () => {
  const count = 70_000
  const written: Buffer[] = []
  const list: Buffer[] = []
  let zip = new ZipWriter(long)
  for (let n = 0; n < count; n++) {
    written.push(zip.begin(`files/${n}.txt`, 10))
    // Most are empty: to deflate takes long.
    if (n % 5000 === 0) written.push(zip.add(Buffer.from(`${n}`)))
    written.push(zip.end())
    if (n % 1000 !== 999) continue
    list.push(zip.takeListed())
    zip = again(zip)
    assert.deepEqual(zip.state.parts, [])
  }
  const bytes = Buffer.concat([...written, ...list, zip.directory()])
  const length = Buffer.concat(list).length
  const at = Buffer.concat(written).length
  assert.deepEqual(endOf(bytes), { short: [65_535, length, at], long: [count, count, length, at] })
  // Every entry of the list leads to its part.
  let entry = at
  for (let n = 0; n < count; n++) {
    assert.equal(bytes.readUInt32LE(entry), 0x02014b50)
    const [packed, size] = [bytes.readUInt32LE(entry + 20), bytes.readUInt32LE(entry + 24)]
    const nameLength = bytes.readUInt16LE(entry + 28)
    const header = bytes.readUInt32LE(entry + 42)
    const name = bytes.toString('latin1', entry + 46, entry + 46 + nameLength)
    if (name !== `files/${n}.txt` || bytes.readUInt32LE(header) !== 0x04034b50) assert.fail(`${n} leads to ${name}`)
    if (n % 5000 !== 0) assert.equal(size, 0)
    const from = header + 30 + nameLength + bytes.readUInt16LE(header + 28)
    if (n % 5000 === 0) assert.equal(inflateRawSync(bytes.subarray(from, from + packed)).toString(), `${n}`)
    entry += 46 + nameLength + bytes.readUInt16LE(entry + 30) + bytes.readUInt16LE(entry + 32)
  }
})

test('few small parts make a plain zip file, and what must be one is refused beyond it', () => {
  const zip = new ZipWriter(long)
  const plain = new ZipWriter()
  const write = (each: ZipWriter) =>
    Buffer.concat([each.begin('a', 10), each.add(Buffer.from('text')), each.end(), each.directory()])
  assert.deepEqual(write(zip), write(plain))
  assert.equal(endOf(write(new ZipWriter(long))).long, undefined)
  const beyond = new ZipWriter({ length: 0xffffffff, parts: [] })
  assert.throws(() => beyond.begin('b'), /4 GB/)
  const many = { name: 'x', flags: 0, method: 0, time: 0, crc: 0, packed: 0, size: 0, header: 0 }
  assert.throws(() => new ZipWriter({ length: 0, parts: Array(65_535).fill(many) }).directory(), /4 GB/)
})

/** A file of which all but the end is a hole. */
const sparse = (hole: number, bytes: Buffer): Source => ({
  size: hole + bytes.length,
  async *read(from, to) {
    for (let at = from; at < to; ) {
      const next = Math.min(to, at < hole ? Math.min(hole, at + 65_536) : hole + bytes.length)
      const head = at === 0 ? Buffer.from('PK') : Buffer.alloc(0)
      yield at < hole
        ? Buffer.concat([head, Buffer.alloc(next - at - head.length)])
        : bytes.subarray(at - hole, next - hole)
      at = next
    }
  },
})

test('a part behind 5 GB is found again', async () => {
  const hole = 5_000_000_000
  let zip = new ZipWriter({ ...long, length: hole })
  const written = [zip.begin('far.txt'), zip.add(Buffer.from('far '))]
  zip = again(zip)
  written.push(zip.add(Buffer.from('away')), zip.end(), zip.whole('near.txt', 'near'))
  const bytes = Buffer.concat([...written, zip.directory()])
  const end = endOf(bytes, hole)
  assert.deepEqual(end.long?.slice(0, 2), [2, 2])
  assert.deepEqual([end.short[0], end.short[2]], [2, 0xffffffff])
  const opened = await openZip(sparse(hole, bytes))
  for (const [name, text] of [
    ['far.txt', 'far away'],
    ['near.txt', 'near'],
  ] as const) {
    const entry = opened.entries.get(name) ?? assert.fail(name)
    assert(entry.header >= hole)
    assert.equal((await Array.fromAsync(textOf(opened, entry))).join(''), text)
  }
})

test('a part of more than 4 GB has its sizes in 64 bits, in front, behind and in the list', () => {
  const size = 6_000_000_000
  const begun = new ZipWriter(long)
  const header = begun.begin('large.jsonl')
  // Room for two sizes, by which who reads along knows that those behind it are long (4.3.9.2).
  const extra = header.length - 20
  assert.deepEqual([header.readUInt16LE(28), header.readUInt16LE(extra), header.readUInt16LE(extra + 2)], [20, 1, 16])
  assert.deepEqual([header.readUInt32LE(18), header.readUInt32LE(22)], [0xffffffff, 0xffffffff])
  const { parts, ...state } = begun.state
  // As if so much had been written.
  const written = parts.map((part) => ({ ...part, size, packed: size }))
  const zip = new ZipWriter({ ...state, length: state.length + size, parts: written })
  const last = zip.add(Buffer.from('end'))
  const ending = zip.end()
  const packed = size + last.length + 2
  const descriptor = ending.subarray(-24)
  assert.equal(descriptor.readUInt32LE(0), 0x08074b50)
  assert.deepEqual(
    [8, 16].map((field) => Number(descriptor.readBigUInt64LE(field))),
    [packed, size + 3],
  )
  const list = zip.takeListed()
  assert.deepEqual([list.readUInt32LE(20), list.readUInt32LE(24), list.readUInt32LE(42)], [0xffffffff, 0xffffffff, 0])
  const more = list.subarray(46 + 'large.jsonl'.length)
  assert.deepEqual([more.readUInt16LE(0), more.readUInt16LE(2), more.length], [1, 16, 20])
  assert.deepEqual(
    [4, 12].map((field) => Number(more.readBigUInt64LE(field))),
    [size + 3, packed],
  )
})

test('a part that is left out is not found, and those behind it are', async () => {
  const zip = new ZipWriter(long)
  const written = [zip.whole('a.txt', 'first'), zip.begin('gone.txt'), zip.add(Buffer.from('half of it'))]
  zip.drop()
  written.push(zip.whole('b.txt', 'second'), zip.takeListed())
  const opened = await openZip(sparse(0, Buffer.concat([...written, zip.directory()])))
  assert.deepEqual([...opened.entries.keys()], ['a.txt', 'b.txt'])
  for (const [name, text] of [
    ['a.txt', 'first'],
    ['b.txt', 'second'],
  ] as const)
    assert.equal((await Array.fromAsync(textOf(opened, opened.entries.get(name) ?? assert.fail(name)))).join(''), text)
})
