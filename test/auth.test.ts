import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { assertOk, assertRefused, call, newColleague, newCustomer } from './api.ts'
import { rowsOf } from './database.ts'
import { databaseKinds, emptyDatabase, onEachDatabase, type Server, serverFor, startServer } from './server.ts'

const days = 24 * 3600 * 1000

/** What `POST /api/auth` sets, as attribute → value. */
function cookieOf({ headers }: { headers: Headers }) {
  const [pair = '', ...attributes] = (headers.getSetCookie()[0] ?? '').split('; ')
  const [name, value] = pair.split('=')
  return { name, value, ...Object.fromEntries(attributes.map((each) => each.split('=')).map(([key, v]) => [key, v])) }
}

/** From a new address each time, unless one is given: guesses are counted by address too. */
function signIn(server: Server, Email: string, Password: string, headers: Record<string, string> = {}) {
  const address = `2001:db8::${randomBytes(2).toString('hex')}:${randomBytes(2).toString('hex')}`
  return call(server, 'auth', { Email, Password }, { headers: { 'x-forwarded-for': address, ...headers } })
}

const isNear = (moment: string, expected: number, tolerance = 60_000) =>
  assert(
    Math.abs(Date.parse(moment) - expected) < tolerance,
    `${moment} is not near ${new Date(expected).toISOString()}`,
  )

onEachDatabase(
  (server) => {
    test('signing in answers who it is and sets the session cookie', async () => {
      const owner = await newCustomer(server(), {
        Name: 'Analytical Engines',
        OwnerFirstName: 'Ada',
        OwnerLastName: 'L.',
      })
      const answer = await signIn(server(), owner.email, owner.password)
      const { SessionId, ExpiresDate, ...who } = assertOk(answer)
      assert.deepEqual(who, {
        User: { Id: owner.userId, Email: owner.email, FirstName: 'Ada', LastName: 'L.', Role: 'OWNER' },
        Customer: { Id: owner.customerId, Name: 'Analytical Engines', Plan: 'UNLIMITED' },
      })
      assert.notEqual(SessionId, owner.sessionId)
      isNear(ExpiresDate, Date.now() + 7 * days)
      const { Expires, ...cookie } = cookieOf(answer) as Record<string, string>
      assert.deepEqual(cookie, {
        name: 'voyzu-session-id',
        value: SessionId,
        Path: '/',
        HttpOnly: undefined,
        SameSite: 'Lax',
      })
      isNear(Expires as string, Date.now() + 7 * days)
    })

    test('the sign-in name is the same in upper and lower case', async () => {
      const owner = await newCustomer(server())
      const auth = assertOk(await signIn(server(), owner.email.toUpperCase(), owner.password))
      assert.equal(auth.User.Id, owner.userId)
      assert.equal(auth.User.Email, owner.email)
    })

    test('a wrong password and an unknown account are answered alike', async () => {
      const owner = await newCustomer(server())
      const timed = async (email: string, password: string) => {
        const began = performance.now()
        const answer = await signIn(server(), email, password)
        // What is told at certain moments alone does not tell how long it took.
        assert(performance.now() - began > 95)
        return answer
      }
      const wrong = await timed(owner.email, 'not the password')
      const unknown = await timed('nobody@example.com', owner.password)
      assert.equal(assertRefused(wrong, 401).ErrorCode, 'CREDENTIALS')
      assert.equal(unknown.status, 401)
      assert.equal(unknown.text, wrong.text)
      assert.deepEqual([...wrong.headers.getSetCookie(), ...unknown.headers.getSetCookie()], [])
    })

    test('auth/get tells whose session it is, without its secret', async () => {
      const owner = await newCustomer(server(), { Name: 'Difference Engines' })
      const { ExpiresDate, ...who } = await owner.ok('auth/get')
      isNear(ExpiresDate, Date.now() + 7 * days)
      assert.deepEqual(who, {
        User: { Id: owner.userId, Email: owner.email, Role: 'OWNER' },
        Customer: { Id: owner.customerId, Name: 'Difference Engines', Plan: 'UNLIMITED' },
      })
    })

    test('signing out ends the session at once and takes the cookie away', async () => {
      const owner = await newCustomer(server())
      const other = assertOk(await signIn(server(), owner.email, owner.password))
      await owner.ok('auth/get')
      const answer = await owner.call('auth/delete')
      assertOk(answer)
      const { value, Expires } = cookieOf(answer) as Record<string, string>
      assert.equal(value, '')
      assert(Date.parse(Expires as string) < Date.now())
      assert.equal((await owner.refused('auth/get', {}, 401)).ErrorCode, 'SESSION')
      assertOk(await call(server(), 'auth/get', {}, { headers: { cookie: `voyzu-session-id=${other.SessionId}` } }))
    })

    test('one sees where one is signed in, and signs out there', async () => {
      const owner = await newCustomer(server())
      const { SessionId } = assertOk(await signIn(server(), owner.email, owner.password, { 'user-agent': 'a phone' }))
      const phone = { headers: { cookie: `voyzu-session-id=${SessionId}` } }
      assertOk(await call(server(), 'auth/get', {}, phone))
      const sessions = await owner.ok('sessions/list')
      assert.deepEqual(
        sessions.map(({ Current, UserAgent }: { Current: boolean; UserAgent: string }) => [Current, UserAgent]),
        [
          [false, 'a phone'],
          [true, 'node'],
        ],
      )
      for (const { CreatedDate, UsedDate, ExpiresDate } of sessions) {
        isNear(CreatedDate, Date.now())
        isNear(UsedDate, Date.now())
        isNear(ExpiresDate, Date.now() + 7 * days)
      }
      assert(!JSON.stringify(sessions).includes(SessionId))
      await owner.ok(`sessions/delete/${sessions[0].Id}`)
      assertRefused(await call(server(), 'auth/get', {}, phone), 401)
      assert.equal((await owner.ok('sessions/list')).length, 1)
    })

    test("nobody signs out another Customer's user", async () => {
      const [owner, stranger] = [await newCustomer(server()), await newCustomer(server())]
      const [{ Id }] = await owner.ok('sessions/list')
      await stranger.ok(`sessions/delete/${Id}`)
      await stranger.ok('sessions/delete/no-id-at-all')
      await owner.ok('auth/get')
    })

    test('guesses at an account must wait, longer each time, and so must its owner', async () => {
      const owner = await newCustomer(server())
      const guess = () => signIn(server(), owner.email, 'a guess')
      const answers = []
      for (let tries = 0; tries < 8; tries++) answers.push(await guess())
      const blocked = answers.findIndex(({ status }) => status === 429)
      assert(blocked === 5 || blocked === 6, `the guesses were answered ${answers.map(({ status }) => status)}`)
      const first = answers[blocked] as (typeof answers)[number]
      assert.equal(assertRefused(first, 429).ErrorCode, 'TOO_MANY')
      const wait = Number(first.headers.get('retry-after'))
      assert(wait >= 1 && wait <= 2, `Retry-After: ${wait}`)
      assertRefused(await signIn(server(), owner.email, owner.password), 429)

      await new Promise((resolve) => setTimeout(resolve, wait * 1000))
      assertRefused(await guess(), 401)
      const second = await guess()
      assertRefused(second, 429)
      const longer = Number(second.headers.get('retry-after'))
      assert(longer > wait, `first ${wait} s, then ${longer} s`)
      await new Promise((resolve) => setTimeout(resolve, longer * 1000))
      assertOk(await signIn(server(), owner.email, owner.password))
      assertRefused(await guess(), 401)
      assertOk(await signIn(server(), owner.email, owner.password))
    })

    test('a 429 does not tell whether the account exists', async () => {
      const owner = await newCustomer(server())
      const unknown = `nobody-${owner.email}`
      const statuses = async (email: string) => {
        const found = []
        for (let tries = 0; tries < 7; tries++) found.push((await signIn(server(), email, 'a guess')).status)
        return found
      }
      assert.deepEqual(await statuses(unknown), await statuses(owner.email))
    })

    test('guesses made at once are counted like those one after the other', async () => {
      const owner = await newCustomer(server())
      const answers = await Promise.all(Array.from({ length: 20 }, () => signIn(server(), owner.email, 'a guess')))
      const checked = answers.filter(({ status }) => status === 401).length
      assert(checked >= 5 && checked <= 6, `${checked} guesses were checked`)
      assert.equal(answers.filter(({ status }) => status === 429).length, 20 - checked)
    })

    test('a session id that names this Customer but was never given opens nothing', async () => {
      const owner = await newCustomer(server())
      const forged = Buffer.concat([Buffer.from(owner.sessionId, 'base64url').subarray(0, 16), randomBytes(32)])
      const headers = { cookie: `voyzu-session-id=${forged.toString('base64url')}` }
      assertRefused(await call(server(), 'auth/get', {}, { headers }), 401)
    })

    test('making an organisation needs the set-up token', async () => {
      const input = { Name: 'Uninvited', OwnerEmail: 'uninvited@example.com', OwnerPassword: 'long enough it is' }
      for (const token of [{}, { SetupToken: '' }, { SetupToken: 'a wrong one' }])
        assert.equal(
          assertRefused(await call(server(), 'customers/create', { ...input, ...token }), 401).ErrorCode,
          'SETUP_TOKEN',
        )
      assertRefused(await signIn(server(), input.OwnerEmail, input.OwnerPassword), 401)
    })

    test('a sign-in name belongs to one user of the whole server', async () => {
      const owner = await newCustomer(server())
      const again = await call(server(), 'customers/create', {
        Name: 'Another',
        OwnerEmail: owner.email.toUpperCase(),
        OwnerPassword: 'another password',
        SetupToken: 'the set-up token of the tests',
      })
      assert.deepEqual(
        assertRefused(again).Errors.map(({ Path }: { Path: string }) => Path),
        ['OwnerEmail'],
      )
      assertOk(await signIn(server(), owner.email, owner.password))
      assertRefused(await signIn(server(), owner.email, 'another password'), 401)
    })

    test('of two organisations made at once with one sign-in name, one is made', async () => {
      const OwnerEmail = `twins-${server().kind}@example.com`
      const create = (Name: string) =>
        call(server(), 'customers/create', {
          Name,
          OwnerEmail,
          OwnerPassword: `the password of ${Name}`,
          SetupToken: 'the set-up token of the tests',
        })
      const answers = await Promise.all(['A', 'B', 'C', 'D'].map(create))
      const made = answers.filter(({ status }) => status === 200)
      assert.equal(made.length, 1)
      for (const answer of answers) if (answer.status !== 200) assertRefused(answer)
      const { Name } = made[0]?.body.Customer ?? {}
      assert.equal(assertOk(await signIn(server(), OwnerEmail, `the password of ${Name}`)).Customer.Name, Name)
    })

    test('what makes no organisation is told, each fault by its name', async () => {
      const { Errors } = assertRefused(
        await call(server(), 'customers/create', {
          Name: ' ',
          OwnerEmail: 'no address',
          OwnerPassword: 'short',
          DefaultCountry: 'Atlantis',
          Admin: true,
        }),
      )
      assert.deepEqual(Errors.map(({ Path }: { Path: string }) => Path).toSorted(), [
        'Admin',
        'DefaultCountry',
        'Name',
        'OwnerEmail',
        'OwnerPassword',
      ])
    })
  },
  { TRUST_PROXY: 'true' },
)

/** Guesses once at each of many accounts. */
async function guessesUntilRefused(server: Server, headers: (index: number) => Record<string, string>) {
  for (let index = 0; index < 60; index++)
    if ((await signIn(server, `account-${index}@example.com`, 'a guess', headers(index))).status === 429) return index
  assert.fail('60 guesses from one address were answered')
}

for (const kind of databaseKinds) {
  test(`behind a proxy, guesses count by the caller's own address (${kind})`, async (t) => {
    const server = await serverFor(t, await emptyDatabase(kind), {
      TRUST_PROXY: 'true',
      PUBLIC_URL: 'https://crm.example',
    })
    const owner = await newCustomer(server)
    const from = (address: string) => ({ 'x-forwarded-for': address })
    const answer = await signIn(server, owner.email, owner.password)
    assert('Secure' in cookieOf(answer), 'behind https the cookie is Secure')

    const refusedAfter = await guessesUntilRefused(server, () => from('192.0.2.1'))
    assert(refusedAfter >= 50 && refusedAfter <= 51, `refused after ${refusedAfter}`)
    assertRefused(await signIn(server, owner.email, owner.password, from('192.0.2.1')), 429)
    assertOk(await signIn(server, owner.email, owner.password, from('192.0.2.2')))
  })

  test(`without a proxy, callers cannot choose their address (${kind})`, async (t) => {
    const server = await serverFor(t, await emptyDatabase(kind))
    const refusedAfter = await guessesUntilRefused(server, (index) => ({ 'x-forwarded-for': `192.0.2.${index}` }))
    assert(refusedAfter >= 50 && refusedAfter <= 51, `refused after ${refusedAfter}`)
  })

  test(`where anybody may sign up, no token is needed (${kind})`, async (t) => {
    const server = await serverFor(t, await emptyDatabase(kind), { ALLOW_SIGN_UP: 'true', SETUP_TOKEN: '' })
    assert(!server.output().includes('/setup#'))
    const input = { Name: 'Open house', OwnerEmail: 'open@example.com', OwnerPassword: 'long enough it is' }
    const answer = await call(server, 'customers/create', input)
    const { SessionId } = assertOk(answer)
    assert.equal(cookieOf(answer).value, SessionId)
    const cookie = `voyzu-session-id=${SessionId}`
    assert.equal(assertOk(await call(server, 'auth/get', {}, { headers: { cookie } })).User.Role, 'OWNER')
    // From one address not any number of them.
    const more = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        call(server, 'customers/create', { ...input, OwnerEmail: `open-${n}@example.com` }),
      ),
    )
    const waiting = more.filter(({ status }) => status === 429)
    assert(waiting.length >= 3 && waiting.length <= 6, `${more.map(({ status }) => status)}`)
    for (const each of waiting) assert(Number(each.headers.get('retry-after')) >= 1)
  })

  test(`the printed link makes one organisation (${kind})`, async (t) => {
    const data = await emptyDatabase(kind)
    const server = await serverFor(t, data, { SETUP_TOKEN: '' })
    const link = /(\S+)\/setup#(\S+)/.exec(server.output())
    assert(link, server.output())
    const [, address, SetupToken] = link
    assert.equal(address, server.url)
    const create = (letter: string) =>
      call(server, 'customers/create', {
        Name: letter,
        OwnerEmail: `${letter}@example.com`,
        OwnerPassword: 'long enough it is',
        SetupToken,
      })
    const answers = await Promise.all(['a', 'b', 'c', 'd'].map(create))
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 401, 401, 401])
    assert.equal(assertRefused(await create('e'), 401).ErrorCode, 'SETUP_TOKEN')
    assert.equal(await server.stop(), 0)
    const again = await serverFor(t, data, { SETUP_TOKEN: '' })
    assert(!again.output().includes('/setup#'), again.output())
  })
}

describe('looking into PostgreSQL', () => {
  let server: Server
  before(async () => {
    server = await startServer(await emptyDatabase('postgres'))
  })
  after(() => server.stop())

  /** Makes a session as it would be after some time. */
  const age = (userId: string, used: string, expires: string) =>
    rowsOf(
      server.data,
      `update sessions set used_at = now() + $2::interval, expires_at = now() + $3::interval where user_id = $1`,
      [userId, used, expires],
    )

  test('use makes a session last for 7 more days, and its cookie too', async () => {
    const owner = await newCustomer(server)
    await age(owner.userId, '-6 days', '1 day')
    const answer = await owner.call('auth/get')
    isNear(assertOk(answer).ExpiresDate, Date.now() + 7 * days)
    const cookie = cookieOf(answer) as Record<string, string>
    assert.equal(cookie['value'], owner.sessionId)
    isNear(cookie['Expires'] as string, Date.now() + 7 * days)
    const [{ UsedDate }] = await owner.ok('sessions/list')
    isNear(UsedDate, Date.now())
  })

  test('a session that has ended is none, and is not listed', async () => {
    const owner = await newCustomer(server)
    const { SessionId } = assertOk(await signIn(server, owner.email, owner.password))
    await age(owner.userId, '-8 days', '-1 second')
    assert.equal((await owner.refused('auth/get', {}, 401)).ErrorCode, 'SESSION')
    const headers = { cookie: `voyzu-session-id=${SessionId}` }
    assertRefused(await call(server, 'sessions/list', {}, { headers }), 401)
    const { SessionId: next } = assertOk(await signIn(server, owner.email, owner.password))
    const sessions = assertOk(
      await call(server, 'sessions/list', {}, { headers: { cookie: `voyzu-session-id=${next}` } }),
    )
    assert.equal(sessions.length, 1)
  })

  test("nobody sees or ends a colleague's sessions", async () => {
    const owner = await newCustomer(server)
    const colleague = await newColleague(server, owner)
    const [{ Id }] = await colleague.ok('sessions/list')
    assert.deepEqual(
      (await owner.ok('sessions/list')).map(({ Current }: { Current: boolean }) => Current),
      [true],
    )
    await owner.ok(`sessions/delete/${Id}`)
    await colleague.ok('auth/get')
  })

  test('neither passwords nor session ids are kept', async () => {
    const owner = await newCustomer(server, { OwnerPassword: 'a password to look for' })
    const tables = await rowsOf(
      server.data,
      `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
       where table_schema in ('public', 'pgboss') and table_type = 'BASE TABLE'`,
    )
    assert(tables.length > 10)
    for (const { name } of tables) {
      const [{ text }] = (await rowsOf(
        server.data,
        `select coalesce(json_agg(t)::text, '') as text from ${name} t`,
      )) as [{ text: string }]
      assert(!text.includes('a password to look for'), `${name} has the password`)
      assert(!text.includes(owner.sessionId), `${name} has the session id`)
    }
  })
})
