/** An import after it is done: its rows, its file, itself once more, and its end. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { allContacts, assertOk, assertRefused, eventually, newCustomer, person, processed } from './api.ts'
import {
  assertCounts,
  type Body,
  csv,
  download,
  importCounting,
  imported,
  importFile,
  resultOf,
  rowsOfImport,
  undo,
  upload,
  workbook,
} from './files.ts'
import { onEachDatabase } from './server.ts'

const file = csv(
  ['Last name', 'Email', 'Notes'],
  ['A', 'a@x.com', '=1+1'],
  ['B', 'no address', 'Two\nlines, "quoted"'],
  ['C', 'A@x.com', '-5'],
  ['', '', 'nobody'],
)
const many = (count: number) =>
  csv(['Last name', 'Email'], ...Array.from({ length: count }, (_, i) => [`N${i}`, i % 4 ? `a${i}@x.com` : 'none']))

const numbers = (rows: Body[]) => rows.map(({ RowNumber }) => RowNumber)

onEachDatabase((server) => {
  test('rows are paged, all and by verdict', async () => {
    const owner = await newCustomer(server())
    const { Id, Counts } = await importFile(owner, many(1003))
    assert.deepEqual([Counts.Rows, Counts.Errors, Counts.Created], [1003, 251, 752])
    const first = await owner.ok(`imports/rows/${Id}`)
    assert.equal(first.Rows.length, 50)
    assert.deepEqual(
      numbers(await rowsOfImport(owner, Id, { PageSize: 100 })),
      Array.from({ length: 1003 }, (_, i) => i + 2),
    )
    const wrong = await rowsOfImport(owner, Id, { Verdict: 'ERROR', PageSize: 251 })
    assert.deepEqual(
      numbers(wrong),
      Array.from({ length: 251 }, (_, i) => 4 * i + 2),
    )
    assert.equal((await owner.ok(`imports/rows/${Id}`, { Verdict: 'ERROR', PageSize: 251 })).NextCursor, undefined)
    assert.deepEqual(await rowsOfImport(owner, Id, { Verdict: 'UPDATED' }), [])
    for (const bad of [{ Cursor: 'x' }, { Cursor: '-1' }, { PageSize: 0 }, { PageSize: 1001 }, { Verdict: 'GOOD' }])
      await owner.refused(`imports/rows/${Id}`, bad)
  })

  test('the same file with the mapping that is remembered of it is the same import', async () => {
    const owner = await newCustomer(server())
    const shown = async () => assertOk(await upload(owner, 'imports/preview', {}, file))
    const first = await shown()
    const done = await importFile(owner, file, { Mapping: first.Mapping })
    const second = await shown()
    assert.deepEqual([first.Remembered, second.Remembered], [false, true])
    const again = await owner.ok('imports/create', { FileId: second.FileId, Mapping: second.Mapping })
    assert.deepEqual([again.Earlier, again.Id], [true, done.Id])
  })

  test('a CSV comes back as it was, with more columns, and says nothing new', async () => {
    const owner = await newCustomer(server())
    const done = await importCounting(owner, file, {}, { Created: 1, Updated: 1, Errors: 2 })
    const { text, headers } = await download(server(), owner, `imports/download/${done.Id}`)
    assert.match(headers.get('content-type') ?? '', /^text\/csv/)
    assert.match(headers.get('content-disposition') ?? '', /contacts \(result\)\.csv/)
    const lines = text.replace(/^\uFEFF/, '').split('\r\n')
    const [{ Id }] = await allContacts(owner)
    assert.deepEqual(lines.slice(0, 2), ['Last name,Email,Notes,Id,Verdict,Reason', `A,a@x.com,=1+1,${Id},CREATED,`])
    assert.match(lines[2] ?? '', /^B,no address,"Two\nlines, ""quoted""",,ERROR,.*Email.*no address/)
    assert.match(lines[3] ?? '', new RegExp(`^C,A@x.com,-5,${Id},UPDATED,.*row 2`))
    const again = await importCounting(owner, text, {}, { Updated: 2, Errors: 2 })
    assert.equal(again.Earlier, undefined)
    const last = (await download(server(), owner, `imports/download/${again.Id}`)).text
    assert.equal(last.split('Verdict').length, 2, 'the old columns are replaced')
    assert.deepEqual(
      (await rowsOfImport(owner, again.Id)).map(({ RowNumber }) => RowNumber),
      [2, 3, 4, 5],
    )
  })

  test('what was imported and comes back is UNCHANGED, in each format', async () => {
    const owner = await newCustomer(server())
    const sheet = {
      name: 'People',
      rows: [
        ['Last name', 'Email', 'Unsubscribed'],
        ['Eé', 'e@x.com', true],
        ['=F', 'f@x.com', false],
      ],
    }
    const card = (name: string) =>
      `BEGIN:VCARD\r\nVERSION:4.0\r\nN:${name};;;;\r\nFN:${name}\r\nEMAIL:${name}@x.com\r\nNOTE:a\\, b\r\nEND:VCARD\r\n`
    const files = [
      csv(['Last name', 'Email', 'Notes'], ['A', 'a@x.com', '=1+1'], ['B', 'b@x.com', "'quoted"]),
      `sep=;\nLast name;Email\nÄ;d@x.com\n`,
      await workbook(sheet),
      card('g') + card('h'),
    ]
    for (const content of files) {
      const first = await importFile(owner, content)
      const count = first.Counts.Rows
      assertCounts(first, { Created: count })
      const { bytes } = await download(server(), owner, `imports/download/${first.Id}`)
      const second = await importFile(owner, bytes)
      assertCounts(second, { Unchanged: count })
      assert.notEqual(second.Id, first.Id)
      assert.equal(second.Format, first.Format)
    }
  })

  test('the same file in the same way is answered with the earlier import, unless it is forced', async () => {
    const owner = await newCustomer(server())
    const dry = await importFile(owner, file, { DryRun: true })
    const first = await importFile(owner, file)
    assert.deepEqual([first.Earlier, first.DryRun], [undefined, false], 'a dry run is none')
    assert.notEqual(first.Id, dry.Id)
    const second = assertOk(await upload(owner, 'imports/create', {}, file, 'another name.csv'))
    assert.deepEqual([second.Earlier, second.Id, second.Status], [true, first.Id, 'PROCESSED'])
    const { Result } = await processed(owner, second.RequestId)
    assert.deepEqual([Result.Id, Result.Earlier], [first.Id, true])
    assert.equal((await owner.ok('imports/list')).length, 2)
    for (const other of [{ OnMatch: 'SKIP' }, { MatchOn: ['LastName'] }, { Labels: ['#x'] }])
      assert.equal((await importFile(owner, file, other)).Earlier, undefined)
    const forced = await importFile(owner, file, { Force: true })
    assert.notEqual(forced.Id, first.Id)
    assert.equal(forced.Earlier, undefined)
    await undo(owner, forced.Id)
    await undo(owner, first.Id)
    assert.notEqual(assertOk(await upload(owner, 'imports/create', {}, file)).Id, first.Id, 'it was undone')
    const stranger = await newCustomer(server())
    assert.equal(assertOk(await upload(stranger, 'imports/create', {}, file)).Earlier, undefined)
  })

  test('a dry run tells how things are now, not how they were', async () => {
    const owner = await newCustomer(server())
    await importCounting(owner, file, { DryRun: true }, { Created: 1, Updated: 1, Errors: 2 })
    await owner.ok('contacts/create', person({ Emails: [{ Value: 'a@x.com' }] }))
    await importCounting(owner, file, { DryRun: true }, { Updated: 2, Errors: 2 })
  })

  test('the same twice at once is imported once', async () => {
    const owner = await newCustomer(server())
    const send = () => upload(owner, 'imports/create', { OnMatch: 'CREATE' }, file)
    const answers = (await Promise.all(Array.from({ length: 4 }, send))).map(assertOk)
    assert.equal(new Set(answers.map(({ Id }) => Id)).size, 1)
    assert.equal(answers.filter(({ Earlier }) => Earlier).length, 3)
    for (const { RequestId } of answers) await processed(owner, RequestId)
    assert.equal((await allContacts(owner)).length, 2)
  })

  test('the same at once is imported once with an Idempotency-Key; a key is good for one file', async () => {
    const owner = await newCustomer(server())
    const key = { 'idempotency-key': randomUUID() }
    const send = (content: string) => upload(owner, 'imports/create', { OnMatch: 'CREATE' }, content, 'a.csv', key)
    const answers = await Promise.all(Array.from({ length: 5 }, () => send(file)))
    assert.equal(new Set(answers.map((answer) => assertOk(answer).Id)).size, 1)
    await imported(owner, assertOk(answers[0] as never))
    assert.equal((await send(file)).text, answers[0]?.text)
    assert.equal((await owner.ok('imports/list')).length, 1)
    assert.equal((await allContacts(owner)).length, 2)
    assertRefused(await send(`${file}D,d@x.com,\n`))
  })

  test('?async=true answers with a request, for a preview too', async () => {
    const owner = await newCustomer(server())
    const preview = await resultOf(owner, assertOk(await upload(owner, 'imports/preview?async=true', {}, file)))
    assert.equal(preview.Rows.length, 4)
    const accepted = assertOk(await upload(owner, 'imports/create?async=true', {}, file))
    assert.deepEqual([accepted.Operation, accepted.ProcessStatus], ['imports/create', 'PROCESSING'])
    assertCounts(await resultOf(owner, accepted), { Created: 1, Updated: 1, Errors: 2 })
    const byFileId = await owner.ok('imports/create?async=true', { FileId: preview.FileId })
    assert.equal((await resultOf(owner, byFileId)).Earlier, true)
  })

  test('what is deleted is gone, with its rows and its file; its contacts stay', async () => {
    const owner = await newCustomer(server())
    const { Id } = await importFile(owner, file)
    assert.equal((await owner.call(`imports/delete/${Id}`)).text, '')
    assertOk(await owner.call(`imports/delete/${Id}`))
    for (const operation of ['get', 'rows', 'download', 'undo']) await owner.refused(`imports/${operation}/${Id}`)
    assert.deepEqual(await owner.ok('imports/list'), [])
    assert.equal((await allContacts(owner)).length, 1)
    assert.equal((await owner.ok('contacts/search', { ImportId: Id })).Rows.length, 1)
    assert.equal(assertOk(await upload(owner, 'imports/create', {}, file)).Earlier, undefined)
  })

  test('a cancelled import keeps what is done, tells it, and can be undone', async () => {
    const owner = await newCustomer(server())
    const accepted = assertOk(await upload(owner, 'imports/create', {}, many(20_000)))
    for (const operation of ['delete', 'undo']) await owner.refused(`imports/${operation}/${accepted.Id}`)
    await eventually('it goes on', async () =>
      (await owner.ok(`imports/get/${accepted.Id}`)).Counts.Rows > 0 ? true : undefined,
    )
    const { PercentComplete, Commentary } = await owner.ok(`request/get/${accepted.RequestId}`)
    assert(PercentComplete > 0 && PercentComplete < 100)
    assert.match(Commentary, /\d rows: [\d,]+ created/)
    await owner.ok(`request/cancel/${accepted.RequestId}`)
    const { Status, Counts, ErrorMessage } = await owner.ok(`imports/get/${accepted.Id}`)
    assert.deepEqual([Status, typeof ErrorMessage], ['FAIL', 'string'])
    assert(Counts.Rows > 0 && Counts.Rows < 20_000)
    assert.equal((await rowsOfImport(owner, accepted.Id)).length, Counts.Rows)
    const contacts = await allContacts(owner)
    assert.equal(contacts.length, Counts.Created)
    const { text } = await download(server(), owner, `imports/download/${accepted.Id}`)
    assert.equal(text.match(/,CREATED,/g)?.length, Counts.Created)
    assert.equal(text.split('\r\n').length, 20_002)
    assert.deepEqual(await undo(owner, accepted.Id), { Deleted: Counts.Created, Restored: 0, Left: 0, Kept: [] })
    assert.deepEqual(await allContacts(owner), [])
  })
})
