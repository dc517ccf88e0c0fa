import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, type TestContext } from 'node:test'
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

export const databaseKinds = ['embedded', 'postgres'] as const
export type DatabaseKind = (typeof databaseKinds)[number]

export const setupToken = 'the set-up token of the tests'

/**
 * Runs the tests of `body` once on each kind of database, with one server for all of them. With settings it is a new one;
 * without, other files may have used it before.
 */
export function onEachDatabase(body: (server: () => Server) => void, settings?: Record<string, string>): void {
  for (const kind of databaseKinds)
    describe(`on ${kind}`, () => {
      let server: Server
      before(async () => {
        server = settings === undefined ? await borrow(kind) : await startServer(await emptyDatabase(kind), settings)
      })
      after(() => server.stop())
      body(() => server)
    })
}

/** One of lending.ts. */
async function borrow(kind: DatabaseKind): Promise<Server> {
  const ask = async (what: object) => {
    const answer = await fetch(fromRunner('TEST_LENDER'), { method: 'POST', body: JSON.stringify(what) })
    const text = await answer.text()
    if (!answer.ok) throw new Error(text)
    return text === '' ? undefined : JSON.parse(text)
  }
  const refused = (): never => {
    throw new Error('Others use this server, too: a test that kills it, or reads what it prints, has one of its own')
  }
  const lent: Pick<Server, 'url' | 'kind' | 'data'> = await ask({ kind })
  return {
    ...lent,
    output: refused,
    kill: refused,
    async stop() {
      await ask({ url: lent.url, secrets: [...secrets] })
      return null
    },
  }
}

let made = 0
const folders: string[] = []
process.once('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** A database with all tables and nothing in them: a copy of the one that test/run.ts has prepared. */
export async function emptyDatabase(kind: DatabaseKind): Promise<Record<string, string>> {
  if (kind === 'postgres') return createDatabase('voyzu_template')
  const data = newFolder()
  cpSync(fromRunner('TEST_EMBEDDED_TEMPLATE'), data.DATA_DIR, { recursive: true })
  return data
}

/** A database with nothing in it, as a server finds it at its very first start. @param options of PostgreSQL's `create database` */
export async function bareDatabase(kind: DatabaseKind, options = ''): Promise<Record<string, string>> {
  return kind === 'postgres' ? createDatabase('template0', options) : newFolder()
}

function newFolder() {
  const DATA_DIR = mkdtempSync(join(tmpdir(), 'voyzu-test-'))
  folders.push(DATA_DIR)
  return { DATA_DIR }
}

async function createDatabase(template: string, options = '') {
  const admin = fromRunner('TEST_POSTGRES_URL')
  const name = `test_${process.pid}_${made++}`
  const client = new pg.Client(admin)
  await client.connect()
  await client.query(`create database ${name} template ${template} ${options}`)
  await client.end()
  return { DATABASE_URL: admin.replace(/[^/]*$/, name) }
}

function fromRunner(name: string): string {
  const value = process.env[name]
  if (value === undefined) throw new Error(`${name} is not set: run the tests with npm test`)
  return value
}

/** A server for one test alone, which may kill it. */
export function serverFor(t: TestContext, ...given: Parameters<typeof startServer>): Promise<Server> {
  const starting = startServer(...given)
  // Also where the test has failed meanwhile, as by another server that did not start.
  t.after(async () => (await starting.catch(() => undefined))?.kill())
  return starting
}

/** What tests have been told or have made up that opens an account; no server may print it. */
export const secrets = new Set<string>()

export function refuseSecretsIn(log: string, all: Iterable<string> = secrets): void {
  for (const secret of all) if (log.includes(secret)) throw new Error(`A server has printed a secret:\n${log}`)
}

/** Starts the server, from the one file that test/run.ts has made of it, if it has, and waits until it answers. */
export async function startServer(
  data: Record<string, string>,
  settings: Record<string, string> = {},
  options: string[] = [],
): Promise<Server> {
  const main = process.env['TEST_SERVER'] ?? source
  const { child, output, ended } = spawnServer(main, { ...data, ...settings }, options)
  const url = await answerAddress(child, output)
  return {
    url,
    kind: data['DATA_DIR'] === undefined ? 'postgres' : 'embedded',
    output,
    data,
    async stop() {
      child.kill('SIGTERM')
      const code = await ended
      refuseSecretsIn(output())
      return code
    },
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** Runs `server/main.ts` where it is expected to end by itself. */
export async function runServer(
  settings: Record<string, string>,
  options: string[] = [],
): Promise<{ code: number | null; output: string }> {
  const { child, output, ended } = spawnServer(source, settings, options)
  const overdue = setTimeout(() => child.kill('SIGKILL'), 60_000)
  const code = await ended
  clearTimeout(overdue)
  return { code, output: output() }
}

const source = new URL('../server/main.ts', import.meta.url).pathname

function spawnServer(main: string, settings: Record<string, string>, options: string[]) {
  const env = {
    PATH: process.env['PATH'],
    NODE_OPTIONS: process.env['NODE_OPTIONS'],
    NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
    PORT: '0',
    SETUP_TOKEN: setupToken,
    NODE_ENV: 'production',
    ...settings,
  }
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...options], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  // `close` comes when all that it printed has been read too.
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  return { child, output: () => output, ended }
}

async function answerAddress(child: ChildProcess, output: () => string): Promise<string> {
  for (let waited = 0; waited < 60_000; waited += 20) {
    const [, address] = /answers at (\S+)/.exec(output()) ?? []
    if (address !== undefined) return address
    if (child.exitCode !== null) break
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  child.kill('SIGKILL')
  throw new Error(`The server does not answer:\n${output()}`)
}
