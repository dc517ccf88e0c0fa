/** An export of ours that was edited comes back as it is now, by the suggested mapping. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertOk, changeFields, type Member, newCustomer, person } from './api.ts'
import { exportFile, records } from './export-files.ts'
import { type Body, csv, importCounting, imported, rowsOfImport, upload } from './files.ts'
import { onEachDatabase } from './server.ts'
import { rowsOf, sourceOf } from './workbooks.ts'

const get = (who: Member, id: string): Promise<Body> => who.ok(`contacts/get/${id}`)
const modesIn = ({ Mapping }: Body) =>
  Object.fromEntries(Mapping.map(({ Column, Mode }: Body) => [Column, Mode])) as Record<string, string>

const ada = person({
  Emails: [
    { Value: 'wrong@x.com', Label: 'work', Primary: true },
    { Value: 'old@x.com', Label: 'home' },
  ],
  Phones: [{ Value: '+49 30 901820', Label: 'work' }],
  Labels: ['#customer', '#press'],
  ContactTypes: ['LEAD'],
  CustomFields: { '#Colours': ['red', 'blue'] },
})

/** Edits cells of the one contact of a CSV, by their titles. */
function edited(text: string, edits: Record<string, string>): string {
  const [titles = [], cells = []] = records(text)
  for (const title of Object.keys(edits)) assert(titles.includes(title), `${title} is none of ${titles}`)
  return csv(
    titles,
    cells.map((cell, index) => edits[titles[index] ?? ''] ?? cell),
  )
}

const edits = {
  'E-mail 1 - Value': 'right@x.com',
  ...{ 'E-mail 2 - Value': '', 'E-mail 2 - Label': '' },
  'Phone 1 - Label': 'home',
  Labels: '#customer; #new',
  '#Colours': 'blue',
  ...{ 'Contact types': '', 'First name': '' },
}

onEachDatabase((server) => {
  async function adaOf(owner: Member): Promise<Body> {
    await changeFields(owner, [{ Name: '#Colours', Type: 'MULTILIST', Options: ['red', 'blue'] }])
    return owner.ok('contacts/create', ada)
  }

  test('what was edited is put in the place of what was there; a list or a name that is blank stays', async () => {
    const owner = await newCustomer(server())
    const { Id } = await adaOf(owner)
    const { text } = await exportFile(server(), owner, { Format: 'CSV' })
    await importCounting(owner, text, {}, { Unchanged: 1 })
    await importCounting(owner, edited(text, edits), {}, { Updated: 1 })
    const { FirstName, Emails, Phones, Labels, ContactTypes, CustomFields } = await get(owner, Id)
    assert.deepEqual(Emails, [{ Value: 'right@x.com', Label: 'work', Primary: true }])
    assert.deepEqual(Phones, [{ Value: '+49 30 901820', E164: '+4930901820', Label: 'home' }])
    assert.deepEqual(Labels, ['#customer', '#new'])
    assert.deepEqual([FirstName, ContactTypes, CustomFields], ['Ada', ['LEAD'], { '#Colours': ['blue'] }])
  })

  test('so it is with some columns, and with a column of ones own beside them', async () => {
    const owner = await newCustomer(server())
    const { Id } = await adaOf(owner)
    const { text } = await exportFile(server(), owner, { Format: 'CSV', Columns: ['LastName', 'Emails', 'Id'] })
    const [titles = [], cells = []] = records(text)
    const file = csv(['Colour of eyes', ...titles], ['green', ...cells.map((cell) => cell.replace('old@', 'new@'))])
    await importCounting(owner, file, {}, { Updated: 1 })
    assert.deepEqual(
      (await get(owner, Id)).Emails.map(({ Value }: Body) => Value),
      ['wrong@x.com', 'new@x.com'],
    )
  })

  test('a spreadsheet of an export too', async () => {
    const owner = await newCustomer(server())
    await adaOf(owner)
    const { done, bytes } = await exportFile(server(), owner, { SpreadsheetName: 'All' })
    const { Mapping } = await owner.ok('imports/preview', { SpreadsheetId: done.SpreadsheetId })
    assert.deepEqual(new Set(Object.values(modesIn({ Mapping }))), new Set(['REPLACE']))
    assert.equal((await rowsOf(sourceOf(bytes, 4096), 'Contacts'))[0]?.cells.length, Mapping.length)
    const again = await imported(owner, await owner.ok('imports/create', { SpreadsheetId: done.SpreadsheetId }))
    assert.equal(again.Counts.Unchanged, 1)
  })

  test('lists of which columns are missing, and files of others, have their values added', async () => {
    const owner = await newCustomer(server())
    const { Id } = await adaOf(owner)
    const { text } = await exportFile(server(), owner, { Format: 'CSV' })
    const preview = async (content: string) => modesIn(assertOk(await upload(owner, 'imports/preview', {}, content)))
    const without = (title: string) => {
      const [titles = [], ...rows] = records(text)
      return csv(...[titles, ...rows].map((cells) => cells.filter((_, index) => titles[index] !== title)))
    }
    const partly = await preview(without('E-mail 2 - Label'))
    assert.deepEqual(
      [partly['E-mail 1 - Value'], partly['E-mail 2 - Value'], partly['Phone 1 - Value'], partly['Labels']],
      ['APPEND', 'APPEND', 'REPLACE', 'REPLACE'],
    )
    for (const content of [
      without('Id'),
      text.replace(Id, ''),
      text.replace('First name', 'Vorname'),
      csv(['Last name', 'Labels', 'Id', 'Verdict', 'Reason'], ['A', '#x', Id, 'CREATED', '']),
    ])
      assert.equal((await preview(content))['Labels'], 'APPEND')
    const [row] = await rowsOfImport(owner, (await importCounting(owner, without('Id'), {}, { Unchanged: 1 })).Id)
    assert.equal(row.ContactId, Id)
  })
})
