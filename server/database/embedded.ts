import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Duplex } from 'node:stream'
import { Worker } from 'node:worker_threads'
import pg from 'pg'
import { columnTypes } from './column-types.ts'
import { lockDataFolder } from './data-folder-lock.ts'

/**
 * The embedded database: PGlite in a thread of its own, so that a long statement does not keep the process from
 * answering, behind a pg pool with one connection. Inside a transaction nothing else reaches the database; a call to the
 * pool from there would wait for ever.
 */
export async function openEmbedded(folder: string): Promise<{ pool: pg.Pool; close(): Promise<void> }> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const unlock = lockDataFolder(folder)
  try {
    const worker = await startWorker(join(folder, 'pglite'))
    const stream = () => new WorkerStream(worker) as never
    const options = { max: 1, idleTimeoutMillis: 0, pipeline: true, types: columnTypes }
    const pool = new pg.Pool({ stream, user: 'postgres', ...options })
    return {
      pool,
      async close() {
        await pool.end()
        const ended = once(worker, 'exit')
        worker.postMessage('close')
        await ended
        unlock()
      },
    }
  } catch (error) {
    unlock()
    throw error
  }
}

async function startWorker(folder: string): Promise<Worker> {
  const worker = new Worker(new URL('./embedded-worker.ts', import.meta.url), { workerData: { folder } })
  await once(worker, 'message')
  // Nothing can be answered without it. A new process takes up where this one ends, so it does not try to go on.
  const fail = (cause: unknown) => {
    throw new Error('The thread of the embedded database has ended', { cause })
  }
  return worker.on('error', fail).once('exit', (code) => code === 0 || fail(code))
}

/** What pg takes for a socket. */
class WorkerStream extends Duplex {
  readonly #worker: Worker
  readonly #answered = (packet: Uint8Array) => this.push(packet)

  constructor(worker: Worker) {
    super()
    this.#worker = worker
    worker.on('message', this.#answered)
  }

  connect() {
    process.nextTick(() => this.emit('connect'))
    return this
  }

  setNoDelay() {}
  setKeepAlive() {}
  ref() {}
  unref() {}

  override _read() {}

  override _write(packet: Buffer, _encoding: string, done: () => void) {
    this.#send([packet])
    done()
  }

  override _writev(packets: { chunk: Buffer }[], done: () => void) {
    this.#send(packets.map(({ chunk }) => chunk))
    done()
  }

  /** In memory of their own, which is handed over: of a Buffer, all that it shares its memory with would be copied too. */
  #send(packets: Buffer[]) {
    const bytes = new Uint8Array(packets.reduce((length, packet) => length + packet.length, 0))
    let at = 0
    for (const packet of packets) {
      bytes.set(packet, at)
      at += packet.length
    }
    this.#worker.postMessage(bytes, [bytes.buffer])
  }

  override _final(done: () => void) {
    this.push(null)
    done()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void) {
    this.#worker.off('message', this.#answered)
    done(error)
  }
}
