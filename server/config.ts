/** Every setting of the server: its name, what it means, its default, and what it may be. */
import { type Provider, readProviders } from './openid/setting.ts'

interface Setting<Value> {
  about: string
  fallback: string | undefined
  /** Whether a fault must not repeat what was given. */
  isSecret?: true
  read(text: string): Value
}

class SettingError extends Error {}

const text = (about: string, fallback?: string): Setting<string> => ({ about, fallback, read: (value) => value })

const oneOf = <const Choice extends string>(
  about: string,
  choices: readonly Choice[],
  fallback: Choice,
): Setting<Choice> => ({
  about: `${about} (${choices.join(', ')})`,
  fallback,
  read(value) {
    const choice = choices.find((each) => each === value)
    if (choice === undefined) throw new SettingError(`is one of ${choices.join(', ')}`)
    return choice
  },
})

const flag = (about: string): Setting<boolean> => {
  const { read, ...rest } = oneOf(about, ['true', 'false'], 'false')
  return { ...rest, read: (value) => read(value) === 'true' }
}

const port = (about: string, fallback: string): Setting<number> => ({
  about,
  fallback,
  read(value) {
    if (!/^\d{1,5}$/.test(value) || Number(value) > 65535) throw new SettingError('is a number from 0 to 65535')
    return Number(value)
  },
})

const whole = (about: string, fallback: string): Setting<number> => ({
  about,
  fallback,
  read(value) {
    if (!/^[1-9]\d{0,5}$/.test(value)) throw new SettingError('is a whole number from 1 to 999999')
    return Number(value)
  },
})

/** Contacts stay in the trash for 60 days; their history is kept for as long as they can come back. */
const historyDays = (about: string): Setting<number> => ({
  about,
  fallback: undefined,
  read(value) {
    if (!/^[1-9]\d{1,5}$/.test(value) || Number(value) < 61)
      throw new SettingError('is a whole number of days, 61 or more')
    return Number(value)
  },
})

const address = (about: string, protocols: string[]): Setting<string> => ({
  about,
  fallback: undefined,
  read(value) {
    if (!URL.canParse(value) || !protocols.includes(new URL(value).protocol))
      throw new SettingError(`is an address that begins with ${protocols.map((each) => `${each}//`).join(' or ')}`)
    return value.replace(/\/$/, '')
  },
})

const providers = (about: string): Setting<Provider[]> => ({
  about,
  fallback: undefined,
  isSecret: true,
  read(value) {
    try {
      return readProviders(value)
    } catch (error) {
      throw new SettingError(`is not right: ${(error as Error).message}`)
    }
  },
})

export const settings = {
  HOST: text('The network address to listen on; 0.0.0.0 for all.', '127.0.0.1'),
  PORT: port('The port to listen on; 0 for any free one.', '8080'),
  DATA_DIR: text('Where the embedded database lives.', './data'),
  DATABASE_URL: address('A PostgreSQL (15 or later) to use in place of the embedded database.', [
    'postgres:',
    'postgresql:',
  ]),
  DATABASE_CONNECTIONS: port('How many connections to PostgreSQL this process holds at most.', '10'),
  LARGEST_UPLOAD: whole('How large a file may be that is sent to the server, in MB.', '1024'),
  PUBLIC_URL: address('The address under which people reach the server; https makes its cookies Secure.', [
    'http:',
    'https:',
  ]),
  TRUST_PROXY: flag('Whether a reverse proxy in front of the server tells the address of callers by X-Forwarded-For.'),
  NODE_ENV: oneOf(
    'development allows the session id in the query string and prints readable logs',
    ['production', 'development', 'test'],
    'production',
  ),
  SETUP_TOKEN: text('Who knows it can make organisations. Without it, a link for the first one is printed.'),
  NEW_CUSTOMER_PLAN: oneOf(
    'The plan of organisations that are made from now on',
    ['FREE', 'STANDARD', 'UNLIMITED'],
    'UNLIMITED',
  ),
  ALLOW_SIGN_UP: flag('Whether anybody can make an organisation.'),
  ROLE: oneOf(
    'What this process does: answer calls, work on asynchronous requests, or both',
    ['all', 'api', 'worker'],
    'all',
  ),
  SMTP_URL: address(
    'The mail server, as smtp://user:password@host:587. Without it, mails stay in the outbox, where administrators read them.',
    ['smtp:', 'smtps:'],
  ),
  MAIL_FROM: text('Whom mails are from, as CRM <crm@example.org>; without it, voyzu@ the host of PUBLIC_URL.'),
  OPENID_PROVIDERS: providers(
    'With whom people may sign in (OpenID Connect), as [{"Name", "Issuer", "ClientId", "ClientSecret", "Domains"}].',
  ),
  HISTORY_DAYS: historyDays(
    'For how many days every change is kept; of what is older, what it came to. Without it, all of it is kept.',
  ),
  WEBHOOK_ALLOW_PRIVATE: flag('Whether webhooks may lead to addresses inside your own network, and without https.'),
  LOG_LEVEL: oneOf('How much is logged', ['fatal', 'error', 'warn', 'info', 'debug', 'silent'], 'info'),
}

type Settings = typeof settings
type ValueOf<Name extends keyof Settings> = Settings[Name] extends Setting<infer Value> ? Value : never
type Optional =
  | 'DATABASE_URL'
  | 'PUBLIC_URL'
  | 'SETUP_TOKEN'
  | 'SMTP_URL'
  | 'MAIL_FROM'
  | 'OPENID_PROVIDERS'
  | 'HISTORY_DAYS'

export type Config = { [Name in Exclude<keyof Settings, Optional>]: ValueOf<Name> } & {
  [Name in Optional]?: ValueOf<Name> | undefined
}

/** Reads the settings; an empty one counts as absent. Throws one error that names every faulty setting. */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const faults: string[] = []
  const values = Object.entries<Setting<unknown>>(settings).map(([name, { read, fallback, isSecret = false }]) => {
    const given = environment[name] || fallback
    try {
      return [name, given === undefined ? undefined : read(given)]
    } catch (error) {
      if (!(error instanceof SettingError)) throw error
      // An address can have a password in it.
      const isHidden = isSecret || given?.includes('@')
      faults.push(isHidden ? `${name} ${error.message}` : `${name} ${error.message}; it is "${given}"`)
      return [name, undefined]
    }
  })
  if (environment['SMTP_URL'] && !environment['PUBLIC_URL'])
    faults.push('PUBLIC_URL is needed with SMTP_URL: it is where the links in mails lead')
  if (environment['OPENID_PROVIDERS'] && !environment['PUBLIC_URL'])
    faults.push('PUBLIC_URL is needed with OPENID_PROVIDERS: it is where providers send people back')
  if (faults.length > 0) throw new Error(`The settings are not right:\n  ${faults.join('\n  ')}`)
  return Object.fromEntries(values)
}

/** Where the server is reached. Never what a caller says by its Host header: the links in mails lead here. */
export const publicAddress = ({ PUBLIC_URL, HOST, PORT }: Config): string =>
  PUBLIC_URL ?? `http://${HOST === '0.0.0.0' || HOST === '::' ? 'localhost' : HOST}:${PORT}`

export const mailFrom = (config: Config): string =>
  config.MAIL_FROM ?? `Voyzu CRM <voyzu@${new URL(publicAddress(config)).hostname}>`

/** The settings as a table for `--help`. */
export function describeSettings(): string {
  return Object.entries<Setting<unknown>>(settings)
    .map(
      ([name, { about, fallback }]) => `  ${name.padEnd(22)}${about}${fallback === undefined ? '' : ` [${fallback}]`}`,
    )
    .join('\n')
}
