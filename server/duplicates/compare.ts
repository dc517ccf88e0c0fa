/**
 * How likely two contacts are the same person or organisation, as Fellegi and Sunter add it up ("A theory for record
 * linkage", 1969): each comparison tells so many bits for or against, more where what agrees is rare in the list.
 *
 * What a household or an office has in common (family name, address, phone, a shared mailbox) can show no more than that two
 * belong there. Who of it somebody is, only what people have for themselves can tell: first name, birthday, own e-mail.
 */
import { bitsOfAddresses } from './compare-addresses.ts'
import { type Agreement, compareGiven, compareWords } from './compare-names.ts'
import { compareOrganisations } from './compare-organisations.ts'
import { compareBirthdays, compareEmails, comparePhones } from './compare-values.ts'
import { Evidence } from './evidence.ts'
import type { Profile } from './profile.ts'
import type { Reason } from './reasons.ts'
import type { Shares } from './statistics.ts'

/** From this score on, a pair is listed. */
export const listedFrom = 0.6

export interface Likeness {
  /** How likely they are one, from 0 to 1. */
  score: number
  reasons: Reason[]
}

export function compare(one: Profile, other: Profile, shares: Shares): Likeness {
  if (one.isOrganisation !== other.isOrganisation) return { score: 0, reasons: [] }
  const evidence = one.isOrganisation ? compareOrganisations(one, other, shares) : comparePeople(one, other, shares)
  return evidence === undefined ? { score: 0, reasons: [] } : { score: evidence.score, reasons: evidence.reasons }
}

const differentFirst = -4.5
const differentLast = -6
/** Where no name is in both, whatever else agrees. */
const noName = -5
/** Twins are about as rare as first names that were put down wrongly altogether, or that are used beside the real one. */
const birthdayOfTwins = 8

function comparePeople(one: Profile, other: Profile, shares: Shares): Evidence | undefined {
  const evidence = new Evidence(shares)
  const { first, last, isSwapped } = compareFullNames(one, other)
  const birthday = compareBirthdays(one.birthday, other.birthday)
  const mailbox = compareEmails(one, other, evidence)
  const hasOther = first.differ || last.differ
  // Nothing that may follow could outweigh another name.
  if (hasOther && birthday.bits <= 0 && mailbox === 'NONE') return undefined
  addLast(evidence, last, one, other, shares)
  comparePhones(one, other, evidence)
  addFirst(evidence, first, one, other, shares)
  evidence.add({ own: first.differ ? Math.min(birthday.bits, birthdayOfTwins) : birthday.bits }, birthday.reason)
  const addresses = bitsOfAddresses(one, other, shares)
  evidence.add({ shared: addresses.bits }, addresses.reason)
  if (isSwapped) evidence.add({ own: -1 }, 'SWAPPED')
  if (first.part <= 0 && last.part <= 0 && !hasOther) evidence.add({ own: noName })
  addEmployer(evidence, one, other, shares)
  addRest(evidence, one, other)
  const isSameNamed = first.part > 0.5 && last.part > 0.5
  if (addresses.bits < -1 && isSameNamed && (birthday.bits > 3 || mailbox === 'OWN')) evidence.add({}, 'MOVED')
  return evidence
}

function addEmployer(evidence: Evidence, one: Profile, other: Profile, shares: Shares) {
  const { part, differ } = compareWords(one.organisation, other.organisation)
  const bits = Math.min(6, shares.bits('organisation', one.organisation.joined))
  if (part > 0.4) evidence.add({ shared: bits * part })
  else if (differ) evidence.add({ own: -0.5 })
}

interface FullNames {
  first: Agreement
  last: Agreement
  isSwapped: boolean
}

function compareFullNames(one: Profile, other: Profile): FullNames {
  const first = firstNames(one, other)
  const last = compareWords(one.last, other.last)
  const straight = { first, last, isSwapped: false }
  if (!(first.differ || last.differ)) return straight
  // Which of the two has its names in the right places nobody knows: both are tried, so that it is the same from either side.
  const crossed = better(crossedNames(one, other), crossedNames(other, one))
  // One of the two may be missing; but a name that is both somebody's first and another's last proves nothing.
  const isCrossed = partsOf(crossed) > 1 && !crossed.first.differ && !crossed.last.differ
  return isCrossed && partsOf(crossed) > partsOf(straight) ? crossed : straight
}

const partsOf = ({ first, last }: FullNames) => first.part + last.part

const better = (one: FullNames, other: FullNames) =>
  (partsOf(other) - partsOf(one) || other.first.part - one.first.part) > 0 ? other : one

/** As if the other's first name were its last one. */
const crossedNames = (one: Profile, other: Profile): FullNames => ({
  first: compareGiven(one.first, other.last),
  last: compareWords(one.last, other.first),
  isSwapped: true,
})

/** By any of the names that somebody goes by. */
function firstNames(one: Profile, other: Profile): Agreement {
  const first = compareGiven(one.first, other.first)
  if (!first.differ) return first
  const { spoken } = one
  if (spoken.first !== '' && spoken.first === other.spoken.first) return { part: 0.7, reason: 'SOUND' }
  const byOthers = [
    [one.nickname, other.first],
    [one.first, other.nickname],
    [one.middle, other.first],
    [one.first, other.middle],
  ] as const
  const agreed = byOthers.map(([mine, others]) => compareGiven(mine, others)).find(({ part }) => part >= 0.6)
  return agreed === undefined ? first : { part: 0.6, reason: 'NICKNAME' }
}

function addFirst(
  evidence: Evidence,
  { part, reason, differ }: Agreement,
  one: Profile,
  other: Profile,
  shares: Shares,
) {
  if (differ) return evidence.add({ own: differentFirst })
  const bits = Math.min(shares.bits('first', one.first.joined), shares.bits('first', other.first.joined))
  // Somebody known by the first name alone may be any of those who have it.
  const isAlone = one.last.joined === '' || other.last.joined === ''
  evidence.add({ own: bits * part * (isAlone ? 0.5 : 1) }, reason)
}

function addLast(
  evidence: Evidence,
  { part, reason, differ }: Agreement,
  one: Profile,
  other: Profile,
  shares: Shares,
) {
  const spoken = one.spoken.last !== '' && one.spoken.last === other.spoken.last
  if (differ && spoken) return evidence.add({ shared: 6 }, 'SOUND')
  if (differ) return evidence.add({ own: differentLast })
  const bits = Math.min(shares.bits('last', one.last.joined), shares.bits('last', other.last.joined))
  evidence.add({ shared: bits * part }, reason)
}

function addRest(evidence: Evidence, one: Profile, other: Profile) {
  if (one.suffix !== '' && other.suffix !== '') evidence.add({ own: one.suffix === other.suffix ? 1 : -6 })
  else if (one.suffix !== other.suffix) evidence.add({ own: -1 })
  if (one.gender !== undefined && other.gender !== undefined && one.gender !== other.gender) evidence.add({ own: -4 })
  const middle = compareGiven(one.middle, other.middle)
  if (middle.differ) evidence.add({ own: -2 })
  else if (middle.part > 0) evidence.add({ own: 4 * middle.part })
}
