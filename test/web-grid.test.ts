/** What the list of contacts shows: filters, segments, columns, and what others change meanwhile. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Page } from 'playwright-core'
import { eventually, type Member, newCustomer, person } from './api.ts'
import { assertAccessible, newWindow, withBrowser } from './browser.ts'

const { server, browser } = withBrowser()

/** A window in which somebody is signed in. */
async function windowOf(t: TestContext, { sessionId }: Member): Promise<Page> {
  const page = await newWindow(t, browser(), server())
  await page.context().addCookies([{ name: 'voyzu-session-id', value: sessionId, url: server().url }])
  return page
}

/** The people in the list, once they are these. */
async function assertListed(page: Page, names: string[]): Promise<void> {
  await page.getByRole('heading', { name: new RegExp(` ${names.length}$`), level: 1 }).waitFor()
  const cells = page.getByRole('row').locator('[role=gridcell]:nth-child(2)')
  const shown = async () =>
    (await cells.allTextContents()).map((text) => text.replace(/^[A-Z]{2}/, '').replace(' Lovelace', ''))
  for (let tries = 0; tries < 100 && (await shown()).join() !== names.join(); tries++) await page.waitForTimeout(50)
  assert.deepEqual(await shown(), names)
}

async function people(owner: Member, all: Record<string, unknown>): Promise<void> {
  for (const [FirstName, more] of Object.entries(all))
    await owner.ok('contacts/create', person({ FirstName, ...(more as object) }))
}

test('a filter is put together, kept in the address, saved as a segment, changed, and deleted', async (t) => {
  const owner = await newCustomer(server())
  await owner.ok('custom-fields/update', { CustomFields: [{ Name: '#Score', Type: 'NUMBER' }] })
  await people(owner, {
    Ada: { JobTitle: 'Baker', CustomFields: { '#Score': 3 } },
    Bea: { JobTitle: 'Baker', Labels: ['#vip'], Emails: [{ Value: 'bea@work.example' }] },
    Cleo: { JobTitle: 'Carpenter', Labels: ['#vip'] },
    Dan: { JobTitle: 'Head baker', CustomFields: { '#Score': 12 } },
  })
  const page = await windowOf(t, owner)
  await page.goto('/contacts')
  await assertListed(page, ['Ada', 'Bea', 'Cleo', 'Dan'])

  await page.keyboard.press('f')
  const dialog = page.getByRole('dialog', { name: 'Filter' })
  await dialog.getByLabel('What').selectOption('Job title')
  await dialog.getByLabel('Value').fill('BAKER')
  await dialog.getByRole('button', { name: 'Group', exact: true }).click()
  await dialog.getByLabel('What').nth(1).selectOption('Labels')
  await dialog.getByLabel('Value').nth(1).click()
  await page.getByRole('option', { name: 'vip' }).click()
  await dialog.getByRole('button', { name: 'Condition', exact: true }).first().click()
  await dialog.getByLabel('What').nth(2).selectOption('Score')
  await dialog.getByLabel('How').nth(2).selectOption('is more than')
  await dialog.getByLabel('Value').nth(2).fill('9.5')
  await dialog.getByRole('button', { name: 'Show 2 contacts' }).waitFor()
  await assertAccessible(page)
  await dialog.getByRole('button', { name: 'Show 2 contacts' }).click()
  await assertListed(page, ['Bea', 'Dan'])
  const chips = page.getByRole('list', { name: 'Filters in use' })
  await chips
    .getByRole('button', { name: /Change.*Any of these: Labels has any of vip; Score is more than 9.5/ })
    .waitFor()
  await assertAccessible(page)

  // A copied link shows the same.
  const link = page.url()
  assert.match(decodeURIComponent(link), /filter=\(~and~,\(~JobTitle~,~CONTAINS~,~BAKER~\)/)
  await page.goto('/contacts')
  await assertListed(page, ['Ada', 'Bea', 'Cleo', 'Dan'])
  await page.goto(link)
  await assertListed(page, ['Bea', 'Dan'])
  await chips.getByRole('button', { name: /Remove the filter “Any of these/ }).click()
  await assertListed(page, ['Ada', 'Bea', 'Dan'])

  await page.getByRole('button', { name: 'Save as segment' }).click()
  const saving = page.getByRole('dialog', { name: 'Save as a segment' })
  await saving.getByLabel('Name').fill('Bakers')
  await assertAccessible(page)
  await saving.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Segment “Bakers” saved.').waitFor()
  const tabs = page.getByRole('navigation', { name: 'Segments' })
  await tabs.getByRole('link', { name: 'Bakers' }).waitFor()
  await page.waitForURL(/segment=[^&]*$/)
  await page.getByRole('heading', { name: 'Bakers 3' }).waitFor()

  // Within a segment its own filter is changed, and saved or left.
  await chips.getByRole('button', { name: /^Change/ }).click()
  await dialog.getByLabel('How').selectOption('is')
  await dialog.getByLabel('Value').fill('baker')
  await dialog.getByRole('button', { name: 'Show 2 contacts' }).click()
  await assertListed(page, ['Ada', 'Bea'])
  await page.getByRole('button', { name: 'Undo changes' }).click()
  await assertListed(page, ['Ada', 'Bea', 'Dan'])
  await chips.getByRole('button', { name: /^Remove/ }).click()
  await assertListed(page, ['Ada', 'Bea', 'Cleo', 'Dan'])
  await page.getByRole('button', { name: 'Undo changes' }).click()
  await page.getByRole('button', { name: 'Job title', exact: true }).click()
  await page.getByRole('button', { name: 'Save changes' }).click()
  await page.waitForURL(/segment=[^&]*$/)
  const saved = (await owner.ok('segments/list')).find(({ Name }: { Name: string }) => Name === 'Bakers')
  assert.deepEqual(saved.Search.Sort, [{ Property: 'JobTitle' }])
  assert.equal(saved.Shared, false)

  const menu = () => page.getByRole('button', { name: 'More about the segment' }).click()
  await menu()
  await page.getByRole('menuitem', { name: 'Share with everybody' }).click()
  await tabs.getByRole('link', { name: 'Bakers', exact: true }).waitFor()
  await menu()
  await page.getByRole('menuitem', { name: 'Rename' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill('All bakers')
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await tabs.getByRole('link', { name: 'All bakers' }).waitFor()
  await menu()
  await assertAccessible(page)
  await page.getByRole('menuitem', { name: 'Move left' }).click()
  await menu()
  await page.getByRole('menuitem', { name: 'Delete segment' }).click()
  await page.getByText('Segment “All bakers” deleted.').waitFor()
  await page.getByRole('alert').filter({ hasText: 'deleted' }).getByRole('button', { name: 'Undo' }).click()
  await tabs.getByRole('link', { name: 'All bakers' }).waitFor()
})

test('what a link asks for and cannot be used any more is told, and the list is shown without it', async (t) => {
  const owner = await newCustomer(server())
  await people(owner, { Ada: {}, Bea: { Labels: ['#vip'] } })
  const page = await windowOf(t, owner)
  await page.goto('/contacts?filter=(~and~,(~Job')
  await page.getByText('The filter of this link cannot be used any more').waitFor()
  await assertListed(page, ['Ada', 'Bea'])
  await assertAccessible(page)
  await page.getByRole('button', { name: 'Remove it' }).click()
  await page.waitForURL('**/contacts')
  await page.goto('/contacts?filter=(~Labels~,~ANY_OF~,(~%23gone~))')
  await page.getByText('The filter of this link cannot be used any more').waitFor()
  await assertListed(page, ['Ada', 'Bea'])
  await page.goto('/contacts?segment=0198e0c4-0000-7000-8000-000000000000')
  await page.getByText('This segment is not there any more').waitFor()
  await assertListed(page, ['Ada', 'Bea'])
  await page.goto('/contacts?filter=(~Labels~,~ANY_OF~,(~%23vip~))&q=be')
  await assertListed(page, ['Bea'])
})

test('what others change is seen at once: rows and the open contact in place, who is new or gone when one wants it', async (t) => {
  const owner = await newCustomer(server())
  await people(owner, { Ada: { JobTitle: 'Baker' }, Bea: { JobTitle: 'Baker' }, Cleo: { JobTitle: 'Carpenter' } })
  const { Rows } = await owner.ok('contacts/search', {})
  const [ada, bea, cleo] = Rows.map(({ Id }: { Id: string }) => Id)
  const page = await windowOf(t, owner)
  await page.goto(`/contacts?filter=(~JobTitle~,~CONTAINS~,~baker~)&contact=${bea}`)
  await assertListed(page, ['Ada', 'Bea'])
  await page.getByRole('button', { name: 'Job title: Baker' }).waitFor()
  const watching = page.waitForResponse('**/api/changes/watch')
  await page.reload()
  await watching

  await owner.ok('contacts/batch', {
    Items: [
      { Operation: 'UPDATE', Id: ada, Contact: { JobTitle: 'Master baker', Emails: null } },
      { Operation: 'UPDATE', Id: bea, Contact: { JobTitle: 'Baker and poet' } },
    ],
  })
  await page.getByRole('row').filter({ hasText: 'Master baker' }).waitFor()
  await page.getByRole('row').filter({ hasText: 'Baker and poet' }).waitFor()
  await page.getByRole('button', { name: 'Job title: Baker and poet' }).waitFor()

  // Of two who come and one who goes, those are told that the list is of.
  await people(owner, { Zoe: { JobTitle: 'Baker' }, Yan: { JobTitle: 'Smith' } })
  await owner.ok(`contacts/update/${cleo}`, { JobTitle: 'Baker' })
  await owner.ok(`contacts/delete/${ada}`)
  await page.getByRole('button', { name: '2 new, 1 gone – show' }).click()
  await assertListed(page, ['Bea', 'Cleo', 'Zoe'])
  await page.getByRole('button', { name: /show$/ }).waitFor({ state: 'hidden' })
  await owner.ok(`contacts/delete/${bea}`)
  await page.getByText('This contact is not there any more.').waitFor()
  await assertAccessible(page)
})

test('columns are moved, sized, frozen and hidden, with the pointer and with the keys; sorted by several', async (t) => {
  const owner = await newCustomer(server())
  await people(owner, {
    Ada: { JobTitle: 'Baker', OrganizationName: 'Zeta' },
    Bea: { JobTitle: 'Baker', OrganizationName: 'Acme' },
    Cleo: { JobTitle: 'Artist', OrganizationName: 'Zeta' },
  })
  const page = await windowOf(t, owner)
  await page.goto('/contacts')
  await assertListed(page, ['Ada', 'Bea', 'Cleo'])
  const headings = () => page.getByRole('columnheader').allTextContents()
  const heading = (name: string) => page.getByRole('columnheader').filter({ hasText: name })
  const openMenu = async (column: string) => {
    const name = `More about the column ${column}`
    await page.getByRole('button', { name }).press('Enter')
    return page.getByRole('menu', { name })
  }
  const choose = async (column: string, item: string) => {
    const menu = await openMenu(column)
    await menu.getByRole('menuitem', { name: item }).click()
    await menu.waitFor({ state: 'hidden' })
  }
  assert.deepEqual((await headings()).slice(1, 6), ['Name', 'E-mail', 'Phone', 'Organisation', 'Job title'])
  await choose('Phone', 'Move left')
  await choose('Job title', 'Sort ascending')
  await choose('Organisation', 'Also sort by this')
  await assertListed(page, ['Cleo', 'Bea', 'Ada'])
  await page.waitForURL(/sort=JobTitle,OrganizationName/)
  const menu = await openMenu('Phone')
  await menu.getByRole('menuitem', { name: 'Wider' }).waitFor()
  await assertAccessible(page)
  await page.keyboard.press('Escape')

  // Carried to before the phone; that is no press, which would sort.
  await heading('Organisation').getByRole('button').first().hover()
  await page.mouse.down()
  const phone = await heading('Phone').boundingBox()
  await page.mouse.move((phone?.x ?? 0) + 10, (phone?.y ?? 0) + 10, { steps: 5 })
  await page.mouse.up()
  await choose('Phone', 'Freeze up to here')
  await choose('E-mail', 'Hide column')
  assert.deepEqual((await headings()).slice(1, 5), ['Name', 'Organisation2', 'Phone', 'Job title1'])
  const before = await heading('Phone').boundingBox()
  await page.getByRole('grid').evaluate((grid) => grid.scrollTo(400, 0))
  await heading('Labels').hover()
  assert.equal((await heading('Phone').boundingBox())?.x, before?.x)

  await page.reload()
  await assertListed(page, ['Cleo', 'Bea', 'Ada'])
  assert.deepEqual((await headings()).slice(1, 5), ['Name', 'Organisation2', 'Phone', 'Job title1'])
})

test('cells are changed where they stand, by pointer and by keys', async (t) => {
  const owner = await newCustomer(server())
  await owner.ok('custom-fields/update', {
    CustomFields: [
      { Name: '#Active', Type: 'CHECKBOX' },
      { Name: '#Tier', Type: 'LIST', Options: ['gold', 'silver'] },
    ],
  })
  await people(owner, { Ada: { JobTitle: 'Baker', Emails: [{ Value: 'ada@x.example' }] }, Bea: {} })
  const page = await windowOf(t, owner)
  await page.goto('/contacts')
  await assertListed(page, ['Ada', 'Bea'])
  await page.getByRole('button', { name: 'Columns' }).click()
  for (const field of ['Active', 'Tier']) await page.getByLabel(field, { exact: false }).check()
  await page.keyboard.press('Escape')
  const contact = async (name: string) => {
    const { Rows } = await owner.ok('contacts/search', {
      Filter: { Property: 'FirstName', Operator: 'EQUALS', Value: name },
    })
    return Rows[0]
  }
  const column = async (title: string) =>
    (await page.getByRole('columnheader').allTextContents()).findIndex((text) => text.startsWith(title))
  const cell = async (name: string, title: string) =>
    page
      .getByRole('row')
      .filter({ hasText: name })
      .getByRole('gridcell')
      .nth(await column(title))
  const editor = (title: string, name: string) => page.getByRole('dialog', { name: `${title}: ${name} Lovelace` })

  // Pressed once a cell is chosen, pressed again it is changed; no contact opens.
  await (await cell('Ada', 'Job title')).click()
  await (await cell('Ada', 'Job title')).click()
  await assertAccessible(page)
  await editor('Job title', 'Ada').getByRole('textbox').fill('Countess')
  await page.keyboard.press('Enter')
  await page.getByText('Job title of Ada Lovelace changed.').waitFor()
  assert.equal((await contact('Ada')).JobTitle, 'Countess')
  assert.equal(await page.getByRole('complementary', { name: 'Ada Lovelace' }).count(), 0)

  // By keys alone: from cell to cell, on with Tab, and back as it was with Escape.
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('F2')
  await editor('Job title', 'Bea').getByRole('textbox').fill('Nurse')
  await page.keyboard.press('Tab')
  await editor('Labels', 'Bea').getByRole('combobox').fill('vip')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Shift+Tab')
  await editor('Job title', 'Bea').getByRole('textbox').fill('Nobody')
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await eventually('the label is saved', async () => (await contact('Bea')).Labels)
  const bea = await contact('Bea')
  assert.deepEqual([bea.JobTitle, bea.Labels], ['Nurse', ['#vip']])

  // What cannot be stays where it was typed, and says so.
  await page.keyboard.press('ArrowUp')
  for (let at = await column('Job title'); at > (await column('E-mail')); at--) await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Enter')
  const mail = editor('E-mail', 'Ada')
  await mail.getByRole('textbox', { name: 'E-mail' }).fill('nobody at home')
  await page.keyboard.press('Enter')
  await mail.getByText(/no e-mail address/i).waitFor()
  await mail.getByRole('textbox', { name: 'E-mail' }).fill('countess@x.example')
  // Going elsewhere saves it.
  await page.getByRole('heading', { level: 1 }).click()
  await page.getByText('E-mail of Ada Lovelace changed.').waitFor()
  assert.deepEqual(
    (await contact('Ada')).Emails.map(({ Value }: { Value: string }) => Value),
    ['countess@x.example'],
  )

  await (await cell('Ada', '#Tier')).dblclick()
  await editor('#Tier', 'Ada').getByRole('combobox').selectOption('gold')
  await (await cell('Ada', '#Active')).dblclick()
  await editor('#Active', 'Ada').getByRole('switch').press('Space')
  await page.keyboard.press('Escape')
  await eventually('the box is saved', async () => (await contact('Ada')).CustomFields['#Active'])
  assert.deepEqual((await contact('Ada')).CustomFields, { '#Active': true, '#Tier': 'gold' })

  // What is refused once its field has gone is told, with what was typed.
  const saving = 'api/contacts/update/**'
  const held = Promise.withResolvers<void>()
  await page.route(`**/${saving}`, async (route) => {
    await held.promise
    await route.continue()
  })
  await (await cell('Ada', 'E-mail')).dblclick()
  await mail.getByRole('textbox', { name: 'E-mail' }).fill('nowhere at all')
  const asked = page.waitForRequest(`**/${saving}`)
  await (await cell('Bea', 'Job title')).dblclick()
  await editor('Job title', 'Bea').getByRole('textbox').waitFor()
  await asked
  held.resolve()
  await page.getByRole('alert').filter({ hasText: 'nowhere at all' }).waitFor()
  await page.unroute(`**/${saving}`)
  assert.equal(await editor('Job title', 'Bea').getByRole('textbox').inputValue(), 'Nurse')
  await page.keyboard.press('Escape')
  await (await cell('Bea', 'Labels')).dblclick()
  await editor('Labels', 'Bea').getByRole('combobox').fill('x'.repeat(300))
  await page.getByRole('heading', { level: 1 }).click()
  await page.getByRole('alert').filter({ hasText: 'Labels: not changed.' }).waitFor()
  assert.deepEqual((await contact('Bea')).Labels, ['#vip'])
  // A label that is typed is meant, also without Enter.
  await (await cell('Bea', 'Labels')).dblclick()
  await editor('Labels', 'Bea').getByRole('combobox').fill('press')
  await page.getByRole('heading', { level: 1 }).click()
  await page.getByText('Labels of Bea Lovelace changed.').waitFor()
  assert.deepEqual((await contact('Bea')).Labels.toSorted(), ['#press', '#vip'])

  // Another writes the same cell while it is open: both values are shown, and one is chosen.
  const titles = await cell('Ada', 'Job title')
  await titles.dblclick()
  await editor('Job title', 'Ada').getByRole('textbox').fill('Mine')
  await owner.ok(`contacts/update/${(await contact('Ada')).Id}`, { JobTitle: 'Baroness' })
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').getByText('Theirs: Baroness').waitFor()
  await page.getByRole('dialog').getByRole('button').filter({ hasText: 'Use yours' }).click()
  await eventually('mine is saved', async () => ((await contact('Ada')).JobTitle === 'Mine' ? true : undefined))

  // The name opens the contact, and other cells are chosen beside it.
  await (await cell('Ada', 'Name')).click()
  await page.getByRole('complementary', { name: 'Ada Lovelace' }).waitFor()
  await (await cell('Bea', 'Job title')).click()
  const panel = page.getByRole('complementary', { name: 'Bea Lovelace' })
  // What is typed there is saved by going to another contact.
  await panel.getByRole('button', { name: 'Add: E-mail' }).click()
  await panel.getByRole('textbox', { name: 'E-mail' }).fill('bea@x.example')
  await (await cell('Ada', 'Name')).click()
  await page.getByText('E-mail of Bea Lovelace changed.').waitFor()
  assert.equal((await contact('Bea')).Emails[0].Value, 'bea@x.example')
})
