import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import http from 'node:http'
import { stripTypeScriptTypes } from 'node:module'
import type { AddressInfo } from 'node:net'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { inspect, promisify } from 'node:util'
import { type CallOptions, type Crm, CrmError, connect, RequestPoller, type RequestStatus } from '../client/client.ts'

interface Call {
  method: string | undefined
  url: string | undefined
  headers: http.IncomingHttpHeaders
  body: string
}
interface Answer {
  status?: number
  headers?: Record<string, string>
  body?: unknown
}

let baseUrl: string
let calls: Call[]
/** What the server answers, in this order; the last one for ever. A function may do as it likes. */
let answers: (Answer | ((response: http.ServerResponse) => void))[]

const server = http.createServer(async (request, response) => {
  const { method, url, headers } = request
  const body = Buffer.concat(await request.toArray()).toString()
  calls.push({ method, url, headers, body })
  const answer = (answers.length > 1 ? answers.shift() : answers[0]) ?? {}
  if (typeof answer === 'function') return answer(response)
  response.writeHead(answer.status ?? 200, answer.headers)
  response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body))
})

before(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
beforeEach(() => {
  calls = []
  answers = [{}]
})
after(() => {
  server.closeAllConnections()
  server.close()
})

const crmError = (expected: object) => (error: unknown) => {
  assert(error instanceof CrmError, inspect(error))
  for (const [name, value] of Object.entries(expected)) assert.deepEqual(error[name as keyof CrmError], value, name)
  return true
}
const onlyCall = () => {
  assert.equal(calls.length, 1)
  return calls[0] as Call
}

describe('a call', () => {
  it('posts its input to the path of the operation and gives the output', async () => {
    answers = [{ body: { Id: 'a', FirstName: 'Bob' } }]
    const contact = await connect({ baseUrl }).contacts.create({ RecordType: 'PERSON', FirstName: 'Bob' })
    assert.deepEqual(contact, { Id: 'a', FirstName: 'Bob' })
    const { method, url, headers, body } = onlyCall()
    assert.deepEqual([method, url], ['POST', '/api/contacts/create'])
    assert.equal(headers['content-type'], 'application/json')
    assert.deepEqual(JSON.parse(body), { RecordType: 'PERSON', FirstName: 'Bob' })
  })

  it('has the path that its name says', async () => {
    const crm = connect({ baseUrl: `${baseUrl}/` })
    await crm.auth({ Email: 'ann@example.org', Password: 'secret' })
    await crm.auth.get()
    await crm.sessions.list()
    await crm.customFields.update({ CustomFields: [{ Name: '#Tier' }] })
    await crm.contacts.update('a', { FirstName: null })
    await crm.request.cancel('r')
    assert.deepEqual(
      calls.map(({ url }) => url),
      [
        '/api/auth',
        '/api/auth/get',
        '/api/sessions/list',
        '/api/custom-fields/update',
        '/api/contacts/update/a',
        '/api/request/cancel/r',
      ],
    )
  })

  it('goes under a path of the baseUrl, where a proxy has the server', async () => {
    await connect({ baseUrl: `${baseUrl}/crm/` }).auth.get()
    assert.equal(onlyCall().url, '/crm/api/auth/get')
  })

  it('without input has no body', async () => {
    await connect({ baseUrl }).contacts.get('a')
    assert.equal(onlyCall().body, '')
    assert.equal(onlyCall().headers['content-type'], undefined)
  })

  it('sends an input without properties as such, also beside options', async () => {
    const crm = connect({ baseUrl })
    await crm.contacts.search({})
    await crm.contacts.search({}, {})
    await crm.contacts.search({}, { idempotencyKey: 'k' })
    await crm.contacts.update('a', {})
    assert.deepEqual(
      calls.map(({ body }) => body),
      ['{}', '{}', '{}', '{}'],
    )
  })

  it('gives undefined when the answer has no body', async () => {
    assert.equal(await connect({ baseUrl }).contacts.delete('a'), undefined)
  })

  it('encodes the id', async () => {
    await connect({ baseUrl }).contacts.get('a/b?c#d e%é')
    assert.equal(onlyCall().url, '/api/contacts/get/a%2Fb%3Fc%23d%20e%25%C3%A9')
  })

  it('is refused without a real id, before anything is sent', async () => {
    const { contacts } = connect({ baseUrl })
    const get = contacts.get as (...given: unknown[]) => Promise<unknown>
    const update = contacts.update as (...given: unknown[]) => Promise<unknown>
    for (const given of [[''], ['.'], ['..'], [null], [5], [undefined, {}]])
      await assert.rejects(get(...given), crmError({ status: 0, code: 'INVALID' }), inspect(given))
    await assert.rejects(update(undefined, { FirstName: 'Bob' }), /contacts\/update was not called/)
    assert.deepEqual(calls, [])
  })

  it('takes an idempotency key, with input and id or without', async () => {
    const crm = connect({ baseUrl })
    await crm.contacts.create({ FirstName: 'Bob' }, { idempotencyKey: 'k1' })
    await crm.contacts.update('a', { FirstName: 'Bob' }, { idempotencyKey: 'k2' })
    await crm.contacts.delete('a', { idempotencyKey: 'k3' })
    await crm.auth.delete({ idempotencyKey: 'k4' })
    assert.deepEqual(
      calls.map(({ headers, body }) => [headers['idempotency-key'], body]),
      [
        ['k1', '{"FirstName":"Bob"}'],
        ['k2', '{"FirstName":"Bob"}'],
        ['k3', ''],
        ['k4', ''],
      ],
    )
  })

  it('takes options that are undefined, and refuses what is none', async () => {
    const crm = connect({ baseUrl })
    const list = (options?: CallOptions) => crm.sessions.list(options)
    await list()
    await crm.contacts.create({ FirstName: 'Bob' }, undefined)
    assert.equal(calls.length, 2)
    const create = crm.contacts.create as (...given: unknown[]) => Promise<unknown>
    await assert.rejects(create({}, { idempotencykey: 'k' }), /signal, idempotencyKey and file/)
    await assert.rejects(create({}, {}, {}), crmError({ code: 'INVALID' }))
    assert.equal(calls.length, 2)
  })

  it('rejects with the reason of its signal, before and while waiting', async () => {
    const crm = connect({ baseUrl })
    await assert.rejects(crm.sessions.list({ signal: AbortSignal.abort() }), { name: 'AbortError' })
    assert.deepEqual(calls, [])
    const leaving = new AbortController()
    answers = [() => leaving.abort()]
    await assert.rejects(crm.contacts.search({}, { signal: leaving.signal }), { name: 'AbortError' })
    assert.equal(calls.length, 1)
  })

  it('uses the fetch it is given, which may know paths without a host', async () => {
    const paths: unknown[] = []
    const crm = connect({
      fetch: async (url) => {
        paths.push(url)
        return Response.json([])
      },
    })
    assert.deepEqual(await crm.sessions.list(), [])
    assert.deepEqual(paths, ['/api/sessions/list'])
  })
})

describe('an asynchronous call', () => {
  it('has ?async=true', async () => {
    answers = [{ body: { RequestId: 'r', ProcessStatus: 'PROCESSING' } }]
    const { RequestId } = await connect({ baseUrl }).async.contacts.update('a', { FirstName: 'Bob' })
    assert.equal(RequestId, 'r')
    assert.equal(onlyCall().url, '/api/contacts/update/a?async=true')
    assert.equal(onlyCall().body, '{"FirstName":"Bob"}')
  })
})

describe('the client itself', () => {
  it('survives await, inspection, JSON and String', async () => {
    const crm = connect({ baseUrl })
    assert.equal(await crm, crm)
    assert.equal(await crm.contacts, crm.contacts)
    assert.equal(await crm.async, crm.async)
    for (const thing of [crm, crm.async, crm.contacts, crm.contacts.get]) {
      assert.equal(typeof inspect(thing), 'string')
      assert.equal(typeof inspect(thing, { showProxy: true }), 'string')
      assert.equal(typeof String(thing), 'string')
      JSON.stringify({ thing })
    }
    assert.equal(JSON.stringify({ contacts: crm.contacts }), '{}')
    assert.deepEqual(calls, [])
  })

  it('gives the same object for the same name', () => {
    const crm = connect({ baseUrl })
    assert.equal(crm.contacts, crm.contacts)
    assert.equal(crm.contacts.get, crm.contacts.get)
    assert.notEqual(crm.contacts.get, crm.async.contacts.get)
  })

  it('needs a baseUrl in Node', () => {
    assert.throws(() => connect(), /needs a baseUrl/)
  })

  it('imports nothing and runs as JavaScript once its types are stripped', async () => {
    const source = stripTypeScriptTypes(await readFile(new URL('../client/client.ts', import.meta.url), 'utf8'))
    const served = await import(`data:text/javascript,${encodeURIComponent(source)}`)
    assert.deepEqual(Object.keys(served).sort(), ['CrmError', 'RequestPoller', 'connect'])
    await served.connect({ baseUrl }).contacts.get('a')
    assert.equal(onlyCall().url, '/api/contacts/get/a')
  })
})

describe('the session', () => {
  const cookies = () => calls.map(({ headers }) => headers.cookie)
  const signIn = { Email: 'ann@example.org', Password: 'secret' }

  it('is kept in Node from sign-in to sign-out', async () => {
    answers = [{ body: { SessionId: 's1', User: {} } }, {}, { status: 540, body: {} }, {}, {}]
    const crm = connect({ baseUrl })
    await crm.auth(signIn)
    await crm.auth.get()
    await crm.auth.delete().catch(() => {})
    await crm.auth.delete()
    await crm.auth.get()
    const cookie = 'voyzu-session-id=s1'
    assert.deepEqual(cookies(), [undefined, cookie, cookie, cookie, undefined])
  })

  it('begins with a new Customer too', async () => {
    answers = [{ body: { SessionId: 's2' } }, {}]
    const crm = connect({ baseUrl })
    await crm.customers.create({ Name: 'Acme', OwnerEmail: 'ann@example.org', OwnerPassword: 'correct horse' })
    await crm.contacts.get('a')
    assert.deepEqual(cookies(), [undefined, 'voyzu-session-id=s2'])
  })

  it('stays while an asynchronous sign-out is under way, so that one can follow it', async () => {
    const crm = connect({ baseUrl, sessionId: 's' })
    await crm.async.auth.delete()
    await crm.request.get('r')
    assert.deepEqual(cookies(), ['voyzu-session-id=s', 'voyzu-session-id=s'])
  })

  it('can be given', async () => {
    await connect({ baseUrl, sessionId: 's3' }).contacts.get('a')
    assert.deepEqual(cookies(), ['voyzu-session-id=s3'])
  })

  it('is shared by the asynchronous calls, and by no other client', async () => {
    answers = [{ body: { SessionId: 's4' } }, {}]
    const crm = connect({ baseUrl })
    await crm.auth(signIn)
    await crm.async.contacts.get('a')
    await connect({ baseUrl }).contacts.get('a')
    assert.deepEqual(cookies(), [undefined, 'voyzu-session-id=s4', undefined])
  })
})

describe('in a browser', () => {
  const NodeRequest = globalThis.Request
  before(() => {
    // What tells a browser from Node: it lets no script set a cookie header.
    globalThis.Request = class extends NodeRequest {
      constructor(input: RequestInfo | URL, { headers, ...init }: RequestInit = {}) {
        super(input, init)
        new Headers(headers).forEach((value, name) => {
          if (name !== 'cookie') this.headers.set(name, value)
        })
      }
    }
  })
  after(() => {
    globalThis.Request = NodeRequest
  })

  it('calls its own origin and leaves the session to the cookie', async () => {
    const sent: Parameters<typeof fetch>[] = []
    const crm = connect({
      fetch: async (...call) => {
        sent.push(call)
        return Response.json({ SessionId: 's' })
      },
    })
    await crm.auth({ Email: 'ann@example.org', Password: 'secret' })
    await crm.auth.get()
    assert.deepEqual(
      sent.map(([url]) => url),
      ['/api/auth', '/api/auth/get'],
    )
    for (const [, init] of sent) {
      assert.equal(init?.credentials, 'same-origin')
      assert.equal(new Headers(init?.headers).has('cookie'), false)
    }
  })

  it('needs no baseUrl and takes no sessionId', () => {
    connect()
    assert.throws(() => connect({ sessionId: 's' }), /no sessionId in a browser/)
  })
})

describe('a failed call', () => {
  it('rejects with all that the server tells', async () => {
    const Errors = [{ Path: 'Emails[0].Value', Message: 'is no valid email' }]
    answers = [
      {
        status: 400,
        headers: { 'request-id': 'q7' },
        body: { ErrorMessage: 'The input is not right.', ErrorCode: 'INVALID', Errors },
      },
    ]
    await assert.rejects(
      connect({ baseUrl }).contacts.create({}),
      crmError({
        name: 'CrmError',
        message: 'The input is not right.',
        status: 400,
        code: 'INVALID',
        errors: Errors,
        requestId: 'q7',
        retryAfter: undefined,
      }),
    )
  })

  it('tells when to try again', async () => {
    const body = { ErrorMessage: 'Too many attempts.', ErrorCode: 'TOO_MANY' }
    answers = [{ status: 429, headers: { 'retry-after': '30' }, body }]
    const failure = connect({ baseUrl }).auth({ Email: 'ann@example.org', Password: 'secret' })
    await assert.rejects(failure, crmError({ status: 429, code: 'TOO_MANY', errors: [], retryAfter: 30 }))
  })

  it('is UNREADABLE when something else than the crm-api answers', async () => {
    const crm = connect({ baseUrl })
    const odd: Answer[] = [
      { status: 502, body: '<h1>Bad Gateway</h1>' },
      { status: 503 },
      { status: 500, body: 'null' },
      { status: 500, body: { statusCode: 500, error: 'Internal Server Error' } },
      { status: 200, body: '<h1>Welcome to the hotel</h1>' },
      { status: 200, body: '{"half": ' },
    ]
    for (const answer of odd) {
      answers = [answer]
      await assert.rejects(
        crm.contacts.get('a'),
        crmError({ status: answer.status, code: 'UNREADABLE' }),
        inspect(answer),
      )
    }
  })

  it('is NETWORK with its cause when no answer comes', async () => {
    answers = [(response) => response.socket?.destroy()]
    await assert.rejects(connect({ baseUrl }).contacts.get('a'), (error) => {
      crmError({ status: 0, code: 'NETWORK' })(error)
      assert((error as Error).cause instanceof TypeError)
      return true
    })
    await assert.rejects(connect({ baseUrl: 'http://127.0.0.1:1' }).contacts.get('a'), {
      code: 'NETWORK',
      message: /^No answer from http:\/\/127\.0\.0\.1:1\/api\/contacts\/get\/a: ./,
    })
  })

  it('is NETWORK when the answer breaks off', async () => {
    answers = [
      (response) => {
        response.writeHead(200, { 'content-length': 100 }).write('{"Id":')
        setTimeout(() => response.socket?.destroy(), 20)
      },
    ]
    await assert.rejects(connect({ baseUrl }).contacts.get('a'), crmError({ status: 0, code: 'NETWORK' }))
  })

  it('does not follow a redirect, which would make it a GET', async () => {
    answers = [{ status: 301, headers: { location: '/elsewhere' } }, {}]
    await assert.rejects(connect({ baseUrl }).contacts.delete('a'), { code: 'NETWORK', message: /redirect/ })
    assert.equal(calls.length, 1)
  })
})

describe('the request poller', () => {
  const fast = { firstDelay: 1, longestDelay: 4 }
  const status = (more: object): RequestStatus => ({
    RequestId: 'r',
    Operation: 'contacts/create',
    Commentary: '',
    PercentComplete: 0,
    ProcessStatus: 'PROCESSING',
    CreatedDate: '2026-01-01T00:00:00.000Z',
    UpdatedDate: '2026-01-01T00:00:00.000Z',
    ...more,
  })
  const processed = status({ ProcessStatus: 'PROCESSED', PercentComplete: 100, Result: { Id: 'a' } })
  const failed = status({
    ProcessStatus: 'FAIL',
    ErrorMessage: 'There is no such contact.',
    ErrorCode: 'NOT_FOUND',
    StatusCode: 400,
    Errors: [{ Path: 'Id', Message: 'is none' }],
  })
  let crm: Crm
  let poller: RequestPoller | undefined

  beforeEach(() => {
    crm = connect({ baseUrl })
  })
  afterEach(() => poller?.stop())

  it('ticks until the request is processed', async () => {
    answers = [
      { body: status({ PercentComplete: 10 }) },
      { body: status({ PercentComplete: 60 }) },
      { body: processed },
    ]
    const told: unknown[] = []
    poller = new RequestPoller(crm, 'r', {
      ...fast,
      onTick: ({ PercentComplete }) => told.push(PercentComplete),
      onProcessed: (result, { ProcessStatus }) => told.push(result, ProcessStatus),
      onFail: () => told.push('fail'),
    })
    assert.deepEqual(await poller.start(), processed)
    assert.deepEqual(told, [10, 60, { Id: 'a' }, 'PROCESSED'])
    assert.deepEqual(new Set(calls.map(({ url }) => url)), new Set(['/api/request/get/r']))
  })

  it('starts once', async () => {
    answers = [{ body: processed }]
    poller = new RequestPoller(crm, 'r', fast)
    assert.equal(poller.start(), poller.start())
    await poller.start()
    assert.equal(calls.length, 1)
  })

  it('goes on from a status, and asks nothing when that is final', async () => {
    answers = [{ body: processed }]
    assert.deepEqual(await new RequestPoller(crm, status({}), fast).start(), processed)
    assert.equal(onlyCall().url, '/api/request/get/r')
    assert.equal(await new RequestPoller(crm, processed).start(), processed)
    assert.equal(calls.length, 1)
  })

  it('resolves when the request fails, and tells onFail the error of the direct call', async () => {
    answers = [{ body: failed }]
    const told: unknown[] = []
    poller = new RequestPoller(crm, 'r', { ...fast, onFail: (...failure) => told.push(...failure) })
    assert.deepEqual(await poller.start(), failed)
    const expected = { message: failed.ErrorMessage, status: 400, code: 'NOT_FOUND', errors: failed.Errors }
    crmError(expected)(told[0])
    assert.deepEqual(told[1], failed)
    assert.equal(told.length, 2)
  })

  it('polls less and less often, and at once more often when the request moves', async () => {
    const waits = await waitsOf(percentages(0, 0, 0, 0, 0, 0, 7, 7, 7), { firstDelay: 100, longestDelay: 400 })
    assert.deepEqual(waits, [100, 100, 150, 225, 337.5, 400, 400, 100, 150, 225])
  })

  it('polls as it should when nothing is said', async () => {
    const waits = await waitsOf(percentages(...new Array(14).fill(0)), {})
    assert.deepEqual([waits[0], waits[1], waits[2], waits.at(-1)], [100, 100, 150, 5000])
  })

  it('asks at once when told so, but not without pause', async () => {
    assert.deepEqual(await waitsOf(percentages(0, 0, 0, 0), { firstDelay: 0 }), [0, 0, 1, 1.5, 2.25])
  })

  it('tries again less and less often', async () => {
    const options = { firstDelay: 100, longestDelay: 300 }
    assert.deepEqual(await waitsOf(new Array(4).fill({ status: 502 }), options), [100, 150, 225, 300, 300])
  })

  const percentages = (...given: number[]) => given.map((PercentComplete) => ({ body: status({ PercentComplete }) }))

  /** How long the poller waits before each poll, when the server answers so and then with the end. */
  async function waitsOf(given: Answer[], options: object): Promise<(number | undefined)[]> {
    answers = [...given, { body: processed }]
    const waits: (number | undefined)[] = []
    const realSetTimeout = globalThis.setTimeout
    const instead = (callback: () => void, milliseconds?: number) => {
      const ours = new Error().stack?.includes('client/client.ts')
      if (ours) waits.push(milliseconds)
      return realSetTimeout(callback, ours ? 0 : milliseconds)
    }
    globalThis.setTimeout = Object.assign(instead, realSetTimeout)
    try {
      await new RequestPoller(crm, 'r', options).start()
    } finally {
      globalThis.setTimeout = realSetTimeout
    }
    return waits
  }

  it('goes on after trouble that passes', async () => {
    const hangUp = (response: http.ServerResponse) => void response.socket?.destroy()
    answers = [hangUp, { status: 503 }, { status: 541, body: {} }, { body: status({}) }, hangUp, { body: processed }]
    const ticks: unknown[] = []
    poller = new RequestPoller(crm, 'r', { ...fast, onTick: (tick) => ticks.push(tick), onFail: assert.fail })
    assert.deepEqual(await poller.start(), processed)
    assert.equal(ticks.length, 1)
  })

  it('waits as long as Retry-After says', async () => {
    answers = [{ status: 429, headers: { 'retry-after': '1' }, body: {} }, { body: processed }]
    const begin = performance.now()
    await new RequestPoller(crm, 'r', fast).start()
    assert(performance.now() - begin >= 990)
    assert.equal(calls.length, 2)
  })

  it('gives up after ten failures in a row', async () => {
    answers = [{ status: 502 }]
    const told: unknown[] = []
    poller = new RequestPoller(crm, 'r', { ...fast, onFail: (...failure) => told.push(failure) })
    const outcome = poller.start()
    await assert.rejects(outcome, crmError({ status: 502 }))
    assert.deepEqual(told, [[await outcome.catch((error) => error)]])
    assert.equal(calls.length, 10)
  })

  it('counts failures anew after each answer', async () => {
    const trouble = new Array(9).fill({ status: 502 })
    answers = [...trouble, { body: status({}) }, ...trouble, { body: processed }]
    assert.deepEqual(await new RequestPoller(crm, 'r', fast).start(), processed)
    assert.equal(calls.length, 20)
  })

  it('ends at once when there is no session or no such request', async () => {
    for (const [code, ErrorCode] of [
      [401, 'SESSION'],
      [400, 'NOT_FOUND'],
    ] as const) {
      calls = []
      answers = [{ status: code, body: { ErrorMessage: 'No.', ErrorCode } }]
      const told: unknown[] = []
      const outcome = new RequestPoller(crm, 'r', { ...fast, onFail: (error) => told.push(error.code) }).start()
      await assert.rejects(outcome, crmError({ status: code, code: ErrorCode }))
      assert.deepEqual(told, [ErrorCode])
      assert.equal(calls.length, 1)
    }
  })

  it('leaves no unhandled rejection to those who use callbacks alone', async () => {
    answers = [{ status: 401, body: {} }]
    const failure = await new Promise((onFail) => void new RequestPoller(crm, 'r', { ...fast, onFail }).start())
    crmError({ status: 401 })(failure)
    answers = [{ body: status({}) }]
    poller = new RequestPoller(crm, 'r', fast)
    void poller.start()
    await pause(10)
    poller.stop()
    await pause(10) // An unhandled rejection fails the test.
  })

  it('tells of a failure that nobody listens to as an unhandled rejection', async () => {
    answers = [{ status: 401, body: { ErrorMessage: 'No session.', ErrorCode: 'SESSION' } }]
    const script = `
      import { connect, RequestPoller } from '${new URL('../client/client.ts', import.meta.url)}'
      void new RequestPoller(connect({ baseUrl: '${baseUrl}' }), 'r', { firstDelay: 1 }).start()`
    const child = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script])
    await assert.rejects(child, { code: 1, stderr: /CrmError\]?: No session\./ })
  })

  it('stops while it waits, with an AbortError and no timer left', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length
    const before = timers()
    poller = new RequestPoller(crm, 'r', { firstDelay: 60_000 })
    const outcome = poller.start()
    await pause(1)
    assert.equal(timers(), before + 1)
    poller.stop()
    await assert.rejects(outcome, { name: 'AbortError' })
    assert.equal(timers(), before)
    assert.deepEqual(calls, [])
  })

  it('stops while it asks', async () => {
    answers = [() => {}]
    poller = new RequestPoller(crm, 'r', { ...fast, onFail: assert.fail })
    const outcome = poller.start()
    while (calls.length === 0) await pause(1)
    poller.stop()
    await assert.rejects(outcome, { name: 'AbortError' })
  })

  it('stops from within a callback', async () => {
    answers = [{ body: status({}) }]
    const stopping: RequestPoller = new RequestPoller(crm, 'r', { ...fast, onTick: () => stopping.stop() })
    await assert.rejects(stopping.start(), { name: 'AbortError' })
    assert.equal(calls.length, 1)
  })

  it('tells nothing after it was stopped, whatever is still on its way', async () => {
    const told: unknown[] = []
    const tell = (thing: unknown) => told.push(thing)
    const done = new RequestPoller(crm, processed, { onProcessed: tell })
    const outcome = done.start()
    done.stop()
    await assert.rejects(outcome, { name: 'AbortError' })
    answers = [
      (response) => {
        asking.stop()
        response.end(JSON.stringify(status({})))
      },
    ]
    const deaf = { request: { ...crm.request, get: (id: string) => crm.request.get(id) } }
    const asking: RequestPoller = new RequestPoller(deaf, 'r', { ...fast, onTick: tell })
    await assert.rejects(asking.start(), { name: 'AbortError' })
    assert.equal(calls.length, 1)
    assert.deepEqual(told, [])
  })

  it('stops before it starts, and after it has ended', async () => {
    poller = new RequestPoller(crm, 'r', { firstDelay: 60_000 })
    poller.stop()
    await assert.rejects(poller.start(), { name: 'AbortError' })
    assert.deepEqual(calls, [])
    answers = [{ body: processed }]
    const ended = new RequestPoller(crm, 'r', fast)
    await ended.start()
    ended.stop()
    assert.deepEqual(await ended.start(), processed)
  })

  it('ends and rejects when a callback throws', async () => {
    const fault = new Error('of the page')
    const throws = () => {
      throw fault
    }
    answers = [{ body: status({}) }]
    await assert.rejects(new RequestPoller(crm, 'r', { ...fast, onTick: throws, onFail: assert.fail }).start(), fault)
    await assert.rejects(new RequestPoller(crm, 'r', { ...fast, onTick: async () => throws() }).start(), fault)
    assert.equal(calls.length, 2)
    answers = [{ body: processed }]
    await assert.rejects(new RequestPoller(crm, 'r', { ...fast, onProcessed: async () => throws() }).start(), fault)
    answers = [{ body: failed }]
    await assert.rejects(new RequestPoller(crm, 'r', { ...fast, onFail: async () => throws() }).start(), fault)
    answers = [{ status: 401, body: {} }]
    await assert.rejects(new RequestPoller(crm, 'r', { ...fast, onFail: throws }).start(), fault)
  })
})
