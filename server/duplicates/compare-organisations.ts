/** Two organisations: the name says which it is; address, phone and web site may be those of a group or a building. */
import { bitsOfAddresses } from './compare-addresses.ts'
import { compareWords } from './compare-names.ts'
import { compareEmails, comparePhones } from './compare-values.ts'
import { Evidence } from './evidence.ts'
import type { Profile } from './profile.ts'
import type { Shares } from './statistics.ts'

const differentName = -8

/** Companies of a group, which are others. */
const kin = new Set(
  'holding holdings group gruppe verwaltung verwaltungs beteiligung beteiligungs immobilien stiftung foundation'.split(
    ' ',
  ),
)

export function compareOrganisations(one: Profile, other: Profile, shares: Shares): Evidence {
  const evidence = new Evidence(shares)
  const name = compareWords(one.organisation, other.organisation)
  const [mine, theirs] = [one, other].map(({ organisation }) =>
    organisation.words.filter((word) => kin.has(word)).join(),
  )
  if (name.differ || mine !== theirs) evidence.add({ own: differentName })
  else {
    const names = [one.organisation.joined, other.organisation.joined]
    const bits = Math.min(...names.map((each) => shares.bits('organisation', each)))
    evidence.add({ own: bits * name.part }, name.part === 1 ? 'SAME_ORGANIZATION' : 'ALIKE_ORGANIZATION')
  }
  if (one.legalForm !== '' && other.legalForm !== '' && one.legalForm !== other.legalForm) evidence.add({ own: -1.5 })
  compareEmails(one, other, evidence)
  comparePhones(one, other, evidence)
  const addresses = bitsOfAddresses(one, other, shares)
  evidence.add({ shared: addresses.bits, own: addresses.bits < 0 ? addresses.bits / 2 : 0 }, addresses.reason)
  if (one.domains.some((domain) => other.domains.includes(domain))) evidence.add({ shared: 13, own: 3 }, 'SAME_WEBSITE')
  return evidence
}
