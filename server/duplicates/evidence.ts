import { type Reason, reasons } from './reasons.ts'
import type { Shares } from './statistics.ts'

/** What a comparison tells, in bits: of what a household or an office shares, and of what people have for themselves. */
interface Bits {
  shared?: number
  own?: number
}

/** However much it is that two share: in a household, or an office, every fifth is whom one means. */
const mostOfShared = -2

const order = Object.keys(reasons)

export class Evidence {
  #shared: number
  #own = 0
  readonly #reasons = new Set<Reason>()

  constructor({ prior }: Shares) {
    this.#shared = prior
  }

  add({ shared = 0, own = 0 }: Bits, reason?: Reason): void {
    this.#shared += shared
    this.#own += own
    if (reason !== undefined) this.#reasons.add(reason)
  }

  get score(): number {
    const bits = Math.min(this.#shared, mostOfShared) + this.#own
    return 1 / (1 + 2 ** -bits)
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
