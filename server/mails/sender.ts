import { sql } from 'kysely'
import { createTransport, type Transporter } from 'nodemailer'
import type { Logger } from 'pino'
import { type Config, mailFrom, publicAddress } from '../config.ts'
import type { Database } from '../database/database.ts'
import { Loop } from '../jobs/loop.ts'
import { htmlOf, type Letter, textOf } from './letter.ts'

/** How often it is looked whether there is something to send, in milliseconds. */
const lookEvery = 2000
/** It takes about 3 days until it is given up: the pause doubles from a minute up to 6 hours. */
const mostAttempts = 20
/** In milliseconds, to anything that is said to the mail server. */
const longestAnswer = 10_000

interface DueMail {
  customer_id: string
  id: string
  address: string
  subject: string
  letter: Letter
  attempts: number
}

interface SmtpError extends Error {
  responseCode?: number
  command?: string
}

/**
 * Sends the mails of the outbox, whichever process comes first. Before one is sent, its next attempt is put off: who dies
 * in the middle leaves it to be tried again then, under the same Message-ID, so that what receives it twice can tell.
 */
export class MailSender {
  readonly #database: Database
  readonly #transport: Transporter
  readonly #from: string
  readonly #site: string
  readonly #log: Logger
  readonly #loop: Loop

  /** @param url of the mail server, as `smtp://user:password@host:587` */
  constructor(database: Database, url: string, config: Config, log: Logger) {
    this.#database = database
    const timeouts = { connectionTimeout: longestAnswer, greetingTimeout: longestAnswer, socketTimeout: longestAnswer }
    this.#transport = createTransport({
      url,
      pool: true,
      maxConnections: 1,
      ...timeouts,
      disableFileAccess: true,
      disableUrlAccess: true,
    } as object)
    this.#from = mailFrom(config)
    this.#site = publicAddress(config)
    this.#log = log
    this.#loop = new Loop(
      lookEvery,
      (isStopping) => this.#sendDue(isStopping),
      (error) => log.error({ err: error }, 'mails'),
    )
  }

  start(): void {
    this.#loop.start()
  }

  async stop(): Promise<void> {
    await this.#loop.stop()
    this.#transport.close()
  }

  /** One by one: what is taken and not sent before the first pause is over, another process would send too. */
  async #sendDue(isStopping: () => boolean): Promise<void> {
    while (!isStopping()) {
      const mail = await this.#take()
      if (mail === undefined) return
      await this.#send(mail)
    }
  }

  async #take(): Promise<DueMail | undefined> {
    const { rows } = await sql<DueMail>`
      update mails set attempts = attempts + 1,
        next_attempt_at = now() + least(interval '1 minute' * power(2, least(attempts, 10)), interval '6 hours')
      where (customer_id, id) in (
        select customer_id, id from mails where next_attempt_at <= now() and good_until > now()
        order by next_attempt_at limit 1 for update skip locked)
      returning customer_id, id, address, subject, letter, attempts`.execute(this.#database.system)
    return rows[0]
  }

  async #send(mail: DueMail): Promise<void> {
    const { letter } = mail
    const { unsubscribePath } = letter
    const site = this.#site
    const host = this.#from.match(/@([^>\s]+)/)?.[1] ?? 'localhost'
    try {
      await this.#transport.sendMail({
        from: this.#from,
        to: { name: '', address: mail.address },
        subject: mail.subject,
        text: textOf(letter, site),
        html: htmlOf(letter, site),
        messageId: `<${mail.id}@${host}>`,
        // RFC 3834: nobody's holiday answers to it. RFC 2369: how to have no more of them.
        headers: { 'Auto-Submitted': 'auto-generated' },
        ...(unsubscribePath === undefined ? {} : { list: { unsubscribe: `${site}${unsubscribePath}` } }),
      })
    } catch (error) {
      await this.#failed(mail, error as SmtpError)
      return
    }
    await this.#mark(mail, sql`sent_at = now(), next_attempt_at = null, error = null, letter = null`)
  }

  /** A mailbox that is refused for good (RFC 5321, 4.2.1: a 5yz reply) is not tried again. */
  async #failed(mail: DueMail, { message, responseCode = 0, command }: SmtpError): Promise<void> {
    const isForGood = responseCode >= 500 && command === 'RCPT TO'
    this.#log.warn({ attempts: mail.attempts, responseCode }, 'a mail could not be sent')
    const givenUp = isForGood || mail.attempts >= mostAttempts
    await this.#mark(
      mail,
      givenUp ? sql`error = ${message.slice(0, 500)}, next_attempt_at = null` : sql`error = ${message.slice(0, 500)}`,
    )
  }

  async #mark({ customer_id, id }: DueMail, changes: ReturnType<typeof sql>): Promise<void> {
    await sql`update mails set ${changes} where customer_id = ${customer_id} and id = ${id}`.execute(
      this.#database.system,
    )
  }
}
