import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import pg from 'pg'
import { assertRefused, type Member, newCustomer, person } from './api.ts'
import { onEachDatabase } from './server.ts'

const fields = [
  { Name: 'Score', Type: 'NUMBER' },
  { Name: 'Due', Type: 'DATE' },
  { Name: 'Paid', Type: 'CHECKBOX' },
  { Name: 'Tier', Type: 'LIST', Options: ['Gold', 'Silver'] },
  { Name: 'Hobbies', Type: 'MULTILIST', Options: ['Chess', 'Rowing'] },
]

const contacts = [
  {
    ...{ FirstName: 'Zoë', JobTitle: 'Head of 100% sales', Labels: ['#vip', '#north'], ContactTypes: ['LEAD'] },
    Emails: [
      { Value: 'zoe@example.com', Label: 'work' },
      { Value: 'z@home.example', Primary: true },
    ],
    Dates: [{ Value: '1990-05-17', Label: 'birthday' }],
    CustomFields: {
      '#Score': 9,
      '#Due': '2030-01-31',
      '#Paid': true,
      '#Tier': 'Gold',
      '#Hobbies': ['Chess', 'Rowing'],
    },
  },
  {
    ...{ FirstName: 'Room 9', JobTitle: 'a_b\\c', Labels: ['#vip'], Unsubscribed: true },
    Emails: [{ Value: 'nine@example.com' }],
    Dates: [{ Value: '--12-24' }],
    CustomFields: { '#Score': 10, '#Due': '--02-29', '#Paid': false, '#Hobbies': ['Chess'] },
  },
  { FirstName: 'Room 10', JobTitle: 'axb', Unsubscribed: false, CustomFields: { '#Score': -1.5, '#Tier': 'Silver' } },
  { FirstName: 'Nobody', JobTitle: ' ' },
]

onEachDatabase((server) => {
  let owner: Member
  before(async () => {
    owner = await newCustomer(server())
    await owner.ok('custom-fields/update', { CustomFields: fields })
    for (const contact of contacts) await owner.ok('contacts/create', person({ LastName: null, ...contact }))
  })

  /** The first names that a condition finds, by name. */
  async function found(Filter: unknown): Promise<string> {
    const { Rows } = await owner.ok('contacts/search', { Filter })
    return Rows.map(({ FirstName }: { FirstName: string }) => FirstName).join(', ')
  }
  const finds = async (Property: string, Operator: string, given: unknown, expected: string) => {
    const more = Array.isArray(given) ? { Values: given } : given === undefined ? {} : { Value: given }
    assert.equal(await found({ Property, Operator, ...more }), expected, `${Property} ${Operator} ${given}`)
  }

  test('text compares without case and accents, and wildcards are plain characters', async () => {
    await finds('FirstName', 'EQUALS', 'ZOE', 'Zoë')
    await finds('FirstName', 'NOT_EQUALS', 'zoe', 'Nobody, Room 9, Room 10')
    await finds('FirstName', 'IN', ['zoë', 'NOBODY'], 'Nobody, Zoë')
    await finds('FirstName', 'STARTS_WITH', 'room', 'Room 9, Room 10')
    await finds('FirstName', 'ENDS_WITH', '10', 'Room 10')
    await finds('JobTitle', 'CONTAINS', '0%', 'Zoë')
    await finds('JobTitle', 'CONTAINS', 'a_b', 'Room 9')
    await finds('JobTitle', 'CONTAINS', '\\', 'Room 9')
    await finds('JobTitle', 'CONTAINS', '.*', '')
    await finds('JobTitle', 'NOT_CONTAINS', 'a', 'Nobody')
    await finds('JobTitle', 'EMPTY', undefined, 'Nobody')
  })

  test('text is before and after by the value of its digits', async () => {
    await finds('FirstName', 'LESS', 'room 10', 'Nobody, Room 9')
    await finds('FirstName', 'BETWEEN', ['Room 9', 'Room 10'], 'Room 9, Room 10')
    await finds('FirstName', 'GREATER_OR_EQUAL', 'Room 10', 'Room 10, Zoë')
  })

  test('any of several values will do, and a negation finds those without too', async () => {
    await finds('Emails.Value', 'ENDS_WITH', '@EXAMPLE.com', 'Room 9, Zoë')
    await finds('Emails.Value', 'NOT_EQUALS', 'z@home.example', 'Nobody, Room 9, Room 10')
    await finds('Emails.Label', 'EQUALS', 'work', 'Zoë')
    await finds('Emails', 'EMPTY', undefined, 'Nobody, Room 10')
    await finds('Emails', 'NOT_EMPTY', undefined, 'Room 9, Zoë')
  })

  test('numbers compare as numbers', async () => {
    await finds('#Score', 'GREATER', 9, 'Room 9')
    await finds('#score', 'LESS_OR_EQUAL', 9, 'Room 10, Zoë')
    await finds('#Score', 'BETWEEN', [-2, 9.5], 'Room 10, Zoë')
    await finds('#Score', 'NOT_IN', [9, 10], 'Nobody, Room 10')
    await finds('#Score', 'EMPTY', undefined, 'Nobody')
    await finds('Version', 'EQUALS', 1, 'Nobody, Room 9, Room 10, Zoë')
  })

  test('a flag is false unless it is true', async () => {
    await finds('Unsubscribed', 'EQUALS', true, 'Room 9')
    await finds('Unsubscribed', 'EQUALS', false, 'Nobody, Room 10, Zoë')
    await finds('Unsubscribed', 'NOT_EMPTY', undefined, 'Room 9, Room 10')
    await finds('#Paid', 'NOT_EQUALS', true, 'Nobody, Room 9, Room 10')
    await finds('Emails.Primary', 'EQUALS', true, 'Zoë')
  })

  test('days compare as days; one without a year equals itself and is neither before nor after', async () => {
    await finds('Dates.Value', 'EQUALS', '--12-24', 'Room 9')
    await finds('Dates.Value', 'LESS', '2000-01-01', 'Zoë')
    await finds('#Due', 'BETWEEN', ['2030-01-31', '2030-01-31'], 'Zoë')
    await finds('#Due', 'GREATER', '0001-01-01', 'Zoë')
    await finds('#Due', 'NOT_EMPTY', undefined, 'Room 9, Zoë')
  })

  test('relative days and moments, as far as the calendar goes', async () => {
    const within = (Property: string, Operator: string, Value: number, Unit: string) =>
      found({ Property, Operator, Value, Unit })
    assert.equal(await within('CreatedDate', 'WITHIN_LAST', 1, 'DAY'), 'Nobody, Room 9, Room 10, Zoë')
    assert.equal(await within('CreatedDate', 'WITHIN_LAST', 10_000, 'YEAR'), 'Nobody, Room 9, Room 10, Zoë')
    assert.equal(await within('CreatedDate', 'WITHIN_NEXT', 10_000, 'YEAR'), '')
    assert.equal(await within('Dates.Value', 'WITHIN_LAST', 10_000, 'YEAR'), 'Zoë')
    assert.equal(await within('#Due', 'WITHIN_LAST', 10_000, 'MONTH'), '')
    await finds('CreatedDate', 'BETWEEN', ['0000-01-01', '9999-12-31'], 'Nobody, Room 9, Room 10, Zoë')
  })

  test('labels, types and lists of options', async () => {
    await finds('Labels', 'ANY_OF', ['#NORTH', '#vip'], 'Room 9, Zoë')
    await finds('Labels', 'ALL_OF', ['#north', '#vip'], 'Zoë')
    await finds('Labels', 'NONE_OF', ['#north'], 'Nobody, Room 9, Room 10')
    await finds('Labels', 'EMPTY', undefined, 'Nobody, Room 10')
    await finds('ContactTypes', 'ANY_OF', ['lead'], 'Zoë')
    await finds('#Hobbies', 'ALL_OF', ['chess', 'rowing'], 'Zoë')
    await finds('#Hobbies', 'NOT_EMPTY', undefined, 'Room 9, Zoë')
    await finds('#Tier', 'IN', ['gold', 'silver'], 'Room 10, Zoë')
  })

  test('And, Or and Not; what is null counts as absent', async () => {
    const isVip = { Property: 'Labels', Operator: 'ANY_OF', Values: ['#vip'], Value: null, Unit: null, And: null }
    const isGold = { Property: '#Tier', Operator: 'EQUALS', Value: 'Gold' }
    assert.equal(await found({ And: [isVip, isGold] }), 'Zoë')
    assert.equal(await found({ Or: [isVip, { Not: isGold }] }), 'Nobody, Room 9, Room 10, Zoë')
    assert.equal(await found({ Not: { Or: [isVip, isGold] } }), 'Nobody, Room 10')
    assert.equal(await found(null), 'Nobody, Room 9, Room 10, Zoë')
  })

  test('an operator that does not fit is refused with those that do', async () => {
    const refusal = async (Property: string, Operator: string) => {
      const { Errors } = await owner.refused('contacts/search', { Filter: { Property, Operator, Value: 1 } })
      assert.equal(Errors[0].Path, 'Filter.Operator')
      return Errors[0].Message
    }
    assert.match(await refusal('Labels', 'EQUALS'), /these do: ANY_OF, ALL_OF, NONE_OF, EMPTY, NOT_EMPTY$/)
    assert.match(await refusal('Emails', 'CONTAINS'), /these do: EMPTY, NOT_EMPTY$/)
    assert.match(await refusal('#Score', 'CONTAINS'), /EQUALS.*BETWEEN/)
    assert.match(await refusal('#Paid', 'GREATER'), /these do: EQUALS, NOT_EQUALS, EMPTY, NOT_EMPTY$/)
    assert.match(await refusal('Id', 'LESS'), /these do: EQUALS, NOT_EQUALS, IN, NOT_IN/)
    assert.match(await refusal('FirstName', 'WITHIN_LAST'), /STARTS_WITH/)
    assert.match(await refusal('FirstName', 'LIKE'), /STARTS_WITH/)
    assert.match(await refusal('CreatedDate', 'CONTAINS'), /WITHIN_LAST/)
  })

  const name = { Property: 'FirstName', Operator: 'EQUALS', Value: 'Zoë' }
  const nested = (depth: number) => {
    let filter: unknown = name
    for (let level = 0; level < depth; level++)
      filter = [{ Not: filter }, { And: [filter] }, { Or: [filter] }][level % 3]
    return filter
  }
  const many = (count: number) => ({ Or: Array(count).fill(name) })

  test('ten levels and a hundred conditions, and no more', async () => {
    assert.equal((await owner.call('contacts/search', { Filter: nested(10) })).status, 200)
    assert.equal(await found(many(100)), 'Zoë')
    for (const Filter of [nested(11), many(101), many(10_000)]) await owner.refused('contacts/search', { Filter })
    // Deeper than a stack of calls would go.
    const raw = `{"Filter":${'{"Not":'.repeat(1000)}{}${'}'.repeat(1000)}}`
    const options = { raw, headers: { 'content-type': 'application/json' } }
    assertRefused(await owner.call('contacts/search', undefined, options))
  })

  test('a filter that cannot be understood is refused, and tells where', async () => {
    const is = (Property: string, Operator: string, given: object) => ({ Property, Operator, ...given })
    const faulty: [unknown, string][] = [
      ...['text', '', 0, false, [], [name], {}, { Operator: 'EMPTY' }].map(
        (each) => [each, 'Filter'] as [unknown, string],
      ),
      ...[
        { And: [name], Or: [name] },
        { ...name, Not: name },
        { And: [name], Value: 1 },
      ].map((each) => [each, 'Filter'] as [unknown, string]),
      ...([{ And: [] }, { And: name }] as unknown[]).map((each) => [each, 'Filter.And'] as [unknown, string]),
      [{ And: [name, null] }, 'Filter.And[1]'],
      [is('Shoe', 'EQUALS', { Value: 'x' }), 'Filter.Property'],
      [is('Emails.Shoe', 'EQUALS', { Value: 'x' }), 'Filter.Property'],
      [is('#Shoe', 'EQUALS', { Value: 'x' }), 'Filter.Property'],
      [is('__proto__', 'EQUALS', { Value: 'x' }), 'Filter.Property'],
      [is('Labels', 'ANY_OF', { Values: ['#unknown'] }), 'Filter.Values[0]'],
      [{ Not: is('#Tier', 'EQUALS', { Value: 7 }) }, 'Filter.Not.Value'],
      [is('#Hobbies', 'ANY_OF', { Values: ['Golf'] }), 'Filter.Values[0]'],
      [is('FirstName', 'EQUALS', {}), 'Filter.Value'],
      [is('FirstName', 'EQUALS', { Value: ' ' }), 'Filter.Value'],
      [is('FirstName', 'CONTAINS', { Value: { a: 1 } }), 'Filter.Value'],
      [is('FirstName', 'CONTAINS', { Value: 'x'.repeat(1001) }), 'Filter.Value'],
      [is('FirstName', 'IN', { Values: [] }), 'Filter.Values'],
      [is('FirstName', 'IN', { Values: Array(1001).fill('x') }), 'Filter.Values'],
      [is('FirstName', 'IN', { Values: ['a', null] }), 'Filter.Values[1]'],
      [is('FirstName', 'EQUALS', { Value: 'x', Values: ['x'] }), 'Filter.Values'],
      [is('FirstName', 'EMPTY', { Value: false }), 'Filter.Value'],
      [is('FirstName', 'EQUALS', { Value: 'x', Unit: 'DAY' }), 'Filter.Unit'],
      [is('FirstName', 'EQUALS', { Value: 'x', Colour: 'red' }), 'Filter.Colour'],
      [is('#Score', 'EQUALS', { Value: '9' }), 'Filter.Value'],
      [is('#Score', 'BETWEEN', { Values: [1] }), 'Filter.Values'],
      [is('#Paid', 'EQUALS', { Value: 'true' }), 'Filter.Value'],
      [is('#Due', 'EQUALS', { Value: '2026-02-30' }), 'Filter.Value'],
      [is('#Due', 'GREATER', { Value: '--02-28' }), 'Filter.Value'],
      [is('CreatedDate', 'GREATER', { Value: 'yesterday' }), 'Filter.Value'],
      [is('CreatedDate', 'GREATER', { Value: '2026-01-01T00:00:00' }), 'Filter.Value'],
      [is('CreatedDate', 'GREATER', { Value: '2026-01-01T00:00:00.0123456789Z' }), 'Filter.Value'],
      [is('#Due', 'WITHIN_LAST', { Value: 1 }), 'Filter.Unit'],
      [is('#Due', 'WITHIN_LAST', { Value: 1, Unit: 'HOUR' }), 'Filter.Unit'],
      [is('#Due', 'WITHIN_LAST', { Value: 1.5, Unit: 'DAY' }), 'Filter.Value'],
      [is('#Due', 'WITHIN_LAST', { Value: 10_001, Unit: 'DAY' }), 'Filter.Value'],
    ]
    for (const [Filter, path] of faulty) {
      const { Errors } = assertRefused(await owner.call('contacts/search', { Filter }))
      const paths = Errors.map(({ Path }: { Path: string }) => Path)
      assert.ok(paths.includes(path), `${JSON.stringify(Filter).slice(0, 200)}: ${JSON.stringify(Errors)}`)
    }
  })

  test('search texts that are no words are plain text, and too long ones are refused', async () => {
    for (const SearchText of ['.*', '(a+)+$', '[', '%', '_', '\\', "'", '"', "'; drop table contacts; --", '\u0301'])
      await owner.ok('contacts/search', { SearchText })
    const search = async (SearchText: string) => (await owner.ok('contacts/search', { SearchText })).TotalCount
    assert.deepEqual([await search('%'), await search('_'), await search('\\'), await search('.*')], [1, 1, 1, 0])
    await owner.refused('contacts/search', { SearchText: 'x'.repeat(1_000_000) })
    await owner.refused('contacts/search', {
      SearchText: 'a b c d e f g h '.repeat(10).replace(/./g, (c, i) => (c === ' ' ? c : c + i)),
    })
  })

  test('a cursor of another search, cut or forged, is refused', async () => {
    const search = { Filter: { Not: name }, Sort: [{ Property: 'CreatedDate' }], PageSize: 1 }
    const { NextCursor: Cursor } = await owner.ok('contacts/search', search)
    await owner.ok('contacts/search', { ...search, Cursor })
    await owner.refused('contacts/search', { ...search, Filter: name, Cursor })
    await owner.refused('contacts/search', { PageSize: 1, Cursor })
    await owner.refused('contacts/search', { ...search, Cursor: Cursor.slice(0, Cursor.length / 2) })
    await owner.refused('contacts/search', { ...search, Cursor, PageNumber: 2 })
    const [mark, id, key] = JSON.parse(Buffer.from(Cursor, 'base64url').toString())
    for (const parts of [[mark, 'x', key], [mark, id, 'x'], [mark, id], [], { mark }]) {
      const forged = Buffer.from(JSON.stringify(parts)).toString('base64url')
      await owner.refused('contacts/search', { ...search, Cursor: forged })
    }
  })

  test('texts of any length are kept, sorted by their beginnings, and pages go on behind them', async () => {
    const other = await newCustomer(server())
    // Letters that do not compress, four bytes each.
    const letters = (count: number) =>
      Array.from({ length: count }, (_, index) => String.fromCodePoint(0x20000 + ((index * 7919) % 40_000))).join('')
    const long = person({ FirstName: letters(500), LastName: letters(499), Notes: letters(40_000) })
    for (let count = 0; count < 3; count++) await other.ok('contacts/create', long)
    for (const Property of ['Notes', 'DisplayName', 'LastName']) {
      const search = { Sort: Array(5).fill({ Property }), PageSize: 1, Properties: ['Id'] }
      const { NextCursor: Cursor } = await other.ok('contacts/search', search)
      assert.equal((await other.ok('contacts/search', { ...search, Cursor })).Rows.length, 1)
    }
  })

  test("a day is that of the Customer's time zone", async (context) => {
    if (server().kind === 'embedded') return context.skip('Only a server of its own lets the test set a time zone')
    const other = await newCustomer(server())
    const { Id } = await other.ok('contacts/create', person())
    const client = new pg.Client(server().data['DATABASE_URL'])
    await client.connect()
    await client.query(`update customers set time_zone = 'Pacific/Auckland' where customer_id = $1`, [other.customerId])
    // In Auckland, 13 hours ahead in summer, that is the first half hour of 16 January.
    await client.query(`update contacts set created_at = '2026-01-15T11:30:00Z' where id = $1`, [Id])
    await client.end()
    const counts = async (Operator: string, Value: string) =>
      (await other.ok('contacts/search', { Filter: { Property: 'CreatedDate', Operator, Value } })).TotalCount
    assert.equal(await counts('EQUALS', '2026-01-16'), 1)
    assert.equal(await counts('EQUALS', '2026-01-15'), 0)
    assert.equal(await counts('GREATER', '2026-01-15'), 1)
    assert.equal(await counts('LESS_OR_EQUAL', '2026-01-15'), 0)
    assert.equal(await counts('EQUALS', '2026-01-15T11:30:00Z'), 1)
  })
})
