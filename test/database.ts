import pg from 'pg'
import { compactChanges } from '../server/changes/compact.ts'
import { type Database, openDatabase } from '../server/database/database.ts'
import { eventually } from './api.ts'

// biome-ignore lint/suspicious/noExplicitAny: what a test looks at is what the test says
type Rows = Record<string, any>[]

/** Looks into a server's database, past the server. An embedded one only while no server runs on it. */
export async function rowsOf(data: Record<string, string>, text: string, values: unknown[] = []): Promise<Rows> {
  if (data['DATABASE_URL'] !== undefined) {
    const client = new pg.Client(data['DATABASE_URL'])
    await client.connect()
    try {
      return (await client.query(text, values)).rows
    } finally {
      await client.end()
    }
  }
  const database = await openDatabase({ DATA_DIR: data['DATA_DIR'] ?? '', DATABASE_CONNECTIONS: 1 })
  try {
    return (await database.pool.query(text, values)).rows
  } finally {
    await database.close()
  }
}

/** Waits until a statement in a PostgreSQL waits for a row, or another lock, that somebody holds. */
export function lockAwaited(data: Record<string, string>): Promise<true> {
  // On a connection of its own: within a transaction this view stays as it was first read.
  const waiting = `select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`
  return eventually('somebody waits for a lock', async () =>
    (await rowsOf(data, waiting)).length > 0 ? true : undefined,
  )
}

/** Makes all that was done until now 100 days old, and compacts what is older than 61. No server runs meanwhile. */
export const compact = (data: Record<string, string>): Promise<void> =>
  within(data, async (database) => {
    await database.pool.query(`update change_sets set created_at = created_at - interval '100 days'`)
    await compactChanges(database, 61, () => false)
  })

/** Does something with the database of a server that has stopped. */
export async function within(data: Record<string, string>, run: (database: Database) => Promise<void>): Promise<void> {
  const database = await openDatabase({
    DATA_DIR: data['DATA_DIR'] ?? '',
    DATABASE_URL: data['DATABASE_URL'],
    DATABASE_CONNECTIONS: 2,
  })
  try {
    await run(database)
  } finally {
    await database.close()
  }
}
