import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { type Answer, allContacts, assertOk, newColleague, newCustomer, person, processed } from './api.ts'
import { rowsOf } from './database.ts'
import { csv, download, imported, importFile, upload } from './files.ts'
import { emptyDatabase, onEachDatabase, serverFor } from './server.ts'
import { written } from './workbooks.ts'

type Body = Answer['body']

const secret = 'Hildegard-von-Nirgendwo'

onEachDatabase((server) => {
  test('a person is erased from the list, and the answer tells what was erased', async () => {
    const owner = await newCustomer(server())
    const { Id } = await owner.ok('contacts/create', person({ LastName: secret }))
    const { Id: other } = await owner.ok('contacts/create', person({ LastName: 'Lovelace' }))
    await owner.ok(`contacts/update/${Id}`, { Notes: 'a note' })
    const erased = await owner.ok(`contacts/erase/${Id}`)
    assert.deepEqual(erased, {
      Contact: true,
      Changes: 2,
      ImportRows: 0,
      ImportFiles: [],
      Exports: [],
      Answers: 0,
      SpreadsheetsToCheck: [],
    })
    assert.deepEqual(
      (await allContacts(owner)).map((each) => each.Id),
      [other],
    )
    await owner.refused(`contacts/get/${Id}`)
    assert.equal((await owner.ok('customers/get')).Usage.Contacts, 1)
    // What is left is that there were changes, so there is nobody to erase.
    const { Id: later, RequestId } = await owner.ok('exports/create', { Format: 'CSV' })
    await processed(owner, RequestId)
    for (const id of [Id, randomUUID()])
      assert.equal((await owner.refused(`contacts/erase/${id}`)).ErrorCode, 'NOT_FOUND')
    assert.equal((await owner.ok(`exports/get/${later}`)).Status, 'PROCESSED')
  })

  test('one in the trash is erased too; other Customers and mere users erase nobody', async () => {
    const [owner, stranger] = [await newCustomer(server()), await newCustomer(server())]
    const user = await newColleague(server(), owner)
    const { Id } = await owner.ok('contacts/create', person())
    await owner.ok(`contacts/delete/${Id}`)
    await user.refused(`contacts/erase/${Id}`, {}, 401)
    await stranger.refused(`contacts/erase/${Id}`)
    assert.equal((await owner.ok('contacts/search', { Trash: true })).Rows.length, 1)
    await owner.ok(`contacts/erase/${Id}`)
    assert.equal((await owner.ok('contacts/search', { Trash: true })).Rows.length, 0)
    assert.equal((await owner.ok('customers/get')).Usage.Contacts, 0)
  })

  test('a spreadsheet from which the person was imported is the user’s own, and is named', async () => {
    const owner = await newCustomer(server())
    const book = Buffer.from(await written([[['Last name'], [secret]]], { name: 'People', second: 'Notes' }))
    const { Id: SpreadsheetId, ...rest } = (await upload(owner, 'spreadsheets/create', {}, book, 'people.xlsx')).body
    await imported(owner, await owner.ok('imports/create', { SpreadsheetId }))
    const [{ Id }] = (await owner.ok('contacts/search', { SearchText: secret })).Rows
    const erased = await owner.ok(`contacts/erase/${Id}`)
    assert.deepEqual([erased.ImportFiles, erased.SpreadsheetsToCheck], [[], [SpreadsheetId]])
    assert.deepEqual(await owner.ok(`spreadsheets/get/${SpreadsheetId}`), { Id: SpreadsheetId, ...rest })
    const { bytes } = await download(server(), owner, `spreadsheets/download/${SpreadsheetId}`)
    assert(bytes.equals(book))
  })

  test('nobody is erased while an import is under way', async () => {
    const owner = await newCustomer(server())
    const { Id } = await owner.ok('contacts/create', person())
    const rows = Array.from({ length: 20_000 }, (_, n) => [`N${n}`])
    const { body } = await upload(owner, 'imports/create', {}, csv(['Last name'], ...rows))
    assert.equal((await owner.refused(`contacts/erase/${Id}`)).ErrorCode, 'CONFLICT')
    await owner.ok(`request/cancel/${body.RequestId}`)
    await owner.ok(`contacts/erase/${Id}`)
  })

  test('imports and exports that had the person lose files and reports, others keep theirs', async () => {
    const owner = await newCustomer(server())
    const before = await owner.ok('exports/create', { Format: 'CSV' })
    await processed(owner, before.RequestId)
    const file = csv(['Last name'], [secret], ['Lovelace'])
    const dry = await importFile(owner, file, { DryRun: true })
    const real = await importFile(owner, file)
    const kept = await importFile(owner, csv(['Last name'], ['Babbage']))
    const after = await owner.ok('exports/create', { Format: 'XLSX' })
    await processed(owner, after.RequestId)
    const book = await owner.ok('exports/create', { SpreadsheetName: 'People' })
    await processed(owner, book.RequestId)
    const [{ Id: SpreadsheetId }] = await owner.ok('spreadsheets/list')
    const [{ Id }] = (await owner.ok('contacts/search', { SearchText: secret })).Rows
    const erased = await owner.ok(`contacts/erase/${Id}`)
    assert.deepEqual(erased.ImportFiles, [dry.Id, real.Id])
    assert.equal(erased.ImportRows, 1)
    assert.deepEqual(erased.Exports, [after.Id, book.Id])
    assert.deepEqual(erased.SpreadsheetsToCheck, [SpreadsheetId])
    await owner.refused(`imports/download/${real.Id}`)
    await owner.refused(`imports/download/${dry.Id}`)
    assert.deepEqual(
      (await owner.ok(`imports/rows/${dry.Id}`)).Rows.map(({ Name }: Body) => Name),
      [undefined, undefined],
    )
    const { Rows } = await owner.ok(`imports/rows/${real.Id}`)
    assert.deepEqual(
      Rows.map(({ Name }: Body) => Name),
      [undefined, 'Lovelace'],
    )
    assert.equal((await owner.call(`imports/download/${kept.Id}`)).status, 200)
    assert.deepEqual(
      (await owner.ok('exports/list')).map((each: Body) => each.Id),
      [before.Id],
    )
  })
})

test('nothing of the person is left in any table', async (t) => {
  const server = await serverFor(t, await emptyDatabase('postgres'))
  const owner = await newCustomer(server)
  const input = person({ LastName: secret, Emails: [{ Value: `${secret}@example.com` }] })
  const { Id } = await owner.ok('contacts/create', input, { headers: { 'idempotency-key': 'k' } })
  await processed(owner, (await owner.ok(`contacts/get/${Id}?async=true`)).RequestId)
  const file = csv(['Last name', 'Email', 'Notes'], [secret, `${secret}@example.com`, 'told'])
  await importFile(owner, file, { DryRun: true })
  await importFile(owner, file)
  // Of a row that failed nobody knows whom it was about, and what was mended is in no file.
  const unmended = csv(['Last name', 'Birthday'], [secret, 'never'], ['Lovelace', ''])
  const { FileId } = assertOk(await upload(owner, 'imports/preview', {}, unmended))
  const failed = await imported(owner, await owner.ok('imports/create', { FileId }))
  const Fixes = [
    { RowNumber: 2, Column: 'Last name', Value: `${secret}-mended` },
    { RowNumber: 2, Column: 'Birthday', Value: '1991-02-02' },
  ]
  const mended = await imported(owner, await owner.ok('imports/create', { FileId, Fixes, MatchOn: ['LastName'] }))
  assert.deepEqual([failed.Counts.Errors, mended.Counts.Errors, mended.Counts.Created], [1, 0, 1])
  await processed(owner, (await owner.ok('exports/create', { Format: 'JSON' })).RequestId)
  // Merged ones, and what was found of duplicates.
  for (let each = 0; each < 3; each++) {
    const { Id: twin } = await owner.ok('contacts/create', input)
    await processed(owner, (await owner.ok('contacts/duplicates', { Rescan: true })).RequestId)
    if (each > 0) await owner.ok('contacts/merge', { Ids: [Id, twin] })
    else await owner.ok('contacts/not-duplicates', { Ids: [Id, twin] })
  }
  for (const { Id: each } of (await owner.ok('contacts/search', { SearchText: secret })).Rows)
    if (each !== Id) await owner.ok('contacts/merge', { Ids: [Id, each] })
  const tables = await rowsOf(
    server.data,
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_schema in ('public', 'pgboss') and table_type = 'BASE TABLE'`,
  )
  const mentioning = async () => {
    const found: string[] = []
    for (const { name } of tables) {
      const [{ text }] = (await rowsOf(
        server.data,
        `select coalesce(string_agg(t::text || encode(${name === 'public.file_pieces' ? 't.bytes' : `''`}, 'escape'), ''), '') as text from ${name} t`,
      )) as [Body]
      // Names are compared without what joins their words.
      const plain = (each: string) => each.toLowerCase().replaceAll('-', '')
      if (plain(text).includes(plain(secret))) found.push(name)
    }
    return found.toSorted()
  }
  assert.deepEqual(await mentioning(), [
    'public.changes',
    'public.contacts',
    'public.duplicate_scans',
    'public.file_pieces',
    'public.idempotent_answers',
    'public.import_rows',
    'public.imports',
    'public.requests',
  ])
  const { Answers } = await owner.ok(`contacts/erase/${Id}`)
  assert(Answers >= 2, `${Answers}`)
  assert.deepEqual(await mentioning(), [])
})
