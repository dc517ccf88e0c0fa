/** Several processes on one PostgreSQL, and what keeps Customers apart inside it. */
import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { test } from 'node:test'
import pg from 'pg'
import { assertOk, assertRefused, at, call, eventually, newCustomer, person, processed } from './api.ts'
import { rowsOf } from './database.ts'
import { importFile, upload } from './files.ts'
import { png } from './pictures.ts'
import { bareDatabase, emptyDatabase, type Server, serverFor } from './server.ts'

test('a session made at one process works at the other, and ends at both', async (t) => {
  const data = await emptyDatabase('postgres')
  const [one, other] = await Promise.all([serverFor(t, data, { ROLE: 'api' }), serverFor(t, data, { ROLE: 'api' })])
  const owner = await newCustomer(one)
  const { Id } = await at(other, owner).ok('contacts/create', person())
  assert.equal((await owner.ok(`contacts/get/${Id}`)).FirstName, 'Ada')
  const { RequestId } = await at(other, owner).ok('auth/get?async=true')
  assert.equal((await owner.ok(`request/get/${RequestId}`)).ProcessStatus, 'PROCESSING')

  const phone = assertOk(await call(one, 'auth', { Email: owner.email, Password: owner.password }))
  const headers = { cookie: `voyzu-session-id=${phone.SessionId}` }
  assertOk(await call(other, 'auth/get', {}, { headers }))
  const session = (await owner.ok('sessions/list')).find(({ Current }: { Current: boolean }) => !Current)
  await owner.ok(`sessions/delete/${session.Id}`)
  assertRefused(await call(one, 'auth/get', {}, { headers }), 401)
  const ended = async () => ((await call(other, 'auth/get', {}, { headers })).status === 401 ? true : undefined)
  await eventually('the session has ended at the other process', ended, 3000)
})

test('labels and fields made at one process are known at the other', async (t) => {
  const data = await emptyDatabase('postgres')
  const [one, other] = await Promise.all([serverFor(t, data, { ROLE: 'api' }), serverFor(t, data, { ROLE: 'api' })])
  const owner = await newCustomer(one)
  const there = at(other, owner)
  assert.deepEqual(await there.ok('custom-fields/list'), [])
  await owner.ok('custom-fields/update', { CustomFields: [{ Name: 'Tier' }] })
  const { Id } = await there.ok('contacts/create', person({ CustomFields: { '#Tier': 'gold' }, Labels: ['#vip'] }))
  const [field] = await there.ok('custom-fields/list')
  await there.ok('custom-fields/update', { CustomFields: [{ Id: field.Id, Name: 'Rank' }] })
  const { CustomFields, Labels } = await owner.ok(`contacts/get/${Id}`)
  assert.deepEqual([CustomFields, Labels], [{ '#Rank': 'gold' }, ['#vip']])
})

test('what a process with ROLE=api accepts, one with ROLE=worker does, and answers no calls itself', async (t) => {
  const data = await emptyDatabase('postgres')
  const [api, worker] = await Promise.all([serverFor(t, data, { ROLE: 'api' }), serverFor(t, data, { ROLE: 'worker' })])
  const owner = await newCustomer(api)
  const { RequestId } = await owner.ok('contacts/create?async=true', person())
  const done = await processed(owner, RequestId)
  assert.equal(done.ProcessStatus, 'PROCESSED')
  assert.equal((await owner.ok(`contacts/get/${done.Result.Id}`)).FirstName, 'Ada')
  for (const path of ['/health', '/ready']) assertOk(await call(worker, path, undefined, { method: 'GET' }))
  assertRefused(await at(worker, owner).call('auth/get'), 404)
  assertRefused(await call(worker, '/', undefined, { method: 'GET' }), 404)
})

test('what a worker that is killed was at, another does, once', { timeout: 180_000 }, async (t) => {
  const data = await emptyDatabase('postgres')
  const [api, doomed] = await Promise.all([serverFor(t, data, { ROLE: 'api' }), serverFor(t, data, { ROLE: 'worker' })])
  const owner = await newCustomer(api)
  const { Id } = await owner.ok('contacts/create', person())
  const holder = new pg.Client(data['DATABASE_URL'])
  await holder.connect()
  t.after(() => holder.end())
  await holder.query('begin')
  await holder.query('select from contacts where id = $1 for update', [Id])
  const { RequestId } = await owner.ok(`contacts/update/${Id}?async=true`, { FirstName: 'Augusta' })
  const commentary = async () => (await owner.ok(`request/get/${RequestId}`)).Commentary
  await eventually('the worker is at it', async () => ((await commentary()) === 'Running' ? true : undefined))
  await doomed.kill()
  await holder.query('commit')
  await serverFor(t, data, { ROLE: 'worker' })
  const done = await processed(owner, RequestId, 120_000)
  assert.deepEqual([done.ProcessStatus, done.Result?.FirstName, done.Result?.Version], ['PROCESSED', 'Augusta', 2])
  assert.equal((await owner.ok(`contacts/get/${Id}`)).Version, 2)
})

test('processes that start at once on an empty database make its tables once', async (t) => {
  const data = await bareDatabase('postgres')
  const servers = await Promise.all([1, 2, 3].map(() => serverFor(t, data, { SETUP_TOKEN: '' })))
  const links = servers.map((server) => /setup#(\S+)/.exec(server.output())?.[1])
  assert.equal(new Set(links).size, 1, 'each prints the one link')
  const owner = await newCustomer(servers[0] as Server, { SetupToken: links[0] })
  for (const server of servers) await at(server, owner).ok('contacts/create', person())
  const migrations = await rowsOf(data, 'select name from kysely_migration')
  assert.deepEqual(
    migrations.map(({ name }) => name),
    readdirSync(new URL('../server/database/migrations', import.meta.url))
      .map((file) => file.replace('.ts', ''))
      .toSorted(),
  )
})

test('a database lets no statement inside one Customer reach the rows of another', async (t) => {
  const server = await serverFor(t, await emptyDatabase('postgres'))
  const { data } = server
  const [owner, stranger] = [await newCustomer(server), await newCustomer(server)]
  await owner.ok('custom-fields/update', { CustomFields: [{ Name: 'Tier' }] })
  await owner.ok('contacts/create', person({ Labels: ['#vip'] }), { headers: { 'idempotency-key': 'k' } })
  await processed(owner, (await owner.ok('auth/get?async=true')).RequestId)
  const Mapping = [{ Column: 'Name', Property: 'LastName' }]
  const { Id } = await importFile(owner, 'Name\nLovelace\n', { Mapping })
  await processed(owner, (await owner.ok('exports/create', { SpreadsheetName: 'Everyone' })).RequestId)
  await owner.ok('users/create', { Email: 'invited@example.com' })
  await owner.ok('tokens/create', { Name: 'A program', Scope: 'READ' })
  await owner.ok(`users/update-notification/${owner.userId}`, { ContactsChanged: 'DAILY' })
  await rowsOf(data, `insert into identities values ($1, gen_random_uuid(), $2, 'https://issuer.example', 'subject')`, [
    owner.customerId,
    owner.userId,
  ])
  await rowsOf(data, `insert into openid_states select 'a', 'b', 'c', 'd', 'e', $1, null, $2, 'f', now()`, [
    owner.customerId,
    owner.userId,
  ])
  await rowsOf(data, 'insert into second_factors values ($1, $2)', [owner.customerId, owner.userId])
  await rowsOf(data, `insert into recovery_codes values ($1, $2, 'a')`, [owner.customerId, owner.userId])
  const webhook = await owner.ok('webhooks/create', { Name: 'x', Url: 'https://webhooks.invalid/' })
  await owner.ok(`webhooks/test/${webhook.Id}`)
  await rowsOf(data, 'insert into change_compactions values ($1)', [owner.customerId])
  const twin = person({ FirstName: 'Ada', LastName: 'Lovelace', Emails: [{ Value: 'ada@example.com' }] })
  const twins: string[] = []
  for (let each = 0; each < 3; each++) twins.push((await owner.ok('contacts/create', twin)).Id)
  assertOk(await upload(owner, `contacts/update-photo/${twins[0]}`, undefined, png(), 'ada.png'))
  await owner.ok('contacts/not-duplicates', { Ids: twins.slice(1) })
  await processed(owner, (await owner.ok('contacts/duplicates')).RequestId)
  await rowsOf(data, 'insert into merged_contacts values ($1, gen_random_uuid(), $2)', [owner.customerId, twins[0]])
  await rowsOf(data, `insert into undo_left values ($1, $2, 'Notes', $2, $2, 'contact')`, [owner.customerId, twins[0]])
  // What a dry run would have come to is there while it runs alone.
  const shadow = [owner.customerId, Id]
  await rowsOf(data, `insert into import_shadows values ($1, $2, $2, 1, '{}')`, shadow)
  await rowsOf(data, 'insert into import_shadow_terms values ($1, $2, 1, $2)', shadow)

  const tables = await rowsOf(
    data,
    `select c.table_name as name from information_schema.columns c join information_schema.tables t
       using (table_schema, table_name)
     where c.column_name = 'customer_id' and t.table_type = 'BASE TABLE' and table_schema = 'public' order by 1`,
  )
  assert(tables.length >= 13, `${tables.length} tables`)
  const client = new pg.Client(data['DATABASE_URL'])
  await client.connect()
  t.after(() => client.end())
  const inside = async (customerId: string, statement: string, values: unknown[] = []) => {
    await client.query('begin')
    try {
      await client.query(`select set_config('role', 'voyzu_app', true), set_config('voyzu.customer', $1, true)`, [
        customerId,
      ])
      return (await client.query(statement, values)).rowCount
    } catch (error) {
      const { code } = error as { code?: string }
      assert.equal(code, '42501', `${statement}: ${error}`)
      return 'denied'
    } finally {
      await client.query('rollback')
    }
  }
  for (const { name } of tables) {
    const [row] = await rowsOf(data, `select to_jsonb(t) as row from ${name} t where customer_id = $1`, [
      owner.customerId,
    ])
    assert(row, `${name} has a row of the owner, else this test shows nothing`)
    const none = (found: unknown, what: string) =>
      assert(found === 0 || found === 'denied', `${name}: ${what} ${found}`)
    const of = `from ${name} where customer_id = '${owner.customerId}'`
    none(await inside(stranger.customerId, `select ${of}`), 'reads')
    none(await inside(stranger.customerId, `delete ${of}`), 'deletes')
    none(
      await inside(
        stranger.customerId,
        `update ${name} set customer_id = '${stranger.customerId}' where customer_id = '${owner.customerId}'`,
      ),
      'takes',
    )
    const gives = `update ${name} set customer_id = '${stranger.customerId}'`
    assert.equal(await inside(owner.customerId, gives), 'denied', `${name}: gives`)
    const inserts = `insert into ${name} select * from jsonb_populate_record(null::${name}, $1)`
    assert.equal(await inside(stranger.customerId, inserts, [row['row']]), 'denied', `${name}: inserts`)
    // What is looked up before a Customer is known, none sees.
    if (name !== 'sign_in_names' && name !== 'openid_states')
      assert(Number(await inside(owner.customerId, `select ${of}`)) > 0, `${name}: its own`)
  }
  await assert.rejects(async () => {
    await client.query('begin')
    try {
      await client.query(`set local role voyzu_app`)
      await client.query('select from contacts')
    } finally {
      await client.query('rollback')
    }
  }, 'outside any Customer nothing is seen')
})

test('what holds a connection of the database for 10 s is ended, with advice, and others go on', async (t) => {
  const data = await emptyDatabase('postgres')
  const server = await serverFor(t, data)
  const owner = await newCustomer(server)
  const other = new pg.Client(data['DATABASE_URL'])
  await other.connect()
  try {
    await other.query('begin; lock table contacts in access exclusive mode')
    const [began, answer] = [Date.now(), owner.call('contacts/search', { SearchText: 'ada' })]
    assert.equal((await owner.ok('auth/get')).User.Id, owner.userId)
    const { ErrorCode, ErrorMessage } = assertRefused(await answer, 540)
    const seconds = (Date.now() - began) / 1000
    assert(seconds > 9 && seconds < 15, `${seconds} s`)
    assert.equal(ErrorCode, 'TIMEOUT')
    assert.match(ErrorMessage, /narrower/)
  } finally {
    await other.end()
  }
  assert.deepEqual((await owner.ok('contacts/search', { SearchText: 'ada' })).Rows, [])
})
