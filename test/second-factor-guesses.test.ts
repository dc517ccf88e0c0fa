/** What somebody wins who knows the password and guesses at codes, and where secrets do not stand. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Answer, assertOk, assertRefused, call, type Member, mailedToken, newCustomer } from './api.ts'
import {
  codeOf,
  fromAnywhere,
  type Guarded,
  guard,
  guardedColleague,
  guardedOwner,
  signIn,
  wrongCode,
} from './authenticator.ts'
import { rowsOf } from './database.ts'
import { emptyDatabase, onEachDatabase, type Server, serverFor } from './server.ts'

const refusedWith = (answer: Answer, code: string) => assert.equal(assertRefused(answer, 401).ErrorCode, code)
const codesOf = (answers: Answer[]) => answers.map(({ body }) => body?.ErrorCode)

/** Six guesses at once would all be answered, if there had been none before. */
async function assertCounted(attempt: () => Promise<Answer>): Promise<void> {
  const answers = await Promise.all([1, 2, 3, 4, 5, 6].map(attempt))
  const counted = answers.filter(({ status }) => status === 429)
  assert(counted.length >= 4, `${codesOf(answers)}`)
}

async function oneByOne(tries: number, attempt: () => Promise<Answer>): Promise<Answer[]> {
  const answers = []
  for (let made = 0; made < tries; made++) answers.push(await attempt())
  return answers
}

onEachDatabase(
  (server) => {
    test('guesses at codes must wait like guesses at passwords, and so must who knows a right one', async () => {
      const { who, secret, recoveryCodes } = await guardedOwner(server())
      const answers = await oneByOne(8, () => signIn(server(), who, wrongCode(secret)))
      const blocked = answers.findIndex(({ status }) => status === 429)
      assert(blocked === 5 || blocked === 6, `${codesOf(answers)}`)
      assertRefused(await signIn(server(), who, recoveryCodes[0]), 429)
      const wait = Number(answers[blocked]?.headers.get('retry-after'))
      await new Promise((resolve) => setTimeout(resolve, wait * 1000))
      assertOk(await signIn(server(), who, recoveryCodes[0]))
      assert.equal(assertRefused(await signIn(server(), who, wrongCode(secret)), 401).ErrorCode, 'CODE')
    })

    test('a right password alone forgives no guesses at codes', async () => {
      const { who, secret } = await guardedOwner(server())
      for (let times = 0; times < 3; times++) {
        refusedWith(await signIn(server(), who, wrongCode(secret)), 'CODE')
        refusedWith(await signIn(server(), who), 'CODE_NEEDED')
      }
      await assertCounted(() => signIn(server(), who, wrongCode(secret)))
    })

    test('guesses made at once are counted like those one after the other', async () => {
      const { who, secret } = await guardedOwner(server())
      const wrong = wrongCode(secret)
      const answers = await Promise.all(Array.from({ length: 20 }, () => signIn(server(), who, wrong)))
      const checked = codesOf(answers).filter((code) => code === 'CODE').length
      assert(checked >= 5 && checked <= 6, `${checked} guesses were checked`)
    })

    const elsewhere: [string, (guarded: Guarded) => Promise<() => Promise<Answer>>][] = [
      [
        'with the link of a mail',
        async ({ who, secret }) => {
          assertOk(await fromAnywhere(server(), 'users/forgot-password', { Email: who.email }))
          const link = { Token: await mailedToken(who, who.email), Password: 'another password' }
          return () => fromAnywhere(server(), 'users/reset-password', { ...link, Code: wrongCode(secret) })
        },
      ],
      [
        'at another app',
        async ({ who, secret }) =>
          () =>
            who.call('second-factor/begin', { Code: wrongCode(secret) }),
      ],
      [
        'at new recovery codes',
        async ({ who, secret }) =>
          () =>
            who.call('second-factor/recovery-codes', { Code: wrongCode(secret) }),
      ],
      [
        'at turning it off',
        async ({ who }) =>
          () =>
            who.call('second-factor/delete', { Password: 'a guess' }),
      ],
    ]
    for (const [where, prepare] of elsewhere)
      test(`guesses ${where} are counted with those at signing in`, async () => {
        const guarded = await guardedOwner(server())
        const attempt = await prepare(guarded)
        const wrong = wrongCode(guarded.secret)
        for (let times = 0; times < 5; times++) refusedWith(await signIn(server(), guarded.who, wrong), 'CODE')
        await assertCounted(attempt)
      })

    test('an office may sign in with a second factor as often as it likes', async () => {
      const { who, recoveryCodes } = await guardedOwner(server())
      const fromOffice = (Code?: string) =>
        call(
          server(),
          'auth',
          { Email: who.email, Password: who.password, ...(Code && { Code }) },
          { headers: { 'x-forwarded-for': '192.0.2.7' } },
        )
      let codes = recoveryCodes
      for (let times = 0; times < 54; times++) {
        assert.equal(assertRefused(await fromOffice(), 401).ErrorCode, 'CODE_NEEDED')
        if (codes.length === 1) codes = (await who.ok('second-factor/recovery-codes', { Code: codes[0] })).Codes
        if (times % 3 === 2) assertOk(await fromOffice(codes.pop()))
      }
    })

    test('the audit has who turned it on and off, and wrong codes, but no step of an ordinary sign-in', async () => {
      const owner = await guardedOwner(server())
      const user = await guardedColleague(server(), owner.who)
      await owner.who.ok('second-factor/recovery-codes', { Code: owner.recoveryCodes[0] })
      refusedWith(await signIn(server(), owner.who), 'CODE_NEEDED')
      refusedWith(await signIn(server(), owner.who, wrongCode(owner.secret)), 'CODE')
      assertOk(await fromAnywhere(server(), 'users/forgot-password', { Email: owner.who.email }))
      const link = { Token: await mailedToken(owner.who, owner.who.email), Password: 'another password' }
      const wrong = { ...link, Code: wrongCode(owner.secret) }
      refusedWith(await fromAnywhere(server(), 'users/reset-password', wrong), 'CODE')
      await owner.who.ok(`users/reset-second-factor/${user.who.userId}`)
      await owner.who.ok('second-factor/delete', { Password: owner.who.password })
      const { Rows } = await owner.who.ok('audit/list', { UserId: owner.who.userId })
      const on = [{ Before: { SecondFactor: false }, After: { SecondFactor: true } }]
      const off = [{ Before: { SecondFactor: true }, After: { SecondFactor: false } }]
      assert.deepEqual(
        Rows.map(({ Operation, Outcome, Changes }: Answer['body']) => [Operation, Outcome, Changes]).filter(
          ([operation, outcome]: string[]) => outcome !== 'OK' || /second/.test(`${operation}`),
        ),
        [
          ['second-factor/delete', 'OK', off],
          ['users/reset-second-factor', 'OK', off],
          ['users/reset-password', 'CODE', undefined],
          ['auth', 'CODE', undefined],
          ['second-factor/recovery-codes', 'OK', undefined],
          ['second-factor/confirm', 'OK', on],
        ],
      )
    })
  },
  { TRUST_PROXY: 'true' },
)

/** As if somebody had guessed all night. */
const guessed = (server: Server, who: Member, times: number) =>
  rowsOf(server.data, 'update second_factors set wrong_codes = $2 where user_id = $1', [who.userId, times])

test('after 10 wrong codes in a row the user is told, once; after 100 recovery codes alone are taken', async (t) => {
  const server = await serverFor(t, await emptyDatabase('postgres'), { TRUST_PROXY: 'true' })
  const { who, secret, recoveryCodes } = await guardedOwner(server)
  const alarms = async () =>
    (await who.ok('mails/list')).filter(({ Text }: { Text: string }) => /again and again/.test(Text)).length
  await guessed(server, who, 8)
  const seen = []
  for (let times = 0; times < 3; times++) {
    assertRefused(await signIn(server, who, wrongCode(secret)), 401)
    seen.push(await alarms())
  }
  assert.deepEqual(seen, [0, 1, 1])
  await guessed(server, who, 99)
  assertOk(await signIn(server, who, codeOf(secret)))
  await guessed(server, who, 100)
  assert.equal(assertRefused(await signIn(server, who, codeOf(secret, 1)), 401).ErrorCode, 'CODE')
  assertOk(await signIn(server, who, recoveryCodes[0]))
  assertOk(await signIn(server, who, codeOf(secret, 1)))
})

test('no recovery code and no used code is kept as it is, and no secret is anywhere but in its table', async (t) => {
  const server = await serverFor(t, await emptyDatabase('postgres'), { TRUST_PROXY: 'true', LOG_LEVEL: 'debug' })
  const { who, secret, recoveryCodes } = await guardedOwner(server)
  const code = codeOf(secret)
  assertOk(await signIn(server, who, code))
  assertOk(await signIn(server, who, recoveryCodes[0]))
  const { Secret } = await who.ok('second-factor/begin', { Code: recoveryCodes[1] })
  const bytes = await rowsOf(server.data, 'select secret from second_factors')
  const plain = recoveryCodes.flatMap((each) => [each, each.replaceAll('-', '')])
  const hidden = [code, ...plain, secret, Secret, bytes[0]?.['secret'].toString('hex')]
  const tables = await rowsOf(
    server.data,
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_schema in ('public', 'pgboss') and table_type = 'BASE TABLE'`,
  )
  assert(tables.some(({ name }) => name === 'public.second_factors'))
  for (const { name } of tables) {
    const [row] = await rowsOf(server.data, `select coalesce(json_agg(t)::text, '') as text from ${name} t`)
    const text: string = row?.['text']
    for (const each of hidden)
      if (name !== 'public.second_factors' || each === code)
        assert(!new RegExp(`\\b${each}\\b`).test(text), `${name} has ${each}`)
  }
  const changes = await rowsOf(server.data, `select before, after from changes where after ? 'second_factor'`)
  assert.deepEqual(changes, [{ before: { second_factor: false }, after: { second_factor: true } }])
  for (const each of hidden) assert(!server.output().includes(`${each}`), `the log has ${each}`)
})

test('the secret of a user who is deleted is forgotten', async (t) => {
  const server = await serverFor(t, await emptyDatabase('postgres'))
  const { who } = await guard(await newCustomer(server))
  const left = async () =>
    (await rowsOf(server.data, 'select 1 from second_factors union all select 1 from recovery_codes')).length
  assert.equal(await left(), 11)
  await who.refused(`users/delete/${who.userId}`)
  await rowsOf(server.data, `update users set role = 'USER' where id = $1`, [who.userId])
  await new Promise((resolve) => setTimeout(resolve, 1000))
  await who.ok(`users/delete/${who.userId}`)
  assert.equal(await left(), 0)
})
