import assert from 'node:assert/strict'
import { test } from 'node:test'
import { totpStep, totpUri } from '../server/second-factor/totp.ts'
import {
  type Answer,
  assertOk,
  assertRefused,
  faultyPaths,
  mailedToken,
  member,
  newColleague,
  newCustomer,
} from './api.ts'
import {
  calmStep,
  codeOf,
  fromAnywhere,
  guard,
  guardedColleague,
  guardedOwner,
  signIn,
  wrongCode,
} from './authenticator.ts'
import { onEachDatabase } from './server.ts'

const refusedWith = (answer: Answer, code: string) => assert.equal(assertRefused(answer, 401).ErrorCode, code)
const statusesOf = (answers: Answer[]) => answers.map(({ status }) => status).toSorted()

test('the codes are those of RFC 6238, appendix B', () => {
  const secret = Buffer.from('12345678901234567890')
  const vectors = [
    [59, '94287082'],
    [1_111_111_109, '07081804'],
    [1_111_111_111, '14050471'],
    [1_234_567_890, '89005924'],
    [2_000_000_000, '69279037'],
    [20_000_000_000, '65353130'],
  ] as const
  for (const [seconds, code] of vectors) {
    const step = Math.floor(seconds / 30)
    const at = (away: number) => totpStep(secret, code.slice(2), (seconds + away) * 1000)
    assert.deepEqual([at(0), at(30), at(-30), at(90), at(-90)], [step, step, step, undefined, undefined], code)
  }
})

test('a name with a colon, or a long one, makes a URI that apps can read', () => {
  const { searchParams, pathname } = new URL(totpUri(Buffer.alloc(20, 1), `Engines: ${'🦊'.repeat(100)}`, 'a@b.cd'))
  assert.equal(searchParams.get('issuer'), `Engines ${'🦊'.repeat(51)}`)
  assert.equal(decodeURIComponent(pathname).split(':').length, 2)
})

onEachDatabase(
  (server) => {
    test('it is begun, confirmed by a code, and asked for at signing in', async () => {
      const owner = await newCustomer(server(), { Name: 'Analytical Engines' })
      assert.deepEqual(await owner.ok('second-factor/get'), { Active: false, Required: false })
      const { SessionId } = assertOk(await signIn(server(), owner))
      const elsewhere = member(server(), { ...(await owner.ok('auth/get')), SessionId }, owner.email, owner.password)
      await elsewhere.ok('auth/get')

      await calmStep()
      const early = await owner.refused('second-factor/confirm', { Code: '123456' })
      assert.equal(early.ErrorCode, 'CONFLICT')
      const { Secret, Uri } = await owner.ok('second-factor/begin')
      assert.match(Secret, /^[A-Z2-7]{32}$/)
      const uri = new URL(Uri)
      assert.deepEqual(
        [uri.protocol, uri.host, decodeURIComponent(uri.pathname)],
        ['otpauth:', 'totp', `/Analytical Engines:${owner.email}`],
      )
      assert.deepEqual(Object.fromEntries(uri.searchParams), {
        issuer: 'Analytical Engines',
        secret: Secret,
        algorithm: 'SHA1',
        digits: '6',
        period: '30',
      })
      assertOk(await signIn(server(), owner))
      const wrong = await owner.refused('second-factor/confirm', { Code: wrongCode(Secret) })
      assert.deepEqual([wrong.ErrorCode, faultyPaths(wrong)], ['CODE', ['Code']])
      assert.equal((await owner.ok('second-factor/get')).Active, false)

      const { Codes } = await owner.ok('second-factor/confirm', { Code: codeOf(Secret, -1) })
      assert.equal(new Set(Codes).size, 10)
      for (const code of Codes) assert.match(code, /^([A-Z2-7]{4}-){3}[A-Z2-7]{4}$/)
      await elsewhere.refused('auth/get', {}, 401)
      assert.deepEqual(await owner.ok('second-factor/get'), { Active: true, RecoveryCodesLeft: 10, Required: false })
      assert.equal((await owner.ok('mails/list'))[0].Subject, 'Analytical Engines: your second factor')

      for (const none of [undefined, '', ' ']) refusedWith(await signIn(server(), owner, none), 'CODE_NEEDED')
      refusedWith(await signIn(server(), owner, wrongCode(Secret)), 'CODE')
      const shown = codeOf(Secret)
      assertOk(await signIn(server(), owner, `${shown.slice(0, 3)} ${shown.slice(3)}`))
    })

    test('who does not know the password learns nothing of it', async () => {
      const { who, secret } = await guardedOwner(server())
      const plain = await newCustomer(server())
      const wrong = (email: string, Code?: string) =>
        signIn(server(), { ...who, email, password: 'not the password' }, Code)
      const answers = await Promise.all([
        wrong(who.email),
        wrong(who.email, codeOf(secret)),
        wrong(who.email, wrongCode(secret)),
        wrong(plain.email),
        wrong('nobody@example.com', '123456'),
      ])
      for (const answer of answers) refusedWith(answer, 'CREDENTIALS')
      assert.equal(new Set(answers.map(({ text }) => text)).size, 1)
      // The right code was not used up by that.
      assertOk(await signIn(server(), who, codeOf(secret)))
      // Who has none may send one.
      assertOk(await signIn(server(), plain, '123456'))
    })

    test('a code is good once, and so are all before it', async () => {
      const { who, secret } = await guardedOwner(server())
      refusedWith(await signIn(server(), who, codeOf(secret, -1)), 'CODE')
      const now = codeOf(secret)
      assertOk(await signIn(server(), who, now))
      refusedWith(await signIn(server(), who, now), 'CODE')
      assertOk(await signIn(server(), who, codeOf(secret, 1)))
      refusedWith(await signIn(server(), who, now), 'CODE')
    })

    test('of one code sent many times at once, one is let in', async () => {
      const { who, secret, recoveryCodes } = await guardedOwner(server())
      const [recovery] = recoveryCodes
      for (const code of [codeOf(secret), recovery]) {
        const answers = await Promise.all([1, 2, 3, 4].map(() => signIn(server(), who, code)))
        assert.deepEqual(statusesOf(answers), [200, 401, 401, 401])
        // So that the wrong ones of this round do not make the next one wait.
        assertOk(await signIn(server(), who, recoveryCodes.pop()))
      }
    })

    test('of two confirmations at once, one answers recovery codes', async () => {
      const owner = await newCustomer(server())
      await calmStep()
      const { Secret } = await owner.ok('second-factor/begin')
      const confirm = () => owner.call('second-factor/confirm', { Code: codeOf(Secret) })
      const answers = await Promise.all([confirm(), confirm(), confirm()])
      assert.deepEqual(statusesOf(answers), [200, 400, 400])
      for (const { status, body } of answers) if (status === 400) assert.equal(body.ErrorCode, 'CONFLICT')
      assert.equal((await owner.ok('second-factor/get')).RecoveryCodesLeft, 10)
    })

    test('a clock may be off by 30 seconds, and not by 60 or 90', async () => {
      const { who, secret } = await guardedOwner(server())
      for (const steps of [-3, -2, 2, 3]) refusedWith(await signIn(server(), who, codeOf(secret, steps)), 'CODE')
      assertOk(await signIn(server(), who, codeOf(secret, 1)))
      const other = await guardedOwner(server())
      await calmStep()
      const { Secret } = await other.who.ok('second-factor/begin', { Code: codeOf(other.secret, 1) })
      for (const steps of [-3, -2, 2, 3])
        await other.who.refused('second-factor/confirm', { Code: codeOf(Secret, steps) })
      await other.who.ok('second-factor/confirm', { Code: codeOf(Secret, -1) })
    })

    test('recovery codes are good once each, however they are written, until there are new ones', async () => {
      const { who, secret, recoveryCodes } = await guardedOwner(server())
      const [first = '', second = '', third = '', fourth = ''] = recoveryCodes
      assertOk(await signIn(server(), who, first))
      refusedWith(await signIn(server(), who, first), 'CODE')
      assertOk(await signIn(server(), who, second.toLowerCase().replaceAll('-', '')))
      assertOk(await signIn(server(), who, ` ${third.replaceAll('-', ' ')} `))
      assert.equal((await who.ok('second-factor/get')).RecoveryCodesLeft, 7)
      for (const none of ['ABCD-EFGH-IJKL-MNOP', 'A', '1234567', '१२३४५६', `${fourth}A`])
        assert.equal((await who.refused('second-factor/recovery-codes', { Code: none })).ErrorCode, 'CODE')
      const { Codes } = await who.ok('second-factor/recovery-codes', { Code: codeOf(secret) })
      assert.equal(new Set([...Codes, ...recoveryCodes]).size, 20)
      refusedWith(await signIn(server(), who, fourth), 'CODE')
      assertOk(await signIn(server(), who, Codes[0]))
      const { Codes: newest } = await who.ok('second-factor/recovery-codes', { Code: Codes[1] })
      assertOk(await signIn(server(), who, newest[9]))
    })

    test("nobody's code opens another account", async () => {
      const owner = await guardedOwner(server())
      const colleague = await guardedColleague(server(), owner.who)
      for (const code of [codeOf(colleague.secret), colleague.recoveryCodes[0]])
        refusedWith(await signIn(server(), owner.who, code), 'CODE')
    })

    test('another app takes the place of the present one, once it is confirmed, and by a code of it', async () => {
      const { who, secret, recoveryCodes } = await guardedOwner(server())
      for (const [Code, told] of [
        [undefined, 'CODE_NEEDED'],
        [wrongCode(secret), 'CODE'],
      ])
        assert.equal((await who.refused('second-factor/begin', { Code })).ErrorCode, told)
      const { Secret } = await who.ok('second-factor/begin', { Code: recoveryCodes[0] })
      refusedWith(await signIn(server(), who, codeOf(Secret)), 'CODE')
      assertOk(await signIn(server(), who, codeOf(secret)))
      await who.ok('second-factor/confirm', { Code: codeOf(Secret, -1) })
      for (const code of [codeOf(secret, 1), recoveryCodes[1]]) refusedWith(await signIn(server(), who, code), 'CODE')
      assertOk(await signIn(server(), who, codeOf(Secret)))
    })

    test('it is turned off by the password', async () => {
      const { who, recoveryCodes } = await guardedOwner(server())
      const wrong = await who.refused('second-factor/delete', { Password: 'not the password' })
      assert.deepEqual([wrong.ErrorCode, faultyPaths(wrong)], ['CREDENTIALS', ['Password']])
      await who.ok('second-factor/delete', { Password: who.password })
      assert.deepEqual(await who.ok('second-factor/get'), { Active: false, Required: false })
      await who.ok('second-factor/delete', { Password: who.password })
      assertOk(await signIn(server(), who))
      for (const path of ['second-factor/confirm', 'second-factor/recovery-codes'])
        assert.equal((await who.refused(path, { Code: recoveryCodes[0] })).ErrorCode, 'CONFLICT')
      const again = await guard(who)
      refusedWith(await signIn(server(), who, recoveryCodes[0]), 'CODE')
      assertOk(await signIn(server(), who, again.recoveryCodes[0]))
    })

    test('for who has lost it, an administrator turns it off', async () => {
      const owner = await guardedOwner(server())
      const admin = await newColleague(server(), owner.who, 'ADMINISTRATOR')
      const user = await guardedColleague(server(), owner.who)
      const reset = (id: string) => `users/reset-second-factor/${id}`
      assert.equal((await user.who.refused(reset(admin.userId), {}, 401)).ErrorCode, 'ROLE')
      assert.equal((await admin.refused(reset(owner.who.userId), {}, 401)).ErrorCode, 'ROLE')
      for (const who of [owner.who, admin]) assert.equal((await who.refused(reset(who.userId))).ErrorCode, 'CONFLICT')
      refusedWith(await signIn(server(), user.who), 'CODE_NEEDED')

      await admin.ok(reset(user.who.userId))
      await user.who.refused('auth/get', {}, 401)
      const told = async () =>
        (await admin.ok('mails/list')).filter(
          ({ To, Text }: { To: string; Text: string }) => To === user.who.email && /An administrator has/.test(Text),
        )
      assert.equal((await told()).length, 1)
      assertOk(await signIn(server(), user.who))
      await admin.ok(reset(user.who.userId))
      assert.equal((await told()).length, 1)
    })

    test('the link for a forgotten password does not go round it', async () => {
      const { who, secret, recoveryCodes } = await guardedOwner(server())
      const Token = async () => {
        assertOk(await fromAnywhere(server(), 'users/forgot-password', { Email: who.email }))
        return mailedToken(who, who.email)
      }
      const link = { Token: await Token(), Password: 'another password' }
      const reset = (Code?: string | null) => fromAnywhere(server(), 'users/reset-password', { ...link, Code })
      for (const none of [undefined, null, '']) refusedWith(await reset(none), 'CODE_NEEDED')
      refusedWith(await reset(wrongCode(secret)), 'CODE')
      await who.ok('auth/get')
      refusedWith(await signIn(server(), { ...who, password: link.Password }), 'CREDENTIALS')
      const code = codeOf(secret)
      const auth = assertOk(await reset(code))
      assert.equal(auth.User.Id, who.userId)
      await who.refused('auth/get', {}, 401)
      refusedWith(await reset(recoveryCodes[0]), 'LINK')
      const renewed = { ...who, password: link.Password }
      refusedWith(await signIn(server(), renewed), 'CODE_NEEDED')
      refusedWith(await signIn(server(), renewed, code), 'CODE')
      assertOk(await signIn(server(), renewed, recoveryCodes[0]))
    })

    test('a code does not go with the token of a provider, which asks for its own second factor', async () => {
      const input = { IdToken: 'x', Code: '123456' }
      assert.deepEqual(faultyPaths(assertRefused(await fromAnywhere(server(), 'auth', input))), ['Code'])
    })

    test('nothing of a call that deals with it is kept', async () => {
      const owner = await newCustomer(server())
      for (const name of ['begin', 'confirm', 'recovery-codes', 'delete']) {
        const input = { confirm: { Code: '1' }, 'recovery-codes': { Code: '1' }, delete: { Password: 'x' } }[name] ?? {}
        assert.match((await owner.refused(`second-factor/${name}?async=true`, input)).ErrorMessage, /secret/)
        const headers = { 'idempotency-key': 'x' }
        assert.match((await owner.refused(`second-factor/${name}`, input, 400, { headers })).ErrorMessage, /secret/)
      }
    })
  },
  { TRUST_PROXY: 'true' },
)
