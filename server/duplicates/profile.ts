/** What a contact is compared by: its names, addresses and so on, without what spellings differ in. */
import type { Phone, State } from '../contacts/contact.ts'
import { fold } from '../contacts/folding.ts'
import { type Address, readAddress } from './address.ts'
import { coreOf, legalFormOf } from './organisation.ts'
import { type Name, nameOf, wordsOf } from './words.ts'

/** Made of a contact's state, each part when it is first asked for: most comparisons end with the names. */
export class Profile {
  readonly id: string
  readonly isOrganisation: boolean
  readonly first: Name
  readonly last: Name
  readonly #state: State
  #organisation: Name | undefined
  #emails: string[] | undefined
  #phones: string[] | undefined
  #addresses: Address[] | undefined

  constructor(id: string, state: State) {
    this.id = id
    this.#state = state
    this.isOrganisation = state['RecordType'] === 'ORGANIZATION'
    const { first, last } = firstAndLast(state)
    this.first = nameOf(first)
    this.last = nameOf(last)
  }

  get middle(): Name {
    return nameOf(wordsOf(this.#state['MiddleName']))
  }

  /** How first and last name sound, where the contact says so. */
  get spoken(): { first: string; last: string } {
    const { PhoneticFirstName, PhoneticLastName } = this.#state
    return { first: wordsOf(PhoneticFirstName).join(''), last: wordsOf(PhoneticLastName).join('') }
  }

  get nickname(): Name {
    return nameOf(wordsOf(this.#state['Nickname']))
  }

  /** `jr`, `sr`, `iii`; not degrees. */
  get suffix(): string {
    return generationOf(wordsOf(this.#state['NameSuffix']))
  }

  get gender(): 'F' | 'M' | undefined {
    return genderOf(wordsOf(this.#state['NamePrefix']))
  }

  /** Of an organisation its name, of a person where the person works; without legal form. */
  get organisation(): Name {
    this.#organisation ??= nameOf(coreOf(wordsOf(this.#state['OrganizationName'])))
    return this.#organisation
  }

  get legalForm(): string {
    return legalFormOf(wordsOf(this.#state['OrganizationName']))
  }

  get emails(): string[] {
    this.#emails ??= unique(itemsIn(this.#state['Emails']).map(({ Value }) => fold(Value)))
    return this.#emails
  }

  get phones(): string[] {
    this.#phones ??= unique(itemsIn<Phone>(this.#state['Phones']).map(phoneOf))
    return this.#phones
  }

  get addresses(): Address[] {
    this.#addresses ??= itemsIn<Record<string, string>>(this.#state['Addresses']).map(readAddress)
    return this.#addresses
  }

  get birthday(): string | undefined {
    return birthdayOf(itemsIn(this.#state['Dates']))
  }

  get domains(): string[] {
    return unique(itemsIn(this.#state['Websites']).map(({ Value }) => hostOf(Value)))
  }
}

/** Of each kind so many values are compared. */
const mostValues = 10

interface Item {
  Value: string
  Label?: string
}

const itemsIn = <Each = Item>(list: unknown): Each[] => ((list ?? []) as Each[]).slice(0, mostValues)

const unique = (values: (string | undefined)[]) => [
  ...new Set(values.filter((value): value is string => value !== undefined && value !== '')),
]

/** Who has the whole name in one of the two, as `Smith, John`, has it in two all the same. */
function firstAndLast(state: State): { first: string[]; last: string[] } {
  const [first, last] = [wordsOf(state['FirstName']), wordsOf(state['LastName'])]
  if (first.length > 0 && last.length > 0) return { first, last }
  const whole = String(state['FirstName'] ?? state['LastName'] ?? '')
  const words = first.length > 0 ? first : last
  if (words.length < 2 || words.length > 4) return { first, last }
  if (whole.includes(',')) {
    const [family, given] = whole.split(',', 2)
    return { first: wordsOf(given), last: wordsOf(family) }
  }
  return { first: words.slice(0, -1), last: words.slice(-1) }
}

const phoneOf = ({ Value, E164 }: Phone): string | undefined => {
  if (E164 !== undefined) return E164
  const digits = fold(Value).replace(/\D/g, '')
  // An extension, or a service that everybody calls.
  return digits.length < 6 ? undefined : digits
}

const generations = new Set(['jr', 'sr', 'junior', 'senior', 'ii', 'iii', 'iv', 'jun', 'sen', 'fils', 'pere'])

const generationOf = (words: string[]) =>
  words
    .find((word) => generations.has(word))
    ?.replace(/^(junior|jun)$/, 'jr')
    .replace(/^(senior|sen)$/, 'sr') ?? ''

const titles = new Map<string, 'F' | 'M'>(
  Object.entries({
    ...{
      mrs: 'F',
      ms: 'F',
      miss: 'F',
      frau: 'F',
      mme: 'F',
      mlle: 'F',
      madame: 'F',
      sra: 'F',
      signora: 'F',
      mevrouw: 'F',
    },
    ...{ mr: 'M', herr: 'M', m: 'M', monsieur: 'M', sr: 'M', signor: 'M', heer: 'M', mister: 'M' },
  } as const),
)

const genderOf = (words: string[]) => words.map((word) => titles.get(word)).find(Boolean)

function birthdayOf(dates: Item[]): string | undefined {
  const day = dates.find(({ Label }) => Label?.toLowerCase() === 'birthday')?.Value
  // Apple programs write this year where they know none.
  return day?.startsWith('1604') ? `-${day.slice(4)}` : day
}

function hostOf(address: string): string | undefined {
  const [, host] = /^(?:[a-z]+:\/\/)?(?:www\.)?([^/:?#\s]+\.[^/:?#\s]+)/i.exec(address.slice(0, 300)) ?? []
  return host?.toLowerCase()
}
