/** Files and inputs that cannot be imported: a clear word, and nothing of it happens. */
import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { assertRefused, call, contactCount, faultyPaths, newCustomer, person } from './api.ts'
import { assertCounts, type Body, type Content, csv, importFile, rowsOfImport, upload, workbook } from './files.ts'
import { onEachDatabase } from './server.ts'
import { zipOf } from './workbooks.ts'

const good = csv(['Last name', 'Email'], ['A', 'a@x.com'])
const bytes = (buffer: Buffer) => new Uint8Array(buffer)
const card = (text: string) => `BEGIN:VCARD\r\nVERSION:4.0\r\n${text}`

/** The whole of what a refusal says. */
const words = ({ ErrorMessage, Errors }: Body) => `${ErrorMessage} ${JSON.stringify(Errors ?? [])}`

onEachDatabase((server) => {
  test('files that cannot be read are refused at once, by a preview and by an import', async () => {
    const owner = await newCustomer(server())
    const book = await workbook({ name: 'A', rows: [['Last name'], ['A']] })
    const files: [string, Content, RegExp, object?][] = [
      ['nothing', '', /empty|no rows/i],
      ['a mark alone', '\uFEFF', /empty|no rows/i],
      ['blank lines', '\n\r\n  \n', /empty|no rows/i],
      ['a header alone', 'Last name,Email\r\n', /no rows/],
      [
        '10,000 columns',
        csv(
          Array.from({ length: 10_000 }, (_, i) => `C${i}`),
          Array(10_000).fill('x'),
        ),
        /10,?000 columns|column/i,
      ],
      ['bytes of something else', bytes(randomBytes(20_000)), /./],
      [
        'an image',
        bytes(Buffer.concat([Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), Buffer.alloc(500)])),
        /./,
      ],
      ['half a workbook', book.subarray(0, book.length / 2), /not complete/],
      ['an archive of something else', bytes(zipOf({ 'a.txt': 'Last name\nA' })), /workbook|XLSX/i],
      ['a workbook without rows', await workbook({ name: 'A', rows: [['Last name']] }), /no rows/],
      ['no workbook', good, /workbook|XLSX/i, { Format: 'XLSX' }],
      ['a workbook as CSV', book, /./, { Format: 'CSV' }],
      ['no vCard', good, /card/i, { Format: 'VCARD' }],
      [
        'a wrong encoding',
        bytes(Buffer.from([0x4e, 0x0a, 0xff, 0xfe, 0xc3, 0x28])),
        /./,
        { Encoding: 'no-such-encoding' },
      ],
    ]
    for (const [name, content, says, input = {}] of files)
      for (const path of ['imports/preview', 'imports/create']) {
        const answer = await upload(owner, path, input, content)
        assert.equal(answer.status, 400, `${name}: ${answer.status} ${answer.text.slice(0, 200)}`)
        assert.match(words(assertRefused(answer)), says, name)
      }
    assert.deepEqual(await owner.ok('imports/list'), [])
    assert.equal(await contactCount(owner), 0)
  })

  test('a cell of 50 MB is a fault of its row; the others are imported', async () => {
    const owner = await newCustomer(server())
    const done = await importFile(owner, `Last name,Email\nA,a@x.com\n${'x'.repeat(50_000_000)},b@x.com\nC,c@x.com\n`)
    assert.equal(done.Status, 'PROCESSED')
    assertCounts(done, { Created: 2, Errors: 1 })
    const [{ Errors }] = await rowsOfImport(owner, done.Id, { Verdict: 'ERROR' })
    assert(JSON.stringify(Errors).length < 1000)
  })

  test('a quote that never ends, and a card that never ends, are told and not half imported', async () => {
    const owner = await newCustomer(server())
    const open = await importFile(owner, `Last name,Email\nA,a@x.com\n"B,b@x.com\n${'C,c@x.com\n'.repeat(50)}`)
    assert.equal(open.Counts.Rows, (await rowsOfImport(owner, open.Id)).length)
    const cards = `${card('N:A;;;;\r\nFN:A\r\nEND:VCARD\r\n')}${card(`N:B;;;;\r\nFN:B\r\n${'NOTE:x\r\n'.repeat(2000)}`)}`
    const done = await importFile(owner, cards)
    assert.equal(done.Status, 'PROCESSED', done.ErrorMessage)
    assert.deepEqual([done.Counts.Created, done.Counts.Rows], [1, 1 + done.Counts.Errors])
    for (const { Errors } of await rowsOfImport(owner, done.Id, { Verdict: 'ERROR' }))
      assert(Errors[0].Message.length > 5)
  })

  test('bad rows have their own fate, with the column and what is wrong', async () => {
    const owner = await newCustomer(server())
    const head = ['Last name', 'Email', 'Birthday', 'Unsubscribed', 'Contact type', 'Labels']
    const rows = [
      ['A', 'a@x.com', '1990-02-30', '', '', ''],
      ['B', 'b@', '', '', '', ''],
      ['C', 'c@x.com', '', 'perhaps', '', ''],
      ['D', 'd@x.com', '', '', 'EMPEROR', ''],
      ['', 'e@x.com', '', '', '', ''],
      ['x'.repeat(20_000), 'f@x.com', '', '', '', ''],
      ['G', 'g@x.com', '', '', 'LEAD', '#ok'],
      ['=cmd()', 'i@x.com', '', '', '', ''],
    ]
    const Mapping = ['LastName', 'Emails.Value', 'Dates.Value', 'Unsubscribed', 'ContactTypes', 'Labels'].map(
      (Property, index) => ({ Column: index + 1, Property }),
    )
    const done = await importFile(owner, csv(head, ...rows), { Mapping })
    const told = await rowsOfImport(owner, done.Id)
    assert.deepEqual(
      told.map(({ Verdict, Errors }) => (Verdict === 'ERROR' ? Errors[0].Column : Verdict)),
      ['Birthday', 'Email', 'Unsubscribed', 'Contact type', undefined, 'Last name', 'CREATED', 'CREATED'],
    )
    assert.match(told[4].Errors[0].Message, /LastName|name/)
    assert.deepEqual(
      told.slice(6).map(({ Name }) => Name),
      ['G', '=cmd()'],
    )
  })

  test('what no database keeps is left out of cells: NUL', async () => {
    const owner = await newCustomer(server())
    const rows = Array.from({ length: 20_000 }, (_, i) => [`${'N'.repeat(60)}${i}`])
    const done = await importFile(owner, csv(['Last name'], ...rows, ['H\0H'], ['K']), { DryRun: true })
    assert.equal(done.Status, 'PROCESSED', done.ErrorMessage)
    assert.equal(done.Counts.Created, 20_002)
    const last = await owner.ok(`imports/rows/${done.Id}`, { Cursor: '20001' })
    assert.deepEqual(
      last.Rows.map(({ Name }: Body) => Name),
      ['HH', 'K'],
    )
  })

  test('inputs that do not fit name what does not, all at once', async () => {
    const owner = await newCustomer(server())
    await owner.ok('contacts/create', person())
    const last = { Column: 'Last name', Property: 'LastName' }
    const inputs: [object, string[]][] = [
      [{ Mapping: [last, { Column: 'Nothing', Property: 'Notes' }] }, ['Mapping[1].Column']],
      [{ Mapping: [{ Column: 3, Property: 'Notes' }, last] }, ['Mapping[0].Column']],
      [{ Mapping: [last, { Column: 'Email', Property: 'Password' }] }, ['Mapping[1].Property']],
      [{ Mapping: [last, { Column: 'Email', Property: 'Emails.Nothing' }] }, ['Mapping[1].Property']],
      [{ Mapping: [last, { Column: 'Email', Property: '__proto__' }] }, ['Mapping[1].Property']],
      [{ Mapping: [last, { Column: 'Email', Property: 'CustomerId' }] }, ['Mapping[1].Property']],
      [{ Mapping: [last, { Column: 'Email', Property: '#Nothing' }] }, ['Mapping[1].Property']],
      [{ Mapping: [last, { Column: 'Email', Property: 'Version' }] }, ['Mapping[1].Property']],
      [{ Mapping: [{ ...last, Mode: 'MIX' }] }, ['Mapping[0].Mode']],
      [{ Mapping: [{ ...last, Label: 'work' }] }, ['Mapping[0].Label']],
      [{ Mapping: [] }, ['Mapping']],
      [{ Mapping: [{ ...last, Mode: 'SKIP' }] }, ['Mapping']],
      [{ Mapping: [last, { Column: 2, Property: '#a_b', NewField: 'TEXT' }] }, ['Mapping[1].NewField']],
      [{ Mapping: [last, { Column: 2, Property: 'Notes', NewField: 'TEXT' }] }, ['Mapping[1].NewField']],
      [{ Mapping: [last, { Column: 2, Property: '#List', NewField: 'LIST' }] }, ['Mapping[1].NewField']],
      [{ MatchOn: ['Notes', 'Emails', 'Nothing'] }, ['MatchOn[0]', 'MatchOn[1]', 'MatchOn[2]']],
      [{ OnMatch: 'REPLACE' }, ['OnMatch']],
      [{ Labels: ['no mark', '#ok'], ContactTypes: ['EMPEROR'] }, ['ContactTypes[0]', 'Labels[0]']],
      [{ Sheet: 'A' }, ['Sheet']],
      [{ Delimiter: ';;' }, ['Delimiter']],
      [{ HasHeader: false, HeaderRow: 1 }, ['HeaderRow']],
      [{ FileId: randomUUID() }, ['file']],
    ]
    for (const [input, paths] of inputs) {
      const answer = await upload(owner, 'imports/create', input, good)
      assert.deepEqual(faultyPaths(assertRefused(answer)), paths, JSON.stringify(input))
    }
    for (const id of [randomUUID(), 'x', '']) {
      for (const name of ['FileId', 'SpreadsheetId']) await owner.refused('imports/create', { [name]: id })
    }
    await owner.refused('imports/create', { FileId: randomUUID(), SpreadsheetId: randomUUID() })
    assert.deepEqual(await owner.ok('imports/list'), [])
    assert.deepEqual(await owner.ok('custom-fields/list'), [])
    assert.equal(await contactCount(owner), 1)
  })

  test('ids of nothing are refused', async () => {
    const owner = await newCustomer(server())
    for (const id of [randomUUID(), 'x', "'; --", '%00'])
      for (const operation of ['get', 'rows', 'download', 'undo']) await owner.refused(`imports/${operation}/${id}`)
    assert.equal((await call(server(), 'imports/list')).status, 401)
  })
})
