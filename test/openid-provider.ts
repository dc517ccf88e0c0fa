/** Real providers for the tests of signing in with them, and a browser to do it with. */
import { createPrivateKey, generateKeyPairSync, sign, type webcrypto } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

// It warns of a Node that is not called LTS yet, when it is loaded.
process.release.lts ??= 'Not yet'
const { default: Provider } = await import('oidc-provider')

export const clientSecret = 'the-secret-of-the-client-that-nobody-prints'
export const clientId = 'voyzu'
/** Where the server says it is; the browser below knows where it really is. */
export const publicUrl = 'http://crm.example'

export type Key = webcrypto.JsonWebKey & { kid?: string }

export interface Account {
  sub: string
  email?: string
  email_verified?: boolean
}

export interface TestProvider {
  issuer: string
  /** Who is there, to sign in as. */
  accounts: Account[]
  /** A token with the key of the provider, or with another. */
  token(claims: object, options?: { key?: Key; header?: object }): string
  stop(): Promise<void>
}

/** A key to sign with, as RSA. */
export const newKey = (kid: string): Key => ({
  ...generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }),
  kid,
  alg: 'RS256',
  use: 'sig',
})

const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')

/** A JWT (RFC 7519), signed as RS256 unless the header says otherwise. */
export function signed(key: Key, claims: object, header: object = {}): string {
  const text = `${encoded({ alg: 'RS256', kid: key['kid'], ...header })}.${encoded(claims)}`
  return `${text}.${sign('sha256', Buffer.from(text), createPrivateKey({ key, format: 'jwk' })).toString('base64url')}`
}

async function listen(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer((request, response) => answer(request, response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const stop = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections()
      server.close(() => resolve())
    })
  return { issuer: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop }
}

/** Where a provider keeps what it has to remember. What could be revoked as a whole is not, here. */
function memory() {
  const kept = new Map<string, Record<string, unknown>>()
  return (model: string) => {
    const key = (id: string) => `${model} ${id}`
    return {
      find: async (id: string) => kept.get(key(id)),
      findByUid: async (uid: string) =>
        kept.entries().find(([name, each]) => name.startsWith(key('')) && each['uid'] === uid)?.[1],
      findByUserCode: async () => undefined,
      upsert: async (id: string, payload: Record<string, unknown>) => void kept.set(key(id), payload),
      consume: async (id: string) => void Object.assign(kept.get(key(id)) ?? {}, { consumed: Date.now() / 1000 }),
      destroy: async (id: string) => void kept.delete(key(id)),
      revokeByGrantId: async () => undefined,
    }
  }
}

/** In seconds. */
const anHour = 3600
const lifetimes = ['AccessToken', 'AuthorizationCode', 'Grant', 'IdToken', 'Interaction', 'Session']

/**
 * oidc-provider, which asks nobody anything: who comes with the header `x-account` is that account, and with `none` somebody
 * who has thought better of it.
 * @param isBrief whether the e-mail is with the userinfo endpoint alone, and not in the ID token
 * @param site the server that is registered with it
 */
export async function startProvider(accounts: Account[], isBrief = true, site = publicUrl): Promise<TestProvider> {
  let answer: (request: IncomingMessage, response: ServerResponse) => void = () => {}
  const { issuer, stop } = await listen((request, response) => answer(request, response))
  const key = newKey('the key')
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [`${site}/openid/callback`],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    jwks: { keys: [key] },
    adapter: memory(),
    ttl: Object.fromEntries(lifetimes.map((name) => [name, anHour])),
    cookies: { keys: ['a key of cookies'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    conformIdTokenClaims: isBrief,
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    findAccount: (_: unknown, sub: string) => ({
      accountId: sub,
      claims: () => accounts.find((each) => each.sub === sub),
    }),
    async loadExistingGrant({ oidc }: { oidc: { client: { clientId: string }; session: { accountId: string } } }) {
      const grant = new provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId })
      grant.addOIDCScope('openid email')
      await grant.save()
      return grant
    },
  })
  const oidc = provider.callback()
  answer = (request, response) => {
    if (!request.url?.startsWith('/interaction/')) return oidc(request, response)
    const accountId = String(request.headers['x-account'])
    const result = accountId === 'none' ? { error: 'access_denied' } : { login: { accountId } }
    provider.interactionFinished(request, response, result).catch((error) => response.writeHead(500).end(String(error)))
  }
  return { issuer, accounts, stop, token: (claims, { key: other = key, header } = {}) => signed(other, claims, header) }
}

export interface FalseProvider {
  issuer: string
  key: Key
  /** What the token endpoint says, given the nonce that was asked for; a number is a status. */
  says(nonce: string): string | number
  stop(): Promise<void>
}

/** A provider that says whatever a test wants it to say. */
export async function startFalseProvider(): Promise<FalseProvider> {
  const key = newKey('the false key')
  const nonces = new Map<string, string>()
  const { issuer, stop } = await listen(async (request, response) => {
    const url = new URL(request.url ?? '/', issuer)
    const json = (body: object) => response.setHeader('content-type', 'application/json').end(JSON.stringify(body))
    if (url.pathname === '/.well-known/openid-configuration')
      return json({
        issuer,
        authorization_endpoint: `${issuer}/auth`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256', 'HS256', 'none'],
      })
    if (url.pathname === '/jwks') {
      const { kty, n, e, kid, alg, use } = key as Record<string, string>
      return json({ keys: [{ kty, n, e, kid, alg, use }] })
    }
    if (url.pathname === '/auth') {
      const { redirect_uri = '', state = '', nonce = '' } = Object.fromEntries(url.searchParams)
      nonces.set(state, nonce)
      return response.writeHead(302, { location: `${redirect_uri}?code=${state}&state=${state}` }).end()
    }
    const code = new URLSearchParams(Buffer.concat(await request.toArray()).toString()).get('code') ?? ''
    const said = self.says(nonces.get(code) ?? '')
    if (typeof said === 'number') return response.writeHead(said).end('no')
    return json({ access_token: 'x', token_type: 'Bearer', id_token: said })
  })
  const self: FalseProvider = { issuer, key, stop, says: () => 500 }
  return self
}

/** A browser: it keeps cookies by host, and follows redirects. */
export class Browser {
  readonly #cookies = new Map<string, Map<string, string>>()
  /** Where the server is; there may be several processes of it. */
  server: string
  /** Every address it was at, in order. */
  readonly visited: string[] = []
  account: string
  address = `2001:db8::${Math.floor(Math.random() * 65_536).toString(16)}`

  constructor(server: { url: string }, account = 'none') {
    this.server = server.url
    this.account = account
  }

  /** Goes somewhere, and on from there until nothing sends it further, or it is sent to what begins with `until`. */
  async go(to: string, until?: string, headers: Record<string, string> = {}) {
    for (let url = to, hops = 0; hops < 12; hops++) {
      this.visited.push(url)
      const response = await this.#ask(url, hops === 0 ? headers : {})
      const location = response.headers.get('location')
      if (location === null) return { url, response, text: await response.text() }
      url = new URL(location, url).href
      if (until !== undefined && url.startsWith(until)) return { url, response, text: '' }
    }
    throw new Error('it goes round in circles')
  }

  /** Sends JSON, as a page of the server does. */
  post(url: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
    const sent = { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', ...headers }
    return this.#ask(url, sent, { method: 'POST', body: JSON.stringify(body) })
  }

  async #ask(url: string, headers: Record<string, string>, more: RequestInit = {}): Promise<Response> {
    const { origin } = new URL(url)
    const jar = this.#jar(origin)
    const response = await fetch(url.replace(publicUrl, this.server), {
      ...more,
      redirect: 'manual',
      headers: {
        cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
        'x-account': this.account,
        'x-forwarded-for': this.address,
        ...headers,
      },
    })
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      if (value === '' || /max-age=0/i.test(cookie)) jar.delete(name)
      else jar.set(name, value)
    }
    return response
  }

  #jar(origin: string): Map<string, string> {
    const jar = this.#cookies.get(origin) ?? new Map<string, string>()
    this.#cookies.set(origin, jar)
    return jar
  }

  /** A cookie of the server, if there is one. */
  cookie(name: string): string | undefined {
    return this.#jar(publicUrl).get(name)
  }

  /** Puts a cookie of the server. */
  put(name: string, value: string): void {
    this.#jar(publicUrl).set(name, value)
  }
}
