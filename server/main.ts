import { parseArgs } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import type { Logger } from 'pino'
import { type App, createApp } from './app.ts'
import { compactChanges } from './changes/compact.ts'
import { type Config, describeSettings, readConfig } from './config.ts'
import { deleteCustomers } from './customers/delete-customers.ts'
import { linkToken } from './customers/setup-token.ts'
import { type Database, openDatabase } from './database/database.ts'
import { knowsLetters, unknownLetters } from './database/letters.ts'
import { migrate } from './database/migrate.ts'
import { tidyEvery, tidyTables } from './database/tidy.ts'
import { followAll, followEvery } from './duplicates/follow.ts'
import { Loop } from './jobs/loop.ts'
import { createLog } from './log.ts'
import { MailSender } from './mails/sender.ts'
import { lookEvery, tellOfChanges } from './notifications/changed-contacts.ts'
import { deleteLostPhotos } from './photos/photos.ts'
import { WebhookSender } from './webhooks/sender.ts'

// Else V8 lets a heap of which 40 MB are in use become four times as large before it clears away what an import or an export has
// left; with this, once and a half. (docs/benchmarks.md has both.)
setFlagsFromString('--heap-growing-percent=40')

const stopWithin = 10_000
/** In milliseconds. */
const deleteEvery = 3600_000
const compactEvery = 3600_000

const help = `npm start [-- --demo]

  --demo  fills an organisation with 1,000 made-up people

Settings, from the environment:
${describeSettings()}`

try {
  const { values } = parseArgs({ options: { demo: { type: 'boolean', default: false }, help: { type: 'boolean' } } })
  if (values.help) console.log(help)
  else await start(values.demo)
} catch (error) {
  const { message, code } = error as Error & { code?: string }
  console.error(`Voyzu CRM does not start: ${message || code}`)
  process.exit(1)
}

async function start(withDemo: boolean): Promise<void> {
  const config = readConfig(process.env)
  const log = createLog(config)
  const database = await openDatabase(config)
  try {
    await migrate(database)
    if (!(await knowsLetters(database))) log.warn(unknownLetters)
    const app = await createApp(config, database, log)
    const background = config.ROLE === 'api' ? [] : backgroundOf(config, database, log)
    stopOnSignal(app, background, database, log)
    await app.queue.start()
    if (config.ROLE !== 'api') await app.queue.work()
    for (const each of background) each.start()
    const demo = withDemo ? await demoOf(database) : undefined
    const address = await app.http.listen({ host: config.HOST, port: config.PORT })
    await greet(config, database, address, demo)
  } catch (error) {
    await database.close()
    throw error
  }
}

/** Lets what is under way end. What does not end in time is cut off: it was not committed, and not answered either. */
function stopOnSignal({ http, queue }: App, background: Background[], database: Database, log: Logger): void {
  let stopping = false
  const stop = async (signal: string) => {
    if (stopping) return
    stopping = true
    setTimeout(() => process.exit(1), stopWithin - 500).unref()
    log.info({ signal }, 'stopping')
    await http.close()
    await Promise.all([queue.stop(stopWithin - 3000), ...background.map((each) => each.stop())])
    await database.close()
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal))
}

type Background = Pick<Loop, 'start' | 'stop'>

/** What goes on by itself, in every process that works. */
function backgroundOf(config: Config, database: Database, log: Logger): Background[] {
  const loop = (pause: number, what: string, run: (isStopping: () => boolean) => Promise<void>) =>
    new Loop(pause, run, (error) => log.error({ err: error }, what))
  const compacting = (days: number) =>
    loop(compactEvery, 'compacting changes', (isStopping) => compactChanges(database, days, isStopping))
  return [
    loop(lookEvery, 'telling of changed contacts', (isStopping) => tellOfChanges(database, isStopping)),
    loop(followEvery, 'following duplicates', (isStopping) => followAll(database, isStopping)),
    loop(deleteEvery, 'deleting organisations', () => deleteCustomers(database)),
    loop(deleteEvery, 'deleting pictures', (isStopping) => deleteLostPhotos(database, isStopping)),
    ...(database.kind === 'embedded' ? [loop(tidyEvery, 'tidying tables', () => tidyTables(database))] : []),
    ...(config.HISTORY_DAYS === undefined ? [] : [compacting(config.HISTORY_DAYS)]),
    new WebhookSender(database, config.WEBHOOK_ALLOW_PRIVATE, log),
    ...(config.SMTP_URL === undefined ? [] : [new MailSender(database, config.SMTP_URL, config, log)]),
  ]
}

/** Loaded only when asked for: the made-up people take 45 MB and a part of the start. */
async function demoOf(database: Database): Promise<{ email: string; password: string }> {
  const { fillDemo } = await import('./demo/demo.ts')
  return fillDemo(database)
}

async function greet(
  config: Config,
  database: Database,
  listening: string,
  demo: { email: string; password: string } | undefined,
): Promise<void> {
  const address = config.PUBLIC_URL ?? listening
  const token = config.ROLE === 'worker' ? undefined : await linkToken(database, config)
  const lines = [
    `Voyzu CRM answers at ${listening}`,
    ...(token === undefined ? [] : [`Make your organisation at ${address}/setup#${token}`]),
    ...(demo === undefined ? [] : [`Sign in to the demo organisation as ${demo.email} with ${demo.password}`]),
  ]
  // At once, so that a program that waits for the first line has them all.
  console.log(lines.join('\n'))
}
