/** Exports into spreadsheets: new ones, and over those that are there. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { type Answer, assertOk, type Member, newCustomer, person, processed } from './api.ts'
import { rowsOf as rowsInDatabase } from './database.ts'
import { createAll, exported, exportFile } from './export-files.ts'
import { assertCounts, download, imported, upload } from './files.ts'
import { onEachDatabase } from './server.ts'
import { main, office, partsIn, relations, rowsOf, sourceOf, zipOf } from './workbooks.ts'

type Body = Answer['body']

const sheet = (cells: string) =>
  `<worksheet xmlns="${main}"><sheetData><row r="1">${cells}</row></sheetData></worksheet>`
const inline = (text: string) => `<c t="inlineStr"><is><t>${text}</t></is></c>`
const third = sheet(`${inline('mine')}<c s="1"><v>43831</v></c><c><f>SUM(A2:A9)</f><v>0</v></c>`)

/** A workbook with three tabs; the third has a formula and a style, and there is a theme that nobody knows. */
const workbook = Buffer.from(
  zipOf({
    '[Content_Types].xml':
      '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
    '_rels/.rels': relations(['officeDocument', 'xl/workbook.xml']),
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="One" sheetId="1" r:id="r1"/><sheet name="Two" sheetId="2" r:id="r2"/><sheet name="Three &amp; more" sheetId="7" r:id="r3"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations(
      ['worksheet', 'worksheets/sheet1.xml'],
      ['worksheet', 'worksheets/sheet2.xml'],
      ['worksheet', 'worksheets/own.xml'],
      ['styles', 'styles.xml'],
      ['theme', 'theme/theme1.xml'],
    ),
    'xl/worksheets/sheet1.xml': sheet(inline('first')),
    'xl/worksheets/sheet2.xml': sheet(inline('second')),
    'xl/worksheets/own.xml': third,
    'xl/styles.xml': `<styleSheet xmlns="${main}"><fonts count="1"><font><sz val="11"/></font></fonts><cellXfs count="2"><xf/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>`,
    'xl/theme/theme1.xml': '<theme>of my own</theme>',
  }),
)

const send = async (who: Member): Promise<Body> =>
  assertOk(await upload(who, 'spreadsheets/create', { Name: 'Mine' }, workbook, 'x.xlsx'))
const contentOf = async (who: Member, server: { url: string }, id: string) =>
  (await download(server, who, `spreadsheets/download/${id}`)).bytes
const lastNames = async (bytes: Buffer, tab: string) =>
  (await rowsOf(sourceOf(bytes, 4096), tab)).map(({ cells }) => cells[0])
const Columns = ['LastName', 'Id']

onEachDatabase((server) => {
  test('an export makes a spreadsheet of the name asked for', async () => {
    const owner = await newCustomer(server())
    await createAll(owner, [person({ LastName: 'A' }), person({ LastName: 'B' })])
    const done = await exported(owner, { SpreadsheetName: 'Kunden: 2026/1', Columns })
    assert.deepEqual([done.Status, done.Format, done.FileName], ['PROCESSED', 'XLSX', 'Kunden  2026 1.xlsx'])
    const { Id, Name, Sheets, Size } = (await owner.ok('spreadsheets/list'))[0]
    assert.deepEqual([Id, Name, Size], [done.SpreadsheetId, 'Kunden: 2026/1', done.Size])
    assert.deepEqual(Sheets, ['Contacts', 'Export'])
    const bytes = await contentOf(owner, server(), Id)
    assert.deepEqual(await lastNames(bytes, 'Contacts'), ['Last name', 'A', 'B'])
    assert(bytes.equals((await download(server(), owner, `exports/download/${done.Id}`)).bytes))
  })

  test('an export over a spreadsheet replaces its first two tabs, and nothing else', async () => {
    const owner = await newCustomer(server())
    await createAll(owner, [person({ LastName: 'A' }), person({ LastName: 'B' })])
    const sent = await send(owner)
    assert.deepEqual(sent.Sheets, ['One', 'Two', 'Three & more'])
    const done = await exported(owner, { SpreadsheetId: sent.Id, Columns })
    assert.deepEqual([done.Status, done.SpreadsheetId, done.RowCount], ['PROCESSED', sent.Id, 2])
    const now = await owner.ok(`spreadsheets/get/${sent.Id}`)
    assert.deepEqual([now.Name, now.Sheets.length, now.Sheets[2]], ['Mine', 3, 'Three & more'])
    assert(now.UpdatedDate > sent.UpdatedDate)
    const bytes = await contentOf(owner, server(), sent.Id)
    const parts = await partsIn(bytes)
    const before = await partsIn(workbook)
    for (const kept of ['xl/worksheets/own.xml', 'xl/theme/theme1.xml']) assert.equal(parts.get(kept), before.get(kept))
    assert.equal(parts.get('xl/worksheets/own.xml'), third)
    assert.deepEqual(await lastNames(bytes, now.Sheets[0]), ['Last name', 'A', 'B'])
    assert.deepEqual((await lastNames(bytes, now.Sheets[1]))[0], 'Contacts exported from Voyzu CRM')
    assert.doesNotMatch([...parts.values()].join(''), /first|second</)
    assert.deepEqual((await rowsOf(sourceOf(bytes, 4096), 'Three & more'))[0]?.cells.slice(0, 2), [
      'mine',
      { date: '2020-01-01' },
    ])
  })

  test('again and again: the third tab stays, the first two are new each time', async () => {
    const owner = await newCustomer(server())
    const { Id: SpreadsheetId, Sheets } = await send(owner)
    const names: string[] = []
    for (const LastName of ['A', 'B', 'C']) {
      await createAll(owner, [person({ LastName })])
      names.push(LastName)
      await exported(owner, { SpreadsheetId, Columns })
      const now = await owner.ok(`spreadsheets/get/${SpreadsheetId}`)
      const bytes = await contentOf(owner, server(), SpreadsheetId)
      assert.deepEqual(await lastNames(bytes, now.Sheets[0]), ['Last name', ...names])
      assert.equal((await partsIn(bytes)).get('xl/worksheets/own.xml'), third)
      assert.equal(now.Sheets.length, Sheets.length)
    }
  })

  test('what was exported into a spreadsheet is imported from there', async () => {
    const owner = await newCustomer(server())
    const [id = ''] = await createAll(owner, [person({ LastName: 'A' }), person({ LastName: 'B' })])
    const { SpreadsheetId } = await exported(owner, { SpreadsheetName: 'x' })
    await owner.ok(`contacts/update/${id}`, { LastName: 'Changed' })
    const run = await imported(owner, await owner.ok('imports/create', { SpreadsheetId }))
    assertCounts(run, { Updated: 1, Unchanged: 1 })
    assert.equal((await owner.ok(`contacts/get/${id}`)).LastName, 'A')
  })

  test('an export and its spreadsheet are deleted each by itself', async () => {
    const owner = await newCustomer(server())
    const one = await exported(owner, { SpreadsheetName: 'x' })
    await owner.ok(`exports/delete/${one.Id}`)
    assert.equal((await contentOf(owner, server(), one.SpreadsheetId)).length, one.Size)
    const two = await exported(owner, { SpreadsheetName: 'y' })
    await owner.ok(`spreadsheets/delete/${two.SpreadsheetId}`)
    const { bytes } = await download(server(), owner, `exports/download/${two.Id}`)
    assert.equal(bytes.length, two.Size)
    const over = await exported(owner, { SpreadsheetId: one.SpreadsheetId })
    await exported(owner, { SpreadsheetId: one.SpreadsheetId })
    await download(server(), owner, `exports/download/${over.Id}`)
    for (const { Id } of await owner.ok('exports/list')) await owner.ok(`exports/delete/${Id}`)
    await owner.ok(`spreadsheets/delete/${one.SpreadsheetId}`)
    if (server().kind !== 'postgres') return
    const files = 'select name from files where customer_id = $1'
    assert.deepEqual(await rowsInDatabase(server().data, files, [owner.customerId]), [])
  })

  test('a spreadsheet that is deleted meanwhile makes the export fail, and leaves nothing behind', async () => {
    const owner = await newCustomer(server())
    await createAll(
      owner,
      Array.from({ length: 6000 }, (_, index) => person({ LastName: `${index}` })),
    )
    const { Id: SpreadsheetId } = await send(owner)
    const accepted = await owner.ok('exports/create', { SpreadsheetId })
    await owner.ok(`spreadsheets/delete/${SpreadsheetId}`)
    const { ProcessStatus } = await processed(owner, accepted.RequestId)
    const now = await owner.ok(`exports/get/${accepted.Id}`)
    assert.equal(now.Status, ProcessStatus)
    // On a fast machine it was through before.
    if (ProcessStatus === 'FAIL') {
      assert.match(now.ErrorMessage, /spreadsheet was deleted/)
      await owner.refused(`exports/download/${accepted.Id}`)
    }
    assert.deepEqual(await owner.ok('spreadsheets/list'), [])
    await owner.ok(`exports/delete/${accepted.Id}`)
    if (server().kind !== 'postgres') return
    assert.equal(ProcessStatus, 'FAIL')
    // What nothing keeps is swept away after a day.
    const files = 'select name from files where customer_id = $1 and keepers > 0'
    assert.deepEqual(await rowsInDatabase(server().data, files, [owner.customerId]), [])
  })

  test('of two exports over one spreadsheet at once one is told that it lost, or both came in turn', async () => {
    const owner = await newCustomer(server())
    await createAll(owner, [person({ LastName: 'A' })])
    const { Id: SpreadsheetId } = await send(owner)
    const runs = await Promise.all([1, 2, 3].map(() => exported(owner, { SpreadsheetId, Columns })))
    const states = runs.map(({ Status }) => Status)
    assert(states.includes('PROCESSED'), states.join(', '))
    for (const { Status, ErrorMessage } of runs)
      if (Status === 'FAIL') assert.match(ErrorMessage, /written by somebody else/)
    const { Sheets } = await owner.ok(`spreadsheets/get/${SpreadsheetId}`)
    const bytes = await contentOf(owner, server(), SpreadsheetId)
    assert.deepEqual(await lastNames(bytes, Sheets[0]), ['Last name', 'A'])
    assert.equal((await partsIn(bytes)).get('xl/worksheets/own.xml'), third)
  })

  test('an export that is repeated with its key makes one spreadsheet', async () => {
    const owner = await newCustomer(server())
    const headers = { 'idempotency-key': randomUUID() }
    const input = { SpreadsheetName: 'Once' }
    const first = await owner.ok('exports/create', input, { headers })
    assert.deepEqual(await owner.ok('exports/create', input, { headers }), first)
    await processed(owner, first.RequestId)
    assert.equal((await owner.ok('spreadsheets/list')).length, 1)
    await exportFile(server(), owner, { Format: 'CSV' })
    assert.equal((await owner.ok('spreadsheets/list')).length, 1)
  })
})
