/** The contacts that a handful of rows may be about: as the database has them, and as earlier rows have made them. */
import type { State } from '../contacts/contact.ts'
import type { Matching } from '../contacts/match.ts'
import type { Stored } from '../contacts/states.ts'

export interface Candidate extends Omit<Stored, 'row'> {
  state: State
  /** As the database has it; undefined of one that rows of this import would add. */
  row: Stored['row'] | undefined
  /** The first row of the file that is about it. */
  firstRow: number | undefined
}

export class Known {
  readonly #matchings: Matching[]
  readonly #byId = new Map<string, Candidate>()
  readonly #byValue = new Map<string, Set<string>>()
  readonly #touched = new Set<string>()
  readonly #survivors = new Map<string, string>()
  #hasBegun = false
  #added = 0
  /** Terms that so many contacts share that not all of them are here. */
  readonly crowded: ReadonlySet<string>

  constructor(matchings: Matching[], crowded: ReadonlySet<string>) {
    this.#matchings = matchings
    this.crowded = crowded
  }

  /** From here on, what is put is what rows have made of contacts. */
  begin(): this {
    this.#hasBegun = true
    return this
  }

  /** The contacts that rows have added or changed. */
  touched = (): Candidate[] => [...this.#touched].map((id) => this.#byId.get(id) as Candidate)

  /** How many contacts rows have added. */
  get added(): number {
    return this.#added
  }

  /** Adds a contact, or what has become of it. */
  put(candidate: Candidate): void {
    if (this.#hasBegun) this.#touched.add(candidate.id)
    const before = this.#byId.get(candidate.id)
    if (this.#hasBegun && before === undefined) this.#added++
    if (before !== undefined) for (const key of this.#keysOf(before)) this.#byValue.get(key)?.delete(candidate.id)
    this.#byId.set(candidate.id, candidate)
    for (const key of this.#keysOf(candidate)) this.#idsAt(key).add(candidate.id)
  }

  /** Of a contact that is not on the list, its id means the one that it was merged into. */
  mean(id: string, survivor: string): void {
    if (this.#byId.get(id)?.isTrashed !== false) this.#survivors.set(id, survivor)
  }

  withId = (id: string): Candidate | undefined => this.#byId.get(this.#survivors.get(id) ?? id)

  /** Those that have any of the values. */
  withValues({ property }: Matching, values: string[]): Candidate[] {
    const ids = new Set(values.flatMap((value) => [...(this.#byValue.get(`${property} ${value}`) ?? [])]))
    return [...ids].map((id) => this.#byId.get(id) as Candidate)
  }

  #keysOf({ state, isTrashed }: Candidate): string[] {
    if (isTrashed) return []
    return this.#matchings.flatMap(({ property, valuesOf }) => valuesOf(state).map((value) => `${property} ${value}`))
  }

  #idsAt(key: string): Set<string> {
    const ids = this.#byValue.get(key) ?? new Set<string>()
    this.#byValue.set(key, ids)
    return ids
  }
}
