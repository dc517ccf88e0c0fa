/** A file looked at before it is imported. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allContacts, assertOk, contactCount, faultyPaths, type Member, newCustomer } from './api.ts'
import { type Body, type Content, csv, imported, importFile, upload, workbook } from './files.ts'
import { onEachDatabase } from './server.ts'

const header = ['First name', 'Last name', 'Email', 'Shoe size', 'Mobile']
const people = (count: number) =>
  csv(header, ...Array.from({ length: count }, (_, i) => ['Ada', `N${i}`, `a${i}@x.com`, i, `0171 555 ${1000 + i}`]))

async function preview(who: Member, content: Content, input: object = {}, name?: string): Promise<Body> {
  return assertOk(await upload(who, 'imports/preview', input, content, name))
}

const suggestions = ({ Columns }: Body) => Columns.map(({ Property, Label }: Body) => [Property, Label])

onEachDatabase((server) => {
  test('columns are recognised, the first rows are shown as they would become, and nothing happens', async () => {
    const owner = await newCustomer(server())
    const shown = await preview(owner, people(30), {}, 'Kunden 2026.csv')
    assert.equal(shown.FileName, 'Kunden 2026.csv')
    const { Format, Delimiter, Quote, HasHeader, HeaderRow, Remembered } = shown
    assert.deepEqual([Format, Delimiter, Quote, HasHeader, HeaderRow, Remembered], ['CSV', ',', '"', true, 1, false])
    assert.deepEqual(suggestions(shown), [
      ['FirstName', undefined],
      ['LastName', undefined],
      ['Emails[0].Value', undefined],
      [undefined, undefined],
      ['Phones[0].Value', 'mobile'],
    ])
    for (const { Confidence, Property } of shown.Columns) assert(Property === undefined || Confidence > 0.5)
    assert.deepEqual(shown.Columns[3].Samples, ['0', '1', '2', '3', '4'])
    assert.deepEqual(
      shown.Mapping.map(({ Column }: Body) => Column),
      ['First name', 'Last name', 'Email', 'Mobile'],
    )
    assert.deepEqual(
      shown.Rows.map(({ RowNumber, Contact }: Body) => [RowNumber, Contact.LastName]),
      Array.from({ length: 20 }, (_, i) => [i + 2, `N${i}`]),
    )
    assert.deepEqual(shown.Rows[0].Contact.Emails, [{ Value: 'a0@x.com' }])
    assert.equal(await contactCount(owner), 0)
    assert.deepEqual(await owner.ok('imports/list'), [])
  })

  test('FileId is sent in place of the file, more than once', async () => {
    const owner = await newCustomer(server())
    const { FileId, Mapping } = await preview(owner, people(3), {}, 'a.csv')
    const dry = await imported(owner, await owner.ok('imports/create', { FileId, Mapping, DryRun: true }))
    assert.deepEqual([dry.FileName, dry.Counts.Created], ['a.csv', 3])
    const done = await imported(owner, await owner.ok('imports/create', { FileId, Mapping }))
    assert.equal(done.Counts.Created, 3)
    assert.equal((await owner.ok('imports/create', { FileId, Mapping })).Earlier, true)
    await owner.ok(`imports/delete/${dry.Id}`)
    const again = await imported(owner, await owner.ok('imports/create', { FileId, Mapping, Force: true }))
    assert.equal(again.Counts.Unchanged, 3)
  })

  test('another preview of the same FileId goes by its own settings', async () => {
    const owner = await newCustomer(server())
    const { FileId, Rows } = await preview(owner, people(30))
    const other = await owner.ok('imports/preview', { FileId, HasHeader: false })
    assert.equal(other.HasHeader, false)
    assert.deepEqual([Rows[0].RowNumber, other.Rows[0].RowNumber], [2, 1])
    const semicolons = await owner.ok('imports/preview', {
      FileId,
      Delimiter: ';',
      Mapping: [
        { Column: 1, Property: 'Notes' },
        { Column: 1, Property: 'LastName' },
      ],
    })
    assert.equal(semicolons.Columns.length, 1)
    assert.equal(semicolons.Rows[0].Contact.Notes, 'Ada,N0,a0@x.com,0,0171 555 1000')
  })

  test('the last mapping of a user for the same header is remembered, whatever the rows are', async () => {
    const owner = await newCustomer(server())
    const Mapping = [
      { Column: 'Last name', Property: 'FirstName' },
      { Column: 'First name', Property: 'LastName', Mode: 'FILL_IF_EMPTY' },
      { Column: 'Email', Property: 'Emails.Value', Label: 'work' },
    ]
    await importFile(owner, people(1), { Mapping, DryRun: true })
    assert.equal((await preview(owner, people(2))).Remembered, false, 'a dry run is a trial')
    await importFile(owner, people(1), { Mapping })
    const next = await preview(owner, people(2))
    assert.equal(next.Remembered, true)
    assert.deepEqual(next.Mapping, Mapping)
    assert.deepEqual(next.Rows[0].Contact.Emails, [{ Value: 'a0@x.com', Label: 'work' }])
    assert.equal(suggestions(next)[0][0], 'FirstName', 'what is suggested is told all the same')
    assert.equal((await preview(owner, csv(header.slice(1), ['N', 'a@x.com', 1, 2]))).Remembered, false)
    const given = [{ Column: 'First name', Property: 'Nickname' }, Mapping[0]]
    assert.deepEqual((await preview(owner, people(2), { Mapping: given })).Mapping, given)
  })

  test('a remembered mapping whose field is gone is not suggested', async () => {
    const owner = await newCustomer(server())
    const Mapping = [
      { Column: 'Last name', Property: 'LastName' },
      { Column: 'Shoe size', Property: '#Shoe size', NewField: 'NUMBER' },
    ]
    await importFile(owner, people(1), { Mapping })
    assert.equal((await preview(owner, people(2))).Remembered, true)
    const [{ Id, Name }] = await owner.ok('custom-fields/list')
    const { RequestId } = await owner.ok('custom-fields/update', { CustomFields: [{ Id, Name, Delete: true }] })
    await imported(owner, { Id: (await owner.ok('imports/list'))[0].Id, RequestId })
    assert.deepEqual(await owner.ok('custom-fields/list'), [])
    await preview(owner, people(2))
  })

  test('columns become new custom fields in the same call; a dry run makes none', async () => {
    const owner = await newCustomer(server())
    const Mapping = [
      { Column: 'Last name', Property: 'LastName' },
      { Column: 'Shoe size', Property: '#Shoe size', NewField: 'NUMBER' },
      { Column: 'Mobile', Property: '#Handy', NewField: 'PHONE' },
    ]
    const shown = await preview(owner, people(2), { Mapping })
    assert.deepEqual(shown.Rows[1].Contact.CustomFields, { '#Shoe size': 1, '#Handy': '0171 555 1001' })
    const dry = await importFile(owner, people(2), { Mapping, DryRun: true, MatchOn: ['#Shoe size'] })
    assert.deepEqual([dry.Status, dry.Counts.Created], ['PROCESSED', 2])
    assert.deepEqual(await owner.ok('custom-fields/list'), [])

    const done = await importFile(owner, people(2), { Mapping, MatchOn: ['#Shoe size'] })
    assert.deepEqual([done.Status, done.Counts.Created], ['PROCESSED', 2])
    const fields = await owner.ok('custom-fields/list')
    assert.deepEqual(
      fields.map(({ Name, Type }: Body) => [Name, Type]),
      [
        ['#Shoe size', 'NUMBER'],
        ['#Handy', 'PHONE'],
      ],
    )
    const sizes = (await allContacts(owner)).map(({ CustomFields }) => CustomFields['#Shoe size'])
    assert.deepEqual(sizes, [0, 1])
    assert.equal(
      (await importFile(owner, people(2), { Mapping, MatchOn: ['#Shoe size'], Force: true })).Counts.Unchanged,
      2,
    )
  })

  test('of a workbook the sheets are told, and one is chosen', async () => {
    const owner = await newCustomer(server())
    const file = await workbook(
      {
        name: 'Eins',
        rows: [
          ['Last name', 'Unsubscribed'],
          ['A', true],
        ],
      },
      {
        name: 'Zwei & drei',
        rows: [
          ['First name', 'Email'],
          ['B', 'b@x.com'],
          ['C', 'c@x.com'],
        ],
      },
    )
    const shown = await preview(owner, file, {}, 'x.xlsx')
    assert.deepEqual([shown.Format, shown.Sheets, shown.Sheet], ['XLSX', ['Eins', 'Zwei & drei'], 'Eins'])
    assert.deepEqual(
      shown.Rows.map(({ Contact }: Body) => [Contact.LastName, Contact.Unsubscribed]),
      [['A', true]],
    )
    const { FileId } = shown
    const second = await owner.ok('imports/preview', { FileId, Sheet: 'Zwei & drei' })
    assert.deepEqual(
      second.Rows.map(({ Contact }: Body) => Contact.FirstName),
      ['B', 'C'],
    )
    const done = await imported(owner, await owner.ok('imports/create', { FileId, Sheet: 'Zwei & drei' }))
    assert.deepEqual([done.Sheet, done.Counts.Created], ['Zwei & drei', 2])
    const other = await owner.refused('imports/preview', { FileId, Sheet: 'Vier' })
    assert.match(other.ErrorMessage + JSON.stringify(other.Errors ?? ''), /Eins/)
  })

  test('rows that cannot be imported are shown with what is wrong', async () => {
    const owner = await newCustomer(server())
    const shown = await preview(
      owner,
      csv(['Last name', 'Email'], ['A', 'a@x.com'], ['B', 'no address'], ['', 'c@x.com']),
    )
    const [right, wrong] = shown.Rows
    assert.deepEqual([right.Errors, wrong.Contact], [undefined, undefined])
    assert.deepEqual(
      wrong.Errors.map(({ Column, Path }: Body) => [Column, Path]),
      [['Email', 'Emails[0].Value']],
    )
  })

  test('vCards have no columns; what they become is shown', async () => {
    const owner = await newCustomer(server())
    const card =
      'BEGIN:VCARD\r\nVERSION:3.0\r\nN:Hopper;Grace;;;\r\nFN:Grace Hopper\r\nEMAIL;TYPE=work:g@x.com\r\nEND:VCARD\r\n'
    const shown = await preview(owner, card)
    assert.deepEqual([shown.Format, shown.Columns, shown.Mapping, shown.Remembered], ['VCARD', [], [], false])
    assert.equal(shown.Rows[0].Contact.LastName, 'Hopper')
    const refused = await owner.refused('imports/preview', {
      FileId: shown.FileId,
      Mapping: [{ Column: 1, Property: 'Notes' }],
    })
    assert.deepEqual(faultyPaths(refused), ['Mapping'])
  })
})
