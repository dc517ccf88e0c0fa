/** The thread in which the embedded database lives: takes packets of PostgreSQL's protocol, and gives back the answers. */
import { fdatasyncSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { btree_gin } from '@electric-sql/pglite/contrib/btree_gin'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import { NodeFS } from '@electric-sql/pglite/nodefs'

/** As shipped, PGlite never waits for the disk (`-F`), so a power cut could lose or corrupt what was answered. */
const durableStartParams = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
  ...['-c', 'fsync=on', '-c', 'wal_sync_method=fsync'],
  // For the time that counting takes (see tidy.ts).
  ...['-c', 'default_statistics_target=50'],
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

const database = await PGlite.create({
  fs: new DurableFS(workerData.folder),
  extensions: { pg_trgm, btree_gin },
  startParams: durableStartParams,
})

/** The message by which a client says goodbye (PostgreSQL manual, 54.7 "Message Formats", Terminate). */
const terminate = 'X'.charCodeAt(0)

let last: Promise<void> = Promise.resolve()
parentPort?.on('message', (packet: Uint8Array | 'close') => {
  last = last.then(() => (packet === 'close' ? close() : answer(packet)))
})

async function answer(packet: Uint8Array): Promise<void> {
  // The one session there is goes on with the next client, which finds it as new.
  if (packet[0] === terminate) {
    await database.exec('rollback')
    await database.exec('discard all')
  } else {
    // Not `execProtocolRaw`, which takes each message apart for itself before it gives them all.
    let failure: unknown
    const onRawData = (bytes: Uint8Array) => {
      try {
        send(bytes)
      } catch (error) {
        // In here PGlite would swallow it, and answer nothing any more.
        failure ??= error
      }
    }
    await database.execProtocolRawStream(packet, { onRawData })
    if (failure !== undefined) throw failure
  }
}

/** In memory of its own, which is handed over: what it gets is the database's. */
function send(bytes: Uint8Array): void {
  const own = bytes.slice()
  parentPort?.postMessage(own, [own.buffer])
}

async function close(): Promise<void> {
  await database.close()
  process.exit()
}

parentPort?.postMessage('ready')
