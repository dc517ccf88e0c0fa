import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import {
  type Answer,
  assertOk,
  assertRefused,
  call,
  faultyPaths,
  type Member,
  newColleague,
  newCustomer,
  person,
  processed,
} from './api.ts'
import { rowsOf } from './database.ts'
import { emptyDatabase, onEachDatabase, type Server, secrets, serverFor } from './server.ts'

type Body = Answer['body']

async function create(who: Member, Scope = 'WRITE', more: object = {}): Promise<Body> {
  const token = await who.ok('tokens/create', { Name: 'A program', Scope, ...more })
  secrets.add(token.Secret.slice(6))
  return token
}
const bearing =
  (server: Pick<Server, 'url'>, secret: string) =>
  (path: string, body?: unknown, headers = {}) =>
    call(server, path, body, { headers: { authorization: `Bearer ${secret}`, ...headers } })

onEachDatabase((server) => {
  test('a token acts for its user; its secret is shown once', async () => {
    const owner = await newCustomer(server())
    const { Secret, ...token } = await create(owner)
    assert.match(Secret, /^voyzu_[\w-]{64}$/)
    const { Id, CreatedDate, ...rest } = token
    assert.deepEqual(rest, { Name: 'A program', Scope: 'WRITE', UserId: owner.userId })
    assert.deepEqual(await owner.ok('tokens/list'), [token])
    const program = bearing(server(), Secret)
    const { Id: contactId, CreatedBy } = assertOk(await program('contacts/create', person()))
    assert.equal(CreatedBy, owner.userId)
    assert.equal((await owner.ok(`contacts/get/${contactId}`)).Id, contactId)
    const { User, SessionId, ExpiresDate } = assertOk(await program('auth/get'))
    assert.deepEqual([User.Id, SessionId, ExpiresDate], [owner.userId, undefined, undefined])
    const [{ UsedDate }] = await owner.ok('tokens/list')
    assert(Math.abs(Date.parse(UsedDate) - Date.now()) < 60_000)
    // Requests are its user's, as with a session; a browser's page cannot bear it without the user.
    const { RequestId } = assertOk(await program('contacts/search?async=true', {}))
    assert.equal((await processed(owner, RequestId)).ProcessStatus, 'PROCESSED')
    assertOk(await program('contacts/search', {}, { 'sec-fetch-site': 'cross-site' }))
  })

  test('a mail tells its user of a new token, and not its secret', async () => {
    const owner = await newCustomer(server(), { Name: 'Engines' })
    const admin = await newColleague(server(), owner, 'ADMINISTRATOR')
    const ExpiresDate = new Date(Date.now() + 3 * 24 * 3600_000).toISOString()
    const { Secret } = await create(admin, 'READ', { Name: 'Nightly\r\nBcc: <b>copy</b> 🦊', ExpiresDate })
    const [mail, ...more] = await owner.ok('mails/list')
    assert.deepEqual([mail.To, mail.Subject], [admin.email, 'Engines: a new API token'])
    assert(
      mail.Text.includes(`“Nightly Bcc: <b>copy</b> 🦊” (scope READ), until ${ExpiresDate.slice(0, 10)}.`),
      mail.Text,
    )
    assert(!mail.Text.includes(Secret.slice(6)))
    await admin.refused('tokens/create', { Name: 'x', Scope: 'READ', ExpiresDate: '2020-01-01T00:00:00Z' })
    assert.equal((await owner.ok('mails/list')).length, more.length + 1)
  })

  test('what is no token opens nothing, and a cookie beside it does not help', async () => {
    const owner = await newCustomer(server())
    const { Secret } = await create(owner)
    const cookie = `voyzu-session-id=${owner.sessionId}`
    for (const secret of ['', 'x', Secret.slice(6), `${Secret}x`, owner.sessionId, `voyzu_${owner.sessionId}`]) {
      const answer = await bearing(server(), secret)('auth/get', {}, { cookie })
      if (secret === '') assertOk(answer)
      else assert.equal(assertRefused(answer, 401).ErrorCode, 'SESSION', secret)
    }
    const forged = `voyzu_${Buffer.concat([Buffer.from(Secret.slice(6), 'base64url').subarray(0, 16), randomBytes(32)]).toString('base64url')}`
    assertRefused(await bearing(server(), forged)('auth/get'), 401)
    assertRefused(await call(server(), 'auth/get', {}, { headers: { cookie: `voyzu-session-id=${Secret}` } }), 401)
  })

  test('a token can be revoked, by its user and by administrators, and ends by itself', async () => {
    const owner = await newCustomer(server())
    const [user, other, admin] = [
      await newColleague(server(), owner),
      await newColleague(server(), owner),
      await newColleague(server(), owner, 'ADMINISTRATOR'),
    ]
    const tokens = [await create(user), await create(user), await create(user)]
    const works = async ({ Secret }: Body) => (await bearing(server(), Secret)('auth/get')).status === 200
    assert.deepEqual(await Promise.all(tokens.map(works)), [true, true, true])
    await other.ok(`tokens/delete/${tokens[0]?.Id}`)
    assert(await works(tokens[0]))
    assert.deepEqual(await other.ok('tokens/list'), [])
    assert.equal((await admin.ok('tokens/list')).length, 3)
    await user.ok(`tokens/delete/${tokens[0]?.Id}`)
    await admin.ok(`tokens/delete/${tokens[1]?.Id}`)
    assert.deepEqual(await Promise.all(tokens.map(works)), [false, false, true])
    const ExpiresDate = new Date(Date.now() + 1500).toISOString()
    const ending = await create(user, 'READ', { ExpiresDate })
    assert.equal(ending.ExpiresDate, ExpiresDate)
    assert(await works(ending))
    await new Promise((resolve) => setTimeout(resolve, 2600))
    assert(!(await works(ending)))
    await owner.ok(`users/update/${user.userId}`, { Active: false })
    assert(!(await works(tokens[2])))
    await owner.ok(`users/update/${user.userId}`, { Active: true })
    assert(!(await works(tokens[2])))
  })

  test('a token can never do more than its user', async () => {
    const owner = await newCustomer(server())
    const user = await newColleague(server(), owner)
    const { Secret } = await create(user, 'ADMIN')
    const program = bearing(server(), Secret)
    assert.equal(assertRefused(await program('audit/list'), 401).ErrorCode, 'ROLE')
    await owner.ok(`users/update/${user.userId}`, { Role: 'ADMINISTRATOR' })
    assertOk(await program('audit/list'))
    await owner.ok(`users/update/${user.userId}`, { Role: 'USER' })
    assert.equal(assertRefused(await program('audit/list'), 401).ErrorCode, 'ROLE')
  })

  test('no token makes another, and what makes none is told', async () => {
    const owner = await newCustomer(server())
    const { Secret } = await create(owner, 'ADMIN')
    const again = await bearing(server(), Secret)('tokens/create', { Name: 'Another', Scope: 'READ' })
    assert.equal(assertRefused(again, 401).ErrorCode, 'SCOPE')
    const bad = { Name: ' ', Scope: 'ALL', ExpiresDate: 'tomorrow' }
    assert.deepEqual(faultyPaths(await owner.refused('tokens/create', bad)), ['ExpiresDate', 'Name', 'Scope'])
    const past = { Name: 'x', Scope: 'READ', ExpiresDate: '2020-01-01T00:00:00.000Z' }
    assert.deepEqual(faultyPaths(await owner.refused('tokens/create', past)), ['ExpiresDate'])
    await owner.refused('tokens/create', { Name: 'x'.repeat(300), Scope: 'READ' })
    await owner.refused('tokens/create?async=true', { Name: 'x', Scope: 'READ' })
    assert.equal((await owner.ok('tokens/list')).length, 1)
  })
})

test('the secret of a token is neither in the database nor in the log', async (t) => {
  const server = await serverFor(t, await emptyDatabase('postgres'))
  const owner = await newCustomer(server)
  const { Secret } = await create(owner)
  assertOk(await bearing(server, Secret)('contacts/search?async=true', {}))
  const [{ text }] = (await rowsOf(
    server.data,
    `select (select json_agg(t)::text from tokens t) || (select json_agg(a)::text from audit a)
       || (select json_agg(r)::text from requests r) as text`,
  )) as [Body]
  for (const found of [text, server.output()]) assert(!found.includes(Secret.slice(6)))
})
