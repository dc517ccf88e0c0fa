/** Where webhooks may lead: to no address inside the operator's network. */
import { lookup as resolve } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { networkInterfaces } from 'node:os'
import ipaddr from 'ipaddr.js'

/** RFC 4291, 2.4 and IANA's registry: what is routed on the internet begins so. */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3')
/** RFC 6052, 2.1: in its last 32 bits is the IPv4 address to which a gateway leads. */
const nat64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96')

/** Whether an address is one of the public internet, and none of this machine's own. */
export function isPublic(address: string): boolean {
  const parsed = ipaddr.parse(address)
  if (parsed instanceof ipaddr.IPv6 && parsed.match(nat64))
    return isPublic(parsed.parts.slice(6).map(twoBytes).join('.'))
  if (parsed.range() !== 'unicast') return false
  if (parsed instanceof ipaddr.IPv6 && !parsed.match(globalUnicast)) return false
  const own = Object.values(networkInterfaces()).flatMap((each) => each ?? [])
  return !own.some((each) => ipaddr.parse(each.address).toNormalizedString() === parsed.toNormalizedString())
}

const twoBytes = (part: number) => `${part >> 8}.${part & 255}`

const wellKnownPorts = 1024
const longestHost = 253

/** What is wrong with the address of a webhook, as far as it shows without asking anybody; undefined where nothing is. */
export function urlFault(text: string, allowPrivate: boolean): string | undefined {
  if (!URL.canParse(text)) return 'is no address, as https://example.com/hook'
  const { protocol, hostname, port, username, password } = new URL(text)
  if (protocol !== 'https:' && !(allowPrivate && protocol === 'http:')) return 'must begin with https://'
  if (username !== '' || password !== '') return 'must have neither user nor password in it'
  if (hostname.length > longestHost) return 'has too long a host'
  if (!['', '80', '443'].includes(port) && Number(port) < wellKnownPorts)
    return 'must have no port, or 80, 443, or one from 1024 on'
  const literal = hostname.replace(/^\[|\]$/g, '')
  if (isIP(literal) !== 0 && !allowPrivate && !isPublic(literal)) return notPublic
  return undefined
}

const notPublic = 'must lead to a public address'

/** A name that leads nowhere, or to where webhooks may not: which of them it is would tell of names inside the network. */
export class NoPublicAddress extends Error {}

/**
 * Resolves a name for one connection, which goes to exactly the addresses that were checked here: to ask again would let
 * another answer through.
 */
export const lookupPublic: LookupFunction = (hostname, options, done) => {
  resolve(hostname, { ...options, all: true }, (error, addresses) => {
    const [first] = error === null ? addresses : []
    if (first === undefined || !addresses.every(({ address }) => isPublic(address)))
      return done(new NoPublicAddress(), '')
    if (options.all) done(null, addresses)
    else done(null, first.address, first.family)
  })
}
