/** What a provider says of somebody is believed only if it is right. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertRefused, call, newCustomer } from './api.ts'
import { Browser, clientId, publicUrl, signed } from './openid-provider.ts'
import {
  assertPage,
  authBy,
  callback,
  claimsOf,
  invited,
  liar,
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
import { onEachDatabase } from './server.ts'

onEachDatabase((server) => {
  test('a code is good once, whatever the state', async () => {
    const { account } = await newLinkedUser(server())
    const browser = new Browser(server(), account.sub)
    const { url: first } = await browser.go(signInUrl, callback)
    await browser.go(first)
    const next = new Browser(server(), account.sub)
    const { url: second } = await next.go(signInUrl, callback)
    const mixed = new URL(second)
    mixed.searchParams.set('code', new URL(first).searchParams.get('code') ?? '')
    await refusedPage(next, /cannot be trusted/, mixed.href)
  })

  test('what the provider says is judged, also in the code flow', async () => {
    const account = newAccount('trusted.example')
    await newCustomer(server(), { OwnerEmail: account.email })
    const right = (nonce: string) => ({ ...claimsOf(account, nonce), iss: liar.issuer })
    const past = Math.floor(Date.now() / 1000) - 3600
    const url = `${publicUrl}/openid/liar/sign-in`
    const unsigned = (nonce: string) => `${signed(liar.key, right(nonce), { alg: 'none' }).split('.', 2).join('.')}.`
    const false_: [(nonce: string) => string, RegExp][] = [
      [(nonce) => provider.token(right(nonce)), /signed with another key/],
      [(nonce) => provider.token(right(nonce), { header: { kid: liar.key.kid } }), /not signed as it should be/],
      [(nonce) => signed(liar.key, { ...right(nonce), iss: provider.issuer }), /not said to this server/],
      [(nonce) => signed(liar.key, { ...right(nonce), aud: 'another' }), /not said to this server/],
      [(nonce) => signed(liar.key, { ...right(nonce), aud: [clientId, 'another'], azp: 'another' }), /not/],
      [(nonce) => signed(liar.key, { ...right(nonce), iat: past, exp: past + 600 }), /has expired/],
      [(nonce) => signed(liar.key, { ...right(nonce), nbf: past + 7200 }), /not valid yet/],
      [() => signed(liar.key, right('another nonce')), /not in answer to it/],
      [() => signed(liar.key, { ...right(''), nonce: undefined }), /not whole/],
      [unsigned, /not signed as it should be/],
      [() => 'nonsense', /not whole/],
    ]
    for (const [says, told] of false_) {
      liar.says = says
      await refusedPage(new Browser(server()), told, url)
    }
    liar.says = () => 500
    await refusedPage(new Browser(server()), /cannot be asked/, url, 540)
    liar.says = (nonce) => signed(liar.key, right(nonce))
    const browser = new Browser(server())
    await browser.go(url)
    assert.equal((await signedIn(server(), browser)).email, account.email)
  })

  test('a program signs in with an ID token', async () => {
    const { account, user } = await newLinkedUser(server())
    const { body } = await call(server(), 'auth/providers')
    assert.deepEqual(body[0], {
      Name: 'The Provider',
      Issuer: provider.issuer,
      ClientId: clientId,
      SignInUrl: signInUrl,
    })
    const answer = await authBy(server(), provider.token(claimsOf(account, await newNonce(server()))))
    assert.equal(answer.body.User.Id, user.who.userId)
    assert.match(answer.headers.getSetCookie()[0] ?? '', new RegExp(`^voyzu-session-id=${answer.body.SessionId}; `))
  })

  test('an invitation is accepted with an ID token', async () => {
    const [owner, account] = [await newCustomer(server()), newAccount()]
    const InvitationToken = await invited(owner, account.email)
    const token = async () => provider.token(claimsOf(account, await newNonce(server())))
    assert.equal(assertRefused(await authBy(server(), await token(), { InvitationToken: 'x' }), 401).ErrorCode, 'LINK')
    const { body } = await authBy(server(), await token(), { InvitationToken })
    assert.equal(body.User.Email, account.email)
    assert.equal((await authBy(server(), await token())).body.User.Id, body.User.Id)
  })

  test('an ID token that is not right is refused', async () => {
    const { account } = await newLinkedUser(server())
    const past = Math.floor(Date.now() / 1000) - 3600
    const right = claimsOf(account, await newNonce(server()))
    const { nonce: _, ...without } = right
    const tokens = [
      signed(liar.key, right),
      signed(liar.key, right, { kid: 'the key' }),
      provider.token({ ...right, iat: past, exp: past + 600 }),
      provider.token({ ...right, exp: undefined }),
      provider.token({ ...right, nbf: past + 7200 }),
      provider.token({ ...right, aud: 'another' }),
      provider.token({ ...right, aud: [clientId, 'another'], azp: 'another' }),
      provider.token({ ...right, iss: 'https://elsewhere.example' }),
      // Of another provider of this server, by whose key it is not signed.
      provider.token({ ...right, iss: other.issuer }),
      provider.token({ ...right, sub: undefined }),
      provider.token({ ...right, nonce: 'one of its own' }),
      provider.token({ ...right, nonce: ['a', 'list'] }),
      provider.token(without),
      `${provider
        .token(right, { header: { alg: 'none' } })
        .split('.', 2)
        .join('.')}.`,
      provider.token(right, { header: { alg: 'HS256' } }),
      `${provider.token(right)}x`,
      provider.token(right).replace('.', '.e30.'),
      'nonsense',
      '..',
      'null.null.null',
    ]
    for (const token of tokens) assertRefused(await authBy(server(), token), 401)
    const token = provider.token(right)
    assert.equal((await authBy(server(), token)).status, 200)
    // The nonce is used up, and so is every token that has it.
    for (const replayed of [token, provider.token({ ...right, exp: right.exp + 1 })])
      assert.match(assertRefused(await authBy(server(), replayed), 401).ErrorMessage, /nonce/)
  })

  test('of many who come with one ID token at once, one is let in', async () => {
    const { account } = await newLinkedUser(server())
    const token = provider.token(claimsOf(account, await newNonce(server())))
    const answers = await Promise.all([1, 2, 3, 4].map(() => authBy(server(), token)))
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 401, 401, 401])
  })

  test('auth takes a password or an ID token, and says so', async () => {
    const paths = async (input: object) =>
      assertRefused(await call(server(), 'auth', input)).Errors.map(({ Path }: { Path: string }) => Path)
    assert.deepEqual(await paths({}), ['Email', 'Password'])
    assert.deepEqual(await paths({ Email: 'a@b.cd' }), ['Password'])
    assert.deepEqual(await paths({ Email: 'a@b.cd', Password: 'x', IdToken: 'x' }), ['Email', 'Password'])
    assert.deepEqual(await paths({ Email: 'a@b.cd', Password: 'x', InvitationToken: 'x' }), ['InvitationToken'])
    assert.deepEqual(await paths({ IdToken: 'x'.repeat(20_001) }), ['IdToken'])
  })

  test('guesses must wait, by either way, also in a browser', async () => {
    const [guesser, address] = [new Browser(server()), new Browser(server()).address]
    guesser.address = address
    for (let tries = 0; tries < 51; tries += 2) {
      await authBy(server(), 'nonsense', {}, address)
      await guesser.go(`${callback}?state=x`)
    }
    assert(Number((await authBy(server(), 'nonsense', {}, address)).headers.get('retry-after')) >= 1)
    const page = await guesser.go(`${callback}?state=x`)
    assertPage(page, /Too many attempts/, 429)
    assert(Number(page.response.headers.get('retry-after')) >= 1)
  })
}, settings)
