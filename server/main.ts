import { parseArgs } from 'node:util'
import { createApp } from './app.ts'
import { describeSettings, readConfig } from './config.ts'
import { linkToken } from './customers/setup-token.ts'
import { openDatabase } from './database/database.ts'
import { migrate } from './database/migrate.ts'
import { fillDemo } from './demo/demo.ts'
import { createLog } from './log.ts'

const stopWithin = 10_000

const { values: options } = parseArgs({ options: { demo: { type: 'boolean' }, help: { type: 'boolean' } } })

if (options.help)
  console.log(
    `npm start [-- --demo]\n\n  --demo  fills an organisation with 1,000 made-up people\n\nSettings, from the environment:\n${describeSettings()}`,
  )
else
  await start().catch((error: Error) => {
    console.error(error.message)
    process.exitCode = 1
  })

async function start(): Promise<void> {
  const config = readConfig(process.env)
  const log = createLog(config)
  const database = await openDatabase(config)
  try {
    await migrate(database)
    const { http, queue } = await createApp(config, database, log)
    await queue.start()
    if (config.ROLE !== 'api') await queue.work()
    const demo = options.demo ? await fillDemo(database) : undefined
    const address = await http.listen({ host: config.HOST, port: config.PORT })
    greet(config.PUBLIC_URL ?? address, await linkToken(database, config), demo)

    let stopping = false
    const stop = async (signal: string) => {
      if (stopping) return
      stopping = true
      log.info({ signal }, 'stopping')
      // Whatever does not end in time is cut off: what was not committed was not answered either.
      setTimeout(() => process.exit(1), stopWithin - 500).unref()
      await http.close()
      await queue.stop(stopWithin - 3000)
      await database.close()
      log.info('stopped')
    }
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop)
  } catch (error) {
    await database.close()
    throw error
  }
}

function greet(
  address: string,
  token: string | undefined,
  demo: { email: string; password: string } | undefined,
): void {
  const lines = [`Voyzu CRM answers at ${address}`]
  if (token !== undefined) lines.push(`Make your organisation at ${address}/setup#${token}`)
  if (demo !== undefined)
    lines.push(`The demo organisation: sign in as ${demo.email} with the password ${demo.password}`)
  console.log(lines.join('\n'))
}
