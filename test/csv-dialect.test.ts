import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cellsOf, detect, encoders, rowsOf } from './csv-files.ts'

const refused = (content: string | Buffer, message: RegExp, given = {}) =>
  assert.rejects(detect(content, given), { code: 'INVALID', message })

test('encodings are found, with and without a mark', async () => {
  const content = 'Name;Ort\r\nJürgen Groß;Köln\r\nZoë;Malmö\r\n'
  for (const [encoding, encode] of Object.entries(encoders)) {
    const dialect = await detect(encode(content))
    assert.deepEqual([dialect.encoding, dialect.bom, dialect.delimiter], [encoding, false, ';'])
    assert.equal((await cellsOf(encode(content), dialect))[1]?.[0], 'Jürgen Groß')
  }
  for (const encoding of ['utf-8', 'utf-16le', 'utf-16be'] as const) {
    const bytes = encoders[encoding]?.(`\uFEFF${content}`) ?? Buffer.alloc(0)
    const dialect = await detect(bytes)
    assert.deepEqual([dialect.encoding, dialect.bom], [encoding, true])
    assert.equal((await cellsOf(bytes, dialect))[0]?.[0], 'Name')
  }
  const polish = `${'Łukasz,Wiśniewski,Spółka,Łódź\nMałgorzata,Dąbrowska,Kraków,Żory\n'.repeat(20)}`
  const codes: Record<string, number> = { Ł: 163, ł: 179, ś: 156, ó: 243, ź: 159, ą: 185, Ż: 175 }
  const bytes = Buffer.from([...polish].map((letter) => codes[letter] ?? letter.charCodeAt(0)))
  assert.equal((await detect(bytes)).encoding, 'windows-1250')
})

test('a character cut at the end of the sample is no fault, and accents may come late', async () => {
  const long = `Name,City\n${'x,y\n'.repeat(65_533)}aé,é\n`
  assert.equal((await detect(long)).encoding, 'utf-8')
  assert.equal(Buffer.from(long).indexOf('é') + 1, 256 * 1024, 'the letter lies across the end of the sample')
  const late = Buffer.from(`Name,City\n${'John,York\n'.repeat(60_000)}Zoë,Köln\n`, 'latin1')
  assert.equal((await detect(late)).encoding, 'windows-1252')
})

test('an encoding that is given counts, and must be known', async () => {
  assert.equal((await detect(Buffer.from('\xe9;b', 'latin1'), { Encoding: 'Windows-1250' })).encoding, 'windows-1250')
  await refused('a,b', /Encoding: is not known/, { Encoding: 'klingon' })
  await refused('a,b', /Encoding: is not known/, { Encoding: '' })
})

test('delimiters are found by how alike the records are', async () => {
  const found = async (content: string) => (await detect(content)).delimiter
  assert.equal(await found('Name,Labels,City\nA,x;y;z,Rome\nB,x;y,Oslo\n'), ',')
  assert.equal(await found('Name;Price\nA;1,5\nB;2,5\n'), ';')
  assert.equal(await found(`a;b;c\n${'1,5;2,5;3,5\n'.repeat(1000)}`), ';')
  assert.equal(await found('Name;Address\n"A, B";"Street 1, Rome"\nC;"Street 2, Oslo"\n'), ';')
  assert.equal(await found('"a;b","c;d"\n"e;f","g;h"\n'), ',')
  assert.equal(await found('Name\tNote\nA\thello, you\nB\tx\n'), '\t')
  assert.equal(await found('Name|Note\nA|b\n'), '|')
  assert.equal(await found('E-mail\na@example.com\nb@example.com\n'), ',')
  assert.equal(await found('Notes,City\n"one\ntwo; three\nfour",Rome\n'), ',')
  assert.equal((await detect('a;b\n1;2', { Delimiter: ',' })).delimiter, ',')
})

test('a first line sep= names the delimiter and is no record', async () => {
  const dialect = await detect('sep=;\r\nName;City\r\nA;Rome, Italy\r\n')
  assert.deepEqual(
    [dialect.delimiter, dialect.skipFirstLine, dialect.headerRow, dialect.lineEnd],
    [';', true, 1, 'CRLF'],
  )
  assert.deepEqual(await rowsOf('sep=;\r\nName;City\r\nA;B\r\n', dialect), [
    { number: 1, cells: ['Name', 'City'] },
    { number: 2, cells: ['A', 'B'] },
  ])
})

test('quotation marks and line ends are found', async () => {
  const single = "'Name','City'\n'Smith, John','York'\n"
  assert.equal((await detect(single)).quote, "'")
  assert.deepEqual((await cellsOf(single, await detect(single)))[1], ['Smith, John', 'York'])
  assert.equal((await detect("Name,City\nA,'s-Hertogenbosch\nB,'t Zand\n'C',Rome\n")).quote, '"')
  assert.equal((await detect('a,b\n1,2')).lineEnd, 'LF')
  assert.equal((await detect('a,b\r\n1,"x\ny"\r\n')).lineEnd, 'CRLF')
  const mac = 'a,b\r1,"x\ny"\r'
  assert.equal((await detect(mac)).lineEnd, 'CR')
  assert.deepEqual(await cellsOf(mac, await detect(mac)), [
    ['a', 'b'],
    ['1', 'x\ny'],
  ])
})

test('the header is found, below titles, or is not there', async () => {
  const found = async (content: string, given = {}) => (await detect(content, given)).headerRow
  assert.equal(await found('Name,E-mail 1 - Value,Address 2\nA,a@example.com,x\n'), 1)
  assert.equal(await found('Contacts of May 2026\n\nName,E-mail,City\nA,a@example.com,Rome\n'), 3)
  assert.equal(await found('Contacts of May,,,\nName,E-mail,City,Phone\nA,a@example.com,Rome,1\n'), 2)
  assert.equal(await found('John,john@example.com,Rome\nJane,jane@example.com,Oslo\n'), null)
  assert.equal(await found('John,+1 202 555 0100\nJane,+1 202 555 0101\n'), null)
  assert.equal(await found('Name,2024,2025\nA,1,2\n'), 1)
  assert.equal(await found('John,Smith\nJane,Doe\n'), 1)
  assert.equal(await found('Name,City\n'), 1)
  assert.equal(await found('John,john@example.com\n', { HasHeader: true }), 1)
  assert.equal(await found('Name,City\nA,B\n', { HasHeader: false }), null)
  assert.equal(await found('Name,City\nA,B\n', { HeaderRow: 2 }), 2)
  await refused('Name,City\nA,B\n', /HeaderRow/, { HeaderRow: 3 })
  await refused('Name,City\nA,B\n', /HeaderRow/, { HeaderRow: 0.5 })
  await refused('Name,City\nA,B\n', /HeaderRow/, { HeaderRow: 1, HasHeader: false })
  await refused('Name,City\nA,B\n', /Quote/, { Delimiter: '"', Quote: '"' })
  await refused('Name,City\nA,B\n', /Delimiter/, { Delimiter: '\n' })
})

test('files that hold nothing or no text are refused by name', async () => {
  await refused('', /is empty/)
  await refused('\uFEFF\r\n', /is empty/)
  await refused(Buffer.from('PK\x03\x04xxxx', 'latin1'), /ZIP or XLSX/)
  await refused(Buffer.from('%PDF-1.7 '), /PDF/)
  await refused(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), /PNG/)
  await refused(Buffer.from('\xd0\xcf\x11\xe0\xa1\xb1', 'latin1'), /XLS/)
  await refused(Buffer.from('ab\0\0\x01\x02\0cd\0\0', 'latin1'), /not a text file/)
})
