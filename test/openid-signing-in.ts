/** The providers and the people of the tests of signing in with a provider. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after } from 'node:test'
import { call, type Member, mailedToken, member, newCustomer } from './api.ts'
import { Browser, clientId, clientSecret, publicUrl, startFalseProvider, startProvider } from './openid-provider.ts'
import type { Server } from './server.ts'

export const provider = await startProvider([])
export const other = await startProvider(provider.accounts, false)
export const liar = await startFalseProvider()
after(() => Promise.all([provider.stop(), other.stop(), liar.stop()]))

export const named = (Name: string, Issuer: string, more: object = {}) => ({
  Name,
  Issuer,
  ClientId: clientId,
  ClientSecret: clientSecret,
  ...more,
})
export const settings = {
  TRUST_PROXY: 'true',
  PUBLIC_URL: publicUrl,
  OPENID_PROVIDERS: JSON.stringify([
    named('The Provider', provider.issuer, { Domains: ['trusted.example'] }),
    named('Other', `${other.issuer}/`),
    named('Liar', liar.issuer, { Domains: ['trusted.example'] }),
  ]),
}
export const signInUrl = `${publicUrl}/openid/the-provider/sign-in`
export const callback = `${publicUrl}/openid/callback`

/** Somebody with an account at the providers. */
export function newAccount(domain = 'example.org', verified = true) {
  const sub = randomUUID()
  const account = { sub, email: `${sub}@${domain}`, email_verified: verified }
  provider.accounts.push(account)
  return account
}

interface Session {
  SessionId: string
  email: string
  who: Member
}

/** Whose session a browser has got. */
export async function signedIn(server: Server, browser: Browser): Promise<Session> {
  const SessionId = browser.cookie('voyzu-session-id')
  assert(SessionId, 'nobody is signed in')
  const { body } = await call(server, 'auth/get', {}, { headers: { cookie: `voyzu-session-id=${SessionId}` } })
  const who = member(server, { ...body, SessionId }, body.User.Email, '')
  return { SessionId, email: body.User.Email, who }
}

/** A page that says why not, and nothing of the inside. */
export function assertPage({ response, text }: { response: Response; text: string }, says: RegExp, status = 401): void {
  assert.equal(response.status, status, text)
  assert.match(response.headers.get('content-type') ?? '', /^text\/html/)
  assert.equal(response.headers.get('referrer-policy'), 'no-referrer')
  assert.match(text, says)
  assert.doesNotMatch(text, /node_modules|\bat .*:\d+:\d+|eyJ/)
}

export const refusedPage = async (browser: Browser, says: RegExp, url = signInUrl, status = 401) => {
  assertPage(await browser.go(url), says, status)
  assert.equal(browser.cookie('voyzu-session-id'), undefined)
}

export async function invited(owner: Member, Email: string): Promise<string> {
  await owner.ok('users/create', { Email })
  return mailedToken(owner, Email)
}

/** Accepts an invitation with the provider, as the page of the invitation does. @returns where the browser comes to */
export async function acceptWith(browser: Browser, Token: string) {
  const response = await browser.post(signInUrl, { Token })
  const { Url = '', ErrorMessage = '' } = (await response.json()) as Record<string, string>
  assert.equal(response.status, 200, ErrorMessage)
  return browser.go(Url)
}

/** A user of an own organisation who has accepted an invitation with the provider. */
export async function newLinkedUser(server: Server) {
  const owner = await newCustomer(server)
  const account = newAccount()
  const token = await invited(owner, account.email)
  const browser = new Browser(server, account.sub)
  const end = await acceptWith(browser, token)
  assert.deepEqual([end.url, end.response.status], [`${publicUrl}/`, 200], end.text)
  return { owner, account, token, browser, user: await signedIn(server, browser) }
}

export const statuses = async (owner: Member) =>
  Object.fromEntries((await owner.ok('users/list')).map(({ Email, Status }: Record<string, string>) => [Email, Status]))

export const newNonce = async (server: Server): Promise<string> => (await call(server, 'auth/nonce')).body.Nonce

/** The claims of a token that is right. */
export const claimsOf = ({ sub, email, email_verified }: ReturnType<typeof newAccount>, nonce: string) => {
  const now = Math.floor(Date.now() / 1000)
  return { iss: provider.issuer, aud: clientId, sub, email, email_verified, nonce, iat: now, exp: now + 600 }
}

export const authBy = (server: Server, IdToken: string, more: object = {}, address = new Browser(server).address) =>
  call(server, 'auth', { IdToken, ...more }, { headers: { 'x-forwarded-for': address } })
