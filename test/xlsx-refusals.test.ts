/** Files that are no workbooks, or are hurt or hostile. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crc32, deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { ApiError } from '../server/http/errors.ts'
import { BrokenXml } from '../server/xlsx/refusals.ts'
import { XmlScanner } from '../server/xlsx/xml-scanner.ts'
import { ZipWriter } from '../server/xlsx/zip-writer.ts'
import { partsOf, relations, rowsOf, sourceOf, zipOf } from './workbooks.ts'

const number = (value: number | string, style = 0) => `<c s="${style}"><v>${value}</v></c>`
const inline = (text: string) => `<c t="inlineStr"><is><t>${text}</t></is></c>`

async function refused(bytes: Buffer, message: RegExp) {
  await assert.rejects(rowsOf(sourceOf(bytes, 65_536)), (error: unknown) => {
    assert.ok(error instanceof ApiError, String(error))
    assert.equal(error.code, 'INVALID')
    assert.match(error.message, message)
    return true
  })
}

/** An OLE file as far as its directory. */
function ole(stream: string): Buffer {
  const bytes = Buffer.alloc(2048)
  bytes.writeUInt32BE(0xd0cf11e0, 0)
  bytes.writeUInt16LE(9, 30)
  bytes.writeUInt32LE(1, 48)
  bytes.write(stream, 1024 + 128, 'utf16le')
  return bytes
}

test('files that are no workbooks', async () => {
  await refused(Buffer.alloc(0), /is not an .xlsx workbook/)
  await refused(Buffer.from('Name,Email\r\n'), /is not an .xlsx workbook/)
  await refused(ole('Workbook'), /is an old .xls; save it as .xlsx/)
  await refused(ole('EncryptedPackage'), /is protected by a password/)
  await refused(zipOf({ mimetype: 'x', 'content.xml': '<a/>' }), /is an OpenDocument file/)
  await refused(zipOf({ 'word/document.xml': '<a/>' }), /holds no Excel workbook/)
  await refused(zipOf({ '_rels/.rels': relations(['officeDocument', 'xl/workbook.bin']) }), /is an .xlsb/)
})

test('damaged files', async () => {
  const good = zipOf(partsOf(`<row>${number(1)}</row>`))
  await refused(good.subarray(0, -30), /is not complete/)
  const encrypted = Buffer.from(good)
  const listed = 'PK\u0001\u0002'
  for (let at = good.indexOf(listed); at !== -1; at = good.indexOf(listed, at + 1)) encrypted.writeUInt16LE(9, at + 8)
  await refused(encrypted, /is encrypted/)
  const changed = Buffer.from(good)
  changed.writeUInt8(changed.readUInt8(60) ^ 0xff, 60)
  await refused(changed, /is damaged/)
  await refused(zipOf({ ...partsOf(''), 'XL\\workbook.xml': '<a/>' }), /two parts of one name/)
  await refused(
    zipOf({ ...partsOf(''), 'xl/worksheets/sheet1.xml': '<worksheet><!DOCTYPE a [<!ENTITY b SYSTEM "file:">]>' }),
    /DOCTYPE/,
  )
  await refused(zipOf(partsOf(`<row>${number(1)}</row><row><c></row>`)), /sheet People cannot be read at row 2/)
  await refused(zipOf(partsOf('<row r="1048577"/>')), /more than 1048576 rows/)
  await refused(
    zipOf(partsOf('', { 'xl/worksheets/sheet1.xml': `<a b="${'x'.repeat(90_000)}"/>` })),
    /a tag never ends/,
  )
})

test('a file that unfolds to a multiple is refused', async () => {
  const spaces = Buffer.alloc(110 * 1024 ** 2, ' ')
  const content = deflateRawSync(spaces, { level: 9 })
  const zip = new ZipWriter()
  const parts = Object.entries(partsOf('')).filter(([name]) => !name.includes('sheet1'))
  const entry = { rawName: Buffer.from('xl/worksheets/sheet1.xml'), flags: 0, method: 8, time: 0, header: 0 }
  const bomb = Buffer.concat([
    ...parts.map(([name, xml]) => zip.whole(name, String(xml))),
    zip.copied({ ...entry, crc: crc32(spaces), packed: content.length, size: spaces.length }),
    content,
    zip.directory(),
  ])
  const shared = zipOf({
    ...partsOf(''),
    'xl/sharedStrings.xml': `<sst>${`<si><t>${'x'.repeat(65_000)}</t></si>`.repeat(2100)}</sst>`,
  })
  await refused(bomb, /nothing but repetition/)
  await refused(shared, /more than 128 MB of text/)
})

test('any cut or changed byte gives rows or a refusal, and nothing else', async () => {
  const good = zipOf(partsOf(`<row>${number(1)}${inline('a &lt; b')}</row>`))
  const hurt = fc.tuple(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), fc.boolean())
  await fc.assert(
    fc.asyncProperty(hurt, async ([at, by, isCut]) => {
      const bytes = Buffer.from(isCut ? good.subarray(0, at) : good)
      if (!isCut) bytes[at] = (bytes[at] ?? 0) ^ by
      await rowsOf(sourceOf(bytes, 4096)).catch((error: unknown) => assert.ok(error instanceof ApiError, String(error)))
    }),
    { numRuns: 500 },
  )
})

/** All that a scanner tells of XML that comes in pieces; `broken` where it refuses. */
function heard(pieces: string[]): string {
  let all = ''
  const scanner = new XmlScanner({
    opened: (name, { names, count, values }) => (all += `<${name} ${names.slice(0, count)} ${values.slice(0, count)}>`),
    closed: (name) => (all += `</${name}>`),
    text: (text) => (all += text),
  })
  try {
    for (const piece of pieces) scanner.write(piece)
    scanner.end()
  } catch (error) {
    assert.ok(error instanceof BrokenXml)
    return 'broken'
  }
  return all
}

test('XML means the same however it is cut', () => {
  const bit = fc.constantFrom(
    '<a>',
    '</a>',
    '<b/>',
    '<c d=\'>\' e = "/" />',
    '&amp;',
    '\r\n',
    '<!--<-->',
    '<![CDATA[&]]>',
    'x',
    '<?p ?>',
    '&',
    '<',
  )
  fc.assert(
    fc.property(fc.array(bit), fc.array(fc.nat(80)), (bits, cuts) => {
      const xml = `<r>${bits.join('')}</r>`
      const places = [0, ...cuts.filter((cut) => cut < xml.length).sort((a, b) => a - b), xml.length]
      const pieces = places.slice(1).map((to, i) => xml.slice(places[i], to))
      assert.equal(heard(pieces), heard([xml]))
    }),
  )
  assert.equal(heard(['<a>&#x1F600;</a>']), '<a  >😀</a>')
  for (const xml of [
    '',
    '<a>',
    '</a>',
    '<a/><a/>',
    '<a b/>',
    '<a b="1"',
    '<a>&nbsp;</a>',
    'x<a/>',
    '<a></b>',
    '<a/>x',
    '< a/>',
  ])
    assert.equal(heard([xml]), 'broken', xml)
})
