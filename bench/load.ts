/**
 * Sends calls and measures them, as a process of its own. It speaks HTTP/1.1 on sockets with prepared bytes, so that it
 * takes as little as possible of the processors that it shares with what it measures.
 */
import { randomUUID } from 'node:crypto'
import { connect, type Socket } from 'node:net'

/** What to send: the calls in turn, over and over, until the time is up or enough calls were made. */
export interface Load {
  url: string
  cookie: string
  calls: { path: string; body?: object; get?: true }[]
  connections: number
  seconds: number
  most?: number
  /** Whether each call bears an Idempotency-Key of its own. */
  keyed?: boolean
}

export interface Measured {
  perSecond: number
  calls: number
  p50: number
  p95: number
  p99: number
  max: number
}

if (process.send !== undefined)
  process.on('message', async (load: Load) => {
    try {
      process.send?.({ measured: await run(load) })
    } catch (error) {
      process.send?.({ failure: (error as Error).message })
    }
  })

async function run(load: Load): Promise<Measured> {
  const { hostname, port, host } = new URL(load.url)
  const prepared = load.calls.map((call) => requestBytes(call, host, load.cookie))
  const times: number[] = []
  const until = performance.now() + load.seconds * 1000
  let sent = 0
  const next = (): Buffer | undefined => {
    if (performance.now() > until || sent >= (load.most ?? Number.POSITIVE_INFINITY)) return undefined
    const { head, rest } = prepared[sent++ % prepared.length] as (typeof prepared)[number]
    return Buffer.concat([head, Buffer.from(load.keyed ? `idempotency-key: ${randomUUID()}\r\n` : ''), rest])
  }
  const began = performance.now()
  await Promise.all(
    Array.from({ length: load.connections }, () => converse(connect(Number(port), hostname), next, times)),
  )
  const seconds = (performance.now() - began) / 1000
  const sorted = Float64Array.from(times).sort()
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  return {
    perSecond: times.length / seconds,
    calls: times.length,
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    max: at(1),
  }
}

function requestBytes({ path, body, get }: Load['calls'][number], host: string, cookie: string) {
  const content = get ? '' : JSON.stringify(body ?? {})
  const head = [
    `${get ? 'GET' : 'POST'} ${path} HTTP/1.1`,
    `host: ${host}`,
    `cookie: voyzu-session-id=${cookie}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(content)}`,
    '',
  ]
  return { head: Buffer.from(head.join('\r\n')), rest: Buffer.from(`\r\n${content}`) }
}

/** Sends on one connection the next call as soon as the one before is answered. */
function converse(socket: Socket, next: () => Buffer | undefined, times: number[]): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let received: Buffer[] = []
  let size = 0
  let expected = 0
  let began = 0
  const send = () => {
    const bytes = next()
    if (bytes === undefined) return socket.end(() => resolve())
    began = performance.now()
    socket.write(bytes)
  }
  socket.setNoDelay(true)
  socket.on('connect', send)
  socket.on('error', reject)
  socket.on('close', () => reject(new Error('The connection was closed')))
  socket.on('data', (chunk: Buffer) => {
    received.push(chunk)
    size += chunk.length
    if (expected === 0) expected = answerLength(received.length === 1 ? chunk : Buffer.concat(received))
    if (expected === 0 || size < expected) return
    times.push(performance.now() - began)
    const answer = Buffer.concat(received)
    if (!answer.subarray(9, 12).equals(ok))
      return reject(new Error(`A call failed: ${answer.toString().slice(0, 1000)}`))
    received = []
    size = 0
    expected = 0
    send()
  })
  return promise
}

const ok = Buffer.from('200')

/** How long the answer is with its head; 0 where the head is not complete yet. */
function answerLength(begin: Buffer): number {
  const end = begin.indexOf('\r\n\r\n')
  if (end === -1) return 0
  const [, length] = /content-length: (\d+)/i.exec(begin.toString('latin1', 0, end)) ?? []
  if (length === undefined) throw new Error('An answer has no content-length')
  return end + 4 + Number(length)
}
