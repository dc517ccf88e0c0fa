/** What people do with files in the browser: import, export, spreadsheets. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { allContacts, newCustomer, person } from './api.ts'
import { assertAccessible, chooseFile, newWindow, signIn, withBrowser } from './browser.ts'
import { csv, workbook } from './files.ts'

const { server, browser } = withBrowser()

const chooseCsv = (page: Page, name: string, content: string) =>
  chooseFile(page, 'Choose a file', { name, mimeType: 'text/csv', buffer: Buffer.from(content) })

const people = csv(
  ['Vorname', 'Nachname', 'E-Mail', 'Geburtstag', 'Schuhgröße'],
  ['Ada', 'Lovelace', 'ada@example.org', '10.12.1815', '36'],
  ['Grace', 'Hopper', 'grace@example.org', '32.12.1906', '37'],
  ['', '', 'alan@example.org', '23.06.1912', '43'],
)

test('import: columns found and made, cells mended, imported, told again, undone, deleted', async (t) => {
  const owner = await newCustomer(server())
  const { Id } = await owner.ok(
    'contacts/create',
    person({ LastName: 'Byron', Emails: [{ Value: 'ada@example.org' }] }),
  )
  const page = await newWindow(t, browser(), server())
  await signIn(page, owner)
  await page.getByRole('link', { name: 'Imports' }).click()
  await page.getByRole('heading', { name: 'Nothing imported yet' }).waitFor()
  await assertAccessible(page)
  await page.getByRole('link', { name: 'Import contacts' }).last().click()
  await chooseCsv(page, 'broken.csv', '\0\0\0\x01')
  await page.getByRole('alert').getByText('This file cannot be read.').waitFor()
  await chooseCsv(page, 'people.csv', people)
  await page.getByRole('heading', { name: 'people.csv' }).waitFor()
  assert.equal(await page.getByRole('combobox', { name: 'Where Vorname goes' }).inputValue(), 'First name')
  await assertAccessible(page)

  // Read in another way, and back.
  await page.getByLabel('Column names').selectOption('None: data from the first row on')
  await page.getByText('Vorname · Ada').waitFor()
  await page.getByLabel('Column names').selectOption('In row 1')
  const shoes = page.getByRole('combobox', { name: 'Where Schuhgröße goes' })
  await shoes.fill('new')
  await page.getByRole('option', { name: 'New field' }).click()
  await page.getByLabel('Name of the new field for Schuhgröße').fill('Shoe size')
  await page.getByLabel('Kind of the new field for Schuhgröße').selectOption('Number')
  await page.getByRole('combobox', { name: 'Labels' }).fill('fair')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Check', exact: true }).click()

  await page.getByRole('heading', { name: 'What will happen' }).waitFor()
  await page.getByText('1 changed · 2 problems').waitFor()
  await assertAccessible(page)
  assert.equal((await allContacts(owner)).length, 1)
  await page.getByRole('textbox', { name: 'Geburtstag in row 3' }).fill('09.12.1906')
  await page.getByRole('textbox', { name: 'Nachname in row 4' }).fill('Turing')
  await page.getByText('2 cells mended').waitFor()
  // What was chosen and mended is not lost by a link without a word.
  await page.getByRole('link', { name: 'Home' }).click()
  await page.getByRole('dialog', { name: 'Leave without saving?' }).getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('button', { name: 'Check again' }).click()
  await page.getByText('2 added · 1 changed').waitFor()
  await page.getByRole('button', { name: 'Changed 1' }).click()
  await page.getByText('Byron').waitFor()
  await page.getByRole('button', { name: 'Import 3 rows' }).click()

  await page.getByRole('heading', { name: /people\.csv/ }).waitFor()
  await page
    .getByRole('link', { name: 'Alan', exact: false })
    .or(page.getByRole('link', { name: 'Turing' }))
    .waitFor()
  await assertAccessible(page)
  const { LastName, CustomFields, Labels } = await owner.ok(`contacts/get/${Id}`)
  assert.deepEqual([LastName, CustomFields, Labels.includes('#fair')], ['Lovelace', { '#Shoe size': 36 }, true])
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download with results' }).click(),
  ])
  assert.equal(download.suggestedFilename(), 'people (result).csv')

  // The very same again.
  await page.goto('/imports/new')
  await chooseCsv(page, 'people.csv', csv(['Name'], ['Nobody Twice']))
  await page.getByRole('button', { name: 'Check', exact: true }).click()
  await page.getByRole('button', { name: 'Import 1 row' }).click()
  await page.getByRole('link', { name: 'Nobody Twice' }).waitFor()
  await page.goto('/imports/new')
  await chooseCsv(page, 'people.csv', csv(['Name'], ['Nobody Twice']))
  await page.getByRole('button', { name: 'Check', exact: true }).click()
  await page.getByRole('button', { name: 'Import 1 row' }).click()
  const earlier = page.getByRole('dialog', { name: 'This file has been imported already' })
  await earlier.getByText('1 added').waitFor()
  await assertAccessible(page)
  await earlier.getByRole('button', { name: 'Import it again' }).click()
  await page.getByRole('link', { name: 'Nobody Twice' }).waitFor()
  assert.equal((await allContacts(owner)).length, 5)

  await page.getByRole('navigation').getByRole('link', { name: 'Imports' }).click()
  await page
    .getByRole('row', { name: /2 added · 1 changed/ })
    .getByRole('link')
    .click()
  await page.getByRole('button', { name: 'Undo' }).click()
  await assertAccessible(page)
  await page.getByRole('dialog').getByRole('button', { name: 'Undo it' }).click()
  await page.getByText('Undone: 2 contacts in the trash, 1 contact as before.').waitFor()
  assert.equal((await owner.ok(`contacts/get/${Id}`)).LastName, 'Byron')
  await page.getByRole('button', { name: 'More: people.csv' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await page.getByText('The import is deleted.').waitFor()
  await page.waitForURL('**/imports')
  // The checks have left nothing behind.
  assert.equal((await owner.ok('imports/list')).length, 2)
})

test('export: of what is found, in columns of one’s choice; had again, deleted', async (t) => {
  const owner = await newCustomer(server())
  for (const FirstName of ['Ada', 'Bea']) await owner.ok('contacts/create', person({ FirstName, JobTitle: 'Poet' }))
  const page = await newWindow(t, browser(), server())
  await signIn(page, owner)
  await page.goto('/contacts?q=bea')
  await page.getByRole('heading', { name: 'Contacts 1' }).waitFor()
  await page.getByRole('button', { name: 'Export' }).click()
  const dialog = page.getByRole('dialog', { name: 'Export contacts' })
  await dialog.getByText('Found: 1').waitFor()
  await dialog.getByText('CSV', { exact: true }).click()
  await dialog.getByText('Some', { exact: true }).click()
  await dialog.getByLabel('Between cells').selectOption('Semicolon')
  await dialog.getByLabel('Add a column').selectOption('Last name')
  for (const column of ['E-mail', 'Phone', 'Labels', 'Type', 'Updated'])
    await dialog.getByRole('button', { name: `Without ${column}` }).click()
  await dialog.getByRole('button', { name: 'Last name: further up' }).click()
  await assertAccessible(page)
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Export' }).click(),
  ])
  const file = await readFile(await download.path(), 'utf8')
  assert.equal(file, '\ufeffDisplay name;Organization name;Last name;Job title\r\nBea Lovelace;;Lovelace;Poet\r\n')
  await page.getByText('1 contact exported').waitFor()

  await page.getByRole('link', { name: 'Exports' }).click()
  await page.getByRole('row', { name: /contacts .*\.csv 1 contact/ }).waitFor()
  await assertAccessible(page)
  const [again] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download' }).click(),
  ])
  assert.equal(again.suggestedFilename(), download.suggestedFilename())
  await page.getByRole('button', { name: /^More: contacts/ }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('heading', { name: 'Nothing exported yet' }).waitFor()
})

test('spreadsheets: kept here, written over by an export, imported from', async (t) => {
  const owner = await newCustomer(server())
  await owner.ok('contacts/create', person())
  const page = await newWindow(t, browser(), server())
  await signIn(page, owner)
  await page.getByRole('link', { name: 'Spreadsheets' }).click()
  await page.getByText('Drop an Excel file here').waitFor()
  await assertAccessible(page)
  const uploaded = (name: string, buffer: Buffer) =>
    chooseFile(page, 'Upload a workbook', { name, mimeType: 'application/octet-stream', buffer })
  await uploaded('notes.xlsx', Buffer.from('no workbook'))
  await page.getByRole('alert').getByText('This is no workbook').waitFor()
  await uploaded('team.xlsx', await workbook({ name: 'Old', rows: [['Name'], ['Nobody']] }))
  await page.getByRole('row', { name: /team Old · Empty/ }).waitFor()
  await assertAccessible(page)

  await page.getByRole('button', { name: 'More: team' }).click()
  await page.getByRole('menuitem', { name: 'Export into it' }).click()
  const dialog = page.getByRole('dialog', { name: 'Export contacts' })
  await dialog.getByText('Its first two tabs are written over').waitFor()
  await assertAccessible(page)
  await dialog.getByRole('button', { name: 'Export' }).click()
  await page.getByText('1 contact written into “team”.').waitFor()

  await page.getByRole('button', { name: 'More: team' }).click()
  await page.getByRole('menuitem', { name: 'Import from it' }).click()
  await page.getByRole('heading', { name: 'team.xlsx' }).waitFor()
  await page.getByRole('button', { name: 'Check', exact: true }).click()
  await page.getByText('Nothing to import: no row says anything new.').waitFor()
  await page.getByRole('link', { name: 'Spreadsheets' }).click()
  await page.getByRole('button', { name: 'More: team' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await page.getByText('team deleted.').waitFor()
  assert.deepEqual(await owner.ok('spreadsheets/list'), [])
})
