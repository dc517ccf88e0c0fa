/** A real browser, with the pages of a server in it. */
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { after, before, type TestContext } from 'node:test'
import sparticuz from '@sparticuz/chromium'
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import type { Member } from './api.ts'
import { emptyDatabase, type Server, startServer } from './server.ts'

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

/** Elsewhere than on Linux x64, for which a package brings one, the Chrome that is installed. */
export async function startBrowser(): Promise<Browser> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return chromium.launch({ channel: 'chrome' })
  return chromium.launch({ executablePath: await sparticuz.executablePath(), args: ['--no-sandbox', '--disable-gpu'] })
}

/** A server and a browser for all tests of a file. */
export function withBrowser(): { server: () => Server; browser: () => Browser } {
  let server: Server
  let browser: Browser
  before(async () => {
    const starting = emptyDatabase('embedded').then((data) => startServer(data))
    ;[server, browser] = await Promise.all([starting, startBrowser()])
  })
  after(() => Promise.all([browser.close(), server.stop()]))
  return { server: () => server, browser: () => browser }
}

/** The tests of a file share a browser; each has a window of its own, with cookies of its own. */
export async function newWindow(
  t: TestContext,
  browser: Browser,
  { url }: Server,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const context: BrowserContext = await browser.newContext({
    baseURL: url,
    viewport: { width: 1280, height: 800 },
    ...options,
  })
  context.setDefaultTimeout(10_000)
  t.after(() => context.close())
  const page = await context.newPage()
  const faults: string[] = []
  page.on('pageerror', ({ message }) => faults.push(message))
  page.on('console', (message) => {
    if (message.type() === 'error' && /Content Security Policy/.test(message.text())) faults.push(message.text())
  })
  t.after(() => assert.deepEqual(faults, [], 'a page has thrown, or has done what its policy forbids'))
  return page
}

export async function signIn(page: Page, { email, password }: Pick<Member, 'email' | 'password'>): Promise<void> {
  await page.goto('/sign-in')
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: false }).first().fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL('**/contacts*')
}

/** Chooses a file, as a person does who has it on the computer. */
export async function chooseFile(
  page: Page,
  button: string,
  file: { name: string; mimeType: string; buffer: Buffer },
): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: button }).click(),
  ])
  await chooser.setFiles(file)
}

interface Violation {
  id: string
  impact: string
  nodes: { html: string }[]
}

/** No barrier for people who see little, or use the keys alone, as far as axe finds them. */
export async function assertAccessible(page: Page): Promise<void> {
  // What fades in has no contrast yet.
  await page.waitForTimeout(400)
  // The policy of the page forbids scripts of others; this one comes by the debugger.
  await page.evaluate(await import('node:fs/promises').then(({ readFile }) => readFile(axePath, 'utf8')))
  const violations = (await page.evaluate('axe.run().then(({ violations }) => violations)')) as Violation[]
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  const told = serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join('\n  ')}`)
  assert.deepEqual(told, [], `at ${page.url()}`)
}
