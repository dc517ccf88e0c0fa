/** Imports taken back: what they added and changed, but for what somebody has changed since. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { allContacts, changeFields, type Member, newCustomer, person, processed } from './api.ts'
import { type Body, csv, importFile, resultOf, undo } from './files.ts'
import { onEachDatabase } from './server.ts'

const get = (who: Member, id: string): Promise<Body> => who.ok(`contacts/get/${id}`)

/** What a contact says, without what tells of its changes. */
const said = ({ Version, UpdatedDate, UpdatedBy, ...rest }: Body) => rest

const there = (email: string, more: object = {}) => person({ Emails: [{ Value: email }], Notes: 'old', ...more })

const kept = ({ Kept }: Body) =>
  Object.fromEntries(Kept.map(({ ContactId, Properties }: Body) => [ContactId, Properties.toSorted()]))

onEachDatabase((server) => {
  test('what was added goes to the trash, what was changed is as before', async () => {
    const owner = await newCustomer(server())
    const { Id } = await owner.ok('contacts/create', there('a@x.com', { Labels: ['#old'], Status: 'warm' }))
    const before = await get(owner, Id)
    const file = csv(
      ['Last name', 'Email', 'Notes', 'Phone', 'Labels', 'Status'],
      ['Byron', 'a@x.com', 'new', '+49 30 1', '#new', ''],
      ['Byron', 'a@x.com', 'newer', '+49 30 2', '', 'cold'],
      ['New', 'b@x.com', '', '', '#new', ''],
      ['Newer', 'b@x.com', '', '', '', 'cold'],
    )
    const done = await importFile(owner, file)
    assert.deepEqual([done.Counts.Created, done.Counts.Updated], [1, 3])
    assert.deepEqual(await undo(owner, done.Id), { Deleted: 1, Restored: 1, Left: 0, Kept: [] })
    assert.deepEqual(said(await get(owner, Id)), said(before))
    assert.deepEqual(
      (await allContacts(owner)).map((contact) => contact.Id),
      [Id],
    )
    const trash = await owner.ok('contacts/search', { Trash: true })
    assert.deepEqual(
      trash.Rows.map(({ LastName }: Body) => LastName),
      ['Newer'],
    )
    const { UndoneDate, Status } = await owner.ok(`imports/get/${done.Id}`)
    assert(!Number.isNaN(Date.parse(UndoneDate)))
    assert.equal(Status, 'PROCESSED')
  })

  test('what somebody has changed since stays, and is told', async () => {
    const owner = await newCustomer(server())
    const ids: Record<string, string> = {}
    for (const name of ['a', 'b', 'c', 'd']) ids[name] = (await owner.ok('contacts/create', there(`${name}@x.com`))).Id
    const head = ['Last name', 'Email', 'Notes', 'Job']
    const rows = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => [name, `${name}@x.com`, 'new', 'smith'])
    const done = await importFile(owner, csv(head, ...rows))
    assert.deepEqual([done.Counts.Created, done.Counts.Updated], [2, 4])
    const added = (await owner.ok('contacts/search', { ImportId: done.Id })).Rows
    const [e, f] = added.map(({ Id }: Body) => Id)
    await owner.ok(`contacts/update/${ids['a']}`, { Notes: 'mine' })
    // Another property than those of the import, and a change that was taken back.
    await owner.ok(`contacts/update/${ids['b']}`, { Nickname: 'mine' })
    await owner.ok(`contacts/update/${ids['c']}`, { Notes: 'mine' })
    await owner.ok(`contacts/update/${ids['c']}`, { Notes: 'new' })
    await owner.ok(`contacts/update/${ids['d']}`, { Notes: 'old' })
    await owner.ok(`contacts/update/${e}`, { Status: 'warm' })

    const undone = await undo(owner, done.Id)
    assert.deepEqual([undone.Deleted, undone.Left], [1, 2])
    assert.deepEqual(kept(undone), { [ids['a'] as string]: ['Notes'], [e]: ['Status'] })
    const shown = async (id = '') => {
      const { LastName, Notes, JobTitle, Nickname } = await get(owner, id)
      return [LastName, Notes, JobTitle, Nickname]
    }
    assert.deepEqual(await shown(ids['a']), ['Lovelace', 'mine', undefined, undefined])
    assert.deepEqual(await shown(ids['b']), ['Lovelace', 'old', undefined, 'mine'])
    assert.deepEqual(await shown(ids['c']), ['Lovelace', 'old', undefined, undefined])
    assert.deepEqual(await shown(ids['d']), ['Lovelace', 'old', undefined, undefined])
    assert.deepEqual(await shown(e), ['e', 'new', 'smith', undefined])
    await owner.refused(`contacts/get/${f}`)
  })

  test('contacts in the trash: added ones stay there, changed ones are changed back', async () => {
    const owner = await newCustomer(server())
    const { Id } = await owner.ok('contacts/create', there('a@x.com'))
    const done = await importFile(
      owner,
      csv(['Email', 'Notes', 'Last name'], ['a@x.com', 'new', ''], ['b@x.com', '', 'B']),
    )
    const [added] = (await owner.ok('contacts/search', { ImportId: done.Id })).Rows
    await owner.ok(`contacts/delete/${Id}`)
    await owner.ok(`contacts/delete/${added.Id}`)
    const undone = await undo(owner, done.Id)
    assert.deepEqual([undone.Deleted, undone.Left], [0, 0])
    assert.deepEqual(await allContacts(owner), [])
    const trash = (await owner.ok('contacts/search', { Trash: true })).Rows
    assert.deepEqual(trash.map(({ Notes }: Body) => Notes).toSorted(), ['old', undefined])
  })

  test('labels, types and fields that are gone meanwhile do not come back, and change nothing else', async () => {
    const owner = await newCustomer(server())
    await changeFields(owner, [{ Name: '#Size', Type: 'NUMBER' }])
    await owner.ok('contact-types/create', { Name: 'GUEST' })
    const { Id } = await owner.ok(
      'contacts/create',
      there('a@x.com', { Labels: ['#gone', '#stays'], ContactTypes: ['GUEST'], CustomFields: { '#Size': 1 } }),
    )
    const Mapping = [
      { Column: 'Email', Property: 'Emails.Value' },
      { Column: 'Last', Property: 'LastName' },
      { Column: 'Labels', Property: 'Labels', Mode: 'REPLACE' },
      { Column: 'Types', Property: 'ContactTypes', Mode: 'REPLACE' },
      { Column: 'Size', Property: '#Size' },
    ]
    const file = csv(
      ['Email', 'Last', 'Labels', 'Types', 'Size'],
      ['a@x.com', '', '#new', 'LEAD', '2'],
      ['b@x.com', 'B', '#new', 'LEAD', '3'],
    )
    const done = await importFile(owner, file, { Mapping })
    assert.deepEqual([done.Counts.Created, done.Counts.Updated], [1, 1])
    for (const [resource, names] of [
      ['labels', ['#gone', '#new']],
      ['contact-types', ['GUEST']],
    ] as const)
      for (const each of await owner.ok(`${resource}/list`))
        if ((names as readonly string[]).includes(each.Name)) await owner.ok(`${resource}/delete/${each.Id}`)
    const [field] = await owner.ok('custom-fields/list')
    await changeFields(owner, [{ Id: field.Id, Name: field.Name, Delete: true }])
    const undone = await undo(owner, done.Id)
    assert.deepEqual(undone, { Deleted: 1, Restored: 1, Left: 0, Kept: [] })
    const { Labels, ContactTypes, CustomFields } = await get(owner, Id)
    assert.deepEqual([Labels, ContactTypes ?? [], CustomFields ?? {}], [['#stays'], [], {}])
  })

  test('a change that cannot be taken back whole is left whole', async () => {
    const owner = await newCustomer(server())
    const { Id } = await owner.ok('contacts/create', {
      RecordType: 'PERSON',
      FirstName: 'Ada',
      Emails: [{ Value: 'a@x.com' }],
    })
    const Mapping = ['Email', 'First', 'Last'].map((Column, index) => ({
      Column,
      Property: ['Emails.Value', 'FirstName', 'LastName'][index],
      ClearIfBlank: index > 0,
    }))
    const done = await importFile(owner, csv(['Email', 'First', 'Last'], ['a@x.com', '', 'Byron']), { Mapping })
    await owner.ok(`contacts/update/${Id}`, { FirstName: 'Augusta' })
    const undone = await undo(owner, done.Id)
    assert.deepEqual(kept(undone), { [Id]: ['FirstName'] })
    const { FirstName, LastName } = await get(owner, Id)
    assert.deepEqual([FirstName, LastName], ['Augusta', undefined])
  })

  test('only once, not of a dry run, not of nobody', async () => {
    const owner = await newCustomer(server())
    const file = csv(['Last name', 'Email'], ['A', 'a@x.com'])
    const dry = await importFile(owner, file, { DryRun: true })
    await owner.refused(`imports/undo/${dry.Id}`)
    const done = await importFile(owner, file)
    const [one, two] = await Promise.all([owner.call(`imports/undo/${done.Id}`), owner.call(`imports/undo/${done.Id}`)])
    const results: Body[] = []
    for (const { body } of [one, two]) if (body.RequestId) results.push(await processed(owner, body.RequestId))
    const deleted = results.map(({ Result }) => Result?.Deleted ?? 0)
    assert.equal(
      deleted.reduce((sum, count) => sum + count, 0),
      1,
    )
    await owner.refused(`imports/undo/${done.Id}`)
    for (const id of [randomUUID(), 'x', '']) assert.notEqual((await owner.call(`imports/undo/${id}`)).status, 200)
    await importFile(owner, file)
    assert.equal((await allContacts(owner)).length, 1, 'it can be imported again')
  })

  test('many contacts, in either order of imports', async () => {
    const owner = await newCustomer(server())
    const rows = (note: string) =>
      csv(['Last name', 'Email', 'Notes'], ...Array.from({ length: 1201 }, (_, i) => [`N${i}`, `n${i}@x.com`, note]))
    const first = await importFile(owner, rows('one'))
    const second = await importFile(owner, rows('two'), { ExpectedCount: 1201 })
    assert.equal(second.Counts.Updated, 1201)
    const undone = await undo(owner, first.Id)
    assert.deepEqual([undone.Deleted, undone.Left, undone.Kept.length], [0, 1201, 1000])
    assert.deepEqual(undone.Kept[0].Properties, ['Notes'])
    // Nothing of the second holds them any longer, and the first is undone.
    assert.deepEqual(await undo(owner, second.Id), { Deleted: 1201, Restored: 1201, Left: 0, Kept: [] })
    assert.deepEqual(await allContacts(owner), [])
    const [third, fourth] = [
      await importFile(owner, rows('three')),
      await importFile(owner, rows('four'), { ExpectedCount: 1201 }),
    ]
    assert.equal((await undo(owner, fourth.Id)).Restored, 1201)
    assert.deepEqual(new Set((await allContacts(owner)).map(({ Notes }) => Notes)), new Set(['three']))
    assert.equal((await undo(owner, third.Id)).Deleted, 1201)
  })

  test('as a request with its key, done once', async () => {
    const owner = await newCustomer(server())
    const done = await importFile(owner, csv(['Last name'], ['A'], ['B']))
    const headers = { 'idempotency-key': randomUUID() }
    const [one, two] = [
      await owner.ok(`imports/undo/${done.Id}`, {}, { headers }),
      await owner.ok(`imports/undo/${done.Id}`, {}, { headers }),
    ]
    assert.equal(one.RequestId, two.RequestId)
    assert.equal((await resultOf(owner, one)).Deleted, 2)
  })
})
