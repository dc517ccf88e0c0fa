/** Imports at the edges of what is kept in memory, matched and done at once. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertOk, assertRefused, eventually, newCustomer, person } from './api.ts'
import { csv, download, importCounting, importFile, resultOf, rowsOfImport, upload, workbook } from './files.ts'
import { onEachDatabase } from './server.ts'
import { partsOf, zipOf } from './workbooks.ts'

onEachDatabase((server) => {
  test('a hundred contacts with two hundred e-mails each, in one file', async () => {
    const owner = await newCustomer(server())
    const lines = Array.from({ length: 100 }, (_, number) => {
      const Emails = Array.from({ length: 200 }, (_, place) => ({ Value: `${number}.${place}@example.com` }))
      return `${JSON.stringify(person({ LastName: `N${number}`, Emails }))}\n`
    })
    await importCounting(owner, lines.join(''), { DryRun: true }, { Created: 100 })
    await importCounting(owner, lines.join(''), {}, { Created: 100 })
    await importCounting(owner, lines.join(''), { Force: true }, { Unchanged: 100 })
  })

  test('rows of a megabyte each go in, some at a time', async () => {
    const owner = await newCustomer(server())
    const Notes = 'x'.repeat(90_000)
    const rest = Array.from({ length: 9 }, () => Notes)
    const rows = Array.from({ length: 30 }, (_, number) => [`N${number}`, Notes, ...rest])
    const titles = ['Last name', 'Notes', ...rest.map((_, at) => `Other ${at}`)]
    const Mapping = titles
      .slice(0, 2)
      .map((Column) => ({ Column, Property: Column === 'Notes' ? 'Notes' : 'LastName' }))
    const done = await importCounting(owner, csv(titles, ...rows), { Mapping }, { Created: 30 })
    const told = await rowsOfImport(owner, done.Id)
    assert.deepEqual(
      told.map(({ RowNumber }) => RowNumber),
      rows.map((_, at) => at + 2),
    )
  })

  test('what is like very many contacts is told to be, rather than added once more', async () => {
    const owner = await newCustomer(server())
    const Items = ['José', ...Array<string>(101).fill('Jose')].map((LastName) => ({
      Operation: 'CREATE',
      Contact: person({ LastName }),
    }))
    await owner.ok('contacts/batch', { Items })
    for (const DryRun of [true, false]) {
      const done = await importFile(owner, csv(['Last name', 'Job'], ['José', 'baker']), {
        MatchOn: ['LastName'],
        DryRun,
      })
      assert.equal(done.Counts.Created, 0)
    }
  })

  test('rows of a workbook that claim the number of an earlier one are numbered on', async () => {
    const owner = await newCustomer(server())
    const cell = (text: string) => `<c t="inlineStr"><is><t>${text}</t></is></c>`
    const data = ['1:Last name', '5:Ada', '5:Bob', '2:Cleo'].map((each) => {
      const [number, text = ''] = each.split(':')
      return `<row r="${number}">${cell(text)}</row>`
    })
    const done = await importCounting(owner, new Uint8Array(zipOf(partsOf(data.join('')))), {}, { Created: 3 })
    assert.deepEqual(
      (await rowsOfImport(owner, done.Id)).map(({ RowNumber, Name }) => [RowNumber, Name]),
      [
        [5, 'Ada'],
        [6, 'Bob'],
        [7, 'Cleo'],
      ],
    )
  })

  test('a header row without cells is refused', async () => {
    const owner = await newCustomer(server())
    const file = await workbook({ name: 'People', rows: [['Last name'], [null], ['Ada']] })
    assertRefused(await upload(owner, 'imports/create', { HeaderRow: 2 }, file))
  })

  test('of a file whose columns mean nothing to us there is a preview, and an import once they are mapped', async () => {
    const owner = await newCustomer(server())
    const file = csv(['a', 'b'], ['Ada', 'baker'])
    const { Columns, Mapping, Rows, FileId } = assertOk(await upload(owner, 'imports/preview', {}, file))
    assert.deepEqual([Columns.length, Columns[0].Property, Mapping, Rows.length], [2, undefined, [], 1])
    const { Errors } = await owner.refused('imports/create', { FileId })
    assert.deepEqual(Errors[0].Path, 'Mapping')
    const done = await owner.ok('imports/create', { FileId, Mapping: [{ Column: 'a', Property: 'LastName' }] })
    assert.equal((await resultOf(owner, done)).Counts.Created, 1)
  })

  test('a remembered mapping that no longer fits is not suggested', async () => {
    const owner = await newCustomer(server())
    const file = csv(['Last name', 'Shoe size'], ['Ada', '38'])
    const Mapping = [
      { Column: 'Last name', Property: 'LastName' },
      { Column: 'Shoe size', Property: '#Shoe size', NewField: 'NUMBER' },
    ]
    await importFile(owner, file, { Mapping })
    const [{ Id }] = await owner.ok('custom-fields/list')
    await resultOf(owner, await owner.ok('custom-fields/update', { CustomFields: [{ Id, Type: 'TEXT' }] }))
    const { Remembered, Rows } = assertOk(await upload(owner, 'imports/preview', {}, file))
    assert.deepEqual([Remembered, Rows[0].Contact.LastName], [false, 'Ada'])
  })

  test('an import that is being undone is undone once, and not deleted meanwhile', async () => {
    const owner = await newCustomer(server())
    const rows = Array.from({ length: 3000 }, (_, number) => [`N${number}`])
    const { Id } = await importFile(owner, csv(['Last name'], ...rows))
    const undoing = await owner.ok(`imports/undo/${Id}`)
    await owner.refused(`imports/undo/${Id}`)
    await owner.refused(`request/cancel/${undoing.RequestId}`)
    const again = assertOk(await upload(owner, 'imports/create', { DryRun: true }, csv(['Last name'], ['N0'])))
    assert.equal(again.Earlier, undefined)
    await eventually('it can be deleted', async () =>
      (await owner.call(`imports/delete/${Id}`)).status === 200 ? true : undefined,
    )
    assert.deepEqual(await resultOf(owner, undoing), { Deleted: 3000, Restored: 0, Left: 0, Kept: [] })
  })

  test('the lines of JSON come back with what became of them, and go in again', async () => {
    const owner = await newCustomer(server())
    const lines = [
      person({ LastName: 'Ada' }),
      { Emails: 'x' },
      { ...person({ LastName: 'Bob' }), Shoe: 38 },
      'no object',
    ]
    const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n')
    const done = await importCounting(owner, text, {}, { Created: 2, Errors: 2 })
    const told = await rowsOfImport(owner, done.Id)
    assert.deepEqual(
      told.map(({ Verdict, Ignored }) => [Verdict, Ignored]),
      [
        ['CREATED', undefined],
        ['ERROR', undefined],
        ['CREATED', ['Shoe']],
        ['ERROR', undefined],
      ],
    )
    const back = await download(server(), owner, `imports/download/${done.Id}`)
    const parsed = back.text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    assert.deepEqual(
      parsed.map(({ Verdict }) => Verdict),
      ['CREATED', 'ERROR', 'CREATED', 'ERROR'],
    )
    await importCounting(owner, back.text, { MatchOn: ['LastName'] }, { Unchanged: 2, Errors: 2 })
  })
})
