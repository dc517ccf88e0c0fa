/** What the database keeps beside a contact, to find and to sort it by. All of it is made here, from the contact. */
import { hash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { displayName, type State } from './contact.ts'
import { fold, sortKey, spread } from './folding.ts'
import { isSearched, type Property, standardProperties } from './properties.ts'

type Scalar = string | number | boolean

export interface Findable {
  display_name: string
  sort_name: string
  /** JSON: by the key of a property its value, folded; under `~` and the key in the natural order, where that differs. */
  comparable: string
  /** What equality looks up: a hash of each key and value. */
  terms: string[]
  search_text: string
}

/** Computed of standard properties; custom fields of any type are taken as what they are. */
export function findable(customerId: string, state: State): Findable {
  const display_name = displayName(state)
  const found = new Values(customerId)
  for (const property of standardProperties) found.add(property, valuesIn(state, property, display_name))
  for (const [key, value] of Object.entries(state)) if (key.startsWith('#')) found.add(fieldIn(key, value), value)
  return { display_name, sort_name: sortNameOf(display_name), ...found.columns(phoneDigits(state)) }
}

// An entry of PostgreSQL's B-tree has at most 2,704 bytes, and a letter up to four.
const longestSortName = 600

const sortNameOf = (name: string) => {
  const key = sortKey(name)
  return key.length <= longestSortName ? key : [...key].slice(0, longestSortName).join('')
}

function valuesIn(state: State, { key, several }: Property, display_name: string): unknown {
  if (key === 'DisplayName') return display_name
  if (!several || !key.includes('.')) return state[key]
  const [list = '', part = ''] = key.split('.')
  const items = (state[list] ?? []) as Record<string, unknown>[]
  return items.map((item) => item[part]).filter((value) => value !== undefined && value !== null)
}

const fieldIn = (key: string, value: unknown): Property => {
  const kind =
    { number: 'NUMBER', boolean: 'FLAG' }[typeof value as string] ?? (Array.isArray(value) ? 'NAMES' : 'TEXT')
  return { name: key, key, kind: kind as Property['kind'], several: Array.isArray(value) }
}

/** The digits of a phone number, in whatever script they are. */
export const digitsOf = (text: string) => fold(text).replace(/\D/g, '')

const phoneDigits = ({ Phones }: State) => ((Phones ?? []) as { Value: string }[]).map(({ Value }) => digitsOf(Value))

/** The words of a text that have signs between digits, as `24/7`, without them: so a search looks for numbers. */
function joinedNumbers(text: string): string[] {
  if (!/\d[+().\-/]+\d/.test(text)) return []
  const words = text.split(' ')
  return words.map((word) => word.replace(/(?<=\d)[+().\-/]+(?=\d)/g, '')).filter((word, at) => word !== words[at])
}

class Values {
  readonly #customerId: string
  readonly #comparable: Record<string, Scalar | Scalar[]> = {}
  readonly #terms = new Set<string>()
  readonly #pieces = new Set<string>()

  constructor(customerId: string) {
    this.#customerId = customerId
  }

  add(property: Property, value: unknown): void {
    const { key, kind, several } = property
    const given = (Array.isArray(value) ? value : [value]) as unknown[]
    const folded = given.map(foldValue).filter((each): each is Scalar => each !== '' && each !== undefined)
    if (folded.length === 0) return
    for (const each of folded) this.#terms.add(term(this.#customerId, key, each))
    if (isSearched(property) || key.startsWith('#')) for (const each of folded) this.#addPiece(each)
    // Names are looked up, and never compared.
    if (kind === 'NAMES') return
    this.#comparable[key] = several ? folded : (folded[0] as Scalar)
    if (kind === 'TEXT') this.#addOrder(key, given, folded, several)
  }

  #addPiece(value: Scalar): void {
    if (typeof value === 'boolean') return
    const text = String(value)
    for (const piece of [text, ...joinedNumbers(text)]) this.#pieces.add(spread(piece))
  }

  #addOrder(key: string, given: unknown[], folded: Scalar[], several: boolean): void {
    if (!folded.some((each) => /\d/.test(String(each)))) return
    const ordered = given.map((each) => sortKey(String(each))).filter((each) => each !== '')
    if (ordered.some((each, index) => each !== folded[index]))
      this.#comparable[`~${key}`] = several ? ordered : String(ordered[0])
  }

  columns(digits: string[]): Pick<Findable, 'comparable' | 'terms' | 'search_text'> {
    for (const each of digits) if (each !== '') this.#pieces.add(each)
    return {
      comparable: JSON.stringify(this.#comparable),
      terms: [...this.#terms],
      search_text: ` ${[...this.#pieces].join(' \n ')} `,
    }
  }
}

function foldValue(value: unknown): Scalar | undefined {
  if (typeof value === 'string') return fold(value)
  return typeof value === 'number' || typeof value === 'boolean' ? value : undefined
}

/**
 * A value of a property as 64 bits, in which equality is looked up. Of a billion different values, one in ten billion
 * would be taken for another. The same value is another term for each Customer, so that the index tells them apart by the
 * terms alone.
 */
export const term = (customerId: string, key: string, folded: Scalar): string =>
  (hash('sha1', `${key}\0${folded}`, 'buffer').readBigInt64BE() ^ saltOf(customerId)).toString()

const salts = new LRUCache<string, bigint>({ max: 5000 })

/** The second migration salts in SQL, in the same way. */
function saltOf(customerId: string): bigint {
  const known = salts.get(customerId)
  if (known !== undefined) return known
  const salt = hash('md5', customerId, 'buffer').readBigInt64BE()
  salts.set(customerId, salt)
  return salt
}
