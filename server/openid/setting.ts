/** The setting OPENID_PROVIDERS: who may say who somebody is. Nothing of it is repeated in a fault: there are secrets in it. */
import Type, { type Static } from 'typebox'
import { faultsOf } from '../http/errors.ts'
import { checkOf } from '../http/validation.ts'

const Provider = Type.Object(
  {
    Name: Type.String({ minLength: 1, maxLength: 100 }),
    Issuer: Type.String({ minLength: 1, maxLength: 1000 }),
    ClientId: Type.String({ minLength: 1, maxLength: 1000 }),
    ClientSecret: Type.String({ minLength: 1, maxLength: 4000 }),
    Domains: Type.Optional(Type.Array(Type.String({ pattern: '^[^@\\s]+\\.[^@\\s]+$' }))),
  },
  { additionalProperties: false },
)

export interface Provider extends Static<typeof Provider> {
  /** The name as it stands in paths. */
  slug: string
}

const check = checkOf(Type.Object({ Providers: Type.Array(Provider, { maxItems: 50 }) }))

/** @throws an Error with what is wrong, as `Providers[0].Issuer is needed`; it never has a value in it */
export function readProviders(text: string): Provider[] {
  const given = { Providers: parsed(text) }
  const faults = faultsOf(() => check(given)).map(({ Path, Message }) => `${Path} ${Message}`)
  if (faults.length > 0) throw new Error(faults.join('; '))
  const providers = (given.Providers as Static<typeof Provider>[]).map((each) => ({ ...each, slug: slugOf(each.Name) }))
  providers.forEach(refuseUnfit)
  const slugs = providers.map(({ slug }) => slug)
  const twice = slugs.findIndex((slug, index) => slugs.indexOf(slug) < index)
  if (twice >= 0) throw new Error(`Providers[${twice}].Name is, but for case and punctuation, that of another`)
  return providers
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error('is no JSON')
  }
}

function refuseUnfit({ Issuer, slug }: Provider, index: number): void {
  if (slug === '') throw new Error(`Providers[${index}].Name has neither letters nor digits`)
  if (!isIssuer(Issuer))
    throw new Error(
      `Providers[${index}].Issuer is no https address without query and fragment (http of localhost alone)`,
    )
}

const slugOf = (name: string) =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')

/** OpenID Connect Discovery 1.0, section 3: an https URL with neither query nor fragment. Within one machine http will do. */
function isIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, search, hash, username } = new URL(text)
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
  return (protocol === 'https:' || (protocol === 'http:' && isHere)) && `${search}${hash}${username}` === ''
}
