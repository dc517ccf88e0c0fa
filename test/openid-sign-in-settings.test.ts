/** Signing in with a provider: settings, time, several processes, secrets. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readConfig } from '../server/config.ts'
import { openDatabase } from '../server/database/database.ts'
import { sweep } from '../server/jobs/sweep.ts'
import { assertRefused, call, eventually } from './api.ts'
import { rowsOf } from './database.ts'
import { Browser, clientSecret, publicUrl, signed } from './openid-provider.ts'
import {
  authBy,
  callback,
  claimsOf,
  liar,
  named,
  newAccount,
  newLinkedUser,
  newNonce,
  other,
  provider,
  refusedPage,
  settings,
  signedIn,
  signInUrl,
} from './openid-signing-in.ts'
import { databaseKinds, emptyDatabase, runServer, serverFor } from './server.ts'

for (const kind of databaseKinds)
  test(`a provider that is not there is no reason not to start; it is asked when it is needed (${kind})`, async (t) => {
    const OPENID_PROVIDERS = JSON.stringify([named('Gone', 'http://127.0.0.1:9'), named('Wrong', `${other.issuer}/x`)])
    const server = await serverFor(t, await emptyDatabase(kind), { ...settings, OPENID_PROVIDERS })
    for (const slug of ['gone', 'wrong'])
      await refusedPage(new Browser(server), /cannot be asked/, `${publicUrl}/openid/${slug}/sign-in`, 540)
    const token = signed(liar.key, { ...claimsOf(newAccount(), 'x'), iss: 'http://127.0.0.1:9' })
    assert.equal(assertRefused(await authBy(server, token), 540).ErrorCode, 'PROVIDER')
    assert.equal((await call(server, 'auth/providers')).body.length, 2)
    const why = () => /"reason":"fetch failed","msg":"a provider does not sign in"/.exec(server.output()) ?? undefined
    await eventually('the log has the reason', why)
  })

test('what takes longer than ten minutes is over', async (t) => {
  const server = await serverFor(t, await emptyDatabase('postgres'), settings)
  const { account } = await newLinkedUser(server)
  const age = () =>
    rowsOf(server.data, `update openid_states set expires_at = now(); update openid_nonces set expires_at = now()`)
  const browser = new Browser(server, account.sub)
  const { url } = await browser.go(signInUrl, callback)
  const token = provider.token(claimsOf(account, await newNonce(server)))
  const [left] = await rowsOf(
    server.data,
    'select extract(epoch from expires_at - now())::float as s from openid_states',
  )
  assert(Math.abs(left?.['s'] - 600) < 30)
  await age()
  await refusedPage(browser, /took longer/, url)
  assert.match(assertRefused(await authBy(server, token), 401).ErrorMessage, /nonce/)
})

test('what begins at one process ends at another', async (t) => {
  const data = await emptyDatabase('postgres')
  const [one, two] = await Promise.all([serverFor(t, data, settings), serverFor(t, data, settings)])
  const { account, user } = await newLinkedUser(one)
  const browser = new Browser(one, account.sub)
  const { url } = await browser.go(signInUrl, callback)
  browser.server = two.url
  await browser.go(url)
  assert.equal((await signedIn(two, browser)).who.userId, user.who.userId)
  const token = provider.token(claimsOf(account, await newNonce(one)))
  assert.equal((await authBy(two, token)).status, 200)
})

test('what nobody has come back for is swept away', async (t) => {
  const server = await serverFor(t, await emptyDatabase('postgres'), settings)
  const kept = async () =>
    (await rowsOf(server.data, 'select state as it from openid_states union all select nonce from openid_nonces'))
      .length
  for (const over of [true, false]) {
    await new Browser(server).go(signInUrl, provider.issuer)
    await newNonce(server)
    if (over)
      await rowsOf(
        server.data,
        `update openid_states set expires_at = now(); update openid_nonces set expires_at = now()`,
      )
  }
  assert.equal(await kept(), 4)
  const database = await openDatabase({
    DATABASE_URL: server.data['DATABASE_URL'],
    DATABASE_CONNECTIONS: 1,
    DATA_DIR: '',
  })
  await sweep(database)
  await database.close()
  assert.equal(await kept(), 2)
})

test('providers that are not right are told at the start, without what is secret', async () => {
  const right = named('Google', 'https://accounts.google.com')
  const { ClientSecret: _, ...without } = right
  const faulty: [unknown, RegExp][] = [
    ['[{"ClientSecret": "the-secret-of', /is no JSON/],
    [right, /Providers must be array/],
    [[without], /Providers\[0\]\.ClientSecret is needed/],
    [[{ ...right, Secret: clientSecret }], /Providers\[0\]\.Secret is no property/],
    [[right, named('google!', 'https://x.example')], /Providers\[1\]\.Name/],
    [[named('?', 'https://x.example')], /Providers\[0\]\.Name has neither/],
    [[{ ...right, Domains: ['@example.org'] }], /Providers\[0\]\.Domains\[0\]/],
    ...[
      'http://accounts.google.com',
      'accounts.google.com',
      'https://x.example?y',
      'https://x:y@x.example',
      'ftp://x.example',
    ].map((Issuer): [unknown, RegExp] => [[named('X', Issuer)], /Providers\[0\]\.Issuer is no https address/]),
  ]
  for (const [value, says] of faulty) {
    const OPENID_PROVIDERS = typeof value === 'string' ? value : JSON.stringify(value)
    assert.throws(
      () => readConfig({ PUBLIC_URL: publicUrl, OPENID_PROVIDERS }),
      ({ message }: Error) =>
        /OPENID_PROVIDERS is not right/.test(message) && says.test(message) && !message.includes('the-secret-of'),
      OPENID_PROVIDERS,
    )
  }
  assert.throws(
    () => readConfig({ OPENID_PROVIDERS: JSON.stringify([right]) }),
    /PUBLIC_URL is needed with OPENID_PROVIDERS/,
  )
  const { code, output } = await runServer({
    DATA_DIR: 'none',
    PUBLIC_URL: publicUrl,
    OPENID_PROVIDERS: JSON.stringify([without]),
  })
  assert.equal(code, 1)
  assert.match(output, /ClientSecret is needed/)
  const found = readConfig({
    PUBLIC_URL: publicUrl,
    OPENID_PROVIDERS: JSON.stringify([named('Öffentlich & Co', right.Issuer)]),
  })
  assert.equal(found.OPENID_PROVIDERS?.[0]?.slug, 'öffentlich-co')
})

test('no secret is kept or printed', async (t) => {
  const server = await serverFor(t, await emptyDatabase('postgres'), settings)
  const { account, token, browser, user } = await newLinkedUser(server)
  const { Url } = await user.who.ok('identities/create', { Provider: 'Other', Password: user.who.password })
  const under = new Browser(server, account.sub)
  await under.go(signInUrl, provider.issuer)
  const nonce = await newNonce(server)
  await authBy(server, signed(liar.key, claimsOf(account, nonce)))
  liar.says = (asked) => provider.token(claimsOf(account, asked))
  await under.go(`${publicUrl}/openid/liar/sign-in`)
  const seen = [...browser.visited, ...under.visited].flatMap((url) => [...new URL(url).searchParams])
  const secrets = seen.filter(([name]) => name === 'state' || name === 'code').map(([, value]) => value)
  assert(secrets.length >= 4)
  const kept = [token, nonce, new URL(Url).searchParams.get('state') ?? '', clientSecret, user.SessionId, ...secrets]
  await rowsOf(server.data, 'update mails set letter = null')
  const tables = await rowsOf(
    server.data,
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_schema in ('public', 'pgboss') and table_type = 'BASE TABLE'`,
  )
  for (const { name } of tables) {
    const [{ text } = { text: '' }] = await rowsOf(
      server.data,
      `select coalesce(json_agg(t)::text, '') as text from ${name} t`,
    )
    for (const secret of kept) assert(!text.includes(secret), `${name} has a secret`)
  }
  await new Promise((resolve) => setTimeout(resolve, 600))
  const output = server.output()
  assert.match(output, /openid\/:provider\/sign-in/)
  for (const secret of [...kept, account.email, 'eyJ']) assert(!output.includes(secret), 'the log has a secret')
})
