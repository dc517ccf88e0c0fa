import type { Writable } from 'node:stream'
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult, TransactionSettings } from 'kysely'
import pg from 'pg'

/** The scope of the owner of the tables, who sees every Customer's rows. */
export const system = 'system'

/**
 * A statement that begins so, inside a transaction, is kept back and sent together with the commit. What it locks is then
 * free again as soon as the commit is on the disk, and not only when this process has had a turn in between.
 */
export const atCommit = '-- at commit: '

/** The role that row-level security binds; it owns nothing. Made by the first migration. */
export const applicationRole = 'voyzu_app'

/**
 * Kysely's driver for one scope: every connection that it hands out is in that scope.
 * A connection remembers its scope, so the statement that sets it is sent only when it changes hands.
 */
export class ScopedDriver implements Driver {
  readonly #pool: pg.Pool
  readonly #scope: string
  readonly #isShared: boolean
  readonly #committed: (scope: string) => void

  /**
   * @param isShared whether there are several connections, which can wait for the disk together
   * @param committed is told whose transaction had a last statement, once that is committed
   */
  constructor(pool: pg.Pool, scope: string, isShared: boolean, committed: (scope: string) => void) {
    this.#pool = pool
    this.#scope = scope
    this.#isShared = isShared
    this.#committed = committed
  }

  async init() {}
  async destroy() {}

  async acquireConnection(): Promise<ScopedConnection> {
    const client = await this.#pool.connect()
    try {
      const connection = connectionOf(client, this.#isShared)
      await connection.enter(this.#scope)
      return connection
    } catch (error) {
      client.release(error as Error)
      throw error
    }
  }

  async releaseConnection(connection: ScopedConnection) {
    connection.release()
  }

  async beginTransaction(connection: ScopedConnection, _settings: TransactionSettings) {
    await connection.begin()
  }

  async commitTransaction(connection: ScopedConnection) {
    if (await connection.commit()) this.#committed(this.#scope)
  }

  async rollbackTransaction(connection: ScopedConnection) {
    await connection.rollback()
  }
}

/**
 * A commit of its own, which is on the disk no sooner than all that came before it; many connections wait for one and the
 * same write to the disk. (PostgreSQL manual, 28.4 "Asynchronous Commit", and 9.28.6.)
 */
export const untilOnDisk = `-- until on disk
  select pg_logical_emit_message(true, 'voyzu', '')`

const connections = new WeakMap<pg.PoolClient, ScopedConnection>()

/** The same object whenever a client is used: Kysely remembers each that it is given, and thousands would burden its memory. */
function connectionOf(client: pg.PoolClient, isShared: boolean): ScopedConnection {
  const connection = connections.get(client) ?? new ScopedConnection(client, isShared)
  connections.set(client, connection)
  return connection
}

class ScopedConnection implements DatabaseConnection {
  readonly #client: pg.PoolClient
  readonly #isShared: boolean
  #scope: string | undefined
  #broken: Error | undefined
  /** Whether a transaction begins with the next statement. */
  #isBeginning = false
  /** What is to be sent with the commit; undefined outside of a transaction. */
  #last: CompiledQuery[] | undefined

  constructor(client: pg.PoolClient, isShared: boolean) {
    this.#client = client
    this.#isShared = isShared
  }

  async enter(scope: string): Promise<void> {
    if (this.#scope === scope) return
    this.#scope = undefined
    if (scope === system) await this.#client.query("select set_config('role', 'none', false)")
    else
      await this.#client.query({
        name: 'enter scope',
        text: "select set_config('role', $1, false), set_config('voyzu.customer', $2, false)",
        values: [applicationRole, scope],
      })
    this.#scope = scope
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const { sql, parameters } = query
    if (this.#last !== undefined && sql.startsWith(atCommit)) {
      this.#last.push(query)
      return { rows: [] }
    }
    // Of a database with one connection, every commit has waited.
    if (sql === untilOnDisk && !this.#isShared) return { rows: [] }
    const result = await this.run(sql, parameters as unknown[])
    // A text of several statements has several results.
    if (Array.isArray(result)) return { rows: result.flatMap(({ rows }) => rows) }
    return { rows: result.rows, numAffectedRows: BigInt(result.rowCount ?? 0) }
  }

  async run(text: string, values: unknown[] = []): Promise<pg.QueryResult | pg.QueryResult[]> {
    if (!this.#isBeginning) return this.#send(text, values)
    this.#isBeginning = false
    const [, result] = await this.#together(() => [this.#send('begin'), this.#send(text, values)])
    return result as pg.QueryResult
  }

  async #send(text: string, values: unknown[] = []): Promise<pg.QueryResult | pg.QueryResult[]> {
    const name = preparedName(text)
    try {
      return await answerTo(this.#client, name === undefined ? { text, values } : { text, values, name })
    } catch (error) {
      // What the database refuses leaves the connection well; anything else (a lost socket) does not.
      if (!(error instanceof pg.DatabaseError)) this.#broken = error as Error
      // It was made where the answer was read, and shall tell who asked.
      Error.captureStackTrace(error as Error)
      throw error
    }
  }

  /** Several statements in one packet, where the connection pipelines. @throws why the first one failed, if one did */
  async #together(send: () => Promise<unknown>[]): Promise<unknown[]> {
    const { stream } = (this.#client as unknown as { connection: { stream: Partial<Writable> } }).connection
    stream.cork?.()
    const sent = send()
    stream.uncork?.()
    const settled = await Promise.allSettled(sent)
    const failed = settled.find(({ status }) => status === 'rejected')
    if (failed?.status === 'rejected') throw failed.reason
    return settled.map((each) => (each.status === 'fulfilled' ? each.value : undefined))
  }

  /** It goes together with the first statement of the transaction. */
  async begin() {
    this.#isBeginning = true
    this.#last = []
  }

  /**
   * One way to the database and back, on a connection that pipelines. Where the last statement fails, so does it all.
   * What the last statement locks would be held until the commit is on the disk, and so let one writer of a Customer at a
   * time wait for the disk. So there the commit does not wait; the caller does, together with all others.
   * @returns whether there was a last statement
   */
  async commit(): Promise<boolean> {
    const last = this.#last ?? []
    this.#last = undefined
    if (last.length === 0) {
      await this.#end('commit')
      return false
    }
    const isBeginning = this.#isBeginning
    // Once it is sent, what fails leaves a transaction that has to be rolled back.
    this.#isBeginning = false
    await this.#together(() => [
      ...(isBeginning ? [this.#send('begin')] : []),
      ...last.map(({ sql, parameters }) => this.#send(sql, parameters as unknown[])),
      ...(this.#isShared
        ? [this.#send('set local synchronous_commit to off; commit'), this.#send(untilOnDisk)]
        : [this.#send('commit')]),
    ])
    return true
  }

  async rollback() {
    this.#last = undefined
    await this.#end('rollback')
  }

  /** What has not begun needs no end. */
  async #end(how: 'commit' | 'rollback') {
    if (!this.#isBeginning) await this.#send(how)
    this.#isBeginning = false
  }

  release() {
    this.#client.release(this.#broken)
  }

  // biome-ignore lint/correctness/useYield: Kysely asks for the method; nothing here streams yet
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('Statements do not stream')
  }
}

/**
 * By a callback. Of a promise that pg makes itself, the rows outlive the young generation, and a page of contacts took
 * twice the processor time (pg 8.23, Node.js 26).
 */
const answerTo = (client: pg.PoolClient, query: pg.QueryConfig) =>
  new Promise<pg.QueryResult | pg.QueryResult[]>((resolve, reject) => {
    client.query(query, (error, result) => (error ? reject(error) : resolve(result)))
  })

const mostPrepared = 300
const prepared = new Map<string, string>()

/**
 * A statement that begins with a comment, as `-- contact by id`, is prepared once a connection, which saves the database
 * parsing it again. Only for texts of which there are few, with no values written into them.
 */
function preparedName(text: string): string | undefined {
  if (!text.startsWith('-- ')) return undefined
  const known = prepared.get(text)
  if (known !== undefined || prepared.size === mostPrepared) return known
  const name = `${prepared.size} ${text.slice(3, text.indexOf('\n'))}`.slice(0, 60)
  prepared.set(text, name)
  return name
}
