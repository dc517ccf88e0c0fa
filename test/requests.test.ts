import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import pg from 'pg'
import {
  allContacts,
  assertRefused,
  at,
  call,
  eventually,
  newColleague,
  newCustomer,
  person,
  processed,
} from './api.ts'
import { rowsOf } from './database.ts'
import { databaseKinds, emptyDatabase, onEachDatabase, serverFor } from './server.ts'

onEachDatabase((server) => {
  test('a request is accepted at once, and carries the output of the operation when it is done', async () => {
    const owner = await newCustomer(server())
    const input = person({ Emails: [{ Value: 'ada@example.com', Primary: true }], Labels: ['#vip'] })
    const accepted = await owner.ok('contacts/create?async=true', input)
    const { RequestId, CreatedDate, UpdatedDate, ...rest } = accepted
    assert.deepEqual(rest, {
      Operation: 'contacts/create',
      ProcessStatus: 'PROCESSING',
      PercentComplete: 0,
      Commentary: 'Waiting',
    })
    assert.equal(CreatedDate, UpdatedDate)
    assert(Math.abs(Date.parse(CreatedDate) - Date.now()) < 60_000)
    const done = await processed(owner, RequestId)
    assert.equal(done.ProcessStatus, 'PROCESSED')
    assert.equal(done.PercentComplete, 100)
    assert.deepEqual(done.Result, await owner.ok(`contacts/get/${done.Result.Id}`))
    assert.deepEqual([done.ErrorMessage, done.StatusCode, done.CreatedDate], [undefined, undefined, CreatedDate])
    assert.equal((await allContacts(owner)).length, 1)
  })

  test('every operation with a session can be a request, with the result of the direct call', async () => {
    const owner = await newCustomer(server())
    const later = async (path: string, input?: unknown) => {
      const { RequestId } = await owner.ok(`${path}?async=true`, input)
      const done = await processed(owner, RequestId)
      assert.equal(done.ProcessStatus, 'PROCESSED', `${path}: ${JSON.stringify(done)}`)
      return done.Result
    }
    const report = await later('custom-fields/update', { CustomFields: [{ Name: 'Tier' }] })
    assert.deepEqual(report, { Converted: 0, Deleted: 0 })
    const { Id } = await later('contacts/create', person({ CustomFields: { '#Tier': 'gold' } }))
    const { Version } = await later(`contacts/update/${Id}`, { FirstName: 'Augusta' })
    assert.equal(Version, 2)
    const upsert = { MatchOn: 'Id', Contact: { Id, JobTitle: 'Countess' } }
    assert.equal((await later('contacts/upsert', upsert)).JobTitle, 'Countess')
    for (const [path, input] of [
      [`contacts/get/${Id}`],
      ['contacts/search', { SearchText: 'augusta', Properties: ['FirstName', 'CustomFields'] }],
      ['custom-fields/list'],
      ['auth/get'],
      ['sessions/list'],
    ] as const)
      assert.deepEqual(await later(path, input), await owner.ok(path, input), path)
    assert.equal(await later(`contacts/delete/${Id}`), undefined)
    assert.deepEqual(await allContacts(owner), [])
    assert.equal((await later('request/list')).length, 11)
    assert.equal((await owner.ok('auth/delete?async=true')).ProcessStatus, 'PROCESSING')
    await eventually('signed out', async () => ((await owner.call('auth/get')).status === 401 ? true : undefined))
  })

  test('what fails directly fails as a request, with the same words and the status', async () => {
    const owner = await newCustomer(server())
    const { Id } = await owner.ok('contacts/create', person())
    await owner.ok(`contacts/update/${Id}`, { FirstName: 'Theirs' })
    const failing: [string, unknown][] = [
      [`contacts/get/${randomUUID()}`, undefined],
      ['contacts/create', { RecordType: 'PERSON' }],
      ['contacts/create', person({ CustomFields: { '#Nothing': 1 }, ContactTypes: ['NOTHING'] })],
      [`contacts/update/${Id}`, { FirstName: 'Mine', Version: 1 }],
      ['contacts/search', { Cursor: 'none' }],
    ]
    for (const [path, input] of failing) {
      const direct = await owner.call(path, input)
      assertRefused(direct)
      const { RequestId } = await owner.ok(`${path}?async=true`, input)
      const { ErrorMessage, ErrorCode, Errors, ...done } = await processed(owner, RequestId)
      assert.deepEqual([done.ProcessStatus, done.StatusCode, done.Result], ['FAIL', 400, undefined], path)
      assert.deepEqual({ ErrorMessage, ErrorCode, ...(Errors ? { Errors } : {}) }, direct.body)
    }
    assert.equal((await allContacts(owner)).length, 1)
  })

  test('an input that is no instance of its class is refused at once', async () => {
    const owner = await newCustomer(server())
    for (const input of [{ FristName: 'Ada' }, person({ FirstName: 5 }), person({ Emails: ['x'] })]) {
      const direct = await owner.refused('contacts/create', input)
      assert.deepEqual(await owner.refused('contacts/create?async=true', input), direct)
    }
    assert.deepEqual(await owner.ok('request/list'), [])
  })

  test('a request is seen and cancelled by its own user alone', async () => {
    const [owner, stranger] = [await newCustomer(server()), await newCustomer(server())]
    const others = [stranger, await newColleague(server(), owner)]
    const { RequestId } = await owner.ok('auth/get?async=true')
    for (const other of others) {
      for (const path of ['request/get', 'request/cancel', 'request-status/get'])
        assert.equal((await other.refused(`${path}/${RequestId}`)).ErrorCode, 'NOT_FOUND')
      assert.deepEqual(await other.ok('request/list'), [])
    }
    assert.equal((await processed(owner, RequestId)).ProcessStatus, 'PROCESSED')
  })

  test('requests are listed, the newest first', async () => {
    const owner = await newCustomer(server())
    const ids: string[] = []
    for (const path of ['auth/get', 'contacts/search', 'custom-fields/list', 'sessions/list'])
      ids.unshift((await owner.ok(`${path}?async=true`)).RequestId)
    await Promise.all(ids.map((id) => processed(owner, id)))
    const listed = await owner.ok('request/list')
    assert.deepEqual(
      listed.map(({ RequestId, Operation, ProcessStatus }: Record<string, string>) => [
        RequestId,
        Operation,
        ProcessStatus,
      ]),
      ids.map((id, index) => [
        id,
        ['sessions/list', 'custom-fields/list', 'contacts/search', 'auth/get'][index],
        'PROCESSED',
      ]),
    )
  })

  test('request-status is another name of request', async () => {
    const owner = await newCustomer(server())
    const { RequestId } = await owner.ok('contacts/create?async=true', person())
    const done = await processed(owner, RequestId)
    assert.deepEqual(await owner.ok(`request-status/get/${RequestId}`), done)
    assert.deepEqual(await owner.ok('request-status/list'), await owner.ok('request/list'))
    assert.deepEqual(await owner.ok(`request-status/cancel/${RequestId}`), done)
    const module = await call(server(), '/api/request-status/class', undefined, { method: 'GET' })
    assert.match(module.text, /export class RequestStatus\b/)
  })

  test('what is done cannot be cancelled', async () => {
    const owner = await newCustomer(server())
    const { RequestId } = await owner.ok('contacts/create?async=true', person())
    const done = await processed(owner, RequestId)
    assert.deepEqual(await owner.ok(`request/cancel/${RequestId}`), done)
    assert.equal((await allContacts(owner)).length, 1)
  })

  test('of requests that are cancelled while many run, each is done or not, and says which', async () => {
    const owner = await newCustomer(server())
    const accepted = await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        owner.ok('contacts/create?async=true', person({ JobTitle: `${index}` })),
      ),
    )
    await Promise.all(
      accepted.filter((_, index) => index % 2 === 1).map(({ RequestId }) => owner.ok(`request/cancel/${RequestId}`)),
    )
    const ends = await Promise.all(accepted.map(({ RequestId }) => processed(owner, RequestId)))
    for (const { ProcessStatus, StatusCode, ErrorCode } of ends)
      if (ProcessStatus === 'FAIL') assert.deepEqual([StatusCode, ErrorCode], [540, 'CANCELLED'])
    const done = ends.flatMap(({ ProcessStatus }, index) => (ProcessStatus === 'PROCESSED' ? [`${index}`] : []))
    assert(done.length >= 30, `${done.length} are done`)
    assert.deepEqual((await allContacts(owner)).map(({ JobTitle }) => JobTitle).toSorted(), done.toSorted())
  })

  test('a request begins at once, and the next when it is done', async () => {
    const owner = await newCustomer(server())
    for (let times = 0; times < 5; times++) {
      const { RequestId } = await owner.ok('contacts/create?async=true', person())
      const { CreatedDate, UpdatedDate } = await processed(owner, RequestId, 3000)
      assert(Date.parse(UpdatedDate) - Date.parse(CreatedDate) < 2000)
    }
    // One process at a time looks for work every 10 seconds at the embedded database, so this takes long unless woken.
    const burst = await Promise.all(Array.from({ length: 100 }, () => owner.ok('contacts/create?async=true', person())))
    const deadline = Date.now() + 8000
    for (const { RequestId } of burst) await processed(owner, RequestId, Math.max(1, deadline - Date.now()))
    assert.equal((await allContacts(owner)).length, 105)
  })
})

for (const kind of databaseKinds)
  test(`a request waits for a worker, over a restart, unless it is cancelled (${kind})`, async (t) => {
    const data = await emptyDatabase(kind)
    const api = await serverFor(t, data, { ROLE: 'api' })
    const owner = await newCustomer(api)
    const requests = []
    for (const JobTitle of ['kept', 'cancelled'])
      requests.push(await owner.ok('contacts/create?async=true', person({ JobTitle })))
    const [kept, cancelled] = requests.map(({ RequestId }) => RequestId)
    const ended = await owner.ok(`request/cancel/${cancelled}`)
    assert.deepEqual([ended.ProcessStatus, ended.StatusCode, ended.ErrorCode], ['FAIL', 540, 'CANCELLED'])
    assert.equal((await owner.ok(`request/get/${kept}`)).ProcessStatus, 'PROCESSING')
    assert.equal(await api.stop(), 0)

    const all = await serverFor(t, data)
    const again = at(all, owner)
    await eventually('the request is done', async () =>
      (await again.ok(`request/get/${kept}`)).ProcessStatus === 'PROCESSED' ? true : undefined,
    )
    assert.equal((await again.ok(`request/get/${cancelled}`)).ProcessStatus, 'FAIL')
    const { Rows } = await again.ok('contacts/search')
    assert.deepEqual(
      Rows.map(({ JobTitle }: { JobTitle: string }) => JobTitle),
      ['kept'],
    )
  })

test('a request that is cancelled while it runs undoes everything', async (t) => {
  const server = await serverFor(t, await emptyDatabase('postgres'))
  const owner = await newCustomer(server)
  const { Id } = await owner.ok('contacts/create', person())
  const holder = new pg.Client(server.data['DATABASE_URL'])
  await holder.connect()
  t.after(() => holder.end())
  await holder.query('begin')
  await holder.query('select from contacts where id = $1 for update', [Id])
  const { RequestId } = await owner.ok(`contacts/update/${Id}?async=true`, { FirstName: 'Never' })
  await eventually('the request runs', async () =>
    (await owner.ok(`request/get/${RequestId}`)).Commentary === 'Running' ? true : undefined,
  )
  const ended = await owner.ok(`request/cancel/${RequestId}`)
  assert.deepEqual([ended.ProcessStatus, ended.ErrorCode], ['FAIL', 'CANCELLED'])
  await holder.query('commit')
  // A later write must wait for the one that was cancelled, if that still holds the row.
  assert.equal((await owner.ok(`contacts/update/${Id}`, { JobTitle: 'Countess' })).FirstName, 'Ada')
  assert.equal((await owner.ok(`contacts/get/${Id}`)).Version, 2)
  assert.deepEqual(await owner.ok(`request/get/${RequestId}`), ended)
  const log = await rowsOf(server.data, 'select operation from change_sets where customer_id = $1 order by id', [
    owner.customerId,
  ])
  assert.deepEqual(
    log.map(({ operation }) => operation),
    ['customers/create', 'contacts/create', 'contacts/update/{id}'],
  )
})
