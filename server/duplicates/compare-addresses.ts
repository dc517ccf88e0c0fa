/** Addresses of two contacts: the two that are most alike count. */
import type { Address } from './address.ts'
import { byLetters } from './compare-names.ts'
import type { Profile } from './profile.ts'
import type { Reason } from './reasons.ts'
import type { Counted, Shares } from './statistics.ts'

interface Told {
  bits: number
  reason: Reason | undefined
}

/** People move; and some have two addresses. */
const least = -2.5
const sameFrom = 12
const alikeFrom = 5

export function bitsOfAddresses(one: Profile, other: Profile, shares: Shares): Told {
  if (one.addresses.length === 0 || other.addresses.length === 0) return { bits: 0, reason: undefined }
  let best: Told | undefined
  for (const mine of one.addresses)
    for (const theirs of other.addresses) {
      const told = compareAddresses(mine, theirs, shares)
      if (best === undefined || told.bits > best.bits) best = told
    }
  return best ?? { bits: 0, reason: undefined }
}

function compareAddresses(one: Address, other: Address, shares: Shares): Told {
  const part = (name: Counted & keyof Address, otherwise: number) =>
    agreement(one[name], other[name], (value) => shares.bits(name, value), otherwise)
  const street = part('street', -1.5)
  const [postcode, city] = [part('postcode', -1.5), part('city', -1.5)]
  const number = one.number === '' || other.number === '' ? 0 : one.number === other.number ? 4 : -1.5
  // Which city it is follows from the postcode.
  const place = postcode > 0 && city > 0 ? Math.max(postcode, city) + 1 : postcode + city
  const bits =
    street +
    (street > 0 ? number : Math.max(0, number) / 2) +
    place +
    agreement(one.extended, other.extended, () => 5, -0.5) +
    agreement(one.region, other.region, () => 1, -1) +
    (one.country === '' || other.country === '' || one.country === other.country ? 0 : -1)
  if (bits < least) return { bits: least, reason: undefined }
  const isSame = street > 4 && number >= 0 && place > 0 && bits >= sameFrom
  if (isSame && one.street === other.street) return { bits, reason: 'SAME_ADDRESS' }
  return { bits, reason: bits >= alikeFrom ? 'ALIKE_ADDRESS' : undefined }
}

/** @param otherwise what it tells that they are different */
function agreement(one: string, other: string, bits: (value: string) => number, otherwise: number): number {
  if (one === '' || other === '') return 0
  if (one === other) return bits(one)
  const { part } = byLetters(one, other)
  return part > 0.4 ? part * Math.min(bits(one), bits(other)) : otherwise
}
