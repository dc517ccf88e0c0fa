import assert from 'node:assert/strict'
import { test } from 'node:test'
import { faultyPaths, type Member, namesFound, newCustomer, person } from './api.ts'
import { onEachDatabase, type Server } from './server.ts'

/** A Customer with these contacts. */
async function customerWith(server: Server, ...contacts: object[]): Promise<Member> {
  const owner = await newCustomer(server, { DefaultCountry: 'NZ' })
  for (const contact of contacts) await owner.ok('contacts/create', contact)
  return owner
}

const organisation = (OrganizationName: string, more: object = {}) => ({
  RecordType: 'ORGANIZATION',
  OrganizationName,
  ...more,
})

/** [what a contact has, free texts that find it, free texts that do not] */
const finds: Record<string, [contact: object, finding: string[], missing: string[]]> = {
  'words in any order, each any part of any text': [
    person({ JobTitle: 'Countess', Emails: [{ Value: 'ada.lovelace@example.com' }] }),
    ['ada', 'lovelace ada', 'ELACE da', 'countess example.com ada', 'a.l', '  ada\t\n love  ', 'ada ada'],
    ['ada byron', 'adalovelace', 'ada.example'],
  ],
  'case and accents do not matter, on either side': [
    person({ FirstName: 'Zoë', LastName: 'Müller-Łukaszewicz', Nickname: 'ΟΔΟΣ', Notes: 'Straße İstanbul Ærø' }),
    ['zoe', 'ZOË', 'Zoe\u0308', 'muller', 'lukasz', 'strasse', 'istanbul', 'aero', 'οδος', 'ΟΔΟΣ', 'οδοσ', 'ΟΔΌς'],
    ['zoo', 'mueller'],
  ],
  'the beginning of a Greek word that ends with sigma': [person({ LastName: 'ΟΔΟΣΑ' }), ['ΟΔΟΣ', 'οδος'], ['οδοςς']],
  'Chinese, Japanese and full-width forms': [
    person({ FirstName: '小明', LastName: '王', OrganizationName: 'ﾊﾝｶｸ　株式会社', Nickname: 'ＡＢＣ１２３' }),
    ['王小明', '小', '王 明', 'ハンカク', '株式', 'abc123', 'abc'],
    ['李', 'はんかく'],
  ],
  'Arabic and Hebrew, with or without vowel signs': [
    person({ FirstName: 'مُحَمَّد', LastName: 'שָׁלוֹם' }),
    ['محمد', 'مُحَمَّد', 'שלום', 'לום محم'],
    ['احمد'],
  ],
  'phone digits, however they are written': [
    person({ Phones: [{ Value: '021-123 4567' }, { Value: '+1 (415) 555-2670' }] }),
    ['0211234567', '021 123 4567', '(021) 123-4567', '+64211234567', '1234567', '415.555.2670', '+14155552670'],
    ['0211234568', '99999'],
  ],
  'numbers with signs between them that are no phones': [
    organisation('24/7 Repairs', { Addresses: [{ PostalCode: '90210-1234' }], Notes: 'Since 12.03.1999, No. X12-34Y' }),
    ['24/7', '90210-1234', '12.03.1999', '12-34', '247'],
    ['24/8'],
  ],
  'signs that mean something in SQL are plain characters': [
    organisation(`100% _pure_ "O'Neil" back\\slash`),
    ['100%', '0% _', '_pure', `o'neil`, '"o', 'k\\s', '\\'],
    ['1%0', 'p_re', '%%', "''", '\\\\', 'pure%'],
  ],
  'every text of a contact': [
    person({
      NamePrefix: 'prefix1',
      MiddleName: 'middle1',
      NameSuffix: 'suffix1',
      PhoneticFirstName: 'phonetic1',
      OrganizationName: 'organisation1',
      Department: 'department1',
      Addresses: [{}, { Street: 'street1', City: 'city1', Country: 'country1' }],
      Websites: [{ Value: 'https://website1.example' }],
      Relations: [{ Value: 'relation1' }],
      InstantMessages: [{ Value: 'messenger1' }],
      Notes: 'first line\nnotes1',
      Status: 'status1',
    }),
    [
      ...['prefix1', 'middle1', 'suffix1', 'phonetic1', 'organisation1', 'department1', 'street1', 'city1', 'country1'],
      ...['website1', 'relation1', 'messenger1', 'notes1', 'status1'],
    ],
    ['lineno'],
  ],
}

onEachDatabase((server) => {
  for (const [name, [contact, finding, missing]] of Object.entries(finds))
    test(`free text finds: ${name}`, async () => {
      const owner = await customerWith(server(), contact, person({ FirstName: 'Nobody', LastName: 'Else' }))
      const count = async (SearchText: string) => (await owner.ok('contacts/search', { SearchText })).TotalCount
      for (const text of finding) assert.equal(await count(text), 1, text)
      for (const text of missing) assert.equal(await count(text), 0, text)
    })

  test('free text that is empty or blank finds all', async () => {
    const owner = await customerWith(server(), person(), organisation('Engines'))
    for (const SearchText of ['', '  \n ', null])
      assert.deepEqual(await namesFound(owner, { SearchText }), ['Ada Lovelace', 'Engines'])
  })

  test('free text finds custom values and not the names of labels or fields', async () => {
    const owner = await newCustomer(server())
    await owner.ok('custom-fields/update', { CustomFields: [{ Name: 'Tier' }, { Name: 'Score', Type: 'NUMBER' }] })
    await owner.ok('contacts/create', person({ Labels: ['#vip'], CustomFields: { '#Tier': 'Gold', '#Score': 4711 } }))
    assert.deepEqual(await namesFound(owner, { SearchText: 'gold 4711' }), ['Ada Lovelace'])
    for (const SearchText of ['vip', 'tier', 'PERSON']) assert.deepEqual(await namesFound(owner, { SearchText }), [])
  })

  test('free text of too many words is refused', async () => {
    const owner = await newCustomer(server())
    const words = (count: number) => Array.from({ length: count }, (_, index) => `w${index}`).join(' ')
    await owner.ok('contacts/search', { SearchText: words(32) })
    assert.deepEqual(faultyPaths(await owner.refused('contacts/search', { SearchText: words(33) })), ['SearchText'])
  })

  test('a row is found as it is by the search after a finished call', async () => {
    const owner = await newCustomer(server())
    for (let round = 0; round < 10; round++) {
      const { Id } = await owner.ok('contacts/create', person({ Nickname: `made${round}` }))
      assert.equal((await owner.ok('contacts/search', { SearchText: `made${round}` })).Rows[0].Id, Id)
      await owner.ok(`contacts/update/${Id}`, { Nickname: `changed${round}` })
      assert.equal((await owner.ok('contacts/search', { SearchText: `made${round}` })).TotalCount, 0)
      assert.equal((await owner.ok('contacts/search', { SearchText: `changed${round}` })).TotalCount, 1)
      await owner.ok(`contacts/delete/${Id}`)
      assert.equal((await owner.ok('contacts/search', { SearchText: `changed${round}` })).TotalCount, 0)
    }
  })

  test('the trash is searched apart from the list', async () => {
    const owner = await customerWith(server(), person(), person({ FirstName: 'Annabella' }))
    const [ada] = (await owner.ok('contacts/search', { SearchText: 'ada' })).Rows
    await owner.ok(`contacts/delete/${ada.Id}`)
    assert.deepEqual(await namesFound(owner, { SearchText: 'lovelace' }), ['Annabella Lovelace'])
    assert.deepEqual(await namesFound(owner, { SearchText: 'lovelace', Trash: true }), ['Ada Lovelace'])
    assert.deepEqual(await namesFound(owner, { Trash: false }), ['Annabella Lovelace'])
  })

  test('nothing of another Customer is found', async () => {
    const owner = await customerWith(server(), person())
    const stranger = await customerWith(server(), person({ FirstName: 'Other' }))
    for (const search of [{}, { SearchText: 'lovelace' }, { Total: 'EXACT' }]) {
      const { Rows, TotalCount } = await stranger.ok('contacts/search', search)
      assert.deepEqual([Rows.length, Rows[0].DisplayName, TotalCount], [1, 'Other Lovelace', 1])
    }
    assert.deepEqual(await namesFound(owner, { SearchText: 'other' }), [])
  })

  test('the default order is that of names: without case and accents, numbers by their value', async () => {
    const names = [
      'Room 10',
      'room 9',
      'Émile',
      'emil',
      'Room 9b',
      'Zoo',
      'Room 009a',
      'ångström',
      'B 2',
      'B 1 9',
      'B 1 10',
    ]
    const owner = await customerWith(server(), ...names.map((name) => organisation(name)))
    const sorted = [
      'ångström',
      'B 1 9',
      'B 1 10',
      'B 2',
      'emil',
      'Émile',
      'room 9',
      'Room 009a',
      'Room 9b',
      'Room 10',
      'Zoo',
    ]
    assert.deepEqual(await namesFound(owner, {}), sorted)
    const Sort = [{ Property: 'DisplayName', Descending: true }]
    assert.deepEqual(await namesFound(owner, { Sort }), sorted.toReversed())
  })

  test('contacts are sorted by several properties, each either way, those without a value last', async () => {
    const owner = await customerWith(
      server(),
      person({ FirstName: 'A', LastName: 'x', Department: 'Two' }),
      person({ FirstName: 'B', LastName: 'X', Department: 'one' }),
      person({ FirstName: 'C', LastName: 'y', Department: 'Two' }),
      person({ FirstName: 'D', LastName: null, Department: 'One' }),
      person({ FirstName: 'E', LastName: null }),
      person({ FirstName: 'F', LastName: 'y' }),
    )
    const order = async (...Sort: object[]) =>
      (await owner.ok('contacts/search', { Sort })).Rows.map((row: { FirstName: string }) => row.FirstName).join('')
    const up = (Property: string) => ({ Property })
    const down = (Property: string) => ({ Property, Descending: true })
    assert.equal(await order(up('LastName'), up('FirstName')), 'ABCFDE')
    assert.equal(await order(up('LastName'), down('FirstName')), 'BAFCED')
    assert.equal(await order(down('LastName'), up('FirstName')), 'CFABDE')
    assert.equal(await order(down('LastName'), down('FirstName')), 'FCBAED')
    assert.equal(await order(up('Department'), down('LastName'), up('FirstName')), 'BDCAFE')
    assert.equal(await order(down('Department'), up('LastName'), up('FirstName')), 'ACBDFE')
    assert.equal(await order(up('CreatedDate'), up('FirstName')), 'ABCDEF')
    assert.equal(await order(down('UpdatedDate'), down('FirstName')), 'FEDCBA')
  })

  test('a property that cannot be sorted by is refused, with those that can', async () => {
    const owner = await newCustomer(server())
    for (const Property of [
      'Emails',
      'Labels',
      'Nothing',
      'constructor',
      'lastName',
      '#Nothing',
      "LastName' desc; --",
    ]) {
      const refusal = await owner.refused('contacts/search', { Sort: [{ Property: 'LastName' }, { Property }] })
      assert.deepEqual(faultyPaths(refusal), ['Sort[1].Property'])
      assert.match(refusal.Errors[0].Message, /DisplayName.*FirstName.*LastName.*CreatedDate.*UpdatedDate/)
    }
  })

  test('an input that is no ContactsSearchInput is refused, every fault of it named', async () => {
    const owner = await newCustomer(server())
    const wrong = {
      SearchText: 7,
      Trash: 'yes',
      Sort: [],
      PageSize: 1001,
      PageNumber: 0,
      Properties: [],
      Total: 'ALL',
      Page: 1,
    }
    assert.deepEqual(faultyPaths(await owner.refused('contacts/search', wrong)), Object.keys(wrong).sort())
    for (const PageSize of [0, -1, 1.5, '50'])
      assert.deepEqual(faultyPaths(await owner.refused('contacts/search', { PageSize })), ['PageSize'])
    await owner.refused('contacts/search', { SearchText: 'a\0' })
    await owner.refused('contacts/search', { Filter: { Property: 'Nothing', Operator: 'EQUALS', Value: 'x' } })
  })

  test('the total is exact, estimated or none, as asked for', async () => {
    const owner = await customerWith(server(), person(), person({ FirstName: 'Annabella' }), organisation('Engines'))
    const total = async (search: object) => {
      const { TotalCount, TotalKind } = await owner.ok('contacts/search', { PageSize: 1, ...search })
      return [TotalCount, TotalKind]
    }
    assert.deepEqual(await total({}), [3, 'EXACT'])
    assert.deepEqual(await total({ Total: 'EXACT' }), [3, 'EXACT'])
    assert.deepEqual(await total({ Total: 'EXACT', SearchText: 'lovelace' }), [2, 'EXACT'])
    assert.deepEqual(await total({ SearchText: 'lovelace' }), [2, 'EXACT'])
    assert.deepEqual(await total({ Total: 'EXACT', PageNumber: 9 }), [3, 'EXACT'])
    assert.deepEqual(await total({ Total: 'NONE' }), [undefined, 'NONE'])
    const [count, kind] = await total({ Total: 'ESTIMATED', SearchText: 'lovelace' })
    assert(Number.isInteger(count) && count >= 0 && ['EXACT', 'ESTIMATED'].includes(kind))
  })

  test('Properties chooses what the rows have; the columns say so', async () => {
    const owner = await newCustomer(server())
    await owner.ok('custom-fields/update', { CustomFields: [{ Name: 'Tier' }, { Name: 'Since', Type: 'DATE' }] })
    const CustomFields = { '#Tier': 'gold', '#Since': '2026-01-31' }
    const created = await owner.ok('contacts/create', person({ Emails: [{ Value: 'ada@example.com' }], CustomFields }))
    const chosen = async (...Properties: string[]) => {
      const { Rows, Columns } = await owner.ok('contacts/search', { Properties })
      return [Rows[0], Columns.map(({ Property }: { Property: string }) => Property)]
    }
    const { Id, Emails, LastName } = created
    assert.deepEqual(await chosen('LastName', 'Emails'), [{ Id, LastName, Emails }, ['Id', 'LastName', 'Emails']])
    assert.deepEqual(await chosen('#Tier'), [{ Id, CustomFields: { '#Tier': 'gold' } }, ['Id', '#Tier']])
    assert.deepEqual(await chosen('CustomFields'), [{ Id, CustomFields }, ['Id', '#Tier', '#Since']])
    const all = await owner.ok('contacts/search', {})
    assert.deepEqual(all.Rows, [created])
    const shown = ['LastName', 'Emails', 'Unsubscribed', 'Version', 'CreatedDate', '#Since']
    assert.deepEqual(
      all.Columns.filter(({ Property }: { Property: string }) => shown.includes(Property)),
      [
        { Property: 'LastName', Title: 'Last name', Type: 'TEXT' },
        { Property: 'Emails', Title: 'Emails', Type: 'LIST' },
        { Property: 'Unsubscribed', Title: 'Unsubscribed', Type: 'CHECKBOX' },
        { Property: 'Version', Title: 'Version', Type: 'NUMBER' },
        { Property: 'CreatedDate', Title: 'Created date', Type: 'MOMENT' },
        { Property: '#Since', Title: '#Since', Type: 'DATE' },
      ],
    )
    const refusal = await owner.refused('contacts/search', { Properties: ['LastName', 'Nothing', '#Nothing'] })
    assert.deepEqual(faultyPaths(refusal), ['Properties[1]', 'Properties[2]'])
  })
})
