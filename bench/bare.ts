/**
 * What the server is measured against: the least that answers the same JSON. The same driver and pool, one prepared
 * statement a call as the owner of the tables; no session, no check of input or Customer, no history, no idempotency.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { sql } from 'kysely'
import { applyPatch } from '../server/contacts/contact.ts'
import { type ContactInput, patchOf } from '../server/contacts/input.ts'
import { type ContactRow, contactColumns, webContactOf } from '../server/contacts/store.ts'
import { openDatabase } from '../server/database/database.ts'
import { currentVocabulary } from '../server/vocabulary/vocabulary.ts'
import { rowOf } from './fill.ts'

const { PORT = '0', DATABASE_URL, DATA_DIR = '', CUSTOMER_ID: customerId = '', USER_ID: userId = '' } = process.env
/** The parts of a page that are not its rows, as the server gave them. */
const frame = JSON.parse(process.env['PAGE_FRAME'] ?? '{}')
const connections = 10

const database = await openDatabase({ DATABASE_URL, DATABASE_CONNECTIONS: connections, DATA_DIR })
const vocabulary = await currentVocabulary(database.system, customerId)
const columns = contactColumns.compile(database.system).sql

const query = async (name: string, text: string, values: unknown[]) =>
  (await database.pool.query<ContactRow>({ name, text, values })).rows

const getText = `select ${columns} from contacts where customer_id = $1 and id = $2 and deleted_at is null`
const pageText = `select ${columns} from contacts where customer_id = $1 and deleted_at is null
  order by sort_name, id limit 51`

async function get(path: string) {
  const [row] = await query('get', getText, [customerId, path.slice(path.lastIndexOf('/') + 1)])
  return webContactOf(row as ContactRow, vocabulary)
}

async function page() {
  const { Columns, ...rest } = frame
  const rows = await query('page', pageText, [customerId])
  return { Columns, Rows: rows.slice(0, 50).map((row) => webContactOf(row, vocabulary)), ...rest }
}

/** What is posted, with the columns by which it will be found. */
const rowFor = (contact: ContactInput) =>
  rowOf({ customerId, userId }, applyPatch({}, patchOf(contact, vocabulary, 'GB')))
const names = Object.keys(rowFor({})) as (keyof ReturnType<typeof rowFor>)[]
const createText = sql`insert into contacts (${sql.join(names.map((name) => sql.ref(name)))})
  values (${sql.join(names)}) returning ${contactColumns}`.compile(database.system).sql

async function create(request: IncomingMessage) {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const row = rowFor(JSON.parse(Buffer.concat(chunks).toString()))
  const [inserted] = await query(
    'create',
    createText,
    names.map((name) => row[name]),
  )
  return webContactOf(inserted as ContactRow, vocabulary)
}

async function answer(request: IncomingMessage): Promise<unknown> {
  const path = request.url ?? ''
  if (path.startsWith('/api/contacts/get/')) return get(path)
  if (path === '/api/contacts/search') return page()
  if (path === '/api/contacts/create') return create(request)
  return { Status: 'UP' }
}

const http = createServer(async (request: IncomingMessage, response: ServerResponse) => {
  try {
    const text = JSON.stringify(await answer(request))
    const head = { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(text) }
    response.writeHead(200, head).end(text)
  } catch (error) {
    response.writeHead(500, { 'content-length': 0 }).end()
    console.error(error)
  }
})
http.listen(Number(PORT), '127.0.0.1')

process.on('SIGTERM', async () => {
  http.closeAllConnections()
  http.close()
  await database.close()
  process.exit(0)
})
