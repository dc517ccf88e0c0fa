import { type Reason, reasons } from './reasons.ts'
import type { Shares } from './statistics.ts'

/** What a comparison tells, in bits: of what a household or an office shares, and of what people have for themselves. */
interface Bits {
  shared?: number
  own?: number
}

/** People of one name are many: what speaks for it by their names alone never makes it more than likely. */
const mostByNames = 0.84

const ofNames: ReadonlySet<Reason | undefined> = new Set<Reason>([
  'SAME_FIRST_NAME',
  'SAME_LAST_NAME',
  'NICKNAME',
  'INITIAL',
  'TYPO',
  'SOUND',
  'PART_OF_NAME',
  'SWAPPED',
])

/** However much it is that two share: in a household, or an office, every fifth is whom one means. */
const mostOfShared = -2

const order = Object.keys(reasons)

export class Evidence {
  #shared: number
  #own = 0
  readonly #reasons = new Set<Reason>()
  #isByNames = true

  constructor({ prior }: Shares) {
    this.#shared = prior
  }

  add({ shared = 0, own = 0 }: Bits, reason?: Reason): void {
    this.#shared += shared
    this.#own += own
    if (reason !== undefined) this.#reasons.add(reason)
    if (shared + own > 0 && !ofNames.has(reason)) this.#isByNames = false
  }

  get score(): number {
    const bits = Math.min(this.#shared, mostOfShared) + this.#own
    const score = 1 / (1 + 2 ** -bits)
    return this.#isByNames ? Math.min(score, mostByNames) : score
  }

  /** The strongest first. */
  get reasons(): Reason[] {
    const found = new Set(this.#reasons)
    if (found.has('SAME_FIRST_NAME') && found.has('SAME_LAST_NAME')) {
      found.delete('SAME_FIRST_NAME')
      found.delete('SAME_LAST_NAME')
      found.add('SAME_NAME')
    }
    return [...found].toSorted((one, other) => order.indexOf(one) - order.indexOf(other))
  }
}
