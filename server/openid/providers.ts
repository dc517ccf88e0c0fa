/** The providers of the settings, and what they say of somebody. */
import { LRUCache } from 'lru-cache'
import * as client from 'openid-client'
import type { Logger } from 'pino'
import { type Config, publicAddress } from '../config.ts'
import { ApiError } from '../http/errors.ts'
import type { Provider } from './setting.ts'
import type { Account } from './store.ts'

/** What a provider says, and has signed, of who is there. */
export interface Shown extends Account {
  provider: Provider
  email: string | undefined
  /** Whether the provider says that the address is that of who is there. */
  isVerified: boolean
}

/** How a provider is asked for the code flow, and how its ID tokens are judged. */
interface Configurations {
  code: client.Configuration
  idToken: client.Configuration
}

/** What a provider publishes of itself is asked again after so long. */
const knownFor = 3600_000
/** In seconds, of each question to a provider. */
const patience = 10

export class Providers {
  readonly all: Provider[]
  /** Where the server is reached. */
  readonly address: string
  readonly #log: Logger
  readonly #known = new LRUCache<string, Promise<Configurations>>({ max: 50, ttl: knownFor })

  constructor(config: Config, log: Logger) {
    this.all = config.OPENID_PROVIDERS ?? []
    this.address = publicAddress(config)
    this.#log = log
  }

  /** Asks a provider about itself, once an hour; not at the start, which must not depend on it. @throws a 540 */
  async configurationOf(provider: Provider): Promise<Configurations> {
    const asking = this.#known.get(provider.slug) ?? discover(provider)
    this.#known.set(provider.slug, asking, { noUpdateTTL: true })
    try {
      return await asking
    } catch (error) {
      if (this.#known.peek(provider.slug) === asking) this.#known.delete(provider.slug)
      throw this.#told(provider, error, true)
    }
  }

  /**
   * Asks a provider something.
   * @throws a 401 where it refuses, or what it says cannot be trusted; a 540 where it cannot be asked
   */
  async ask<Answer>(provider: Provider, question: () => Promise<Answer>): Promise<Answer> {
    try {
      return await question()
    } catch (error) {
      throw this.#told(provider, error, isOutage(error))
    }
  }

  /** The causes of these errors have tokens in them, and so are not logged. */
  #told({ Name, slug }: Provider, thrown: unknown, isOutage: boolean): ApiError {
    const { code, error, message } = thrown as { code?: string; error?: string; message: string }
    this.#log.warn({ provider: slug, code, error: nameOf(error), reason: message }, 'a provider does not sign in')
    if (isOutage)
      return new ApiError(
        540,
        'PROVIDER',
        `${Name} cannot be asked at the moment. Try again later; if that does not help, the log of this server has the reason.`,
      )
    if (thrown instanceof client.AuthorizationResponseError)
      return new ApiError(401, 'PROVIDER', `${Name} has not signed you in (${nameOf(error)}). Begin again.`)
    return new ApiError(401, 'PROVIDER', `What ${Name} says cannot be trusted: ${wordsOf(code)}. Begin again.`)
  }
}

async function discover({ Issuer, ClientId, ClientSecret }: Provider): Promise<Configurations> {
  const secret: client.ClientAuth = (server, ...more) => {
    // OpenID Connect Discovery 1.0, section 3: who does not say what it takes, takes Basic.
    const { token_endpoint_auth_methods_supported: taken = ['client_secret_basic'] } = server
    const way = taken.includes('client_secret_post') ? client.ClientSecretPost : client.ClientSecretBasic
    return way(ClientSecret)(server, ...more)
  }
  const execute = [client.enableNonRepudiationChecks]
  if (isHttp(Issuer)) execute.push(client.allowInsecureRequests)
  const found = await client.discovery(new URL(Issuer), ClientId, {}, secret, { execute, timeout: patience })
  // The library lets Microsoft's issuer of all organisations pass, where whoever runs one says what an address is.
  if (!isSameIssuer(found.serverMetadata().issuer, Issuer))
    throw new Error('the issuer that is published is not that of the settings')
  return { code: found, idToken: forIdTokens(found, Issuer, ClientId) }
}

/** By which an ID token is judged that came some other way than from the provider itself. */
function forIdTokens(found: client.Configuration, issuer: string, clientId: string): client.Configuration {
  const configuration = new client.Configuration(found.serverMetadata(), clientId)
  configuration.timeout = patience
  client.useIdTokenResponseType(configuration)
  if (isHttp(issuer)) client.allowInsecureRequests(configuration)
  return configuration
}

const isHttp = (issuer: string) => new URL(issuer).protocol === 'http:'

/** An issuer that is a host alone may be written with a slash behind it. */
export const isSameIssuer = (one: string, other: string): boolean => one.replace(/\/$/, '') === other.replace(/\/$/, '')

const outages = ['OAUTH_TIMEOUT', 'OAUTH_ABORT', 'OAUTH_RESPONSE_IS_NOT_CONFORM', 'OAUTH_RESPONSE_IS_NOT_JSON']
const misfits = ['invalid_client', 'unauthorized_client', 'invalid_request']

/** Whether it is for the operator, and not for who signs in: the provider is not there, or does not know this server. */
function isOutage(thrown: unknown): boolean {
  if (thrown instanceof client.WWWAuthenticateChallengeError) return true
  if (thrown instanceof client.ResponseBodyError) return thrown.status >= 500 || misfits.includes(thrown.error)
  const { code } = thrown as { code?: string }
  // Of a socket that fails, fetch makes a TypeError without a code.
  return (thrown instanceof TypeError && code === undefined) || outages.includes(code ?? '')
}

/** RFC 6749, section 4.1.2.1: a word; what comes by a query can be anything. */
const nameOf = (error: string | undefined) =>
  /^[a-z_]{1,40}$/.test(error ?? '') ? error : 'for no reason that it tells'

const reasons: Record<string, string> = {
  OAUTH_JWT_TIMESTAMP_CHECK_FAILED: 'it has expired, or is not valid yet',
  OAUTH_JWT_CLAIM_COMPARISON_FAILED: 'it was not said to this server, or not in answer to it',
  OAUTH_KEY_SELECTION_FAILED: 'it is signed with another key',
}

const wordsOf = (code = '') => reasons[code] ?? 'it is not whole, or not signed as it should be'
