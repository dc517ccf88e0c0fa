import { fdatasyncSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { btree_gin } from '@electric-sql/pglite/contrib/btree_gin'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import { createPgConfig } from '@electric-sql/pglite/node-postgres'
import { NodeFS } from '@electric-sql/pglite/nodefs'
import pg from 'pg'
import { columnTypes } from './column-types.ts'
import { lockDataFolder } from './data-folder-lock.ts'

/**
 * The embedded database: PGlite in this process, behind the interface of a pg pool with one connection.
 * Inside a transaction nothing else reaches the database; a call to the pool from there would wait for ever.
 */
export async function openEmbedded(folder: string): Promise<{ pool: pg.Pool; close(): Promise<void> }> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const unlock = lockDataFolder(folder)
  try {
    const pglite = await PGlite.create({
      fs: new DurableFS(join(folder, 'pglite')),
      extensions: { pg_trgm, btree_gin },
      startParams: durableStartParams,
    })
    const pool = new pg.Pool({ ...createPgConfig(pglite), max: 1, types: columnTypes })
    return {
      pool,
      async close() {
        await pool.end()
        await pglite.close()
        unlock()
      },
    }
  } catch (error) {
    unlock()
    throw error
  }
}

/** As shipped, PGlite never waits for the disk (`-F`), so a power cut could lose or corrupt what was answered. */
const durableStartParams = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
  ...['-c', 'fsync=on', '-c', 'wal_sync_method=fsync'],
]

/** Emscripten's file system ignores fsync; this one asks the operating system for it. */
class DurableFS extends NodeFS {
  override async init(...given: Parameters<NodeFS['init']>): ReturnType<NodeFS['init']> {
    const { emscriptenOpts, ...rest } = await super.init(...given)
    const preRun = [...(emscriptenOpts.preRun ?? []), syncToDisk]
    return { ...rest, emscriptenOpts: { ...emscriptenOpts, preRun } }
  }
}

// The module is Emscripten's own object, of which PGlite declares only a part.
// biome-ignore lint/suspicious/noExplicitAny: see above
function syncToDisk(module: any): void {
  module.NODEFS.stream_ops.fsync = (stream: { nfd: number }) => {
    fdatasyncSync(stream.nfd)
    return 0
  }
}
