import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertRefused, contactCount, faultyPaths, type Member, newCustomer, person } from './api.ts'
import { onEachDatabase } from './server.ts'

const json = { 'content-type': 'application/json' }

/** A body sent as text, since JSON.stringify cannot write everything that JSON can. */
const sent = (who: Member, raw: BodyInit, headers = json) => who.call('contacts/create', undefined, { raw, headers })

onEachDatabase((server) => {
  /** What a faulty contact is told, at create and at update; that nothing is written is asserted on the way. */
  async function faultsOf(properties: Record<string, unknown>): Promise<string[]> {
    const owner = await newCustomer(server())
    const read = await owner.ok('contacts/create', person())
    const created = await owner.refused('contacts/create', person(properties))
    const updated = await owner.refused(`contacts/update/${read.Id}`, properties)
    const upserted = await owner.refused('contacts/upsert', { MatchOn: 'LastName', Contact: person(properties) })
    assert.deepEqual(await owner.ok(`contacts/get/${read.Id}`), read)
    assert.equal(await contactCount(owner), 1)
    for (const { ErrorCode } of [created, updated, upserted]) assert.equal(ErrorCode, 'INVALID')
    assert.deepEqual(faultyPaths(updated), faultyPaths(created))
    assert.deepEqual(
      faultyPaths(upserted).map((path) => path.replace(/^Contact\./, '')),
      faultyPaths(created),
    )
    return faultyPaths(created)
  }

  test('values of a wrong type are all named at once', async () => {
    const wrong = {
      FirstName: 7,
      LastName: ['Lovelace'],
      Nickname: { a: 1 },
      RecordType: 'ROBOT',
      Unsubscribed: 'no',
      Emails: 'ada@example.com',
      Phones: [{ Value: 12 }, 'x'],
      Addresses: { City: 'London' },
      Websites: [null],
      Dates: [{ Value: '1815-13-10' }, { Value: '10.12.1815' }, { Value: '2023-02-29' }],
      Labels: '#vip',
      ContactTypes: [1],
      CustomFields: ['#A'],
      Notes: false,
    }
    assert.deepEqual(
      await faultsOf(wrong),
      [
        ...[
          'FirstName',
          'LastName',
          'Nickname',
          'RecordType',
          'Unsubscribed',
          'Emails',
          'Phones[0].Value',
          'Phones[1]',
        ],
        ...['Addresses', 'Websites[0]', 'Dates[0].Value', 'Dates[1].Value', 'Dates[2].Value', 'Labels'],
        ...['ContactTypes[0]', 'CustomFields', 'Notes'],
      ].sort(),
    )
  })

  test('unknown properties are all named at once, however deep', async () => {
    const unknown = {
      FirstNam: 'Ada',
      firstName: 'Ada',
      constructor: 'x',
      toString: 'x',
      '': 'x',
      Emails: [{ Value: 'ada@example.com' }, { Value: 'ada@example.com', Kind: 'work' }],
      Addresses: [{ Town: 'London', 'a/b~c': 1 }],
      CustomFields: { Tier: 'gold' },
    }
    assert.deepEqual(
      await faultsOf(unknown),
      [
        ...['FirstNam', 'firstName', 'constructor', 'toString', '', 'Emails[1].Kind'],
        ...['Addresses[0].Town', 'Addresses[0].a/b~c', 'CustomFields.Tier'],
      ].sort(),
    )
  })

  test('values out of range are all named at once', async () => {
    const wide = {
      FirstName: 'a'.repeat(1001),
      Notes: 'a'.repeat(100_001),
      Status: 'a'.repeat(101),
      Emails: [{ Value: 'no address' }, { Value: '' }, { Value: 'a@b@c' }, { Value: `${'a'.repeat(320)}@example.com` }],
      Phones: [{ Value: '' }, { Label: 'work' }],
      Relations: Array.from({ length: 201 }, () => ({ Value: 'Byron' })),
      Labels: ['#a', '#a'],
      ContactTypes: [''],
    }
    const emails = [0, 1, 2, 3].map((index) => `Emails[${index}].Value`)
    assert.deepEqual(
      [...new Set(await faultsOf(wide))],
      [
        ...['FirstName', 'Notes', 'Status', ...emails, 'Phones[0].Value', 'Phones[1].Value'],
        ...['Relations', 'Labels', 'ContactTypes[0]'],
      ].sort(),
    )
  })

  test('labels, types and custom fields that do not fit are all named at once', async () => {
    const unfit = {
      Labels: ['vip', '#', '#  ', '#good'],
      ContactTypes: ['FRIEND', 'LEAD'],
      CustomFields: { '#Unknown': 1, '#constructor': 'x', '#': 'x' },
    }
    assert.deepEqual(
      await faultsOf(unfit),
      [
        ...['Labels[0]', 'Labels[1]', 'Labels[2]', 'ContactTypes[0]'],
        ...['CustomFields.#Unknown', 'CustomFields.#constructor', 'CustomFields.#'],
      ].sort(),
    )
  })

  test('text that cannot be kept is refused: NUL and halves of surrogate pairs', async () => {
    const impossible = {
      FirstName: 'A\0da',
      LastName: '\ud83d',
      Notes: 'x\udc00y',
      Emails: [{ Value: 'ada@example.com', Label: '\0' }],
      Labels: ['#ok', '#\0'],
    }
    assert.deepEqual(
      await faultsOf(impossible),
      ['FirstName', 'LastName', 'Notes', 'Emails[0].Label', 'Labels[1]'].sort(),
    )
    assert.deepEqual(await faultsOf({ CustomFields: { '#a\0': 1 } }), ['CustomFields'])
  })

  test('a body that is no object is refused', async () => {
    const owner = await newCustomer(server())
    for (const body of ['[]', '[{}]', '"text"', '7', 'true', 'null']) {
      const refusal = assertRefused(await sent(owner, body))
      assert.equal(refusal.ErrorCode, 'INVALID')
      assert.deepEqual(faultyPaths(refusal), [''], body)
    }
    // No body at all is one without properties.
    assert.deepEqual(faultyPaths(assertRefused(await sent(owner, ''))), ['RecordType'])
    assert.equal(await contactCount(owner), 0)
  })

  test('a body that is no JSON, no UTF-8 or no application/json is refused', async () => {
    const owner = await newCustomer(server())
    const good = JSON.stringify(person())
    for (const body of ['{', `${good}}`, "{'RecordType': 'PERSON'}", `${good.slice(0, -1)},}`, 'NaN', '\0'])
      assert.match(assertRefused(await sent(owner, body)).ErrorMessage, /JSON/)
    const latin = Buffer.from(JSON.stringify(person({ FirstName: 'Zoë' })), 'latin1')
    assert.match(assertRefused(await sent(owner, latin)).ErrorMessage, /UTF-8/)
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/xml'])
      assert.match(assertRefused(await sent(owner, good, { 'content-type': type })).ErrorMessage, /application\/json/)
    assert.equal(await contactCount(owner), 0)
    assert.equal((await sent(owner, good, { 'content-type': 'application/json; charset=utf-8' })).status, 200)
  })

  test('an own property __proto__ and a deep nest are refused', async () => {
    const owner = await newCustomer(server())
    const { ErrorMessage } = assertRefused(await sent(owner, '{"RecordType":"PERSON","__proto__":{"FirstName":"Ada"}}'))
    assert.match(ErrorMessage, /impossible name/)
    const deep = `{"FirstName":${'['.repeat(100_000)}${']'.repeat(100_000)}}`
    assert.match(assertRefused(await sent(owner, deep)).ErrorMessage, /deeper/)
    assert.equal(await contactCount(owner), 0)
  })

  test('numbers that JSON can write but no database keeps are refused', async () => {
    const owner = await newCustomer(server())
    await owner.ok('custom-fields/update', { CustomFields: [{ Name: 'Score', Type: 'NUMBER' }] })
    const huge = '{"RecordType":"PERSON","FirstName":"Ada","CustomFields":{"#Score":1e999}}'
    assert.deepEqual(faultyPaths(assertRefused(await sent(owner, huge))), ['CustomFields.#Score'])
    assert.equal(await contactCount(owner), 0)
    const CustomFields = { '#Score': -1.5e300 }
    assert.deepEqual((await owner.ok('contacts/create', person({ CustomFields }))).CustomFields, CustomFields)
  })

  test('one custom field under two spellings is refused', async () => {
    const owner = await newCustomer(server())
    await owner.ok('custom-fields/update', { CustomFields: [{ Name: 'Tier' }] })
    const CustomFields = { '#Tier': 'gold', '#TIER': 'silver' }
    assert.deepEqual(faultyPaths(await owner.refused('contacts/create', person({ CustomFields }))), [
      'CustomFields.#TIER',
    ])
    assert.equal(await contactCount(owner), 0)
  })

  test('a name of 10 MB is too long, a body of 11 MB too large', async () => {
    const owner = await newCustomer(server())
    const long = await owner.refused('contacts/create', person({ FirstName: 'a'.repeat(10_000_000) }))
    assert.deepEqual(faultyPaths(long), ['FirstName'])
    const marks = await owner.refused('contacts/create', person({ FirstName: `a${'\u0301'.repeat(4_000_000)}` }))
    assert.deepEqual(faultyPaths(marks), ['FirstName'])
    const large = await owner.refused('contacts/create', person({ FirstName: 'a'.repeat(11 * 1024 * 1024) }))
    assert.match(large.ErrorMessage, /10 MB/)
    assert.equal(await contactCount(owner), 0)
  })

  test('ids that are no ids, or nobody’s, name no contact', async () => {
    const owner = await newCustomer(server())
    const longest = 'a'.repeat(600)
    const ids = [
      longest,
      '1',
      'no-id',
      crypto.randomUUID(),
      "'%20or%201=1--",
      '%00',
      '..%2f..',
      '%ff',
      'null',
      '٣',
      'a'.repeat(400),
    ]
    for (const operation of ['get', 'update'])
      for (const id of ids) {
        const { ErrorCode } = await owner.refused(`contacts/${operation}/${id}`)
        // `%ff` is no UTF-8, and the last one is too long, so that they cannot even be read as ids.
        assert.equal(ErrorCode, ['%ff', longest].includes(id) ? 'INVALID' : 'NOT_FOUND', `${operation} ${id}`)
      }
  })

  test('get and delete take no input', async () => {
    const owner = await newCustomer(server())
    const read = await owner.ok('contacts/create', person())
    for (const operation of ['get', 'delete'])
      assert.deepEqual(faultyPaths(await owner.refused(`contacts/${operation}/${read.Id}`, { Id: read.Id })), ['Id'])
    assert.deepEqual(await owner.ok(`contacts/get/${read.Id}`, null), read)
  })
})
