import type { Logger } from 'pino'
import type { Database, Scope } from '../database/database.ts'
import { ApiError } from '../http/errors.ts'
import { Loop } from '../jobs/loop.ts'
import { chooseNext } from './chosen.ts'
import { type Leased, passTo, release, takeDue } from './leases.ts'
import { headersOf, messageOf } from './message.ts'
import { type Line, lineTo } from './post.ts'
import { insertDelivery, readSecrets } from './store.ts'
import { keepFailure, pauseAndTell } from './trouble.ts'

/** How often it is looked whether there is something to send, in milliseconds. */
const lookEvery = 1000
/** Endpoints at once. One that is slow holds up none of the others, as long as there are not so many of them. */
const mostAtOnce = 32
/** After so long another endpoint has its turn, in milliseconds. */
const longestTurn = 10_000
/** For what is under way when the process stops. */
const longestGoodbye = 4000

/**
 * Sends what has changed to the endpoints that want it, whichever process comes first. To each endpoint one message at a
 * time, in order; how far it is, the database knows as soon as a message has arrived. Who dies before that leaves the
 * message to be sent again under the same id.
 */
export class WebhookSender {
  readonly #database: Database
  readonly #allowPrivate: boolean
  readonly #log: Logger
  readonly #loop: Loop
  readonly #turns = new Set<Promise<void>>()
  readonly #stopping = new AbortController()
  #isStopping = false

  /** @param allowPrivate whether endpoints may be inside the operator's network */
  constructor(database: Database, allowPrivate: boolean, log: Logger) {
    this.#database = database
    this.#allowPrivate = allowPrivate
    this.#log = log
    this.#loop = new Loop(
      lookEvery,
      () => this.#begin(),
      (error) => log.error({ err: error }, 'webhooks'),
    )
  }

  start(): void {
    this.#loop.start()
  }

  /** Lets messages that are under way arrive, for a while. */
  async stop(): Promise<void> {
    this.#isStopping = true
    await this.#loop.stop()
    const over = setTimeout(() => this.#stopping.abort(), longestGoodbye)
    await Promise.all(this.#turns)
    clearTimeout(over)
  }

  async #begin(): Promise<void> {
    const room = mostAtOnce - this.#turns.size
    if (room <= 0) return
    for (const hook of await takeDue(this.#database.system, room)) {
      const turn: Promise<void> = this.#turn(hook)
        .catch((error) => this.#log.error({ err: error }, 'a webhook could not be served'))
        .finally(() => this.#turns.delete(turn))
      this.#turns.add(turn)
    }
  }

  async #turn(hook: Leased): Promise<void> {
    const db = this.#database.of(hook.customer_id)
    const line = lineTo(hook.url, this.#allowPrivate, this.#stopping.signal)
    const over = Date.now() + longestTurn
    try {
      let goesOn = true
      while (goesOn && !this.#isStopping && Date.now() < over) goesOn = await this.#sendSome(db, hook, line, over)
      await release(db, hook)
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 400)) throw error
      // Its segment is gone, or asks for what there is no longer.
      await db
        .transaction()
        .execute((within) => pauseAndTell(within, hook, `Its segment cannot be asked: ${error.message}`))
    } finally {
      line.hangUp()
    }
  }

  /** @returns whether there is more that this process may send */
  async #sendSome(db: Scope, hook: Leased, line: Line, over: number): Promise<boolean> {
    const { changes, last, more } = await chooseNext(db, hook)
    const secrets = await readSecrets(db, hook.customer_id, hook.id)
    for (const change of changes) {
      if (this.#isStopping || Date.now() >= over) return false
      const message = messageOf(hook.id, change)
      const posted = await line.post(headersOf(message, secrets), message.body)
      // Cut off by ourselves, it says nothing of the endpoint.
      if (this.#stopping.signal.aborted && !posted.isDelivered) return false
      if (!posted.isDelivered) {
        await keepFailure(db, hook, message, posted)
        return false
      }
      const delivery = { webhookId: hook.id, message, posted, attempt: hook.attempts + 1, nextAttempt: undefined }
      const isOurs = await db.transaction().execute(async (within) => {
        await insertDelivery(within, hook.customer_id, delivery)
        return passTo(within, hook, change.Sequence, true)
      })
      if (!isOurs) return false
      Object.assign(hook, { sequence: change.Sequence, attempts: 0, failing_since: null })
    }
    if (last > hook.sequence && !(await passTo(db, hook, last, false))) return false
    hook.sequence = Math.max(hook.sequence, last)
    return more
  }
}
