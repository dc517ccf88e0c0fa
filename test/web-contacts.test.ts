/** The contacts page, as an office worker meets it. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { eventually, newCustomer, person } from './api.ts'
import { assertAccessible, newWindow, signIn, withBrowser } from './browser.ts'
import { png } from './pictures.ts'
import { setupToken } from './server.ts'

const { server, browser } = withBrowser()

const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name })
/** Behind the box: the name, which opens the contact. */
const nameCell = (page: Page, name: string) => row(page, name).getByRole('gridcell').nth(1)

/** Opens a contact of the list, and gives the button that shows one of its properties. */
async function propertyOf(page: Page, name: string, property: string) {
  await nameCell(page, name).click()
  return page.getByRole('button', { name: new RegExp(`^${property}:`) })
}

test('set up, find, edit, undo, label several, export, sign out', async (t) => {
  const page = await newWindow(t, browser(), server())
  await page.goto(`/setup#${setupToken}`)
  await assertAccessible(page)
  await page.getByLabel('Organisation').fill('Acme')
  await page.getByLabel('First name').fill('Ann')
  await page.getByLabel('Your e-mail').fill('ann@example.com')
  await page.getByLabel('Password', { exact: false }).first().fill('correct horse battery')
  await page.getByLabel(/made-up people/).check()
  await page.getByRole('button', { name: 'Get started' }).click()
  await page.waitForURL('**/contacts', { timeout: 30_000 })
  await page.getByRole('heading', { name: 'Contacts 1,000' }).waitFor()
  await assertAccessible(page)

  await page.keyboard.press('/')
  await page.keyboard.type('adonis walk')
  await page.waitForURL('**/contacts?q=adonis+walk')
  await page.getByRole('heading', { name: 'Contacts 1', exact: true }).waitFor()
  const job = await propertyOf(page, 'Adonis Walker', 'Job title')
  const before = await job.textContent()
  await job.click()
  await page.getByRole('textbox', { name: 'Job title' }).fill('Chief of Walks')
  await page.keyboard.press('Enter')
  await page.getByText('Job title of Adonis Walker changed.').waitFor()
  await row(page, 'Chief of Walks').waitFor()
  await assertAccessible(page)
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByText('Undone.').waitFor()
  assert.equal(await job.textContent(), before)
  await page.getByRole('tab', { name: 'History' }).click()
  await page.getByText('By an undo').waitFor()
  await assertAccessible(page)
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: 'Clear the search' }).click()
  for (const name of ['Abbigail Sauer', 'Agnan Baron'])
    await page.getByRole('checkbox', { name: `Select ${name}` }).check()
  await page.getByRole('button', { name: 'Label', exact: true }).click()
  await page.getByRole('textbox', { name: 'Find a label' }).fill('golf')
  await page.getByRole('menuitem', { name: 'New label #golf' }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByText('2 contacts labelled “golf”.').waitFor()
  await page.getByRole('link', { name: 'golf 2' }).waitFor()
  await assertAccessible(page)

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page
      .getByRole('toolbar')
      .getByRole('button', { name: 'Export' })
      .click()
      .then(() => page.getByRole('menuitem', { name: 'CSV' }).click()),
  ])
  const file = await readFile(await download.path(), 'utf8')
  assert.match(file, /Abbigail[\s\S]*Agnan/)
  assert.equal(file.match(/@example\.org/g)?.length, 2)

  await page.getByRole('button', { name: 'Select all 1,000' }).click()
  await page.getByText('1,000 selected').waitFor()
  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click()
  await page.getByText('1,000 contacts deleted.').waitFor({ timeout: 30_000 })
  await page.getByRole('heading', { name: 'Nobody here yet' }).waitFor()
  await page.getByRole('alert').filter({ hasText: 'deleted' }).getByRole('button', { name: 'Undo' }).click()
  await page.getByRole('heading', { name: 'Contacts 1,000' }).waitFor({ timeout: 30_000 })

  await page.getByRole('button', { name: /Account of Ann/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.waitForURL('**/sign-in')
  await page.goto('/contacts')
  await page.waitForURL('**/sign-in')
})

test('a link shows the same list and the same contact, also to who has to sign in first', async (t) => {
  const owner = await newCustomer(server())
  const named = (FirstName: string, JobTitle: string) => owner.ok('contacts/create', person({ FirstName, JobTitle }))
  const [, { Id }] = [await named('Bea', 'Baker'), await named('Cleo', 'Carpenter'), await named('Dan', 'Dancer')]
  const page = await newWindow(t, browser(), server())
  await page.goto(`/contacts?sort=-JobTitle&contact=${Id}`)
  await page.getByLabel('E-mail').fill(owner.email)
  await page.getByLabel('Password', { exact: false }).first().fill(owner.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Cleo Lovelace' }).waitFor()
  const names = () => page.getByRole('row').locator('[role=gridcell]:nth-child(2)').allTextContents()
  await row(page, 'Dancer').waitFor()
  assert.deepEqual(
    (await names()).map((text) => text.replace(/^[A-Z]{2}/, '')),
    ['Dan Lovelace', 'Cleo Lovelace', 'Bea Lovelace'],
  )
  await page.getByRole('button', { name: 'Job title', exact: true }).first().click()
  await page.waitForURL((url) => !url.searchParams.has('sort'))
})

test('a session that ends while somebody edits loses nothing', async (t) => {
  const owner = await newCustomer(server())
  await owner.ok('contacts/create', person())
  const page = await newWindow(t, browser(), server())
  await signIn(page, owner)
  const job = await propertyOf(page, 'Ada Lovelace', 'Job title')
  await job.click()
  await page.getByRole('textbox', { name: 'Job title' }).fill('Programmer')
  for (const { Id, Current } of await owner.ok('sessions/list')) if (!Current) await owner.ok(`sessions/delete/${Id}`)
  await page.keyboard.press('Enter')
  const again = page.getByRole('dialog', { name: 'Sign in again' })
  await again.getByLabel('Password', { exact: false }).first().fill(owner.password)
  await again.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByText('Job title of Ada Lovelace changed.').waitFor()
  assert.equal((await owner.ok('contacts/search', {})).Rows[0].JobTitle, 'Programmer')
})

test('a window that is closed while something is typed asks first, and only then', async (t) => {
  const owner = await newCustomer(server())
  await owner.ok('contacts/create', person())
  const page = await newWindow(t, browser(), server())
  await signIn(page, owner)
  const asked: string[] = []
  page.on('dialog', (dialog) => {
    asked.push(dialog.type())
    void dialog.dismiss()
  })
  const leave = () => page.evaluate(() => location.reload())
  const left = () => Promise.all([page.waitForEvent('domcontentloaded'), leave()])
  const asks = async () => {
    const before = asked.length
    await leave()
    await eventually('it asks', () => asked[before])
  }
  await page.getByRole('searchbox').fill('ada')
  const job = await propertyOf(page, 'Ada Lovelace', 'Job title')
  await job.click()
  await page.getByRole('textbox', { name: 'Job title' }).fill('Programmer')
  await asks()
  await page.keyboard.press('Enter')
  await page.getByText('Job title of Ada Lovelace changed.').waitFor()
  await left()
  // What was refused, what was cleared, and what was typed and left.
  await page.getByRole('button', { name: 'Add: E-mail' }).click()
  await page.getByRole('textbox', { name: 'E-mail' }).fill('nobody')
  await page.keyboard.press('Enter')
  await page.getByText('This is no e-mail address.').waitFor()
  await asks()
  await page.keyboard.press('Escape')
  await job.click()
  await page.getByRole('textbox', { name: 'Job title' }).fill('')
  await asks()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'New contact' }).click()
  await page.getByRole('dialog').getByLabel('First name').fill('Bea')
  await asks()
  await page.keyboard.press('Escape')
  await left()
  assert.deepEqual(new Set(asked), new Set(['beforeunload']))
})

test('what is typed is saved by going back, too, and by Escape it is not', async (t) => {
  const owner = await newCustomer(server())
  const { Id } = await owner.ok('contacts/create', person())
  const page = await newWindow(t, browser(), server())
  await signIn(page, owner)
  const type = async (text: string) => {
    const job = await propertyOf(page, 'Ada Lovelace', 'Job title')
    await job.click()
    await page.getByRole('textbox', { name: 'Job title' }).fill(text)
  }
  await type('Programmer')
  await page.goBack()
  await page.getByText('Job title of Ada Lovelace changed.').waitFor()
  await type('Baker')
  await page.keyboard.press('Escape')
  await page.goBack()
  await page.getByRole('complementary').waitFor({ state: 'detached' })
  const { Version, JobTitle } = await owner.ok(`contacts/get/${Id}`)
  assert.deepEqual([Version, JobTitle], [2, 'Programmer'])
})

test('going back from a new contact that is not saved asks, and creating it does not', async (t) => {
  const owner = await newCustomer(server())
  const page = await newWindow(t, browser(), server())
  await signIn(page, owner)
  await page.getByRole('link', { name: 'Home' }).click()
  await page.getByRole('link', { name: 'Contacts 0' }).click()
  await page.waitForURL('**/contacts')
  const first = page.getByRole('dialog', { name: 'New contact' }).getByLabel('First name')
  const question = page.getByRole('dialog', { name: 'Leave without saving?' })
  await page.getByRole('button', { name: 'New contact' }).first().click()
  await first.fill('Bea')
  for (const stay of [
    () => question.getByRole('button', { name: 'Cancel' }).click(),
    () => question.getByRole('button', { name: 'Cancel' }).press('Escape'),
  ]) {
    await page.goBack()
    await stay()
    await question.waitFor({ state: 'detached' })
    assert.equal(await first.inputValue(), 'Bea')
  }
  assert.match(page.url(), /\/contacts$/)
  await page.getByRole('dialog').getByRole('button', { name: 'Add contact' }).click()
  await page.getByRole('complementary').getByText('Bea').first().waitFor()
  await page.goBack()
  await page.getByRole('button', { name: 'New contact' }).first().click()
  await first.fill('Cleo')
  await page.goBack()
  await question.getByRole('button', { name: 'Leave' }).click()
  await page.waitForURL('**/home')
  assert.equal((await owner.ok('contacts/search', {})).TotalCount, 1)
})

test('e-mails and labels that are typed are saved by going back, labels by Enter as well', async (t) => {
  const owner = await newCustomer(server())
  const { Id } = await owner.ok('contacts/create', person())
  const page = await newWindow(t, browser(), server())
  await signIn(page, owner)
  const contact = () => owner.ok(`contacts/get/${Id}`)
  const open = () => propertyOf(page, 'Ada Lovelace', 'Job title')

  await open()
  await page.getByRole('button', { name: 'Add: E-mail' }).click()
  await page.getByRole('textbox', { name: 'E-mail' }).fill('ada@example.org')
  await page.goBack()
  await page.getByText('E-mail of Ada Lovelace changed.').waitFor()
  assert.deepEqual((await contact()).Emails, [{ Value: 'ada@example.org' }])

  await open()
  await page.getByRole('button', { name: 'E-mail: ada@example.org' }).click()
  await page.getByRole('textbox', { name: 'E-mail' }).fill('nobody')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Labels:' }).click()
  await page.getByRole('combobox', { name: 'Labels' }).fill('vip')
  await page.goBack()
  await page.getByText('Labels of Ada Lovelace changed.').waitFor()
  const { Labels, Version } = await contact()
  assert.deepEqual([Labels, Version], [['#vip'], 3])

  await open()
  await page.getByRole('button', { name: 'Labels: vip' }).click()
  await page.getByRole('combobox', { name: 'Labels' }).fill('gold')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await page.getByRole('combobox', { name: 'Labels' }).waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Labels: vip gold' }).waitFor()
  assert.deepEqual([...(await contact()).Labels].toSorted(), ['#gold', '#vip'])
})

test('who edits what somebody else has changed meanwhile is asked, where it is the same property alone', async (t) => {
  const owner = await newCustomer(server())
  const { Id } = await owner.ok('contacts/create', person({ JobTitle: 'Countess' }))
  const page = await newWindow(t, browser(), server())
  await signIn(page, owner)
  const job = await propertyOf(page, 'Ada Lovelace', 'Job title')
  await job.click()
  await owner.ok(`contacts/update/${Id}`, { Department: 'Numbers' })
  await page.getByRole('textbox', { name: 'Job title' }).fill('Programmer')
  await page.keyboard.press('Enter')
  await page.getByText('Job title of Ada Lovelace changed.').waitFor()

  await job.click()
  await owner.ok(`contacts/update/${Id}`, { JobTitle: 'Analyst' })
  await page.getByRole('textbox', { name: 'Job title' }).fill('Poet')
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: /Somebody else/ })
  await dialog.getByText('Analyst').waitFor()
  await dialog.getByText('Poet').waitFor()
  await assertAccessible(page)
  await dialog.getByRole('button', { name: 'Use yours' }).click()
  await page.getByRole('button', { name: 'Job title: Poet' }).waitFor()
  const { JobTitle, Department } = await owner.ok(`contacts/get/${Id}`)
  assert.deepEqual([JobTitle, Department], ['Poet', 'Numbers'])
})

test('what is no e-mail is told beside it, and stays to be mended; a new contact can be taken back', async (t) => {
  const owner = await newCustomer(server())
  const page = await newWindow(t, browser(), server())
  await signIn(page, owner)
  await page.getByRole('heading', { name: 'Nobody here yet' }).waitFor()
  await page.keyboard.press('c')
  await page.getByLabel('First name').fill('Grace')
  await assertAccessible(page)
  await page.getByRole('button', { name: 'Add contact' }).click()
  await page.getByRole('heading', { name: 'Grace' }).waitFor()
  await page.getByRole('button', { name: 'Add: E-mail' }).click()
  const input = page.getByRole('textbox', { name: 'E-mail' })
  await input.fill('grace@')
  await page.keyboard.press('Enter')
  await page.getByText('This is no e-mail address.').waitFor()
  await input.fill('grace@example.org')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'E-mail: grace@example.org' }).waitFor()
  await page.getByRole('button', { name: 'Delete contact' }).click()
  await page.getByText('Grace deleted.').waitFor()
  await page.getByRole('heading', { name: 'Nobody here yet' }).waitFor()
  await page.getByRole('alert').filter({ hasText: 'deleted' }).getByRole('button', { name: 'Undo' }).click()
  await row(page, 'grace@example.org').waitFor()
})

test('whatever people call themselves is text; the keys go through the list and open it', async (t) => {
  const owner = await newCustomer(server())
  const naughty = [
    '<script>document.title="run"</script>',
    '<img src=x onerror=document.title="run">',
    '"><svg/onload=alert(1)>',
    '{{constructor.constructor("alert(1)")()}}',
    'javascript:alert(1)',
    '\u202egnirts a si siht',
    '👩‍👩‍👧‍👦 Ω≈ç√',
    'null',
    '__proto__',
  ]
  const Items = naughty.map((LastName, index) => ({
    Operation: 'CREATE',
    Contact: {
      RecordType: 'PERSON',
      FirstName: String(index),
      LastName,
      Notes: LastName,
      Websites: [{ Value: LastName }],
      Labels: [`#${LastName.slice(0, 90)}`],
    },
  }))
  const { Results } = await owner.ok('contacts/batch', { Items })
  assert.deepEqual(
    Results.map(({ Verdict }: { Verdict: string }) => Verdict),
    naughty.map(() => 'CREATED'),
  )
  const page = await newWindow(t, browser(), server())
  await signIn(page, owner)
  await row(page, '__proto__').waitFor()
  for (const [index, name] of naughty.entries()) {
    await page.keyboard.press('j')
    if (index === 0) await page.keyboard.press('k')
    if (index === 0) await page.keyboard.press('o')
    await page.getByRole('heading', { name: `${index} ${name}`, exact: true, level: 2 }).waitFor()
  }
  assert.equal(await page.title(), 'Contacts – Voyzu CRM')
  const links = await page
    .locator('a[target=_blank]')
    .evaluateAll((all) => all.map((each) => each.getAttribute('href')))
  for (const link of links) assert.match(link ?? '', /^https?:/)
})

test('Enter opens a contact, once more leads into its fields, and Escape back to the list', async (t) => {
  const owner = await newCustomer(server())
  for (const FirstName of ['Ada', 'Bea']) await owner.ok('contacts/create', person({ FirstName }))
  const page = await newWindow(t, browser(), server())
  await signIn(page, owner)
  await row(page, 'Ada Lovelace').waitFor()
  const press = (key: string) => page.keyboard.press(key)
  await page.getByRole('grid').focus()
  await press('Enter')
  const panel = page.getByRole('complementary', { name: 'Ada Lovelace' })
  await panel.getByRole('tabpanel').waitFor()
  await press('Enter')
  await press('Tab')
  const isIn = (part: Locator) => part.evaluate((element) => element.contains(document.activeElement))
  assert.equal(await isIn(panel), true)
  // To the next contact, from within.
  await press('j')
  const next = page.getByRole('complementary', { name: 'Bea Lovelace' })
  await next.getByRole('tabpanel').waitFor()
  await press('Enter')
  assert.equal(await isIn(next), true)
  await press('Escape')
  await next.waitFor({ state: 'detached' })
  await press('ArrowUp')
  await press('Enter')
  await panel.waitFor()
})

test('a contact is given a picture, which the list shows too, and taken it away', async (t) => {
  const owner = await newCustomer(server())
  await owner.ok('contacts/create', person())
  const page = await newWindow(t, browser(), server())
  await signIn(page, owner)
  await nameCell(page, 'Ada Lovelace').click()
  const picture = page.getByRole('button', { name: 'Picture of Ada Lovelace' })
  await picture.waitFor()
  const choose = (name: string, buffer: Buffer) =>
    page.locator('input[type=file]').setInputFiles({ name, mimeType: 'image/png', buffer })
  await choose('note.png', Buffer.from('no picture'))
  await page.getByText('This file is no picture that can be shown.').waitFor()
  await choose('ada.png', png())
  await page.getByText('Picture of Ada Lovelace changed.').waitFor()
  await picture.locator('img').waitFor()
  await row(page, 'Ada Lovelace').locator('img').waitFor()
  await picture.click()
  await assertAccessible(page)
  await page.getByRole('menuitem', { name: 'Remove the picture' }).click()
  await row(page, 'Ada Lovelace').locator('img').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Undo' }).click()
  await picture.locator('img').waitFor()
})

test('from every page c makes a contact, and / searches', async (t) => {
  const owner = await newCustomer(server())
  await owner.ok('contacts/create', person())
  const page = await newWindow(t, browser(), server())
  await signIn(page, owner)
  for (const from of ['/home', '/imports']) {
    await page.goto(from)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.keyboard.press('c')
    await page.getByRole('dialog', { name: 'New contact' }).waitFor()
    await page.keyboard.press('Escape')
    await page.goto(from)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.keyboard.press('/')
    await page.waitForURL('**/contacts')
    await page.waitForFunction(() => document.activeElement?.getAttribute('type') === 'search')
  }
})
