/** A file that is got back from an import, mended and imported again: what went in the first time is told by its Id. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allContacts, assertOk, type Member, newCustomer, person } from './api.ts'
import { records } from './export-files.ts'
import {
  assertCounts,
  type Body,
  type Content,
  csv,
  download,
  importCounting,
  imported,
  importFile,
  rowsOfImport,
  upload,
  workbook,
} from './files.ts'
import { onEachDatabase } from './server.ts'
import { rowsOf, sourceOf } from './workbooks.ts'

const table = (birthday: string) => [
  ['Last name', 'Birthday'],
  ['A', '1990-01-01'],
  ['B', birthday],
  ['C', ''],
]
const card = (name: string, birthday: string, more = '') =>
  `BEGIN:VCARD\r\nVERSION:4.0\r\nN:${name};;;;\r\nFN:${name}\r\nBDAY:${birthday}\r\n${more}END:VCARD\r\n`
const line = (LastName: string, more: object = {}) => `${JSON.stringify(person({ LastName, ...more }))}\n`

onEachDatabase((server) => {
  const back = async (who: Member, { Id }: Body) => download(server(), who, `imports/download/${Id}`)
  const lastNames = async (who: Member) => (await allContacts(who)).map(({ LastName }) => LastName)

  /** @param mend of the file that is got back, what stands between its marks `never` and `1991-02-02` */
  async function assertMended(content: Content, mend: (bytes: Buffer<ArrayBuffer>) => Content | Promise<Content>) {
    const owner = await newCustomer(server())
    const first = await importCounting(owner, content, {}, { Created: 2, Errors: 1 })
    const mended = await mend((await back(owner, first)).bytes)
    const second = await importCounting(owner, mended, {}, { Unchanged: 2, Created: 1 })
    const third = await importCounting(owner, (await back(owner, second)).bytes, {}, { Unchanged: 3 })
    assert.deepEqual((await lastNames(owner)).toSorted(), ['A', 'B', 'C'])
    for (const { Ignored } of await rowsOfImport(owner, third.Id)) assert.equal(Ignored, undefined)
    return (await back(owner, third)).bytes
  }
  const inText = (bytes: Buffer) => bytes.toString('utf8').replace('never', '1991-02-02')

  test('a CSV whose contacts nothing else finds', async () => {
    const last = await assertMended(csv(...table('never')), inText)
    const [titles, ...rows] = records(last.toString('utf8'))
    assert.deepEqual(titles, ['Last name', 'Birthday', 'Id', 'Verdict', 'Reason'])
    assert(rows.every(([, , id, verdict]) => id?.length === 36 && verdict === 'UNCHANGED'))
  })

  test('a workbook', async () => {
    const content = await workbook({ name: 'People', rows: [...table('never'), ['', '', '1']] })
    const owner = await newCustomer(server())
    const first = await importCounting(owner, content, {}, { Created: 2, Errors: 2 })
    const { bytes } = await back(owner, first)
    const [titles = [], ...rows] = (await rowsOf(sourceOf(bytes, 4096), 'People')).map(({ cells }) => cells)
    assert.deepEqual(titles, ['Last name', 'Birthday', 'Id', 'Verdict', 'Reason'])
    assert.equal(rows[3]?.[5], '1', 'what stands beyond the header stays')
    const mended = rows.slice(0, 3).map((cells) => cells.map((cell) => (cell === 'never' ? '1991-02-02' : cell)))
    await importCounting(
      owner,
      await workbook({ name: 'People', rows: [titles, ...mended] }),
      {},
      { Unchanged: 2, Created: 1 },
    )
    assert.deepEqual((await lastNames(owner)).toSorted(), ['A', 'B', 'C'])
  })

  test('vCards, in their encoding', async () => {
    const text = `${card('A', '19900101')}${card('B', 'never')}${card('C', '19900303')}`
    const wrong = text.replace('BDAY:never', 'EMAIL:never')
    const mend = (bytes: Buffer) => bytes.toString('utf8').replace('EMAIL:never', 'BDAY:19910202')
    const last = (await assertMended(wrong, mend)).toString('utf8')
    for (const name of ['ID', 'VERDICT', 'REASON']) assert.equal(last.split(`X-VOYZU-${name}:`).length, 4, name)
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(wrong, 'utf16le')])
    const mend16 = (bytes: Buffer) =>
      Buffer.from(bytes.toString('utf16le').replace('EMAIL:never', 'BDAY:19910202'), 'utf16le')
    const wide = (await assertMended(utf16, mend16)).toString('utf16le')
    assert.equal(wide.split('X-VOYZU-VERDICT:').length, 4)
  })

  test('lines of JSON', async () => {
    const dates = (Value: string) => ({ Dates: [{ Value }] })
    await assertMended(line('A') + line('B', dates('never')) + line('C'), inText)
  })

  test('a cell can be mended without sending the file again, which stays as it was', async () => {
    const owner = await newCustomer(server())
    for (const content of [csv(...table('never')), await workbook({ name: 'People', rows: table('never') })]) {
      const { FileId } = assertOk(await upload(owner, 'imports/preview', {}, content))
      const dry = await imported(owner, await owner.ok('imports/create', { FileId, DryRun: true }))
      assertCounts(dry, { Created: 2, Errors: 1 })
      const [{ RowNumber, Errors }] = await rowsOfImport(owner, dry.Id, { Verdict: 'ERROR' })
      const [{ Column, Value }] = Errors
      assert.deepEqual([Errors.length, Column, Value], [1, 'Birthday', 'never'])
      const Fixes = [{ RowNumber, Column, Value: '1991-02-02' }]
      const done = await imported(owner, await owner.ok('imports/create', { FileId, Fixes }))
      assertCounts(done, { Created: 3 })
      const { Rows } = await owner.ok('contacts/search', { ImportId: done.Id, SearchText: 'B' })
      assert.equal(Rows[0].Dates[0].Value, '1991-02-02')
      // Who sends the same again, mended alike, is told so; without what was mended, it is another import.
      assert.equal((await owner.ok('imports/create', { FileId, Fixes })).Id, done.Id)
      assert.notEqual((await owner.ok('imports/create', { FileId, DryRun: true })).Id, done.Id)
      if (typeof content !== 'string') continue
      const [, , row] = records((await back(owner, done)).text)
      assert.deepEqual([row?.[1], row?.[4]], ['never', 'Birthday read as "1991-02-02"'])
    }
    const { FileId } = assertOk(await upload(owner, 'imports/preview', {}, csv(...table('never'))))
    const { Errors } = await owner.refused('imports/create', {
      FileId,
      Fixes: [{ RowNumber: 2, Column: 'Shoe size', Value: '' }],
    })
    assert.equal(Errors[0].Path, 'Fixes[0].Column')
    assert.equal((await owner.refused('imports/create', { FileId: 'x', Fixes: [{}] })).ErrorCode, 'INVALID')
  })

  test('what is mended is no more than 1 MB, and the import is told of as others are', async () => {
    const owner = await newCustomer(server())
    const { FileId } = assertOk(await upload(owner, 'imports/preview', {}, csv(...table('never'))))
    // Of two bytes each.
    const fixes = (count: number, Value = 'ä'.repeat(5000)) =>
      Array.from({ length: count }, (_, row) => ({ RowNumber: 1000 + row, Column: 'Birthday', Value }))
    const { Errors } = await owner.refused('imports/create', { FileId, Fixes: fixes(101) })
    assert.deepEqual(Errors, [{ Path: 'Fixes', Message: 'are more than 1 MB together: mend the file, and send that' }])
    const Fixes = [...fixes(99), { RowNumber: 3, Column: 'Birthday', Value: '1991-02-02' }]
    const done = await imported(owner, await owner.ok('imports/create', { FileId, Fixes }))
    assertCounts(done, { Created: 3 })
    const [, , row] = records((await back(owner, done)).text)
    assert.equal(row?.[4], 'Birthday read as "1991-02-02"')
    const [{ Mapping: _mapping, ...listed }] = [await owner.ok(`imports/get/${done.Id}`)]
    assert.deepEqual(await owner.ok('imports/list'), [listed])
  })

  test('a row that fails the second time keeps the Id it had, and one of an earlier time is not lost', async () => {
    const owner = await newCustomer(server())
    const first = await importFile(owner, csv(...table('')))
    const spoiled = (await back(owner, first)).text.replace('1990-01-01', 'never')
    const second = await importCounting(owner, spoiled, {}, { Unchanged: 2, Errors: 1 })
    const mended = (await back(owner, second)).text.replace('never', '1990-01-02')
    await importCounting(owner, mended, {}, { Unchanged: 2, Updated: 1 })
    assert.equal((await allContacts(owner)).length, 3)
  })

  test('new rows of a file with ids of its own get theirs; a dry run has none to give', async () => {
    const owner = await newCustomer(server())
    const { Id } = await owner.ok('contacts/create', person({ LastName: 'A' }))
    const file = csv(['Id', 'Last name'], [Id, 'A'], ['', 'B'])
    const dry = await importCounting(owner, file, { DryRun: true }, { Unchanged: 1, Created: 1 })
    assert.deepEqual(records((await back(owner, dry)).text).slice(0, 3), [
      ['Id', 'Last name', 'Verdict', 'Reason'],
      [Id, 'A', 'UNCHANGED', ''],
      ['', 'B', 'CREATED', ''],
    ])
    const real = await importCounting(owner, file, {}, { Unchanged: 1, Created: 1 })
    await importCounting(owner, (await back(owner, real)).text, {}, { Unchanged: 2 })
    assert.equal((await allContacts(owner)).length, 2)
  })

  test('a column Id of another program stays beside ours', async () => {
    const owner = await newCustomer(server())
    const first = await importCounting(owner, csv(['Id', 'Last name'], ['17', 'A']), {}, { Created: 1 })
    const { text } = await back(owner, first)
    assert.deepEqual(records(text)[0], ['Id', 'Last name', 'Id', 'Verdict', 'Reason'])
    const { Mapping } = assertOk(await upload(owner, 'imports/preview', {}, text))
    assert.equal(Mapping.find(({ Property }: Body) => Property === 'Id').Column, 'Id (2)')
    await importCounting(owner, text, {}, { Unchanged: 1 })
  })
})
