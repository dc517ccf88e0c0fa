/** Texts that are longer than a cell of XLSX holds. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changeFields, newCustomer, person } from './api.ts'
import { exportFile } from './export-files.ts'
import { download, importCounting, importFile, workbook } from './files.ts'
import { onEachDatabase } from './server.ts'
import { partsOf, rowsOf, sourceOf, zipOf } from './workbooks.ts'

const limit = 32_767
const text = (content: string) => `<c t="inlineStr"><is><t>${content}</t></is></c>`
const sheetOf = async (bytes: Buffer, tab: string) =>
  (await rowsOf(sourceOf(bytes, 4096), tab)).map(({ cells }) => cells)

onEachDatabase((server) => {
  test('are cut and marked, the second tab tells whose they are, and nothing is lost when they come back', async () => {
    const owner = await newCustomer(server())
    await changeFields(owner, [{ Name: '#Story', Type: 'LONGTEXT' }])
    const fits = await owner.ok('contacts/create', person({ LastName: 'A', Notes: 'x'.repeat(limit) }))
    const CustomFields = { '#Story': '😀'.repeat(50_000) }
    const long = await owner.ok('contacts/create', person({ LastName: 'B', Notes: 'y'.repeat(100_000), CustomFields }))
    const { bytes } = await exportFile(server(), owner, {
      Format: 'XLSX',
      Columns: ['Id', 'LastName', 'Notes', '#Story'],
    })
    const rows = await sheetOf(bytes, 'Contacts')
    assert.deepEqual(rows[1], [fits.Id, 'A', fits.Notes])
    const [, , notes = '', story = ''] = rows[2] as string[]
    for (const cut of [notes, story]) {
      assert.equal(cut.length, limit)
      assert.match(cut, /cut: XLSX holds no more\]$/)
    }
    const told = (await sheetOf(bytes, 'Export')).filter(([title]) => title === 'Cut texts').map(([, what]) => what)
    assert.match(String(told[0]), /^2 texts .*32767.*CSV/)
    assert.deepEqual(told.slice(2), [`C3: Notes of the contact ${long.Id}`, `D3: #Story of the contact ${long.Id}`])

    await importCounting(owner, bytes, {}, { Unchanged: 2 })
    const Mapping = ['Id', 'LastName', 'Notes', '#Story'].map((Property, index) => ({
      ...{ Column: index + 1, Property, ClearIfBlank: Property !== 'Id' },
    }))
    const edited = await workbook({ name: 'A', rows: [rows[0] ?? [], [long.Id, 'C', notes, 'short']] })
    await importCounting(owner, edited, { Mapping }, { Updated: 1 })
    const after = await owner.ok(`contacts/get/${long.Id}`)
    assert.deepEqual([after.LastName, after.Notes, after.CustomFields['#Story']], ['C', long.Notes, 'short'])
  })

  test('of another program, in a file that is got back from its import, are cut too', async () => {
    const owner = await newCustomer(server())
    const data = `<row>${text('Last name')}${text('Notes')}</row><row>${text('A')}${text('z'.repeat(50_000))}</row>`
    const { Id } = await importFile(owner, Buffer.from(zipOf(partsOf(data))))
    const { bytes } = await download(server(), owner, `imports/download/${Id}`)
    assert.equal(String((await sheetOf(bytes, 'People'))[1]?.[1]).length, limit)
  })
})
