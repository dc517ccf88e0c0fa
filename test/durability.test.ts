/** What was answered is there, whatever happens to the process. */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import pg from 'pg'
import { allContacts, assertOk, at, call, eventually, type Member, newCustomer, person } from './api.ts'
import { lockAwaited, rowsOf } from './database.ts'
import { databaseKinds, emptyDatabase, runServer, serverFor } from './server.ts'

/** Runs `times` calls, `atOnce` of them at a time, until one is not answered. */
async function callMany(times: number, atOnce: number, one: (index: number) => Promise<void>): Promise<void> {
  let next = 0
  const worker = async () => {
    while (next < times) await one(next++)
  }
  await Promise.allSettled(Array.from({ length: atOnce }, worker))
}

/** The change log tells exactly the contacts that there are, in a sequence without gaps. */
async function assertLogAgrees(data: Record<string, string>, { customerId }: Member, contactIds: string[]) {
  const log = await rowsOf(
    data,
    `select entity_id, sequence::integer, change_set_id, after->>'FirstName' as name from changes
     where customer_id = $1 and entity = 'contact' order by sequence`,
    [customerId],
  )
  assert.deepEqual(log.map((row) => row['entity_id']).toSorted(), contactIds.toSorted())
  assert.equal(new Set(log.map((row) => row['change_set_id'])).size, contactIds.length)
  const [counter] = await rowsOf(
    data,
    `select c.sequence::integer, c.contacts, (select count(*)::integer from changes where customer_id = $1) as changes,
       (select max(sequence)::integer from changes where customer_id = $1) as last
     from customer_counters c where customer_id = $1`,
    [customerId],
  )
  assert.equal(counter?.['contacts'], contactIds.length)
  assert.equal(counter?.['sequence'], counter?.['changes'])
  assert.equal(counter?.['sequence'], counter?.['last'])
}

for (const kind of databaseKinds) {
  test(`kill -9 in the middle of 1,000 creates loses none that was answered (${kind})`, async (t) => {
    const data = await emptyDatabase(kind)
    const server = await serverFor(t, data)
    const owner = await newCustomer(server)
    const answered: string[] = []
    let killed: Promise<void> | undefined
    await callMany(1000, 16, async (index) => {
      answered.push((await owner.ok('contacts/create', person({ JobTitle: `${index}` }))).Id)
      if (answered.length === 500) killed = server.kill()
    })
    await killed
    assert(answered.length >= 500 && answered.length < 1000, `${answered.length} were answered`)

    const again = await serverFor(t, data)
    const there = (await allContacts(at(again, owner))).map(({ Id }) => Id)
    assert.deepEqual(
      answered.filter((id) => !there.includes(id)),
      [],
    )
    assert(there.length - answered.length <= 16, `${there.length} are there, ${answered.length} were answered`)
    assert.equal(await again.stop(), 0)
    await assertLogAgrees(data, owner, there)
  })

  test(`requests that were accepted before kill -9 are done once each (${kind})`, async (t) => {
    const data = await emptyDatabase(kind)
    const server = await serverFor(t, data)
    const owner = await newCustomer(server)
    const accepted: Record<string, string> = {}
    let killed: Promise<void> | undefined
    await callMany(200, 8, async (index) => {
      const { RequestId } = await owner.ok('contacts/create?async=true', person({ JobTitle: `${index}` }))
      accepted[`${index}`] = RequestId
      if (Object.keys(accepted).length === 100) killed = server.kill()
    })
    await killed
    assert(Object.keys(accepted).length >= 100)

    const again = await serverFor(t, data)
    const who = at(again, owner)
    const requests = await eventually(
      'all requests are done',
      async () => {
        const listed = await who.ok('request/list')
        return listed.some((each: Record<string, string>) => each['ProcessStatus'] === 'PROCESSING')
          ? undefined
          : listed
      },
      90_000,
    )
    const done = requests.map(({ RequestId, ProcessStatus }: Record<string, string>) => [RequestId, ProcessStatus])
    for (const id of Object.values(accepted))
      assert(
        done.some(([other, status]: string[]) => other === id && status === 'PROCESSED'),
        id,
      )
    const titles = (await allContacts(who)).map(({ JobTitle }) => JobTitle)
    assert.equal(new Set(titles).size, titles.length, 'some were done twice')
    assert.equal(titles.length, done.length)
    assert.deepEqual(
      Object.keys(accepted).filter((title) => !titles.includes(title)),
      [],
    )
    assert.equal(await again.stop(), 0)
  })

  test(`SIGTERM lets calls under way end, and the process exits with 0 (${kind})`, async (t) => {
    const data = await emptyDatabase(kind)
    const server = await serverFor(t, data)
    const owner = await newCustomer(server)
    const answered: string[] = []
    let stopped: Promise<number | null> | undefined
    await callMany(500, 16, async (index) => {
      const { Id } = await owner.ok('contacts/create', person({ JobTitle: `${index}` }))
      answered.push(Id)
      if (answered.length === 100) stopped = server.stop()
    })
    assert.equal(await stopped, 0)
    assert(answered.length >= 100 && answered.length < 500)
    const log = server
      .output()
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line))
    assert.deepEqual(
      log.filter(({ level }) => level >= 50),
      [],
    )
    const creates = log.filter(({ path, status }) => path === '/api/contacts/create' && status === 200)
    assert.equal(creates.length, answered.length, 'what was done was answered')

    const again = await serverFor(t, data)
    assert.deepEqual((await allContacts(at(again, owner))).map(({ Id }) => Id).toSorted(), answered.toSorted())
  })
}

test('SIGTERM waits for a call that takes a while', async (t) => {
  const server = await serverFor(t, await emptyDatabase('postgres'))
  const owner = await newCustomer(server)
  const { Id } = await owner.ok('contacts/create', person())
  const holder = new pg.Client(server.data['DATABASE_URL'])
  await holder.connect()
  t.after(() => holder.end())
  await holder.query('begin')
  await holder.query('select from contacts where id = $1 for update', [Id])
  const update = owner.ok(`contacts/update/${Id}`, { FirstName: 'Augusta' })
  await lockAwaited(server.data)
  const began = Date.now()
  const stopped = server.stop()
  await eventually('it takes no more calls', async () =>
    call(server, '/health', undefined, { method: 'GET' }).then(
      () => undefined,
      () => true,
    ),
  )
  await holder.query('commit')
  assert.equal((await update).FirstName, 'Augusta')
  assert.equal(await stopped, 0)
  assert(Date.now() - began < 10_000)
})

test('one server at a time has a data folder; the next is told so, and who it is', async (t) => {
  const data = await emptyDatabase('embedded')
  const server = await serverFor(t, data)
  const owner = await newCustomer(server)
  const second = await runServer({ ...data })
  assert.equal(second.code, 1)
  assert.match(
    second.output,
    /^Voyzu CRM does not start: Another server uses the data folder .* \(process \d+ on .*\)/m,
  )
  assert.match(second.output, /DATA_DIR/)
  assert.doesNotMatch(second.output, /\bat .*:\d+:\d+/)
  await owner.ok('contacts/create', person())

  await server.kill()
  assert(existsSync(join(data['DATA_DIR'] ?? '', 'server.lock')), 'kill -9 leaves the lock behind')
  const third = await serverFor(t, data)
  assert.equal((await allContacts(at(third, owner))).length, 1)
  assert.equal(await third.stop(), 0)
  assert(!existsSync(join(data['DATA_DIR'] ?? '', 'server.lock')))
  assertOk(await call(await serverFor(t, data), '/ready', undefined, { method: 'GET' }))
})
