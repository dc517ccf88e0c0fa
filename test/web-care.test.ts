/** The pages by which people keep their list in order. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { allContacts, type Member, newCustomer, person } from './api.ts'
import { assertAccessible, newWindow, withBrowser } from './browser.ts'
import { setupToken } from './server.ts'

const { server, browser } = withBrowser()

async function signIn(page: Page, { email, password }: Pick<Member, 'email' | 'password'>, at: string): Promise<void> {
  await page.goto(at)
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: false }).first().fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL(`**${at}*`)
}

const toast = (page: Page, text: string) => page.getByRole('alert').filter({ hasText: text })

const bob = (FirstName: string, more: object) =>
  person({ FirstName, LastName: 'Quux', Emails: [{ Value: 'bob@initech.com' }], ...more })

test('duplicates are found, compared, merged, told apart, and all of it is taken back', async (t) => {
  const owner = await newCustomer(server())
  const robert = { JobTitle: 'Head of Sales', Department: 'Sales', Phones: [{ Value: '+1 415 555 2670' }] }
  await owner.ok('contacts/create', bob('Robert', robert))
  await owner.ok('contacts/create', bob('Bob', { JobTitle: 'Seller', Phones: [{ Value: '+1 415 555 2671' }] }))
  for (const LastName of ['Smyth', 'Smith'])
    await owner.ok('contacts/create', person({ FirstName: 'Mary', LastName, Emails: [{ Value: 'mary@smyth.org' }] }))
  const page = await newWindow(t, browser(), server())
  await signIn(page, owner, '/duplicates')
  await page.getByRole('heading', { name: 'Find contacts that are in the list twice' }).waitFor()
  await assertAccessible(page)
  await page.getByRole('button', { name: 'Look for duplicates' }).click()
  await page.getByRole('heading', { name: 'Duplicates 2' }).waitFor()

  const quux = page.getByRole('region', { name: /Quux/ })
  if (!(await quux.isVisible())) await page.keyboard.press('j')
  await quux.getByText('Same e-mail').waitFor()
  await quux.getByRole('columnheader', { name: 'Will be Robert Quux' }).waitFor()
  await assertAccessible(page)
  await quux.getByRole('radio', { name: 'Bob', exact: true }).check()
  await quux.getByRole('columnheader', { name: 'Will be Bob Quux' }).waitFor()
  await quux.getByRole('row', { name: 'Phone' }).getByRole('cell').last().getByText('+1 415 555 2671').waitFor()
  await page.keyboard.press('m')
  await toast(page, '2 contacts merged into Bob Quux.').waitFor()
  const [merged] = (await allContacts(owner)).filter(({ LastName }) => LastName === 'Quux')
  assert.deepEqual([merged?.['FirstName'], merged?.['JobTitle']], ['Bob', 'Head of Sales'])

  const mary = page.getByRole('region', { name: /Mary/ })
  await mary.getByRole('button', { name: 'Not the same' }).click()
  await page.getByRole('heading', { name: 'No duplicates' }).waitFor()
  await assertAccessible(page)
  await toast(page, 'They will not be shown together again.').getByRole('button', { name: 'Undo' }).click()
  await mary.waitFor()
  await toast(page, 'merged into').getByRole('button', { name: 'Undo' }).click()
  await page.getByRole('heading', { name: 'Duplicates 2' }).waitFor()
  assert.equal((await allContacts(owner)).length, 4)

  await page.getByRole('link', { name: 'Contacts' }).click()
  await page.getByRole('button', { name: 'New contact' }).click()
  const form = page.getByRole('dialog', { name: 'New contact' })
  await form.getByLabel('First name').fill('M')
  await form.getByLabel('E-mail').fill('mary@smyth.org')
  await form.getByText('May be the same as').waitFor()
  await assertAccessible(page)
  await form.getByRole('link', { name: 'Mary Smyth' }).click()
  const panel = page.getByRole('complementary', { name: 'Mary Smyth' })
  await panel.getByRole('link', { name: /Mary Smith Same e-mail/ }).waitFor()
})

test('what was deleted is found in the trash and restored, one and several, and that is taken back', async (t) => {
  const owner = await newCustomer(server(), { OwnerFirstName: 'Ann' })
  const Ids: string[] = []
  for (const FirstName of ['Bea', 'Cleo', 'Dan', 'Eve'])
    Ids.push((await owner.ok('contacts/create', person({ FirstName }))).Id)
  const page = await newWindow(t, browser(), server())
  await signIn(page, owner, '/trash')
  await page.getByRole('heading', { name: 'The trash is empty' }).waitFor()
  await assertAccessible(page)
  for (const id of Ids) await owner.ok(`contacts/delete/${id}`)
  await page.reload()
  const cleo = page.getByRole('row', { name: /Cleo/ })
  await cleo.getByText('60 more days').waitFor()
  await cleo.getByText('Ann', { exact: true }).waitFor()
  await assertAccessible(page)
  await page.getByLabel('Search the trash').fill('dan')
  await page.getByRole('heading', { name: 'Trash 1' }).waitFor()
  await page.getByRole('button', { name: 'Restore Dan Lovelace' }).click()
  await page.getByRole('heading', { name: 'Nobody found' }).waitFor()
  await toast(page, 'Dan Lovelace is on the list again.').getByRole('button', { name: 'Undo' }).click()
  await page.getByRole('heading', { name: 'Trash 1' }).waitFor()
  await page.getByLabel('Search the trash').fill('')
  await page.getByRole('heading', { name: 'Trash 4' }).waitFor()
  await page.getByRole('checkbox', { name: 'Select all' }).check()
  await page.getByRole('checkbox', { name: /Eve/ }).uncheck()
  await assertAccessible(page)
  await page.getByRole('toolbar').getByRole('button', { name: 'Restore' }).click()
  await toast(page, '3 contacts restored.').waitFor()
  assert.equal((await allContacts(owner)).length, 3)
  await toast(page, '3 contacts restored.').getByRole('button', { name: 'Undo' }).click()
  await page.getByRole('heading', { name: 'Trash 4' }).waitFor()
})

test('home tells how many there are and what has happened, leads there, and takes a change back', async (t) => {
  const owner = await newCustomer(server(), { OwnerFirstName: 'Ann' })
  const Contact = person({ FirstName: 'Bea', Labels: ['#vip'], ContactTypes: ['LEAD'] })
  const Items = Array.from({ length: 25 }, () => ({ Operation: 'CREATE', Contact }))
  const { Results } = await owner.ok('contacts/batch', { Items })
  await owner.ok('customers/update-plan', { CustomerId: owner.customerId, Plan: 'FREE', SetupToken: setupToken })
  await owner.ok(`contacts/delete/${Results[0].Id}`)
  const page = await newWindow(t, browser(), server())
  await signIn(page, owner, '/home')
  await page.getByText('24 of 30 contacts.').waitFor()
  await page.getByRole('link', { name: 'Contacts 24' }).waitFor()
  await page.getByRole('table', { name: 'Contacts added' }).getByRole('row').last().getByText('24').waitFor()
  const recent = page.getByRole('region', { name: 'Recent changes' })
  await recent.getByText('Ann changed 25 contacts').waitFor()
  await assertAccessible(page)
  await recent.getByRole('button', { name: 'Undo: deleted Bea Lovelace' }).click()
  await page.getByRole('link', { name: 'Contacts 25' }).waitFor()
  await recent.getByText('Undone').waitFor()
  await page.getByRole('link', { name: 'In the trash 0' }).waitFor()
  await page.getByRole('region', { name: 'By label' }).getByRole('link', { name: 'vip 25' }).click()
  await page.waitForURL('**/contacts?label=%23vip')
})
