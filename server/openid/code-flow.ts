/** Signing in by sending the browser to the provider: OpenID Connect Core 1.0, section 3.1, with PKCE (RFC 7636). */
import { randomBytes } from 'node:crypto'
import * as client from 'openid-client'
import { hashOf, type Secret } from '../auth/secrets.ts'
import type { Database } from '../database/database.ts'
import { ApiError } from '../http/errors.ts'
import type { Caller } from '../http/operation.ts'
import type { Providers, Shown } from './providers.ts'
import type { Provider } from './setting.ts'
import { shownBy } from './shown.ts'
import * as store from './store.ts'

/** What a sign-in is for, other than to sign in. */
export interface Purpose {
  invitation?: Secret | undefined
  /** Who links the account that will be shown. */
  linking?: Caller | undefined
}

const newSecret = () => randomBytes(32).toString('base64url')
const pathBack = '/openid/callback'

/** Begins a sign-in. @returns where the browser goes, and the cookie that it must bring back */
export async function begin(providers: Providers, { system }: Database, provider: Provider, purpose: Purpose) {
  const [state, browser] = [newSecret(), newSecret()]
  const row = newState(provider, purpose)
  const url = await providerUrl(providers, provider, state, row)
  await store.insertState(system, hashOf(state), hashOf(browser), row)
  return { url, browser }
}

/** Begins to link. @returns the state, with which the browser of the session begins */
export async function beginLink({ system }: Database, provider: Provider, linking: Caller) {
  const state = newSecret()
  const expires = await store.insertState(system, hashOf(state), undefined, newState(provider, { linking }))
  return { state, expires }
}

/** Goes on with linking in the browser of the session. @throws a 401 where it was not begun with this session */
export async function goOn(
  providers: Providers,
  { system }: Database,
  provider: Provider,
  state: string,
  { session }: Caller,
) {
  const browser = newSecret()
  await providers.configurationOf(provider)
  const row = await store.bindState(system, hashOf(state), hashOf(browser), { provider: provider.slug, session })
  if (row === undefined) throw lost()
  return { url: await providerUrl(providers, provider, state, row), browser }
}

function newState({ slug }: Provider, { invitation, linking }: Purpose): store.StateRow {
  return {
    provider: slug,
    code_verifier: client.randomPKCECodeVerifier(),
    nonce: client.randomNonce(),
    customer_id: invitation?.customerId ?? linking?.customerId ?? null,
    invitation: invitation?.hash ?? null,
    user_id: linking?.userId ?? null,
    session: linking?.session ?? null,
  }
}

async function providerUrl(providers: Providers, provider: Provider, state: string, row: store.StateRow) {
  const { code } = await providers.configurationOf(provider)
  return client.buildAuthorizationUrl(code, {
    redirect_uri: providers.address + pathBack,
    scope: 'openid email',
    state,
    nonce: row.nonce,
    code_challenge: await client.calculatePKCECodeChallenge(row.code_verifier),
    code_challenge_method: 'S256',
  })
}

/**
 * Takes up what the provider has sent the browser back with.
 * @param query as it came, with its question mark
 * @throws a 401 where it was not begun in this browser, is over, or the provider or its tokens do not say who it is
 */
export async function finish(providers: Providers, { system }: Database, query: string, browser: string | undefined) {
  const url = new URL(`${providers.address}${pathBack}${query}`)
  const state = url.searchParams.get('state')
  if (state === null || browser === undefined) throw lost()
  const row = await store.takeState(system, hashOf(state), hashOf(browser))
  const provider = providers.all.find(({ slug }) => slug === row?.provider)
  if (row === undefined || provider === undefined) throw lost()
  const shown = await exchange(providers, provider, url, state, row)
  return { shown, row }
}

async function exchange(providers: Providers, provider: Provider, url: URL, state: string, row: store.StateRow) {
  const { code } = await providers.configurationOf(provider)
  return providers.ask(provider, async (): Promise<Shown> => {
    const tokens = await client.authorizationCodeGrant(code, url, {
      expectedState: state,
      expectedNonce: row.nonce,
      pkceCodeVerifier: row.code_verifier,
      idTokenExpected: true,
    })
    const claims = tokens.claims()
    if (claims === undefined) throw new Error('there is no ID token')
    const { userinfo_endpoint } = code.serverMetadata()
    // Section 5.4: the claims of a scope need not be in the ID token where there is an access token, too.
    if ('email' in claims || userinfo_endpoint === undefined) return shownBy(provider, claims)
    const more = await client.fetchUserInfo(code, tokens.access_token, claims.sub)
    return shownBy(provider, { ...more, iss: claims.iss, sub: claims.sub })
  })
}

const lost = () =>
  new ApiError(
    401,
    'STATE',
    `This sign-in was begun in another browser or with another session, was finished already, or took longer than ${store.minutes} minutes. Begin again.`,
  )
