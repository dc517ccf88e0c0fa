/** What is in the files of exports: which contacts, in what order, with which columns. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changeFields, type Member, newCustomer, person } from './api.ts'
import { column, contactsIn, createAll, exportFile, records } from './export-files.ts'
import { onEachDatabase } from './server.ts'
import { readOne } from './vcards.ts'
import { partsIn, rowsOf, sourceOf } from './workbooks.ts'

const fields = [
  { Name: 'Word', Type: 'TEXT' },
  { Name: 'Story', Type: 'LONGTEXT' },
  { Name: 'Score', Type: 'NUMBER' },
  { Name: 'Due', Type: 'DATE' },
  { Name: 'Paid', Type: 'CHECKBOX' },
  { Name: 'Tier', Type: 'LIST', Options: ['gold', 'silver'] },
  { Name: 'Hobbies', Type: 'MULTILIST', Options: ['chess', 'a; b', 'go'] },
  { Name: 'Page', Type: 'URL' },
  { Name: 'Second mail', Type: 'EMAIL' },
  { Name: 'Fax', Type: 'PHONE' },
]

const full = {
  RecordType: 'PERSON',
  ...{ NamePrefix: 'Dr.', FirstName: 'Ada', MiddleName: 'K.', LastName: 'Lovelace', NameSuffix: 'Jr.' },
  ...{ Nickname: 'Addy', PhoneticFirstName: 'Eida', PhoneticLastName: 'Lavleis', OrganizationName: 'Engine, Ltd.' },
  ...{ JobTitle: 'Analyst', Department: 'R&D', Notes: 'one\ntwo\r\n"three"', Status: 'active', Unsubscribed: false },
  Emails: [{ Value: 'ada@example.com', Label: 'work', Primary: true }, { Value: 'b@example.com' }],
  Phones: [{ Value: '+1 415 555 2671', Label: 'mobile' }],
  Addresses: [{ Street: '1 Main St\nRear', City: 'Oslo', PostalCode: '0123', Country: 'NO', Label: 'home' }],
  Websites: [{ Value: 'https://example.com/?a=1;b' }],
  Dates: [{ Value: '1815-12-10', Label: 'birthday' }, { Value: '--02-29' }],
  Relations: [{ Value: 'Byron', Label: 'father' }],
  InstantMessages: [{ Value: 'ada', Protocol: 'XMPP' }],
  ContactTypes: ['CUSTOMER', 'LEAD'],
  Labels: ['#vip, really', '#b; c', '#back\\slash'],
  CustomFields: {
    ...{ '#Word': '=1+1', '#Story': 'a\nb', '#Score': -1.5, '#Due': '2027-01-31', '#Paid': true, '#Tier': 'gold' },
    ...{ '#Hobbies': ['go', 'a; b'], '#Page': 'https://x.example/', '#Second mail': 'c@x.example', '#Fax': '00 1' },
  },
}

/** What a table has of `full`, column by column. */
const fullRow = (Id: string) => ({
  Id,
  'Record type': 'PERSON',
  ...{ 'Name prefix': 'Dr.', 'First name': 'Ada', 'Middle name': 'K.', 'Last name': 'Lovelace', 'Name suffix': 'Jr.' },
  ...{ Nickname: 'Addy', 'Phonetic first name': 'Eida', 'Phonetic last name': 'Lavleis' },
  ...{ 'Organization name': 'Engine, Ltd.', 'Job title': 'Analyst', Department: 'R&D' },
  ...{ 'E-mail 1 - Value': 'ada@example.com', 'E-mail 1 - Label': 'work', 'E-mail 1 - Primary': true },
  ...{ 'E-mail 2 - Value': 'b@example.com', 'E-mail 2 - Label': null, 'E-mail 2 - Primary': null },
  ...{ 'Phone 1 - Value': '+1 415 555 2671', 'Phone 1 - Label': 'mobile', 'Phone 1 - Primary': null },
  ...{ 'Address 1 - Label': 'home', 'Address 1 - Primary': null, 'Address 1 - Street': '1 Main St\nRear' },
  ...{ 'Address 1 - Extended address': null, 'Address 1 - City': 'Oslo', 'Address 1 - Region': null },
  ...{ 'Address 1 - Postal code': '0123', 'Address 1 - Country': 'NO' },
  ...{ 'Website 1 - Value': 'https://example.com/?a=1;b', 'Website 1 - Label': null },
  ...{ 'Date 1 - Value': '1815-12-10', 'Date 1 - Label': 'birthday', 'Date 2 - Value': '--02-29' },
  ...{ 'Date 2 - Label': null, 'Relation 1 - Value': 'Byron', 'Relation 1 - Label': 'father' },
  ...{ 'Instant message 1 - Value': 'ada', 'Instant message 1 - Label': null, 'Instant message 1 - Protocol': 'XMPP' },
  ...{ Notes: 'one\ntwo\r\n"three"', Status: 'active', Unsubscribed: false, 'Contact types': 'CUSTOMER; LEAD' },
  Labels: '#vip, really; #b\\; c; #back\\\\slash',
  ...{ '#Word': '=1+1', '#Story': 'a\nb', '#Score': -1.5, '#Due': { date: '2027-01-31' }, '#Paid': true },
  ...{ '#Tier': 'gold', '#Hobbies': 'go; a\\; b', '#Page': 'https://x.example/', '#Second mail': 'c@x.example' },
  '#Fax': '00 1',
})

async function withFullContact(who: Member): Promise<string> {
  await changeFields(who, fields)
  const [id = ''] = await createAll(who, [full])
  return id
}

const asText = (cell: unknown) => {
  if (cell === null) return ''
  return typeof cell === 'object' ? String(Object.values(cell as object)[0]) : String(cell)
}

const nameIs = (Property: string, ...Values: string[]) => ({ Property, Operator: 'IN', Values })
const names = ['Émile', 'Zoe', 'adam', 'Bert', 'Cleo']

/** People called so, of whom two are leads and one is in the trash. */
async function withPeople(who: Member): Promise<string[]> {
  const ids = await createAll(
    who,
    names.map((FirstName, index) => ({
      ...person(),
      FirstName,
      LastName: 'X',
      ContactTypes: index < 2 ? ['LEAD'] : [],
    })),
  )
  await who.ok(`contacts/delete/${ids[4]}`)
  return ids
}

onEachDatabase((server) => {
  test('CSV has every property and custom field of a contact, cell by cell', async () => {
    const owner = await newCustomer(server())
    const Id = await withFullContact(owner)
    const { bytes, text, done, headers } = await exportFile(server(), owner, { Format: 'CSV' })
    const [header = [], row = [], ...more] = records(text)
    assert.deepEqual(more, [])
    const cells = Object.fromEntries(header.map((title, index) => [title, row[index]]))
    const expected = Object.fromEntries(Object.entries(fullRow(Id)).map(([title, cell]) => [title, asText(cell)]))
    assert.deepEqual(cells, { ...expected, '#Word': "'=1+1" })
    assert.deepEqual(header, Object.keys(expected))
    assert.equal(bytes.subarray(0, 3).toString('hex'), 'efbbbf')
    assert.equal(headers.get('content-type'), 'text/csv; charset=utf-8')
    assert.equal(done.RowCount, 1)
  })

  test('XLSX has them with their types, a frozen header, and a second tab that tells of the export', async () => {
    const owner = await newCustomer(server())
    const Id = await withFullContact(owner)
    const Search = { SearchText: 'ada', Filter: nameIs('FirstName', 'Ada'), Sort: [{ Property: '#Score' }] }
    const { bytes, done } = await exportFile(server(), owner, { Format: 'XLSX', Search })
    const file = sourceOf(bytes, 4096)
    const [header, row, ...more] = await rowsOf(file)
    assert.deepEqual(more, [])
    const cells = Object.fromEntries((header?.cells ?? []).map((title, index) => [title, row?.cells[index] ?? null]))
    assert.deepEqual(cells, fullRow(Id))
    assert.match((await partsIn(bytes)).get('xl/worksheets/sheet1.xml') ?? '', /<pane [^>]*state="frozen"/)
    const told = new Map((await rowsOf(file, 'Export')).map(({ cells: [title, value] }) => [title, value]))
    assert.equal(told.get('Contacts'), 1)
    assert.equal(told.get('Exported by'), owner.email)
    const { date } = told.get('Exported on (UTC)') as { date: string }
    assert(Math.abs(Date.parse(`${date}Z`) - Date.parse(done.CreatedDate)) < 60_000, date)
    assert.equal(told.get('Search text'), 'ada')
    assert.deepEqual(JSON.parse(told.get('Filter') as string), Search.Filter)
    assert.deepEqual(JSON.parse(told.get('Sort') as string), Search.Sort)
  })

  test('vCards say all of it in either version, for us and for others', async () => {
    const owner = await newCustomer(server())
    await withFullContact(owner)
    for (const Version of ['3.0', '4.0']) {
      const { text, headers } = await exportFile(server(), owner, { Format: 'VCARD', Version })
      assert.equal(headers.get('content-type'), 'text/vcard; charset=utf-8')
      const { contact, ignored } = await readOne(text)
      assert.deepEqual(ignored, [])
      const { Id, ...given } = contact as Record<string, unknown>
      assert.deepEqual(given, full)
      assert.match(text, new RegExp(`^VERSION:${Version}\r$`, 'm'))
      assert.match(text, /^FN:Dr\. Ada K\. Lovelace Jr\.\r$/m)
      assert.match(text, /^CATEGORIES:vip\\, really,/m)
    }
  })

  test('a line of JSON is what contacts/get answers', async () => {
    const owner = await newCustomer(server())
    await withFullContact(owner)
    await createAll(owner, [person(), { RecordType: 'ORGANIZATION', OrganizationName: '\u2028 "x" \\' }])
    const { text, headers, done } = await exportFile(server(), owner, { Format: 'JSON' })
    assert.equal(headers.get('content-type'), 'application/jsonl; charset=utf-8')
    const lines = contactsIn(text)
    assert.deepEqual([lines.length, done.RowCount], [3, 3])
    for (const line of lines) assert.deepEqual(line, await owner.ok(`contacts/get/${line.Id}`))
  })

  test('contacts come in the order of the Sort, as they were added when absent', async () => {
    const owner = await newCustomer(server())
    // The last one is in the trash.
    const added = (await withPeople(owner)).slice(0, -1)
    const order = async (Search: object) =>
      column((await exportFile(server(), owner, { Format: 'CSV', Search })).text, 'First name')
    assert.deepEqual(await order({ Sort: [{ Property: 'DisplayName' }] }), ['adam', 'Bert', 'Émile', 'Zoe'])
    assert.deepEqual(column((await exportFile(server(), owner, { Format: 'CSV' })).text, 'Id'), added)
    assert.deepEqual(await order({ Sort: [{ Property: 'FirstName', Descending: true }] }), [
      ...['Zoe', 'Émile', 'Bert', 'adam'],
    ])
    assert.deepEqual(await order({ Sort: [{ Property: 'CreatedDate' }, { Property: 'FirstName' }] }), [
      ...['adam', 'Bert', 'Émile', 'Zoe'],
    ])
    assert.deepEqual(await order({ Sort: [{ Property: 'LastName' }, { Property: 'FirstName', Descending: true }] }), [
      ...['Zoe', 'Émile', 'Bert', 'adam'],
    ])
  })

  test('a search, a filter, a segment or the trash is exported, and nothing else', async () => {
    const owner = await newCustomer(server())
    await withPeople(owner)
    const found = async (Search: object) => {
      const { text, done } = await exportFile(server(), owner, { Format: 'CSV', Search })
      const [, ...rows] = records(text)
      assert.equal(done.RowCount, rows.length)
      return rows.length === 0 ? [] : column(text, 'First name')
    }
    assert.deepEqual(await found({ SearchText: 'emile' }), ['Émile'])
    assert.deepEqual(await found({ Filter: nameIs('FirstName', 'ADAM', 'zoe') }), ['Zoe', 'adam'])
    assert.deepEqual(await found({ Trash: true }), ['Cleo'])
    assert.deepEqual(await found({ SearchText: 'nobody' }), [])
    const Search = { Filter: nameIs('ContactTypes', 'LEAD'), Sort: [{ Property: 'FirstName', Descending: true }] }
    const { Id: SegmentId } = await owner.ok('segments/create', {
      Name: 'Some',
      Search: { ...Search, Filter: { Property: 'ContactTypes', Operator: 'ANY_OF', Values: ['LEAD'] } },
    })
    assert.deepEqual(await found({ SegmentId }), ['Zoe', 'Émile'])
    assert.deepEqual(await found({ SegmentId, SearchText: 'zoe' }), ['Zoe'])
    assert.deepEqual(await found({ SegmentId, Sort: [{ Property: 'FirstName' }] }), ['Émile', 'Zoe'])
  })

  test('an export of nothing is a good file', async () => {
    const owner = await newCustomer(server())
    const file = (Format: string) => exportFile(server(), owner, { Format })
    assert.match((await file('CSV')).text, /^\uFEFFId,Record type,[^\n]*\r\n$/)
    assert.deepEqual([(await file('JSON')).text, (await file('VCARD')).text], ['', ''])
    const { bytes } = await file('XLSX')
    assert.equal((await rowsOf(sourceOf(bytes))).length, 1)
  })
})
