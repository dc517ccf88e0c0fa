/** `npm run screenshots`: takes the pictures of the README anew, in a real browser, of the demo organisation. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { call, member } from '../../test/api.ts'
import { chooseFile, signIn, startBrowser } from '../../test/browser.ts'
import { csv } from '../../test/files.ts'
import { startServer } from '../../test/server.ts'
import { buildWeb } from '../../web/build.ts'

await buildWeb()
const folder = mkdtempSync(join(tmpdir(), 'voyzu-screenshots-'))
const server = await startServer({ DATA_DIR: folder }, {}, ['--demo'])
const browser = await startBrowser()
try {
  const [, email = '', password = ''] = /as (\S+) with (\S+)/.exec(server.output()) ?? []
  const context = await browser.newContext({ baseURL: server.url, viewport: { width: 1280, height: 800 } })
  const page = await context.newPage()
  await signIn(page, { email, password })
  await takeContacts(page)
  await takeImport(page)
  const { body } = await call(server, 'auth', { Email: email, Password: password })
  const demo = member(server, body, email, password)
  for (const person of [
    {
      FirstName: 'Katherine',
      LastName: 'Johnson',
      JobTitle: 'Mathematician',
      Emails: [{ Value: 'k.johnson@example.org' }],
    },
    {
      FirstName: 'Kathy',
      LastName: 'Johnson',
      Emails: [{ Value: 'K.Johnson@example.org' }],
      Phones: [{ Value: '+1 757 555 0118' }],
    },
  ])
    await demo.ok('contacts/create', { RecordType: 'PERSON', ...person })
  await takeDuplicates(page)
} finally {
  await browser.close()
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
}

async function take(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(import.meta.dirname, `${name}.png`) })
}

async function takeContacts(page: Page): Promise<void> {
  await page.getByRole('row').filter({ hasText: 'Adonis Walker' }).getByText('Adonis Walker').click()
  await page.getByRole('complementary').getByRole('tab', { name: 'Details' }).waitFor()
  await page.mouse.move(0, 0)
  await take(page, 'contacts')
}

async function takeImport(page: Page): Promise<void> {
  await page.goto('/imports/new')
  const people = csv(
    ['Vorname', 'Nachname', 'E-Mail', 'Geburtstag'],
    ['Ada', 'Lovelace', 'ada@example.org', '10.12.1815'],
    ['Grace', 'Hopper', 'grace@example.org', '32.12.1906'],
    ['Alan', 'Turing', 'alan@example.org', '23.06.1912'],
    ['Adonis', 'Walker', 'adonis.walker39@example.org', '01.02.1980'],
  )
  const file = { name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(people) }
  await chooseFile(page, 'Choose a file', file)
  await page.getByRole('heading', { name: 'people.csv' }).waitFor()
  await page.getByRole('button', { name: 'Check', exact: true }).click()
  await page.getByRole('heading', { name: 'What will happen' }).scrollIntoViewIfNeeded()
  await page.getByRole('textbox', { name: 'Geburtstag in row 3' }).waitFor()
  await take(page, 'import')
}

async function takeDuplicates(page: Page): Promise<void> {
  await page.goto('/duplicates')
  await page.getByRole('button', { name: 'Look for duplicates' }).click()
  await page
    .getByRole('button', { name: /^Merge/ })
    .first()
    .waitFor()
  await take(page, 'duplicates')
}
