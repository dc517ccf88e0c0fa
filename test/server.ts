import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe } from 'node:test'
import pg from 'pg'

/**
 * The real server as a process of its own, with an empty database of its own. Tests talk to it by HTTP, as a client does.
 * The environment comes from test/run.ts.
 */
export interface Server {
  url: string
  kind: DatabaseKind
  /** All that it has printed so far. */
  output(): string
  /** Where its data is: `{ DATA_DIR }` or `{ DATABASE_URL }`; another server can be started on it. */
  data: Record<string, string>
  /** SIGTERM, and wait. @returns the exit code */
  stop(): Promise<number | null>
  /** kill -9, and wait. */
  kill(): Promise<void>
}

export type DatabaseKind = 'embedded' | 'postgres'

export const setupToken = 'the set-up token of the tests'

/** Runs the tests of `body` once on each kind of database, with one server for all of them. */
export function onEachDatabase(body: (server: () => Server) => void, settings: Record<string, string> = {}): void {
  for (const kind of ['embedded', 'postgres'] as const)
    describe(`on ${kind}`, () => {
      let server: Server
      before(async () => {
        server = await startServer(await emptyDatabase(kind), settings)
      })
      after(async () => {
        await server.stop()
        rmSync(server.data['DATA_DIR'] ?? 'none', { recursive: true, force: true })
      })
      body(() => server)
    })
}

let made = 0

/** A database with all tables and nothing in them: a copy of the one that test/run.ts has prepared. */
export async function emptyDatabase(kind: DatabaseKind): Promise<Record<string, string>> {
  if (kind === 'embedded') {
    const DATA_DIR = mkdtempSync(join(tmpdir(), 'voyzu-test-'))
    cpSync(fromRunner('TEST_EMBEDDED_TEMPLATE'), DATA_DIR, { recursive: true })
    return { DATA_DIR }
  }
  const admin = fromRunner('TEST_POSTGRES_URL')
  const name = `test_${process.pid}_${made++}`
  const client = new pg.Client(admin)
  await client.connect()
  await client.query(`create database ${name} template voyzu_template`)
  await client.end()
  return { DATABASE_URL: admin.replace(/[^/]*$/, name) }
}

function fromRunner(name: string): string {
  const value = process.env[name]
  if (value === undefined) throw new Error(`${name} is not set: run the tests with npm test`)
  return value
}

/** Starts `server/main.ts` and waits until it answers. */
export async function startServer(
  data: Record<string, string>,
  settings: Record<string, string> = {},
  options: string[] = [],
): Promise<Server> {
  const main = new URL('../server/main.ts', import.meta.url).pathname
  const env = {
    PATH: process.env['PATH'],
    NODE_OPTIONS: process.env['NODE_OPTIONS'],
    PORT: '0',
    SETUP_TOKEN: setupToken,
    NODE_ENV: 'production',
    ...data,
    ...settings,
  }
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...options], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  const url = await answerAddress(child, () => output)
  const ended = () => (child.exitCode !== null || child.signalCode !== null ? Promise.resolve() : once(child))
  return {
    url,
    kind: data['DATA_DIR'] === undefined ? 'postgres' : 'embedded',
    output: () => output,
    data,
    async stop() {
      child.kill('SIGTERM')
      await ended()
      return child.exitCode
    },
    async kill() {
      child.kill('SIGKILL')
      await ended()
    },
  }
}

const once = (child: ChildProcess) => new Promise<void>((resolve) => child.once('exit', () => resolve()))

async function answerAddress(child: ChildProcess, output: () => string): Promise<string> {
  for (let waited = 0; waited < 60_000; waited += 20) {
    const [, address] = /answers at (\S+)/.exec(output()) ?? []
    if (address !== undefined) return address
    if (child.exitCode !== null) break
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`The server does not answer:\n${output()}`)
}
