import { statfs } from 'node:fs/promises'
import { Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely'
import { LRUCache } from 'lru-cache'
import pg from 'pg'
import type { Config } from '../config.ts'
import { columnTypes } from './column-types.ts'
import { openEmbedded } from './embedded.ts'
import { ScopedDriver, system } from './scope.ts'
import type { Tables } from './tables.ts'

/** Statements for the rows of one Customer, or (`system`) for all. */
export type Scope = Kysely<Tables>

export interface Database {
  kind: 'embedded' | 'server'
  /** One Customer's rows: what belongs to others is neither seen nor written, whatever a statement says. */
  of(customerId: string): Scope
  /** Everything, as the owner of the tables. For migrations, the queue, and what comes before a Customer is known. */
  system: Scope
  pool: pg.Pool
  /** For how many milliseconds nobody has taken its only connection; where there are several, that does not matter. */
  idleFor(): number
  /** Are told whose change set this process has committed. */
  listeners: Set<(customerId: string) => void>
  /** Bytes that are left on the disk; of a server's, only the server knows. */
  freeSpace(): Promise<number>
  close(): Promise<void>
}

export async function openDatabase(
  config: Pick<Config, 'DATABASE_URL' | 'DATABASE_CONNECTIONS' | 'DATA_DIR'>,
): Promise<Database> {
  const { pool, close } =
    config.DATABASE_URL === undefined
      ? await openEmbedded(config.DATA_DIR)
      : openServer(config.DATABASE_URL, config.DATABASE_CONNECTIONS)
  // A connection that breaks while idle is replaced at its next use, which reports what is wrong.
  pool.on('error', () => {})
  // One that breaks while in use fails its statement; unheard, its `error` event would end the process as well.
  pool.on('connect', (client) => client.on('error', () => {}))
  let takenAt = 0
  pool.on('acquire', () => {
    takenAt = performance.now()
  })
  const listeners: Database['listeners'] = new Set()
  const committed = (scope: string) => {
    if (scope !== system) for (const tell of listeners) tell(scope)
  }
  const open = (scope: string) =>
    new Kysely<Tables>({
      dialect: {
        createAdapter: () => new PostgresAdapter(),
        createDriver: () => new ScopedDriver(pool, scope, config.DATABASE_URL !== undefined, committed),
        createIntrospector: (db) => new PostgresIntrospector(db),
        createQueryCompiler: () => new PostgresQueryCompiler(),
      },
    })
  const scopes = new LRUCache<string, Scope>({ max: 5000 })
  const remember = (customerId: string) => {
    const scope = open(customerId)
    scopes.set(customerId, scope)
    return scope
  }
  return {
    kind: config.DATABASE_URL === undefined ? 'embedded' : 'server',
    of: (customerId) => scopes.get(customerId) ?? remember(customerId),
    system: open(system),
    pool,
    idleFor() {
      if (config.DATABASE_URL !== undefined) return Number.POSITIVE_INFINITY
      return pool.idleCount === 0 ? 0 : performance.now() - takenAt
    },
    listeners,
    freeSpace: () => freeSpaceFor(config),
    close,
  }
}

async function freeSpaceFor({ DATABASE_URL, DATA_DIR }: Pick<Config, 'DATABASE_URL' | 'DATA_DIR'>): Promise<number> {
  if (DATABASE_URL !== undefined) return Number.POSITIVE_INFINITY
  const { bavail, bsize } = await statfs(DATA_DIR)
  return bavail * bsize
}

function openServer(connectionString: string, connections: number) {
  const pool = new pg.Pool({
    connectionString,
    types: columnTypes,
    max: connections,
    // Of a transaction, the last statement and the commit are sent together (see `atCommit`).
    pipeline: true,
    connectionTimeoutMillis: 10_000,
    // No search holds a connection longer. What takes long goes in steps.
    statement_timeout: 10_000,
    idle_in_transaction_session_timeout: 120_000,
    application_name: 'voyzu-crm',
  })
  return { pool, close: () => pool.end() }
}
