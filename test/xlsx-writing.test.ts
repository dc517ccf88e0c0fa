/** Writing workbooks: what is read again, in pieces, and over the tabs of another workbook. */
import assert from 'node:assert/strict'
import { posix } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Cell } from '../server/sheets/sheet.ts'
import { listSheets } from '../server/xlsx/read-workbook.ts'
import { beginWorkbook } from '../server/xlsx/write-workbook.ts'
import { xmlTree } from '../server/xlsx/xml-tree.ts'
import { main, office, type Parts, partsIn, relations, rowsOf, sourceOf, written, zipOf } from './workbooks.ts'

const titles = ['Name', '=Title']

const pad = (value: number) => String(value).padStart(2, '0')
const day = fc
  .date({ min: new Date('1900-03-01T00:00:00Z'), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))
const clock = fc.tuple(fc.nat(23), fc.nat(59), fc.nat(59)).map((parts) => parts.map(pad).join(':'))
const awkward = fc.constantFrom(
  '_x0041_',
  '_',
  'x0041_',
  '_x005F',
  '\u0001',
  '\r',
  '\n',
  '\ud800',
  '😀',
  '&lt;',
  ']]>',
  '\ufffe',
  ' ',
  '=1',
)
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(awkward).map((parts) => parts.join('')),
)
const cell: fc.Arbitrary<Cell> = fc.oneof(
  ...[text, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null)],
  day.map((date) => ({ date })),
  fc.tuple(day, clock).map(([date, time]) => ({ date: `${date}T${time}` })),
)

/** What is read of a row: nothing of empty cells at its end, and what no database keeps is cleaned. */
function readAgain(cells: Cell[]): Cell[] {
  const clean = cells.map((one) => {
    if (typeof one === 'string') return one.replaceAll('\0', '').toWellFormed() || null
    return one === 0 ? 0 : one
  })
  return clean.slice(0, clean.findLastIndex((one) => one !== null) + 1)
}

test('what was written is read again, whatever the pieces are', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.array(cell, { maxLength: 30 }), { maxLength: 5 }), { maxLength: 4 }),
      async (pieces) => {
        const bytes = await written(pieces, { more: pieces.flat() })
        const rows = pieces.flat().map((cells, i) => ({ number: i + 1, cells: readAgain(cells) }))
        const filled = rows.filter(({ cells }) => cells.length > 0)
        const below = filled.map(({ number, cells }) => ({ number: number + 1, cells }))
        const source = sourceOf(bytes, 1000)
        assert.deepEqual(await rowsOf(source), [{ number: 1, cells: titles }, ...below])
        assert.deepEqual(await rowsOf(source, 'Meanings'), filled)
      },
    ),
  )
})

test('a long text that may be no formula, in every place where one may stand', async () => {
  const sheet = (await partsIn(await written([[['=1', "''@x", '+', '-1', '\tx', "'x", 'x=', -1]]]))).get(
    'xl/worksheets/sheet1.xml',
  )
  const cells =
    xmlTree(sheet ?? '')
      .children.at(-1)
      ?.children.map((row) => row.children) ?? []
  const styles = cells.map((row) => row.map(({ attributes }) => Number(attributes.get('s') ?? 0)))
  assert.deepEqual(styles, [
    [2, 3],
    [1, 1, 1, 1, 1, 0, 0, 0],
  ])
})

test('what XLSX does not hold is refused', async () => {
  await assert.rejects(
    written([[['x'.repeat(32_767)], [null, 'x'.repeat(32_768)]]]),
    /^Error: Cell B3 has a text of 32768 characters/,
  )
  await assert.rejects(written([[Array(16_385).fill(1)]]), /16384 columns/)
  await assert.rejects(written([Array(1_048_576).fill([])]), /1048576 rows/)
})

/** Every part that relations and content types name is there, and every sheet has its type. */
async function assertWhole(bytes: Buffer): Promise<Map<string, string>> {
  const parts = await partsIn(bytes)
  for (const [key, xml] of parts) {
    if (!key.endsWith('.rels')) continue
    const folder = posix.dirname(posix.dirname(key))
    const ids = new Set<string>()
    for (const { attributes } of xmlTree(xml).children) {
      const id = attributes.get('Id') ?? ''
      assert.ok(!ids.has(id), id)
      ids.add(id)
      const target = posix.join(folder, attributes.get('Target') ?? '')
      assert.ok(parts.has(target), `${key} names ${target}`)
    }
  }
  const types = xmlTree(parts.get('[content_types].xml') ?? '').children.filter(({ name }) => name === 'Override')
  const typed = types.map(({ attributes }) => attributes.get('PartName')?.slice(1).toLowerCase() ?? '')
  assert.equal(new Set(typed).size, typed.length)
  for (const name of typed) assert.ok(parts.has(name), `the types name ${name}`)
  for (const name of parts.keys())
    if (name.includes('/sheet')) assert.ok(typed.includes(name) || name.endsWith('.rels'), name)
  return parts
}

test('a new workbook is whole, and the same bytes each time', async () => {
  const bytes = await written([[['x']]])
  await assertWhole(bytes)
  assert.deepEqual(bytes, await written([[['x']]]))
  assert.deepEqual(await listSheets(sourceOf(bytes)), ['Contacts', 'Meanings'])
})

const types = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
const overrides = (names: Record<string, string>) =>
  `<Types>${Object.entries(names)
    .map(([name, type]) => `<Override PartName="/${name}" ContentType="${types}.${type}+xml"/>`)
    .join('')}</Types>`

const sheetOf = (cells: string) => `<worksheet xmlns="${main}"><sheetData><row>${cells}</row></sheetData></worksheet>`

/** Three tabs: the first has a table and a picture, which the third has too; the third looks at the second. */
const three: Parts = {
  '_rels/.rels': relations(['officeDocument', 'xl/workbook.xml']),
  '[Content_Types].xml': overrides({
    ...{ 'xl/workbook.xml': 'sheet.main', 'xl/styles.xml': 'styles', 'xl/calcChain.xml': 'calcChain' },
    ...{ 'xl/worksheets/sheet1.xml': 'worksheet', 'xl/worksheets/sheet2.xml': 'worksheet' },
    ...{ 'xl/worksheets/sheet3.xml': 'worksheet', 'xl/tables/table1.xml': 'table', 'xl/media/drawing.xml': 'drawing' },
  }),
  'xl/workbook.xml': `<x:workbook xmlns:x="${main}" xmlns:r="${office}"><x:workbookPr date1904="1"/><x:sheets><x:sheet name="Old" sheetId="7" r:id="r1"/><x:sheet name="O'Second" sheetId="3" r:id="r2"/><x:sheet name="contacts" sheetId="9" state="hidden" r:id="r3"/></x:sheets><x:definedNames><x:definedName name="_xlnm.Print_Area" localSheetId="1">contacts!A1</x:definedName><x:definedName name="gone">'O''Second'!A1</x:definedName><x:definedName name="gone2">SUM(old!A1)</x:definedName><x:definedName name="kept">contacts!A1</x:definedName><x:definedName name="kept2" localSheetId="2">VeryOld!A1</x:definedName></x:definedNames><x:calcPr calcId="1"/></x:workbook>`,
  'xl/_rels/workbook.xml.rels': relations(
    ...([1, 2, 3].map((i) => ['worksheet', `worksheets/sheet${i}.xml`]) as [string, string][]),
    ...[['styles', 'styles.xml'] as [string, string], ['calcChain', 'calcChain.xml'] as [string, string]],
  ),
  'xl/calcChain.xml': '<calcChain/>',
  'xl/styles.xml': `<x:styleSheet xmlns:x="${main}"><x:fonts count="1"><x:font><x:sz val="8"/></x:font></x:fonts><x:cellXfs><x:xf numFmtId="0"/><x:xf numFmtId="14"/></x:cellXfs></x:styleSheet>`,
  'xl/worksheets/sheet1.xml': sheetOf('<c><v>1</v></c>'),
  'xl/worksheets/sheet2.xml': sheetOf('<c><v>2</v></c>'),
  'xl/worksheets/sheet3.xml': sheetOf(`<c s="1"><f>Old!A1</f><v>3</v></c>`),
  'xl/worksheets/_rels/sheet1.xml.rels': relations(
    ['table', '../tables/table1.xml'],
    ['drawing', '../media/drawing.xml'],
  ),
  'xl/worksheets/_rels/sheet3.xml.rels': relations(['drawing', '../media/drawing.xml']),
  'xl/tables/table1.xml': '<table/>',
  'xl/media/drawing.xml': '<drawing/>',
  'docProps/unknown.bin': Buffer.from([0, 1, 2]),
}

test('over the first two tabs of a workbook, and again over those', async () => {
  const rows: Cell[][] = [[{ date: '2020-01-01' }, { date: '1903-05-05' }, '=x']]
  let existing = zipOf(three)
  for (let i = 0; i < 3; i++) {
    existing = await written([rows], { existing: sourceOf(existing, 1000), more: [['second']] })
    const source = sourceOf(existing, 1000)
    const parts = await assertWhole(existing)
    assert.deepEqual(await listSheets(source), ['Contacts (2)', 'Meanings', 'contacts'])
    assert.deepEqual((await rowsOf(source, 'Contacts (2)'))[1]?.cells, [{ date: '2020-01-01' }, '1903-05-05', '=x'])
    assert.deepEqual(await rowsOf(source, 'Meanings'), [{ number: 1, cells: ['second'] }])
    assert.deepEqual(await rowsOf(source, 'contacts'), [{ number: 1, cells: [{ date: '1904-01-04' }] }])
    for (const gone of ['xl/calcchain.xml', 'xl/tables/table1.xml', 'xl/worksheets/_rels/sheet1.xml.rels'])
      assert.ok(!parts.has(gone), gone)
    for (const kept of ['xl/worksheets/sheet3.xml', 'xl/media/drawing.xml', 'docprops/unknown.bin'])
      assert.ok(parts.has(kept), kept)
    const workbook = parts.get('xl/workbook.xml') ?? ''
    assert.deepEqual(workbook.match(/(?<=definedName name=")\w+/g), ['kept', 'kept2'])
    assert.deepEqual(workbook.match(/sheetId="\d"/g), ['sheetId="7"', 'sheetId="3"', 'sheetId="9"'])
    assert.match(workbook, /<x:sheet name="contacts" sheetId="9" state="hidden" r:id="r3"\/>/)
    assert.match(workbook, /<x:calcPr calcId="1" fullCalcOnLoad="1"\/>/)
    // Our styles come once.
    assert.match(
      parts.get('xl/styles.xml') ?? '',
      /<x:fonts count="2">.*<x:b\/><x:sz val="8"\/>.*<x:cellXfs count="7">/,
    )
  }
})

test('over a workbook of one tab, without styles', async () => {
  const one: Parts = {
    ...three,
    '[Content_Types].xml': overrides({ 'xl/workbook.xml': 'sheet.main', 'xl/worksheets/sheet1.xml': 'worksheet' }),
    'xl/workbook.xml': `<workbook xmlns:r="${office}"><sheets><sheet name="Contacts" sheetId="4" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations(['worksheet', 'worksheets/sheet1.xml']).replace('r1', 'rId1'),
  }
  for (const name of [
    'xl/styles.xml',
    'xl/calcChain.xml',
    'xl/worksheets/sheet2.xml',
    'xl/worksheets/sheet3.xml',
    'xl/worksheets/_rels/sheet3.xml.rels',
  ])
    delete one[name]
  const bytes = await written([[['x', true]]], {
    existing: sourceOf(zipOf(one)),
    second: 'con/tacts: a name that is much too long',
  })
  await assertWhole(bytes)
  assert.deepEqual(await listSheets(sourceOf(bytes)), ['Contacts', 'con-tacts- a name that is much t'.slice(0, 31)])
  assert.deepEqual((await rowsOf(sourceOf(bytes)))[1]?.cells, ['x', true])
})

test('a workbook with macros is not written over', async () => {
  const types = String(three['[Content_Types].xml']).replace(
    'spreadsheetml.sheet.main',
    'ms-excel.sheet.macroEnabled.main',
  )
  const existing = sourceOf(zipOf({ ...three, '[Content_Types].xml': types }))
  await assert.rejects(beginWorkbook({ name: 'A', columns: [] }, existing), /has macros; save it as .xlsx/)
})
