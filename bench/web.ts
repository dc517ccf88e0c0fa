/** The contacts page in a real browser: how soon it is there, how typing and scrolling feel, and what it keeps in memory. */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { startBrowser } from '../test/browser.ts'
import { buildWeb } from '../web/build.ts'
import { commonWords, rareWords } from './people.ts'
import { start } from './processes.ts'
import { speedSize } from './speed.ts'
import type { Kind, Stage } from './stage.ts'
import { count, median, ms, table } from './table.ts'
import { observe, scrollAll } from './web-page.ts'

const loads = 5
/** What is typed, a letter at a time: words of many contacts, of few, and two at once. */
const typed = [...commonWords, ...rareWords.slice(0, 6), 'anna smith', 'smith manager']
/** Between the rows of a letter and the next one, as somebody types. */
const pauseBetweenLetters = 120
/** Pixels a second: as fast as a list can be thrown. */
const scrollSpeed = 20_000
const settleSeconds = 5

export const webCases = ['web']

export async function measureWeb(
  stage: Stage,
  kinds: Kind[],
  wanted: (name: string) => boolean,
  scrollMinutes: number,
) {
  if (!webCases.some(wanted)) return
  await buildWeb()
  const rows: string[][] = []
  for (const kind of kinds) {
    const { data, organisation } = await stage.copy(await stage.filled(kind, speedSize))
    const server = await start('server', data)
    const browser = await startBrowser()
    try {
      const open = () => newContext(browser, server.url, organisation.sessionId)
      rows.push(...(await measureLoads(open)).map((row) => [kind, ...row]))
      const context = await open()
      const page = await contactsIn(context)
      rows.push([kind, ...(await measureTyping(page))])
      rows.push(...(await measureScrolling(page, scrollMinutes)).map((row) => [kind, ...row]))
      await context.close()
    } finally {
      await browser.close()
      await server.stop()
    }
  }
  console.log(`\n### The web application\n\n${count(speedSize)} contacts, in Chromium without a graphics processor.\n`)
  console.log(table(['database', 'what', 'median', 'p95', 'worst', 'goal'], rows))
}

async function newContext(browser: Browser, url: string, sessionId: string): Promise<BrowserContext> {
  const context = await browser.newContext({ baseURL: url, viewport: { width: 1280, height: 800 } })
  await context.addCookies([{ name: 'voyzu-session-id', value: sessionId, url }])
  await context.addInitScript(observe)
  return context
}

async function contactsIn(context: BrowserContext): Promise<Page> {
  const page = await context.newPage()
  await page.goto('/contacts')
  await page.waitForFunction(() => window.bench.firstRow !== undefined)
  return page
}

/** With nothing in the browser's cache, from the navigation to the frame in which contacts are seen. */
async function measureLoads(open: () => Promise<BrowserContext>): Promise<string[][]> {
  const times: number[] = []
  let scripts = 0
  for (let each = 0; each < loads; each++) {
    const context = await open()
    const page = await contactsIn(context)
    const seen = await page.evaluate(() => ({ at: window.bench.firstRow ?? 0, scripts: window.bench.scripts }))
    times.push(seen.at)
    scripts = seen.scripts.reduce((sum, path) => sum + gzipped(path), 0)
    await context.close()
  }
  return [
    ['cold load to the first contacts (ms)', ms(median(times)), '', ms(Math.max(...times)), '≤ 1,500'],
    ['JavaScript before them, gzipped (kB)', (scripts / 1000).toFixed(0), '', '', '≤ 250'],
  ]
}

const gzipped = (path: string) => statSync(join(import.meta.dirname, '../web/dist', `${path}.gz`)).size

/** From the key to the frame in which its rows are seen. */
async function measureTyping(page: Page): Promise<string[]> {
  const times: number[] = []
  await page.keyboard.press('/')
  for (const word of typed) {
    const letters = [...word].map((_, index) => word.slice(0, index + 1)).filter((text) => !text.endsWith(' '))
    for (const text of letters) {
      // A blank finds nothing else than the word before it.
      if (text.at(-2) === ' ') await page.keyboard.type(' ')
      await page.waitForTimeout(pauseBetweenLetters)
      await page.keyboard.type(text.at(-1) ?? '')
      const wait = await page.waitForFunction((wanted) => window.bench.shownAfter(wanted), text, { polling: 'raf' })
      times.push((await wait.jsonValue()) as number)
    }
    await page.keyboard.press('Control+A')
    await page.keyboard.press('Delete')
    await page.waitForTimeout(1000)
  }
  const sorted = times.toSorted((one, other) => one - other)
  const at = (share: number) => ms(sorted[Math.ceil(share * sorted.length) - 1] ?? 0)
  return [`a letter typed to its rows (ms), ${sorted.length} letters`, at(0.5), at(0.95), at(1), 'p95 ≤ 150']
}

/** From the top to the end, and on to and fro until the time is over. */
async function measureScrolling(page: Page, minutes: number): Promise<string[][]> {
  const memory = async () => {
    const devtools = await page.context().newCDPSession(page)
    await devtools.send('HeapProfiler.collectGarbage')
    const { usedSize } = await devtools.send('Runtime.getHeapUsage')
    await devtools.detach()
    return usedSize / 2 ** 20
  }
  await page.waitForTimeout(settleSeconds * 1000)
  const before = await memory()
  const whole = await page.evaluate(scrollAll, { speed: scrollSpeed, seconds: 0 })
  if (whole.rows < speedSize) throw new Error(`the list ends at row ${whole.rows}`)
  await page.evaluate(scrollAll, { speed: scrollSpeed, seconds: minutes * 60 })
  const after = await memory()
  return [
    [`scrolling all rows at ${count(scrollSpeed)} px/s (frames/s)`, count(whole.framesPerSecond), '', '', '≥ 50'],
    ['longest time without rows meanwhile (ms)', '', '', ms(whole.longestBlank), '≤ 200'],
    [`memory before, and ${minutes} min later (MB)`, `${before.toFixed(0)}, ${after.toFixed(0)}`, '', '', 'flat'],
  ]
}
