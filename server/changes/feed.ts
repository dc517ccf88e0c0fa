import { sql } from 'kysely'
import type { Logger } from 'pino'
import { Bell } from '../database/bell.ts'
import type { Database } from '../database/database.ts'

/** News of a Customer are told at most so often, in milliseconds: many commits make one piece of news. */
const soonestAgain = 50
/** How often it is looked for what no process has told of, because it died before it could. */
const lookEvery = 1000

/** What waits for changes of one Customer. */
class Channel {
  /** Goes up with every piece of news. */
  news = 0
  /** The last change that is known of. */
  sequence = 0
  users = 0
  readonly #waiting = new Set<() => void>()
  readonly #reads = new Map<unknown, Promise<unknown>>()

  tell(): void {
    this.news++
    // What reads from now on must not be given what was read before.
    this.#reads.clear()
    for (const wake of [...this.#waiting]) wake()
  }

  /** Until there is something new, or the time is over, in milliseconds. */
  wait(longest: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer)
        this.#waiting.delete(done)
        signal.removeEventListener('abort', done)
        resolve()
      }
      const timer = setTimeout(done, longest)
      this.#waiting.add(done)
      signal.addEventListener('abort', done, { once: true })
      if (signal.aborted) done()
    })
  }

  /** The same reading by several at once is done once. */
  shared<Result>(key: unknown, read: () => Promise<Result>): Promise<Result> {
    const known = this.#reads.get(key) as Promise<Result> | undefined
    if (known !== undefined) return known
    const reading = read().finally(() => {
      if (this.#reads.get(key) === reading) this.#reads.delete(key)
    })
    this.#reads.set(key, reading)
    return reading
  }
}

export type { Channel }

/** Tells who waits for it that a Customer's change log has grown, in whichever process that was. */
export class ChangeFeed {
  readonly #database: Database
  readonly #log: Logger
  readonly #bell: Bell | undefined
  readonly #channels = new Map<string, Channel>()
  readonly #told = new Set<string>()
  #telling: NodeJS.Timeout | undefined
  #toldAt = 0
  #looking: NodeJS.Timeout | undefined

  /** @param url of the database that several processes share; undefined of an embedded one, which has one process */
  constructor(database: Database, url: string | undefined, log: Logger) {
    this.#database = database
    this.#log = log
    this.#bell =
      url === undefined ? undefined : new Bell(url, (customerId) => this.#channels.get(customerId)?.tell(), log)
    database.listeners.add(this.#committed)
  }

  open(customerId: string): Channel {
    const channel = this.#channels.get(customerId) ?? new Channel()
    this.#channels.set(customerId, channel)
    channel.users++
    if (this.#bell !== undefined) {
      void this.#bell.listen()
      this.#looking ??= setInterval(() => void this.#look(), lookEvery)
    }
    return channel
  }

  close(customerId: string, channel: Channel): void {
    channel.users--
    if (channel.users > 0) return
    this.#channels.delete(customerId)
    if (this.#channels.size > 0) return
    clearInterval(this.#looking)
    this.#looking = undefined
  }

  async stop(): Promise<void> {
    this.#database.listeners.delete(this.#committed)
    clearTimeout(this.#telling)
    clearInterval(this.#looking)
    await this.#bell?.stop()
  }

  readonly #committed = (customerId: string): void => {
    this.#told.add(customerId)
    this.#telling ??= setTimeout(() => this.#tell(), Math.max(0, this.#toldAt + soonestAgain - Date.now()))
  }

  #tell(): void {
    const customerIds = [...this.#told]
    this.#told.clear()
    this.#telling = undefined
    this.#toldAt = Date.now()
    for (const customerId of customerIds) this.#channels.get(customerId)?.tell()
    void this.#bell?.ring(customerIds)
  }

  async #look(): Promise<void> {
    try {
      const { rows } = await sql<{ customer_id: string; sequence: number }>`-- look for changes
        select customer_id, sequence from customer_counters
        where customer_id = any(${[...this.#channels.keys()]}::uuid[])`.execute(this.#database.system)
      for (const { customer_id: customerId, sequence } of rows) {
        const channel = this.#channels.get(customerId)
        if (channel === undefined || channel.sequence >= sequence) continue
        channel.sequence = sequence
        channel.tell()
      }
    } catch (error) {
      this.#log.warn({ err: error }, 'it could not be looked for changes')
    }
  }
}
