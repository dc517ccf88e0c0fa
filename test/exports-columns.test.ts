/** What a caller may say of the columns, the form and the name of an export, and what is refused. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { changeFields, faultyPaths, type Member, newCustomer, person } from './api.ts'
import { contactsIn, createAll, exportFile, records } from './export-files.ts'
import { onEachDatabase } from './server.ts'
import { rowsOf, sourceOf } from './workbooks.ts'

const create = 'exports/create'
const contact = {
  ...person(),
  Emails: [{ Value: 'a@example.com' }, { Value: 'b@example.com', Label: 'work' }],
  CustomFields: { '#Tier': 'gold', '#Score': 5 },
}

async function withContact(who: Member): Promise<string> {
  await changeFields(who, [{ Name: 'Tier' }, { Name: 'Score', Type: 'NUMBER' }])
  const [id = ''] = await createAll(who, [contact])
  return id
}

onEachDatabase((server) => {
  test('columns come in the order asked for, and no others', async () => {
    const owner = await newCustomer(server())
    const Id = await withContact(owner)
    const Columns = ['#Score', 'LastName', 'Emails', 'CreatedBy', 'DisplayName', '#Tier', 'Id']
    const header = ['#Score', 'Last name', 'E-mail 1 - Value', 'E-mail 1 - Label', 'E-mail 1 - Primary']
    const more = [
      'E-mail 2 - Value',
      'E-mail 2 - Label',
      'E-mail 2 - Primary',
      'Created by',
      'Display name',
      '#Tier',
      'Id',
    ]
    const cells = ['5', 'Lovelace', 'a@example.com', '', '', 'b@example.com', 'work', '', owner.userId, 'Ada Lovelace']
    const { text } = await exportFile(server(), owner, { Format: 'CSV', Columns })
    assert.deepEqual(records(text), [
      [...header, ...more],
      [...cells, 'gold', Id],
    ])
    const { bytes } = await exportFile(server(), owner, { Format: 'XLSX', Columns })
    const [titles, row] = await rowsOf(sourceOf(bytes, 4096))
    assert.deepEqual(titles?.cells, [...header, ...more])
    assert.deepEqual(
      row?.cells.map((cell) => cell ?? ''),
      [5, ...cells.slice(1), 'gold', Id],
    )
  })

  test('of a list, parts can be asked for, item by item', async () => {
    const owner = await newCustomer(server())
    const Id = await withContact(owner)
    const rows = async (Columns: string[]) =>
      records((await exportFile(server(), owner, { Format: 'CSV', Columns })).text)
    assert.deepEqual(await rows(['Emails.Value', 'LastName']), [
      ['E-mail 1 - Value', 'E-mail 2 - Value', 'Last name'],
      ['a@example.com', 'b@example.com', 'Lovelace'],
    ])
    const [both] = await rows(['Emails.Label', 'LastName', 'Emails.Value'])
    assert.deepEqual(both, [
      ...['E-mail 1 - Value', 'E-mail 1 - Label', 'E-mail 2 - Value', 'E-mail 2 - Label', 'Last name'],
    ])
    assert.deepEqual(await rows(['Emails.Value', 'Emails']), await rows(['Emails']))
    const { text } = await exportFile(server(), owner, { Format: 'JSON', Columns: ['Emails.Value', '#Tier'] })
    const Emails = [{ Value: 'a@example.com' }, { Value: 'b@example.com' }]
    assert.deepEqual(contactsIn(text), [{ Id, Emails, CustomFields: { '#Tier': 'gold' } }])
  })

  test('moments are as the API tells them in CSV, and dates to reckon with in XLSX', async () => {
    const owner = await newCustomer(server())
    const [id = ''] = await createAll(owner, [person()])
    const { CreatedDate } = await owner.ok(`contacts/get/${id}`)
    const Columns = ['CreatedDate', 'UpdatedDate']
    const { text } = await exportFile(server(), owner, { Format: 'CSV', Columns })
    assert.deepEqual(records(text)[1], [CreatedDate, CreatedDate])
    const { bytes } = await exportFile(server(), owner, { Format: 'XLSX', Columns })
    const [, row] = await rowsOf(sourceOf(bytes, 4096))
    const [created, updated] = row?.cells ?? []
    const { date } = created as { date: string }
    assert.ok(Math.abs(Date.parse(`${date}Z`) - Date.parse(CreatedDate)) <= 500)
    assert.deepEqual(updated, created)
  })

  test('JSON has the properties asked for, in that order, and the Id', async () => {
    const owner = await newCustomer(server())
    const Id = await withContact(owner)
    const line = async (Columns: string[]) => {
      const { text } = await exportFile(server(), owner, { Format: 'JSON', Columns })
      return JSON.stringify(contactsIn(text)[0])
    }
    const fields = (CustomFields: object) => JSON.stringify({ Id, CustomFields })
    assert.equal(await line(['LastName', 'FirstName']), JSON.stringify({ Id, LastName: 'Lovelace', FirstName: 'Ada' }))
    assert.equal(await line(['FirstName', 'LastName']), JSON.stringify({ Id, FirstName: 'Ada', LastName: 'Lovelace' }))
    assert.equal(await line(['#Tier']), fields({ '#Tier': 'gold' }))
    assert.equal(await line(['#Score', '#Tier']), fields({ '#Score': 5, '#Tier': 'gold' }))
    assert.deepEqual(JSON.parse(await line(['CustomFields'])), { Id, CustomFields: contact.CustomFields })
    assert.deepEqual(JSON.parse(await line(['CustomFields', '#Tier'])), { Id, CustomFields: contact.CustomFields })
  })

  test('CustomFields stands for all of them, where it stands', async () => {
    const owner = await newCustomer(server())
    await withContact(owner)
    const header = async (more: object) =>
      records((await exportFile(server(), owner, { Format: 'CSV', ...more })).text)[0]
    assert.deepEqual(await header({ Columns: ['LastName', 'CustomFields', 'FirstName'] }), [
      ...['Last name', '#Tier', '#Score', 'First name'],
    ])
    assert.deepEqual(await header({ Columns: ['#Score', 'CustomFields'] }), ['#Score', '#Tier'])
    assert.deepEqual(await header({ Search: { Properties: ['LastName', 'Id'] } }), ['Last name', 'Id'])
  })

  test('the byte order mark and the delimiter are as asked for', async () => {
    const owner = await newCustomer(server())
    await createAll(owner, [person({ FirstName: 'a;b', LastName: 'c\td|e,f' })])
    for (const Delimiter of [',', ';', '\t', '|']) {
      const Columns = ['FirstName', 'LastName']
      const { text } = await exportFile(server(), owner, { Format: 'CSV', Delimiter, Bom: false, Columns })
      assert.deepEqual(records(text, Delimiter), [
        ['First name', 'Last name'],
        ['a;b', 'c\td|e,f'],
      ])
      assert.equal(text.charAt(0), 'F')
    }
  })

  test('what a spreadsheet program would run is harmless', async () => {
    const owner = await newCustomer(server())
    const formulas = [
      '=1+1',
      '+cmd',
      '-2+3+cmd',
      '@SUM(1)',
      '\t=1',
      '\r=1',
      "'=1",
      '=HYPERLINK("http://x","y")',
      '=1|x',
    ]
    await createAll(
      owner,
      formulas.map((LastName) => person({ LastName })),
    )
    const Columns = ['LastName']
    const Search = { Sort: [{ Property: 'CreatedDate' }, { Property: 'LastName' }] }
    const { text } = await exportFile(server(), owner, { Format: 'CSV', Columns, Search, Bom: false })
    const cells = records(text).slice(1).flat()
    assert.deepEqual(cells.toSorted(), formulas.map((formula) => `'${formula}`).toSorted())
    const { bytes } = await exportFile(server(), owner, { Format: 'XLSX', Columns, Search })
    const parts = await rowsOf(sourceOf(bytes, 4096))
    assert.deepEqual(
      parts
        .slice(1)
        .flatMap((row) => row.cells)
        .toSorted(),
      formulas.toSorted(),
    )
  })

  test('a file has the name asked for, as far as a file can have it', async () => {
    const owner = await newCustomer(server())
    const nameOf = async (FileName: string, Format = 'CSV') => {
      const { done, headers } = await exportFile(server(), owner, { Format, FileName })
      const disposition = headers.get('content-disposition') ?? ''
      const [, plain = '', encoded = ''] =
        /^attachment; filename="([^"]*)"; filename\*=UTF-8''(\S*)$/.exec(disposition) ?? []
      assert.match(plain, /^[\x20-\x7e]+$/)
      assert.equal(decodeURIComponent(encoded), done.FileName)
      return done.FileName
    }
    assert.equal(await nameOf('Kunden'), 'Kunden.csv')
    assert.equal(await nameOf('Kunden.csv'), 'Kunden.csv')
    assert.equal(await nameOf('Kunden.XLSX', 'XLSX'), 'Kunden.xlsx')
    assert.equal(await nameOf("😀 “ü” 'x' (1)*%"), "😀 “ü” 'x' (1) %.csv")
    assert.equal(await nameOf('a"b\\c/d:e'), 'a b c d e.csv')
    assert.equal(await nameOf('../../etc/passwd'), '.. .. etc passwd.csv')
    assert.equal(await nameOf('a\r\nSet-Cookie: x=1'), 'a  Set-Cookie  x=1.csv')
    assert.match(await nameOf(' \n '), /^contacts \d{4}-\d\d-\d\d\.csv$/)
    assert.match(await nameOf('', 'VCARD'), /^contacts \d{4}-\d\d-\d\d\.vcf$/)
  })

  test('what does not fit is refused, each by its name', async () => {
    const owner = await newCustomer(server())
    const refusals: [object, string[]][] = [
      [{}, ['Format']],
      [{ Format: 'PDF' }, ['Format']],
      [{ Format: 'VCARD', Columns: ['Id'], Bom: true, Delimiter: ';' }, ['Bom', 'Columns', 'Delimiter']],
      [{ Format: 'CSV', Version: '4.0' }, ['Version']],
      [{ Format: 'CSV', SpreadsheetName: 'x' }, ['SpreadsheetName']],
      [{ Format: 'CSV', Delimiter: 'x' }, ['Delimiter']],
      [{ Format: 'CSV', Columns: [] }, ['Columns']],
      [{ Format: 'CSV', Columns: ['Id', 'Nonsense', '#None'] }, ['Columns[1]', 'Columns[2]']],
      [{ Format: 'CSV', Columns: ['Emails.Value', 'Emails.City', 'Phones.E164'] }, ['Columns[1]', 'Columns[2]']],
      [{ Format: 'CSV', Search: { Properties: ['Emails.Value'] } }, ['Search.Properties[0]']],
      [{ Format: 'CSV', Search: { Properties: ['Id', 'Nonsense'] } }, ['Search.Properties[1]']],
      [{ Format: 'CSV', Search: { PageSize: 5, PageNumber: 1 } }, ['Search.PageNumber', 'Search.PageSize']],
      [{ SpreadsheetId: randomUUID(), SpreadsheetName: 'x' }, ['SpreadsheetName']],
      [{ SpreadsheetId: randomUUID() }, ['SpreadsheetId']],
      [{ Format: 'CSV', Search: { Filter: { Property: 'Nonsense', Operator: 'EMPTY' } } }, ['Search.Filter.Property']],
      [{ Format: 'CSV', Search: { Sort: [{ Property: 'Nonsense' }] } }, ['Search.Sort[0].Property']],
      [{ Format: 'CSV', FileName: 'x'.repeat(201) }, ['FileName']],
    ]
    for (const [input, paths] of refusals)
      assert.deepEqual(faultyPaths(await owner.refused(create, input)), paths, JSON.stringify(input))
    await owner.refused(create, { Format: 'CSV', Search: { SegmentId: randomUUID() } })
    assert.deepEqual(await owner.ok('exports/list'), [])
    assert.deepEqual(await owner.ok('request/list'), [])
  })
})
