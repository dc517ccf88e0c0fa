/** The settings, as users and administrators meet them. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { assertRefused, call, eventually, type Member, newColleague, newCustomer } from './api.ts'
import { calmStep, codeOf, guard } from './authenticator.ts'
import { assertAccessible, newWindow, withBrowser } from './browser.ts'

const { server, browser } = withBrowser()

/** A window in which somebody is signed in. */
async function windowOf(t: TestContext, { sessionId }: Member): Promise<Page> {
  const page = await newWindow(t, browser(), server())
  await page.context().addCookies([{ name: 'voyzu-session-id', value: sessionId, url: server().url }])
  return page
}

const go = (page: Page, section: string) =>
  page.getByRole('navigation', { name: 'Sections of the settings' }).getByRole('link', { name: section }).click()

const line = (page: Page, text: string): Locator => page.getByRole('listitem').filter({ hasText: text })

const password = (within: Page | Locator, label: string) => within.getByRole('textbox', { name: label })

/** What the set-up of the second factor asks for: the key goes into the app, and its first code comes back. */
async function setUpApp(page: Page): Promise<string> {
  await page.getByRole('img', { name: 'QR code for the authenticator app' }).waitFor()
  const key = await page.getByLabel('Or type this key into it').inputValue()
  await calmStep()
  await page.getByLabel('6 digits').fill(codeOf(key))
  await page.getByRole('button', { name: 'Turn it on' }).click()
  await page.getByText('each of these codes signs you in once').waitFor()
  await assertAccessible(page)
  await page.getByLabel('I have put them where I find them again').check()
  await page.getByRole('button', { name: 'Done' }).click()
  return key
}

test('what is mine: the name, the password, the second factor, devices, notifications', async (t) => {
  const owner = await newCustomer(server())
  const me = await newColleague(server(), owner)
  const page = await windowOf(t, me)
  await page.goto('/contacts')
  await page.getByRole('link', { name: 'Settings' }).click()
  await page.getByRole('heading', { name: 'Profile' }).waitFor()
  assert.equal(await page.getByText('Organisation', { exact: true }).count(), 0, 'nothing of administrators')
  await page.getByLabel('First name').fill('Grace')
  await page.getByRole('combobox', { name: 'Time zone' }).fill('auckl')
  await page.getByRole('option', { name: 'Pacific/Auckland' }).click()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Saved.').waitFor()
  await page.getByRole('button', { name: 'Account of Grace' }).waitFor()
  await assertAccessible(page)
  const { FirstName, LastName, TimeZone } = await me.ok(`users/get/${me.userId}`)
  assert.deepEqual([FirstName, LastName, TimeZone], ['Grace', undefined, 'Pacific/Auckland'])

  await go(page, 'Signing in')
  await password(page, 'Present password').fill('not this one')
  await password(page, 'New password').fill('another one, long enough')
  await page.getByRole('button', { name: 'Change the password' }).click()
  await page.getByText('This is not your present password.').waitFor()
  await password(page, 'Present password').fill(me.password)
  await page.getByRole('button', { name: 'Change the password' }).click()
  await page.getByText('Your password has been changed.').waitFor()
  assert.equal(await password(page, 'Present password').inputValue(), '')
  const Password = 'another one, long enough'
  assert.equal((await call(server(), 'auth', { Email: me.email, Password })).status, 200)

  await page.getByRole('button', { name: 'Set up' }).click()
  await assertAccessible(page)
  const key = await setUpApp(page)
  await line(page, 'Authenticator app').getByText('On', { exact: true }).waitFor()
  await line(page, 'Recovery codes').getByText('10 left').waitFor()
  await assertAccessible(page)
  assertRefused(await call(server(), 'auth', { Email: me.email, Password }), 401)
  assert.equal(
    (await call(server(), 'auth', { Email: me.email, Password, Code: codeOf(key, 1) })).status,
    200,
    'the password and a code',
  )
  await page.getByRole('button', { name: 'Turn off' }).click()
  const dialog = page.getByRole('dialog')
  await password(dialog, 'Present password').fill(Password)
  await dialog.getByRole('button', { name: 'Turn off' }).click()
  await line(page, 'Authenticator app').getByText('Not set up').waitFor()

  await go(page, 'Devices')
  await page.getByRole('heading', { name: 'Devices' }).waitFor()
  await line(page, 'This one').getByText('node').waitFor()
  assert.equal(await page.getByRole('listitem').filter({ hasText: 'Signed in' }).count(), 2)
  await assertAccessible(page)
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await page.getByText('Signed out there.').waitFor()
  assert.equal((await me.ok('sessions/list')).length, 1)

  await go(page, 'Notifications')
  // The switch itself is covered by what is drawn for it.
  await page.getByRole('switch', { name: 'By e-mail' }).press(' ')
  await page.getByRole('radio', { name: 'Once a day' }).press(' ')
  await page.getByRole('switch', { name: 'Imports' }).press(' ')
  await assertAccessible(page)
  await eventually('what is told', async () => {
    const { Channels, ContactsChanged, ImportFinished } = (await me.ok(`users/get/${me.userId}`)).Notifications
    const told = [Channels, ContactsChanged, ImportFinished].join()
    return told === 'APP,DAILY,false' ? told : undefined
  })
})

test('a token is made, shown once, good for a program, and revoked', async (t) => {
  const owner = await newCustomer(server())
  const page = await windowOf(t, owner)
  await page.goto('/settings/tokens')
  await page.getByText('You have no tokens.').waitFor()
  await page.getByRole('button', { name: 'New token' }).click()
  await page.getByLabel('Name').fill('Newsletter')
  await page.getByRole('radio', { name: 'Read and change' }).check()
  await assertAccessible(page)
  await page.getByRole('button', { name: 'Make the token' }).click()
  const secret = await page.getByLabel('Token', { exact: true }).inputValue()
  await assertAccessible(page)
  await page.getByRole('button', { name: 'I have it' }).click()
  const withToken = () => call(server(), 'contacts/search', {}, { headers: { authorization: `Bearer ${secret}` } })
  assert.equal((await withToken()).status, 200)
  await line(page, 'Newsletter').getByText('never used').waitFor()
  await line(page, 'Newsletter').getByText('Read and change').waitFor()
  await assertAccessible(page)
  await page.getByRole('button', { name: 'Revoke' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
  await page.getByText('You have no tokens.').waitFor()
  assertRefused(await withToken(), 401)
})

test('who lacks the second factor that the organisation requires sets it up, and goes on to where the link led', async (t) => {
  const owner = await newCustomer(server())
  await guard(owner)
  const me = await newColleague(server(), owner)
  await owner.ok('customers/update', { RequireSecondFactor: true })
  const page = await newWindow(t, browser(), server())
  await page.goto('/settings/devices')
  await page.getByLabel('E-mail').fill(me.email)
  await password(page, 'Password').fill(me.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Set up your second factor' }).waitFor()
  await assertAccessible(page)
  await page.getByRole('button', { name: 'Set up' }).click()
  await setUpApp(page)
  await page.getByRole('heading', { name: 'Devices' }).waitFor()
  await line(page, 'This one').waitFor()
})

test('the bell tells of what is new, and leads to it', async (t) => {
  const owner = await newCustomer(server())
  const { email: Email, password: Password } = owner
  const page = await windowOf(t, owner)
  await page.goto('/contacts')
  await page.getByRole('button', { name: 'Notifications', exact: true }).waitFor()
  await call(server(), 'auth', { Email, Password }, { headers: { 'user-agent': 'Another/1.0' } })
  await page.reload()
  await page.getByRole('button', { name: 'Notifications, 1 new' }).click()
  await assertAccessible(page)
  await page.getByRole('button', { name: /Somebody, we hope you/ }).click()
  await page.getByRole('heading', { name: 'Devices' }).waitFor()
  await line(page, 'Another').waitFor()
  await page.getByRole('button', { name: 'Notifications', exact: true }).waitFor()
  assert((await owner.ok('notifications/list')).every(({ ReadDate }: { ReadDate?: string }) => ReadDate))
})

test('an administrator invites, gives a role, deactivates and takes it back, and deletes; the audit tells of it', async (t) => {
  const owner = await newCustomer(server())
  const page = await windowOf(t, owner)
  await page.goto('/settings/users')
  await page.getByRole('button', { name: 'Invite' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('E-mail').fill(owner.email)
  await dialog.getByRole('radio', { name: 'Administrator' }).check()
  await assertAccessible(page)
  await dialog.getByRole('button', { name: 'Send the invitation' }).click()
  await page.getByText('There is a user with this e-mail already.').waitFor()
  const Email = `grace-${process.pid}@example.org`
  await dialog.getByLabel('E-mail').fill(Email)
  await dialog.getByLabel('First name').fill('Grace')
  await dialog.getByRole('button', { name: 'Send the invitation' }).click()
  // This server sends no mails.
  const link = await page.getByLabel('Link of the invitation').inputValue()
  await assertAccessible(page)
  await page.getByRole('button', { name: 'Done' }).click()
  await line(page, 'Grace').getByText('Invited').waitFor()
  const Token = decodeURIComponent(link.split('#')[1] ?? '')
  const accepted = await call(server(), 'users/accept', { Token, Password: owner.password })
  assert.equal(accepted.body.User.Role, 'ADMINISTRATOR')

  await page.reload()
  await page.getByLabel('Role of Grace').selectOption('User')
  await page.getByText('The role of Grace is now: User.').waitFor()
  await assertAccessible(page)
  const choose = async (item: string) => {
    await page.getByRole('button', { name: 'More about Grace' }).click()
    await page.getByRole('menuitem', { name: item }).click()
  }
  await choose('Deactivate')
  await line(page, 'Grace').getByText('Deactivated').waitFor()
  await page
    .getByRole('alert')
    .filter({ hasText: 'signed out everywhere' })
    .getByRole('button', { name: 'Undo' })
    .click()
  await line(page, 'Grace').getByText('Deactivated').waitFor({ state: 'detached' })
  await choose('Share the list with their address books')
  await line(page, 'Grace').getByText('Shares').waitFor()
  await choose('Delete')
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await line(page, 'Grace').waitFor({ state: 'detached' })

  await go(page, 'Audit')
  await line(page, 'deleted a user: Grace').first().waitFor()
  await page.getByRole('combobox', { name: 'Anything' }).fill('changed a')
  await page.getByRole('option', { name: 'changed a user' }).click()
  await line(page, 'deleted a user').waitFor({ state: 'detached' })
  await line(page, 'changed a user').first().getByText('What changed').click()
  await page.getByText('Status: DEACTIVATED → ACTIVE').waitFor()
  await assertAccessible(page)

  await go(page, 'Mails')
  await line(page, Email).waitFor()
  await assertAccessible(page)
  await go(page, 'Plan and usage')
  await page.getByText('No limits').waitFor()
  await assertAccessible(page)
})

test('an owner sees to the organisation: its name, its rules, everything in one file, its end and back', async (t) => {
  const owner = await newCustomer(server())
  const page = await windowOf(t, owner)
  await page.goto('/settings/organisation')
  await page.getByLabel('Name').fill('Whitcombe Glass')
  await page.getByRole('combobox', { name: 'Country' }).fill('new zea')
  await page.getByRole('option', { name: 'New Zealand' }).click()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('navigation', { name: 'Pages' }).getByText('Whitcombe Glass').waitFor()
  assert.equal((await owner.ok('customers/get')).DefaultCountry, 'NZ')
  await page.getByRole('switch', { name: 'New users share' }).press(' ')
  await eventually('the rule', async () => (await owner.ok('customers/get')).NewUsersShare || undefined)
  await page.getByRole('switch', { name: 'Require a second factor' }).press(' ')
  await page.getByRole('dialog').getByRole('button', { name: 'Require it' }).click()
  await page.getByText('Set up a second factor of your own first').waitFor()
  await page.getByRole('switch', { name: 'Require a second factor', checked: false }).waitFor()
  await assertAccessible(page)

  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export everything' }).click()
  assert.match((await download).suggestedFilename(), /\.zip$/)
  await page.getByRole('button', { name: 'Delete it' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(/type its name/).fill('Whitcombe')
  await assertAccessible(page)
  await dialog.getByRole('button', { name: 'Delete it' }).click()
  await page.getByText('This is not its name.').waitFor()
  await dialog.getByLabel(/type its name/).fill('Whitcombe Glass')
  await dialog.getByRole('button', { name: 'Delete it' }).click()
  await page.getByText(/It will be deleted on/).waitFor()
  await page.getByRole('button', { name: 'Keep it' }).click()
  await page.getByRole('button', { name: 'Delete it' }).waitFor()
  assert.equal((await owner.ok('customers/get')).DeleteDate, undefined)
})

test('on a phone the sections are a list, of which each leads to one and back; not all are for everybody', async (t) => {
  const owner = await newCustomer(server())
  const page = await windowOf(t, await newColleague(server(), owner))
  await page.setViewportSize({ width: 360, height: 740 })
  await page.goto('/settings')
  await assertAccessible(page)
  await go(page, 'Devices')
  await page.getByRole('heading', { name: 'Devices' }).waitFor()
  await page.getByRole('link', { name: 'All settings' }).click()
  await page.getByRole('heading', { name: 'Settings' }).waitFor()
  assert.equal(await page.getByRole('link', { name: 'Users' }).count(), 0)
  await page.goto('/settings/users')
  await page.getByText('Your role does not allow this.').waitFor()
})
