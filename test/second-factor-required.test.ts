/** What holds where a Customer requires a second factor. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { type Declaration, operations } from '../contract/operations.ts'
import { assertOk, at, call, type Member, mailedToken, member, newColleague, newCustomer, person } from './api.ts'
import { calmStep, codeOf, guard, signIn } from './authenticator.ts'
import { rowsOf } from './database.ts'
import { emptyDatabase, type Server, serverFor } from './server.ts'

/** What a process knows of sessions is forgotten after a second. */
const aSecondLater = () => new Promise((resolve) => setTimeout(resolve, 1100))

async function require({ data }: Server, { customerId }: Member, required = true): Promise<void> {
  await rowsOf(data, 'update customers set require_second_factor = $2 where customer_id = $1', [customerId, required])
  await aSecondLater()
}

test('a session without the second factor is good to set it up, and for nothing else', async (t) => {
  const server = await serverFor(t, await emptyDatabase('postgres'), { TRUST_PROXY: 'true' })
  const owner = await newCustomer(server)
  const user = await newColleague(server, owner)
  const stranger = await newCustomer(server)
  await owner.ok('contacts/create', person())
  await require(server, owner)

  const { SessionId } = assertOk(await signIn(server, user))
  const session = member(server, { ...(await user.ok('auth/get')), SessionId }, user.email, user.password)
  const withSession = Object.entries<Declaration>(operations).filter(([, { may }]) => may !== 'ANYONE')
  for (const [name, { beforeSecondFactor }] of withSession) {
    const path = name.replace('{id}', randomUUID())
    if (beforeSecondFactor) assert.match(name, /^(auth|second-factor)\//)
    for (const who of beforeSecondFactor ? [] : [owner, session]) {
      const { status, body } = await who.call(path)
      const told =
        who === session && operations[name as keyof typeof operations].may !== 'USER' ? 'ROLE' : 'SECOND_FACTOR'
      assert.deepEqual([status, body?.ErrorCode], [401, told], name)
    }
  }
  const { ErrorMessage } = await session.refused('labels/list', {}, 401)
  assert.match(ErrorMessage, /second-factor\/begin/)
  await session.refused('labels/list?async=true', {}, 401)
  await session.refused('labels/list', {}, 401, { headers: { 'idempotency-key': 'x' } })
  await session.ok('auth/get')
  assert.deepEqual(await session.ok('second-factor/get'), { Active: false, Required: true })
  await stranger.ok('labels/list')

  const { secret, recoveryCodes } = await guard(session)
  assert.equal((await session.ok('contacts/search')).Rows.length, 1)
  assert.deepEqual(await session.ok('second-factor/get'), { Active: true, RecoveryCodesLeft: 10, Required: true })
  await user.refused('auth/get', {}, 401)
  const again = assertOk(await signIn(server, user, codeOf(secret)))
  await at(server, { ...user, sessionId: again.SessionId }).ok('labels/list')

  const refused = await session.refused('second-factor/delete', { Password: user.password })
  assert.equal(refused.ErrorCode, 'CONFLICT')
  await session.ok('labels/list')
  await calmStep()
  const { Secret } = await session.ok('second-factor/begin', { Code: recoveryCodes[0] })
  await session.ok('labels/list')
  await session.ok('second-factor/confirm', { Code: codeOf(Secret) })
  await session.ok('labels/list')
  await session.ok('auth/delete')
})

test('who accepts an invitation, or was helped out, sets it up before all else', async (t) => {
  const server = await serverFor(t, await emptyDatabase('postgres'))
  const { who: owner } = await guard(await newCustomer(server))
  await require(server, owner)
  const Email = `invited-${randomUUID()}@example.com`
  const { Id } = await owner.ok('users/create', { Email })
  const input = { Token: await mailedToken(owner, Email), Password: 'long enough it is' }
  const user = member(server, assertOk(await call(server, 'users/accept', input)), Email, input.Password)
  assert.equal((await user.refused('labels/list', {}, 401)).ErrorCode, 'SECOND_FACTOR')
  await guard(user)
  await user.ok('labels/list')

  await owner.ok(`users/reset-second-factor/${Id}`)
  await user.refused('labels/list', {}, 401)
  const helped = at(server, { ...user, sessionId: assertOk(await signIn(server, user)).SessionId })
  assert.equal((await helped.refused('labels/list', {}, 401)).ErrorCode, 'SECOND_FACTOR')
  await require(server, owner, false)
  await helped.ok('labels/list')
})

test('an API token of a user without it is good for nothing but to tell so', async (t) => {
  const server = await serverFor(t, await emptyDatabase('postgres'))
  const owner = await newCustomer(server)
  const { Secret } = await owner.ok('tokens/create', { Name: 'A program', Scope: 'ADMIN' })
  const byToken = async (path: string) => {
    const { status, body } = await call(server, path, {}, { headers: { authorization: `Bearer ${Secret}` } })
    return status === 200 ? 'OK' : body.ErrorCode
  }
  assert.equal(await byToken('labels/list'), 'OK')
  await require(server, owner)
  assert.equal(await byToken('labels/list'), 'SECOND_FACTOR')
  assert.equal(await byToken('second-factor/get'), 'OK')
  assert.equal(await byToken('second-factor/begin'), 'SCOPE')
  await guard(owner)
  await aSecondLater()
  assert.equal(await byToken('labels/list'), 'OK')
})

test('it holds at another process within a second', async (t) => {
  const data = await emptyDatabase('postgres')
  const [one, two] = await Promise.all([serverFor(t, data), serverFor(t, data)])
  const owner = await newCustomer(one)
  const there = at(two, owner)
  await there.ok('labels/list')
  await require(one, owner)
  assert.equal((await there.refused('labels/list', {}, 401)).ErrorCode, 'SECOND_FACTOR')
  await guard(owner)
  await aSecondLater()
  await there.ok('labels/list')
})
