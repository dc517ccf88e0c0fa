/** What became of a contact, as `contacts/history` tells it. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { at, changeFields, type Member, newColleague, newCustomer, person, processed } from './api.ts'
import { compact } from './database.ts'
import { type Body, csv, importFile, undo } from './files.ts'
import { databaseKinds, emptyDatabase, onEachDatabase, secrets, serverFor } from './server.ts'

const history = async (who: Member, id: string, input: object = {}): Promise<Body[]> =>
  (await who.ok(`contacts/history/${id}`, input)).Rows

/** Differences by property: before and after. */
const differences = ({ Differences }: Body) =>
  Object.fromEntries(Differences.map(({ Property, Before, After }: Body) => [Property, [Before, After]]))

const withToken = async (who: Member) => {
  const { Id, Secret } = await who.ok('tokens/create', { Name: 'A program', Scope: 'WRITE' })
  secrets.add(Secret)
  return { id: Id as string, headers: { authorization: `Bearer ${Secret}`, cookie: '' } }
}

onEachDatabase((server) => {
  test('who, when, through what, and what was there before, the newest first', async () => {
    const owner = await newCustomer(server(), { OwnerFirstName: 'Olga', OwnerLastName: 'Owner' })
    const { Id, ...made } = await owner.ok('contacts/create', person({ Notes: 'one', Emails: [{ Value: 'a@x.com' }] }))
    const changed = await owner.ok(`contacts/update/${Id}`, { Notes: 'two', FirstName: 'Ada', Status: 'warm' })
    await owner.ok(`contacts/update/${Id}`, { Emails: null })
    await owner.ok(`contacts/delete/${Id}`)
    const rows = await history(owner, Id)
    assert.deepEqual(
      rows.map(({ Change, Version, Kind, Via }) => [Change, Version, Kind, Via]),
      [
        ['DELETED', 4, 'EDIT', 'WEB'],
        ['UPDATED', 3, 'EDIT', 'WEB'],
        ['UPDATED', 2, 'EDIT', 'WEB'],
        ['CREATED', 1, 'EDIT', 'WEB'],
      ],
    )
    const [deleted, cleared, updated, created] = rows
    assert.deepEqual(deleted.Differences, [])
    assert.deepEqual(differences(cleared), { Emails: [[{ Value: 'a@x.com' }], undefined] })
    assert.deepEqual(differences(updated), { Notes: ['one', 'two'], Status: [undefined, 'warm'] })
    assert.deepEqual(differences(created), {
      RecordType: [undefined, 'PERSON'],
      FirstName: [undefined, 'Ada'],
      LastName: [undefined, 'Lovelace'],
      Notes: [undefined, 'one'],
      Emails: [undefined, [{ Value: 'a@x.com' }]],
    })
    assert.equal(created.Date, made.CreatedDate)
    assert.equal(updated.Date, changed.UpdatedDate)
    for (const row of rows) assert.deepEqual(row.User, { Id: owner.userId, Name: 'Olga Owner' })
    const sequences = rows.map(({ Sequence }) => Sequence)
    assert.deepEqual(
      sequences,
      sequences.toSorted((one, other) => other - one),
    )
    assert.equal(new Set(rows.map(({ ChangeSetId }) => ChangeSetId)).size, 4)
  })

  test('a token is told, also of what it has had done as a request', async () => {
    const owner = await newCustomer(server())
    const token = await withToken(owner)
    const { Id } = await owner.ok('contacts/create', person(), token)
    const bulk = await owner.ok('contacts/bulk-update', { Search: {}, Set: { Notes: 'new' } }, token)
    await processed(owner, bulk.RequestId)
    const later = await owner.ok(`contacts/update/${Id}?async=true`, { Notes: 'newer' }, token)
    await processed(owner, later.RequestId)
    await owner.ok('contacts/batch', { Items: [{ Operation: 'UPDATE', Id, Contact: { Notes: 'newest' } }] })
    assert.deepEqual(
      (await history(owner, Id)).map(({ Kind, Via, TokenId }) => [Kind, Via, TokenId]),
      [
        ['BATCH', 'WEB', undefined],
        ['EDIT', 'TOKEN', token.id],
        ['BULK', 'TOKEN', token.id],
        ['EDIT', 'TOKEN', token.id],
      ],
    )
  })

  test('labels, types and fields have their present names; deleted ones their last', async () => {
    const owner = await newCustomer(server())
    await changeFields(owner, [
      { Name: 'Tier', Type: 'TEXT' },
      { Name: 'Size', Type: 'NUMBER' },
    ])
    await owner.ok('contact-types/create', { Name: 'GUEST' })
    const { Id } = await owner.ok(
      'contacts/create',
      person({
        Labels: ['#gone', '#old'],
        ContactTypes: ['GUEST', 'LEAD'],
        CustomFields: { '#Tier': 'Gold', '#Size': 5 },
      }),
    )
    const [size, tier] = (await owner.ok('custom-fields/list')).toSorted((one: Body, other: Body) =>
      one.Name < other.Name ? -1 : 1,
    )
    const labels = Object.fromEntries((await owner.ok('labels/list')).map((each: Body) => [each.Name, each.Id]))
    const [guest] = (await owner.ok('contact-types/list')).filter(({ Name }: Body) => Name === 'GUEST')
    await owner.ok(`labels/update/${labels['#gone']}`, { Name: '#really gone' })
    await owner.ok(`labels/delete/${labels['#gone']}`)
    await owner.ok(`labels/update/${labels['#old']}`, { Name: '#new' })
    await owner.ok(`contact-types/delete/${guest.Id}`)
    await changeFields(owner, [
      { Id: size.Id, Name: 'Girth', Type: 'TEXT' },
      { Id: tier.Id, Name: 'Rank' },
    ])
    await changeFields(owner, [{ Id: tier.Id, Name: 'Rank', Delete: true }])
    // Another one of the same name is another one.
    await owner.ok('labels/create', { Name: '#gone' })
    const [deleted, converted, created] = await history(owner, Id)
    assert.deepEqual([deleted.Kind, differences(deleted)], ['CUSTOM_FIELDS', { '#Rank': ['Gold', undefined] }])
    assert.deepEqual(differences(converted), { '#Girth': [5, '5'] })
    const { Labels, ContactTypes, ...rest } = differences(created)
    assert.deepEqual(Labels, [undefined, ['#really gone', '#new']])
    assert.deepEqual(ContactTypes, [undefined, ['GUEST', 'LEAD']])
    assert.deepEqual(
      [rest['#Rank'], rest['#Girth']],
      [
        [undefined, 'Gold'],
        [undefined, 5],
      ],
    )
  })

  test('an import and its undo; users who are deleted keep their names', async () => {
    const owner = await newCustomer(server())
    const colleague = await newColleague(server(), owner)
    const done = await importFile(colleague, csv(['Last name', 'Email'], ['Byron', 'a@x.com']))
    const [{ Id }] = (await owner.ok('contacts/search', { ImportId: done.Id })).Rows
    await undo(colleague, done.Id)
    await owner.ok(`users/delete/${colleague.userId}`)
    const rows = await history(owner, Id)
    assert.deepEqual(
      rows.map(({ Change, Kind, User }) => [Change, Kind, User]),
      ['UNDO', 'IMPORT'].map((kind, index) => [
        ['DELETED', 'CREATED'][index],
        kind,
        { Id: colleague.userId, Name: colleague.email },
      ]),
    )
    assert.equal(rows[1].ChangeSetId, done.Id)
  })

  test('a page at a time', async () => {
    const owner = await newCustomer(server())
    const { Id } = await owner.ok('contacts/create', person())
    for (let index = 0; index < 6; index++) await owner.ok(`contacts/update/${Id}`, { Notes: `${index}` })
    const all = await history(owner, Id)
    const found: Body[] = []
    let Cursor: string | undefined
    do {
      const page = await owner.ok(`contacts/history/${Id}`, { PageSize: 3, ...(Cursor ? { Cursor } : {}) })
      assert(page.Rows.length <= 3)
      found.push(...page.Rows)
      Cursor = page.NextCursor
    } while (Cursor !== undefined)
    assert.equal(all.length, 7)
    assert.deepEqual(found, all)
    for (const bad of ['x', '-1', '1e3', "'; --", '9'.repeat(30)])
      await owner.refused(`contacts/history/${Id}`, { Cursor: bad })
    for (const PageSize of [0, 1001, 'x']) await owner.refused(`contacts/history/${Id}`, { PageSize })
  })

  test('of nobody, of another Customer, of one that was erased there is none', async () => {
    const [owner, other] = [await newCustomer(server()), await newCustomer(server())]
    const { Id } = await owner.ok('contacts/create', person())
    for (const id of [randomUUID(), 'x', "'; --", '%00'])
      assert.equal((await owner.refused(`contacts/history/${encodeURIComponent(id)}`)).ErrorCode, 'NOT_FOUND')
    assert.equal((await other.refused(`contacts/history/${Id}`)).ErrorCode, 'NOT_FOUND')
    await owner.ok(`contacts/erase/${Id}`)
    assert.equal((await owner.refused(`contacts/history/${Id}`)).ErrorCode, 'NOT_FOUND')
  })
})

for (const kind of databaseKinds)
  test(`what is older than the history is told as such (${kind})`, async (t) => {
    const data = await emptyDatabase(kind)
    const first = await serverFor(t, data)
    let owner = await newCustomer(first)
    const { Id } = await owner.ok('contacts/create', person({ Labels: ['#vip'], Emails: [{ Value: 'a@x.com' }] }))
    const [vip] = (await owner.ok('labels/list')).filter(({ Name }: Body) => Name === '#vip')
    const file = csv(['Email', 'Notes'], ['a@x.com', 'imported'])
    const done = await importFile(owner, file)
    await undo(owner, done.Id)
    await owner.ok(`contacts/update/${Id}`, { Notes: 'last' })
    await owner.ok(`labels/delete/${vip.Id}`)
    const [{ Id: deleting }] = (await owner.ok('changesets/list', { Kind: 'LABELS' })).Rows
    await first.stop()
    await compact(data)
    const second = await serverFor(t, data)
    owner = at(second, owner)
    const [before, ...more] = await history(owner, Id)
    assert.deepEqual([before.Change, before.Version, more], ['SNAPSHOT', 4, []], 'nobody has created it then')
    assert.deepEqual(differences(before).Labels, [undefined, ['#vip']])
    const { Rows } = await owner.ok(`changesets/get/${deleting}`)
    assert.deepEqual([Rows[0].Change, Rows[0].Name], ['DELETED', '#vip'])
    // What was undone was undone: the same file is another import.
    assert.equal(typeof (await owner.ok(`imports/get/${done.Id}`)).UndoneDate, 'string')
    assert.notEqual((await importFile(owner, file)).Id, done.Id)
    assert.equal((await owner.ok(`contacts/get/${Id}`)).Notes, 'imported')
    await owner.ok(`contacts/update/${Id}`, { Notes: null })
    assert.deepEqual(
      (await history(owner, Id)).map(({ Change }) => Change),
      ['UPDATED', 'UPDATED', 'SNAPSHOT'],
    )
  })
