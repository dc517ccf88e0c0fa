/** Change sets: found, and told with what they have changed. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { changeFields, type Member, newColleague, newCustomer, person } from './api.ts'
import { type Body, csv, importFile, resultOf, undo } from './files.ts'
import { onEachDatabase } from './server.ts'

const list = async (who: Member, input: object = {}): Promise<Body[]> => (await who.ok('changesets/list', input)).Rows
const ids = (rows: Body[]): string[] => rows.map(({ Id }) => Id)
const none = { Contacts: 0, Labels: 0, ContactTypes: 0, CustomFields: 0, Segments: 0 }

/** All changes of a set, page after page. */
async function changesOf(who: Member, id: string, input: object = {}): Promise<Body[]> {
  const rows: Body[] = []
  let Cursor: string | undefined
  do {
    const page = await who.ok(`changesets/get/${id}`, { ...input, ...(Cursor ? { Cursor } : {}) })
    rows.push(...page.Rows)
    Cursor = page.NextCursor
  } while (Cursor !== undefined)
  return rows
}

onEachDatabase((server) => {
  test('every kind of act is listed, the newest first, with what it is of', async () => {
    const owner = await newCustomer(server())
    const { Id } = await owner.ok('contacts/create', person({ Labels: ['#new'] }))
    const { Id: label } = await owner.ok('labels/create', { Name: '#vip' })
    await owner.ok(`labels/update/${label}`, { Name: '#VIP' })
    await owner.ok('contact-types/create', { Name: 'GUEST' })
    await owner.ok('segments/create', { Name: 'All', Search: {} })
    await changeFields(owner, [{ Name: 'Tier', Type: 'TEXT' }])
    await owner.ok('contacts/batch', {
      Items: [
        { Operation: 'UPDATE', Id, Contact: { CustomFields: { '#Tier': 'Gold' } } },
        { Operation: 'CREATE', Contact: person() },
      ],
    })
    await resultOf(owner, await owner.ok('contacts/bulk-update', { Search: {}, Set: { Notes: 'x' } }))
    const done = await importFile(owner, csv(['Last name'], ['A'], ['B']))
    await undo(owner, done.Id)
    // What the audit tells is not told here.
    await owner.ok('customers/update', { TimeZone: 'Europe/Berlin' })
    const rows = await list(owner)
    assert.deepEqual(
      rows.map(({ Kind, Operation, Counts }) => [Kind, Operation, Counts]),
      [
        ['UNDO', 'imports/undo', { ...none, Contacts: 2 }],
        ['IMPORT', 'imports/create', { ...none, Contacts: 2 }],
        ['BULK', 'contacts/bulk-update', { ...none, Contacts: 2 }],
        ['BATCH', 'contacts/batch', { ...none, Contacts: 2 }],
        ['CUSTOM_FIELDS', 'custom-fields/update', { ...none, CustomFields: 1 }],
        ['SEGMENTS', 'segments/create', { ...none, Segments: 1 }],
        ['CONTACT_TYPES', 'contact-types/create', { ...none, ContactTypes: 1 }],
        ['LABELS', 'labels/update', { ...none, Labels: 1 }],
        ['LABELS', 'labels/create', { ...none, Labels: 1 }],
        ['EDIT', 'contacts/create', { ...none, Contacts: 1, Labels: 1 }],
      ],
    )
    const [undoing, imported, , , , , , renamed, , created] = rows
    assert.deepEqual([undoing.UndoOf, imported.UndoneBy, imported.UndoneDate], [imported.Id, undoing.Id, undoing.Date])
    assert.deepEqual(await changesOf(owner, renamed.Id), [
      {
        Sequence: (await changesOf(owner, renamed.Id))[0].Sequence,
        Entity: 'LABEL',
        EntityId: label,
        Name: '#VIP',
        Change: 'UPDATED',
        Differences: [{ Property: 'Name', Before: '#vip', After: '#VIP' }],
      },
    ])
    const [aLabel, aContact] = await changesOf(owner, created.Id)
    assert.deepEqual([aLabel.Entity, aLabel.Name, aLabel.Change], ['LABEL', '#new', 'CREATED'])
    assert.deepEqual(
      [aContact.Entity, aContact.EntityId, aContact.Name, aContact.Change, aContact.Version],
      ['CONTACT', Id, 'Ada Lovelace', 'CREATED', 1],
    )
    assert.deepEqual(
      aContact.Differences.find(({ Property }: Body) => Property === 'Labels'),
      { Property: 'Labels', After: ['#new'] },
    )
    assert.deepEqual(ids(await changesOf(owner, created.Id, { Entity: 'CONTACT' })), ids([aContact]))
  })

  test('found by user, kind, contact and time, a page at a time', async () => {
    const owner = await newCustomer(server())
    const colleague = await newColleague(server(), owner)
    const made: string[] = []
    for (const who of [owner, colleague, owner, colleague])
      made.push((await who.ok('contacts/create', person())).Id as string)
    await colleague.ok('labels/create', { Name: '#x' })
    await owner.ok(`contacts/update/${made[1]}`, { Notes: 'x' })
    const all = await list(owner)
    assert.equal(all.length, 6)
    assert.deepEqual(await list(colleague), all)
    const users = (await list(owner, { UserId: colleague.userId })).map(({ User }) => User)
    assert.deepEqual(users, Array(3).fill({ Id: colleague.userId, Name: colleague.email }))
    assert.equal((await list(owner, { Kind: 'LABELS' })).length, 1)
    assert.equal((await list(owner, { Kind: 'EDIT' })).length, 5)
    assert.equal((await list(owner, { Kind: 'EDIT', UserId: owner.userId })).length, 3)
    assert.deepEqual(ids(await list(owner, { ContactId: made[1] })), [all[0].Id, all[4].Id])
    assert.deepEqual(ids(await list(owner, { From: all[2].Date })), ids(all.slice(0, 3)))
    assert.deepEqual(ids(await list(owner, { To: all[2].Date })), ids(all.slice(3)))
    for (const nobody of ['x', randomUUID()]) {
      assert.deepEqual(await list(owner, { UserId: nobody }), [])
      assert.deepEqual(await list(owner, { ContactId: nobody }), [])
    }
    const found: Body[] = []
    let Cursor: string | undefined
    do {
      const page = await owner.ok('changesets/list', { PageSize: 4, ...(Cursor ? { Cursor } : {}) })
      found.push(...page.Rows)
      Cursor = page.NextCursor
    } while (Cursor !== undefined)
    assert.deepEqual(found, all)
    assert.deepEqual(ids(await list(owner, { From: '2026-01-01T00:00:00+23:59' })), ids(all))
  })

  test('cursors that are cut or none, and moments that no calendar has, are refused', async () => {
    const owner = await newCustomer(server())
    for (let made = 0; made < 2; made++) await owner.ok('contacts/create', person())
    const { NextCursor } = await owner.ok('changesets/list', { PageSize: 1 })
    for (const bad of [
      "'; --",
      '~',
      randomUUID(),
      NextCursor.slice(0, -1),
      NextCursor.slice(1),
      `0000-01${NextCursor.slice(7)}`,
      `2026-02-30${NextCursor.slice(10)}`,
    ])
      await owner.refused('changesets/list', { Cursor: bad })
    await owner.refused('changesets/list', { Kind: 'ADMINISTRATION' })
    for (const bad of ['yesterday', '0000-01-01T00:00:00Z', '2026-01-01T23:59:60Z'])
      for (const name of ['From', 'To']) await owner.refused('changesets/list', { [name]: bad })
  })

  test('the changes of a large set come in pages, none twice, though others write meanwhile', async () => {
    const owner = await newCustomer(server())
    const rows = Array.from({ length: 1201 }, (_, index) => [`N${index}`, `n${index}@x.com`])
    const importing = importFile(owner, csv(['Last name', 'Email'], ...rows))
    for (let index = 0; index < 10; index++) await owner.ok('contacts/create', person())
    const { Id } = await importing
    const { Counts } = await owner.ok(`changesets/get/${Id}`)
    assert.deepEqual(Counts, { ...none, Contacts: 1201 })
    const changes = await changesOf(owner, Id, { PageSize: 500 })
    assert.equal(changes.length, 1201)
    assert.equal(new Set(changes.map(({ EntityId }) => EntityId)).size, 1201)
    assert.equal((await list(owner)).length, 11)
  })

  test('of segments that others keep to themselves nothing is told', async () => {
    const owner = await newCustomer(server())
    const colleague = await newColleague(server(), owner)
    const Search = { SearchText: 'secret' }
    const { Id } = await colleague.ok('segments/create', { Name: 'Mine', Search })
    await colleague.ok(`segments/update/${Id}`, { Name: 'Mine still' })
    assert.equal((await list(colleague)).length, 2)
    assert.deepEqual(await list(owner), [])
    for (const { Id: set } of await list(colleague))
      assert.equal((await owner.refused(`changesets/get/${set}`)).ErrorCode, 'NOT_FOUND')
    await colleague.ok(`segments/update/${Id}`, { Shared: true })
    assert.deepEqual(await list(owner), [], 'what it was before is its own business')
    await owner.ok(`segments/update/${Id}`, { Name: 'Ours' })
    const [renamed] = await list(colleague)
    assert.equal((await list(owner)).length, 1)
    const [change] = await changesOf(colleague, renamed.Id)
    assert.deepEqual(change.Differences, [{ Property: 'Name', Before: 'Mine still', After: 'Ours' }])
    await colleague.ok(`segments/update/${Id}`, { Shared: false, Name: 'Mine again' })
    assert.deepEqual(await list(owner), [renamed])
    assert.deepEqual((await changesOf(owner, renamed.Id))[0].Name, 'Ours')
  })

  test('of another Customer, of nobody and of settings there is none', async () => {
    const [owner, other] = [await newCustomer(server()), await newCustomer(server())]
    await owner.ok('contacts/create', person())
    const [{ Id }] = await list(owner)
    for (const id of [Id, randomUUID(), 'x'])
      assert.equal((await other.refused(`changesets/get/${id}`)).ErrorCode, 'NOT_FOUND')
    assert.deepEqual(await list(other), [])
    assert.deepEqual(await list(other, { UserId: owner.userId }), [])
  })
})
