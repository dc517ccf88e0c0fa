/** What is wrong with a file or a row is told where it is, and what does not matter is not. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertOk, assertRefused, type Member, newCustomer, person } from './api.ts'
import { type Body, type Content, csv, importCounting, importFile, rowsOfImport, upload, workbook } from './files.ts'
import { onEachDatabase } from './server.ts'
import { main, office, partsOf, relations, zipOf } from './workbooks.ts'

const preview = async (who: Member, content: Content, input: object = {}): Promise<Body> =>
  assertOk(await upload(who, 'imports/preview', input, content))
const errorsOf = (rows: Body[]) => rows.map(({ Errors }) => Errors)
const text = (content: string) => `<c t="inlineStr"><is><t>${content}</t></is></c>`
const rowsXml = (...rows: string[][]) => rows.map((cells) => `<row>${cells.join('')}</row>`).join('')

/** A workbook of sheets with texts, by their names; those that begin with a dot are hidden. */
function sheets(named: Record<string, string[][]>): Buffer<ArrayBuffer> {
  const names = Object.keys(named)
  const tabs = names.map((name, i) => {
    const state = name.startsWith('.') ? ' state="hidden"' : ''
    return `<sheet name="${name}" sheetId="${i + 1}" r:id="r${i + 1}"${state}/>`
  })
  const parts = partsOf('', {
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${office}"><sheets>${tabs.join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations(
      ...names.map((_, i): [string, string] => ['worksheet', `worksheets/sheet${i + 1}.xml`]),
    ),
  })
  for (const [i, rows] of Object.values(named).entries())
    parts[`xl/worksheets/sheet${i + 1}.xml`] =
      `<worksheet xmlns="${main}"><sheetData>${rowsXml(...rows.map((cells) => cells.map(text)))}</sheetData></worksheet>`
  return Buffer.from(zipOf(parts))
}

onEachDatabase((server) => {
  test('of a workbook with a cover, the first sheet that is shown and has rows is taken', async () => {
    const owner = await newCustomer(server())
    const people = [['Last name'], ['A']]
    const file = sheets({
      Cover: [['Our customers']],
      '.Old': [['Last name'], ['Z']],
      Nothing: [],
      List: people,
      More: people,
    })
    const shown = await preview(owner, file)
    assert.deepEqual([shown.Sheet, shown.Rows.length], ['List', 1])
    const done = await importCounting(owner, file, {}, { Created: 1 })
    assert.equal(done.Sheet, 'List')
    assert.equal((await preview(owner, file, { Sheet: 'More' })).Sheet, 'More')
  })

  test('where no sheet that is shown has rows, or the one that is named, the sheets are told', async () => {
    const owner = await newCustomer(server())
    const file = sheets({ Cover: [['Our customers']], '.Old': [['Last name'], ['Z']], Nothing: [] })
    for (const input of [{}, { Sheet: 'Nothing' }])
      for (const operation of ['preview', 'create']) {
        const { Errors } = assertRefused(await upload(owner, `imports/${operation}`, input, file))
        assert.match(Errors[0].Message, /has no rows.*"Cover", ".Old", "Nothing"/)
      }
    assert.equal((await preview(owner, file, { Sheet: '.Old' })).Rows.length, 1)
  })

  test('a preview tells of its rows what the import refuses them for', async () => {
    const owner = await newCustomer(server())
    const { Id } = await owner.ok('contacts/create', person({ Emails: [{ Value: 'a@x.com' }] }))
    const gone = await owner.ok('contacts/create', person())
    await owner.ok(`contacts/delete/${gone.Id}`)
    const file = csv(
      ['Id', 'Last name', 'Email', 'Birthday'],
      ['', '', 'a@x.com', '1990-01-01'],
      ['', '', 'b@x.com', ''],
      [Id, '', '', '1990-01-02'],
      [gone.Id, 'C', '', ''],
      ['', 'D', '', '1990-13-13'],
    )
    const { Rows } = await preview(owner, file)
    const done = await importFile(owner, file)
    const became = await rowsOfImport(owner, done.Id)
    assert.deepEqual(errorsOf(Rows), errorsOf(became))
    assert.deepEqual(
      became.map(({ Verdict }) => Verdict),
      ['UPDATED', 'ERROR', 'UPDATED', 'ERROR', 'ERROR'],
    )
    assert.deepEqual(Rows[1].Errors, [{ Path: 'FirstName', Message: 'or LastName is needed for a PERSON' }])
  })

  test('a preview shows labels that are new as they are written', async () => {
    const owner = await newCustomer(server())
    await owner.ok('labels/create', { Name: '#There' })
    const file = csv(['Last name', 'Labels'], ['A', '#VIP Kunde; #there'], ['B', '#vip kunde'])
    const { Rows } = await preview(owner, file)
    assert.deepEqual(
      Rows.map(({ Contact }: Body) => Contact.Labels),
      [['#VIP Kunde', '#There'], ['#VIP Kunde']],
    )
  })

  test('a cell that cannot be read is a fault of its column, if that is mapped', async () => {
    const owner = await newCustomer(server())
    const formula = (cell: string) => `<c r="${cell}"><f>A1</f></c>`
    const data = rowsXml(
      [text('Last name'), text('Sum'), text('E-mail 1 - Value')],
      [text('A'), formula('B2'), text('a@x.com')],
      [text('B'), '<c r="B3" t="s"><v>9</v></c>', formula('C3')],
      [formula('A4'), text('1'), text('c@x.com')],
    )
    const file = Buffer.from(zipOf(partsOf(data, { 'xl/sharedStrings.xml': '<sst/>' })))
    const done = await importCounting(owner, file, {}, { Created: 1, Errors: 2 })
    const told = await rowsOfImport(owner, done.Id)
    assert.deepEqual(
      told.map(({ Errors }) => Errors?.map(({ Column, Path }: Body) => [Column, Path])),
      [undefined, [['E-mail 1 - Value', 'Emails[0].Value']], [['Last name', 'LastName']]],
    )
    assert.match(told[1].Errors[0].Message, /formula that was never calculated/)
    const Mapping = [
      { Column: 1, Property: 'LastName' },
      { Column: 2, Property: 'Notes' },
    ]
    const mapped = await importFile(owner, file, { Mapping })
    assert.deepEqual(
      (await rowsOfImport(owner, mapped.Id)).map(({ Errors }) => Errors?.map(({ Column }: Body) => Column)),
      [['Sum'], ['Sum'], ['Last name']],
    )
  })

  test('MatchOn with a field that there is not says so', async () => {
    const owner = await newCustomer(server())
    const file = csv(['Last name'], ['A'])
    const { Errors } = assertRefused(await upload(owner, 'imports/create', { MatchOn: ['#Nope'] }, file))
    assert.deepEqual(Errors, [{ Path: 'MatchOn[0]', Message: 'is no custom field: #Nope' }])
  })

  test('a fault tells the value, and the row whom it is about, in each format', async () => {
    const owner = await newCustomer(server())
    const card = 'BEGIN:VCARD\r\nVERSION:3.0\r\nN:Hopper;Grace;;;\r\nFN:Grace Hopper\r\nEMAIL:no such\r\nEND:VCARD\r\n'
    const line = { FirstName: 'Grace', LastName: 'Hopper', Emails: [{ Value: 'no such' }], Notes: 5 }
    const table = [
      ['First name', 'Last name', 'Email'],
      ['Grace', 'Hopper', 'no such'],
    ]
    const files = [csv(...table), await workbook({ name: 'A', rows: table }), card, `${JSON.stringify(line)}\n`]
    for (const file of files) {
      const done = await importCounting(owner, file, {}, { Errors: 1 })
      const [{ Name, Errors }] = await rowsOfImport(owner, done.Id)
      assert.equal(Name, 'Grace Hopper')
      assert.match(Errors.find(({ Path }: Body) => Path === 'Emails[0].Value').Message, /: "no such"$/)
    }
    const company = csv(['Company', 'Birthday', 'Email'], ['Acme', 'never', ''], ['', 'never', 'x@x.com'])
    const rows = await rowsOfImport(owner, (await importFile(owner, company)).Id)
    assert.deepEqual(
      rows.map(({ Name }) => Name),
      ['Acme', undefined],
    )
  })
})
