import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import fc from 'fast-check'
import { type Filter, type FilterValue, type Operator, WebContact } from '../contract/contacts.ts'
import { type Member, newCustomer } from './api.ts'
import { importCounting } from './files.ts'
import * as model from './filter-model.ts'
import { onEachDatabase } from './server.ts'

// The same filters and contacts in every run; what fails is printed with the path that leads to it.
const seed = 20_260_217
const contactCount = 250
const importedCount = 40
const filtersAtOnce = 8
const filterRuns = 250

const choices = { LIST: ['Gold', 'Süd', '100 %', '金'], MULTILIST: ['rot', 'Grün', 'c_d', '黒'] }
const fields = [
  ...['TEXT', 'LONGTEXT', 'URL', 'EMAIL', 'PHONE', 'NUMBER', 'DATE', 'CHECKBOX'].map((Type) => ({ Name: Type, Type })),
  { Name: 'LIST', Type: 'LIST', Options: choices.LIST },
  { Name: 'MULTILIST', Type: 'MULTILIST', Options: choices.MULTILIST },
]
const kinds = { ...model.kinds, ...Object.fromEntries(fields.map(({ Type }) => [`#${Type}`, model.fieldKinds[Type]])) }
const properties = Object.keys(kinds)
const kindOf = (property: string) => kinds[property] as model.Kind
const today = new Date().toISOString().slice(0, 10)
const terms = { kindOf, today }

const words = [
  ...['Ada', 'ada', 'ÁDA', 'Müller', 'MULLER', 'Straße', 'STRASSE', 'Øre', 'ore', 'Łódź', 'Æsir', 'aesir', 'ﬁne'],
  ...[
    'İstanbul',
    'ısparta',
    'Ｗｉｄｅ　１２',
    'e\u0301te\u0301',
    'Ệ',
    'Nguyễn',
    'so\u00adft',
    'zero\u200bwidth',
    '𝔘𝔫𝔦',
  ],
  ...['ΟΔΟΣ', 'οδος', 'Ἀθῆναι', 'Москва', 'ёлка', 'елка', 'Чайковский', 'שָׁלוֹם', 'שלום', 'مُحَمَّد', 'محمد', 'أحمد', '٣٤'],
  ...[
    '王小明',
    '王',
    '小明',
    '山田太郎',
    'ヤマダ',
    'ﾔﾏﾀﾞ',
    'ガ',
    'カ',
    '한국',
    '한',
    'हिन्दी',
    'हिन्द',
    'ไทย',
    'ไท',
    '👩‍💻',
    '❤️',
    '❤',
  ],
  ...['Room 9', 'Room 10', 'room 010', 'Room', '7', '07', '12345678901234', '999999999999', '2', '-2', '1.5'],
  ...['100%', '100', 'a_b', 'axb', '%', '_', '\\', 'back\\slash', "O'Brien", '"quoted"', '*.+?^$()|[]', '~', '[x]'],
  ...['  spaced   out ', 'spaced out', 'spaced', 'line\nbreak', 'null', 'true', '{}', '#hash', 'work', 'home'],
]
const blanks = ['', ' ', '\t', '\u00a0', '\u200b']
const word = fc.constantFrom(...words)
const someText = fc.oneof(
  { arbitrary: word, weight: 5 },
  { arbitrary: fc.array(word, { minLength: 2, maxLength: 3 }).map((some) => some.join(' ')), weight: 3 },
  { arbitrary: fc.string({ unit: fc.constantFrom(...'abAB01 %_\\éß王'), minLength: 1, maxLength: 4 }), weight: 2 },
)
const text = fc.oneof({ arbitrary: someText, weight: 12 }, { arbitrary: fc.constantFrom(...blanks), weight: 1 })
const name = someText.filter((each) => model.fold(each) !== '')
const label = fc.constantFrom('work', 'home', 'Büro', 'WORK', ' ')
const flag = fc.boolean()
const email = fc
  .tuple(
    fc.constantFrom('ada', 'Ada', 'müller', 'a_b', 'a%b', '王', "o'brien", 'x1'),
    fc.constantFrom('Example.com', 'x.org'),
  )
  .map(([local, host]) => `${local}@${host}`)
const phone = fc.constantFrom(
  '+1 415 555 2671',
  '+14155552671',
  '(415) 555-2671',
  '+49 30 901820',
  '٠٣٠ ١٢',
  'ext. 7',
  '112',
)
const site = fc.constantFrom('https://example.com', 'https://Example.com/Ä_b', 'https://x.org/100%25')
const fullDay = fc.oneof(
  fc.integer({ min: -800, max: 800 }).map((count) => model.daysMoved(today, count, 'DAY')),
  fc.constantFrom(today, '0001-01-01', '1815-12-10', '2000-02-29', '9999-12-31'),
)
const day = fc.oneof(
  { arbitrary: fullDay, weight: 3 },
  { arbitrary: fc.constantFrom('--02-29', '--12-10', '--01-01'), weight: 1 },
)
const number = fc.oneof(fc.integer({ min: -3, max: 12 }), fc.constantFrom(0.1, -0.5, 1e21, -1e-7, 12.5, 2 ** 53))

const optional = <Shape extends Record<string, fc.Arbitrary<unknown>>>(shape: Shape) =>
  fc.record(shape, { requiredKeys: [] })
const several = <Shape extends Record<string, fc.Arbitrary<unknown>>>(
  shape: Shape,
  ...requiredKeys: (keyof Shape & string)[]
) => fc.array(fc.record(shape, { requiredKeys }), { maxLength: 3 })

const anyContact = fc.record(
  {
    RecordType: fc.constantFrom('PERSON', 'PERSON', 'ORGANIZATION'),
    FirstName: name,
    OrganizationName: name,
    ...{ NamePrefix: text, MiddleName: text, LastName: text, NameSuffix: text, Nickname: text },
    ...{ PhoneticFirstName: text, PhoneticLastName: text, JobTitle: text, Department: text, Notes: text, Status: text },
    Emails: several({ Value: email, Label: label, Primary: flag }, 'Value'),
    Phones: several({ Value: phone, Label: label, Primary: flag }, 'Value'),
    Addresses: several({
      ...{ Label: label, Primary: flag, Street: text, ExtendedAddress: text, City: text, Region: text },
      ...{ PostalCode: text, Country: text },
    }),
    Websites: several({ Value: text, Label: label }, 'Value'),
    Dates: several({ Value: day, Label: label }, 'Value'),
    Relations: several({ Value: text, Label: label }, 'Value'),
    InstantMessages: several({ Value: text, Label: label, Protocol: text }, 'Value'),
    Unsubscribed: flag,
    ContactTypes: fc.subarray(['CUSTOMER', 'LEAD', 'VENDOR']),
    Labels: fc.subarray(['#gold', '#Été', '#a_b', '#名']),
    CustomFields: optional({
      ...{ '#TEXT': text, '#LONGTEXT': text, '#URL': site, '#EMAIL': email, '#PHONE': phone, '#NUMBER': number },
      ...{ '#DATE': day, '#CHECKBOX': flag, '#LIST': fc.constantFrom(...choices.LIST) },
      '#MULTILIST': fc.subarray(choices.MULTILIST),
    }),
  },
  { requiredKeys: ['RecordType', 'FirstName', 'OrganizationName'] },
)

onEachDatabase((server) => {
  let owner: Member
  let contacts: model.Contact[]

  before(async () => {
    await midnightPassed()
    owner = await newCustomer(server(), { DefaultCountry: 'US' })
    await owner.ok('custom-fields/update', { CustomFields: fields })
    const given = fc.sample(anyContact, { seed, numRuns: contactCount })
    // Some come with an import, which is a property of theirs.
    const lines = given.splice(-importedCount).map((contact) => `${JSON.stringify(contact)}\n`)
    for (const half of [lines.slice(0, importedCount / 2), lines.slice(importedCount / 2)])
      await importCounting(owner, half.join(''), { OnMatch: 'CREATE' }, { Created: importedCount / 2 })
    const made: model.Contact[] = await inParallel(given, (contact) => owner.ok('contacts/create', contact))
    // Some were changed, so that Version and UpdatedDate tell contacts apart.
    await inParallel(made.slice(0, 40), async ({ Id }, index) => {
      for (let change = 0; change <= index % 3; change++)
        await owner.ok(`contacts/update/${Id}`, { Nickname: `Nick ${index} ${change}` })
    })
    contacts = (await owner.ok('contacts/search', { PageSize: 1000 })).Rows
    assert.equal(contacts.length, contactCount)
  })

  test('the model knows every property', () => {
    const known = new Set(properties.map((property) => property.split('.')[0]))
    // What stands in the trash alone is no property to search the list by.
    const others = ['CustomFields', 'DeletedDate', 'MergedInto']
    const unknown = Object.keys(WebContact.properties).filter((each) => !known.has(each) && !others.includes(each))
    assert.deepEqual(unknown, [])
  })

  test(`${filterRuns * filtersAtOnce} random filters find what the model finds`, async () => {
    const filters = fc.array(anyFilter(contacts), { minLength: filtersAtOnce, maxLength: filtersAtOnce })
    const property = fc.asyncProperty(filters, async (some) => {
      await Promise.all(
        some.map(async (Filter) => {
          const found = await owner.ok('contacts/search', { Filter, Properties: ['Id'], PageSize: 1000 })
          const expected = contacts.filter((contact) => model.meets(contact, Filter, terms))
          const ids = new Set<string>(found.Rows.map(({ Id }: model.Contact) => Id))
          const wrong = contacts.filter((contact) => ids.has(contact.Id) !== expected.includes(contact))
          if (wrong.length > 0) assert.fail(difference(Filter, wrong, ids))
          assert.equal(found.Rows.length, expected.length)
          assert.deepEqual([found.TotalCount, found.TotalKind], [expected.length, 'EXACT'])
        }),
      )
    })
    await fc.assert(property, { seed, numRuns: filterRuns })
  })

  test('contacts are sorted as the model sorts them, by up to five properties', async () => {
    const property = fc.asyncProperty(anySort, async (Sort) => {
      const found = await owner.ok('contacts/search', { Sort, Properties: ['Id'], PageSize: 1000 })
      assert.deepEqual(idsOf(found.Rows), idsOf(model.inOrder(contacts, Sort, terms)))
    })
    await fc.assert(property, { seed, numRuns: 80 })
  })

  test('pages, by cursor or by number, joined are the whole', async () => {
    const search = fc.record(
      { Sort: anySort, SearchText: fc.constantFrom('a', 'ada', '王', '1'), Filter: anyFilter(contacts) },
      { requiredKeys: [] },
    )
    const size = fc.integer({ min: 20, max: 200 })
    const property = fc.asyncProperty(search, size, async (given, PageSize) => {
      const wanted = { ...given, Properties: ['Id'] }
      const whole = idsOf((await owner.ok('contacts/search', { ...wanted, PageSize: 1000 })).Rows)
      const byCursor: string[] = []
      const byNumber: string[] = []
      for (let Cursor: string | undefined, PageNumber = 1; PageNumber === 1 || Cursor !== undefined; PageNumber++) {
        const page = await owner.ok('contacts/search', { ...wanted, PageSize, ...(Cursor && { Cursor }) })
        byCursor.push(...idsOf(page.Rows))
        byNumber.push(...idsOf((await owner.ok('contacts/search', { ...wanted, PageSize, PageNumber })).Rows))
        Cursor = page.NextCursor
      }
      assert.deepEqual(byCursor, whole)
      assert.deepEqual(byNumber, whole)
    })
    await fc.assert(property, { seed, numRuns: 25 })
  })
})

const idsOf = (rows: { Id: string }[]) => rows.map(({ Id }) => Id)

/** A day that ends in the midst of the test would be another day to the server. */
async function midnightPassed(): Promise<void> {
  const left = 86_400_000 - (Date.now() % 86_400_000)
  if (left < 120_000) await new Promise((resolve) => setTimeout(resolve, left + 1000))
}

async function inParallel<Item, Result>(items: Item[], run: (item: Item, index: number) => Promise<Result>) {
  const results: Result[] = []
  const queue = items.entries()
  const worker = async () => {
    for (const [index, item] of queue) results[index] = await run(item, index)
  }
  await Promise.all(Array.from({ length: 8 }, worker))
  return results
}

function difference(filter: Filter, wrong: model.Contact[], found: Set<string>): string {
  const shown = wrong.slice(0, 3).map((contact) => {
    const values = propertiesIn(filter).map((property) => [property, model.valuesOf(contact, property)])
    return `${found.has(contact.Id) ? 'found, but should not' : 'not found'}: ${JSON.stringify(Object.fromEntries(values))}`
  })
  return `${JSON.stringify(filter)}: ${wrong.length} contacts differ\n${shown.join('\n')}`
}

const propertiesIn = ({ And, Or, Not, Property }: Filter): string[] => [
  ...(And ?? Or ?? (Not === undefined ? [] : [Not])).flatMap(propertiesIn),
  ...(Property === undefined ? [] : [Property]),
]

const sortable = properties.filter((property) => !['ID', 'NAMES', 'LIST'].includes(kindOf(property)))
const anySort = fc.array(
  fc.record({ Property: fc.constantFrom(...sortable), Descending: flag }, { requiredKeys: ['Property'] }),
  { minLength: 1, maxLength: 5 },
)

/** Filters whose values mostly are those of the contacts, or parts of them. */
function anyFilter(contacts: model.Contact[]): fc.Arbitrary<Filter> {
  const condition: fc.Arbitrary<Filter> = fc
    .constantFrom(...properties)
    .chain((property) =>
      fc.constantFrom(...model.operators[kindOf(property)]).map((Operator) => [property, Operator] as const),
    )
    .chain(([Property, Operator]) =>
      comparedWith(Property, Operator, contacts).map((given) => ({ Property, Operator, ...given })),
    )
  const level = (inner: fc.Arbitrary<Filter>): fc.Arbitrary<Filter> => {
    const list = fc.array(inner, { minLength: 1, maxLength: 3 })
    return fc.oneof(
      { arbitrary: condition, weight: 4 },
      { arbitrary: list.map((And) => ({ And })), weight: 2 },
      { arbitrary: list.map((Or) => ({ Or })), weight: 2 },
      { arbitrary: inner.map((Not) => ({ Not })), weight: 1 },
    )
  }
  return level(level(level(level(condition))))
}

function comparedWith(property: string, operator: Operator, contacts: model.Contact[]): fc.Arbitrary<Partial<Filter>> {
  if (operator === 'EMPTY' || operator === 'NOT_EMPTY') return fc.constant({})
  if (operator.startsWith('WITHIN'))
    return fc.record({
      Value: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 10_000 })),
      Unit: fc.constantFrom('DAY', 'WEEK', 'MONTH', 'YEAR'),
    })
  const isOrder = ['GREATER', 'GREATER_OR_EQUAL', 'LESS', 'LESS_OR_EQUAL', 'BETWEEN'].includes(operator)
  const value = valueFor(property, isOrder, contacts)
  if (operator === 'BETWEEN') return fc.tuple(value, value).map((Values) => ({ Values }))
  if (['IN', 'NOT_IN', 'ANY_OF', 'ALL_OF', 'NONE_OF'].includes(operator))
    return fc.array(value, { minLength: 1, maxLength: 4 }).map((Values) => ({ Values }))
  return value.map((Value) => ({ Value }))
}

const kept = new WeakMap<model.Contact[], Map<string, FilterValue[]>>()

function occurringValues(property: string, contacts: model.Contact[]): FilterValue[] {
  const byProperty = kept.get(contacts) ?? new Map<string, FilterValue[]>()
  kept.set(contacts, byProperty)
  const values =
    byProperty.get(property) ?? (contacts.flatMap((each) => model.valuesOf(each, property)) as FilterValue[])
  byProperty.set(property, values)
  return values
}

function valueFor(property: string, isOrder: boolean, contacts: model.Contact[]): fc.Arbitrary<FilterValue> {
  const kind = kindOf(property)
  const occurring = occurringValues(property, contacts)
  const either = (other: fc.Arbitrary<FilterValue>) =>
    occurring.length === 0
      ? other
      : fc.oneof({ arbitrary: fc.constantFrom(...occurring), weight: 3 }, { arbitrary: other, weight: 1 })
  switch (kind) {
    case 'FLAG':
      return flag
    case 'NUMBER':
      return either(number)
    case 'DAY':
      return either(isOrder ? fullDay : day).filter((each) => !isOrder || !String(each).startsWith('-'))
    case 'MOMENT':
      return fc.oneof(
        either(fc.constantFrom('0000-01-01T00:00:00Z', '2020-02-29T23:59:59.5+14:00', '9999-12-31T23:59:59.999Z')),
        fc.constantFrom(...[-1, 0, 1].map((count) => model.daysMoved(today, count, 'DAY')), '0000-01-01', '9999-12-31'),
      )
    case 'ID':
      return either(fc.constantFrom('nobody', '', '00000000-0000-0000-0000-000000000000')).chain((id) =>
        fc.constantFrom(id, String(id).toUpperCase()),
      )
    case 'NAMES':
      return fc.constantFrom(...occurring.flatMap((each) => [each, String(each).toUpperCase()]))
    default:
      return either(text)
        .chain(alteredText)
        .filter((each) => model.fold(each) !== '')
  }
}

/** The text, or a part of it, or the same in other letters. A part does not begin with the accent of a letter outside. */
function alteredText(value: FilterValue): fc.Arbitrary<string> {
  const clean = (part: string) => part.replace(/^\p{M}+/u, '')
  const letters = [...String(value)]
  const place = fc.integer({ min: 0, max: letters.length })
  return fc.oneof(
    fc.constantFrom(String(value), String(value).toUpperCase(), String(value).normalize('NFD'), ` ${value} `),
    fc
      .tuple(place, place)
      .map(([one, other]) => clean(letters.slice(Math.min(one, other), Math.max(one, other)).join(''))),
  )
}
