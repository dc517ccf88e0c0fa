/** Workbooks that users keep: sent, listed, got back, imported from, deleted. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import {
  type Answer,
  allContacts,
  assertOk,
  assertRefused,
  faultyPaths,
  type Member,
  newColleague,
  newCustomer,
} from './api.ts'
import { rowsOf } from './database.ts'
import { assertCounts, type Content, download, imported, upload } from './files.ts'
import { onEachDatabase } from './server.ts'
import { partsOf, written, zipOf } from './workbooks.ts'

type Body = Answer['body']

const create = 'spreadsheets/create'
const workbook = async () =>
  Buffer.from(
    await written(
      [
        [
          ['Ada', 1],
          ['Grace', 2],
        ],
      ],
      { name: 'People', second: 'Notes' },
    ),
  )
const send = async (who: Member, content: Content, input?: object, name = 'people.xlsx'): Promise<Body> =>
  assertOk(await upload(who, create, input, content, name))
const namesListed = async (who: Member) => (await who.ok('spreadsheets/list')).map(({ Name }: Body) => Name)

onEachDatabase((server) => {
  test('a workbook that is sent is listed, told of and given back as it was', async () => {
    const owner = await newCustomer(server())
    const content = await workbook()
    const made = await send(owner, content)
    const { Id, UpdatedDate, ...rest } = made
    assert.deepEqual(rest, {
      ...{ Name: 'people', Source: 'VOYZU', Sheets: ['People', 'Notes'], Size: content.length },
    })
    assert(Math.abs(Date.parse(UpdatedDate) - Date.now()) < 60_000)
    assert.deepEqual(await owner.ok(`spreadsheets/get/${Id}`), made)
    assert.deepEqual(await owner.ok('spreadsheets/list'), [made])
    for (let times = 0; times < 2; times++) {
      const { bytes, headers } = await download(server(), owner, `spreadsheets/download/${Id}`)
      assert(bytes.equals(content))
      assert.match(headers.get('content-type') ?? '', /spreadsheetml\.sheet$/)
      assert.match(headers.get('content-disposition') ?? '', /^attachment; filename="people\.xlsx"/)
    }
    await owner.ok(`spreadsheets/delete/${Id}`)
    await owner.ok(`spreadsheets/delete/${Id}`)
    for (const operation of ['get', 'download']) await owner.refused(`spreadsheets/${operation}/${Id}`)
    assert.deepEqual(await owner.ok('spreadsheets/list'), [])
  })

  test('it is called as asked, else as its file', async () => {
    const owner = await newCustomer(server())
    const content = await workbook()
    const named = async (input: object | undefined, file: string) => (await send(owner, content, input, file)).Name
    assert.equal(await named({ Name: 'Kunden 😀 "2026"' }, 'x.xlsx'), 'Kunden 😀 "2026"')
    assert.equal(await named(undefined, 'C:\\Users\\me\\Ünïcode 😀.XLSX'), 'Ünïcode 😀')
    assert.equal(await named({ Name: null }, '../../etc/passwd'), 'passwd')
    assert.equal(await named({ Name: ' a ' }, 'x.xlsx'), 'a')
    assert.deepEqual(await namesListed(owner), ['a', 'Kunden 😀 "2026"', 'passwd', 'Ünïcode 😀'])
    for (const { Id, Name } of await owner.ok('spreadsheets/list')) {
      const { headers } = await download(server(), owner, `spreadsheets/download/${Id}`)
      const [, encoded = ''] = /filename\*=UTF-8''(\S+)$/.exec(headers.get('content-disposition') ?? '') ?? []
      assert.equal(decodeURIComponent(encoded), `${Name}.xlsx`)
    }
    const long = 'x'.repeat(250)
    assert.equal(await named(undefined, `${long}.xlsx`), long.slice(0, 200))
  })

  test('a name cannot break out of the header of its download', async () => {
    const owner = await newCustomer(server())
    const content = await workbook()
    for (const Name of ['a"; filename=b', 'a\r\nSet-Cookie: x=1', 'a/../b', "a'b%41\\"]) {
      const { Id } = await send(owner, content, { Name })
      const { headers } = await download(server(), owner, `spreadsheets/download/${Id}`)
      assert.equal(headers.get('set-cookie'), null)
      assert.match(
        headers.get('content-disposition') ?? '',
        /^attachment; filename="[^"\\/]+"; filename\*=UTF-8''[^\s"';]+$/,
      )
    }
  })

  test('what is no workbook is refused, and nothing is kept', async () => {
    const owner = await newCustomer(server())
    const good = await workbook()
    const refused = async (content: Content, input?: object) =>
      assertRefused(await upload(owner, create, input, content, 'x.xlsx'))
    const contents: [string, Content][] = [
      ['empty', ''],
      ['CSV', 'First name,Last name\nAda,Lovelace\n'],
      ['cut off', good.subarray(0, good.length - 30)],
      ['cut in the middle', good.subarray(0, 400)],
      ['a zip of something else', Buffer.from(zipOf({ 'a.txt': 'x' }))],
      ['broken XML', Buffer.from(zipOf({ ...partsOf(''), 'xl/workbook.xml': '<workbook><sheets>' }))],
      ['an old workbook', Buffer.from('d0cf11e0a1b11ae1'.padEnd(2048, '0'), 'hex')],
      ['zeros', Buffer.alloc(100_000)],
    ]
    for (const [what, content] of contents) {
      const { ErrorMessage } = await refused(content)
      assert.doesNotMatch(ErrorMessage, /undefined|TypeError|offset/i, what)
    }
    assert.deepEqual(faultyPaths(await refused(good, { Name: '  ' })), ['Name'])
    assert.deepEqual(faultyPaths(await refused(good, { Name: 'x'.repeat(201) })), ['Name'])
    assert.deepEqual(faultyPaths(await refused(good, { Nonsense: 1 })), ['Nonsense'])
    assert.deepEqual(faultyPaths(await owner.refused(create, { Name: 'x' })), ['file'])
    assert.deepEqual(await owner.ok('spreadsheets/list'), [])
    if (server().kind !== 'postgres') return
    const kept = await rowsOf(server().data, 'select name from files where customer_id = $1', [owner.customerId])
    assert.deepEqual(kept, [])
  })

  test('ids that are none, and a download as a request, are refused', async () => {
    const owner = await newCustomer(server())
    for (const id of [randomUUID(), 'nonsense', '%27', '😀'].map(encodeURIComponent))
      for (const operation of ['get', 'download'])
        assert.equal((await owner.refused(`spreadsheets/${operation}/${id}`)).ErrorCode, 'NOT_FOUND')
    await owner.ok('spreadsheets/delete/nonsense')
    const { Id } = await send(owner, await workbook())
    await owner.refused(`spreadsheets/download/${Id}?async=true`)
  })

  test('one that is sent again with its key is the first one', async () => {
    const owner = await newCustomer(server())
    const content = await workbook()
    const headers = { 'idempotency-key': randomUUID() }
    const repeat = (input: object = { Name: 'x' }) => upload(owner, create, input, content, 'x.xlsx', headers)
    const first = assertOk(await repeat())
    assert.deepEqual(assertOk(await repeat()), first)
    assertRefused(await repeat({ Name: 'y' }))
    assertRefused(await upload(owner, create, { Name: 'x' }, Buffer.concat([content, content]), 'x.xlsx', headers))
    assert.deepEqual(await owner.ok('spreadsheets/list'), [first])
    const { bytes } = await download(server(), owner, `spreadsheets/download/${first.Id}`)
    assert(bytes.equals(content))
  })

  test('contacts are imported from one, of its first sheet or another', async () => {
    const owner = await newCustomer(server())
    const content = Buffer.from(
      await written([[['Ada', 'Lovelace']]], { second: 'Others', more: [['First name'], ['Grace'], ['Edsger']] }),
    )
    const { Id: SpreadsheetId } = await send(owner, content)
    const Mapping = [{ Column: 1, Property: 'FirstName' }]
    const run = async (more: object) =>
      imported(owner, await owner.ok('imports/create', { SpreadsheetId, Mapping, ...more }))
    const preview = await owner.ok('imports/preview', { SpreadsheetId })
    assert.deepEqual([preview.Format, preview.Sheets, preview.Sheet], ['XLSX', ['Contacts', 'Others'], 'Contacts'])
    const first = await run({})
    assertCounts(first, { Created: 1 })
    assert.equal(first.FileName, 'people.xlsx')
    assertCounts(await run({ Sheet: 'Others', HasHeader: true }), { Created: 2 })
    assert.equal((await run({})).Earlier ?? (await run({})).Id, first.Id)
    await owner.ok(`spreadsheets/delete/${SpreadsheetId}`)
    assert.deepEqual(faultyPaths(await owner.refused('imports/create', { SpreadsheetId })), ['SpreadsheetId'])
    await download(server(), owner, `imports/download/${first.Id}`)
    assert.equal((await allContacts(owner)).length, 3)
  })

  test('nobody else has it, not even an administrator', async () => {
    const owner = await newCustomer(server())
    const { Id } = await send(owner, await workbook())
    const others = [
      await newCustomer(server()),
      await newColleague(server(), owner),
      await newColleague(server(), owner, 'ADMINISTRATOR'),
    ]
    for (const other of others) {
      for (const operation of ['get', 'download'])
        assert.equal((await other.refused(`spreadsheets/${operation}/${Id}`)).ErrorCode, 'NOT_FOUND')
      await other.ok(`spreadsheets/delete/${Id}`)
      for (const operation of ['imports/create', 'imports/preview', 'exports/create'])
        assert.deepEqual(faultyPaths(await other.refused(operation, { SpreadsheetId: Id })), ['SpreadsheetId'])
      assert.deepEqual(await other.ok('spreadsheets/list'), [])
    }
    assert.deepEqual(await namesListed(owner), ['people'])
  })
})
