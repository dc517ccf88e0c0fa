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

  constructor(pool: pg.Pool, scope: string) {
    this.#pool = pool
    this.#scope = scope
  }

  async init() {}
  async destroy() {}

  async acquireConnection(): Promise<ScopedConnection> {
    const client = await this.#pool.connect()
    try {
      await enterScope(client, this.#scope)
      return new ScopedConnection(client)
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
    await connection.commit()
  }

  async rollbackTransaction(connection: ScopedConnection) {
    await connection.rollback()
  }
}

const scopes = new WeakMap<pg.PoolClient, string>()

async function enterScope(client: pg.PoolClient, scope: string): Promise<void> {
  if (scopes.get(client) === scope) return
  scopes.delete(client)
  if (scope === system) await client.query("select set_config('role', 'none', false)")
  else
    await client.query({
      name: 'enter scope',
      text: "select set_config('role', $1, false), set_config('voyzu.customer', $2, false)",
      values: [applicationRole, scope],
    })
  scopes.set(client, scope)
}

class ScopedConnection implements DatabaseConnection {
  readonly #client: pg.PoolClient
  #broken: Error | undefined
  /** What is to be sent with the commit; undefined outside of a transaction. */
  #last: CompiledQuery[] | undefined

  constructor(client: pg.PoolClient) {
    this.#client = client
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const { sql, parameters } = query
    if (this.#last !== undefined && sql.startsWith(atCommit)) {
      this.#last.push(query)
      return { rows: [] }
    }
    const result = await this.run(sql, parameters as unknown[])
    // A text of several statements has several results.
    if (Array.isArray(result)) return { rows: result.flatMap(({ rows }) => rows) }
    return { rows: result.rows, numAffectedRows: BigInt(result.rowCount ?? 0) }
  }

  async run(text: string, values: unknown[] = []): Promise<pg.QueryResult | pg.QueryResult[]> {
    const name = preparedName(text)
    try {
      return await this.#client.query(name === undefined ? { text, values } : { text, values, name })
    } catch (error) {
      // What the database refuses leaves the connection well; anything else (a lost socket) does not.
      if (!(error instanceof pg.DatabaseError)) this.#broken = error as Error
      throw error
    }
  }

  async begin() {
    await this.run('begin')
    this.#last = []
  }

  /** One way to the database and back, on a connection that pipelines. Where the last statement fails, so does it all. */
  async commit() {
    const last = this.#last ?? []
    this.#last = undefined
    const sent = [...last.map(({ sql, parameters }) => this.run(sql, parameters as unknown[])), this.run('commit')]
    const failed = (await Promise.allSettled(sent)).find(({ status }) => status === 'rejected')
    if (failed?.status === 'rejected') throw failed.reason
  }

  async rollback() {
    this.#last = undefined
    await this.run('rollback')
  }

  release() {
    this.#client.release(this.#broken)
  }

  // biome-ignore lint/correctness/useYield: Kysely asks for the method; nothing here streams yet
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('Statements do not stream')
  }
}

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
