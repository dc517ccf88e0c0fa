import pg from 'pg'
import type { Logger } from 'pino'

const channel = 'voyzu_changes'
/** PostgreSQL takes 8,000 bytes. */
const idsAMessage = 200
/** In milliseconds. */
const againAfter = 1000

/**
 * Tells the other processes whose change logs have grown, and hears it from them (LISTEN and NOTIFY), on a connection of
 * its own. Within the transaction that makes the change, NOTIFY would let one transaction of the whole server commit at a
 * time; so it comes afterwards. What is not heard, because the connection or a process was lost, has to be found otherwise.
 */
export class Bell {
  readonly #url: string
  readonly #heard: (customerId: string) => void
  readonly #log: Logger
  #client: Promise<pg.Client> | undefined
  #current: pg.Client | undefined
  #isListening = false
  #isStopped = false

  constructor(url: string, heard: (customerId: string) => void, log: Logger) {
    this.#url = url
    this.#heard = heard
    this.#log = log
  }

  async ring(customerIds: string[]): Promise<void> {
    try {
      const client = await this.#connected()
      for (let from = 0; from < customerIds.length; from += idsAMessage)
        await client.query('select pg_notify($1, $2)', [channel, `${customerIds.slice(from, from + idsAMessage)}`])
    } catch (error) {
      this.#failed(error)
    }
  }

  /** From now on it hears. */
  async listen(): Promise<void> {
    if (this.#isListening || this.#isStopped) return
    this.#isListening = true
    try {
      const client = await this.#connected()
      await client.query(`listen ${channel}`)
    } catch (error) {
      this.#failed(error)
    }
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    const client = await this.#client?.catch(() => undefined)
    await client?.end().catch(() => {})
  }

  #connected(): Promise<pg.Client> {
    this.#client ??= this.#connect()
    return this.#client
  }

  async #connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.#url,
      connectionTimeoutMillis: 10_000,
      keepAlive: true,
      application_name: 'voyzu-crm bell',
    })
    client.on('error', () => {})
    client.on('end', () => {
      if (this.#current === client) this.#lost()
    })
    client.on('notification', ({ processId, payload = '' }) => {
      if (processId !== (client as unknown as { processID: number }).processID)
        for (const customerId of payload.split(',')) this.#heard(customerId)
    })
    this.#current = client
    await client.connect()
    return client
  }

  #failed(error: unknown): void {
    if (!this.#isStopped) this.#log.warn({ err: error }, 'other processes could not be told of changes')
    // A server that refuses, as one in recovery does, has the connection still.
    this.#current?.end().catch(() => {})
    this.#lost()
  }

  #lost(): void {
    this.#client = undefined
    this.#current = undefined
    if (!this.#isListening || this.#isStopped) return
    this.#isListening = false
    setTimeout(() => void this.listen(), againAfter).unref()
  }
}
