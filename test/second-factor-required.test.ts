/** What holds where a Customer requires a second factor. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { type Declaration, operations } from '../contract/operations.ts'
import { assertOk, at, call, type Member, mailedToken, member, newColleague, newCustomer, person } from './api.ts'
import { calmStep, codeOf, guard, guardedColleague, guardedOwner, signIn } from './authenticator.ts'
import { emptyDatabase, onEachDatabase, serverFor } from './server.ts'

/** What a process knows of sessions is forgotten after a second. */
const aSecondLater = () => new Promise((resolve) => setTimeout(resolve, 1100))

async function require(administrator: Member, RequireSecondFactor = true): Promise<void> {
  await administrator.ok('customers/update', { RequireSecondFactor })
  await aSecondLater()
}

/** All that needs a session is refused, but for what the contract says. */
async function assertShutOut(who: Member): Promise<void> {
  const { User } = await who.ok('auth/get')
  const needSession = Object.entries<Declaration>(operations).filter(([, { may }]) => may !== 'ANYONE')
  for (const [name] of needSession.filter(([, { beforeSecondFactor }]) => !beforeSecondFactor)) {
    const { status, body } = await who.call(name.replace('{id}', randomUUID()))
    const told = body?.ErrorCode === 'ROLE' && User.Role === 'USER' ? 'ROLE' : 'SECOND_FACTOR'
    assert.deepEqual([status, body?.ErrorCode], [401, told], name)
  }
}

test('what may be called before there is a second factor is auth and second-factor', () => {
  const before = Object.entries<Declaration>(operations).filter(([, { beforeSecondFactor }]) => beforeSecondFactor)
  const names = before.map(([name]) => name).toSorted()
  const own = ['begin', 'confirm', 'delete', 'get', 'recovery-codes'].map((each) => `second-factor/${each}`)
  assert.deepEqual(names, ['auth/delete', 'auth/get', ...own])
})

onEachDatabase(
  (server) => {
    test('an administrator may require it, and only one who has it', async () => {
      const { who: owner } = await guardedOwner(server())
      const [admin, user] = [
        await newColleague(server(), owner, 'ADMINISTRATOR'),
        await guardedColleague(server(), owner),
      ]
      const change = { RequireSecondFactor: true }
      assert.equal((await user.who.refused('customers/update', change, 401)).ErrorCode, 'ROLE')
      assert.equal((await admin.refused('customers/update', { ...change, Name: 'Another' })).ErrorCode, 'CONFLICT')
      const { Name, RequireSecondFactor } = await owner.ok('customers/get')
      assert.deepEqual([Name === 'Another', RequireSecondFactor], [false, false])
      await admin.ok('customers/update', { RequireSecondFactor: false })
      await guard(admin)
      assert.equal((await admin.ok('customers/update', change)).RequireSecondFactor, true)
      assert.equal((await user.who.ok('second-factor/get')).Required, true)
      await owner.ok('customers/update', { Name: 'Another' })
      assert.equal((await owner.ok('customers/update', { RequireSecondFactor: false })).RequireSecondFactor, false)
      await user.who.ok('second-factor/delete', { Password: user.who.password })
    })

    test('administrators see who has one; of others, users do not', async () => {
      const { who: owner } = await guardedOwner(server())
      const [user, other] = [await guardedColleague(server(), owner), await newColleague(server(), owner)]
      const seen = async (who: Member) => {
        const users = await who.ok('users/list')
        return [owner, user.who, other].map(
          ({ userId }) => users.find(({ Id }: { Id: string }) => Id === userId)?.SecondFactor,
        )
      }
      assert.deepEqual(await seen(owner), [true, true, false])
      assert.deepEqual(await seen(user.who), [undefined, true, undefined])
      // One that was begun only is none.
      await other.ok('second-factor/begin')
      assert.equal((await owner.ok(`users/get/${other.userId}`)).SecondFactor, false)
      await owner.ok(`users/reset-second-factor/${user.who.userId}`)
      assert.deepEqual(await seen(owner), [true, false, false])
    })

    test('a session without the second factor is good to set it up, and for nothing else', async () => {
      const owner = await newCustomer(server())
      const user = await newColleague(server(), owner)
      const admin = await guardedColleague(server(), owner, 'ADMINISTRATOR')
      const stranger = await newCustomer(server())
      await owner.ok('contacts/create', person())
      await require(admin.who)

      const { SessionId } = assertOk(await signIn(server(), user))
      const session = member(server(), { ...(await user.ok('auth/get')), SessionId }, user.email, user.password)
      for (const who of [owner, session]) await assertShutOut(who)
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
      const again = assertOk(await signIn(server(), user, codeOf(secret)))
      await at(server(), { ...user, sessionId: again.SessionId }).ok('labels/list')

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

    test('who accepts an invitation, or was helped out, sets it up before all else', async () => {
      const { who: owner } = await guardedOwner(server())
      await require(owner)
      const Email = `invited-${randomUUID()}@example.com`
      const { Id } = await owner.ok('users/create', { Email })
      const input = { Token: await mailedToken(owner, Email), Password: 'long enough it is' }
      const user = member(server(), assertOk(await call(server(), 'users/accept', input)), Email, input.Password)
      assert.equal((await user.refused('labels/list', {}, 401)).ErrorCode, 'SECOND_FACTOR')
      await guard(user)
      await user.ok('labels/list')

      await owner.ok(`users/reset-second-factor/${Id}`)
      await user.refused('labels/list', {}, 401)
      const helped = at(server(), { ...user, sessionId: assertOk(await signIn(server(), user)).SessionId })
      assert.equal((await helped.refused('labels/list', {}, 401)).ErrorCode, 'SECOND_FACTOR')
      await require(owner, false)
      await helped.ok('labels/list')
    })

    test('an API token of a user without it is good for nothing but to tell so', async () => {
      const owner = await newCustomer(server())
      const { Secret } = await owner.ok('tokens/create', { Name: 'A program', Scope: 'ADMIN' })
      const byToken = async (path: string) => {
        const { status, body } = await call(server(), path, {}, { headers: { authorization: `Bearer ${Secret}` } })
        return status === 200 ? 'OK' : body.ErrorCode
      }
      assert.equal(await byToken('labels/list'), 'OK')
      await require((await guardedColleague(server(), owner, 'ADMINISTRATOR')).who)
      assert.equal(await byToken('labels/list'), 'SECOND_FACTOR')
      assert.equal(await byToken('second-factor/get'), 'OK')
      assert.equal(await byToken('second-factor/begin'), 'SCOPE')
      await guard(owner)
      await aSecondLater()
      assert.equal(await byToken('labels/list'), 'OK')
    })
  },
  { TRUST_PROXY: 'true' },
)

test('it holds at another process within a second', async (t) => {
  const data = await emptyDatabase('postgres')
  const [one, two] = await Promise.all([serverFor(t, data), serverFor(t, data)])
  const owner = await newCustomer(one)
  const there = at(two, owner)
  await there.ok('labels/list')
  await require((await guardedColleague(one, owner, 'ADMINISTRATOR')).who)
  assert.equal((await there.refused('labels/list', {}, 401)).ErrorCode, 'SECOND_FACTOR')
  await guard(owner)
  await aSecondLater()
  await there.ok('labels/list')
})
