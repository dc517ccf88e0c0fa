import { allFakers, type Faker } from '@faker-js/faker'
import type { ContactInput } from '../server/contacts/input.ts'

/** Labels, field and city that the filter of the benchmark asks for, and how many contacts have them. */
export const known = { label: '#customer', city: 'London', field: '#Score' }
export const labels = ['#newsletter', known.label, '#vip']

/** Words that more than one contact in twenty has, at every size. */
export const commonWords = ['manager', 'london', 'consulting']

/** Surnames that no faker makes, each borne by five contacts at every size. */
const rareNames = [
  ...['Featherstonhaugh', 'Cholmondeley', 'Thistlethwaite', 'Quackenbush', 'Brzęczyszczykiewicz', 'Szczepanowska'],
  ...['Etxeberria', 'Zubizarreta', 'Ragnarsdóttir', 'Þorgeirsson', 'Mkhitaryan', 'Krzyżanowska', 'Übelhör'],
  ...['Vanderbruggen', 'Oyelowo', 'Papadimitropoulos', 'Xhevdet', '小鳥遊', '勅使河原', 'Щербаковский'],
]
const bearers = 5

/** As somebody types them who has no such keys. */
export const rareWords = rareNames.map((name) => name.toLowerCase().normalize('NFD').replace(/\p{M}/gu, ''))

const locales = ['en_US', 'en_US', 'en_GB', 'de', 'fr', 'es', 'pl', 'sv', 'tr', 'vi', 'ja', 'zh_CN', 'ko', 'ar', 'ru']

/** Numbers from 0 to 1, the same in every run (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** What one person of the pool lends to the contacts made of it. */
interface Lender {
  contact: ContactInput
  locale: string
}

/** Believable people of many countries, from whom any number of contacts is combined. */
export function makePeople(many: number): Lender[] {
  const random = randomFrom(2026)
  const fakers = locales.map((locale) => allFakers[locale as keyof typeof allFakers])
  for (const [index, faker] of fakers.entries()) faker.seed(index)
  return Array.from({ length: many }, (_, index) => {
    const at = index % locales.length
    return { contact: person(fakers[at] as Faker, random), locale: locales[at] as string }
  })
}

function person(faker: Faker, random: () => number): ContactInput {
  const chance = (share: number) => random() < share
  const company = chance(0.08) ? `${faker.person.lastName()} Consulting` : faker.company.name()
  return {
    ...(chance(0.1)
      ? { RecordType: 'ORGANIZATION' as const, OrganizationName: company }
      : {
          RecordType: 'PERSON' as const,
          FirstName: faker.person.firstName(),
          LastName: faker.person.lastName(),
          OrganizationName: company,
          JobTitle: chance(0.1) ? 'Account Manager' : faker.person.jobTitle(),
        }),
    Emails: [{ Value: '', Label: 'work', Primary: true }],
    Phones: [{ Value: faker.phone.number({ style: 'international' }), Label: 'mobile', Primary: true }],
    Addresses: [
      {
        Label: 'work',
        Street: faker.location.streetAddress(),
        City: chance(0.07) ? known.city : faker.location.city(),
        PostalCode: faker.location.zipCode(),
      },
    ],
    ...(chance(0.2) ? { Notes: faker.lorem.sentence() } : {}),
    ContactTypes: [['CUSTOMER', 'LEAD', 'VENDOR'][Math.floor(random() * 3)] as string],
    Labels: labels.filter((_, index) => chance([0.5, 0.1, 0.05][index] ?? 0)),
    CustomFields: { [known.field]: Math.floor(random() * 100) },
  }
}

const domains = ['mail.example', 'post.example', 'office.example', 'correo.example', 'firma.example']

/** So many are where one of the pool is, however long the list: with more, everybody would share a phone with fifty others. */
const household = 5

/** `count` contacts, each made of several of the pool; `State` is a contact of the pool as the caller keeps it. */
export function* combine<State extends Record<string, unknown>>(
  pool: { state: State; locale: string }[],
  count: number,
  seed: number,
): Generator<State> {
  const random = randomFrom(seed)
  const names = namesByLocale(pool)
  // Squared, so that some names are frequent and most are not, as in life.
  const pick = (list: string[]) => list[Math.floor(random() ** 2 * list.length)] as string
  const rareEvery = count / (rareNames.length * bearers)
  const homes = Math.ceil(count / (household * pool.length))
  let rare = 0
  for (let index = 0; index < count; index++) {
    const { state, locale } = pool[Math.floor(random() * pool.length)] as (typeof pool)[number]
    const { first, last } = names.get(locale) as { first: string[]; last: string[] }
    const given = pick(first)
    const isRare = index >= (rare + 0.5) * rareEvery
    const family = isRare ? (rareNames[rare++ % rareNames.length] as string) : pick(last)
    const isPerson = isRare || state['RecordType'] === 'PERSON'
    const domain = domains[Math.floor(random() ** 2 * domains.length)]
    const address = `${handle(isPerson ? `${given}.${family}` : String(state['OrganizationName']), random)}@${domain}`
    const own = isPerson ? { RecordType: 'PERSON', FirstName: given, LastName: family } : {}
    const home = homes > 1 ? movedTo(Math.floor(random() * homes), state) : {}
    yield { ...state, ...own, ...home, Emails: [{ Value: address, Label: 'work', Primary: true }] }
  }
}

/** Another phone, and another house in the same street. */
function movedTo(home: number, { Phones, Addresses }: Record<string, unknown>) {
  const later = (digits: string) => String((Number(digits) + home) % 1000).padStart(digits.length, '0')
  const phoneOf = (text: string) => {
    const [ending = ''] = /(?:\d\D*){3}$/.exec(text) ?? []
    const digits = later(ending.replace(/\D/g, ''))
    let at = 0
    return text.slice(0, text.length - ending.length) + ending.replace(/\d/g, () => digits[at++] ?? '')
  }
  const changed = (list: unknown, name: string, change: (text: string) => string) =>
    ((list ?? []) as Record<string, string>[]).map((item) =>
      item[name] === undefined ? item : { ...item, [name]: change(item[name]) },
    )
  return {
    Phones: changed(changed(Phones, 'Value', phoneOf), 'E164', phoneOf),
    Addresses: changed(Addresses, 'Street', (text) => text.replace(/\d{1,3}/, later)),
  }
}

function namesByLocale(pool: { state: Record<string, unknown>; locale: string }[]) {
  const people = pool.filter(({ state }) => state['RecordType'] === 'PERSON')
  const of = (locale: string, name: string) => [
    ...new Set(people.filter((each) => each.locale === locale).map(({ state }) => state[name] as string)),
  ]
  return new Map(
    [...new Set(locales)].map((locale) => [locale, { first: of(locale, 'FirstName'), last: of(locale, 'LastName') }]),
  )
}

/** The part of an address before the @; names that cannot be written so get a made-up one. */
function handle(name: string, random: () => number): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z.]/g, '')
  const made = Math.floor(random() * 1e6).toString(36)
  return plain.length > 3 ? `${plain}${random() < 0.3 ? Math.floor(random() * 100) : ''}` : `user.${made}`
}
