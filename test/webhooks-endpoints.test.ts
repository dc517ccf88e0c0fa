/** Endpoints as they are in the world, and as those are who look for a way into the network of the server. */
import assert from 'node:assert/strict'
import diagnostics from 'node:diagnostics_channel'
import dns, { lookup } from 'node:dns'
import { syncBuiltinESMExports } from 'node:module'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { test } from 'node:test'
import { openDatabase } from '../server/database/database.ts'
import { sweep } from '../server/jobs/sweep.ts'
import { isPublic, lookupPublic } from '../server/webhooks/address.ts'
import { lineTo } from '../server/webhooks/post.ts'
import { type Answer, at, eventually, faultyPaths, type Member, newCustomer, person } from './api.ts'
import { rowsOf } from './database.ts'
import { type Reaction, type Receiver, receiver, saying } from './receiver.ts'
import { databaseKinds, emptyDatabase, onEachDatabase, serverFor } from './server.ts'

type Body = Answer['body']

const allowed = { WEBHOOK_ALLOW_PRIVATE: 'true' }

const hook = (who: Member, Url: string): Promise<Body> => who.ok('webhooks/create', { Name: 'Ours', Url })
const create = (who: Member, LastName: string) => who.ok('contacts/create', person({ LastName }))
const namesIn = ({ received }: Receiver) => received.map(({ body }) => body.data.After?.LastName)

const attempt = (who: Member, id: string, within = 30_000): Promise<Body> =>
  eventually('an attempt', async () => (await who.ok(`webhooks/deliveries/${id}`)).Rows[0], within)

const withHeaders: Record<string, string> = { location: 'http://169.254.169.254/latest/meta-data/' }

/** What an endpoint does, and what is told of it. */
const endpoints: Record<string, { does: Reaction; code?: number; says: RegExp; longest?: number }> = {
  'answers 500': { does: saying(500, 'x'.repeat(10_000_000)), code: 500, says: /answers 500/ },
  'answers 404 with what is no text': { does: saying(404, '\0\ud800'), code: 404, says: /answers 404/ },
  'redirects to the metadata address': { does: saying(302, '', withHeaders), code: 302, says: /302.*not followed/ },
  'redirects for good': { does: saying(308, '', { location: '/other' }), code: 308, says: /308.*not followed/ },
  'cuts off': { does: (answer) => answer.socket?.destroy(), says: /cut off/ },
  'is no HTTP': { does: (answer) => answer.socket?.end('SSH-2.0-OpenSSH_9.9\r\n'), says: /no HTTP|cut off/ },
  'has endless headers': {
    does: (answer) => answer.socket?.write(`HTTP/1.1 200 OK\r\n${'X-Header: value\r\n'.repeat(10_000)}`),
    says: /no HTTP|connection failed/,
  },
  hangs: { does: () => {}, says: /within 15 s/, longest: 18_000 },
  'drips its headers': {
    does: ({ socket }) => {
      socket?.write('HTTP/1.1 200 OK\r\n')
      const timer = setInterval(() => socket?.write('X-Drop: 1\r\n'), 200)
      socket?.on('close', () => clearInterval(timer)).on('error', () => {})
    },
    says: /within 15 s/,
    longest: 18_000,
  },
  'drips what it says of a failure': {
    does: (answer) => {
      answer.writeHead(503)
      const timer = setInterval(() => answer.write('.'), 200)
      answer.on('close', () => clearInterval(timer))
    },
    code: 503,
    says: /answers 503/,
    longest: 18_000,
  },
}

onEachDatabase((server) => {
  test('the deliveries tell the truth of every endpoint, and none holds up another', {
    timeout: 120_000,
  }, async (t) => {
    const owner = await newCustomer(server())
    const good = await receiver(t)
    await hook(owner, good.url)
    const hooks: [string, Receiver, Body][] = []
    for (const [name, { does }] of Object.entries(endpoints)) {
      const to = await receiver(t)
      to.does(does)
      hooks.push([name, to, await hook(owner, to.url)])
    }
    const closed = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => closed.once('listening', resolve))
    const { port } = closed.address() as AddressInfo
    await new Promise((resolve) => closed.close(resolve))
    const refusing = await hook(owner, `http://127.0.0.1:${port}/`)
    const nowhere = await hook(owner, 'http://nowhere.invalid/')
    const began = Date.now()
    await create(owner, 'Ada')
    await eventually('the good one has it', () => good.received[0], 5000)
    assert(Date.now() - began < 4000)
    assert.match((await attempt(owner, refusing.Id)).ErrorMessage, /refuses connections/)
    assert.match((await attempt(owner, nowhere.Id)).ErrorMessage, /leads to no address|connection failed/)
    for (const [name, to, { Id }] of hooks) {
      const { code, says, longest = 5000 } = endpoints[name] ?? assert.fail()
      const { Status, ResponseCode, ErrorMessage, ResponseText, Milliseconds } = await attempt(owner, Id)
      assert.deepEqual([Status, ResponseCode, ResponseText], ['FAILED', code, undefined], name)
      assert.match(ErrorMessage, says, name)
      assert(Milliseconds < longest, `${name}: ${Milliseconds} ms`)
      assert.equal(to.received.length >= 1, true, name)
    }
    const { Rows } = await owner.ok(`webhooks/deliveries/${hooks[2]?.[2].Id}`)
    assert(Rows.every(({ ResponseCode }: Body) => ResponseCode === 302))
  })

  test('a success is one, however long the rest of it takes or is', { timeout: 60_000 }, async (t) => {
    const owner = await newCustomer(server())
    const [dripping, huge] = [await receiver(t), await receiver(t)]
    dripping.does((answer) => {
      answer.writeHead(200)
      const timer = setInterval(() => answer.write('.'), 100)
      answer.on('close', () => clearInterval(timer))
    })
    huge.does(saying(200, 'x'.repeat(50_000_000)))
    const hooks = [await hook(owner, dripping.url), await hook(owner, huge.url)]
    for (const name of ['A', 'B', 'C']) await create(owner, name)
    for (const to of [dripping, huge]) {
      await eventually('all have come', () => (to.received.length === 3 ? true : undefined), 20_000)
      assert.deepEqual(namesIn(to), ['A', 'B', 'C'])
    }
    for (const { Id } of hooks) {
      const { Status, Milliseconds } = await attempt(owner, Id)
      assert.deepEqual([Status, Milliseconds < 5000], ['DELIVERED', true])
    }
  })
}, allowed)

const inside = [
  ...['0.0.0.0', '10.1.2.3', '100.64.0.1', '127.0.0.1', '127.8.8.8', '169.254.169.254', '172.16.0.1', '192.0.0.1'],
  ...['192.0.2.1', '192.168.1.1', '198.18.0.1', '198.51.100.1', '203.0.113.1', '224.0.0.1', '240.0.0.1'],
  ...['255.255.255.255', '::', '::1', '::ffff:10.0.0.1', '::ffff:8.8.8.8', '::7f00:1', '64:ff9b::10.0.0.1'],
  ...['64:ff9b:1::1', '100::1', '2001::1', '2001:db8::1', '2002:a00:1::', 'fc00::1', 'fd12::1', 'fe80::1', 'fec0::1'],
  ...['ff02::1', '3fff::1', '5f00::1', '4000::1'],
]

test('what is inside a network is told from what is public', () => {
  for (const address of inside) assert.equal(isPublic(address), false, address)
  for (const address of ['1.1.1.1', '8.8.8.8', '172.32.0.1', '2606:4700::1111', '64:ff9b::8.8.8.8'])
    assert.equal(isPublic(address), true, address)
})

test('a name is good for a connection only where all its addresses are public', async () => {
  const ask = (name: string, all: boolean) =>
    new Promise((resolve) => lookupPublic(name, { all }, (error, address) => resolve(error ?? address)))
  for (const all of [true, false]) assert((await ask('localhost', all)) instanceof Error)
  const known = await new Promise((resolve) => lookup('localhost', (error) => resolve(error)))
  assert.equal(known, null)
})

test('a name that leads elsewhere from one look to the next leads to nothing that was not looked at', async (t) => {
  const to = await receiver(t)
  const { port } = new URL(to.url)
  const inner = [{ address: '127.0.0.1', family: 4 }]
  const outer = [{ address: '1.1.1.1', family: 4 }]
  const answers = [outer, inner, [...outer, ...inner], [{ address: '::ffff:7f00:1', family: 6 }]]
  let looks = 0
  t.mock.method(dns, 'lookup', (_name: string, _options: object, done: (...given: unknown[]) => void) =>
    done(null, answers[looks++] ?? inner),
  )
  syncBuiltinESMExports()
  t.after(() => {
    t.mock.restoreAll()
    syncBuiltinESMExports()
  })
  const tried: string[] = []
  const watchSocket = (message: unknown) =>
    (message as { socket: Socket }).socket.on('connectionAttempt', (address: string) => tried.push(address))
  diagnostics.subscribe('net.client.socket', watchSocket)
  t.after(() => diagnostics.unsubscribe('net.client.socket', watchSocket))
  const line = lineTo(`https://rebound.example:${port}/`, false, AbortSignal.timeout(300))
  assert.equal((await line.post({}, '{}')).isDelivered, false)
  assert.deepEqual([looks, tried], [1, ['1.1.1.1']])
  const again = lineTo(`https://rebound.example:${port}/`, false, new AbortController().signal)
  for (let times = 0; times < 3; times++)
    assert.match((await again.post({}, '{}')).error ?? '', /does not lead to a public address/)
  assert.deepEqual([looks, tried, to.received], [4, ['1.1.1.1'], []])
})

for (const kind of databaseKinds)
  test(`nothing inside the network of the server is reached (${kind})`, { timeout: 60_000 }, async (t) => {
    const data = await emptyDatabase(kind)
    const server = await serverFor(t, data)
    const owner = await newCustomer(server)
    const to = await receiver(t)
    const { port } = new URL(to.url)
    const literal = (address: string) => (address.includes(':') ? `[${address}]` : address)
    const more = ['2130706433', '0x7f.1', '017700000001', '127.1', '①②⑦.0.0.1', '127.0.0.1.']
    for (const address of [...inside, ...more]) {
      const refused = await owner.refused('webhooks/create', { Name: 'x', Url: `https://${literal(address)}:${port}/` })
      assert.deepEqual(faultyPaths(refused), ['Url'], address)
    }
    assert.deepEqual(faultyPaths(await owner.refused('webhooks/create', { Name: 'x', Url: 'http://example.com/' })), [
      'Url',
    ])
    const { Id } = await hook(owner, `https://localhost:${port}/`)
    const tested = await owner.ok(`webhooks/test/${Id}`)
    assert.match(tested.ErrorMessage, /does not lead to a public address/)
    const nowhere = await hook(owner, 'https://nowhere.invalid/')
    // Whether a name is known inside the network is told to nobody.
    assert.equal((await owner.ok(`webhooks/test/${nowhere.Id}`)).ErrorMessage, tested.ErrorMessage)
    await create(owner, 'Ada')
    assert.equal((await attempt(owner, Id)).ErrorMessage, tested.ErrorMessage)
    assert.equal(to.received.length, 0)
    await server.stop()
    // What was right under another setting of the server is looked at again.
    const lax = await serverFor(t, data, allowed)
    const there = at(lax, owner)
    const private_ = await hook(there, to.url)
    assert.equal((await there.ok(`webhooks/test/${private_.Id}`)).Status, 'DELIVERED')
    await lax.stop()
    const strict = await serverFor(t, data)
    const refused = await at(strict, owner).ok(`webhooks/test/${private_.Id}`)
    assert.match(refused.ErrorMessage, /must begin with https/)
    assert.equal(to.received.length, 1)
    await at(strict, owner).ok(`webhooks/update/${private_.Id}`, { Paused: true, Url: 'https://example.com/' })
  })

test('of two processes one sends at a time, in order; what one that is killed was at, the other sends', {
  timeout: 180_000,
}, async (t) => {
  const data = await emptyDatabase('postgres')
  const [api, one, other] = await Promise.all([
    serverFor(t, data, { ...allowed, ROLE: 'api' }),
    serverFor(t, data, { ...allowed, ROLE: 'worker' }),
    serverFor(t, data, { ...allowed, ROLE: 'worker' }),
  ])
  const owner = await newCustomer(api)
  const to = await receiver(t)
  let open = 0
  to.does((answer) => {
    assert.equal(++open, 1)
    setTimeout(() => {
      open--
      answer.writeHead(204).end()
    }, 5)
  })
  const { Id } = await hook(owner, to.url)
  const names = Array.from({ length: 60 }, (_, n) => `N${n}`)
  for (const name of names) await create(owner, name)
  await eventually('all have come', () => (to.received.length >= 60 ? true : undefined))
  assert.deepEqual(namesIn(to), names)

  to.does(() => {})
  await create(owner, 'In the middle')
  await create(owner, 'Behind it')
  const doomed = await eventually('one is at it', () => to.received[60])
  const holders = await rowsOf(data, 'select lease from webhooks where lease is not null')
  assert.equal(holders.length, 1)
  await Promise.all([one.kill(), other.kill()])
  to.does(saying(204))
  await serverFor(t, data, { ...allowed, ROLE: 'worker' })
  await eventually('all have come', () => (to.received.length >= 63 ? true : undefined), 90_000)
  assert.deepEqual(namesIn(to).slice(60), ['In the middle', 'In the middle', 'Behind it'])
  assert.equal(to.received[61]?.headers['webhook-id'], doomed.headers['webhook-id'])
  const [last] = (await owner.ok(`webhooks/deliveries/${Id}`)).Rows
  assert.deepEqual([last.Status, last.Attempt], ['DELIVERED', 1])
})

test('after three days it is paused, and the deliveries are forgotten after thirty', { timeout: 60_000 }, async (t) => {
  const data = await emptyDatabase('postgres')
  const server = await serverFor(t, data, allowed)
  const owner = await newCustomer(server)
  const to = await receiver(t)
  to.does(saying(503))
  const { Id } = await hook(owner, to.url)
  await create(owner, 'Ada')
  await attempt(owner, Id)
  await rowsOf(
    data,
    `update webhooks set attempts = 9, failing_since = now() - interval '2 days', next_attempt_at = now()`,
  )
  const later = await eventually('it is tried', async () => {
    const [row] = (await owner.ok(`webhooks/deliveries/${Id}`)).Rows
    return row.Attempt === 10 ? row : undefined
  })
  const hoursTo = ({ NextAttemptDate, Date: date }: Body) => (Date.parse(NextAttemptDate) - Date.parse(date)) / 3600_000
  assert(hoursTo(later) > 7.9 && hoursTo(later) < 8.1, `${hoursTo(later)}`)
  await rowsOf(data, `update webhooks set failing_since = now() - interval '70 hours', next_attempt_at = now()`)
  const lastButOne = await eventually('it is tried again', async () => {
    const [row] = (await owner.ok(`webhooks/deliveries/${Id}`)).Rows
    return row.Attempt === 11 ? row : undefined
  })
  assert(hoursTo(lastButOne) > 1.9 && hoursTo(lastButOne) < 2.1, `${hoursTo(lastButOne)}`)
  await rowsOf(data, `update webhooks set failing_since = now() - interval '72 hours', next_attempt_at = now()`)
  const paused = await eventually('it is paused', async () => {
    const read = await owner.ok(`webhooks/get/${Id}`)
    return read.Paused ? read : undefined
  })
  assert.match(paused.PausedBecause, /3 days.*503/)
  const [told] = await owner.ok('notifications/list')
  assert.match(told.Text, /Nothing has arrived for 3 days/)
  const [last] = (await owner.ok(`webhooks/deliveries/${Id}`)).Rows
  assert.deepEqual([last.Attempt, last.NextAttemptDate], [12, undefined])
  await rowsOf(data, `update webhook_deliveries set created_at = now() - interval '31 days' where attempt < 12`)
  const database = await openDatabase({ DATA_DIR: '', DATABASE_URL: data['DATABASE_URL'], DATABASE_CONNECTIONS: 1 })
  t.after(() => database.close())
  await sweep(database)
  assert.deepEqual((await owner.ok(`webhooks/deliveries/${Id}`)).Rows, [last])
})

test('how an endpoint has answered to changes of a person is erased with the person', async (t) => {
  const data = await emptyDatabase('postgres')
  const owner = await newCustomer(await serverFor(t, data, allowed))
  const to = await receiver(t)
  to.does(saying(400))
  const { Id } = await hook(owner, to.url)
  const { Id: person } = await create(owner, 'Ada')
  await attempt(owner, Id)
  await rowsOf(data, `update webhook_deliveries set response = 'I do not like Ada'`)
  const read = async () => (await owner.ok(`webhooks/deliveries/${Id}`)).Rows.at(-1).ResponseText
  assert.equal(await read(), 'I do not like Ada')
  await owner.ok(`contacts/erase/${person}`)
  assert.equal(await read(), undefined)
})

test('a server that stops lets a message arrive, and loses none', { timeout: 60_000 }, async (t) => {
  const data = await emptyDatabase('embedded')
  const server = await serverFor(t, data, allowed)
  const owner = await newCustomer(server)
  const to = await receiver(t)
  to.does((answer) => setTimeout(() => answer.writeHead(204).end(), 1500))
  await hook(owner, to.url)
  for (const name of ['A', 'B']) await create(owner, name)
  await eventually('the first is under way', () => to.received[0])
  assert.equal(await server.stop(), 0)
  to.does(saying(204))
  await serverFor(t, data, allowed)
  await eventually('the second has come', () => to.received[1])
  assert.deepEqual(namesIn(to), ['A', 'B'])
})
