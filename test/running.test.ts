/** What the operator sees: health, logs, settings, the first start, the pages. */
import assert from 'node:assert/strict'
import { connect as connectTo, createServer, type Socket } from 'node:net'
import { type TestContext, test } from 'node:test'
import pg from 'pg'
import { assertOk, assertRefused, at, call, eventually, member, newCustomer, person, processed } from './api.ts'
import { lockAwaited } from './database.ts'
import {
  bareDatabase,
  databaseKinds,
  emptyDatabase,
  onEachDatabase,
  runServer,
  serverFor,
  setupToken,
} from './server.ts'

// Here it is started as users start it (see bundle.ts).
delete process.env['TEST_SERVER']

const get = (server: { url: string }, path: string) => call(server, path, undefined, { method: 'GET' })

/** A way to PostgreSQL that can be cut. */
async function cuttable(t: TestContext, databaseUrl: string) {
  const sockets = new Set<Socket>()
  const { hostname, port } = new URL(databaseUrl)
  const way = createServer((near) => {
    const far = connectTo(Number(port), hostname)
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      from.on('error', () => to.destroy()).on('close', () => to.destroy())
      from.pipe(to)
    }
  })
  const listen = (on: number) => new Promise<void>((resolve) => way.listen(on, '127.0.0.1', resolve))
  await listen(0)
  const { port: own } = way.address() as { port: number }
  const cut = () => {
    const closed = new Promise((resolve) => way.close(resolve))
    for (const socket of sockets) socket.destroy()
    return closed
  }
  t.after(cut)
  const url = new URL(databaseUrl)
  url.port = String(own)
  return { url: url.href, cut, restore: () => listen(own) }
}

/** What it prints is read, so it is lent to nobody else. */
const own = { LOG_LEVEL: 'info' }

onEachDatabase((server) => {
  test('it tells that it is up and ready', async () => {
    assert.deepEqual(assertOk(await get(server(), '/health')), { Status: 'UP' })
    assert.deepEqual(assertOk(await get(server(), '/ready')), { Status: 'READY' })
  })

  test('the log has a line an answer, with its Request-Id, and nothing about people', async () => {
    const secrets = {
      Name: 'Bletchley Park Secret Org',
      OwnerEmail: `alan.turing.${server().kind}@secret.example`,
      OwnerPassword: 'enigma machine password',
      OwnerFirstName: 'Alanfirstname',
      OwnerLastName: 'Turinglastname',
    }
    const owner = await newCustomer(server(), secrets)
    const signIn = await call(server(), 'auth', { Email: secrets.OwnerEmail, Password: secrets.OwnerPassword })
    await call(server(), 'auth', { Email: secrets.OwnerEmail, Password: 'wrong password guess' })
    const contact = { FirstName: 'Joanfirstname', Notes: 'a secret note', Emails: [{ Value: 'joan@secret.example' }] }
    const created = await owner.call('contacts/create', person(contact), {
      headers: { 'idempotency-key': 'secretkey' },
    })
    const { Id } = assertOk(created)
    await owner.ok('contacts/search', { SearchText: 'searchedname' })
    await owner.refused('contacts/create', { FirstName: 'Refusedname', Unknownproperty: 1 })
    await owner.refused(`contacts/update/${Id}`, { CustomFields: { '#Secretfield': 1 } })
    await owner.ok(`contacts/get/${Id}?voyzu-session-id=${owner.sessionId}`)
    await processed(owner, (await owner.ok('contacts/create?async=true', person(contact))).RequestId)
    await processed(owner, (await owner.ok('contacts/upsert?async=true', { MatchOn: 'Id', Contact: {} })).RequestId)
    await owner.ok('auth/delete')

    const requestId = created.headers.get('request-id')
    const lines = () =>
      server()
        .output()
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line))
    const line = await eventually('the line is logged', () => lines().find(({ reqId }) => reqId === requestId))
    const { method, path, status, ms } = line
    assert.deepEqual([method, path, status, typeof ms], ['POST', '/api/contacts/create', 200, 'number'])
    await eventually('the later line is logged', () =>
      lines().find((each) => each.path === '/api/contacts/get/:id' && each.status === 200),
    )

    const output = server().output()
    const texts = [
      ...Object.values(secrets),
      ...[owner.email, owner.sessionId, signIn.body.SessionId, setupToken, 'voyzu-session-id', 'secretkey'],
      ...['wrong password guess', 'Joanfirstname', 'a secret note', 'joan@secret.example', 'searchedname'],
      ...['Refusedname', 'Unknownproperty', 'Secretfield', Id, 'Lovelace', 'secret.example'],
    ]
    for (const text of texts) assert(!output.toLowerCase().includes(text.toLowerCase()), `the log has ${text}`)
  })

  test('a browser finds pages that load nothing from elsewhere', async () => {
    const pages = { '/': 'text/html', '/setup': 'text/html', '/docs': 'text/html', '/pages.css': 'text/css' }
    for (const [path, type] of Object.entries(pages)) {
      const answer = await get(server(), path)
      assert.equal(answer.status, 200, path)
      assert.equal(answer.headers.get('content-type'), `${type}; charset=utf-8`)
      const policy = answer.headers.get('content-security-policy') ?? ''
      for (const rule of ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"])
        assert(policy.split(';').includes(rule), `${path}: ${policy}`)
      assert.doesNotMatch(answer.text, /(src|href)="(https?:)?\/\//, path)
      assert.equal(answer.headers.get('x-content-type-options'), 'nosniff')
      const inline = /<script(?![^>]*\bsrc=)|\son\w+=/.exec(answer.text)
      assert.equal(type === 'text/html' ? inline : null, null, `${path} has a script in itself`)
      for (const [, linked] of answer.text.matchAll(/(?:src|href)="(\/[^"#]*)"/g))
        assert.equal((await get(server(), linked ?? '')).status, 200, `${path} links to ${linked}`)
      const etag = answer.headers.get('etag') ?? ''
      const again = await call(server(), path, undefined, { method: 'GET', headers: { 'if-none-match': etag } })
      assert.deepEqual([again.status, again.text], [304, ''], path)
    }
  })

  test('the client is served as a module that needs nothing else', async () => {
    const { text, headers } = await get(server(), '/client.js')
    assert.equal(headers.get('content-type'), 'text/javascript; charset=utf-8')
    assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'/)
    const { connect, RequestPoller, CrmError } = await import(`data:text/javascript,${encodeURIComponent(text)}`)
    const owner = await newCustomer(server())
    const crm = connect({ baseUrl: server().url, sessionId: owner.sessionId })
    assert.equal((await crm.auth.get()).User.Id, owner.userId)
    const { Result } = await new RequestPoller(crm, await crm.async.contacts.create(person())).start()
    assert.equal(Result.FirstName, 'Ada')
    await assert.rejects(crm.contacts.get('nothing'), CrmError)
  })
}, own)

test('without its database it is alive but not ready, and calls say so; when it is back, all is well', async (t) => {
  const data = await emptyDatabase('postgres')
  const way = await cuttable(t, data['DATABASE_URL'] ?? '')
  const server = await serverFor(t, { DATABASE_URL: way.url })
  const owner = await newCustomer(server)
  await owner.ok('contacts/create', person())
  const held = await owner.ok('contacts/create', person())
  const holder = new pg.Client(data['DATABASE_URL'])
  await holder.connect()
  t.after(() => holder.end())
  await holder.query('begin')
  await holder.query('select from contacts where id = $1 for update', [held.Id])
  const waiting = owner.call(`contacts/update/${held.Id}`, { FirstName: 'Never' })
  await lockAwaited(data)
  const calls = Array.from({ length: 20 }, () => owner.call('contacts/create', person()))
  await way.cut()
  for (const answer of await Promise.all(calls))
    if (answer.status !== 200) {
      assert([540, 541].includes(answer.status), `${answer.status} ${answer.text}`)
      assertRefused(answer, answer.status)
    }
  assert.equal(assertRefused(await waiting, 540).ErrorCode, 'UNAVAILABLE')
  assert.equal((await get(server, '/ready')).status, 503)
  assert.deepEqual(assertOk(await get(server, '/health')), { Status: 'UP' })
  const refused = await owner.call('contacts/search')
  assert([540, 541].includes(refused.status), `${refused.status} ${refused.text}`)
  assert.equal(assertRefused(refused, refused.status).ErrorCode, 'UNAVAILABLE')
  const unknown = await call(server, 'auth', { Email: owner.email, Password: owner.password })
  assertRefused(unknown, 540)

  await holder.query('rollback')
  await way.restore()
  await eventually('it is ready again', async () => ((await get(server, '/ready')).status === 200 ? true : undefined))
  await owner.ok('contacts/search')
  await processed(owner, (await owner.ok('contacts/create?async=true', person())).RequestId, 60_000)
  assert.equal(await server.stop(), 0)
})

test('settings that are not right are told by name, all at once', async () => {
  const { code, output } = await runServer({
    PORT: 'eighty',
    NODE_ENV: 'staging',
    ALLOW_SIGN_UP: 'yes',
    ROLE: 'boss',
    LOG_LEVEL: 'loud',
    PUBLIC_URL: 'crm.example.com',
    DATABASE_URL: 'mysql://someone:the-password@127.0.0.1/crm',
  })
  assert.equal(code, 1)
  assert.match(output, /^Voyzu CRM does not start: The settings are not right/)
  for (const name of ['PORT', 'NODE_ENV', 'ALLOW_SIGN_UP', 'ROLE', 'LOG_LEVEL', 'PUBLIC_URL', 'DATABASE_URL'])
    assert.match(output, new RegExp(`^ +${name} is `, 'm'))
  assert.doesNotMatch(output, /DATA_DIR|the-password|\bat .*:\d+:\d+/)
})

test('what keeps it from starting is told in a sentence', async () => {
  const unreachable = await runServer({ DATABASE_URL: 'postgres://someone:the-password@127.0.0.1:1/crm' })
  assert.equal(unreachable.code, 1)
  assert.match(unreachable.output, /^Voyzu CRM does not start: .*ECONNREFUSED/)
  assert.doesNotMatch(unreachable.output, /the-password|\bat .*:\d+:\d+/)
  const option = await runServer({}, ['--dmeo'])
  assert.equal(option.code, 1)
  assert.match(option.output, /--dmeo/)
})

test('--help prints every setting with its default, and starts nothing', async () => {
  const { code, output } = await runServer({}, ['--help'])
  assert.equal(code, 0)
  const settings = ['HOST', 'PORT', 'DATA_DIR', 'DATABASE_URL', 'DATABASE_CONNECTIONS', 'PUBLIC_URL', 'TRUST_PROXY']
  for (const name of [...settings, 'NODE_ENV', 'SETUP_TOKEN', 'ALLOW_SIGN_UP', 'ROLE', 'LOG_LEVEL'])
    assert.match(output, new RegExp(`^ +${name} +\\S`, 'm'))
  assert.match(output, /PORT .*\[8080\]/)
  assert.match(output, /--demo/)
  assert.doesNotMatch(output, /answers at/)
})

for (const kind of databaseKinds) {
  test(`the first start of all prints a link, and takes its address from PUBLIC_URL (${kind})`, async (t) => {
    const settings = { SETUP_TOKEN: '', PUBLIC_URL: 'https://crm.example.com/' }
    const server = await serverFor(t, await bareDatabase(kind), settings)
    const [, token] =
      /^Make your organisation at https:\/\/crm\.example\.com\/setup#(\S{20,})$/m.exec(server.output()) ?? []
    assert(token, server.output())
    await newCustomer(server, { SetupToken: token })
  })

  test(`--demo makes 1,000 people, once, and prints how to sign in (${kind})`, async (t) => {
    const data = await emptyDatabase(kind)
    const signIn = async () => {
      const server = await serverFor(t, data, {}, ['--demo'])
      const [, Email = '', Password = ''] = await eventually(
        'it prints how to sign in',
        () => /demo organisation as (\S+) with (\S+)\n/.exec(server.output()) ?? undefined,
      )
      return {
        server,
        owner: member(server, assertOk(await call(server, 'auth', { Email, Password })), Email, Password),
      }
    }
    const { server, owner } = await signIn()
    const { TotalCount, TotalKind, Rows } = await owner.ok('contacts/search', { Total: 'EXACT' })
    assert.deepEqual([TotalCount, TotalKind, Rows.length], [1000, 'EXACT', 50])
    assert(Rows.every(({ DisplayName, Emails }: { DisplayName: string; Emails: [] }) => DisplayName && Emails.length))
    const { RequestId } = await owner.ok('contacts/duplicates', { PageSize: 100 })
    const { Result } = await processed(owner, RequestId)
    const alike = Result.Groups.filter(({ Score }: { Score: number }) => Score >= 0.9)
    assert(alike.length >= 8, `${alike.length} of the ${Result.TotalCount} groups are likely ones`)
    const { Id } = Rows[0]
    await owner.ok(`contacts/update/${Id}`, { JobTitle: 'Kept' })
    assert.equal(await server.stop(), 0)
    const second = await signIn()
    assert.notEqual(second.owner.password, owner.password)
    assert.equal((await second.owner.ok('contacts/search', { Total: 'EXACT' })).TotalCount, 1000)
    assert.equal((await second.owner.ok(`contacts/get/${Id}`)).JobTitle, 'Kept')
    assert.equal((await at(second.server, owner).ok('auth/get')).User.Email, owner.email)
  })
}

test('a PostgreSQL that takes foreign letters for none is warned of at the start', async (t) => {
  const good = await serverFor(t, await emptyDatabase('postgres'))
  assert.doesNotMatch(good.output(), /LC_CTYPE/)
  const server = await serverFor(t, await bareDatabase('postgres', "locale 'C'"))
  const owner = await newCustomer(server)
  await owner.ok('contacts/create', person({ LastName: 'Щербаков' }))
  assert.equal((await owner.ok('contacts/search', { SearchText: 'щербаков' })).Rows.length, 1)
  await server.stop()
  assert.match(server.output(), /"level":40.*LC_CTYPE C/)
})
