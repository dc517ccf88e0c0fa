import { setTimeout } from 'node:timers/promises'
import { CompiledQuery, sql } from 'kysely'
import { type Db, PgBoss } from 'pg-boss'
import type { Logger } from 'pino'
import { type Declaration, type OperationName, operations } from '../../contract/operations.ts'
import { Changes } from '../database/changes.ts'
import type { Database, Scope } from '../database/database.ts'
import { applicationRole } from '../database/scope.ts'
import { nextUuid } from '../database/uuid.ts'
import { findFile } from '../files/files.ts'
import { asApiError, asStepError, cancelled, deactivated, noSuchEndpoint } from '../http/errors.ts'
import { type Operation, refuseRole } from '../http/operation.ts'
import { type Call, type Direct, type Long, perform, performStep, type WithSession } from '../http/perform.ts'
import { failRequest, finishRequest, insertRequest, keepState, lockState, openRequest } from './requests.ts'
import { sweep } from './sweep.ts'

const requestQueue = 'requests'
const sweepQueue = 'sweep'
const workersAProcess = 4
/** In milliseconds: who calls again and again is back by then. */
const quiet = 3

interface RequestJob {
  customerId: string
  requestId: string
}

/**
 * The queue of asynchronous requests, on pg-boss. What is queued is only the request's id. pg-boss may hand a job out
 * twice, when a process dies or is slow; the request itself is done once, because its result is written in the
 * transaction that does it, and only while it is still PROCESSING.
 */
export class Queue {
  readonly #boss: PgBoss
  readonly #database: Database
  readonly #operations: Map<string, Operation>
  readonly #log: Logger
  #workers: string[] = []
  #isStopping = false

  constructor(database: Database, operations: Operation[], log: Logger) {
    this.#database = database
    this.#operations = new Map(operations.map((operation) => [operation.name, operation]))
    this.#log = log
    this.#boss = new PgBoss({
      db: databaseOf(database.system),
      backend: database.kind === 'embedded' ? 'pglite' : 'postgres',
      monitorIntervalSeconds: 10,
      superviseIntervalSeconds: 10,
      registerInstance: false,
    })
    this.#boss.on('error', (error) => log.error({ err: error }, 'queue'))
  }

  async start(): Promise<void> {
    await inTurn(this.#database.system, makeSchema)
    await this.#boss.start()
    // A worker that dies without a word is missed after 10 seconds; then its jobs are handed out again.
    await this.#boss.createQueue(requestQueue, {
      // What kills its process again and again is given up in the end; what was cut off by others goes on soon.
      retryLimit: 20,
      retryDelay: 1,
      retryBackoff: true,
      retryDelayMax: 10,
      heartbeatSeconds: 10,
      expireInSeconds: 3600,
      deleteAfterSeconds: 3600,
    })
    await this.#boss.createQueue(sweepQueue, { retryLimit: 0, deleteAfterSeconds: 3600 })
    await this.#boss.schedule(sweepQueue, '17 * * * *')
    await inTurn(this.#database.system, allowSending)
  }

  /** Makes this process do requests, not only take them. */
  async work(): Promise<void> {
    // An embedded database has this one process: what is under way at its start was left by one that died.
    if (this.#database.kind === 'embedded') await this.#takeUpAgain('0 seconds')
    // Own requests wake the workers at once; polling finds those of other processes, which an embedded database has not.
    const pollingIntervalSeconds = this.#database.kind === 'embedded' ? 10 : 0.5
    const options = { pollingIntervalSeconds, heartbeatRefreshSeconds: 4 }
    // One by one, because of the workers that `localConcurrency` makes only the first can be woken.
    for (let worker = 0; worker < workersAProcess; worker++)
      this.#workers.push(
        await this.#boss.work<RequestJob>(requestQueue, options, async ([job]) => {
          if (job !== undefined) await this.#do(job.data)
          // Where there was one, more may be waiting: they are not left for the next poll.
          this.#wake()
        }),
      )
    await this.#boss.work(sweepQueue, { pollingIntervalSeconds: 60 }, async () => {
      await this.#takeUpAgain('10 minutes')
      await sweep(this.#database)
    })
  }

  /**
   * Takes a call to be done later, in the transaction `db`.
   * @returns its status, what the direct call is answered, and what wakes a worker of this process once the transaction
   * is committed
   */
  accept = async (db: Scope, operation: WithSession, call: Call) => {
    const requestId = nextUuid()
    const changes = new Changes(call.caller, operation.name, requestId)
    const steps = operation.kind === 'steps' ? operation.run : undefined
    const runs = [() => this.#wake()]
    const afterwards = (run: () => void) => runs.push(run)
    const beginning = { ...call, db, changes, requestId, afterwards }
    const state = await steps?.begin(beginning as never)
    const status = await insertRequest(db, requestId, operation.name, call, state)
    const answer = steps?.answer === undefined ? status : await steps.answer({ ...beginning, state } as never)
    const job: RequestJob = { customerId: call.caller.customerId, requestId }
    await this.#boss.send(requestQueue, job, { db: queueIn(db) })
    await changes.write(db)
    return {
      status,
      answer,
      wake: () => {
        for (const run of runs) run()
      },
    }
  }

  /** Lets the work under way end, for as long as may be; long operations stop after a step, to be gone on with later. */
  async stop(milliseconds: number): Promise<void> {
    this.#isStopping = true
    await this.#boss.stop({ graceful: true, timeout: milliseconds })
  }

  #wake() {
    for (const worker of this.#workers) this.#boss.notifyWorker(worker)
  }

  /** Queues again what nobody has touched for so long: the queue gives up what has failed too often to be begun. */
  async #takeUpAgain(untouched: string): Promise<void> {
    const { rows } = await sql<{ customer_id: string; id: string }>`
      select customer_id, id from requests
      where process_status = 'PROCESSING' and updated_at <= now() - ${untouched}::interval`.execute(
      this.#database.system,
    )
    for (const { customer_id: customerId, id: requestId } of rows)
      await this.#boss.send(requestQueue, { customerId, requestId })
  }

  async #do({ customerId, requestId }: RequestJob): Promise<void> {
    const db = this.#database.of(customerId)
    const request = await openRequest(db, customerId, requestId)
    if (request === undefined) return
    const { operation: name, caller, status, input, subject, file_id: fileId } = request
    const operation = this.#operations.get(name)
    try {
      if (operation === undefined || !canBeRequest(operation)) throw noSuchEndpoint()
      refuseInactive(status, name)
      refuseRole(caller, name)
      const file = fileId === null ? undefined : await findFile(db, customerId, fileId)
      const call = { caller, input, id: subject, file, requestId }
      if (operation.kind === 'steps') await this.#doInSteps(operation, call)
      else await this.#doAtOnce(operation, call)
    } catch (error) {
      const told = operation?.kind === 'steps' ? asStepError(error) : asApiError(error)
      if (told.status === 500) this.#log.error({ err: error, requestId }, 'a request failed')
      // The queue tries again later what failed because the database was not there, and what has to be done in any case.
      if (told.code === 'UNAVAILABLE' || isCertain(name)) throw error
      await db.transaction().execute(async (within) => {
        const hasFailed = await failRequest(within, customerId, requestId, told)
        if (!hasFailed || operation?.kind !== 'steps') return
        const ending = { caller, input, id: subject, requestId, output: undefined, failure: told }
        await operation.run.ended?.({ ...ending, db: within } as never)
      })
    }
  }

  async #doAtOnce(operation: Direct, { requestId, ...call }: RequestedCall): Promise<void> {
    await perform(this.#database, operation, call, async (db, output) => {
      if (!(await finishRequest(db, call.caller.customerId, requestId, output))) throw cancelled()
    })
  }

  /**
   * A call goes to the database more than once: where there is but one connection, it would wait for a step each time. So whoever is
   * there goes first, until nobody is.
   * @param atMost in milliseconds
   */
  async #letOthersGo(atMost: number): Promise<void> {
    const until = performance.now() + atMost
    while (this.#database.idleFor() < quiet && performance.now() < until) await setTimeout(1)
  }

  /** Between two steps others have their turn, and it may have been cancelled: then there is no state to go on from. */
  async #doInSteps(operation: Long, call: RequestedCall): Promise<void> {
    const { requestId } = call
    const { customerId } = call.caller
    const step = () =>
      performStep(
        this.#database,
        operation,
        call,
        (db) => lockState(db, customerId, requestId, isCertain(operation.name)),
        async (db, progress) => {
          if ('state' in progress) await keepState(db, customerId, requestId, progress)
          else {
            await finishRequest(db, customerId, requestId, progress.output)
            await operation.run.ended?.({ ...call, db, output: progress.output, failure: undefined } as never)
          }
        },
      )
    for (let began = performance.now(); await step(); began = performance.now()) {
      if (this.#isStopping) {
        await this.#boss.send(requestQueue, { customerId, requestId })
        return
      }
      await this.#letOthersGo(performance.now() - began)
    }
  }
}

/** What is in force already is carried out, whatever becomes of the user who asked for it. */
function isCertain(name: OperationName): boolean {
  // Undefined of an operation that an earlier version of the server had.
  const declaration: Declaration | undefined = operations[name]
  return declaration?.certain ?? false
}

/** @throws where the user may no longer do anything, and this can still be left undone */
function refuseInactive(status: string, name: OperationName): void {
  if (status !== 'ACTIVE' && !isCertain(name)) throw deactivated()
}

const canBeRequest = (operation: Operation): operation is WithSession =>
  operation.kind === 'reads' || operation.kind === 'writes' || operation.kind === 'steps'

interface RequestedCall extends Call {
  requestId: string
}

/** pg-boss sends whole scripts with their own BEGIN; one that fails must not leave its connection in that transaction. */
function databaseOf(system: Scope): Db {
  return {
    executeSql: (text, values) =>
      system.connection().execute(async (connection) => {
        try {
          return await connection.executeQuery<object>(CompiledQuery.raw(text, values))
        } catch (error) {
          await sql`rollback`.execute(connection)
          throw error
        }
      }),
  }
}

const queueIn = (transaction: Scope): Db => ({
  executeSql: (text, values) => transaction.executeQuery<object>(CompiledQuery.raw(text, values)),
})

/** Of several processes that make or grant the same thing at once, PostgreSQL would let one fail. */
async function inTurn(system: Scope, run: (db: Scope) => Promise<void>): Promise<void> {
  await system.transaction().execute(async (db) => {
    await sql`select pg_advisory_xact_lock(hashtextextended('schema of the queue', 0))`.execute(db)
    await run(db)
  })
}

/** pg-boss makes the rest, under a lock of its own. */
async function makeSchema(db: Scope): Promise<void> {
  await sql`create schema if not exists pgboss`.execute(db)
}

/** A job is sent in the Customer's own transaction, so its role may add jobs; it cannot change or take them. */
async function allowSending(system: Scope): Promise<void> {
  await sql
    .raw(`
      grant usage on schema pgboss to ${applicationRole};
      grant select on pgboss.queue, pgboss.job, pgboss.job_common to ${applicationRole};
      grant insert on pgboss.job, pgboss.job_common to ${applicationRole};
    `)
    .execute(system)
}
