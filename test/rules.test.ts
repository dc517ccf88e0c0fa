/** The rules of the API that hold for every operation, over the table of the contract. */
import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import http from 'node:http'
import { test } from 'node:test'
import { type OperationName, operations } from '../contract/operations.ts'
import { type Answer, allContacts, assertOk, assertRefused, call, type Member, newCustomer, person } from './api.ts'
import { emptyDatabase, onEachDatabase, type Server, serverFor, setupToken } from './server.ts'

const names = Object.keys(operations) as OperationName[]
const withSession = names.filter((name) => operations[name].may !== 'ANYONE')
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** A call as it is, for what `fetch` will not send: its own Origin, other verbs, broken paths. */
function rawCall(
  { url }: Server,
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body = '',
): Promise<Answer> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const request = http.request({ hostname, port, method, path, headers }, async (response) => {
      const text = Buffer.concat(await response.toArray()).toString()
      const given = Object.entries(response.headers).map(([name, value]) => [name, String(value)] as [string, string])
      const isJson = response.headers['content-type']?.startsWith('application/json')
      resolve({
        status: response.statusCode ?? 0,
        headers: new Headers(given),
        body: isJson && text !== '' ? JSON.parse(text) : text,
        text,
      })
    })
    request.on('error', reject)
    request.end(body)
  })
}

const json = { 'content-type': 'application/json' }
const isEmpty = async (who: Member) => assert.deepEqual(await allContacts(who), [])

onEachDatabase((server) => {
  test('operations are POST; every other verb and path is a 404', async () => {
    const { sessionId } = await newCustomer(server())
    const headers = { cookie: `voyzu-session-id=${sessionId}` }
    for (const method of ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'])
      for (const path of ['/api/auth/get', '/api/contacts/search'])
        assert.equal(
          assertRefused(await rawCall(server(), method, path, headers), 404).ErrorCode,
          'NO_ENDPOINT',
          method,
        )
    assert.equal((await rawCall(server(), 'HEAD', '/api/auth/get', headers)).status, 404)
    const nowhere = ['/api', '/api/', '/api/nothing', '/api/contacts', '/api/contacts/get', '/api/contacts/get/a/b']
    for (const path of [...nowhere, '/API/auth/get', '/api/auth/get/', '/api/contacts/class', '/nothing'])
      assert.equal(
        assertRefused(await rawCall(server(), 'POST', path, { ...headers, ...json }, '{}'), 404).ErrorCode,
        'NO_ENDPOINT',
        path,
      )
    const form = { ...headers, 'content-type': 'application/x-www-form-urlencoded' }
    assertRefused(await rawCall(server(), 'POST', '/api/nothing', form, 'a=b'), 404)
  })

  test('a path that cannot be read is refused like any other', async () => {
    const { sessionId } = await newCustomer(server())
    const headers = { cookie: `voyzu-session-id=${sessionId}` }
    for (const path of ['/api/contacts/get/%zz', '/api/contacts/get/%ff', `/api/contacts/get/${'x'.repeat(2000)}`]) {
      const answer = await rawCall(server(), 'POST', path, headers)
      assertRefused(answer)
      assert.match(answer.headers.get('request-id') ?? '', uuid)
    }
  })

  test('every answer has a Request-Id of its own', async () => {
    const owner = await newCustomer(server())
    const given = { 'request-id': 'mine', 'x-request-id': 'mine' }
    const answers = [
      await owner.call('auth/get', {}, { headers: given }),
      await owner.call('contacts/get/nothing'),
      await owner.call('contacts/create', undefined, { raw: '{', headers: json }),
      await call(server(), 'auth/get'),
      await call(server(), 'nothing'),
      await call(server(), 'auth', { Email: owner.email, Password: 'wrong' }),
      ...(await Promise.all(
        ['/', '/setup', '/client.js', '/health', '/ready', '/api/contacts/class', '/nothing'].map((path) =>
          call(server(), path, undefined, { method: 'GET' }),
        ),
      )),
    ]
    const ids = answers.map(({ headers }) => headers.get('request-id') ?? '')
    for (const id of ids) assert.match(id, uuid)
    assert.equal(new Set(ids).size, answers.length)
  })

  test('answers are for their caller alone', async () => {
    const owner = await newCustomer(server())
    for (const path of ['auth/get', 'contacts/get/nothing']) {
      const { headers } = await owner.call(path)
      assert.equal(headers.get('cache-control'), 'no-store')
      assert.equal(headers.get('x-content-type-options'), 'nosniff')
      assert.equal(headers.get('access-control-allow-origin'), null)
      assert.match(headers.get('content-type') ?? '', /^application\/json/)
    }
  })

  test('in production a session id in the query string is none', async () => {
    const { sessionId } = await newCustomer(server())
    assertRefused(await call(server(), `auth/get?voyzu-session-id=${sessionId}`), 401)
  })

  test('calls of pages of another origin are refused, before anything is done', async () => {
    const owner = await newCustomer(server())
    const host = new URL(server().url).host
    const create = (headers: Record<string, string>) =>
      rawCall(
        server(),
        'POST',
        '/api/contacts/create',
        { ...json, cookie: `voyzu-session-id=${owner.sessionId}`, ...headers },
        JSON.stringify(person()),
      )
    const foreign: Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'cross-site', origin: `http://${host}` },
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: `http://${host}.evil.example` },
      { origin: `http://${new URL(server().url).hostname}:1` },
    ]
    for (const headers of foreign)
      assert.equal(assertRefused(await create(headers), 401).ErrorCode, 'ORIGIN', JSON.stringify(headers))
    await isEmpty(owner)
    const own: Record<string, string>[] = [
      { origin: `http://${host}` },
      { 'sec-fetch-site': 'same-origin' },
      { 'sec-fetch-site': 'none' },
    ]
    for (const headers of own) assertOk(await create(headers))
    const signIn = { Email: owner.email, Password: owner.password }
    assertRefused(await call(server(), 'auth', signIn, { headers: { 'sec-fetch-site': 'cross-site' } }), 401)
  })

  test('only JSON is read: forms and plain text, which any page may post, are refused', async () => {
    const owner = await newCustomer(server())
    const body = JSON.stringify(person())
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=b', 'a/b'])
      await owner.refused('contacts/create', undefined, 400, { raw: body, headers: { 'content-type': type } })
    const headers = { cookie: `voyzu-session-id=${owner.sessionId}` }
    assertRefused(await rawCall(server(), 'POST', '/api/contacts/create', headers, body))
    await isEmpty(owner)
  })

  const bytes = (...parts: (string | number[])[]) => Buffer.concat(parts.map((part) => Buffer.from(part as string)))
  const badBodies: Record<string, BodyInit> = {
    'no JSON': '{"FirstName":"Ada"',
    'two values': '{} {}',
    'a single quote': "{'FirstName':'Ada'}",
    'an array': '[]',
    'an array of contacts': JSON.stringify([person()]),
    'a text': '"Ada"',
    'a number': '5',
    null: 'null',
    'invalid UTF-8': bytes('{"RecordType":"PERSON","FirstName":"', [0xc3, 0x28], '"}'),
    'UTF-16': Buffer.from(`\uFEFF${JSON.stringify(person())}`, 'utf16le'),
    'a NUL character': JSON.stringify(person({ FirstName: 'A\0da' })),
    'a NUL character in a name of a property': JSON.stringify(person({ 'First\0Name': 'Ada' })),
    'a NUL character far inside': JSON.stringify(person({ Emails: [{ Value: 'ada@example.com', Label: '\0' }] })),
    'a high surrogate alone': '{"RecordType":"PERSON","FirstName":"\\ud83d"}',
    'a low surrogate alone': '{"RecordType":"PERSON","FirstName":"\\ude00"}',
    'surrogates in the wrong order': '{"RecordType":"PERSON","FirstName":"\\ude00\\ud83d"}',
    __proto__: '{"RecordType":"PERSON","FirstName":"Ada","__proto__":{"LastName":"L"}}',
    'a constructor': '{"RecordType":"PERSON","FirstName":"Ada","constructor":{"prototype":{}}}',
    'arrays in arrays': `{"RecordType":"PERSON","FirstName":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
    'objects in objects': `${'{"CustomFields":'.repeat(20_000)}1${'}'.repeat(20_000)}`,
    'what only opens': '['.repeat(5_000_000),
    'eleven million bytes': JSON.stringify(person({ Notes: 'x'.repeat(11_000_000) })),
  }
  for (const [what, raw] of Object.entries(badBodies))
    test(`a body with ${what} is a 400, and writes nothing`, async () => {
      const owner = await newCustomer(server())
      for (const query of ['', '?async=true'])
        await owner.refused(`contacts/create${query}`, undefined, 400, { raw, headers: json })
      await isEmpty(owner)
      assert.deepEqual(await owner.ok('request/list'), [])
    })

  test('a body of nearly 10 MB is read', async () => {
    const owner = await newCustomer(server())
    const raw = `${JSON.stringify(person())}${' '.repeat(10 * 1024 * 1024 - 200)}`
    await owner.ok('contacts/create', undefined, { raw, headers: json })
  })

  test('a byte order mark before the body does not matter', async () => {
    const owner = await newCustomer(server())
    const raw = Buffer.from(`\uFEFF${JSON.stringify(person({ FirstName: '\uFEFFAda' }))}`)
    const { FirstName } = await owner.ok('contacts/create', undefined, { raw, headers: json })
    assert.equal(FirstName, '\uFEFFAda')
  })

  test('an operation without input takes none, and needs no body', async () => {
    const owner = await newCustomer(server())
    const { Id } = await owner.ok('contacts/create', person())
    const without = withSession.filter((name) => !('input' in operations[name]))
    assert(without.length >= 5)
    for (const name of without) {
      const { Errors } = await owner.refused(name.replace('{id}', Id), { Surplus: 1 })
      assert.deepEqual(
        Errors.map(({ Path }: { Path: string }) => Path),
        ['Surplus'],
        name,
      )
      await owner.refused(name.replace('{id}', Id), [])
    }
    await owner.ok(`contacts/get/${Id}`)
    assertOk(await rawCall(server(), 'POST', '/api/auth/get', { cookie: `voyzu-session-id=${owner.sessionId}` }))
  })

  test('without a session every operation is a 401, whatever else is wrong', async () => {
    assert(withSession.length >= 13)
    for (const name of withSession)
      for (const query of ['', '?async=true']) {
        const path = name.replace('{id}', randomUUID()) + query
        assert.equal(assertRefused(await call(server(), path, { Surplus: 1 }), 401).ErrorCode, 'SESSION', path)
      }
  })

  test('a session id that is none is a 401 on every operation, and nothing worse', async () => {
    const { sessionId } = await newCustomer(server())
    const broken = [
      '',
      'x',
      randomUUID(),
      `${sessionId.slice(0, -4)}AAAA`,
      `${sessionId}A`,
      randomBytes(48).toString('base64url'),
      'A'.repeat(64),
      '_'.repeat(64),
      'x'.repeat(5000),
      '%00',
      '%E0%A4%A',
      "' or 1=1 --",
    ]
    for (const [index, name] of withSession.entries())
      for (const value of index === 0 ? broken : ['x', randomBytes(48).toString('base64url')]) {
        const headers = { ...json, cookie: `voyzu-session-id=${value}` }
        const answer = await rawCall(server(), 'POST', `/api/${name.replace('{id}', randomUUID())}`, headers, '{}')
        assert.equal(assertRefused(answer, 401).ErrorCode, 'SESSION', `${name} with ${value}`)
      }
  })

  test("no operation reaches another Customer's things by their ids", async () => {
    const secret = `Secret${randomBytes(6).toString('hex')}`
    const [owner, stranger] = [await newCustomer(server(), { Name: secret }), await newCustomer(server())]
    const { Id } = await owner.ok('contacts/create', person({ LastName: secret, Labels: [`#${secret}`] }))
    await owner.ok('custom-fields/update', { CustomFields: [{ Name: secret }] })
    const [field] = await owner.ok('custom-fields/list')
    const { RequestId } = await owner.ok(`contacts/get/${Id}?async=true`)
    const [session] = await owner.ok('sessions/list')
    const before = { contact: await owner.ok(`contacts/get/${Id}`), fields: await owner.ok('custom-fields/list') }

    const ids = [Id, field.Id, RequestId, session.Id, owner.customerId, owner.userId]
    const inputs = (id: string): Partial<Record<OperationName, unknown>> => ({
      'contacts/search': { SearchText: secret },
      'contacts/create': person({ Id: id }),
      'contacts/update/{id}': { FirstName: 'Taken' },
      'contacts/upsert': { MatchOn: 'Id', Contact: person({ Id: id }) },
      'custom-fields/update': { CustomFields: [{ Id: id, Delete: true }] },
    })
    const others = withSession.filter((name) => name !== 'auth/delete')
    const takesId = (name: OperationName) => name.endsWith('{id}') || name in inputs('')
    const calls = others.flatMap((name) => (takesId(name) ? ids : [Id]).map((id) => [name, id] as const))
    for (const [name, id] of calls) {
      const answer = await stranger.call(name.replace('{id}', id), inputs(id)[name])
      assert([200, 400].includes(answer.status), `${name} ${id}: ${answer.status} ${answer.text}`)
      if (answer.status === 400) assertRefused(answer)
      assert(!answer.text.includes(secret), `${name}: ${answer.text}`)
      if (/\/(get|update|cancel)\/\{id\}$|^custom-fields\/update/.test(name))
        assert.equal(answer.status, 400, `${name} ${id}: ${answer.text}`)
    }
    assert.deepEqual(await owner.ok(`contacts/get/${Id}`), before.contact)
    assert.deepEqual(await owner.ok('custom-fields/list'), before.fields)
    assert.equal((await owner.ok('sessions/list')).length, 1)
    assert.equal((await owner.ok(`request/get/${RequestId}`)).RequestId, RequestId)
  })

  test('ids that are no ids are told apart from faults of the server', async () => {
    const owner = await newCustomer(server())
    const needed: Record<string, object> = {
      'contacts/update/{id}': { FirstName: 'Ada' },
      'webhooks/replay/{id}': { FromSequence: 1 },
    }
    const strange = ['x', '0', '%00', '%F0%9F%98%80', "'%20or%201=1", '..%2F..%2Fetc', randomUUID(), `${randomUUID()}0`]
    for (const name of withSession.filter((each) => each.endsWith('{id}')))
      for (const id of strange) {
        const answer = await owner.call(name.replace('{id}', id), needed[name])
        if (name.includes('/delete/')) assertOk(answer)
        else assert.equal(assertRefused(answer).ErrorCode, 'NOT_FOUND', `${name} ${id}`)
      }
  })

  test('operations without a session are neither asynchronous nor idempotent', async () => {
    const owner = await newCustomer(server())
    const signIn = { Email: owner.email, Password: owner.password }
    assertRefused(await call(server(), 'auth?async=true', signIn))
    assertRefused(await call(server(), 'auth', signIn, { headers: { 'idempotency-key': 'k' } }))
    assertOk(await call(server(), 'auth?async=false', signIn))
  })
})

test('in development the session id may stand in the query string', async (t) => {
  const server = await serverFor(t, await emptyDatabase('postgres'), { NODE_ENV: 'development' })
  const owner = await newCustomer(server, { SetupToken: setupToken })
  const auth = assertOk(await call(server, `auth/get?voyzu-session-id=${owner.sessionId}`))
  assert.equal(auth.User.Id, owner.userId)
  assertRefused(await call(server, 'auth/get?voyzu-session-id=x'), 401)
  assertRefused(await call(server, `auth/get?voyzu-session-id=${owner.sessionId}&voyzu-session-id=x`), 401)
})
