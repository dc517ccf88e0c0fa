/** Answers that go on: events as they come, in the form of WHATWG HTML, 9.2 "Server-sent events". */
import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { tooManyStreams } from './errors.ts'
import type { Caller, StreamEvent } from './operation.ts'

/** In milliseconds. */
const heartbeatEvery = 15_000
/** How often it is looked whether the caller may still see it. */
const askEvery = 3000
/** Who takes nothing for so long is cut off. */
const longestStall = 60_000
/** How soon a browser's own client would connect again. */
const connectAgainAfter = 1000
/** When the server ends, who has not taken the rest by then is cut off, in milliseconds. */
const longestGoodbye = 2000
const mostOfAUser = 20
const mostOfAProcess = 1000

interface Open {
  user: string
  end(): void
}

/** The streams that this process has open. */
export class EventStreams {
  readonly #open = new Set<Open>()

  /**
   * @param begin gives the events, of which some or none are there again every few seconds; it throws where they cannot be
   * given at all
   * @param mayGoOn whether the caller may still see them
   */
  async send(
    reply: FastifyReply,
    { customerId, userId }: Caller,
    begin: (signal: AbortSignal) => Promise<AsyncIterable<StreamEvent[]>>,
    mayGoOn: () => Promise<boolean>,
  ): Promise<FastifyReply> {
    const user = `${customerId} ${userId}`
    const ofUser = [...this.#open].filter((each) => each.user === user).length
    if (ofUser >= mostOfAUser) throw tooManyStreams(`${mostOfAUser} a user`)
    if (this.#open.size >= mostOfAProcess) throw tooManyStreams(`${mostOfAProcess} on this server`)
    const closing = new AbortController()
    const { socket } = reply.request.raw
    const cutOff = () => socket.destroy()
    const open: Open = {
      user,
      end() {
        closing.abort()
        setTimeout(() => reply.raw.writableFinished || cutOff(), longestGoodbye).unref()
      },
    }
    this.#open.add(open)
    const close = () => {
      this.#open.delete(open)
      closing.abort()
    }
    reply.raw.once('close', close)
    try {
      const events = await begin(closing.signal)
      socket.setTimeout(longestStall).on('timeout', cutOff)
      return (
        reply
          .type('text/event-stream')
          .header('x-accel-buffering', 'no')
          // Kept alive after its end, it would keep a server waiting that stops.
          .header('connection', 'close')
          .send(Readable.from(textOf(events, closing.signal, mayGoOn), { objectMode: false }))
      )
    } catch (error) {
      close()
      throw error
    }
  }

  /** Ends all of them; their callers go on elsewhere. */
  end(): void {
    for (const each of this.#open) each.end()
  }
}

async function* textOf(
  events: AsyncIterable<StreamEvent[]>,
  signal: AbortSignal,
  mayGoOn: () => Promise<boolean>,
): AsyncIterable<string> {
  yield `retry: ${connectAgainAfter}\n\n`
  let spoken = Date.now()
  let asked = Date.now()
  for await (const some of events) {
    if (Date.now() - asked >= askEvery) {
      if (!(await mayGoOn())) return
      asked = Date.now()
    }
    if (signal.aborted) return
    const text = some.map(eventText).join('') || (Date.now() - spoken >= heartbeatEvery ? ':\n\n' : '')
    if (text === '') continue
    spoken = Date.now()
    yield text
  }
}

/** One without data only tells how far the stream is: clients keep the id, and see nothing. */
const eventText = ({ id, event, data }: StreamEvent) =>
  `id: ${id}\n${event === undefined ? '' : `event: ${event}\n`}${data === undefined ? '' : `data: ${data}\n`}\n`
