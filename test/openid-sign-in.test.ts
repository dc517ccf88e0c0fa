/** Signing in with a provider through a browser: the code flow, and whom it lets in. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertRefused, call, newCustomer } from './api.ts'
import { Browser, publicUrl } from './openid-provider.ts'
import {
  acceptWith,
  assertPage,
  authBy,
  callback,
  claimsOf,
  invited,
  newAccount,
  newLinkedUser,
  newNonce,
  provider,
  refusedPage,
  settings,
  signedIn,
  signInUrl,
  statuses,
} from './openid-signing-in.ts'
import { onEachDatabase } from './server.ts'

onEachDatabase((server) => {
  test('an invitation is accepted with a provider; from then on one signs in with it', async () => {
    const { owner, account, token, browser, user } = await newLinkedUser(server())
    assert.equal(user.email, account.email)
    assert.equal((await statuses(owner))[account.email], 'ACTIVE')
    const asked = browser.visited.find((url) => url.startsWith(`${provider.issuer}/auth?`)) ?? ''
    const query = Object.fromEntries(new URL(asked).searchParams)
    assert.deepEqual(
      [query['response_type'], query['code_challenge_method'], query['scope'], query['redirect_uri']],
      ['code', 'S256', 'openid email', callback],
    )
    assert(query['nonce'] && query['state'] && query['code_challenge'])
    assert(!asked.includes(token))
    assert.equal(browser.cookie('voyzu-openid'), undefined)

    const again = new Browser(server(), account.sub)
    await again.go(signInUrl)
    const { who, SessionId } = await signedIn(server(), again)
    assert.equal(who.userId, user.who.userId)
    assert.notEqual(SessionId, user.SessionId)
    const [identity, ...more] = await who.ok('identities/list')
    assert.deepEqual(
      [identity.Provider, identity.Issuer, identity.Email, more.length],
      ['The Provider', provider.issuer, account.email, 0],
    )
    assert(Math.abs(Date.parse(identity.UsedDate) - Date.now()) < 60_000)
    // The invitation is used up, by whichever way.
    assertRefused(await call(server(), 'users/accept', { Token: token, Password: 'long enough it is' }), 401)
  })

  test('an address that is written in capitals is the same', async () => {
    const owner = await newCustomer(server())
    const account = newAccount()
    const token = await invited(owner, account.email.toUpperCase())
    const browser = new Browser(server(), account.sub)
    await acceptWith(browser, token)
    assert.equal((await signedIn(server(), browser)).email, account.email.toUpperCase())
  })

  test('an invitation is for the address that the provider vouches for, and stays good else', async () => {
    const owner = await newCustomer(server())
    const [account, stranger, unverified] = [newAccount(), newAccount(), newAccount('example.org', false)]
    const token = await invited(owner, account.email)
    const own = await invited(owner, unverified.email)
    assertPage(await acceptWith(new Browser(server(), stranger.sub), token), /another address/)
    assertPage(await acceptWith(new Browser(server(), unverified.sub), own), /vouch/)
    const notWhole = async (Token: unknown) => {
      const response = await new Browser(server(), account.sub).post(signInUrl, { Token })
      if (response.status === 200) return 'begun'
      return [response.status, ((await response.json()) as Record<string, string>)['ErrorCode']].join(' ')
    }
    for (const bad of ['x', '', null, undefined, 5, ['x'], { x: 1 }]) assert.equal(await notWhole(bad), '401 LINK')
    const unknown = token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A')
    assertPage(await acceptWith(new Browser(server(), account.sub), unknown), /link has been used/)
    assert.deepEqual(
      [(await statuses(owner))[account.email], (await statuses(owner))[unverified.email]],
      ['INVITED', 'INVITED'],
    )
    const browser = new Browser(server(), account.sub)
    await acceptWith(browser, token)
    await signedIn(server(), browser)
    assertPage(await acceptWith(new Browser(server(), stranger.sub), token), /link has been used/)
  })

  test('a page elsewhere cannot have an invitation accepted', async () => {
    const owner = await newCustomer(server())
    const account = newAccount()
    const Token = await invited(owner, account.email)
    const browser = new Browser(server(), account.sub)
    const foreign: Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'content-type': 'text/plain' },
      { 'content-type': 'application/x-www-form-urlencoded' },
    ]
    for (const headers of foreign) {
      const response = await browser.post(signInUrl, { Token }, headers)
      assert([400, 401].includes(response.status), `${response.status}`)
      assert.equal(browser.cookie('voyzu-openid'), undefined)
    }
    await acceptWith(browser, Token)
    await signedIn(server(), browser)
  })

  test('the token of an invitation is in no address, and good in none', async () => {
    const owner = await newCustomer(server())
    const account = newAccount()
    const token = await invited(owner, account.email)
    await refusedPage(new Browser(server(), account.sub), /No user here is linked/, `${signInUrl}?invitation=${token}`)
    const browser = new Browser(server(), account.sub)
    await acceptWith(browser, token)
    await signedIn(server(), browser)
    for (const url of browser.visited) assert(!url.includes(token) && !url.includes('invitation'), url)
  })

  test('the provider opens the accounts of the domains that it is trusted with, and no others', async () => {
    const [trusted, elsewhere] = [newAccount('TRUSTED.example'), newAccount('not.trusted.example')]
    const owner = await newCustomer(server(), { OwnerEmail: trusted.email.toLowerCase() })
    await newCustomer(server(), { OwnerEmail: elsewhere.email })
    const browser = new Browser(server(), trusted.sub)
    await browser.go(signInUrl)
    assert.equal((await signedIn(server(), browser)).who.userId, owner.userId)
    await refusedPage(new Browser(server(), elsewhere.sub), /No user here is linked/)
    await refusedPage(new Browser(server(), newAccount('trusted.example').sub), /No user here is linked/)
    const { email } = newAccount('trusted.example', false)
    await newCustomer(server(), { OwnerEmail: email })
    await refusedPage(new Browser(server(), email.split('@')[0]), /vouch/)
    // The address goes to somebody new, whose account at the provider is another.
    const successor = { ...newAccount('trusted.example'), email: trusted.email }
    Object.assign(provider.accounts.at(-1) ?? {}, successor)
    await refusedPage(new Browser(server(), successor.sub), /linked with another account/)
  })

  test('who is neither linked nor invited is told how to be', async () => {
    const account = newAccount()
    await newCustomer(server(), { OwnerEmail: account.email })
    await refusedPage(new Browser(server(), account.sub), /Ask an administrator for an invitation/)
    const token = provider.token(claimsOf(account, await newNonce(server())))
    const told = assertRefused(await authBy(server(), token), 401)
    assert.equal(told.ErrorCode, 'NOT_LINKED')
    // Only `true` is a word of honour.
    const { email } = newAccount('trusted.example')
    await newCustomer(server(), { OwnerEmail: email })
    for (const email_verified of ['true', 1, undefined]) {
      const claims = { ...claimsOf(account, await newNonce(server())), email, email_verified }
      assert.match(assertRefused(await authBy(server(), provider.token(claims)), 401).ErrorMessage, /vouch/)
    }
  })

  test('who thinks better of it is told so', async () => {
    await refusedPage(new Browser(server(), 'none'), /access_denied/)
  })

  test('a sign-in ends in the browser where it began, once', async () => {
    const { account } = await newLinkedUser(server())
    const [attacker, victim] = [new Browser(server(), account.sub), new Browser(server(), 'none')]
    const { url } = await attacker.go(signInUrl, callback)
    await refusedPage(victim, /begun in another browser/, url)
    // The victim has begun a sign-in, too, so that there is a cookie.
    await victim.go(signInUrl, provider.issuer)
    await refusedPage(victim, /begun in another browser/, url)
    assert.equal((await attacker.go(url)).url, `${publicUrl}/`)
    const session = attacker.cookie('voyzu-session-id')
    assertPage(await attacker.go(url), /finished already/)
    assert.equal(attacker.cookie('voyzu-session-id'), session)
    for (const bad of ['', '?state=x', '?code=x', `?state=${'A'.repeat(43)}&code=x`, '?state=a&state=b'])
      await refusedPage(new Browser(server()), /Begin again/, callback + bad)
  })

  test('there is no other provider', async () => {
    for (const path of ['nobody/sign-in', 'nobody/link', '__proto__/sign-in'])
      await refusedPage(new Browser(server()), /no such provider/, `${publicUrl}/openid/${path}`, 404)
  })
}, settings)
