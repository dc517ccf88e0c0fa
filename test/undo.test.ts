/** Undo as people call it; that any order of undos ends where it began is in undo-walk.test.ts. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { allContacts, changeFields, type Member, newColleague, newCustomer, person, processed } from './api.ts'
import { type Body, resultOf } from './files.ts'
import { onEachDatabase, setupToken } from './server.ts'

const latest = async (who: Member, input: object = {}): Promise<Body> =>
  (await who.ok('changesets/list', { PageSize: 1, ...input })).Rows[0]
const undoSet = async (who: Member, id: string, input: object = {}): Promise<Body> =>
  resultOf(who, await who.ok(`changesets/undo/${id}`, input))
const undoLatest = async (who: Member, input: object = {}) => undoSet(who, (await latest(who, input)).Id)
const nothing = { Changed: 0, Trashed: 0, Restored: 0, Others: 0, Left: 0, Kept: [] }

onEachDatabase((server) => {
  test('an edit goes back, and comes again when the undo is undone', async () => {
    const owner = await newCustomer(server())
    const { Id } = await owner.ok('contacts/create', person({ Notes: 'one', JobTitle: 'Clerk' }))
    await owner.ok(`contacts/update/${Id}`, { Notes: 'two', JobTitle: null })
    const set = await latest(owner)
    const { ChangeSetId, ...done } = await undoSet(owner, set.Id)
    assert.deepEqual(done, { ...nothing, Changed: 1 })
    const back = await owner.ok(`contacts/get/${Id}`)
    assert.deepEqual([back.Notes, back.JobTitle], ['one', 'Clerk'])
    const { UndoneBy } = await owner.ok(`changesets/get/${set.Id}`)
    assert.equal(UndoneBy, ChangeSetId)
    assert.deepEqual([(await latest(owner)).Kind, (await latest(owner)).UndoOf], ['UNDO', set.Id])
    await undoSet(owner, ChangeSetId)
    const again = await owner.ok(`contacts/get/${Id}`)
    assert.deepEqual([again.Notes, again.JobTitle], ['two', undefined])
    assert.equal((await owner.ok(`changesets/get/${set.Id}`)).UndoneBy, undefined)
  })

  test('what somebody has changed since stays, and is listed; the rest goes back', async () => {
    const owner = await newCustomer(server())
    const colleague = await newColleague(server(), owner)
    const { Id } = await owner.ok('contacts/create', person({ Notes: 'one', Status: 'cold' }))
    await owner.ok(`contacts/update/${Id}`, { Notes: 'two', Status: 'warm' })
    const { Id: set } = await latest(owner)
    await colleague.ok(`contacts/update/${Id}`, { Notes: 'three' })
    const { Changed, Left, Kept } = await undoSet(owner, set)
    assert.deepEqual([Changed, Left], [1, 1])
    assert.deepEqual(
      Kept.map(({ Id: kept, Properties, Reason }: Body) => [kept, Properties, Reason]),
      [[Id, ['Notes'], 'CHANGED']],
    )
    const now = await owner.ok(`contacts/get/${Id}`)
    assert.deepEqual([now.Notes, now.Status], ['three', 'cold'])
    // Once that is undone as well, the first value is back, and not the one that was undone.
    await undoLatest(owner, { UserId: colleague.userId, ContactId: Id })
    assert.equal((await owner.ok(`contacts/get/${Id}`)).Notes, 'one')
  })

  test('a DryRun tells the same, and does nothing', async () => {
    const owner = await newCustomer(server())
    for (const Notes of ['a', 'b', 'c']) await owner.ok('contacts/create', person({ Notes }))
    await resultOf(owner, await owner.ok('contacts/bulk-update', { Search: {}, Set: { Notes: 'x' } }))
    const { Id } = await latest(owner)
    const before = await allContacts(owner)
    const dry = await undoSet(owner, Id, { DryRun: true })
    assert.deepEqual(await allContacts(owner), before)
    assert.equal((await latest(owner)).Id, Id, 'there is no change set of it')
    const { ChangeSetId, ...done } = await undoSet(owner, Id)
    assert.equal(typeof ChangeSetId, 'string')
    assert.deepEqual(dry, done)
    assert.deepEqual((await allContacts(owner)).map(({ Notes }) => Notes).toSorted(), ['a', 'b', 'c'])
  })

  test('a deleted label and a deleted field come back, with their contacts and values', async () => {
    const owner = await newCustomer(server())
    await changeFields(owner, [{ Name: 'Tier', Type: 'TEXT' }])
    const { Id } = await owner.ok('contacts/create', person({ Labels: ['#vip'], CustomFields: { '#Tier': 'Gold' } }))
    const label = (await owner.ok('labels/list')).find(({ Name }: Body) => Name === '#vip')
    await owner.ok(`labels/delete/${label.Id}`)
    await undoLatest(owner, { Kind: 'LABELS' })
    const request = await owner.ok('custom-fields/update', {
      CustomFields: [{ Id: (await owner.ok('custom-fields/list'))[0].Id, Name: 'Tier', Delete: true }],
    })
    await processed(owner, request.RequestId)
    assert.equal((await owner.ok(`contacts/get/${Id}`)).CustomFields, undefined)
    await undoLatest(owner, { Kind: 'CUSTOM_FIELDS' })
    const { Labels, CustomFields } = await owner.ok(`contacts/get/${Id}`)
    assert.deepEqual([Labels, CustomFields], [['#vip'], { '#Tier': 'Gold' }])
  })

  test('a text that came back while its field was one of numbers is the same text once that is undone, too', async () => {
    const owner = await newCustomer(server())
    await changeFields(owner, [{ Name: 'Extension', Type: 'TEXT' }])
    const ids: string[] = []
    for (const given of ['007', '7.0', '8'])
      ids.push((await owner.ok('contacts/create', person({ CustomFields: { '#Extension': given } }))).Id)
    const values = () =>
      Promise.all(ids.map(async (id) => (await owner.ok(`contacts/get/${id}`)).CustomFields?.['#Extension']))
    const cleared: string[] = []
    for (const id of ids) {
      await owner.ok(`contacts/update/${id}`, { CustomFields: { '#Extension': null } })
      cleared.push((await latest(owner)).Id)
    }
    const [{ Id: field }] = await owner.ok('custom-fields/list')
    await changeFields(owner, [{ Id: field, Name: 'Extension', Type: 'NUMBER' }])
    const { Id: typed } = await latest(owner)
    for (const id of cleared) await undoSet(owner, id)
    assert.deepEqual(await values(), [7, 7, 8])
    // What somebody writes as a number becomes the text of that number.
    await owner.ok(`contacts/update/${ids[1]}`, { CustomFields: { '#Extension': 9 } })
    await owner.ok(`contacts/update/${ids[1]}`, { CustomFields: { '#Extension': 7 } })
    await owner.ok(`contacts/update/${ids[1]}`, { CustomFields: { '#Extension': 8 } })
    await undoLatest(owner)
    await undoSet(owner, typed)
    assert.deepEqual(await values(), ['007', '7', '8'])
  })

  test('a merge is undone: all are there again, under their own ids', async () => {
    const owner = await newCustomer(server())
    const one = await owner.ok('contacts/create', person({ Emails: [{ Value: 'a@x.com' }] }))
    const two = await owner.ok('contacts/create', person({ Emails: [{ Value: 'b@x.com' }] }))
    await owner.ok('contacts/merge', { Ids: [one.Id, two.Id] })
    assert.equal((await owner.ok(`contacts/get/${two.Id}`)).Id, one.Id)
    const history = (await owner.ok(`contacts/history/${two.Id}`)).Rows
    assert.deepEqual([history[0].Kind, history[0].Change, history[0].MergedInto], ['MERGE', 'MERGED', one.Id])
    const { Restored, Changed } = await undoLatest(owner, { Kind: 'MERGE' })
    assert.deepEqual([Restored, Changed], [1, 1])
    for (const { Id, Emails } of [one, two]) assert.deepEqual((await owner.ok(`contacts/get/${Id}`)).Emails, Emails)
    await undoLatest(owner, { Kind: 'UNDO' })
    assert.equal((await owner.ok(`contacts/get/${two.Id}`)).Id, one.Id, 'and merged again')
    // Out of the trash by itself, it is itself.
    assert.equal((await owner.ok(`contacts/restore/${two.Id}`)).Id, two.Id)
    assert.equal((await owner.ok(`contacts/get/${two.Id}`)).Id, two.Id)
  })

  test('a DryRun tells of no more contacts than the plan includes, however many steps it takes', async () => {
    const owner = await newCustomer(server())
    const Items = Array.from({ length: 600 }, () => ({ Operation: 'CREATE', Contact: person() }))
    await owner.ok('contacts/batch', { Items })
    await resultOf(owner, await owner.ok('contacts/bulk-delete', { Search: {}, ExpectedCount: 600 }))
    await owner.ok('customers/update-plan', { CustomerId: owner.customerId, Plan: 'FREE', SetupToken: setupToken })
    const { Id } = await latest(owner)
    for (const DryRun of [true, false]) {
      const { Restored, Left, Kept } = await undoSet(owner, Id, { DryRun })
      assert.deepEqual([Restored, Left, Kept[0].Reason], [30, 570, 'PLAN'])
    }
  })

  test('what a segment is called that somebody keeps to himself by now, others are not told', async () => {
    const owner = await newCustomer(server())
    const colleague = await newColleague(server(), owner)
    const { Id } = await colleague.ok('segments/create', { Name: 'One', Search: {}, Shared: true })
    await colleague.ok(`segments/update/${Id}`, { Name: 'Two' })
    const { Id: set } = await latest(owner)
    await colleague.ok(`segments/update/${Id}`, { Name: 'Secret', Shared: false })
    for (const DryRun of [true, false]) {
      const { Kept } = await undoSet(owner, set, { DryRun })
      assert.deepEqual(Kept, [{ Entity: 'SEGMENT', Id, Properties: ['Name'], Reason: 'CHANGED' }])
    }
  })

  test('of two undos at once, one is done; what was undone is not undone again', async () => {
    const owner = await newCustomer(server())
    await owner.ok('contacts/create', person())
    const { Id } = await latest(owner)
    const answers = await Promise.all([owner.call(`changesets/undo/${Id}`), owner.call(`changesets/undo/${Id}`)])
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 400])
    for (const { status, body } of answers) if (status === 200) await processed(owner, body.RequestId)
    assert.deepEqual(await allContacts(owner), [])
    const { UndoneBy } = await owner.ok(`changesets/get/${Id}`)
    assert.match((await owner.refused(`changesets/undo/${Id}`)).ErrorMessage, new RegExp(UndoneBy))
  })

  test('nobody undoes what is not there, of others, or of the making of the organisation', async () => {
    const [owner, stranger] = [await newCustomer(server()), await newCustomer(server())]
    await owner.ok('contacts/create', person())
    const { Id } = await latest(owner)
    for (const id of [Id, randomUUID(), 'x', "'; --"])
      await stranger.refused(`changesets/undo/${encodeURIComponent(id)}`)
    assert.deepEqual((await stranger.ok('changesets/list')).Rows, [])
    assert.equal((await allContacts(owner)).length, 1)
  })

  test('a contact is given back what it was at a version, without what is gone', async () => {
    const owner = await newCustomer(server())
    const { Id } = await owner.ok('contacts/create', person({ Notes: 'one', Labels: ['#gone', '#stays'] }))
    await owner.ok(`contacts/update/${Id}`, { Notes: 'two', Labels: null })
    const label = (await owner.ok('labels/list')).find(({ Name }: Body) => Name === '#gone')
    await owner.ok(`labels/delete/${label.Id}`)
    await owner.ok(`contacts/delete/${Id}`)
    const restored = await owner.ok(`contacts/restore/${Id}`, { Version: 1 })
    assert.deepEqual([restored.Notes, restored.Labels], ['one', ['#stays']])
    assert.equal((await owner.ok(`contacts/get/${Id}`)).Version, restored.Version)
    await owner.refused(`contacts/restore/${Id}`, { Version: 99 })
    const stranger = await newCustomer(server())
    for (const id of [Id, randomUUID(), 'x']) await stranger.refused(`contacts/restore/${id}`)
  })
})
