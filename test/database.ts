import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { openDatabase } from '../server/database/database.ts'
import { assertOk, call, type Member, member } from './api.ts'
import type { Server } from './server.ts'

// biome-ignore lint/suspicious/noExplicitAny: what a test looks at is what the test says
type Rows = Record<string, any>[]

/** Looks into a server's database, past the server. An embedded one only while no server runs on it. */
export async function rowsOf(data: Record<string, string>, text: string, values: unknown[] = []): Promise<Rows> {
  if (data['DATABASE_URL'] !== undefined) {
    const client = new pg.Client(data['DATABASE_URL'])
    await client.connect()
    try {
      return (await client.query(text, values)).rows
    } finally {
      await client.end()
    }
  }
  const database = await openDatabase({ DATA_DIR: data['DATA_DIR'] ?? '', DATABASE_CONNECTIONS: 1 })
  try {
    return (await database.pool.query(text, values)).rows
  } finally {
    await database.close()
  }
}

/** Another user of the same Customer, who signs in with the same password. (PostgreSQL only: past the server.) */
export async function newColleague(server: Server, of: Member, role = 'USER'): Promise<Member> {
  const email = `colleague-${randomUUID()}@example.com`
  const id = randomUUID()
  await rowsOf(
    server.data,
    `insert into users (customer_id, id, email, password_hash, role)
     select customer_id, $3, $4, password_hash, $5 from users where customer_id = $1 and id = $2`,
    [of.customerId, of.userId, id, email, role],
  )
  await rowsOf(server.data, 'insert into sign_in_names values ($1, $2, $3)', [email, of.customerId, id])
  const auth = assertOk(await call(server, 'auth', { Email: email, Password: of.password }))
  return member(server, auth, email, of.password)
}
