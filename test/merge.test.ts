import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { openDatabase } from '../server/database/database.ts'
import { sweep } from '../server/jobs/sweep.ts'
import {
  type Answer,
  changeFields,
  contactCount,
  faultyPaths,
  type Member,
  newColleague,
  newCustomer,
  person,
  processed,
} from './api.ts'
import { rowsOf } from './database.ts'
import { csv, importFile } from './files.ts'
import { emptyDatabase, onEachDatabase, serverFor, setupToken } from './server.ts'

type Body = Answer['body']

const create = async (who: Member, more: Record<string, unknown> = {}): Promise<string> =>
  (await who.ok('contacts/create', person(more))).Id

const inTrash = async (who: Member): Promise<string[]> =>
  (await who.ok('contacts/search', { Trash: true })).Rows.map(({ Id }: Body) => Id)

/** All that callers write of a contact. */
function writtenOf({ Id, DisplayName, Version, CreatedDate, CreatedBy, UpdatedDate, UpdatedBy, ...written }: Body) {
  assert(Id && DisplayName && Version && CreatedDate && CreatedBy && UpdatedDate && UpdatedBy)
  return written
}

onEachDatabase((server) => {
  test('values join, single ones are the survivor’s or else the latest, and the answer tells what is left', async () => {
    const owner = await newCustomer(server(), { DefaultCountry: 'GB' })
    await changeFields(owner, [
      { Name: 'Tier' },
      { Name: 'Interests', Type: 'MULTILIST', Options: ['a', 'b', 'c'] },
      { Name: 'Story', Type: 'LONGTEXT' },
    ])
    const one = await create(owner, {
      FirstName: 'Bob',
      Emails: [{ Value: 'bob@example.com', Label: 'work', Primary: true }],
      Phones: [{ Value: '020 7946 0001' }],
      Dates: [{ Value: '1980-01-02', Label: 'birthday' }],
      Notes: 'first',
      Labels: ['#a'],
      ContactTypes: ['LEAD'],
      CustomFields: { '#Tier': 'gold', '#Interests': ['a', 'b'], '#Story': 'once' },
    })
    const two = await create(owner, {
      FirstName: 'Robert',
      JobTitle: 'older',
      Department: 'Sales',
      Emails: [{ Value: 'BOB@example.com' }, { Value: 'robert@example.com', Primary: true }],
      Phones: [{ Value: '+44 20 7946 0001', Label: 'office' }, { Value: '020 7946 0002' }],
      Addresses: [{ Street: '1 Main Street', City: 'London', Label: 'home' }],
      Dates: [
        { Value: '1981-01-02', Label: 'birthday' },
        { Value: '2001-05-05', Label: 'anniversary' },
      ],
      Notes: 'second',
      Labels: ['#a', '#b'],
      ContactTypes: ['VENDOR'],
      Unsubscribed: true,
      CustomFields: { '#Tier': 'silver', '#Interests': ['b', 'c'], '#Story': 'twice' },
    })
    const three = await create(owner, {
      JobTitle: 'newer',
      Addresses: [{ Street: '1 main street', City: 'LONDON' }],
      Notes: 'first',
    })
    const before = await owner.ok(`contacts/get/${one}`)
    const preview = await owner.ok('contacts/merge', { Ids: [one, two, three], DryRun: true })
    assert.deepEqual(await owner.ok(`contacts/get/${one}`), before)
    assert.deepEqual(await inTrash(owner), [])
    const { Contact, Merged, Left } = await owner.ok('contacts/merge', { Ids: [one, two, three] })
    assert.deepEqual([writtenOf(preview.Contact), preview.Merged, preview.Left], [writtenOf(Contact), Merged, Left])
    assert.deepEqual(writtenOf(Contact), {
      RecordType: 'PERSON',
      FirstName: 'Bob',
      LastName: 'Lovelace',
      JobTitle: 'newer',
      Department: 'Sales',
      Emails: [{ Value: 'bob@example.com', Label: 'work', Primary: true }, { Value: 'robert@example.com' }],
      Phones: [
        { Value: '020 7946 0001', E164: '+442079460001', Label: 'office' },
        { Value: '020 7946 0002', E164: '+442079460002' },
      ],
      Addresses: [{ Street: '1 main street', City: 'LONDON', Label: 'home' }],
      Dates: [
        { Value: '1980-01-02', Label: 'birthday' },
        { Value: '2001-05-05', Label: 'anniversary' },
      ],
      Notes: 'first\n\nsecond',
      Unsubscribed: true,
      Labels: ['#a', '#b'],
      ContactTypes: ['LEAD', 'VENDOR'],
      CustomFields: { '#Tier': 'gold', '#Interests': ['a', 'b', 'c'], '#Story': 'once\n\ntwice' },
    })
    assert.deepEqual(Merged, [two, three])
    assert.deepEqual(
      Left.map(({ ContactId, Property, Value }: Body) => [ContactId, Property, Value]).toSorted(),
      [
        [two, '#Tier', 'silver'],
        [two, 'Dates', [{ Value: '1981-01-02', Label: 'birthday' }]],
        [two, 'FirstName', 'Robert'],
        [two, 'JobTitle', 'older'],
        [three, 'FirstName', 'Ada'],
      ].toSorted(),
    )
    assert.deepEqual(await owner.ok(`contacts/get/${one}`), Contact)
    assert.deepEqual((await inTrash(owner)).toSorted(), [two, three].toSorted())
    assert.equal((await owner.ok('customers/get')).Usage.Contacts, 1)
    // Whoever looks for the second e-mail finds the survivor.
    const found = await owner.ok('contacts/search', { SearchText: 'robert@example.com' })
    assert.deepEqual(
      found.Rows.map(({ Id }: Body) => Id),
      [one],
    )
  })

  test('what differs in no more than an accent, or an address of the web in case, is not the same', async () => {
    const owner = await newCustomer(server())
    const ways = (email: string, site: string) => ({
      Emails: [{ Value: email }],
      Websites: [{ Value: site }],
      Relations: [{ Value: email }],
    })
    const one = await create(owner, ways('zoe@example.com', 'https://example.com/watch?v=aBc'))
    const two = await create(owner, ways('zoë@example.com', 'https://example.com/watch?v=AbC'))
    const { Contact, Left } = await owner.ok('contacts/merge', { Ids: [one, two] })
    const valuesOf = (name: string) => Contact[name].map(({ Value }: Body) => Value)
    assert.deepEqual(valuesOf('Emails'), ['zoe@example.com', 'zoë@example.com'])
    assert.deepEqual(valuesOf('Relations'), ['zoe@example.com', 'zoë@example.com'])
    assert.deepEqual(valuesOf('Websites'), ['https://example.com/watch?v=aBc', 'https://example.com/watch?v=AbC'])
    assert.deepEqual(Left, [])
  })

  test('a row of an import with the id of a merged contact is about the survivor', async () => {
    const owner = await newCustomer(server())
    const [a, b, c, gone] = await Promise.all(['A', 'B', 'C', 'Gone'].map((FirstName) => create(owner, { FirstName })))
    await owner.ok('contacts/merge', { Ids: [b, a] })
    await owner.ok('contacts/merge', { Ids: [c, b] })
    await owner.ok(`contacts/delete/${gone}`)
    const rows = csv(['Id', 'Job title'], [String(a), 'Countess'], [String(c), 'Countess'], [String(gone), 'Nobody'])
    for (const DryRun of [true, false]) {
      const { Id } = await importFile(owner, rows, { MatchOn: ['Id'], DryRun })
      const { Rows } = await owner.ok(`imports/rows/${Id}`)
      assert.deepEqual(
        Rows.map(({ Verdict, ContactId }: Body) => [Verdict, ContactId]),
        [
          ['UPDATED', c],
          ['UNCHANGED', c],
          ['ERROR', undefined],
        ],
      )
      assert.match(Rows[2].Errors[0].Message, /in the trash/)
    }
    const read = await owner.ok(`contacts/get/${a}`)
    assert.deepEqual([read.Id, read.JobTitle], [c, 'Countess'])
  })

  test('property by property, somebody chooses of which contact, or says another value', async () => {
    const owner = await newCustomer(server())
    await changeFields(owner, [{ Name: 'Tier' }])
    const one = await create(owner, { Emails: [{ Value: 'a@x.org' }], CustomFields: { '#Tier': 'gold' }, Notes: 'x' })
    const two = await create(owner, {
      FirstName: 'Augusta',
      Emails: [{ Value: 'b@x.org' }],
      CustomFields: { '#Tier': 'iron' },
    })
    const { Contact, Left } = await owner.ok('contacts/merge', {
      Ids: [one, two],
      Into: two,
      Choose: { FirstName: two.toUpperCase(), Emails: one, '#tier': one, Notes: two },
      Values: { LastName: 'King', Labels: ['#new'], OrganizationName: 'Engines' },
    })
    assert.equal(Contact.Id, two)
    assert.deepEqual(writtenOf(Contact), {
      RecordType: 'PERSON',
      FirstName: 'Augusta',
      LastName: 'King',
      OrganizationName: 'Engines',
      Emails: [{ Value: 'a@x.org' }],
      Labels: ['#new'],
      CustomFields: { '#Tier': 'gold' },
    })
    assert(Left.some(({ Property, Value }: Body) => Property === 'Emails' && Value[0].Value === 'b@x.org'))
    assert(Left.some(({ Property, Value }: Body) => Property === 'Notes' && Value === 'x'))
  })

  test('an old id goes on meaning the survivor, over several merges', async () => {
    const owner = await newCustomer(server())
    const [a, b, c] = [
      await create(owner, { FirstName: 'A' }),
      await create(owner, { FirstName: 'B' }),
      await create(owner, { FirstName: 'C' }),
    ]
    await owner.ok('contacts/merge', { Ids: [b, a] })
    const stale = await owner.ok(`contacts/get/${a}`)
    assert.equal(stale.Id, b)
    const { Contact } = await owner.ok('contacts/merge', { Ids: [c, b] })
    for (const id of [a, b, c, a.toUpperCase()]) assert.deepEqual(await owner.ok(`contacts/get/${id}`), Contact)
    const updated = await owner.ok(`contacts/update/${a}`, { JobTitle: 'Countess' })
    assert.deepEqual([updated.Id, updated.JobTitle, updated.FirstName], [c, 'Countess', 'C'])
    // A whole instance of what there was would write over what was merged into.
    assert.equal((await owner.refused(`contacts/update/${a}`, { Version: 1, JobTitle: 'x' })).ErrorCode, 'CONFLICT')
    assert.equal(
      (await owner.ok('contacts/upsert', { MatchOn: 'Id', Contact: { Id: b, Department: 'Analysis' } })).Id,
      c,
    )
    const { Results } = await owner.ok('contacts/batch', {
      Items: [
        { Operation: 'UPDATE', Id: a, Contact: { Notes: 'by a' } },
        { Operation: 'UPDATE', Id: b, Contact: { Notes: 'by b' } },
        { Operation: 'DELETE', Id: a },
      ],
    })
    assert.deepEqual(
      Results.map(({ Verdict }: Body) => Verdict),
      ['UPDATED', 'FAILED', 'UNCHANGED'],
    )
    await owner.ok(`contacts/delete/${b}`)
    assert.equal((await owner.ok(`contacts/get/${a}`)).Notes, 'by a')
    await owner.ok(`contacts/delete/${c}`)
    for (const id of [a, b, c]) await owner.refused(`contacts/get/${id}`)
    await owner.refused(`contacts/update/${a}`, { JobTitle: 'x' })
  })

  test('what cannot be merged is refused, all faults at once, and nothing is done', async () => {
    const [owner, stranger] = [await newCustomer(server()), await newCustomer(server())]
    const [one, two, gone, old] = [await create(owner), await create(owner), await create(owner), await create(owner)]
    const theirs = await create(stranger)
    await owner.ok(`contacts/delete/${gone}`)
    await owner.ok('contacts/merge', { Ids: [two, old] })
    const refused = await owner.refused('contacts/merge', { Ids: [one, theirs, gone, old, randomUUID()] })
    assert.deepEqual(
      refused.Errors.map(({ Path, Message }: Body) => [Path, Message]),
      [
        ['Ids[1]', 'is no id of a contact'],
        ['Ids[2]', 'is in the trash'],
        ['Ids[3]', `was merged into ${two}`],
        ['Ids[4]', 'is no id of a contact'],
      ],
    )
    const merge = async (input: object) => faultyPaths(await owner.refused('contacts/merge', input))
    assert.deepEqual(await merge({ Ids: [one, 'x', one.toUpperCase()] }), ['Ids[1]', 'Ids[2]'])
    assert.deepEqual(await merge({ Ids: [one] }), ['Ids'])
    assert.deepEqual(await merge({ Ids: [one, one] }), ['Ids'])
    assert.deepEqual(await merge({ Ids: Array.from({ length: 21 }, () => randomUUID()) }), ['Ids'])
    assert.deepEqual(await merge({ Ids: [one, two], Into: gone }), ['Into'])
    assert.deepEqual(
      await merge({ Ids: [one, two], Choose: { FirstName: gone, Id: one, '#Nope': one, Version: two } }),
      ['Choose.#Nope', 'Choose.FirstName', 'Choose.Id', 'Choose.Version'],
    )
    assert.deepEqual(
      await merge({ Ids: [one, two], Values: { Id: one, ContactTypes: ['NOBODY'], Labels: ['#made?'] } }),
      ['Values.Id'],
    )
    assert.deepEqual(await merge({ Ids: [one, two], Values: { FirstName: null, LastName: null } }), ['FirstName'])
    assert.deepEqual(
      (await owner.ok('labels/list')).filter(({ Name }: Body) => Name === '#made?'),
      [],
    )
    assert.equal(await contactCount(owner), 4)
  })

  test('more than a contact can have is refused with what it is, and can be chosen', async () => {
    const owner = await newCustomer(server())
    const many = (from: number) => Array.from({ length: 150 }, (_, n) => ({ Value: `m${from + n}@example.com` }))
    const one = await create(owner, { Emails: many(0), Notes: 'a'.repeat(60_000) })
    const two = await create(owner, { Emails: many(100), Notes: 'b'.repeat(60_000) })
    const { Errors } = await owner.refused('contacts/merge', { Ids: [one, two] })
    assert.deepEqual(
      Errors.map(({ Path }: Body) => Path),
      ['Emails', 'Notes'],
    )
    assert.match(Errors[0].Message, /more than 200 values/)
    const { Contact } = await owner.ok('contacts/merge', { Ids: [one, two], Choose: { Emails: two, Notes: one } })
    assert.deepEqual([Contact.Emails.length, Contact.Notes[0]], [150, 'a'])
  })

  test('twice at once, one of the two is refused; in a circle, too', async () => {
    const owner = await newCustomer(server())
    for (let round = 0; round < 3; round++) {
      const [one, two] = [await create(owner), await create(owner)]
      const calls = [{ Ids: [one, two] }, { Ids: [two, one] }]
      const answers = await Promise.all(calls.map((input) => owner.call('contacts/merge', input)))
      assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 400])
      const survivor = answers.find(({ status }) => status === 200)?.body.Contact.Id
      assert.equal((await owner.ok(`contacts/get/${one}`)).Id, survivor)
      assert.equal((await owner.ok(`contacts/get/${two}`)).Id, survivor)
    }
    assert.equal((await owner.ok('customers/get')).Usage.Contacts, 3)
  })

  test('the same call again with its key does nothing twice; as a request it is done as well', async () => {
    const owner = await newCustomer(server())
    const [one, two, three] = [await create(owner), await create(owner), await create(owner)]
    const options = { headers: { 'idempotency-key': 'merge' } }
    const first = await owner.ok('contacts/merge', { Ids: [one, two] }, options)
    assert.deepEqual(await owner.ok('contacts/merge', { Ids: [one, two] }, options), first)
    const { RequestId } = await owner.ok('contacts/merge?async=true', { Ids: [one, three] })
    const { Result } = await processed(owner, RequestId)
    assert.deepEqual(Result.Merged, [three])
  })

  test('a full plan merges all the same; a user may, and the audit has it', async () => {
    const owner = await newCustomer(server())
    const user = await newColleague(server(), owner)
    const [one, two] = [await create(user), await create(user)]
    const Items = Array.from({ length: 30 }, () => ({ Operation: 'CREATE', Contact: person() }))
    await user.ok('contacts/batch', { Items })
    await owner.ok('customers/update-plan', { CustomerId: owner.customerId, Plan: 'FREE', SetupToken: setupToken })
    await user.ok('contacts/merge', { Ids: [one, two] })
    const { Entries = [], Rows = [] } = await owner.ok('audit/list', {})
    assert.match(JSON.stringify([...Entries, ...Rows]), /contacts\/merge/)
  })

  test('a person who is erased goes with all that were merged, by whichever id', async () => {
    for (const which of [0, 1, 2]) {
      const owner = await newCustomer(server())
      const [a, b, c] = [await create(owner, { Notes: 'a' }), await create(owner), await create(owner)] as [
        string,
        string,
        string,
      ]
      const other = await create(owner, { FirstName: 'Charles' })
      await owner.ok('contacts/merge', { Ids: [b, a] })
      await owner.ok('contacts/merge', { Ids: [c, b] })
      const { Contact, Changes } = await owner.ok(`contacts/erase/${[a, b, c][which]}`)
      assert.deepEqual([Contact, Changes >= 6], [true, true])
      assert.equal(await contactCount(owner), 1)
      for (const id of [a, b, c]) await owner.refused(`contacts/get/${id}`)
      assert.equal((await owner.ok(`contacts/get/${other}`)).FirstName, 'Charles')
    }
  })
})

test('the change log has what a merge did, in one change set, and whom each was merged into', async (t) => {
  const server = await serverFor(t, await emptyDatabase('postgres'))
  const owner = await newCustomer(server)
  const [one, two] = [await create(owner, { Notes: 'a' }), await create(owner, { Notes: 'b' })]
  await owner.ok('contacts/merge', { Ids: [one, two] })
  const changes = await rowsOf(
    server.data,
    `select entity_id, before, after from changes join change_sets s on s.id = change_set_id
     where operation = 'contacts/merge' order by sequence`,
  )
  const [{ deleted_at, merged_into }] = (await rowsOf(
    server.data,
    'select deleted_at, merged_into from contacts where id = $1',
    [two],
  )) as [Body]
  assert.equal(merged_into, one)
  assert.deepEqual(changes, [
    { entity_id: one, before: { Notes: 'a', Version: 1 }, after: { Notes: 'a\n\nb', Version: 2 } },
    {
      entity_id: two,
      before: { Version: 1, DeletedDate: null, MergedInto: null },
      after: { Version: 2, DeletedDate: deleted_at.toISOString(), MergedInto: one },
    },
  ])
  assert.equal(
    (await rowsOf(server.data, `select distinct change_set_id from changes where entity_id = any($1)`, [[two]])).length,
    2,
  )
})

test('an old id means the survivor when the trash has lost it, too, until that is erased', async (t) => {
  const server = await serverFor(t, await emptyDatabase('postgres'))
  const owner = await newCustomer(server)
  const [a, b, c] = [await create(owner), await create(owner), await create(owner)]
  await owner.ok('contacts/merge', { Ids: [b, a] })
  await owner.ok('contacts/merge', { Ids: [c, b] })
  const database = await openDatabase({
    DATABASE_URL: server.data['DATABASE_URL'],
    DATABASE_CONNECTIONS: 1,
    DATA_DIR: '',
  })
  try {
    await rowsOf(
      server.data,
      `update contacts set deleted_at = now() - interval '61 days' where deleted_at is not null`,
    )
    await sweep(database)
  } finally {
    await database.close()
  }
  assert.deepEqual(await inTrash(owner), [])
  for (const id of [a, b]) assert.equal((await owner.ok(`contacts/get/${id}`)).Id, c)
  assert.equal((await owner.ok(`contacts/update/${a}`, { Notes: 'x' })).Id, c)
  await owner.ok(`contacts/erase/${a}`)
  for (const id of [a, b, c]) await owner.refused(`contacts/get/${id}`)
  assert.deepEqual(await rowsOf(server.data, 'select id from merged_contacts'), [])
})
