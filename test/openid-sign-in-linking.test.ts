/** Whose account at a provider is whose, and how it comes to be. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { assertRefused, call, type Member, mailedToken, member, newColleague, newCustomer } from './api.ts'
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
} from './openid-signing-in.ts'
import { onEachDatabase } from './server.ts'

onEachDatabase((server) => {
  test('one links from the own session, and unlinks what is not the last way in', async () => {
    const owner = await newCustomer(server())
    const account = newAccount()
    const { Url, ExpiresDate } = await owner.ok('identities/create', {
      Provider: 'The Provider',
      Password: owner.password,
    })
    assert(Math.abs(Date.parse(ExpiresDate) - Date.now() - 600_000) < 60_000)
    assert(Url.startsWith(`${publicUrl}/openid/the-provider/link?state=`))
    const browser = new Browser(server(), account.sub)
    assertPage(await browser.go(Url), /needs a valid session/)
    browser.put('voyzu-session-id', (await newColleague(server(), owner)).sessionId)
    assertPage(await browser.go(Url), /another session/)
    browser.put('voyzu-session-id', owner.sessionId)
    assertPage(await browser.go(Url, undefined, { 'sec-fetch-site': 'cross-site' }), /another origin/)
    assertPage(await browser.go(Url.replace('the-provider', 'other')), /another session/)
    assert.equal((await browser.go(Url)).url, `${publicUrl}/`)
    assertPage(await browser.go(Url), /another session/)
    const [identity] = await owner.ok('identities/list')
    assert.deepEqual([identity.Email, identity.UsedDate], [account.email, undefined])
    const [mail] = await owner.ok('mails/list')
    assert.deepEqual([mail.To, /: a new way to sign in$/.test(mail.Subject)], [owner.email, true])
    assert.match(mail.Text, new RegExp(`account of ${account.email} at The Provider signs in as you`))

    const again = new Browser(server(), account.sub)
    await again.go(signInUrl)
    const { who } = await signedIn(server(), again)
    assert.equal(who.userId, owner.userId)
    await who.ok(`identities/delete/${identity.Id}`)
    assert.deepEqual(await owner.ok('identities/list'), [])
    await refusedPage(new Browser(server(), account.sub), /No user here is linked/)
  })

  test('an account is linked with one user of the whole server', async () => {
    const { owner, account, user } = await newLinkedUser(server())
    const stranger = await newCustomer(server())
    const linkAs = async (who: Member) => {
      const browser = new Browser(server(), account.sub)
      browser.put('voyzu-session-id', who.sessionId)
      const { Url } = await who.ok('identities/create', { Provider: 'The Provider', Password: who.password })
      return browser.go(Url)
    }
    assertPage(await linkAs(stranger), /linked with another user/, 400)
    assert.deepEqual(await stranger.ok('identities/list'), [])
    const [{ Id }] = await user.who.ok('identities/list')
    await stranger.ok(`identities/delete/${Id}`)
    assert.equal((await linkAs(user.who)).response.status, 200)
    assert.equal((await user.who.ok('identities/list')).length, 1)
    // Whoever accepts an invitation with an account is told nothing new of it, nor is who links it again.
    const subjects = (await owner.ok('mails/list')).map(({ Subject }: { Subject: string }) => Subject)
    assert(!subjects.some((subject: string) => subject.endsWith('a new way to sign in')), `${subjects}`)
  })

  test('whoever began to link must be there when it ends', async () => {
    const [owner, account] = [await newCustomer(server()), newAccount()]
    const browser = new Browser(server(), account.sub)
    browser.put('voyzu-session-id', owner.sessionId)
    const { Url } = await owner.ok('identities/create', { Provider: 'The Provider', Password: owner.password })
    const { url } = await browser.go(Url, callback)
    browser.put('voyzu-session-id', (await newCustomer(server())).sessionId)
    assertPage(await browser.go(url), /needs a valid session/)
    assert.deepEqual(await owner.ok('identities/list'), [])
    const { ErrorCode } = await owner.refused('identities/create', { Provider: 'Nobody' })
    assert.equal(ErrorCode, 'INVALID')
  })

  test('without a password the last account stays, also where two are unlinked at once', async () => {
    const { account, user } = await newLinkedUser(server())
    const [{ Id }] = await user.who.ok('identities/list')
    assert.equal((await user.who.refused(`identities/delete/${Id}`)).ErrorCode, 'CONFLICT')
    const browser = new Browser(server(), account.sub)
    browser.put('voyzu-session-id', user.SessionId)
    const linked = async () => (await user.who.ok('identities/list')) as { Id: string; Provider: string }[]
    for (let round = 0; round < 6; round++) {
      const missing = (await linked())[0]?.Provider === 'Other' ? 'The Provider' : 'Other'
      await browser.go((await user.who.ok('identities/create', { Provider: missing, Password: user.who.password })).Url)
      const both = await linked()
      assert.deepEqual(both.map(({ Provider }) => Provider).toSorted(), ['Other', 'The Provider'])
      const answers = await Promise.all(both.map((each) => user.who.call(`identities/delete/${each.Id}`)))
      assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 400])
      assert.equal((await linked()).length, 1)
    }
  })

  test('who has no password sets one, and can then do without the provider', async () => {
    const { owner, account, user } = await newLinkedUser(server())
    await user.who.refused('users/update-password', { OldPassword: '', NewPassword: 'long enough it is' })
    await call(
      server(),
      'users/forgot-password',
      { Email: account.email },
      { headers: { 'x-forwarded-for': randomUUID() } },
    )
    const Token = await mailedToken(owner, account.email)
    const { body } = await call(server(), 'users/reset-password', { Token, Password: 'long enough it is' })
    const who = member(server(), body, account.email, '')
    const [{ Id }] = await who.ok('identities/list')
    await who.ok(`identities/delete/${Id}`)
  })

  test('a deactivated user does not get in; a deleted one leaves the account to others', async () => {
    const { owner, account, user } = await newLinkedUser(server())
    await owner.ok(`users/update/${user.who.userId}`, { Active: false })
    await refusedPage(new Browser(server(), account.sub), /deactivated/)
    const token = provider.token(claimsOf(account, await newNonce(server())))
    assert.equal(assertRefused(await authBy(server(), token), 401).ErrorCode, 'DEACTIVATED')
    await owner.ok(`users/delete/${user.who.userId}`)
    await refusedPage(new Browser(server(), account.sub), /No user here is linked/)
    const next = await newCustomer(server())
    const invitation = await invited(next, account.email)
    const browser = new Browser(server(), account.sub)
    await acceptWith(browser, invitation)
    assert.notEqual((await signedIn(server(), browser)).who.userId, user.who.userId)
  })
}, settings)
