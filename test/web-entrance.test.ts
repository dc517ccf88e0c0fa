/** How people come in: invitation, forgotten password, second factor, and the pages' safety. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { call, eventually, mailedToken, newCustomer } from './api.ts'
import { codeOf, guardedOwner } from './authenticator.ts'
import { assertAccessible, newWindow, withBrowser } from './browser.ts'
import { linkIn, mailServer } from './mail-server.ts'
import { clientId, clientSecret, startProvider } from './openid-provider.ts'
import { freePort } from './postgres.ts'
import { databaseKinds, emptyDatabase, serverFor } from './server.ts'

const { server, browser } = withBrowser()

test('an invitation is accepted, its password forgotten, another one set, and used to sign in', async (t) => {
  const owner = await newCustomer(server())
  const Email = 'grace@example.org'
  await owner.ok('users/create', { Email })
  const page = await newWindow(t, browser(), server())
  await page.goto(`/invitation#${await mailedToken(owner, Email)}`)
  await assertAccessible(page)
  await page.getByLabel('First name').fill('Grace')
  await page.getByLabel('Password', { exact: false }).first().fill('a first password')
  await page.getByRole('button', { name: 'Accept' }).click()
  await page.getByRole('button', { name: 'Account of Grace' }).waitFor()

  const other = await newWindow(t, browser(), server())
  await other.goto('/sign-in')
  await assertAccessible(other)
  await other.getByLabel('E-mail').fill(Email)
  await other.getByLabel('Password', { exact: false }).first().fill('not that one')
  await other.getByRole('button', { name: 'Sign in' }).click()
  await other.getByText('The e-mail or the password is not right.').waitFor()
  await other.getByRole('link', { name: 'Forgotten your password?' }).click()
  await other.getByLabel('E-mail').fill(Email)
  await other.getByRole('button', { name: 'Send the link' }).click()
  await other.getByText(/a mail with a link is on its way/).waitFor()
  const isReset = ({ Text = '' }) => Text.includes('/password#')
  await eventually('the mail', async () => (await owner.ok('mails/list')).find(isReset))
  await other.goto(`/password#${await mailedToken(owner, Email)}`)
  await assertAccessible(other)
  await other.getByLabel('Password', { exact: false }).first().fill('a second password')
  await other.getByRole('button', { name: 'Set the password' }).click()
  await other.getByRole('button', { name: 'Account of Grace' }).waitFor()
  assert.equal((await call(server(), 'auth', { Email, Password: 'a second password' })).status, 200)
})

for (const kind of databaseKinds) {
  test(`an invitation that came by mail is accepted with a provider, which stays the way in (${kind})`, async (t) => {
    const port = await freePort()
    // Another site than that of the provider, for whose cookies other rules hold.
    const PUBLIC_URL = `http://localhost:${port}`
    const account = { sub: 'grace', email: 'grace@example.org', email_verified: true }
    const provider = await startProvider([account], true, PUBLIC_URL)
    t.after(provider.stop)
    const mails = await mailServer(t)
    const known = { Name: 'Example', Issuer: provider.issuer, ClientId: clientId, ClientSecret: clientSecret }
    const settings = { PORT: `${port}`, PUBLIC_URL, SMTP_URL: mails.url, OPENID_PROVIDERS: JSON.stringify([known]) }
    const mailing = await serverFor(t, await emptyDatabase(kind), settings)
    const owner = await newCustomer(mailing)
    await owner.ok('users/create', { Email: account.email, FirstName: 'Grace' })
    const page = await newWindow(t, browser(), { ...mailing, url: PUBLIC_URL })
    // Who one is at the provider, which asks nobody anything.
    await page.setExtraHTTPHeaders({ 'x-account': account.sub })
    await page.goto(linkIn(await mails.mailTo(account.email)))
    await page.getByRole('button', { name: 'Accept with Example' }).waitFor()
    await assertAccessible(page)
    await page.getByRole('button', { name: 'Accept with Example' }).click()
    await page.waitForURL('**/contacts')
    await page.getByRole('button', { name: 'Account of Grace' }).waitFor()
    const users = await owner.ok('users/list')
    assert.equal(users.find(({ Email }: { Email: string }) => Email === account.email).Status, 'ACTIVE')

    await page.goto('/settings/sign-in')
    await page.getByRole('listitem').filter({ hasText: account.email }).getByRole('button', { name: 'Unlink' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Unlink' }).click()
    await page.getByText('It is the only way for you to sign in.').waitFor()
  })
}

test('who has a second factor is asked for its code, and only then', async (t) => {
  const { who, secret } = await guardedOwner(server())
  const page = await newWindow(t, browser(), server())
  await page.goto('/sign-in')
  await page.getByLabel('E-mail').fill(who.email)
  await page.getByLabel('Password', { exact: false }).first().fill(who.password)
  assert.equal(await page.getByLabel('Code').count(), 0)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByLabel('Code').fill(codeOf(secret))
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL('**/contacts')
})

test('a page loads nothing from elsewhere, and no script that is not a file of the server', async (t) => {
  const page = await browser().newPage({ baseURL: server().url })
  t.after(() => page.close())
  const answer = await page.goto('/sign-in')
  const policy = answer?.headers()['content-security-policy'] ?? ''
  assert.match(policy, /default-src 'none'/)
  assert.doesNotMatch(policy, /unsafe/)
  const blocked = await page.evaluate(`new Promise((resolve) => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective }) => resolve(violatedDirective))
    document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.ran = true' }))
    setTimeout(() => resolve('it ran'), 2000)
  })`)
  assert.match(String(blocked), /^script-src/)
})
