import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, test } from 'node:test'
import pg from 'pg'
import {
  type Answer,
  allContacts,
  at,
  changeFields,
  contactCount,
  eventually,
  faultyPaths,
  type Member,
  newColleague,
  newCustomer,
  person,
  processed,
} from './api.ts'
import { lockAwaited, rowsOf } from './database.ts'
import { databaseKinds, emptyDatabase, onEachDatabase, serverFor, setupToken } from './server.ts'

type Body = Answer['body']

const update = 'contacts/bulk-update'
const remove = 'contacts/bulk-delete'
const restore = 'contacts/bulk-restore'

/** Does a bulk operation to its end. @returns what became of the contacts */
async function bulk(who: Member, path: string, input: object): Promise<Body> {
  const { RequestId } = await who.ok(path, input)
  const { ProcessStatus, PercentComplete, Result, ErrorMessage } = await processed(who, RequestId)
  assert.deepEqual([ProcessStatus, PercentComplete], ['PROCESSED', 100], ErrorMessage)
  return Result
}

const counts = (Found: number, Changed: number, Unchanged = 0, Failed = 0) => ({ Found, Changed, Unchanged, Failed })

async function assertBulk(who: Member, path: string, input: object, expected: object): Promise<void> {
  assert.deepEqual(await bulk(who, path, input), { ...expected, Errors: [] })
}

/** Contacts made in one call. @returns their ids, in the order in which they were made */
async function createEach(who: Member, contacts: object[]): Promise<string[]> {
  const ids: string[] = []
  for (let from = 0; from < contacts.length; from += 1000) {
    const Items = contacts.slice(from, from + 1000).map((Contact) => ({ Operation: 'CREATE', Contact }))
    const { Results } = await who.ok('contacts/batch', { Items })
    ids.push(...Results.map(({ Id, Verdict, ErrorMessage }: Body) => (Verdict === 'CREATED' ? Id : ErrorMessage)))
  }
  return ids
}

const people = (count: number, more: (index: number) => object = () => ({})) =>
  Array.from({ length: count }, (_, index) => person({ LastName: `N${index}`, ...more(index) }))

const get = (who: Member, id: string): Promise<Body> => who.ok(`contacts/get/${id}`)
const getAll = (who: Member, ids: string[]): Promise<Body[]> => Promise.all(ids.map((id) => get(who, id)))
const jobIs = (Value: string) => ({ Filter: { Property: 'JobTitle', Operator: 'EQUALS', Value } })

/** The versions of contacts, by id. */
const versions = async (who: Member): Promise<Map<string, number>> =>
  new Map((await allContacts(who)).map(({ Id, Version }) => [Id, Version]))

onEachDatabase((server) => {
  test('Set changes the contacts that a search finds, and no other', async () => {
    const owner = await newCustomer(server())
    const jobs = ['baker', 'smith', 'baker']
    const ids = await createEach(
      owner,
      people(3, (index) => ({ JobTitle: jobs[index], Notes: 'Old' })),
    )
    const accepted = await owner.ok(update, { Search: jobIs('baker'), Set: { Notes: 'New', Status: 'active' } })
    assert.deepEqual([accepted.Operation, accepted.ProcessStatus], [update, 'PROCESSING'])
    const { Result } = await processed(owner, accepted.RequestId)
    assert.deepEqual(Result, { ...counts(2, 2), Errors: [] })
    const said = (await getAll(owner, ids)).map(({ Notes, Status, Version }) => [Notes, Status, Version])
    assert.deepEqual(said, [
      ['New', 'active', 2],
      ['Old', undefined, 1],
      ['New', 'active', 2],
    ])
    await assertBulk(owner, update, { Search: jobIs('nobody'), Set: { Notes: 'x' } }, counts(0, 0))
    await assertBulk(owner, update, { Search: { SearchText: 'N1' }, Set: { Notes: 'Old' } }, counts(1, 0, 1))
    await assertBulk(owner, update, { Search: {}, Set: { Notes: 'New' } }, counts(3, 1, 2))
    assert.deepEqual([...(await versions(owner)).values()], [2, 2, 2])
  })

  test('a search that the edit makes untrue still has each contact once', async () => {
    const owner = await newCustomer(server())
    await createEach(
      owner,
      people(620, () => ({ JobTitle: 'baker' })),
    )
    await assertBulk(
      owner,
      update,
      { Search: jobIs('baker'), Set: { JobTitle: 'smith' }, ExpectedCount: 620 },
      counts(620, 620),
    )
    await assertBulk(owner, update, { Search: jobIs('baker'), Set: { JobTitle: 'x' } }, counts(0, 0))
    assert.deepEqual(new Set((await versions(owner)).values()), new Set([2]))
  })

  test('Ids names the contacts, each once, whether or not it is there', async () => {
    const owner = await newCustomer(server())
    const [one = '', two = '', three = '', gone = ''] = await createEach(owner, people(4))
    await owner.ok(`contacts/delete/${gone}`)
    const Ids = [two, one, two, randomUUID(), gone]
    await assertBulk(owner, update, { Ids, Set: { Notes: 'New' } }, counts(2, 2))
    assert.deepEqual(
      await versions(owner),
      new Map([
        [one, 2],
        [two, 2],
        [three, 1],
      ]),
    )
    await assertBulk(owner, update, { Ids: [randomUUID()], Set: { Notes: 'x' } }, counts(0, 0))
    await assertBulk(owner, update, { Ids: [three.toUpperCase()], Set: { Notes: 'New' } }, counts(1, 1))
  })

  test('SegmentId names the contacts of the segment', async () => {
    const owner = await newCustomer(server())
    const types = ['LEAD', 'VENDOR', 'LEAD']
    const ids = await createEach(
      owner,
      people(3, (index) => ({ ContactTypes: [types[index]], Notes: `${index}` })),
    )
    const Filter = { Property: 'ContactTypes', Operator: 'ANY_OF', Values: ['LEAD'] }
    const { Id: SegmentId } = await owner.ok('segments/create', { Name: 'Some leads', Search: { Filter } })
    await assertBulk(owner, update, { Search: { SegmentId }, Add: { Labels: ['#lead'] } }, counts(2, 2))
    const narrower = { SegmentId, Filter: { Property: 'Notes', Operator: 'EQUALS', Value: '2' } }
    await assertBulk(owner, update, { Search: narrower, Set: { Status: 'hot' } }, counts(1, 1))
    const said = (await getAll(owner, ids)).map(({ Labels, Status }) => [Labels, Status])
    assert.deepEqual(said, [
      [['#lead'], undefined],
      [undefined, undefined],
      [['#lead'], 'hot'],
    ])
    const unknown = { Search: { SegmentId: randomUUID() }, Set: { Notes: 'x' } }
    await owner.refused(update, unknown)
    const colleague = await newColleague(server(), owner)
    await colleague.refused(update, { Search: { SegmentId }, Set: { Notes: 'private' } })
    assert.equal((await get(owner, ids[0] ?? '')).Notes, '0')
  })

  test('the edit of a segment may end it, also over several steps', async () => {
    const owner = await newCustomer(server())
    await createEach(
      owner,
      people(1100, () => ({ JobTitle: 'baker' })),
    )
    const { Id: SegmentId } = await owner.ok('segments/create', { Name: 'Bakers', Search: jobIs('baker') })
    const { RequestId } = await owner.ok(update, { Search: { SegmentId }, Set: { Notes: 'x' }, ExpectedCount: 1100 })
    // The segment is read once, when the bulk begins.
    await owner.ok(`segments/delete/${SegmentId}`)
    const { ProcessStatus, Result, ErrorMessage } = await processed(owner, RequestId)
    assert.equal(ProcessStatus, 'PROCESSED', ErrorMessage)
    assert.deepEqual(Result, { ...counts(1100, 1100), Errors: [] })
  })

  test('Set with null clears, also all custom fields', async () => {
    const owner = await newCustomer(server())
    await changeFields(owner, [{ Name: 'Tier' }, { Name: 'Score', Type: 'NUMBER' }])
    const CustomFields = { '#Tier': 'gold', '#Score': 5 }
    const more = { JobTitle: 'x', Emails: [{ Value: 'a@example.com' }], Labels: ['#a'], CustomFields }
    const [one = '', two = ''] = await createEach(
      owner,
      people(2, (index) => (index === 0 ? more : {})),
    )
    const clearing = { JobTitle: null, Emails: null, Labels: null, CustomFields: { '#Tier': null } }
    await assertBulk(owner, update, { Search: {}, Set: clearing }, counts(2, 1, 1))
    const read = await get(owner, one)
    assert.deepEqual([read.JobTitle, read.Emails, read.Labels], [undefined, undefined, undefined])
    assert.deepEqual(read.CustomFields, { '#Score': 5 })
    await assertBulk(owner, update, { Ids: [one, two], Set: { CustomFields: null } }, counts(2, 1, 1))
    assert.equal((await get(owner, one)).CustomFields, undefined)
  })

  test('Add and Remove change labels and contact types one by one', async () => {
    const owner = await newCustomer(server())
    const had = [['#a', '#b'], ['#b'], undefined]
    const ids = await createEach(
      owner,
      people(3, (index) => (had[index] ? { Labels: had[index] } : {})),
    )
    const edit = { Add: { Labels: ['#B', '#new'], ContactTypes: ['lead'] }, Remove: { Labels: ['#A'] } }
    await assertBulk(owner, update, { Search: {}, ...edit }, counts(3, 3))
    const labels = async () => (await getAll(owner, ids)).map(({ Labels }) => Labels?.toSorted())
    assert.deepEqual(await labels(), [
      ['#b', '#new'],
      ['#b', '#new'],
      ['#b', '#new'],
    ])
    await assertBulk(owner, update, { Search: {}, ...edit }, counts(3, 0, 3))
    await assertBulk(owner, update, { Ids: ids.slice(1), Remove: { Labels: ['#b', '#NEW'] } }, counts(2, 2))
    await assertBulk(owner, update, { Search: {}, Remove: { ContactTypes: ['LEAD', 'VENDOR'] } }, counts(3, 3))
    assert.deepEqual(await labels(), [['#b', '#new'], undefined, undefined])
    for (const { ContactTypes } of await getAll(owner, ids)) assert.equal(ContactTypes, undefined)
    const names = (await owner.ok('labels/list')).map(({ Name }: Body) => Name)
    assert.deepEqual(names.toSorted(), ['#a', '#b', '#new', '#voyzu shared'])
  })

  test('Add and Remove of e-mails go by the address, or by what is said of it', async () => {
    const owner = await newCustomer(server())
    const old = { Value: 'Info@Example.org', Label: 'work' }
    const own = { Value: 'ada@example.com', Label: 'old', Primary: true }
    const [one = '', two = ''] = await createEach(
      owner,
      people(2, (index) => (index === 0 ? { Emails: [old, own] } : {})),
    )
    const adding = { Emails: [{ Value: 'INFO@example.org', Label: 'home' }] }
    await assertBulk(owner, update, { Search: {}, Add: adding }, counts(2, 1, 1))
    assert.deepEqual((await get(owner, one)).Emails, [old, own])
    assert.deepEqual((await get(owner, two)).Emails, adding.Emails)
    await assertBulk(owner, update, { Search: {}, Remove: { Emails: [{ Value: 'info@example.org' }] } }, counts(2, 2))
    assert.deepEqual((await get(owner, one)).Emails, [own])
    assert.equal((await get(owner, two)).Emails, undefined)
    const both = { Emails: [{ Value: own.Value, Label: 'work' }] }
    await assertBulk(owner, update, { Search: {}, Remove: both }, counts(2, 0, 2))
  })

  test('Add and Remove change the options of a MULTILIST', async () => {
    const owner = await newCustomer(server())
    await changeFields(owner, [{ Name: 'Colours', Type: 'MULTILIST', Options: ['red', 'green', 'blue'] }])
    const ids = await createEach(
      owner,
      people(2, (index) => (index === 0 ? { CustomFields: { '#Colours': ['red', 'blue'] } } : {})),
    )
    const field = (...options: string[]) => ({ CustomFields: { '#colours': options } })
    await assertBulk(owner, update, { Search: {}, Add: field('green', 'red'), Remove: field('blue') }, counts(2, 2))
    const colours = async () =>
      (await getAll(owner, ids)).map(({ CustomFields }) => CustomFields?.['#Colours'].toSorted())
    assert.deepEqual(await colours(), [
      ['green', 'red'],
      ['green', 'red'],
    ])
    await assertBulk(owner, update, { Ids: ids.slice(0, 1), Remove: field('red', 'green') }, counts(1, 1))
    assert.deepEqual(await colours(), [undefined, ['green', 'red']])
    const faulty = { Search: {}, Add: field('red', 'pink') }
    assert.deepEqual(faultyPaths(await owner.refused(update, faulty)), ['Add.CustomFields.#colours'])
  })

  test('a DryRun tells the same counts, and changes nothing', async () => {
    const owner = await newCustomer(server())
    const ids = await createEach(owner, [
      ...people(1200, (index) => ({ JobTitle: index % 3 ? 'baker' : 'smith' })),
      { RecordType: 'ORGANIZATION', OrganizationName: 'Only' },
    ])
    const before = await allContacts(owner)
    const edit = { Search: {}, Set: { OrganizationName: null, JobTitle: 'smith' } }
    const dry = await bulk(owner, update, { ...edit, Add: { Labels: ['#dry'] }, DryRun: true })
    const dryOne = await bulk(owner, update, { ...edit, DryRun: true })
    const dryDelete = await bulk(owner, remove, { Search: jobIs('baker'), DryRun: true })
    assert.deepEqual(await allContacts(owner), before)
    assert.equal((await owner.ok('labels/list')).length, 1)
    const { Errors, ...told } = dryOne
    assert.deepEqual(told, counts(1201, 800, 400, 1))
    assert.deepEqual([dry.Changed, dry.Failed], [1200, 1])
    assert.deepEqual(
      Errors.map(({ ContactId }: Body) => ContactId),
      ids.slice(-1),
    )
    assert.deepEqual(dryDelete, { ...counts(800, 800), Errors: [] })
    assert.deepEqual(await bulk(owner, remove, { Search: jobIs('baker'), ExpectedCount: 800 }), dryDelete)
    assert.deepEqual(await bulk(owner, update, { ...edit, ExpectedCount: 401 }), { ...counts(401, 0, 400, 1), Errors })
  })

  test('more than a step is counted to the last contact, and is one change set', async () => {
    const owner = await newCustomer(server())
    const ids = await createEach(
      owner,
      people(1234, (index) => (index % 2 ? { Status: 'active' } : {})),
    )
    const { RequestId } = await owner.ok(update, {
      Search: {},
      Set: { Status: 'active' },
      Add: { Labels: ['#all'] },
      ExpectedCount: 1234,
    })
    const { Result } = await processed(owner, RequestId)
    assert.deepEqual(Result, { ...counts(1234, 1234), Errors: [] })
    await assertBulk(owner, update, { Ids: ids, Set: { Status: 'active' }, ExpectedCount: 1234 }, counts(1234, 0, 1234))
    await assertBulk(owner, update, { Ids: ids, Set: { Notes: 'x' }, ExpectedCount: 1234 }, counts(1234, 1234))
    await assertBulk(
      owner,
      update,
      { Ids: ids.slice(0, 1000), Set: { Notes: 'x' }, ExpectedCount: 1000 },
      counts(1000, 0, 1000),
    )
    await assertBulk(
      owner,
      update,
      { Ids: ids.slice(0, 500), Set: { Notes: 'y' }, ExpectedCount: 500 },
      counts(500, 500),
    )
    const after = await versions(owner)
    assert.deepEqual(
      ids.map((id) => after.get(id)),
      ids.map((_, index) => (index < 500 ? 4 : 3)),
    )
    if (server().kind !== 'postgres') return
    const sets = await rowsOf(
      server().data,
      `select s.id, count(distinct c.entity_id)::integer as contacts, count(*)::integer as changes
       from change_sets s join changes c on c.change_set_id = s.id and c.customer_id = s.customer_id
       where s.customer_id = $1 and s.operation = $2 and c.entity = 'contact' group by s.id order by s.id`,
      [owner.customerId, update],
    )
    assert.equal(sets[0]?.['id'], RequestId)
    assert.deepEqual(
      sets.map(({ contacts, changes }) => [contacts, changes]),
      [
        [1234, 1234],
        [1234, 1234],
        [500, 500],
      ],
    )
  })

  test('contacts that the edit would make invalid fail, and are listed', async () => {
    const owner = await newCustomer(server())
    const [bare = '', whole = ''] = await createEach(owner, [
      { RecordType: 'PERSON', FirstName: 'Ada' },
      person(),
      ...people(130, () => ({ LastName: null, JobTitle: 'baker' })),
    ])
    const result = await bulk(owner, update, { Ids: [bare, whole], Set: { FirstName: null, Notes: 'New' } })
    const { Errors, ...told } = result
    assert.deepEqual(told, counts(2, 1, 0, 1))
    const [{ ErrorMessage, ...error }, ...more] = Errors
    const Message = 'or LastName is needed for a PERSON'
    assert.deepEqual(error, { ContactId: bare, ErrorCode: 'INVALID', Errors: [{ Path: 'FirstName', Message }] })
    assert.match(ErrorMessage, /FirstName/)
    assert.deepEqual(more, [])
    const [bareNow, wholeNow] = await getAll(owner, [bare, whole])
    assert.deepEqual([bareNow.FirstName, bareNow.Notes, bareNow.Version], ['Ada', undefined, 1])
    assert.deepEqual([wholeNow.FirstName, wholeNow.Notes, wholeNow.Version], [undefined, 'New', 2])
    const many = await bulk(owner, update, { Search: jobIs('baker'), Set: { FirstName: null }, ExpectedCount: 130 })
    assert.deepEqual([many.Failed, many.Errors.length], [130, 100], 'the first 100 are told')
  })

  test('bulk-delete puts contacts into the trash', async () => {
    const owner = await newCustomer(server())
    const ids = await createEach(
      owner,
      people(700, (index) => ({ JobTitle: index < 620 ? 'baker' : 'smith' })),
    )
    await assertBulk(owner, remove, { Search: jobIs('baker'), ExpectedCount: 620 }, counts(620, 620))
    await assertBulk(owner, remove, { Search: jobIs('baker') }, counts(0, 0))
    await assertBulk(owner, remove, { Ids: ids.slice(610, 630) }, counts(10, 10))
    const total = async (more: object) => (await owner.ok('contacts/search', { Total: 'EXACT', ...more })).TotalCount
    assert.deepEqual([await total({}), await total({ Trash: true })], [70, 630])
    await assertBulk(owner, update, { Ids: ids, Set: { Notes: 'x' } }, counts(70, 70))
    await assertBulk(owner, remove, { Search: {} }, counts(70, 70))
    assert.deepEqual([await total({}), await total({ Trash: true })], [0, 700])
  })

  test('bulk-restore takes contacts out of the trash, as many as the plan includes, and is undone', async () => {
    const owner = await newCustomer(server())
    const ids = await createEach(
      owner,
      people(700, (index) => ({ JobTitle: index < 620 ? 'baker' : 'smith' })),
    )
    await bulk(owner, remove, { Search: {}, ExpectedCount: 700 })
    const inTrash = async (Search = {}) =>
      (await owner.ok('contacts/search', { ...Search, Trash: true, Total: 'EXACT' })).TotalCount
    await assertBulk(owner, restore, { Search: jobIs('baker'), DryRun: true }, counts(620, 620))
    assert.equal(await inTrash(), 700)
    await assertBulk(owner, restore, { Search: jobIs('baker') }, counts(620, 620))
    await assertBulk(owner, restore, { Ids: ids.slice(610, 630) }, counts(10, 10))
    assert.deepEqual([await inTrash(jobIs('baker')), await inTrash()], [0, 70])
    const [{ Id, Kind }] = (await owner.ok('changesets/list', { PageSize: 1 })).Rows
    assert.equal(Kind, 'RESTORE')
    await bulk(owner, `changesets/undo/${Id}`, {})
    assert.equal(await inTrash(), 80)
    await owner.ok('customers/update-plan', { CustomerId: owner.customerId, Plan: 'FREE', SetupToken: setupToken })
    await bulk(owner, remove, { Ids: ids.slice(0, 610), ExpectedCount: 610 })
    for (const DryRun of [true, false]) {
      const { Changed, Failed, Errors } = await bulk(owner, restore, { Search: {}, DryRun })
      assert.deepEqual([Changed, Failed, Errors.length, Errors[0].ErrorCode], [20, 670, 100, 'PLAN'])
    }
    await owner.refused(restore, { Search: { Trash: true } })
  })

  for (const by of ['Search', 'Ids'])
    test(`bulk-restore by ${by} leaves what is deleted after it has begun`, async () => {
      const owner = await newCustomer(server())
      const old = await createEach(owner, people(2400))
      const others = await createEach(owner, people(100))
      await bulk(owner, remove, { Ids: old, ExpectedCount: 2400 })
      const which = by === 'Search' ? { Search: {} } : { Ids: [...old, ...others] }
      const { RequestId } = await owner.ok(restore, which)
      await owner.ok('contacts/batch', { Items: others.map((Id) => ({ Operation: 'DELETE', Id })) })
      const { Result, ErrorMessage } = await processed(owner, RequestId)
      assert.deepEqual(Result, { ...counts(2400, 2400), Errors: [] }, ErrorMessage)
      const { TotalCount } = await owner.ok('contacts/search', { Trash: true, Total: 'EXACT' })
      assert.equal(TotalCount, 100)
    })

  test('bulk-restore by a Search leaves what was merged where it is; Ids take it apart again', async () => {
    const owner = await newCustomer(server())
    const [one = '', two = '', three = ''] = await createEach(owner, people(3))
    await owner.ok('contacts/merge', { Ids: [one, two] })
    await owner.ok(`contacts/delete/${three}`)
    const inTrash: Body[] = (await owner.ok('contacts/search', { Trash: true, Sort: [{ Property: 'LastName' }] })).Rows
    assert.deepEqual(
      inTrash.map(({ Id, MergedInto }) => [Id, MergedInto]),
      [
        [two, one],
        [three, undefined],
      ],
    )
    const listed = async () => (await allContacts(owner)).map(({ Id }) => Id).toSorted()
    await assertBulk(owner, restore, { Search: {}, DryRun: true }, counts(1, 1))
    await assertBulk(owner, restore, { Search: {} }, counts(1, 1))
    assert.deepEqual(await listed(), [one, three].toSorted())
    await assertBulk(owner, restore, { Search: {} }, counts(0, 0))
    assert.equal((await get(owner, two)).Id, one, 'the id goes on meaning the survivor')
    await assertBulk(owner, restore, { Ids: [two] }, counts(1, 1))
    assert.deepEqual(await listed(), [one, two, three].toSorted())
    assert.equal((await get(owner, two)).Id, two)
  })

  test('bulk-restore begins a step again where a colleague takes some of the room meanwhile', async () => {
    // On the embedded database nobody comes in between.
    if (server().kind !== 'postgres') return
    const owner = await newCustomer(server())
    const ids = await createEach(owner, people(40))
    await bulk(owner, remove, { Ids: ids.slice(0, 20) })
    await owner.ok('customers/update-plan', { CustomerId: owner.customerId, Plan: 'FREE', SetupToken: setupToken })
    const colleague = new pg.Client(server().data['DATABASE_URL'])
    await colleague.connect()
    try {
      await colleague.query('begin')
      const add = 'update customer_counters set contacts = contacts + 1 where customer_id = $1'
      await colleague.query(add, [owner.customerId])
      const { RequestId } = await owner.ok(restore, { Search: {} })
      await lockAwaited(server().data)
      await colleague.query('commit')
      const { ProcessStatus, Result, ErrorMessage } = await processed(owner, RequestId)
      assert.equal(ProcessStatus, 'PROCESSED', ErrorMessage)
      assert.deepEqual([Result.Changed, Result.Failed], [9, 11])
    } finally {
      await colleague.end()
    }
  })

  test('progress moves up, and others are answered meanwhile', async () => {
    const owner = await newCustomer(server())
    await createEach(owner, people(3000))
    const { RequestId } = await owner.ok(update, { Search: {}, Set: { Notes: 'New' }, ExpectedCount: 3000 })
    const seen: Body[] = []
    const done = await eventually('it is done', async () => {
      const status = await owner.ok(`request/get/${RequestId}`)
      seen.push(status)
      return status.ProcessStatus === 'PROCESSING' ? undefined : status
    })
    const percents = seen.map(({ PercentComplete }) => PercentComplete)
    assert.deepEqual(
      percents,
      percents.toSorted((a, b) => a - b),
    )
    assert.equal(done.PercentComplete, 100)
    const between = seen.filter(({ PercentComplete }) => PercentComplete > 0 && PercentComplete < 100)
    assert(between.length > 0, `${percents}`)
    for (const { PercentComplete, Commentary } of between) {
      const [, passed = ''] = /^([\d,]+) of 3,000 contacts$/.exec(Commentary) ?? []
      const contacts = Number(passed.replace(',', ''))
      assert.equal(contacts % 500, 0, Commentary)
      assert.equal(PercentComplete, Math.min(99, Math.floor(contacts / 30)))
    }
    assert.deepEqual(done.Result, { ...counts(3000, 3000), Errors: [] })
  })

  test('a cancel in the middle leaves what was done, and touches nothing more', async () => {
    const owner = await newCustomer(server())
    // Steps go in the order of the ids.
    const ids = (await createEach(owner, people(5000))).toSorted()
    const { RequestId } = await owner.ok(update, { Search: {}, Set: { Notes: 'New' }, ExpectedCount: 5000 })
    await begun(owner, RequestId)
    const { ProcessStatus, StatusCode, ErrorCode, ErrorMessage } = await owner.ok(`request/cancel/${RequestId}`)
    assert.deepEqual([ProcessStatus, StatusCode, ErrorCode], ['FAIL', 540, 'CANCELLED'])
    assert.match(ErrorMessage, /What had been done before stays/)
    const after = await versions(owner)
    const changed = ids.filter((id) => after.get(id) === 2).length
    assert(changed > 0 && changed < 5000 && changed % 500 === 0, `${changed} are changed`)
    await assertBulk(owner, update, { Ids: ids.slice(0, 1), Set: { Status: 'x' } }, counts(1, 1))
    const later = await versions(owner)
    assert.deepEqual(
      ids.map((id) => later.get(id)),
      ids.map((_, index) => (index === 0 ? 3 : index < changed ? 2 : 1)),
    )
    assert.equal((await owner.ok(`request/get/${RequestId}`)).ProcessStatus, 'FAIL')
  })

  test('what cannot be done is refused at once, and names every fault', async () => {
    const owner = await newCustomer(server())
    await changeFields(owner, [
      { Name: 'Colours', Type: 'MULTILIST', Options: ['red'] },
      { Name: 'Tier', Type: 'TEXT' },
    ])
    const [Id = ''] = await createEach(
      owner,
      people(1, () => ({ Labels: ['#there'] })),
    )
    const Search = {}
    const set = { Set: { Notes: 'x' } }
    const refused = async (path: string, input: object) => faultyPaths(await owner.refused(path, input))
    for (const [path, edit] of [
      [update, set],
      [remove, {}],
    ] as const) {
      assert.deepEqual(await refused(path, edit), ['Search'])
      assert.deepEqual(await refused(path, { Search, Ids: [Id], ...edit }), ['Search'])
      assert.deepEqual(await refused(path, { Ids: [], ...edit }), ['Ids'])
      assert.deepEqual(await refused(path, { Ids: Id, ...edit }), ['Ids'])
      const page = { Trash: true, Cursor: 'c', PageNumber: 2 }
      const named = ['Search.Cursor', 'Search.PageNumber', 'Search.Trash']
      assert.deepEqual(await refused(path, { Search: page, ...edit }), named)
      const none = { Search: { Filter: { Property: 'Nothing', Operator: 'EMPTY' } }, ...edit }
      assert.match((await refused(path, none)).join(), /Filter.*Property/)
      assert.deepEqual(await refused(path, { Search, Foo: 1, ...edit }), ['Foo'])
      assert.deepEqual(await refused(path, { Search: { Foo: 1 }, ...edit }), ['Search.Foo'])
    }
    assert.deepEqual(await refused(update, { Search }), ['Set'])
    assert.deepEqual(await refused(update, { Search, Set: {}, Add: {}, Remove: {} }), ['Set'])
    assert.deepEqual(await refused(update, { Search, Set: { FristName: 'x' } }), ['Set.FristName'])
    assert.deepEqual(await refused(update, { Search, Set: { DisplayName: 'x', Id } }), ['Set.DisplayName', 'Set.Id'])
    assert.deepEqual(await refused(update, { Search, Set: { Version: 1 } }), ['Set.Version'])
    const single = { FirstName: 'x', Unsubscribed: true, CustomFields: { '#Tier': 'x' } }
    for (const part of ['Add', 'Remove'])
      assert.deepEqual(await refused(update, { Search, ...set, [part]: single }), [
        `${part}.CustomFields.#Tier`,
        `${part}.FirstName`,
        `${part}.Unsubscribed`,
      ])
    assert.deepEqual(await refused(update, { Search, Remove: { Labels: ['#there', '#unknown'] } }), [
      'Remove.Labels[1]',
    ])
    assert.deepEqual(await refused(update, { Search, Add: { Labels: ['none'], ContactTypes: ['NONE'] } }), [
      'Add.ContactTypes[0]',
      'Add.Labels[0]',
    ])
    const faultySet = { CustomFields: { '#None': 1 } }
    assert.deepEqual(await refused(update, { Search, Set: faultySet, Add: { Labels: ['none'] } }), [
      'Add.Labels[0]',
      'Set.CustomFields.#None',
    ])
    assert.equal((await get(owner, Id)).Version, 1)
    const requests = await owner.ok('request/list')
    assert.deepEqual(
      requests.filter(({ Operation }: Body) => Operation.startsWith('contacts/bulk')),
      [],
    )
  })

  test('Ids that are no ids are refused at once, each by its place', async () => {
    const owner = await newCustomer(server())
    const [Id = ''] = await createEach(owner, people(1))
    for (const [path, edit] of [
      [update, { Set: { Notes: 'x' } }],
      [remove, {}],
    ] as const)
      assert.deepEqual(faultyPaths(await owner.refused(path, { Ids: [Id, 'no-id', Id, "' or 1=1 --"], ...edit })), [
        'Ids[1]',
        'Ids[3]',
      ])
    assert.equal((await get(owner, Id)).Version, 1)
  })

  test('null in Add and Remove is refused at once', async () => {
    const owner = await newCustomer(server())
    await changeFields(owner, [{ Name: 'Colours', Type: 'MULTILIST', Options: ['red'] }])
    await createEach(
      owner,
      people(1, () => ({ CustomFields: { '#Colours': ['red'] }, Labels: ['#a'] })),
    )
    for (const part of ['Add', 'Remove']) {
      const refused = async (edit: object) =>
        faultyPaths(await owner.refused(update, { Search: {}, Set: { Notes: 'x' }, [part]: edit }))
      assert.deepEqual(await refused({ CustomFields: { '#Colours': null } }), [`${part}.CustomFields.#Colours`])
      assert.deepEqual(await refused({ Labels: null }), [`${part}.Labels`])
      assert.deepEqual(await refused({ Emails: null, ContactTypes: null }), [`${part}.ContactTypes`, `${part}.Emails`])
    }
    assert.deepEqual([...(await versions(owner)).values()], [1])
  })

  test("another Customer's contacts are not touched", async () => {
    const [owner, stranger] = [await newCustomer(server()), await newCustomer(server())]
    const Ids = await createEach(owner, people(3))
    const before = await allContacts(owner)
    await assertBulk(stranger, update, { Ids, Set: { Notes: 'x' } }, counts(0, 0))
    await assertBulk(stranger, remove, { Ids }, counts(0, 0))
    await assertBulk(stranger, update, { Search: {}, Set: { Notes: 'x' } }, counts(0, 0))
    await assertBulk(stranger, remove, { Search: {} }, counts(0, 0))
    const { RequestId } = await owner.ok(update, { Ids, Set: { Notes: 'mine' }, DryRun: true })
    assert.equal((await stranger.refused(`request/get/${RequestId}`)).ErrorCode, 'NOT_FOUND')
    assert.equal((await stranger.refused(`request/cancel/${RequestId}`)).ErrorCode, 'NOT_FOUND')
    assert.equal((await processed(owner, RequestId)).ProcessStatus, 'PROCESSED')
    assert.deepEqual(await allContacts(owner), before)
    assert.equal(await contactCount(stranger), 0)
  })

  test('postal addresses are removed by what is said of them', async () => {
    const owner = await newCustomer(server())
    const home = { Label: 'home', City: 'Wellington' }
    const [old, older] = [
      { Label: 'old', City: 'Oslo' },
      { Label: 'Old', City: 'Bergen', Country: 'NO' },
    ]
    const [one = '', two = ''] = await createEach(owner, [
      person({ Addresses: [old, home, older] }),
      person({ Addresses: [home] }),
    ])
    await assertBulk(owner, update, { Search: {}, Remove: { Addresses: [{ Label: 'old' }] } }, counts(2, 1, 1))
    await assertBulk(owner, update, { Search: {}, Add: { Addresses: [older, home] } }, counts(2, 2))
    assert.deepEqual((await get(owner, one)).Addresses, [home, older])
    const both = { Addresses: [{ Label: 'old', City: 'Wellington' }] }
    await assertBulk(owner, update, { Search: {}, Remove: both }, counts(2, 0, 2))
    await assertBulk(owner, update, { Ids: [two], Set: { Addresses: [old] }, Add: { Addresses: [home] } }, counts(1, 1))
    assert.deepEqual((await get(owner, two)).Addresses, [old, home])
  })

  test('an Add of nothing changes nothing', async () => {
    const owner = await newCustomer(server())
    await createEach(owner, people(1))
    await assertBulk(owner, update, { Search: {}, Add: { Labels: [], Emails: [] } }, counts(1, 0, 1))
    assert.deepEqual([...(await versions(owner)).values()], [1])
  })

  test('what an Add names twice is added once', async () => {
    const owner = await newCustomer(server())
    const [Id = ''] = await createEach(owner, people(1))
    const Emails = [{ Value: 'ada@example.com' }, { Value: 'ADA@example.com' }]
    await assertBulk(owner, update, { Search: {}, Add: { Emails } }, counts(1, 1))
    assert.deepEqual((await get(owner, Id)).Emails, Emails.slice(0, 1))
  })

  test('a list that an Add would make longer than it may be fails', async () => {
    const owner = await newCustomer(server())
    const emails = (from: number) => Array.from({ length: 150 }, (_, n) => ({ Value: `e${from + n}@example.com` }))
    const [full = ''] = await createEach(
      owner,
      people(2, (index) => (index === 0 ? { Emails: emails(0) } : {})),
    )
    const { Errors, ...told } = await bulk(owner, update, { Search: {}, Add: { Emails: emails(500) } })
    assert.deepEqual([told, Errors[0]?.ContactId], [counts(2, 1, 0, 1), full])
    assert.deepEqual((await get(owner, full)).Emails, emails(0))
  })

  test('Ids names a contact once, however it is written, also over several steps', async () => {
    const owner = await newCustomer(server())
    const ids = await createEach(owner, people(600))
    const Ids = [...ids, ...ids.map((id) => id.toUpperCase())]
    await assertBulk(owner, update, { Ids, Set: { Notes: 'x' }, ExpectedCount: 600 }, counts(600, 600))
  })

  test('a bulk that is repeated with its key is the first request', async () => {
    const owner = await newCustomer(server())
    const [Id = ''] = await createEach(owner, people(1))
    const headers = { 'idempotency-key': randomUUID() }
    const input = { Ids: [Id], Set: { Notes: 'New' } }
    const first = await owner.ok(update, input, { headers })
    await processed(owner, first.RequestId)
    await owner.ok(`contacts/update/${Id}`, { Notes: 'Changed since' })
    assert.deepEqual(await owner.ok(update, input, { headers }), first)
    assert.deepEqual(await owner.ok(update, input, { headers }), first)
    const later = await owner.ok(`${update}?async=true`, { ...input, Set: { Status: 'x' } })
    assert.deepEqual((await processed(owner, later.RequestId)).Result, { ...counts(1, 1), Errors: [] })
    const { Notes, Version } = await get(owner, Id)
    assert.deepEqual([Notes, Version], ['Changed since', 4])
  })
})

/** Waits until a first step of a request is done, and others are not. */
async function begun(who: Member, requestId: string): Promise<void> {
  let status: Body
  do status = await who.ok(`request/get/${requestId}`)
  while (status.ProcessStatus === 'PROCESSING' && status.PercentComplete === 0)
  assert.equal(status.ProcessStatus, 'PROCESSING', 'it was done too soon to be disturbed')
}

describe('a bulk goes on after kill -9, and changes each contact once', { concurrency: true }, () => {
  for (const kind of databaseKinds)
    test(`on ${kind}`, async (t) => {
      const data = await emptyDatabase(kind)
      const server = await serverFor(t, data)
      const owner = await newCustomer(server)
      const ids = await createEach(owner, people(4000))
      const { RequestId } = await owner.ok(update, { Search: {}, Set: { Notes: 'New' }, ExpectedCount: 4000 })
      await begun(owner, RequestId)
      await server.kill()

      const again = await serverFor(t, data)
      const who = at(again, owner)
      const { ProcessStatus, PercentComplete, Result, ErrorMessage } = await processed(who, RequestId, 60_000)
      assert.deepEqual([ProcessStatus, PercentComplete], ['PROCESSED', 100], ErrorMessage)
      assert.deepEqual(Result, { ...counts(4000, 4000), Errors: [] })
      const after = await versions(who)
      assert.equal(after.size, 4000)
      assert.deepEqual(
        ids.filter((id) => after.get(id) !== 2),
        [],
      )
      assert.equal(await again.stop(), 0)
      const log = await rowsOf(
        data,
        `select change_set_id as id, count(*)::integer as changes, count(distinct entity_id)::integer as contacts
         from changes where customer_id = $1 and entity = 'contact' and before is not null group by change_set_id`,
        [owner.customerId],
      )
      assert.deepEqual(log, [{ id: RequestId, changes: 4000, contacts: 4000 }])
    })
})
