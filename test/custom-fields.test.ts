import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  changeFields,
  contactCount,
  faultyPaths,
  type Member,
  namesFound,
  newCustomer,
  person,
  processed,
} from './api.ts'
import { onEachDatabase } from './server.ts'

interface Field {
  Id: string
  Name: string
  Type: string
  Options?: string[]
}

const change = (who: Member, ...fields: object[]) => changeFields(who, fields)
const refusedChange = (who: Member, ...CustomFields: object[]) => who.refused('custom-fields/update', { CustomFields })
const fieldsOf = (who: Member): Promise<Field[]> => who.ok('custom-fields/list')
const idOf = async (who: Member, name: string) => (await fieldsOf(who)).find(({ Name }) => Name === name)?.Id

const types = ['TEXT', 'LONGTEXT', 'NUMBER', 'DATE', 'CHECKBOX', 'LIST', 'MULTILIST', 'URL', 'EMAIL', 'PHONE']
const Options = ['red', 'Green', '青']
const withOptions = (Type: string) => (Type.endsWith('LIST') ? { Type, Options } : { Type })

/** For each type, values that it holds and values that it does not. */
const values: Record<string, [right: unknown[], wrong: unknown[]]> = {
  TEXT: [
    ['', ' any 文 '],
    [1, true, ['a'], { a: 1 }, 'a'.repeat(1001)],
  ],
  LONGTEXT: [['a\nb'.repeat(30_000)], [1, false, []]],
  NUMBER: [
    [0, -0.5, 1e21, 9007199254740991],
    ['1', '', true, [1]],
  ],
  DATE: [
    ['2026-12-31', '--02-29', '2024-02-29'],
    ['2026-02-29', '31.12.2026', '2026-12-31T00:00:00Z', '', 20261231],
  ],
  CHECKBOX: [
    [true, false],
    ['true', 0, 1, '', []],
  ],
  LIST: [
    ['red', '青'],
    ['RED', 'blue', '', ['red'], true],
  ],
  MULTILIST: [
    [[], ['Green'], ['青', 'red']],
    ['red', ['red', 'blue'], [1]],
  ],
  URL: [
    ['https://example.com/ä?b=c', 'mailto:ada@example.com'],
    ['example.com', '', 7],
  ],
  EMAIL: [['Ada@Example.com'], ['ada', 'a@b@c', '', 'a b@c.d']],
  PHONE: [
    ['021 123 4567', 'ext. 5'],
    [211234567, ['1'], 'a'.repeat(101)],
  ],
}

/** Contacts with these custom fields, made a thousand at a time. */
async function createMany(who: Member, count: number, fieldsOf: (index: number) => object): Promise<void> {
  const items = Array.from({ length: count }, (_, index) => ({
    Operation: 'CREATE',
    Contact: person({ LastName: `N${index}`, CustomFields: fieldsOf(index) }),
  }))
  for (let at = 0; at < count; at += 1000) await who.ok('contacts/batch', { Items: items.slice(at, at + 1000) })
}

onEachDatabase((server) => {
  test('fields are listed in the order in which they were made, with # before the name', async () => {
    const owner = await newCustomer(server())
    assert.deepEqual(await fieldsOf(owner), [])
    await owner.ok('custom-fields/update', {
      CustomFields: types.map((Type) => ({ Name: `My ${Type}`, ...withOptions(Type) })),
    })
    await change(owner, { Name: '#Last' })
    const listed = (await fieldsOf(owner)).map(({ Id, ...field }) => field)
    const made = types.map((Type) => ({ Name: `#My ${Type}`, ...withOptions(Type) }))
    assert.deepEqual(listed, [...made, { Name: '#Last', Type: 'TEXT' }])
  })

  test('a field holds the values of its type, unchanged', async () => {
    const owner = await newCustomer(server())
    await change(owner, ...types.map((Type) => ({ Name: Type, ...withOptions(Type) })))
    for (const Type of types)
      for (const value of values[Type]?.[0] ?? []) {
        const CustomFields = { [`#${Type}`]: value }
        const { Id } = await owner.ok('contacts/create', person({ CustomFields }))
        assert.deepEqual((await owner.ok(`contacts/get/${Id}`)).CustomFields, CustomFields)
      }
  })

  test('a field refuses values of another type', async () => {
    const owner = await newCustomer(server())
    await change(owner, ...types.map((Type) => ({ Name: Type, ...withOptions(Type) })))
    for (const Type of types)
      for (const value of values[Type]?.[1] ?? []) {
        const refusal = await owner.refused('contacts/create', person({ CustomFields: { [`#${Type}`]: value } }))
        const [path] = faultyPaths(refusal)
        assert(path?.startsWith(`CustomFields.#${Type}`), `${path} of ${JSON.stringify(value).slice(0, 50)}`)
      }
    assert.equal(await contactCount(owner), 0)
  })

  test('names may be of any script, with digits and spaces, and are found in any case', async () => {
    const owner = await newCustomer(server())
    const names = ['客户等级', 'Größe 2', 'שם', 'हिन्दी', 'constructor', 'a'.repeat(30), '𠮷'.repeat(30)]
    await change(owner, ...names.map((Name) => ({ Name })))
    assert.deepEqual(
      (await fieldsOf(owner)).map(({ Name }) => Name),
      names.map((name) => `#${name}`),
    )
    const given = { '#客户等级': '金', '#GRÖSSE 2': 'x', '#größe 2': '1', '#CONSTRUCTOR': 'y', '#𠮷': 'z' }
    const refusal = await owner.refused('contacts/create', person({ CustomFields: given }))
    assert.deepEqual(faultyPaths(refusal), ['CustomFields.#GRÖSSE 2', 'CustomFields.#𠮷'])
    const CustomFields = { '#客户等级': '金', '#gröẞe 2': '1', '#CONSTRUCTOR': 'y' }
    const created = await owner.ok('contacts/create', person({ CustomFields }))
    assert.deepEqual(created.CustomFields, { '#客户等级': '金', '#Größe 2': '1', '#constructor': 'y' })
  })

  test('a rename is seen everywhere at once, and touches no contact', async () => {
    const owner = await newCustomer(server())
    await change(owner, { Name: 'Tier' })
    const before = await owner.ok('contacts/create', person({ CustomFields: { '#Tier': 'gold' } }))
    const Id = await idOf(owner, '#Tier')
    await change(owner, { Id, Name: 'Level' })
    assert.deepEqual(await fieldsOf(owner), [{ Id, Name: '#Level', Type: 'TEXT' }])
    const after = { ...before, CustomFields: { '#Level': 'gold' } }
    assert.deepEqual(await owner.ok(`contacts/get/${before.Id}`), after)
    const { Rows, Columns } = await owner.ok('contacts/search', { SearchText: 'gold', Properties: ['#Level'] })
    assert.deepEqual(Rows, [{ Id: before.Id, CustomFields: after.CustomFields }])
    assert.deepEqual(Columns.at(-1), { Property: '#Level', Title: '#Level', Type: 'TEXT' })
    const upsert = { MatchOn: '#level', Contact: { CustomFields: { '#Level': 'GOLD' } } }
    assert.equal((await owner.ok('contacts/upsert', upsert)).Id, before.Id)
    await owner.refused(`contacts/update/${before.Id}`, { CustomFields: { '#Tier': 'silver' } })
  })

  test('a rename may change nothing but the case', async () => {
    const owner = await newCustomer(server())
    await change(owner, { Name: 'tier' })
    await change(owner, { Id: await idOf(owner, '#tier'), Name: '#TIER' })
    assert.deepEqual(
      (await fieldsOf(owner)).map(({ Name }) => Name),
      ['#TIER'],
    )
  })

  test('two fields can swap names in one call', async () => {
    const owner = await newCustomer(server())
    await change(owner, { Name: 'One' }, { Name: 'Two' })
    const { Id } = await owner.ok('contacts/create', person({ CustomFields: { '#One': '1', '#Two': '2' } }))
    const [one, two] = await fieldsOf(owner)
    await change(owner, { Id: one?.Id, Name: 'two' }, { Id: two?.Id, Name: 'one' })
    assert.deepEqual((await owner.ok(`contacts/get/${Id}`)).CustomFields, { '#two': '1', '#one': '2' })
  })

  test('a name can be given up and taken in one call', async () => {
    const owner = await newCustomer(server())
    await change(owner, { Name: 'One' })
    const Id = await idOf(owner, '#One')
    await change(owner, { Name: 'one', Type: 'NUMBER' }, { Id, Delete: true })
    const fields = await fieldsOf(owner)
    assert.deepEqual(
      fields.map(({ Name, Type }) => [Name, Type]),
      [['#one', 'NUMBER']],
    )
    assert.notEqual(fields[0]?.Id, Id)
  })

  test('a field is deleted with its values on all contacts, those in the trash too', async () => {
    const owner = await newCustomer(server())
    await change(owner, { Name: 'Tier' }, { Name: 'Kept' })
    const CustomFields = { '#Tier': 'platinum', '#Kept': 'yes' }
    const listed = await owner.ok('contacts/create', person({ CustomFields }))
    const trashed = await owner.ok('contacts/create', person({ CustomFields }))
    await owner.ok(`contacts/delete/${trashed.Id}`)
    await change(owner, { Id: await idOf(owner, '#Tier'), Delete: true })
    assert.deepEqual(
      (await fieldsOf(owner)).map(({ Name }) => Name),
      ['#Kept'],
    )
    await change(owner, { Name: 'Tier' })
    const read = await owner.ok(`contacts/get/${listed.Id}`)
    assert.deepEqual([read.CustomFields, read.Version], [{ '#Kept': 'yes' }, 2])
    const trash = await owner.ok('contacts/search', { Trash: true })
    assert.deepEqual(trash.Rows[0].CustomFields, { '#Kept': 'yes' })
    assert.deepEqual(await namesFound(owner, { SearchText: 'platinum' }), [])
  })

  test('a deleted field is gone at once; its values follow on all contacts, with progress and a report', async () => {
    const owner = await newCustomer(server())
    await change(owner, { Name: 'Tier' }, { Name: 'Kept' })
    await createMany(owner, 1200, (index) => ({ '#Tier': 'platinum', '#Kept': `k${index}` }))
    const Id = await idOf(owner, '#Tier')
    const status = await owner.ok('custom-fields/update', { CustomFields: [{ Id, Delete: true }] })
    assert.equal(status.ProcessStatus, 'PROCESSING')
    assert.match((await owner.refused(`request/cancel/${status.RequestId}`)).ErrorMessage, /cannot be cancelled/)
    const { Rows } = await owner.ok('contacts/search', { PageSize: 1000 })
    assert(Rows.every(({ CustomFields }: { CustomFields: object }) => !('#Tier' in CustomFields)))
    const { Result, ProcessStatus } = await processed(owner, status.RequestId)
    assert.deepEqual([ProcessStatus, Result], ['PROCESSED', { Converted: 0, Deleted: 1200 }])
    assert.deepEqual(await namesFound(owner, { SearchText: 'platinum' }), [])
    assert.equal((await owner.ok('contacts/search', { SearchText: 'k1199' })).Rows.length, 1)
  })

  test('values are read as of their new type at once, while they are converted on all contacts', async () => {
    const owner = await newCustomer(server())
    await change(owner, { Name: 'Score' })
    await createMany(owner, 1200, (index) => ({ '#Score': `0${index}` }))
    const Id = await idOf(owner, '#Score')
    const first = await owner.ok('custom-fields/update', { CustomFields: [{ Id, Type: 'NUMBER' }] })
    // Of two changes at once the later one counts, wherever the first has come to.
    const [{ Rows }, second] = await Promise.all([
      owner.ok('contacts/search', { PageSize: 1000, Properties: ['CustomFields'] }),
      owner.ok('custom-fields/update', { CustomFields: [{ Id, Name: 'Points', Type: 'LONGTEXT' }] }),
    ])
    for (const { CustomFields } of Rows) {
      const [name = '', value] = Object.entries(CustomFields)[0] ?? []
      assert(name === '#Score' ? typeof value === 'number' : name === '#Points' && typeof value === 'string', name)
    }
    for (const { RequestId } of [first, second])
      assert.equal((await processed(owner, RequestId)).ProcessStatus, 'PROCESSED')
    const again = await changeFields(owner, [{ Id, Type: 'NUMBER' }])
    assert.deepEqual(again, { Converted: 1200, Deleted: 0 })
    const Filter = { Property: '#Points', Operator: 'GREATER', Value: 1198 }
    assert.deepEqual((await owner.ok('contacts/search', { Filter })).TotalCount, 1)
  })

  test('fields that are not mentioned stay, and so does what an entry does not mention', async () => {
    const owner = await newCustomer(server())
    await change(owner, { Name: 'Colour', Type: 'LIST', Options }, { Name: 'Other', Type: 'DATE' })
    const before = await fieldsOf(owner)
    await change(owner, { Id: before[0]?.Id, Name: 'Color' })
    await change(owner, { Id: before[0]?.Id })
    assert.deepEqual(await fieldsOf(owner), [{ ...before[0], Name: '#Color' }, before[1]])
  })

  test('bad names are refused, all of them at once', async () => {
    const owner = await newCustomer(server())
    const bad = ['', '#', '   ', '##A', 'a.b', 'a_b', 'a-b', 'a\tb', 'a😀', 'a'.repeat(31), 7, ['A']]
    const refusal = await refusedChange(owner, { Name: 'Good' }, ...bad.map((Name) => ({ Name })))
    const named = faultyPaths(refusal)
    const wrongShape = bad.flatMap((name, index) => (name === '   ' ? [] : [`CustomFields[${index + 1}].Name`]))
    assert.deepEqual([...new Set(named)], wrongShape.sort())
    assert.deepEqual(faultyPaths(await refusedChange(owner, { Name: '   ' }, {})), [
      'CustomFields[0].Name',
      'CustomFields[1].Name',
    ])
    assert.deepEqual(await fieldsOf(owner), [])
  })

  test('a name that another field has is refused, whatever its case or composition', async () => {
    const owner = await newCustomer(server())
    await change(owner, { Name: 'Café' }, { Name: 'Tea' })
    const tea = await idOf(owner, '#Tea')
    for (const Name of ['café', '#CAFÉ', 'Cafe\u0301', ' Café '])
      for (const entry of [{ Name }, { Id: tea, Name }])
        assert.deepEqual(faultyPaths(await refusedChange(owner, entry)), ['CustomFields[0].Name'], Name)
    assert.deepEqual(faultyPaths(await refusedChange(owner, { Name: 'New' }, { Name: 'NEW' })), [
      'CustomFields[0].Name',
      'CustomFields[1].Name',
    ])
    assert.deepEqual(
      (await fieldsOf(owner)).map(({ Name }) => Name),
      ['#Café', '#Tea'],
    )
  })

  test('of a list with a fault nothing is done', async () => {
    const owner = await newCustomer(server())
    await change(owner, { Name: 'One' }, { Name: 'Two' })
    const { Id } = await owner.ok('contacts/create', person({ CustomFields: { '#One': '1', '#Two': 'two' } }))
    const [one, two] = await fieldsOf(owner)
    const faults = [{ Id: two?.Id, Type: 'NUMBER' }, { Id: crypto.randomUUID(), Name: 'X' }, { Name: 'Tw-o' }]
    for (const fault of faults) await refusedChange(owner, { Id: one?.Id, Delete: true }, { Name: 'Three' }, fault)
    assert.deepEqual(await fieldsOf(owner), [one, two])
    assert.deepEqual((await owner.ok(`contacts/get/${Id}`)).CustomFields, { '#One': '1', '#Two': 'two' })
  })

  test('entries that name no field, or one twice, are refused', async () => {
    const [owner, stranger] = [await newCustomer(server()), await newCustomer(server())]
    await change(owner, { Name: 'One' })
    await change(stranger, { Name: 'Theirs' })
    const Id = await idOf(owner, '#One')
    const theirs = await idOf(stranger, '#Theirs')
    const faulty = [
      { Id: theirs, Name: 'Mine' },
      { Id: theirs, Delete: true },
      { Id: 'no-id', Name: 'X' },
      { Delete: true },
    ]
    const refusal = await refusedChange(owner, ...faulty)
    assert.deepEqual(
      [...new Set(faultyPaths(refusal))].filter((path) => path.endsWith('.Id')),
      ['CustomFields[0].Id', 'CustomFields[1].Id', 'CustomFields[2].Id', 'CustomFields[3].Id'],
    )
    const twice = await refusedChange(owner, { Id, Name: 'Two' }, { Id, Delete: true })
    assert.deepEqual(faultyPaths(twice), ['CustomFields[1].Id'])
    assert.deepEqual(
      (await fieldsOf(stranger)).map(({ Name }) => Name),
      ['#Theirs'],
    )
    assert.deepEqual(
      (await fieldsOf(owner)).map(({ Name }) => Name),
      ['#One'],
    )
  })

  test('the field of another Customer is no field here', async () => {
    const [owner, stranger] = [await newCustomer(server()), await newCustomer(server())]
    await change(stranger, { Name: 'Theirs' })
    const refusal = await owner.refused('contacts/create', person({ CustomFields: { '#Theirs': 'x' } }))
    assert.deepEqual(faultyPaths(refusal), ['CustomFields.#Theirs'])
    assert.deepEqual(await fieldsOf(owner), [])
  })

  test('an input that is no CustomFieldInput is refused', async () => {
    const owner = await newCustomer(server())
    const refused = async (input: unknown) => faultyPaths(await owner.refused('custom-fields/update', input))
    assert.deepEqual(await refused({}), ['CustomFields'])
    assert.deepEqual(await refused({ CustomFields: [] }), ['CustomFields'])
    assert.deepEqual(await refused({ CustomFields: { Name: 'A' } }), ['CustomFields'])
    assert.deepEqual(await refused({ Fields: [], CustomFields: [{ Name: 'A', Kind: 'TEXT', Type: 'COLOUR' }] }), [
      'CustomFields[0].Kind',
      'CustomFields[0].Type',
      'Fields',
    ])
    assert.deepEqual(await fieldsOf(owner), [])
  })
})
