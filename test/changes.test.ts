import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sweep } from '../server/jobs/sweep.ts'
import { type Answer, at, changeFields, type Member, newColleague, newCustomer, person, processed } from './api.ts'
import { compact, within } from './database.ts'
import { csv, importFile } from './files.ts'
import { databaseKinds, emptyDatabase, onEachDatabase, serverFor } from './server.ts'

type Body = Answer['body']

/** All changes behind one, page after page. */
async function changesOf(who: Member, input: { After?: number; Limit?: number; Entities?: string[] } = {}) {
  const changes: Body[] = []
  let page: Body = { LastSequence: input.After ?? 0 }
  do {
    page = await who.ok('changes/list', { ...input, After: page.LastSequence })
    changes.push(...page.Changes)
  } while (page.More)
  return { changes, last: page.LastSequence as number }
}

const told = (changes: Body[]) => changes.map(({ Entity, Kind, Before, After }) => ({ Entity, Kind, Before, After }))

onEachDatabase((server) => {
  test('what happens to contacts is listed in order, in the words of callers', async () => {
    const owner = await newCustomer(server())
    const { last } = await changesOf(owner)
    await changeFields(owner, [{ Name: 'Tier' }])
    const fields = (await changesOf(owner, { After: last })).changes
    assert.deepEqual(
      fields.map(({ Entity, Kind, After }) => [Entity, Kind, After.Name]),
      [['CUSTOM_FIELD', 'CREATED', '#Tier']],
    )
    const since = fields[0].Sequence
    const { Id } = await owner.ok('contacts/create', person({ Labels: ['#vip'], CustomFields: { '#Tier': 'gold 🦊' } }))
    await owner.ok(`contacts/update/${Id}`, { FirstName: null, Nickname: 'Countess', CustomFields: { '#Tier': null } })
    await owner.ok(`contacts/delete/${Id}`)
    const { changes } = await changesOf(owner, { After: since, Entities: ['CONTACT'] })
    const DeletedDate = changes[2].After.DeletedDate
    assert.match(DeletedDate, /^\d{4}-.*Z$/)
    assert.deepEqual(told(changes), [
      {
        Entity: 'CONTACT',
        Kind: 'CREATED',
        Before: undefined,
        After: { ...person(), Labels: ['#vip'], CustomFields: { '#Tier': 'gold 🦊' }, Version: 1 },
      },
      {
        Entity: 'CONTACT',
        Kind: 'UPDATED',
        Before: { FirstName: 'Ada', Nickname: null, CustomFields: { '#Tier': 'gold 🦊' }, Version: 1 },
        After: { FirstName: null, Nickname: 'Countess', CustomFields: { '#Tier': null }, Version: 2 },
      },
      {
        Entity: 'CONTACT',
        Kind: 'DELETED',
        Before: { DeletedDate: null, Version: 2 },
        After: { DeletedDate, Version: 3 },
      },
    ])
    const [first, second] = changes
    assert.deepEqual([first.Id, first.UserId], [Id, owner.userId])
    assert.notEqual(first.ChangeSetId, second.ChangeSetId)
    assert.match(first.Date, /^\d{4}-\d\d-\d\dT.*Z$/)
    assert(first.Sequence < second.Sequence)

    const [field] = await owner.ok('custom-fields/list')
    await changeFields(owner, [{ Id: field.Id, Name: 'Rank' }])
    const renamed = (await changesOf(owner, { After: since, Entities: ['CONTACT'] })).changes
    assert.deepEqual(renamed[0].After.CustomFields, { '#Rank': 'gold 🦊' })
  })

  test('a reader from the beginning gets all that there is, also what a new organisation begins with', async () => {
    const owner = await newCustomer(server())
    const { changes } = await changesOf(owner)
    const named = (entity: string) => changes.filter(({ Entity }) => Entity === entity).map(({ After }) => After.Name)
    assert.deepEqual(named('LABEL'), ['#voyzu shared'])
    assert.deepEqual(named('CONTACT_TYPE').toSorted(), ['CUSTOMER', 'LEAD', 'VENDOR'])
    assert.deepEqual(named('SEGMENT').toSorted(), ['Customers', 'Leads', 'Vendors'])
    const segments = await owner.ok('segments/list')
    for (const { After, Id } of changes.filter(({ Entity }) => Entity === 'SEGMENT'))
      assert.deepEqual(After.Search, segments.find((each: Body) => each.Id === Id).Search)
    // Users and settings are nobody's to read here.
    assert.equal(new Set(changes.map(({ Entity }) => Entity)).size, 3)
  })

  test('pages go on where the one before ended, also past what was not asked for', async () => {
    const owner = await newCustomer(server())
    const { last } = await changesOf(owner)
    const Items = Array.from({ length: 25 }, (_, n) => ({
      Operation: 'CREATE',
      Contact: person({ LastName: `N${n}` }),
    }))
    await owner.ok('contacts/batch', { Items })
    await owner.ok('labels/create', { Name: '#last' })
    const page = await owner.ok('changes/list', { After: last, Limit: 10 })
    assert.deepEqual([page.Changes.length, page.More, page.LastSequence], [10, true, last + 10])
    const { changes, last: end } = await changesOf(owner, { After: last, Limit: 7 })
    assert.deepEqual(
      changes.map(({ Sequence }) => Sequence),
      Array.from({ length: 26 }, (_, n) => last + 1 + n),
    )
    const labels = await owner.ok('changes/list', { After: last, Limit: 1, Entities: ['LABEL'] })
    assert.deepEqual([labels.Changes.length, labels.More, labels.LastSequence], [1, false, end])
    const nothing = await owner.ok('changes/list', { After: end })
    assert.deepEqual(nothing, { Changes: [], LastSequence: end, More: false })
    const fields = await owner.ok('changes/list', { After: last, Entities: ['CUSTOM_FIELD'] })
    assert.deepEqual(fields, { Changes: [], LastSequence: end, More: false })
  })

  test('what cannot be answered is refused in words', async () => {
    const owner = await newCustomer(server())
    const { last } = await changesOf(owner)
    for (const input of [
      { After: -1 },
      { After: 1.5 },
      { After: '0' },
      { Limit: 0 },
      { Limit: 1001 },
      { Entities: [] },
    ])
      await owner.refused('changes/list', input)
    await owner.refused('changes/list', { Entities: ['USER'] })
    await owner.refused('changes/list', { After: Number.MAX_SAFE_INTEGER + 1 })
    const { Errors } = await owner.refused('changes/list', { After: last + 1 })
    assert.match(Errors[0].Message, /older state than you know/)
  })

  test('a private segment is seen by its creator alone; sharing it makes it be there, for others too', async () => {
    const owner = await newCustomer(server())
    const colleague = await newColleague(server(), owner)
    const { last } = await changesOf(owner)
    const { Id } = await owner.ok('segments/create', { Name: 'My own 🦊', Search: {} })
    await owner.ok(`segments/update/${Id}`, { Name: 'Secret name' })
    await owner.ok(`segments/update/${Id}`, { Shared: true, Name: 'Ours' })
    await owner.ok(`segments/update/${Id}`, { Shared: false, Name: 'Mine again' })
    await owner.ok(`segments/delete/${Id}`)
    const own = (await changesOf(owner, { After: last })).changes
    assert.deepEqual(
      own.map(({ Kind }) => Kind),
      ['CREATED', 'UPDATED', 'UPDATED', 'UPDATED', 'DELETED'],
    )
    const { changes, last: end } = await changesOf(colleague, { After: last })
    assert.deepEqual(
      changes.map(({ Kind, Before, After }) => [Kind, Before?.Name, After?.Name]),
      [
        ['CREATED', undefined, 'Ours'],
        ['DELETED', 'Ours', undefined],
      ],
    )
    assert.equal(end, own.at(-1).Sequence)
    assert.doesNotMatch(JSON.stringify(changes), /Secret name|My own|Mine again/)
  })

  test('of an erased person, the changes say nothing, and that it is gone', async () => {
    const owner = await newCustomer(server())
    const { last } = await changesOf(owner)
    const { Id } = await owner.ok('contacts/create', person({ LastName: 'Forgotten' }))
    await owner.ok(`contacts/update/${Id}`, { Notes: 'Forgotten, too' })
    await owner.ok(`contacts/erase/${Id}`)
    const { changes } = await changesOf(owner, { After: last })
    assert.deepEqual(told(changes), [
      { Entity: 'CONTACT', Kind: 'CREATED', Before: undefined, After: {} },
      { Entity: 'CONTACT', Kind: 'UPDATED', Before: {}, After: {} },
      { Entity: 'CONTACT', Kind: 'ERASED', Before: undefined, After: undefined },
    ])
  })

  test('another organisation has its own numbers and sees nothing', async () => {
    const [owner, stranger] = [await newCustomer(server()), await newCustomer(server())]
    await owner.ok('contacts/create', person({ LastName: 'Nobody else' }))
    const { changes } = await changesOf(stranger)
    assert.doesNotMatch(JSON.stringify(changes), /Nobody else/)
    assert(changes.every(({ UserId }) => UserId === stranger.userId))
  })
})

/** A reader's list of contacts, made of changes. */
function mirrored(changes: Body[]): Map<string, Body> {
  const contacts = new Map<string, Body>()
  for (const { Entity, Id, Kind, After } of changes) {
    if (Entity !== 'CONTACT') continue
    if (Kind === 'ERASED') contacts.delete(Id)
    else contacts.set(Id, withoutNulls(Kind === 'SNAPSHOT' ? After : merged(contacts.get(Id) ?? {}, After)))
  }
  return contacts
}

const merged = (contact: Body, after: Body) => ({
  ...contact,
  ...after,
  CustomFields: withoutNulls({ ...contact.CustomFields, ...after.CustomFields }),
})
const withoutNulls = (state: Body) =>
  Object.fromEntries(Object.entries(state).filter(([, value]) => value !== null && JSON.stringify(value) !== '{}'))

for (const kind of databaseKinds)
  test(`what is older than the history is told as what it came to (${kind})`, { timeout: 120_000 }, async (t) => {
    const data = await emptyDatabase(kind)
    const first = await serverFor(t, data)
    let owner = await newCustomer(first)
    await changeFields(owner, [{ Name: 'Tier' }])
    const [a, b, c, d] = await Promise.all(
      ['A', 'B', 'C', 'D'].map(
        async (LastName) =>
          (await owner.ok('contacts/create', person({ LastName, CustomFields: { '#Tier': 'gold' }, Labels: ['#x'] })))
            .Id,
      ),
    )
    const stale = await owner.ok(`contacts/get/${a}`)
    for (let times = 0; times < 3; times++) await owner.ok(`contacts/update/${a}`, { Notes: `Note ${times}` })
    await owner.ok(`contacts/update/${a}`, { Labels: null, CustomFields: { '#Tier': null } })
    await owner.ok(`contacts/delete/${b}`)
    await owner.ok(`contacts/erase/${c}`)
    const label = await owner.ok('labels/create', { Name: '#gone' })
    await owner.ok(`labels/delete/${label.Id}`)
    const mine = await owner.ok('segments/create', { Name: 'Mine alone', Search: {} })
    await owner.ok(`segments/delete/${mine.Id}`)
    await owner.ok('segments/create', { Name: 'Mine still', Search: {} })
    const { Id: importId } = await importFile(owner, csv(['Last name'], ['Imported']), {}, 'people.csv')
    const before = await changesOf(owner)
    const [middle] = before.changes.filter(({ Id }) => Id === a)
    const oldImport = importId
    await first.stop()
    await compact(data)

    const second = await serverFor(t, data)
    owner = at(second, owner)
    await owner.ok(`contacts/update/${d}`, { Notes: 'New' })
    const { changes } = await changesOf(owner)
    assert(changes.length < before.changes.length)
    const expected = mirrored(before.changes)
    expected.set(d, { ...expected.get(d), Notes: 'New', Version: 2 })
    assert.deepEqual(mirrored(changes), expected)
    const kindsOf = (id: string) => changes.filter(({ Id }) => Id === id).map(({ Kind }) => Kind)
    assert.deepEqual([a, b, c, d].map(kindsOf), [['SNAPSHOT'], ['SNAPSHOT'], ['ERASED'], ['SNAPSHOT', 'UPDATED']])
    assert.deepEqual([kindsOf(label.Id), kindsOf(mine.Id)], [['DELETED'], ['DELETED']])
    // Who was in the middle gets whole what has changed since.
    const later = await changesOf(owner, { After: middle.Sequence })
    assert.deepEqual(mirrored(later.changes).get(a), expected.get(a))
    const colleague = await newColleague(second, owner)
    assert.doesNotMatch(JSON.stringify((await changesOf(colleague)).changes), new RegExp(`Mine|${mine.Id}`))

    const refused = await owner.refused(`contacts/update/${a}`, { Version: stale.Version, Nickname: 'Z' })
    assert.match(refused.ErrorMessage, /older than the history/)
    const undo = await owner.refused(`imports/undo/${oldImport}`)
    assert.match(undo.ErrorMessage, /older than the history/)
    assert.equal((await owner.ok('contacts/search', { SearchText: 'Imported' })).Rows.length, 1)
    const again = await processed(
      owner,
      (await owner.ok('contacts/bulk-update?async=true', { Search: {}, Set: { Status: 'x' } })).RequestId,
    )
    assert.equal(again.ProcessStatus, 'PROCESSED')
    await second.stop()
    await compact(data)
    const third = await serverFor(t, data)
    const now = await changesOf(at(third, owner))
    for (const { Id, Kind, After } of now.changes.filter((each) => each.Id === a || each.Id === d))
      assert.deepEqual([Id, Kind, After.Status], [Id, 'SNAPSHOT', 'x'])
    assert.equal(now.changes.length, new Set(now.changes.map(({ Id }) => Id)).size)
  })

for (const kind of databaseKinds)
  test(`whom the trash has lost is told as one that was in it, and says nothing of the person (${kind})`, async (t) => {
    const data = await emptyDatabase(kind)
    const first = await serverFor(t, data)
    const owner = await newCustomer(first)
    const { Id } = await owner.ok('contacts/create', person({ LastName: 'Purged' }))
    await owner.ok(`contacts/update/${Id}`, { Notes: 'Purged' })
    await owner.ok(`contacts/delete/${Id}`)
    await first.stop()
    await within(first.data, async (database) => {
      await database.pool.query(`update contacts set deleted_at = deleted_at - interval '61 days'`)
      await sweep(database)
    })
    const there = at(await serverFor(t, data), owner)
    const { changes } = await changesOf(there, { Entities: ['CONTACT'] })
    assert.deepEqual(
      changes.map(({ Kind }) => Kind),
      ['CREATED', 'UPDATED', 'DELETED'],
    )
    assert.deepEqual(Object.keys(mirrored(changes).get(Id)), ['DeletedDate'])
    assert.doesNotMatch(JSON.stringify(changes), /Purged/)
    await there.ok(`contacts/erase/${Id}`)
    const after = await changesOf(there, { Entities: ['CONTACT'] })
    assert.equal(mirrored(after.changes).get(Id), undefined)
    await there.refused(`contacts/erase/${Id}`)
  })
