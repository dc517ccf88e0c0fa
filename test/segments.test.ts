import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { assertOk, faultyPaths, namesFound, newColleague, newCustomer, person } from './api.ts'
import { listed } from './named-things.ts'
import { onEachDatabase } from './server.ts'

const labelled = (...Values: string[]) => ({ Property: 'Labels', Operator: 'ANY_OF', Values })
const among = (Id: string, more: object = {}) => ({ SegmentId: Id, ...more })

onEachDatabase((server) => {
  test('a new Customer has shared segments of its contact types', async () => {
    const owner = await newCustomer(server())
    const segments = await owner.ok('segments/list')
    assert.deepEqual(
      segments.map(({ Name, Shared }: { Name: string; Shared: boolean }) => [Name, Shared]),
      [
        ['Customers', true],
        ['Leads', true],
        ['Vendors', true],
      ],
    )
    await owner.ok('contacts/create', person({ ContactTypes: ['LEAD'] }))
    await owner.ok('contacts/create', person({ FirstName: 'Bob', ContactTypes: ['VENDOR'] }))
    assert.deepEqual(await namesFound(owner, among(segments[1].Id)), ['Ada Lovelace'])
    assert.deepEqual(await namesFound(owner, among(segments[0].Id)), [])
  })

  test('a segment is created, read, changed and deleted', async () => {
    const owner = await newCustomer(server())
    const Search = { SearchText: 'ada', Filter: { Not: { Property: 'Notes', Operator: 'EMPTY' } }, Total: 'NONE' }
    const made = await owner.ok('segments/create', { Name: ' Noted ', Search })
    const { Id, CreatedDate, UpdatedDate } = made
    const by = { CreatedBy: owner.userId, UpdatedBy: owner.userId, CreatedDate, UpdatedDate }
    assert.deepEqual(made, { Id, Name: 'Noted', Shared: false, Search, ...by })
    assert.deepEqual(await owner.ok(`segments/get/${Id}`), made)
    assert.deepEqual(await owner.ok(`segments/update/${Id}`, made), made)
    const changed = await owner.ok(`segments/update/${Id}`, { Shared: true, Search: {} })
    assert.deepEqual(changed, { ...made, Shared: true, Search: {}, UpdatedDate: changed.UpdatedDate })
    assert.equal((await owner.ok('segments/list')).length, 4)
    await owner.ok(`segments/delete/${Id}`)
    await owner.ok(`segments/delete/${Id}`)
    await owner.refused(`segments/get/${Id}`)
    await owner.refused(`segments/update/${Id}`, { Name: 'x' })
    await owner.refused('contacts/search', among(Id))
  })

  test('a faulty segment is a 400 that names every fault', async () => {
    const owner = await newCustomer(server())
    const faulty = async (input: object) => faultyPaths(await owner.refused('segments/create', input))
    const named = (Search: unknown) => ({ Name: 'a', Search })
    assert.deepEqual(await faulty({}), ['Name', 'Search'])
    for (const Name of ['', '  ', 'a\nb', 'x'.repeat(101), 5])
      assert.deepEqual(await faulty({ Name, Search: {} }), ['Name'])
    assert.deepEqual(
      await faulty(
        named({
          Filter: { And: [{ Property: 'LastName', Operator: 'ANY_OF' }, labelled('#none'), { Property: '#none' }] },
          Sort: [{ Property: 'LastName' }, { Property: 'Labels' }],
          Properties: ['Nothing'],
        }),
      ),
      [
        'Search.Filter.And[0].Operator',
        'Search.Filter.And[1].Values[0]',
        'Search.Filter.And[2].Property',
        'Search.Properties[0]',
        'Search.Sort[1].Property',
      ],
    )
    for (const name of ['PageSize', 'PageNumber', 'Cursor', 'SegmentId'])
      assert.deepEqual(await faulty(named({ [name]: name === 'PageSize' || name === 'PageNumber' ? 1 : 'x' })), [
        `Search.${name}`,
      ])
    assert.deepEqual(
      await faulty(named({ SearchText: Array.from({ length: 33 }, (_, index) => `w${index}`).join(' ') })),
      ['Search.SearchText'],
    )
    assert.deepEqual(await faulty({ ...named({}), CreatedBy: owner.userId }), ['CreatedBy'])
    const values = Array.from({ length: 500 }, (_, index) => `${index}`.padEnd(900, 'x'))
    assert.deepEqual(await faulty(named({ Filter: { Property: 'LastName', Operator: 'IN', Values: values } })), [
      'Search',
    ])
    const [segment] = await owner.ok('segments/list')
    for (const input of [{ Name: null }, { Search: null }, { Search: { Filter: { And: [] } } }, { Id: owner.userId }])
      await owner.refused(`segments/update/${segment.Id}`, input)
    for (const id of ['x', "'; --", randomUUID()]) await owner.refused(`segments/get/${encodeURIComponent(id)}`)
    assert.deepEqual(await owner.ok(`segments/get/${segment.Id}`), segment)
    assert.deepEqual(
      (await owner.ok('segments/create', { Name: "👩‍👩‍👧 '; --", Search: { Filter: null, SearchText: '%' } })).Search,
      { SearchText: '%' },
    )
  })

  test('a search within a segment obeys both', async () => {
    const owner = await newCustomer(server())
    for (const [FirstName, City, Notes] of [
      ['Ann', 'Wellington', 'tea'],
      ['Bea', 'Wellington', 'tea'],
      ['Cat', 'Auckland', 'tea'],
      ['Dot', 'Wellington', 'coffee'],
    ])
      await owner.ok('contacts/create', person({ FirstName, Notes, Addresses: [{ City }] }))
    const { Id } = await owner.ok('segments/create', {
      Name: 'Tea',
      Search: {
        SearchText: 'tea',
        Filter: { Property: 'FirstName', Operator: 'NOT_EQUALS', Value: 'Zoe' },
        Sort: [{ Property: 'FirstName', Descending: true }],
        Properties: ['DisplayName'],
      },
    })
    const names = (...first: string[]) => first.map((each) => `${each} Lovelace`)
    assert.deepEqual(await namesFound(owner, among(Id)), names('Cat', 'Bea', 'Ann'))
    const city = { Property: 'Addresses.City', Operator: 'EQUALS', Value: 'wellington' }
    assert.deepEqual(await namesFound(owner, among(Id, { Filter: city })), names('Bea', 'Ann'))
    assert.deepEqual(await namesFound(owner, among(Id, { Filter: city, SearchText: 'bea' })), names('Bea'))
    assert.deepEqual(
      await namesFound(owner, among(Id, { Sort: [{ Property: 'FirstName' }] })),
      names('Ann', 'Bea', 'Cat'),
    )
    assert.deepEqual(await namesFound(owner, among(Id, { Trash: true })), [])
    const page = await owner.ok('contacts/search', among(Id, { PageSize: 2, SearchText: null, Filter: null }))
    assert.deepEqual(Object.keys(page.Rows[0]).sort(), ['DisplayName', 'Id'])
    assert.deepEqual([page.TotalCount, page.Rows.length], [3, 2])
    const rest = among(Id, { Cursor: page.NextCursor, PageSize: 2 })
    assert.deepEqual(await namesFound(owner, rest), names('Ann'))
    await owner.refused('contacts/search', { Cursor: page.NextCursor })
    const refusal = await owner.refused('contacts/search', among(Id, { Filter: { ...city, Operator: 'ANY_OF' } }))
    assert.ok(faultyPaths(refusal).includes('Filter.Operator'))
    await owner.ok(`segments/update/${Id}`, { Search: { SearchText: 'coffee' } })
    await owner.refused('contacts/search', rest)
  })

  test('a segment as deep and as large as a filter may be still goes with a filter of the same size', async () => {
    const owner = await newCustomer(server())
    await owner.ok('contacts/create', person())
    const one = { Property: 'LastName', Operator: 'EQUALS', Value: 'Byron' }
    const inNots = (levels: number, inner: object) =>
      Array.from({ length: levels }).reduce<object>((within) => ({ Not: within }), inner)
    const deepest = inNots(9, { Or: Array.from({ length: 100 }, () => one) })
    const { Id } = await owner.ok('segments/create', { Name: 'Large', Search: { Filter: deepest } })
    assert.deepEqual(await namesFound(owner, among(Id, { Filter: deepest })), ['Ada Lovelace'])
    const tooDeep = { Name: 'Too deep', Search: { Filter: inNots(1, deepest) } }
    assert.deepEqual(faultyPaths(await owner.refused('segments/create', tooDeep)), ['Search.Filter'])
    const tooLarge = { Name: 'Too large', Search: { Filter: { And: [one, deepest] } } }
    assert.deepEqual(faultyPaths(await owner.refused('segments/create', tooLarge)), ['Search.Filter'])
  })

  test('a segment goes on through renames, and its words follow', async () => {
    const owner = await newCustomer(server())
    await owner.ok('custom-fields/update', { CustomFields: [{ Name: 'Tier', Type: 'TEXT' }] })
    const [field] = await owner.ok('custom-fields/list')
    const contact = { Labels: ['#vip'], ContactTypes: ['LEAD'], CustomFields: { '#Tier': 'gold' } }
    await owner.ok('contacts/create', person(contact))
    await owner.ok('contacts/create', person({ FirstName: 'Bob' }))
    const search = (label: string, type: string, tier: string) => ({
      Filter: {
        And: [
          { Or: [labelled(label), { Not: labelled(label) }] },
          { Property: 'ContactTypes', Operator: 'ALL_OF', Values: [type] },
          { Property: tier, Operator: 'EQUALS', Value: 'gold' },
        ],
      },
      Sort: [{ Property: tier }],
      Properties: ['DisplayName', tier],
    })
    const written = search('#VIP', 'lead', '#Tier')
    const { Id, Search } = await owner.ok('segments/create', { Name: 'Gold', Shared: true, Search: written })
    assert.deepEqual(Search, written)
    await owner.ok('custom-fields/update', { CustomFields: [{ Id: field.Id, Name: 'Level' }] })
    await owner.ok(`labels/update/${(await listed(owner, 'labels', '#vip'))?.Id}`, { Name: '#best' })
    await owner.ok(`contact-types/update/${(await listed(owner, 'contact-types', 'LEAD'))?.Id}`, { Name: 'PROSPECT' })
    // Somebody gives the old name to another label, which the segment does not mean.
    await owner.ok('labels/create', { Name: '#vip' })
    const renamed = search('#best', 'PROSPECT', '#Level')
    assert.deepEqual((await owner.ok(`segments/get/${Id}`)).Search, renamed)
    assert.deepEqual(await namesFound(owner, among(Id)), ['Ada Lovelace'])
    const { Rows } = await owner.ok('contacts/search', among(Id))
    assert.deepEqual(Rows[0].CustomFields, { '#Level': 'gold' })
    const leads = (await owner.ok('segments/list')).find(({ Name }: { Name: string }) => Name === 'Leads')
    assert.deepEqual(leads.Search.Filter.Values, ['PROSPECT'])
  })

  test('a segment of what was deleted is still there, and says what is missing when it is used', async () => {
    const owner = await newCustomer(server())
    await owner.ok('custom-fields/update', { CustomFields: [{ Name: 'Tier', Type: 'NUMBER' }] })
    const [field] = await owner.ok('custom-fields/list')
    const { Id: label } = await owner.ok('labels/create', { Name: '#gone' })
    const Filter = { Or: [labelled('#voyzu shared', '#gone'), { Property: '#Tier', Operator: 'GREATER', Value: 1 }] }
    const segment = await owner.ok('segments/create', {
      Name: 'Old',
      Search: { Filter, Sort: [{ Property: '#Tier' }] },
    })
    await owner.ok(`labels/delete/${label}`)
    await owner.ok('custom-fields/update', { CustomFields: [{ Id: field.Id, Delete: true }] })
    assert.deepEqual(await owner.ok(`segments/get/${segment.Id}`), segment)
    const refusal = await owner.refused('contacts/search', among(segment.Id))
    assert.match(refusal.ErrorMessage, /#gone does not exist/)
    assert.deepEqual(faultyPaths(refusal), [
      'SegmentId.Search.Filter.Or[0].Values[1]',
      'SegmentId.Search.Filter.Or[1].Property',
      'SegmentId.Search.Sort[0].Property',
    ])
    const renamed = await owner.ok(`segments/update/${segment.Id}`, { ...segment, Name: 'Older' })
    assert.deepEqual([renamed.Name, renamed.Search], ['Older', segment.Search])
  })

  test('what belongs to another Customer does not exist', async () => {
    const [owner, other] = [await newCustomer(server()), await newCustomer(server())]
    const { Id } = await owner.ok('segments/create', { Name: 'Ours', Shared: true, Search: {} })
    await other.refused(`segments/get/${Id}`)
    await other.refused(`segments/update/${Id}`, { Name: 'Theirs' })
    await other.refused('contacts/search', among(Id))
    await other.ok(`segments/delete/${Id}`)
    assert.equal((await owner.ok(`segments/get/${Id}`)).Name, 'Ours')
    assert.equal((await other.ok('segments/list')).length, 3)
  })

  test('changes of one segment at once are all done', async () => {
    const owner = await newCustomer(server())
    const { Id } = await owner.ok('segments/create', { Name: 'a', Search: {} })
    await Promise.all(
      [{ Name: 'b' }, { Shared: true }, { Search: { SearchText: 'x' } }].map((input) =>
        owner.ok(`segments/update/${Id}`, input),
      ),
    )
    const { Name, Shared, Search } = await owner.ok(`segments/get/${Id}`)
    assert.deepEqual([Name, Shared, Search], ['b', true, { SearchText: 'x' }])
    const deletes = await Promise.all([1, 2, 3].map(() => owner.call(`segments/delete/${Id}`)))
    deletes.forEach(assertOk)
  })

  test('a private segment is its creator’s alone; a shared one is changed by any user', async () => {
    const owner = await newCustomer(server())
    const colleague = await newColleague(server(), owner)
    const own = await owner.ok('segments/create', { Name: 'Mine', Search: {} })
    assert.equal((await colleague.ok('segments/list')).length, 3)
    await colleague.refused(`segments/get/${own.Id}`)
    await colleague.refused(`segments/update/${own.Id}`, { Name: 'Ours' })
    await colleague.refused('contacts/search', among(own.Id))
    await colleague.ok(`segments/delete/${own.Id}`)
    await owner.ok(`segments/update/${own.Id}`, { Shared: true })
    const changed = await colleague.ok(`segments/update/${own.Id}`, { Name: 'Ours', Shared: true })
    assert.deepEqual([changed.CreatedBy, changed.UpdatedBy], [owner.userId, colleague.userId])
    assert.deepEqual(faultyPaths(await colleague.refused(`segments/update/${own.Id}`, { Shared: false })), ['Shared'])
    await owner.ok(`segments/update/${own.Id}`, { Shared: null })
    await colleague.refused(`segments/get/${own.Id}`)
    await owner.ok(`segments/update/${own.Id}`, { Shared: true })
    await colleague.ok(`segments/delete/${own.Id}`)
    await owner.refused(`segments/get/${own.Id}`)
  })
})
