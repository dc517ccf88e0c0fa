/** How fast files become contacts and contacts become files, what it takes, and what others notice of it. */

import { once } from 'node:events'
import { createWriteStream, openAsBlob } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { cellsOf, exportColumns } from '../server/columns/export-columns.ts'
import { applyPatch, type State } from '../server/contacts/contact.ts'
import { patchOf } from '../server/contacts/input.ts'
import { csvRow } from '../server/csv/write.ts'
import { textOf } from '../server/sheets/sheet.ts'
import { currentVocabulary } from '../server/vocabulary/vocabulary.ts'
import { Client } from './client.ts'
import { rowOf } from './fill.ts'
import type { Measured } from './load.ts'
import { combine, known, makePeople } from './people.ts'
import { LoadProcess, type Running, start } from './processes.ts'
import { type Filled, type Kind, type Stage, within } from './stage.ts'
import { count, ms, table } from './table.ts'

const distinctPeople = 20_000
const rowsAtOnce = 5000
const loadSeconds = 4
const othersRounds = 3
const megabyte = 2 ** 20

export const importCases = ['imports']

/** @param sizes how many rows the file has on each kind of database */
export async function measureImports(
  stage: Stage,
  sizes: Record<Kind, number>,
  kinds: Kind[],
  wanted: (name: string) => boolean,
) {
  if (!importCases.some(wanted)) return
  const rows: string[][] = []
  for (const kind of kinds) {
    const folder = await mkdtemp(join(tmpdir(), 'voyzu-bench-file-'))
    try {
      const file = await writePeople(join(folder, 'people.csv'), sizes[kind])
      const raw = await rawInserts(await stage.copy(await stage.filled(kind, 0)), sizes[kind])
      const copy = await stage.copy(await stage.filled(kind, 0))
      const measured = await measureOne(copy, file, sizes[kind], raw)
      if (kind === 'postgres') measured.push(await measureApart(copy, file))
      for (const row of measured) rows.push([kind, count(sizes[kind]), ...row])
    } finally {
      await rm(folder, { recursive: true })
    }
  }
  console.log('\n### Imports and exports\n\nOf people with 23 columns, into a Customer without contacts.\n')
  console.log(table(['database', 'rows', 'what', 'measured', 'goal'], rows))
}

const listed = { Emails: 1, Phones: 1, Addresses: 1, Websites: 0, Dates: 0, Relations: 0, InstantMessages: 0 }
const properties = ['RecordType', 'FirstName', 'LastName', 'OrganizationName', 'JobTitle', 'Emails', 'Phones'].concat([
  'Addresses',
  'Notes',
  'ContactTypes',
  'Labels',
  known.field,
])

/** People of whom no two have the same e-mail address. */
function* people(size: number): Generator<State> {
  const pool = makePeople(distinctPeople).map(({ contact, locale }) => ({ state: contact as State, locale }))
  let number = 0
  for (const contact of combine(pool, size, 1)) {
    const [email] = contact['Emails'] as { Value: string }[]
    const Value = email?.Value.replace('@', `.${(number++).toString(36)}@`)
    yield { ...contact, Emails: [{ ...email, Value }] }
  }
}

async function writePeople(path: string, size: number): Promise<string> {
  const out = createWriteStream(path)
  const columns = exportColumns(properties, [{ Id: '', Name: known.field, Type: 'NUMBER' }], listed)
  out.write(csvRow(columns.map(({ title }) => title)))
  for (const contact of people(size))
    if (!out.write(csvRow(cellsOf(columns, contact).map(textOf)))) await once(out, 'drain')
  out.end()
  await once(out, 'close')
  return path
}

/** The rows that the import writes into `contacts`, made beforehand, by the one statement that is fastest. @returns rows a second */
async function rawInserts({ data, organisation }: Filled, size: number): Promise<number> {
  return within(data, async (database) => {
    const vocabulary = await currentVocabulary(database.system, organisation.customerId)
    const asStored = ({ Labels: _labels, ...contact }: State) =>
      rowOf(organisation, applyPatch({}, patchOf(contact, vocabulary, 'GB')))
    const names = Object.keys(asStored({ RecordType: 'PERSON', FirstName: 'x' })) as (keyof ReturnType<
      typeof asStored
    >)[]
    const lists = { labels: 'uuid[]', contact_types: 'uuid[]', terms: 'bigint[]' } as Record<string, string>
    const types = {
      customer_id: 'uuid',
      id: 'uuid',
      created_by: 'uuid',
      updated_by: 'uuid',
      properties: 'jsonb',
      custom_fields: 'jsonb',
      comparable: 'jsonb',
    } as Record<string, string>
    let spent = 0
    let chunk: ReturnType<typeof asStored>[] = []
    const insert = async () => {
      const columns = names.map(
        (name) =>
          sql`${chunk.map((row) => (Array.isArray(row[name]) ? `{${row[name]}}` : row[name]))}::${sql.raw(`${types[name] ?? 'text'}[]`)}`,
      )
      const values = names.map((name) => (lists[name] ? `${name}::${lists[name]}` : name))
      const began = performance.now()
      await database.system.transaction().execute(async (db) => {
        await sql`insert into contacts (${sql.raw(names.join(', '))}) select ${sql.raw(values.join(', '))}
          from unnest(${sql.join(columns)}) as row (${sql.raw(names.join(', '))})`.execute(db)
      })
      spent += performance.now() - began
      chunk = []
    }
    for (const contact of people(size)) {
      chunk.push(asStored(contact))
      if (chunk.length === rowsAtOnce) await insert()
    }
    if (chunk.length > 0) await insert()
    return size / (spent / 1000)
  })
}

async function measureOne(filled: Filled, file: string, size: number, raw: number): Promise<string[][]> {
  const { data, organisation } = filled
  const server = await start('server', data)
  const others = new Others(server, organisation.sessionId)
  try {
    const client = new Client(server, organisation.sessionId)
    await others.get()
    const idle = server.memory() ?? 0
    const imported = await client.follow(await client.send('imports/create', await importBody(file, {})))
    await tidied(filled)
    const exported = async (input: object) => client.follow(await client.send('exports/create', JSON.stringify(input)))
    const csv = await exported({ Format: 'CSV' })
    const byName = await exported({ Format: 'CSV', Search: { Sort: [{ Property: 'DisplayName' }] } })
    const xlsx = await exported({ Format: 'XLSX' })
    const most = Math.max(csv.memory, byName.memory, xlsx.memory)
    const silence = Math.max(csv.silence, byName.silence, xlsx.silence)
    const noticed = await others.aloneAndDuring(file)
    const perSecond = size / imported.seconds
    return [
      ['raw inserts (rows/s)', count(raw), ''],
      ['CSV import (rows/s)', `${count(perSecond)} = ${(perSecond / raw).toFixed(2)} of raw`, '≥ 0.3'],
      ['longest time without progress (s)', (imported.silence / 1000).toFixed(1), '≤ 2'],
      ['memory above idle (MB), import', count((imported.memory - idle) / megabyte), '≤ 150'],
      ['get of others, p95 (ms): alone, during an import', noticed, '≤ 2 ×'],
      ['CSV export (rows/s)', count(size / csv.seconds), '≥ 50,000'],
      ['CSV export by name (rows/s)', count(size / byName.seconds), ''],
      ['XLSX export (rows/s)', count(size / xlsx.seconds), '≥ 15,000'],
      ['longest time without progress (s), exports', (silence / 1000).toFixed(1), ''],
      ['memory above idle (MB), exports', count((most - idle) / megabyte), '≤ 150'],
    ]
  } finally {
    others.end()
    await server.stop()
  }
}

/** PostgreSQL does so by itself soon after so many rows were written; the exports are not to share the processors with it. */
async function tidied({ kind, data }: Filled): Promise<void> {
  if (kind === 'postgres') await within(data, (database) => sql`vacuum analyze`.execute(database.system))
}

/** What others notice where another process than the one that answers them works on the import. */
async function measureApart({ data, organisation }: Filled, file: string): Promise<string[]> {
  const api = await start('server', { ...data, ROLE: 'api' })
  const others = new Others(api, organisation.sessionId)
  let worker: Running | undefined
  try {
    worker = await start('server', { ...data, ROLE: 'worker' })
    await others.get()
    return ['get of others with ROLE=api and ROLE=worker', await others.aloneAndDuring(file), '≤ 2 ×']
  } finally {
    others.end()
    await worker?.stop()
    await api.stop()
  }
}

/** Others, who get a contact again and again. */
class Others {
  readonly #load = new LoadProcess()
  readonly #client: Client
  readonly #server: Running
  readonly #sessionId: string
  #contact: Promise<object> | undefined

  constructor(server: Running, sessionId: string) {
    this.#client = new Client(server, sessionId)
    this.#server = server
    this.#sessionId = sessionId
  }

  async get(): Promise<Measured> {
    this.#contact ??= this.#client.call('contacts/create', { RecordType: 'PERSON', FirstName: 'Someone' })
    const { Id } = (await this.#contact) as { Id: string }
    const calls = [{ path: `/api/contacts/get/${Id}` }]
    const { url } = this.#server
    return this.#load.run({ url, cookie: this.#sessionId, calls, connections: 2, seconds: loadSeconds })
  }

  /** In turn, so that a slow moment of the machine falls on both. @returns the p95 of the middle round of each */
  async aloneAndDuring(file: string): Promise<string> {
    const rounds: [alone: number, during: number][] = []
    for (let round = 0; round < othersRounds; round++)
      rounds.push([(await this.get()).p95, (await this.#getDuringImport(file)).p95])
    const middle = (at: 0 | 1) =>
      ms(rounds.map((round) => round[at]).toSorted((a, b) => a - b)[rounds.length >> 1] ?? 0)
    return `${middle(0)}, ${middle(1)}`
  }

  async #getDuringImport(file: string): Promise<Measured> {
    const input = { OnMatch: 'CREATE', Force: true }
    const running = await this.#client.send('imports/create', await importBody(file, input))
    // It does not begin at once.
    await new Promise((resolve) => setTimeout(resolve, 1000))
    const measured = await this.get()
    await this.#client.call(`request/cancel/${running}`)
    return measured
  }

  end(): void {
    this.#load.stop()
  }
}

async function importBody(file: string, input: object): Promise<FormData> {
  const body = new FormData()
  body.set('input', JSON.stringify(input))
  body.set('file', await openAsBlob(file), 'people.csv')
  return body
}
