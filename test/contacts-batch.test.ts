import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { type Answer, allContacts, contactCount, faultyPaths, type Member, newCustomer, person } from './api.ts'
import { rowsOf } from './database.ts'
import { onEachDatabase } from './server.ts'

type Body = Answer['body']

const creating = (more: Record<string, unknown> = {}) => ({ Operation: 'CREATE', Contact: person(more) })
const updating = (Id: string, Contact: object) => ({ Operation: 'UPDATE', Id, Contact })
const deleting = (Id: string) => ({ Operation: 'DELETE', Id })
const upserting = (Contact: object, MatchOn = 'Emails.Value') => ({ Operation: 'UPSERT', MatchOn, Contact })
const mailed = (Value: string, more: Record<string, unknown> = {}) => person({ Emails: [{ Value }], ...more })

const batch = async (who: Member, Items: unknown[], more: object = {}): Promise<Body[]> => {
  const { Results } = await who.ok('contacts/batch', { Items, ...more })
  assert.equal(Results.length, Items.length)
  return Results
}
const verdictsOf = (results: Body[]): string[] => results.map(({ Verdict }) => Verdict)
const get = (who: Member, id: string) => who.ok(`contacts/get/${id}`)

onEachDatabase((server) => {
  test('each item has its verdict, in the order of the items', async () => {
    const owner = await newCustomer(server())
    const [one, two, three] = await Promise.all(['One', 'Two', 'Three'].map((FirstName) => create(owner, FirstName)))
    const results = await batch(owner, [
      deleting(three.Id),
      creating({ FirstName: 'Four' }),
      updating(one.Id, { JobTitle: 'Countess' }),
      updating(two.Id, { FirstName: 'Two' }),
      upserting(mailed('five@example.com', { FirstName: 'Five' })),
      deleting(three.Id),
      updating(two.Id, { FirstName: '', LastName: null }),
      creating({ FirstName: 'Six' }),
    ])
    const [, four, , , five, , , six] = results
    assert.deepEqual(results.slice(0, 6), [
      { Verdict: 'DELETED', Id: three.Id },
      { Verdict: 'CREATED', Id: four.Id, Version: 1 },
      { Verdict: 'UPDATED', Id: one.Id, Version: 2 },
      { Verdict: 'UNCHANGED', Id: two.Id, Version: 1 },
      { Verdict: 'CREATED', Id: five.Id, Version: 1 },
      { Verdict: 'UNCHANGED', Id: three.Id },
    ])
    assert.deepEqual(verdictsOf(results).slice(6), ['FAILED', 'CREATED'])
    assert.deepEqual(faultyPaths(results[6]), ['FirstName'])
    const names = (await allContacts(owner)).map(({ Id, FirstName, JobTitle }) => [Id, FirstName, JobTitle ?? ''])
    assert.deepEqual(
      names.toSorted(),
      [
        [four.Id, 'Four', ''],
        [one.Id, 'One', 'Countess'],
        [two.Id, 'Two', ''],
        [five.Id, 'Five', ''],
        [six.Id, 'Six', ''],
      ].toSorted(),
    )
    assert.equal(await contactCount(owner), 6)
  })

  test('a faulty item tells why and where, and stops no other', async () => {
    const owner = await newCustomer(server())
    const { Id } = await create(owner, 'There')
    const [twin, other] = [mailed('twin@example.com'), mailed('twin@example.com')]
    assert.deepEqual(
      verdictsOf(
        await batch(
          owner,
          [twin, other].map((Contact) => ({ Operation: 'CREATE', Contact })),
        ),
      ),
      ['CREATED', 'CREATED'],
    )
    const faultyItems: [item: object, code: string, ...paths: string[]][] = [
      [{ Operation: 'CREATE', Contact: { RecordType: 'PERSON' } }, 'INVALID', 'FirstName'],
      [{ Operation: 'CREATE', Contact: { RecordType: 'ORGANIZATION', FirstName: 'x' } }, 'INVALID', 'OrganizationName'],
      [{ Operation: 'CREATE' }, 'INVALID', 'Contact'],
      [{ ...creating(), Id }, 'INVALID', 'Id'],
      [{ ...creating(), MatchOn: 'Id' }, 'INVALID', 'MatchOn'],
      [creating({ FirstName: 5, Emails: [{ Value: 'none' }] }), 'INVALID', 'Emails[0].Value', 'FirstName'],
      [creating({ FristName: 'x' }), 'INVALID', 'FristName'],
      [creating({ Labels: ['none'], ContactTypes: ['NONE'] }), 'INVALID', 'ContactTypes[0]', 'Labels[0]'],
      [creating({ CustomFields: { '#None': 'x' } }), 'INVALID', 'CustomFields.#None'],
      [creating({ Id: randomUUID() }), 'INVALID', 'Id'],
      [{ Operation: 'UPDATE', Contact: {} }, 'INVALID', 'Id'],
      [{ Operation: 'UPDATE', Id }, 'INVALID', 'Contact'],
      [updating(randomUUID(), { FirstName: 'x' }), 'NOT_FOUND'],
      [updating('no-id', { FirstName: 'x' }), 'NOT_FOUND'],
      [updating("' or 1=1 --", { FirstName: 'x' }), 'NOT_FOUND'],
      [updating(Id, { RecordType: 'ORGANIZATION' }), 'INVALID', 'OrganizationName'],
      [{ Operation: 'DELETE' }, 'INVALID', 'Id'],
      [{ ...deleting(Id), Contact: {} }, 'INVALID', 'Contact'],
      [{ Operation: 'UPSERT', Contact: person() }, 'INVALID', 'MatchOn'],
      [upserting(person(), 'Nothing'), 'INVALID', 'MatchOn'],
      [upserting(person()), 'INVALID', 'Contact'],
      [upserting(mailed('twin@example.com')), 'CONFLICT', 'Contact', 'Contact'],
      [upserting(person({ Id: 'no-id' }), 'Id'), 'INVALID', 'Contact.Id'],
    ]
    const between = faultyItems.flatMap(([item], index) => [item, creating({ JobTitle: `${index}` })])
    const results = await batch(owner, between)
    for (const [index, [item, code, ...paths]] of faultyItems.entries()) {
      const { Verdict, ErrorCode, ErrorMessage, ...rest } = results[2 * index]
      const said = JSON.stringify([item, results[2 * index]])
      assert.deepEqual([Verdict, ErrorCode], ['FAILED', code], said)
      assert.equal(typeof ErrorMessage, 'string')
      assert.deepEqual([rest.Id, rest.Version], [undefined, undefined])
      assert.deepEqual(faultyPaths(rest), paths, said)
      assert.equal(results[2 * index + 1].Verdict, 'CREATED')
    }
    assert.equal((await get(owner, Id)).Version, 1)
    const titles = (await allContacts(owner)).flatMap(({ JobTitle }) => (JobTitle === undefined ? [] : [JobTitle]))
    assert.deepEqual(titles.toSorted(), faultyItems.map((_, index) => `${index}`).toSorted())
    const labels = await owner.ok('labels/list')
    assert.equal(labels.length, 1, 'no label was made for those that failed')
  })

  test('AllOrNothing refuses them all, with the faults of all, and writes nothing', async () => {
    const owner = await newCustomer(server())
    const { Id } = await create(owner, 'There')
    const before = await allContacts(owner)
    const Items = [
      creating({ Labels: ['#new'] }),
      { Operation: 'CREATE', Contact: { RecordType: 'PERSON' } },
      updating(Id, { FirstName: 'Changed' }),
      deleting(Id),
      updating(Id, { FirstName: 'Gone already' }),
      upserting(mailed('a@example.com')),
      upserting(person(), 'Nothing'),
      creating({ FristName: 'x', Emails: [{ Value: 'none' }] }),
    ]
    const refusal = await owner.refused('contacts/batch', { Items, AllOrNothing: true })
    assert.equal(refusal.ErrorCode, 'INVALID')
    const paths = faultyPaths(refusal)
    assert.deepEqual(
      [...new Set(paths.map((path) => /^Items\[\d\]/.exec(path)?.[0]))],
      ['Items[1]', 'Items[4]', 'Items[6]', 'Items[7]'],
    )
    for (const path of ['Items[1].FirstName', 'Items[4]', 'Items[6].MatchOn', 'Items[7].FristName'])
      assert(paths.includes(path), `${path} in ${paths}`)
    assert(paths.includes('Items[7].Emails[0].Value'), `${paths}`)
    assert.deepEqual(await allContacts(owner), before)
    assert.equal(await contactCount(owner), 1)
    assert.equal((await owner.ok('labels/list')).length, 1)
    const good = Items.slice(0, 1)
    assert.deepEqual(verdictsOf(await batch(owner, good, { AllOrNothing: true })), ['CREATED'])
    assert.equal(await contactCount(owner), 2)
  })

  test('items with one e-mail are one contact, whatever the case', async () => {
    const owner = await newCustomer(server())
    const results = await batch(owner, [
      upserting(mailed('ada@example.com', { JobTitle: 'First' })),
      upserting(mailed('ADA@example.com', { JobTitle: 'Second' })),
      upserting(mailed('bob@example.com', { FirstName: 'Bob' })),
      upserting(mailed('ADA@example.com', { JobTitle: 'Second' })),
    ])
    assert.deepEqual(verdictsOf(results), ['CREATED', 'UPDATED', 'CREATED', 'UNCHANGED'])
    const [first, second, , fourth] = results
    assert.deepEqual([second.Id, fourth.Id], [first.Id, first.Id])
    assert.deepEqual([second.Version, fourth.Version], [2, 2])
    const { JobTitle, Version } = await get(owner, first.Id)
    assert.deepEqual([JobTitle, Version], ['Second', 2])
    assert.equal(await contactCount(owner), 2)
  })

  test('an upsert finds what an item before it has created, changed or deleted', async () => {
    const owner = await newCustomer(server())
    const { Id } = await owner.ok('contacts/create', mailed('old@example.com'))
    const results = await batch(owner, [
      updating(Id, { Emails: [{ Value: 'new@example.com' }] }),
      upserting(mailed('new@example.com', { JobTitle: 'Countess' })),
      { Operation: 'CREATE', Contact: mailed('made@example.com') },
      upserting(mailed('made@example.com', { Notes: 'Found' })),
      deleting(Id),
      upserting(mailed('new@example.com')),
      upserting(mailed('old@example.com')),
    ])
    const wanted = ['UPDATED', 'UPDATED', 'CREATED', 'UPDATED', 'DELETED', 'CREATED', 'CREATED']
    assert.deepEqual(verdictsOf(results), wanted)
    assert.equal(results[1].Id, Id)
    assert.equal(results[3].Id, results[2].Id)
    assert.equal(new Set([Id, results[5].Id, results[6].Id]).size, 3)
  })

  test('an upsert that fails leaves nothing behind, and those around it stay', async () => {
    const owner = await newCustomer(server())
    const trashed = await owner.ok('contacts/create', mailed('ada@example.com'))
    await owner.ok(`contacts/delete/${trashed.Id}`)
    const results = await batch(owner, [
      upserting(mailed('one@example.com', { Labels: ['#one'] })),
      upserting(person({ Id: trashed.Id, Labels: ['#never'] }), 'Id'),
      upserting(mailed('two@example.com', { Labels: ['#two'] })),
    ])
    assert.deepEqual(verdictsOf(results), ['CREATED', 'FAILED', 'CREATED'])
    assert.match(results[1].ErrorMessage, /trash/)
    const names = (await owner.ok('labels/list')).map(({ Name }: Body) => Name).toSorted()
    assert.deepEqual(names, ['#one', '#two', '#voyzu shared'])
    assert.deepEqual((await get(owner, results[2].Id)).Labels, ['#two'])
    const next = await owner.ok('contacts/create', person({ Labels: ['#never'] }))
    assert.deepEqual((await get(owner, next.Id)).Labels, ['#never'])
  })

  test('an update that fails makes no label', async () => {
    const owner = await newCustomer(server())
    const { Id } = await create(owner, 'Ada')
    const results = await batch(owner, [
      updating(randomUUID(), { Labels: ['#of nobody'] }),
      updating(Id, { RecordType: 'ORGANIZATION', Labels: ['#of no organization'] }),
      updating(Id, { Labels: ['#good'] }),
    ])
    assert.deepEqual(verdictsOf(results), ['FAILED', 'FAILED', 'UPDATED'])
    const names = (await owner.ok('labels/list')).map(({ Name }: Body) => Name)
    assert.deepEqual(names.toSorted(), ['#good', '#voyzu shared'])
  })

  test('one contact twice in a batch is changed twice, in the order of the items', async () => {
    const owner = await newCustomer(server())
    const { Id } = await create(owner, 'Ada')
    const results = await batch(owner, [
      updating(Id, { JobTitle: 'First', Notes: 'Stays' }),
      updating(Id.toUpperCase(), { JobTitle: 'Second' }),
      updating(Id, { JobTitle: 'Third' }),
      deleting(Id),
      updating(Id, { JobTitle: 'Never' }),
      deleting(Id.toUpperCase()),
    ])
    assert.deepEqual(verdictsOf(results), ['UPDATED', 'UPDATED', 'UPDATED', 'DELETED', 'FAILED', 'UNCHANGED'])
    assert.deepEqual(
      results.slice(0, 3).map(({ Version }) => Version),
      [2, 3, 4],
    )
    assert.equal(results[1].Id, Id)
    const { Rows } = await owner.ok('contacts/search', { Trash: true })
    assert.deepEqual([Rows[0].Id, Rows[0].JobTitle, Rows[0].Notes], [Id, 'Third', 'Stays'])
  })

  test('an update with an older Version merges as contacts/update does, or is a conflict of its own', async () => {
    const owner = await newCustomer(server())
    const { Id, Version } = await create(owner, 'Ada')
    await owner.ok(`contacts/update/${Id}`, { JobTitle: 'Theirs' })
    const results = await batch(owner, [
      updating(Id, { JobTitle: 'Mine', Version }),
      updating(Id, { Notes: 'Mine', Version }),
    ])
    assert.deepEqual(verdictsOf(results), ['FAILED', 'UPDATED'])
    assert.equal(results[0].ErrorCode, 'CONFLICT')
    assert.deepEqual(
      results[0].Errors.map(({ Path, Yours, Theirs }: Body) => [Path, Yours, Theirs]),
      [['JobTitle', 'Mine', 'Theirs']],
    )
    const { JobTitle, Notes } = await get(owner, Id)
    assert.deepEqual([JobTitle, Notes], ['Theirs', 'Mine'])
  })

  test('ids of another Customer and ids that are none reach nothing', async () => {
    const [owner, stranger] = [await newCustomer(server()), await newCustomer(server())]
    const theirs = await owner.ok('contacts/create', mailed('ada@example.com'))
    const unknown = await batch(stranger, [updating(randomUUID(), { FirstName: 'x' }), deleting(randomUUID())])
    const results = await batch(stranger, [
      updating(theirs.Id, { FirstName: 'Mine' }),
      deleting(theirs.Id),
      deleting('no-id'),
      upserting(mailed('ada@example.com', { FirstName: 'Mine' })),
    ])
    assert.deepEqual(verdictsOf(results), ['FAILED', 'UNCHANGED', 'UNCHANGED', 'CREATED'])
    assert.deepEqual(results[0], unknown[0], 'as if it did not exist')
    assert.equal(unknown[1].Verdict, 'UNCHANGED')
    assert.deepEqual(await get(owner, theirs.Id), theirs)
    assert.equal(await contactCount(stranger), 1)
    const refusal = await stranger.refused('contacts/batch', {
      Items: [updating(theirs.Id, { FirstName: 'Mine' })],
      AllOrNothing: true,
    })
    assert.deepEqual(faultyPaths(refusal), ['Items[0]'])
  })

  test('a batch that is none is refused whole, and writes nothing', async () => {
    const owner = await newCustomer(server())
    const faulty = async (input: unknown) => faultyPaths(await owner.refused('contacts/batch', input))
    assert.deepEqual(await faulty({}), ['Items'])
    assert.deepEqual(await faulty({ Items: [] }), ['Items'])
    assert.deepEqual(await faulty({ Items: Array.from({ length: 1001 }, () => creating()) }), ['Items'])
    assert.deepEqual(await faulty({ Items: 'all' }), ['Items'])
    assert.deepEqual(await faulty({ Items: [creating()], Itmes: [] }), ['Itmes'])
    assert.deepEqual(await faulty({ Items: [creating()], AllOrNothing: 'yes' }), ['AllOrNothing'])
    assert.deepEqual(await faulty({ Items: [creating(), { ...creating(), Contacts: {} }] }), ['Items[1].Contacts'])
    assert.deepEqual(await faulty({ Items: [creating(), { Operation: 'MERGE' }] }), ['Items[1].Operation'])
    assert.deepEqual(await faulty({ Items: [creating(), { Contact: person() }] }), ['Items[1].Operation'])
    for (const item of [null, 5, 'CREATE', []])
      assert.match((await faulty({ Items: [creating(), item] }))[0] ?? '', /^Items\[1\]/)
    assert.equal(await contactCount(owner), 0)
  })

  test('a Contact that is no object is a fault of its item alone', async () => {
    const owner = await newCustomer(server())
    const odd = [5, 'Ada', true, [], [person()]]
    const results = await batch(owner, [...odd.map((Contact) => ({ Operation: 'CREATE', Contact })), creating()])
    assert.deepEqual(verdictsOf(results), [...odd.map(() => 'FAILED'), 'CREATED'])
    assert.equal(await contactCount(owner), 1)
  })

  test('hostile strings are kept as they are, or fail alone', async () => {
    const owner = await newCustomer(server())
    const kept = [
      `'); drop table contacts; --`,
      '$(reboot) {{7*7}} %s %00 \\u0000 \\',
      '<script>alert(1)</script>',
      '\u202Eevil\u200B\uFEFF',
      '👩‍👩‍👧‍👦 Ḍ̇ 漢字 \t\u0007',
      '__proto__',
      'rollback to savepoint item',
    ]
    const results = await batch(owner, [
      ...kept.map((FirstName) => creating({ FirstName, Notes: `${FirstName}\n` })),
      ...kept.map((FirstName, index) => upserting(mailed(`h${index}@example.com`, { FirstName }))),
    ])
    assert.deepEqual(
      verdictsOf(results),
      results.map(() => 'CREATED'),
    )
    for (const [index, { Id }] of results.entries())
      assert.equal((await get(owner, Id)).FirstName, kept[index % kept.length])

    const around = [creating({ FirstName: 'Before' }), creating({ FirstName: 'After' })]
    for (const FirstName of ['a\u0000b', '\uD800']) {
      const answer = await owner.call('contacts/batch', { Items: [around[0], creating({ FirstName }), around[1]] })
      if (answer.status === 200)
        assert.deepEqual(
          verdictsOf(answer.body.Results).filter((_, n) => n !== 1),
          ['CREATED', 'CREATED'],
        )
      else assert.equal(answer.status, 400, answer.text)
    }
    const raw = `{"Items":[{"Operation":"CREATE","Contact":{"__proto__":{"Id":"x"},"RecordType":"PERSON","FirstName":"P"}}]}`
    const headers = { 'content-type': 'application/json' }
    const polluted = await owner.call('contacts/batch', undefined, { raw, headers })
    if (polluted.status === 200) assert.equal(polluted.body.Results[0].Verdict, 'FAILED', polluted.text)
    else assert.equal(polluted.status, 400, polluted.text)
    assert.equal(({} as Record<string, unknown>)['Id'], undefined)
  })

  test('a batch that is repeated with its key is given the first answer, and is done once', async () => {
    const owner = await newCustomer(server())
    const Items = [creating(), upserting(mailed('ada@example.com')), { Operation: 'CREATE', Contact: {} }]
    const options = { headers: { 'idempotency-key': randomUUID() } }
    const first = await owner.call('contacts/batch', { Items }, options)
    assert.deepEqual(verdictsOf(first.body.Results), ['CREATED', 'CREATED', 'FAILED'])
    const others = await Promise.all([1, 2, 3].map(() => owner.call('contacts/batch', { Items }, options)))
    for (const other of others) assert.equal(other.text, first.text)
    assert.equal(await contactCount(owner), 2)
    await owner.refused('contacts/batch', { Items: Items.slice(1) }, 400, options)
    assert.equal(await contactCount(owner), 2)
  })

  test('1,000 items are done at once, as one change set', async () => {
    const owner = await newCustomer(server())
    const Items = Array.from({ length: 1000 }, (_, index) =>
      creating({ JobTitle: `${index}`, Labels: [`#l${index % 5}`] }),
    )
    const made = await batch(owner, Items)
    assert.equal(new Set(made.map(({ Id }) => Id)).size, 1000)
    const jobs = new Map((await allContacts(owner)).map(({ Id, JobTitle }) => [Id, JobTitle]))
    assert.deepEqual(
      made.map(({ Id }) => jobs.get(Id)),
      Items.map(({ Contact }) => (Contact as Body).JobTitle),
    )
    const changing = made.map(({ Id }, index) => {
      if (index % 4 === 0) return deleting(Id)
      return updating(Id, index % 4 === 1 ? { JobTitle: `${index}` } : { JobTitle: `new ${index}` })
    })
    const changed = await batch(owner, changing)
    assert.deepEqual(
      verdictsOf(changed),
      changing.map((_, index) => ['DELETED', 'UNCHANGED', 'UPDATED', 'UPDATED'][index % 4]),
    )
    const { TotalCount } = await owner.ok('contacts/search', { Total: 'EXACT', PageSize: 1 })
    assert.equal(TotalCount, 750)
    if (server().kind !== 'postgres') return
    const sets = await rowsOf(
      server().data,
      `select s.operation, count(*)::integer as contacts from changes c join change_sets s on s.id = c.change_set_id
       where c.customer_id = $1 and c.entity = 'contact' group by s.id, s.operation order by contacts`,
      [owner.customerId],
    )
    assert.deepEqual(
      sets.map(({ operation, contacts }) => [operation, contacts]),
      [
        ['contacts/batch', 750],
        ['contacts/batch', 1000],
      ],
    )
  })
})

const create = (who: Member, FirstName: string): Promise<Body> => who.ok('contacts/create', person({ FirstName }))
