import assert from 'node:assert/strict'
import { connect as connectSocket } from 'node:net'
import { test } from 'node:test'
import { type CrmError, connect } from '../client/client.ts'
import { type Answer, assertOk, at, call, eventually, type Member, newColleague, newCustomer, person } from './api.ts'
import { rowsOf } from './database.ts'
import { databaseKinds, emptyDatabase, onEachDatabase, serverFor } from './server.ts'
import { changesIn, type Watching, watch } from './watching.ts'

type Body = Answer['body']

const create = async (who: Member, LastName: string) =>
  (await who.ok('contacts/create', person({ LastName }))).Id as string

const has = (watching: Watching, count: number) =>
  eventually(`${count} changes`, () => (changesIn(watching).length >= count ? true : undefined))

const namesIn = (watching: Watching) => changesIn(watching).map(({ After }) => After?.LastName)

onEachDatabase((server) => {
  test('changes come as they are made, as server-sent events', async (t) => {
    const owner = await newCustomer(server())
    await create(owner, 'Before')
    const { LastSequence } = await owner.ok('changes/list', { Limit: 1000 })
    const watching = await watch(server(), owner)
    t.after(() => watching.stop())
    assert.equal(watching.status, 200)
    assert.equal(watching.headers.get('content-type'), 'text/event-stream')
    assert.equal(watching.headers.get('cache-control'), 'no-store')
    const Id = await create(owner, 'Zoë 🦊\nLine')
    await has(watching, 1)
    await owner.ok(`contacts/delete/${Id}`)
    await has(watching, 2)
    const { Changes } = await owner.ok('changes/list', { After: LastSequence })
    assert.deepEqual(changesIn(watching), Changes)
    assert.deepEqual(
      watching.told.filter(({ data }) => data).map(({ id, event }) => [id, event]),
      Changes.map(({ Sequence }: Body) => [String(Sequence), 'change']),
    )
    // Where to go on is told before anything happens.
    assert.equal(watching.told[0]?.id, String(LastSequence))
    assert.match(watching.text(), /^retry: 1000\n\n/)
  })

  test('who was cut off goes on with Last-Event-ID, with no gap and no repeat', async (t) => {
    const owner = await newCustomer(server())
    const names = Array.from({ length: 60 }, (_, n) => `N${n}`)
    const seen: string[] = []
    let last = ''
    const writing = (async () => {
      for (const name of names) await create(owner, name)
    })()
    while (seen.length < names.length) {
      const watching = await watch(
        server(),
        owner,
        { After: 0, Entities: ['CONTACT'] },
        last ? { 'last-event-id': last } : {},
      )
      t.after(() => watching.stop())
      const before = seen.length
      await eventually('some more', () =>
        changesIn(watching).length > 7 || before + changesIn(watching).length >= names.length ? true : undefined,
      )
      watching.stop()
      await watching.ended
      seen.push(...namesIn(watching))
      last = watching.told.at(-1)?.id ?? last
    }
    await writing
    assert.deepEqual(seen, names)
  })

  test('what was not asked for is passed over, and need not be read again', async (t) => {
    const owner = await newCustomer(server())
    const watching = await watch(server(), owner, { Entities: ['LABEL'] })
    t.after(() => watching.stop())
    await create(owner, 'Nobody')
    await owner.ok('labels/create', { Name: '#new' })
    await has(watching, 1)
    await create(owner, 'Nobody')
    const { LastSequence } = await owner.ok('changes/list', { Limit: 1000 })
    await eventually('the place is told', () => (watching.told.at(-1)?.id === String(LastSequence) ? true : undefined))
    assert.deepEqual(
      changesIn(watching).map(({ Entity, After }) => [Entity, After.Name]),
      [['LABEL', '#new']],
    )
  })

  test('another organisation and another user see only what is theirs', async (t) => {
    const [owner, stranger] = [await newCustomer(server()), await newCustomer(server())]
    const colleague = await newColleague(server(), owner)
    const [own, foreign, other] = [
      await watch(server(), owner),
      await watch(server(), stranger),
      await watch(server(), colleague),
    ]
    t.after(() => [own, foreign, other].map((each) => each.stop()))
    await owner.ok('segments/create', { Name: 'Mine alone', Search: {} })
    const Id = await create(owner, 'Seen')
    await has(own, 2)
    await has(other, 1)
    assert.deepEqual(
      changesIn(other).map((each) => each.Id),
      [Id],
    )
    assert.deepEqual(changesIn(foreign), [])
    assert.doesNotMatch(other.text() + foreign.text(), /Mine alone/)
  })

  test('the stream ends with the session, the token, and the role', async (t) => {
    const owner = await newCustomer(server())
    const ends = async (watching: Watching, by: () => Promise<unknown>) => {
      t.after(() => watching.stop())
      assert.equal(watching.status, 200)
      await by()
      const began = Date.now()
      await watching.ended
      assert(Date.now() - began < 8000, `it took ${Date.now() - began} ms`)
    }
    const [first, second, third] = [
      await newColleague(server(), owner, 'ADMINISTRATOR'),
      await newColleague(server(), owner),
      await newColleague(server(), owner),
    ]
    const { Secret, Id } = await third.ok('tokens/create', { Name: 'A program', Scope: 'READ' })
    const withToken = await watch(server(), { sessionId: '' }, {}, { authorization: `Bearer ${Secret}` })
    await Promise.all([
      ends(await watch(server(), first), () => owner.ok(`users/update/${first.userId}`, { Role: 'USER' })),
      ends(await watch(server(), second), () => second.ok('auth/delete')),
      ends(withToken, () => third.ok(`tokens/delete/${Id}`)),
    ])
    assert.equal((await watch(server(), second)).status, 401)
  })

  test('what cannot be watched is refused, and so are too many streams', async (t) => {
    const owner = await newCustomer(server())
    await owner.refused('changes/watch', { After: 10_000 })
    await owner.refused('changes/watch', { Entities: ['USER'] })
    await owner.refused('changes/watch', {}, 400, { headers: { 'last-event-id': '1; drop table' } })
    await owner.refused('changes/watch?async=true', {})
    await owner.refused('changes/watch', {}, 401, { headers: { cookie: 'voyzu-session-id=none' } })
    const streams = await Promise.all(Array.from({ length: 20 }, () => watch(server(), owner)))
    t.after(() => streams.map((each) => each.stop()))
    assert(streams.every(({ status }) => status === 200))
    const refused = await owner.call('changes/watch', {})
    assert.deepEqual([refused.status, refused.body.ErrorCode], [429, 'TOO_MANY'])
    assert(Number(refused.headers.get('retry-after')) > 0)
    const other = await watch(server(), await newColleague(server(), owner))
    t.after(() => other.stop())
    assert.equal(other.status, 200)
    await create(owner, 'For all')
    await Promise.all([...streams, other].map((each) => has(each, 1)))
    for (const each of streams) each.stop()
    await eventually('there is room again', async () =>
      (await owner.call('changes/watch', {})).status === 200 ? true : undefined,
    )
  })

  test('the client watches through lost connections', async () => {
    const owner = await newCustomer(server())
    let connections = 0
    const cutting: typeof fetch = async (url, options) => {
      const cut = new AbortController()
      const signal = options?.signal ? AbortSignal.any([options.signal, cut.signal]) : cut.signal
      if (String(url).endsWith('/watch') && connections++ < 2) setTimeout(() => cut.abort(), 300)
      return fetch(url, { ...options, signal })
    }
    const crm = connect({ baseUrl: server().url, sessionId: owner.sessionId, fetch: cutting })
    const stop = new AbortController()
    const seen: string[] = []
    const writing = (async () => {
      for (let n = 0; n < 30; n++) {
        await create(owner, `N${n}`)
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    })()
    for await (const { After, Kind } of crm.changes.watch(
      { After: 0, Entities: ['CONTACT'] },
      { signal: stop.signal },
    )) {
      assert.equal(Kind, 'CREATED')
      seen.push(String(After?.['LastName']))
      if (seen.length === 30) break
    }
    await writing
    assert.deepEqual(
      seen,
      Array.from({ length: 30 }, (_, n) => `N${n}`),
    )
    assert.equal(connections, 3)
    setTimeout(() => stop.abort(new Error('enough')), 100)
    await assert.rejects(async () => {
      for await (const _ of crm.changes.watch({}, { signal: stop.signal }));
    }, /enough/)
    const nobody = connect({ baseUrl: server().url, sessionId: 'none' })
    await assert.rejects(nobody.changes.watch().next(), (error: CrmError) => error.status === 401)
  })
})

for (const kind of databaseKinds)
  test(`a server that stops ends its streams, also those that nobody reads (${kind})`, async (t) => {
    const server = await serverFor(t, await emptyDatabase(kind))
    const owner = await newCustomer(server)
    const watching = await watch(server, owner)
    const { hostname, port } = new URL(server.url)
    const Items = Array.from({ length: 1000 }, (_, n) => ({
      Operation: 'CREATE',
      Contact: person({ LastName: `N${n}`, Notes: 'x'.repeat(3000) }),
    }))
    for (let times = 0; times < 3; times++) await owner.ok('contacts/batch', { Items })
    const stalled = connectSocket({ host: hostname, port: Number(port) })
    t.after(() => stalled.destroy())
    stalled.on('error', () => {})
    stalled.pause()
    const body = JSON.stringify({ After: 0 })
    stalled.write(
      `POST /api/changes/watch HTTP/1.1\r\nHost: ${hostname}\r\nCookie: voyzu-session-id=${owner.sessionId}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    )
    // Who does not read gets no more than the network holds, and does not hold up others.
    await new Promise((resolve) => setTimeout(resolve, 1500))
    await create(owner, 'Last')
    await eventually('the other goes on', () => (namesIn(watching).includes('Last') ? true : undefined))
    const began = Date.now()
    assert.equal(await server.stop(), 0)
    assert(Date.now() - began < 9000, `it took ${Date.now() - began} ms`)
    await watching.ended
  })

test('a change at one process is told at the other, and what no process tells of is found', async (t) => {
  const data = await emptyDatabase('postgres')
  const [one, other, doomed] = await Promise.all(['api', 'api', 'all'].map((ROLE) => serverFor(t, data, { ROLE })))
  assert(one && other && doomed)
  const owner = await newCustomer(one)
  const watching = await watch(other, owner)
  t.after(() => watching.stop())
  const times: number[] = []
  for (let n = 0; n < 30; n++) {
    await create(owner, `N${n}`)
    const answered = Date.now()
    await has(watching, n + 1)
    times.push(Date.now() - answered)
  }
  times.sort((a, b) => a - b)
  assert((times[28] ?? 0) < 300, `${times}`)
  // As of one that died between its commit and its telling.
  const [{ sequence }] = (await rowsOf(
    data,
    `with counter as (update customer_counters set sequence = sequence + 1 where customer_id = $1 returning sequence),
      set as (insert into change_sets (customer_id, id, user_id, via, operation, kind) values ($1, $2, $3, 'WEB', 'x', 'EDIT'))
     insert into changes (customer_id, sequence, change_set_id, entity, entity_id, after)
     select $1, sequence, $2, 'label', $2, '{"Name": "#silent"}' from counter returning sequence`,
    [owner.customerId, crypto.randomUUID(), owner.userId],
  )) as [{ sequence: string }]
  await eventually(
    'it is found',
    () => (changesIn(watching).at(-1)?.Sequence === Number(sequence) ? true : undefined),
    5000,
  )
  // The connection on which news are heard is made again.
  await rowsOf(data, `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'voyzu-crm bell'`)
  const more = await at(doomed, owner).ok('contacts/create?async=true', person({ LastName: 'By request' }))
  assert(more.RequestId)
  await eventually('the request is told', () => (namesIn(watching).includes('By request') ? true : undefined))
})

test('many writers, many watchers: everybody is told everything once, in order', { timeout: 120_000 }, async (t) => {
  const data = await emptyDatabase('postgres')
  const servers = await Promise.all([1, 2].map(() => serverFor(t, data)))
  const [one, other] = servers as [Awaited<ReturnType<typeof serverFor>>, Awaited<ReturnType<typeof serverFor>>]
  const owner = await newCustomer(one)
  const streams = await Promise.all(
    Array.from({ length: 12 }, (_, n) => watch(n % 2 === 0 ? one : other, owner, { Entities: ['CONTACT'] })),
  )
  t.after(() => streams.map((each) => each.stop()))
  const writers = Array.from({ length: 8 }, async (_, n) => {
    const who = at(n % 2 === 0 ? one : other, owner)
    for (let times = 0; times < 25; times++) await create(who, `W${n}-${times}`)
  })
  await Promise.all(writers)
  await Promise.all(streams.map((each) => has(each, 200)))
  const { Changes } = assertOk(
    await call(
      one,
      'changes/list',
      { Limit: 1000, Entities: ['CONTACT'] },
      { headers: { cookie: `voyzu-session-id=${owner.sessionId}` } },
    ),
  )
  for (const each of streams) assert.deepEqual(changesIn(each), Changes)
})
