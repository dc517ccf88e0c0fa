/** How frequent values are in a list: that two have a rare one in common tells more. */
import { commonFamilies, commonGivens } from './common-names.ts'
import type { Profile } from './profile.ts'

export type Counted = 'first' | 'last' | 'organisation' | 'street' | 'postcode' | 'city'

/** As it is kept: how many of the contacts that were counted have a value; those that few have are left out. */
export interface Statistics {
  /** How many contacts there are, and how many of them were counted. */
  contacts: number
  counted: number
  counts: Record<Counted, [value: string, times: number][]>
}

/** What to expect of a value before anything was counted: of how many contacts one has it. */
const usual: Record<Counted, number> = {
  first: 1 / 250,
  last: 1 / 1500,
  organisation: 1 / 20_000,
  street: 1 / 2000,
  postcode: 1 / 1500,
  city: 1 / 100,
}

/** So many contacts' weight has what is expected, beside what was counted. */
const weight = 500
const rarest = 2 ** -17
/** Shorter lists are no surer of anything. */
const fewest = 2000
/** How many others that are the same a contact has, on the average. */
const duplicatesEach = 0.2

export class Shares {
  readonly #statistics: Statistics
  readonly #counts: Record<Counted, Map<string, number>>
  /** The odds, in bits, that two contacts picked blindly are one: this is what evidence has to outweigh. */
  readonly prior: number

  constructor(statistics: Statistics) {
    this.#statistics = statistics
    this.#counts = mapsOf((what) => statistics.counts[what])
    this.prior = Math.log2(duplicatesEach / Math.max(fewest, statistics.contacts))
  }

  /** What it tells that two have this in common, in bits: 3 where one in eight contacts has it. */
  bits(what: Counted, value: string): number {
    const { counted, contacts } = this.#statistics
    // Without the two themselves.
    const others = Math.max(0, (this.#counts[what].get(value) ?? 0) - (2 * counted) / Math.max(1, contacts))
    const share = (others + weight * expected(what, value)) / (counted + weight)
    return -Math.log2(Math.max(rarest, share))
  }
}

const mapsOf = (entries: (what: Counted) => [string, number][]): Record<Counted, Map<string, number>> => ({
  first: new Map(entries('first')),
  last: new Map(entries('last')),
  organisation: new Map(entries('organisation')),
  street: new Map(entries('street')),
  postcode: new Map(entries('postcode')),
  city: new Map(entries('city')),
})

function expected(what: Counted, value: string): number {
  const known = { first: commonGivens, last: commonFamilies }[what as string]?.get(value)
  return known ?? usual[what]
}

export const nothingCounted = (contacts: number): Statistics => count(contacts, [])

/** Of a longer list, about so many contacts are counted. */
export const countedAtMost = 5000

/** Values that fewer have are as good as unknown. */
const worthKeeping = 3

/** Counts the values of some contacts of a list. */
export function count(contacts: number, profiles: Profile[]): Statistics {
  const counts = mapsOf(() => [])
  for (const profile of profiles)
    for (const [what, value] of valuesOf(profile)) counts[what].set(value, (counts[what].get(value) ?? 0) + 1)
  return {
    contacts,
    counted: profiles.length,
    counts: listsOf((what) => [...counts[what]].filter(([, times]) => times >= worthKeeping)),
  }
}

/** The same without the values of some contacts, of which nothing shall be left. */
export function without(statistics: Statistics, profiles: Profile[]): Statistics {
  const gone = mapsOf(() => [])
  for (const profile of profiles) for (const [what, value] of valuesOf(profile)) gone[what].set(value, 1)
  const { counts } = statistics
  return { ...statistics, counts: listsOf((what) => counts[what].filter(([value]) => !gone[what].has(value))) }
}

const listsOf = (list: (what: Counted) => [string, number][]): Statistics['counts'] => ({
  first: list('first'),
  last: list('last'),
  organisation: list('organisation'),
  street: list('street'),
  postcode: list('postcode'),
  city: list('city'),
})

/** Each once. */
function valuesOf({ first, last, organisation, addresses }: Profile): [Counted, string][] {
  const parts = (['street', 'postcode', 'city'] as const).flatMap((part) =>
    [...new Set(addresses.map((address) => address[part]))].map((value): [Counted, string] => [part, value]),
  )
  const names: [Counted, string][] = [
    ['first', first.joined],
    ['last', last.joined],
    ['organisation', organisation.joined],
  ]
  return [...names, ...parts].filter(([, value]) => value !== '')
}
