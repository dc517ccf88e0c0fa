import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Database, openDatabase } from '../server/database/database.ts'
import { migrate } from '../server/database/migrate.ts'
import { type Postgres, startPostgres } from '../test/postgres.ts'
import { fill, type Organisation } from './fill.ts'

export type Kind = 'postgres' | 'embedded'

/** A filled database; `data` is what a server needs to be started on it. */
export interface Filled {
  kind: Kind
  size: number
  data: Record<string, string>
  organisation: Organisation
}

/** As a small machine of its own would be set; nothing that weakens what a commit promises. */
export const postgresFlags = {
  shared_buffers: '1GB',
  effective_cache_size: '4GB',
  maintenance_work_mem: '512MB',
  max_wal_size: '8GB',
  random_page_cost: '1.1',
  fsync: 'on',
}

/** The databases of the benchmark. Each is filled once, when it is first asked for. */
export class Stage {
  #postgres: Postgres | undefined
  readonly #filled = new Map<string, Promise<Filled>>()
  readonly #folders: string[] = []
  #made = 0

  filled(kind: Kind, size: number): Promise<Filled> {
    const name = `${kind} ${size}`
    const known = this.#filled.get(name) ?? this.#fill(kind, size)
    this.#filled.set(name, known)
    return known
  }

  async #fill(kind: Kind, size: number): Promise<Filled> {
    const began = performance.now()
    const data: Record<string, string> =
      kind === 'embedded'
        ? { DATA_DIR: this.#folder() }
        : { DATABASE_URL: await (await this.#server()).createDatabase(`bench_${size}`) }
    const organisation = await within(data, async (database) => {
      await migrate(database)
      return fill(database, size)
    })
    const seconds = ((performance.now() - began) / 1000).toFixed(0)
    console.error(`(filled ${kind} with ${size.toLocaleString('en-US')} contacts in ${seconds} s)`)
    return { kind, size, data, organisation }
  }

  /** The same once more, to be changed. */
  async copy({ data, ...rest }: Filled): Promise<Filled> {
    if (data['DATABASE_URL'] !== undefined) {
      const template = data['DATABASE_URL'].replace(/^.*\//, '')
      const postgres = await this.#server()
      return { ...rest, data: { DATABASE_URL: await postgres.createDatabase(`${template}_${this.#made++}`, template) } }
    }
    const folder = this.#folder()
    cpSync(data['DATA_DIR'] ?? '', folder, { recursive: true })
    return { ...rest, data: { DATA_DIR: folder } }
  }

  #folder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'voyzu-bench-'))
    this.#folders.push(folder)
    return folder
  }

  async #server(): Promise<Postgres> {
    const flags = Object.entries(postgresFlags).flatMap(([name, value]) => ['-c', `${name}=${value}`])
    this.#postgres ??= await startPostgres(flags)
    return this.#postgres
  }

  async close(): Promise<void> {
    await this.#postgres?.stop()
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true })
  }
}

/** Opens a database in this process. */
export async function within<Result>(
  data: Record<string, string>,
  run: (database: Database) => Promise<Result>,
): Promise<Result> {
  const database = await openDatabase({
    DATABASE_URL: data['DATABASE_URL'],
    DATABASE_CONNECTIONS: 4,
    DATA_DIR: data['DATA_DIR'] ?? '',
  })
  try {
    return await run(database)
  } finally {
    await database.close()
  }
}
