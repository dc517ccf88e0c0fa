import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { annotatedCsv } from '../server/csv/annotate.ts'
import type { Dialect } from '../server/csv/dialect.ts'
import type { CsvRow } from '../server/csv/read.ts'
import { asWritten, csvRow, harmless } from '../server/csv/write.ts'
import type { Note } from '../server/sheets/notes.ts'
import { cellsOf, detect, encoders, rowsOf, sourceOf } from './csv-files.ts'

/** Texts as people and their enemies write them; lone surrogates, NULs and the mark cannot be in a file. */
const letters = fc.constantFrom(...'ab,;\t|"\'\r\n =+-@é€😀1 \\', '""', '\r\n', 'sep=')
const text = fc.oneof(fc.string({ unit: letters, maxLength: 12 }), fc.string({ unit: 'grapheme', maxLength: 8 }))
const cell = text.map((given) => given.toWellFormed().replace(/[\0\uFEFF]/g, ''))
const table = fc.array(
  fc.array(cell, { minLength: 1, maxLength: 6 }).filter((cells) => cells.some((one) => one.trim() !== '')),
  { maxLength: 8 },
)
const delimiter = fc.constantFrom(',', ';', '\t', '|')

test('what csvRow writes, readCsv reads, wherever the bytes are cut', async () => {
  await fc.assert(
    fc.asyncProperty(table, delimiter, fc.integer({ min: 1, max: 7 }), async (rows, delimiter, piece) => {
      const written = rows.map((cells) => csvRow(cells, delimiter)).join('')
      const read = await cellsOf(written, { delimiter, lineEnd: 'CRLF' }, piece)
      assert.deepEqual(
        read.map((cells) => cells.map(asWritten)),
        rows,
      )
    }),
    { numRuns: 500 },
  )
})

test('any text at all is read alike wherever it is cut, in each line end and quotation mark', async () => {
  const anything = fc.string({ unit: letters, maxLength: 60 })
  const dialects = fc.record({
    ...{ delimiter, quote: fc.constantFrom('"', "'") },
    lineEnd: fc.constantFrom<Dialect['lineEnd'][]>('LF', 'CRLF', 'CR'),
  })
  await fc.assert(
    fc.asyncProperty(anything, dialects, fc.integer({ min: 1, max: 7 }), async (content, dialect, piece) => {
      assert.deepEqual(await rowsOf(content, dialect, piece), await rowsOf(content, dialect))
    }),
    { numRuns: 1000 },
  )
})

test('characters cut between pieces are read in each encoding', async () => {
  const western = fc.string({ unit: fc.constantFrom(...'abé€ß,"\n'), maxLength: 20 })
  for (const [encoding, encode] of Object.entries(encoders)) {
    const given = encoding === 'windows-1252' ? western : cell
    await fc.assert(
      fc.asyncProperty(given, fc.integer({ min: 1, max: 7 }), async (content, piece) => {
        const read = await cellsOf(encode(csvRow(['x', content])), { encoding }, piece)
        assert.deepEqual(read, [['x', harmless(content)]])
      }),
    )
  }
})

test('quotation marks that are not as they should be', async () => {
  assert.deepEqual(await cellsOf('a,5" pipe,"b"c,"d""e",""\n'), [['a', '5" pipe', 'bc', 'd"e', '']])
  assert.deepEqual(await cellsOf('"a"b"c,d\n1,2'), [
    ['ab"c', 'd'],
    ['1', '2'],
  ])
  const fault = 'Column 2: a quotation mark is not closed'
  assert.deepEqual(await rowsOf('1,"x'), [{ number: 1, cells: ['1', 'x'], fault }])
  assert.deepEqual(await rowsOf('1,"x,y\r\n2,z\r\n', { lineEnd: 'CRLF' }), [
    { number: 1, cells: ['1', 'x,y'], fault },
    { number: 2, cells: ['2', 'z'] },
  ])
  // The second mark is taken for the closing one: two lines in one record, which tells so.
  assert.deepEqual(await rowsOf('1,"x,y\n2,"z",3\n4,5\n'), [
    { number: 1, cells: ['1', 'x,y\n2,z"', '3'], fault },
    { number: 2, cells: ['4', '5'] },
  ])
})

test('ragged and blank records, NULs and invalid bytes', async () => {
  assert.deepEqual(await rowsOf('a,b\n\n , \nc\n"",x,\n'), [
    { number: 1, cells: ['a', 'b'] },
    { number: 4, cells: ['c'] },
    { number: 5, cells: ['', 'x', ''] },
  ])
  assert.deepEqual(await cellsOf(Buffer.from('a\0b,\xff\xe9\n', 'latin1')), [['ab', '\uFFFD\uFFFD']])
})

test('a quotation mark that is not closed does not swallow the file', async () => {
  const lines = 'a,b,c\n'.repeat(1_000_000)
  const rows = await rowsOf(`1,"x,y\n${lines}`)
  assert.equal(rows.length, 1_000_001)
  assert.deepEqual(rows[0], { number: 1, cells: ['1', 'x,y'], fault: 'Column 2: a quotation mark is not closed' })
  assert.deepEqual(rows[1], { number: 2, cells: ['a', 'b', 'c'] })
  assert.equal(rows.filter(({ fault }) => fault).length, 1)
})

test('cells and records beyond the limits are cut, and reading goes on', async () => {
  const long = await rowsOf(`1,${'x'.repeat(1_500_000)},z\n2,b,c\n`)
  assert.deepEqual(
    long.map(({ cells, fault }) => [cells.map(({ length }) => length), fault]),
    [
      [[1, 1_000_000, 1], 'Column 2: the text is longer than 1,000,000 characters; the rest is left out'],
      [[1, 1, 1], undefined],
    ],
  )
  for (const [open, close] of [
    ['', ''],
    ['"', '"'],
  ]) {
    const rows = await rowsOf(`1,${open}${'x'.repeat(9_000_000)}${close},z\n2,b\n`)
    assert.deepEqual(
      rows[0]?.cells.map(({ length }) => length),
      [1, 1_000_000],
    )
    assert.match(rows[0]?.fault ?? '', /^Column 2: the row is longer than 4,000,000 characters/)
    assert.deepEqual(rows.at(-1)?.cells, ['2', 'b'])
    assert.equal(rows.length, 2)
  }
})

test('a file made of quotation marks to be read again and again ends all the same', async () => {
  const rows = await rowsOf('a"b,"c\n'.repeat(600_000))
  assert.ok(rows.length >= 20 && rows.every(({ fault }) => fault))
})

test('more than 1,000 columns', async () => {
  const many = Array.from({ length: 1_001 }, (_, column) => `c${column}`).join()
  await assert.rejects(rowsOf(`${many}\n`, { headerRow: 1 }), { code: 'INVALID', message: /more than 1,000 columns/ })
  const [row] = await rowsOf(`${many}\n`)
  assert.equal(row?.cells.length, 1_000)
  assert.match(row?.fault ?? '', /more than 1,000 columns/)
  const [empty] = await rowsOf(`a${','.repeat(16_383)}\n`, { headerRow: 1 })
  assert.equal(empty?.fault, undefined)
})

test('formulas are made harmless, and are as written again', () => {
  for (const formula of ['=1+1', '+x', '-x', '@SUM(A1)', '\t=1', "'=1", "''-x", '-1+cmd|x'])
    assert.equal(harmless(formula), `'${formula}`)
  for (const text of ['', 'a=b', "'s-Hertogenbosch", '-5', '+1 (202) 555-0100', '-1.5', "'", '5-3'])
    assert.equal(harmless(text), text)
  assert.equal(asWritten("'s-Hertogenbosch"), "'s-Hertogenbosch")
  const likely = fc.string({ unit: fc.constantFrom(..."'=+-@\t\r\n1a. ") })
  fc.assert(fc.property(fc.oneof(likely, fc.string()), (text) => asWritten(harmless(text)) === text))
})

test('cells stand in quotation marks only where they must', () => {
  assert.equal(csvRow(['a', 'b c', 'd;e', 'f"g', ' h', 'i\n', '']), 'a,b c,d;e,"f""g"," h","i\n",\r\n')
  assert.equal(csvRow(['a,b', 'c;d', '=x'], ';'), 'a,b;"c;d";\'=x\r\n')
})

type Notes = Record<number, Note>

async function annotated(content: string, notes: Notes, ids?: number): Promise<string> {
  const dialect = await detect(content)
  const notesOf = async (rows: CsvRow[]) =>
    new Map(rows.flatMap(({ number }): [number, Note][] => (notes[number] ? [[number, notes[number]]] : [])))
  let text = ''
  for await (const piece of annotatedCsv(sourceOf(content), dialect, ids, notesOf)) text += piece
  return text
}

test('an annotated copy is the file with more columns', async () => {
  const file = 'sep=;\nMy contacts\n\nName;E-mail;City\n=1+1;a@example.com;Rome\nB\nC;c@example.com;"O;slo";more\n'
  const once = await annotated(file, { 5: ['', 'ERROR', '=bad'], 6: ['7', 'CREATED', ''] })
  assert.equal(
    once,
    '\uFEFFsep=;\r\nMy contacts\r\n\r\nName;E-mail;City;Id;Verdict;Reason\r\n' +
      `=1+1;a@example.com;Rome;;;\r\nB;;;;ERROR;'=bad\r\nC;c@example.com;"O;slo";7;CREATED;;more\r\n`,
  )
})

test('annotated again, the columns are replaced, unless the ids were read', async () => {
  const file = 'Name,E-mail\nA,a@example.com\nB,b@example.com,more\n'
  const once = await annotated(file, { 2: ['1', 'CREATED', 'x'], 3: ['', 'ERROR', 'y'] })
  const titles = '\uFEFFName,E-mail,Id,Verdict,Reason\r\n'
  const unread = await annotated(once, { 3: ['2', 'CREATED', ''] })
  assert.equal(unread, `${titles}A,a@example.com,,,\r\nB,b@example.com,2,CREATED,,more\r\n`)
  const read = await annotated(once, { 2: ['', 'ERROR', ''], 3: ['2', 'CREATED', ''] }, 2)
  assert.equal(read, `${titles}A,a@example.com,1,ERROR,\r\nB,b@example.com,2,CREATED,,more\r\n`)
  const older = await annotated('Name,Verdict,Reason\nA,ERROR,x\n', { 2: ['1', 'CREATED', ''] })
  assert.equal(older, '\uFEFFName,Id,Verdict,Reason\r\nA,1,CREATED,\r\n')
})

test('where the file has a column of ids, its blank cells are filled', async () => {
  const notes: Notes = { 2: ['1', 'UPDATED', ''], 3: ['2', 'CREATED', ''], 4: ['', 'ERROR', 'x'] }
  const copy = await annotated('Key,Name\n1,A\n ,B\n,C\n', notes, 0)
  assert.equal(copy, '\uFEFFKey,Name,Verdict,Reason\r\n1,A,UPDATED,\r\n2,B,CREATED,\r\n,C,ERROR,x\r\n')
})

test('without a header, the new columns stand behind the widest row', async () => {
  const file = 'A,a@example.com\nB,b@example.com,Rome\n'
  const copy = await annotated(file, { 1: ['', 'ERROR', 'x'] })
  assert.equal(copy, '\uFEFFA,a@example.com,,,ERROR,x\r\nB,b@example.com,Rome,,,\r\n')
})
