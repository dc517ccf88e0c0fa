/** Reading workbooks: what cells mean. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dateCell, dateKind, dateSerial } from '../server/xlsx/number-formats.ts'
import { listSheets } from '../server/xlsx/read-workbook.ts'
import { cellsOf, main, office, partsOf, relations, rowsOf, sourceOf, workbookOf } from './workbooks.ts'

const number = (value: number | string, style = 0) => `<c s="${style}"><v>${value}</v></c>`
const inline = (text: string) => `<c t="inlineStr"><is><t>${text}</t></is></c>`

const styles = `<styleSheet xmlns="${main}"><numFmts><numFmt numFmtId="164" formatCode="[$-407]d. mmm yyyy;@"/><numFmt numFmtId="165" formatCode="h:mm"/></numFmts>
<cellXfs>${[0, 14, 22, 164, 165, 46].map((id) => `<xf numFmtId="${id}"/>`).join('')}</cellXfs></styleSheet>`

test('every kind of cell', async () => {
  const strings = `<sst xmlns="${main}"><si><t xml:space="preserve"> one </t></si><si><r><rPr><b/></rPr><t>two </t></r><r><t>runs</t></r><rPh sb="0" eb="1"><t>said</t></rPh></si><si><t/></si></sst>`
  const data = [
    ...['<c t="s"><v>0</v></c>', '<c t="s"><v>1</v></c>', '<c t="s"><v>2</v></c>', number('-1.5E3')],
    ...['<c t="b"><v>1</v></c>', '<c t="e"><v>#N/A</v></c>', '<c t="str"><f>A1</f><v>of &amp; a &#x66;ormula</v></c>'],
    ...[inline('a<![CDATA[<b>&]]>'), '<c t="inlineStr"><is><r><t>x</t></r><r><t>y</t></r><rPh><t>z</t></rPh></is></c>'],
    ...['<c t="d"><v>2026-11-25T13:45:00.000Z</v></c>', '<c><f>1+1</f><v>2</v></c>', '<c s="1"/>', number(7)],
  ]
  assert.deepEqual(await cellsOf(data.join(''), { 'xl/sharedStrings.xml': strings, 'xl/styles.xml': styles }), [
    ...[' one ', 'two runs', null, -1500, true, '#N/A', 'of & a formula', 'a<b>&', 'xy'],
    ...[{ date: '2026-11-25T13:45:00' }, 2, null, 7],
  ])
})

test('escapes and characters that no database keeps', async () => {
  const cells = await cellsOf(
    inline('a_x000D__x005F_x0041_\0&#0;_x0000_&#xD800;') + inline('_xD83D__xDE00__xD83D_\r\n'),
  )
  assert.deepEqual(cells, ['a\r_x0041_\ufffd', '😀\ufffd\n'])
})

test('rows keep their numbers, cells their columns; empty rows are left out', async () => {
  const data = `<row r="3" hidden="1"><c r="B3"><v>1</v></c><c><v>2</v></c><c r="AA3"/></row><row/><row>${number(5)}</row><row r="9"><c r="XFD9"><v>9</v></c></row>`
  const rows = await rowsOf(workbookOf(data))
  assert.deepEqual(rows.slice(0, 2), [
    { number: 3, cells: [null, 1, 2] },
    { number: 5, cells: [5] },
  ])
  assert.equal(rows[2]?.cells.length, 16_384)
})

test('a strict workbook with prefixes, without styles, in UTF-16', async () => {
  const sheet = `<?xml version="1.0" encoding="UTF-16"?><x:worksheet xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main"><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>Zoë 😀</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>`
  const source = workbookOf('', { 'xl/worksheets/sheet1.xml': Buffer.from(`\ufeff${sheet}`, 'utf16le') })
  assert.deepEqual(await rowsOf(source), [{ number: 1, cells: ['Zoë 😀'] }])
})

test('days and times by their formats', async () => {
  const serials = [
    number(43831, 1),
    number(43831.5, 1),
    number(43831, 2),
    number(43831, 3),
    number(0.75, 4),
    number(1.5, 5),
  ]
  assert.deepEqual(await cellsOf(serials.join('') + number(43831), { 'xl/styles.xml': styles }), [
    ...[
      { date: '2020-01-01' },
      { date: '2020-01-01T12:00:00' },
      { date: '2020-01-01T00:00:00' },
      { date: '2020-01-01' },
    ],
    ...['18:00:00', '36:00:00', 43831],
  ])
  const in1904 =
    partsOf('')['xl/workbook.xml']?.toString().replace('<sheets>', '<workbookPr date1904="true"/><sheets>') ?? ''
  const more = { 'xl/styles.xml': styles, 'xl/workbook.xml': in1904 }
  assert.deepEqual(await cellsOf(number(0, 1) + number(42369, 1), more), [
    { date: '1904-01-01' },
    { date: '2020-01-01' },
  ])
})

test('format codes', () => {
  const kinds = {
    day: ['yyyy-mm-dd', 'mmm', '[Red]d/m;@', '[$-F800]dddd\\, mmmm', 'yyyy"h"', 'ggge"年"m"月"d"日"'],
    dayTime: ['m/d/yy h:mm', 'yyyy-mm-dd"T"hh:mm:ss.000'],
    clock: ['h:mm AM/PM', 'mm:ss.0', '[$-409]h:mm:ss'],
    duration: ['[h]:mm', '[mm]:ss'],
    undefined: ['General', '0.00', '#,##0 "days"', '0.00E+00', '[Red]0', '\\d0', '0_d', '@', '0" h";d'],
  }
  for (const [kind, codes] of Object.entries(kinds))
    for (const code of codes) assert.equal(String(dateKind(164, code)), kind, code)
})

test('the first days of 1900, and numbers that are no days', () => {
  const at = (serial: number) => dateCell(serial, 'day', false)
  assert.deepEqual([1, 59, 60, 61].map(at), [
    ...[{ date: '1900-01-01' }, { date: '1900-02-28' }, '1900-02-29', { date: '1900-03-01' }],
  ])
  assert.deepEqual([0, -1, 2_958_465, 2_958_466].map(at), [0, -1, { date: '9999-12-31' }, 2_958_466])
  assert.deepEqual(dateCell(45_000.999_999_9, 'dayTime', false), { date: '2023-03-16T00:00:00' })
  for (const date of ['1900-02-28', '2023-02-29', '--12-24', '2023-13-01', '2023-01-01T25:00'])
    assert.equal(dateSerial(date, false), undefined, date)
})

const tabs = (...sheets: [string, string][]) =>
  `<workbook xmlns:r="${office}"><sheets>${sheets.map(([name, state], i) => `<sheet name="${name}" state="${state}" r:id="r${i + 1}"/>`).join('')}</sheets></workbook>`

test('the first sheet in sight is read, or the one that is named', async () => {
  const source = workbookOf(`<row>${number(1)}</row>`, {
    'xl/workbook.xml': tabs(['Chart', 'visible'], ['Hidden', 'hidden'], ['A &amp; B', 'visible']),
    'xl/_rels/workbook.xml.rels': relations(
      ...([
        ['chartsheet', 'c.xml'],
        ['worksheet', 'h.xml'],
        ['worksheet', 'worksheets/sheet1.xml'],
      ] as [string, string][]),
    ),
    'xl/h.xml': `<worksheet><sheetData><row>${number(2)}</row></sheetData></worksheet>`,
  })
  assert.deepEqual(await listSheets(source), ['Hidden', 'A & B'])
  assert.deepEqual(await rowsOf(source), [{ number: 1, cells: [1] }])
  assert.deepEqual(await rowsOf(source, 'Hidden'), [{ number: 1, cells: [2] }])
  await assert.rejects(rowsOf(source, 'Chart'), /Sheet: is none of "Hidden", "A & B"/)
})

test('a cell that cannot be taken is told, and the others are read', async () => {
  const long = 'x'.repeat(1_000_001)
  const data = [
    ...[
      inline(long) + inline('next'),
      '<c t="s"><v>1</v></c>',
      '<c t="s"><v>0</v></c>',
      '<c r="XFE4"><v>1</v></c>',
      '<c><f>A1</f></c>',
    ],
    inline('last'),
  ]
  const more = { 'xl/sharedStrings.xml': `<sst><si><t>${'_x0041_'.repeat(150_000)}</t></si></sst>` }
  const rows = await rowsOf(workbookOf(data.map((cells) => `<row>${cells}</row>`).join(''), more))
  const faults = [/^is longer/, /^names a text/, /^is longer/, undefined, /^has a formula/]
  for (const [i, fault] of faults.entries())
    if (fault !== undefined) {
      assert.deepEqual(
        [rows[i]?.fault, rows[i]?.cellFaults?.length, rows[i]?.cellFaults?.[0]?.column],
        [undefined, 1, 0],
      )
      assert.match(rows[i]?.cellFaults?.[0]?.message ?? '', fault)
    }
  assert.match(rows[3]?.fault ?? '', /beyond the last column/)
  assert.deepEqual(rows[0]?.cells, [null, 'next'])
  assert.deepEqual(rows[5], { number: 6, cells: ['last'] })
})

/** Made with Python's zipfile, told that 10 bytes are too many for 32 bits. */
const zip64 = [
  'UEsDBC0AAAAIAAAAIQBKBoVm//////////8PABQAeGwvd29ya2Jvb2sueG1sAQAQAEAAAAAAAAAALwAAAAAAAACzKc8vyk7Kz8+2synOSE0tKY',
  'bSCnmJuam2SsFKCkVWmSm2SolK+nY2+jAl+nBdAFBLAwQtAAAACAAAACEAwvmbVv//////////GgAUAHhsL19yZWxzL3dvcmtib29rLnhtbC5y',
  'ZWxzAQAQAFUAAAAAAAAAQAAAAAAAAACzCUrNSSzJzM8rzsgsKLazQeYqeKbYKiUqKYRUFqTaKpXnF2UXZ6SmlgAFEovSU0tslYr1KnJzlPTtbP',
  'RRTQEAUEsDBC0AAAAIAAAAIQDxXjw9//////////8IABQAeGwvcy54bWwBABAASQAAAAAAAAAyAAAAAAAAALMpzy/KLs5ITS2xswFTLokliXY2',
  'RfnldjbJdjZldmYmNvpldjb6QI4+WFQfSZk+QjcAUEsBAi0DLQAAAAgAAAAhAEoGhWb//////////w8AFAAAAAAAAAAAAIABAAAAAHhsL3dvcm',
  'tib29rLnhtbAEAEABAAAAAAAAAAC8AAAAAAAAAUEsBAi0DLQAAAAgAAAAhAML5m1b//////////xoAHAAAAAAAAAAAAIAB/////3hsL19yZWxz',
  'L3dvcmtib29rLnhtbC5yZWxzAQAYAFUAAAAAAAAAQAAAAAAAAABwAAAAAAAAAFBLAQItAy0AAAAIAAAAIQDxXjw9//////////8IABwAAAAAAA',
  'AAAACAAf////94bC9zLnhtbAEAGABJAAAAAAAAADIAAAAAAAAA/AAAAAAAAABQSwYGLAAAAAAAAAAtAC0AAAAAAAAAAAADAAAAAAAAAAMAAAAA',
  'AAAABwEAAAAAAABoAQAAAAAAAFBLBgcAAAAAbwIAAAAAAAABAAAAUEsFBgAAAAADAAMABwEAAGgBAAAAAA==',
].join('')

test('a zip64 file', async () => {
  const source = sourceOf(Buffer.from(zip64, 'base64'))
  assert.deepEqual(await rowsOf(source), [{ number: 1, cells: [64] }])
})
