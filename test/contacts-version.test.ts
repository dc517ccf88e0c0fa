import assert from 'node:assert/strict'
import { test } from 'node:test'
import { faultyPaths, newCustomer, person } from './api.ts'
import { onEachDatabase } from './server.ts'

onEachDatabase((server) => {
  test('edits of different properties on the same version are merged', async () => {
    const owner = await newCustomer(server())
    const read = await owner.ok('contacts/create', person({ JobTitle: 'Countess', Notes: 'Old' }))
    await owner.ok(`contacts/update/${read.Id}`, { ...read, JobTitle: 'Programmer', Department: 'Engines' })
    const merged = await owner.ok(`contacts/update/${read.Id}`, { ...read, Notes: null, FirstName: 'Augusta' })
    const { FirstName, JobTitle, Department, Notes, Version, DisplayName } = merged
    assert.deepEqual(
      { FirstName, JobTitle, Department, Notes, Version, DisplayName },
      {
        FirstName: 'Augusta',
        JobTitle: 'Programmer',
        Department: 'Engines',
        Notes: undefined,
        Version: 3,
        DisplayName: 'Augusta Lovelace',
      },
    )
  })

  test('edits of the same property conflict: both values are shown and nothing is written', async () => {
    const owner = await newCustomer(server())
    const Emails = [{ Value: 'ada@example.com' }]
    const read = await owner.ok('contacts/create', person({ JobTitle: 'Countess', Emails, Labels: ['#a'] }))
    const { Version, Id } = read
    const theirs = await owner.ok(`contacts/update/${Id}`, {
      JobTitle: 'Programmer',
      Emails: null,
      Labels: ['#b'],
      ContactTypes: ['LEAD'],
    })
    const mine = { Version, JobTitle: null, Emails: [], Labels: ['#c', '#a'], ContactTypes: ['VENDOR'], Nickname: 'A' }
    const { ErrorCode, Errors } = await owner.refused(`contacts/update/${Id}`, mine)
    assert.equal(ErrorCode, 'CONFLICT')
    const shown = Errors.map(({ Path, Yours, Theirs }: Record<string, unknown>) => [Path, Yours, Theirs])
    assert.deepEqual(shown.sort(), [
      ['ContactTypes', ['VENDOR'], ['LEAD']],
      ['Emails', [], null],
      ['JobTitle', null, 'Programmer'],
      ['Labels', ['#c', '#a'], ['#b']],
    ])
    assert.deepEqual(await owner.ok(`contacts/get/${Id}`), theirs)
  })

  test('the same edit made twice is no conflict', async () => {
    const owner = await newCustomer(server())
    const { Id } = await owner.ok('contacts/create', person())
    const edit = { Version: 1, JobTitle: 'Programmer', Phones: [{ Value: '+64 21 123 4567' }] }
    const first = await owner.ok(`contacts/update/${Id}`, edit)
    assert.deepEqual(await owner.ok(`contacts/update/${Id}`, edit), first)
    assert.equal(first.Version, 2)
  })

  test('what was changed and changed back by others is no conflict', async () => {
    const owner = await newCustomer(server())
    const { Id } = await owner.ok('contacts/create', person({ JobTitle: 'Countess' }))
    for (const JobTitle of ['Programmer', 'Countess']) await owner.ok(`contacts/update/${Id}`, { JobTitle })
    const updated = await owner.ok(`contacts/update/${Id}`, { Version: 1, JobTitle: 'Mathematician' })
    assert.deepEqual([updated.JobTitle, updated.Version], ['Mathematician', 4])
  })

  test('an update without Version, or with the present one, is never a conflict', async () => {
    const owner = await newCustomer(server())
    const { Id } = await owner.ok('contacts/create', person({ JobTitle: 'Countess' }))
    await owner.ok(`contacts/update/${Id}`, { JobTitle: 'Programmer' })
    assert.equal((await owner.ok(`contacts/update/${Id}`, { JobTitle: 'A' })).JobTitle, 'A')
    assert.equal((await owner.ok(`contacts/update/${Id}`, { JobTitle: 'B', Version: 3 })).JobTitle, 'B')
  })

  test('a contact is changed as it was read in the trash, once it is out of it', async () => {
    const owner = await newCustomer(server())
    const { Id } = await owner.ok('contacts/create', person())
    await owner.ok(`contacts/delete/${Id}`)
    const [read] = (await owner.ok('contacts/search', { Trash: true })).Rows
    assert(read.DeletedDate)
    const restored = await owner.ok(`contacts/restore/${Id}`)
    const updated = await owner.ok(`contacts/update/${Id}`, { ...read, JobTitle: 'Countess' })
    assert.deepEqual([updated.JobTitle, updated.DeletedDate, updated.Version], ['Countess', undefined, 4])
    const { DeletedDate } = read
    const refusal = await owner.refused(`contacts/update/${Id}`, { ...updated, DeletedDate })
    assert.deepEqual([faultyPaths(refusal), restored.Version], [['DeletedDate'], 3])
  })

  test('a version that the contact has not reached is refused', async () => {
    const owner = await newCustomer(server())
    const read = await owner.ok('contacts/create', person())
    for (const Version of [2, 2 ** 31, 2 ** 53 - 1, 0, -1, 1.5]) {
      const refusal = await owner.refused(`contacts/update/${read.Id}`, { Version, JobTitle: 'Countess' })
      assert.deepEqual(faultyPaths(refusal), ['Version'])
    }
    assert.deepEqual(await owner.ok(`contacts/get/${read.Id}`), read)
  })

  test('each custom field is a property of its own', async () => {
    const owner = await newCustomer(server())
    const CustomFields = [{ Name: '#Tier' }, { Name: '#Score', Type: 'NUMBER' }, { Name: '#Left' }]
    await owner.ok('custom-fields/update', { CustomFields })
    const given = { '#Tier': 'gold', '#Score': 1, '#Left': 'alone' }
    const read = await owner.ok('contacts/create', person({ CustomFields: given }))
    await owner.ok(`contacts/update/${read.Id}`, { CustomFields: { '#Tier': 'silver' } })
    const mine = { Version: 1, CustomFields: { ...given, '#Score': 2 } }
    const merged = await owner.ok(`contacts/update/${read.Id}`, mine)
    assert.deepEqual(merged.CustomFields, { '#Tier': 'silver', '#Score': 2, '#Left': 'alone' })

    const both = { Version: 1, CustomFields: { '#tier': 'bronze', '#Score': null } }
    const { ErrorCode, Errors } = await owner.refused(`contacts/update/${read.Id}`, both)
    assert.equal(ErrorCode, 'CONFLICT')
    const shown = Errors.map(({ Path, Yours, Theirs }: Record<string, unknown>) => [Path, Yours, Theirs])
    assert.deepEqual(shown.sort(), [
      ['CustomFields.#Score', null, 2],
      ['CustomFields.#Tier', 'bronze', 'silver'],
    ])
    assert.deepEqual(await owner.ok(`contacts/get/${read.Id}`), merged)
  })

  test('CustomFields that are null clear every field, those not mentioned stay', async () => {
    const owner = await newCustomer(server())
    await owner.ok('custom-fields/update', { CustomFields: [{ Name: 'One' }, { Name: 'Two' }] })
    const { Id } = await owner.ok('contacts/create', person({ CustomFields: { '#One': '1', '#Two': '2' } }))
    const patched = await owner.ok(`contacts/update/${Id}`, { CustomFields: { '#One': null } })
    assert.deepEqual(patched.CustomFields, { '#Two': '2' })
    assert.equal((await owner.ok(`contacts/update/${Id}`, { CustomFields: null })).CustomFields, undefined)
  })

  test('updates at once with one version lose nothing', async () => {
    const owner = await newCustomer(server())
    const read = await owner.ok('contacts/create', person())
    const properties = [
      'NamePrefix',
      'MiddleName',
      'NameSuffix',
      'Nickname',
      'JobTitle',
      'Department',
      'Notes',
      'Status',
    ]
    const edits = properties.map((name) => ({ ...read, [name]: `new ${name}` }))
    await Promise.all(edits.map((edit) => owner.ok(`contacts/update/${read.Id}`, edit)))
    const { Version, DisplayName, UpdatedDate, ...all } = await owner.ok(`contacts/get/${read.Id}`)
    assert.deepEqual(all, {
      ...Object.fromEntries(properties.map((name) => [name, `new ${name}`])),
      ...person(),
      Id: read.Id,
      CreatedDate: read.CreatedDate,
      CreatedBy: owner.userId,
      UpdatedBy: owner.userId,
    })
    assert.equal(Version, 1 + properties.length)
  })

  test('of updates at once of the same property exactly one goes through', async () => {
    const owner = await newCustomer(server())
    const { Id } = await owner.ok('contacts/create', person())
    const titles = ['a', 'b', 'c', 'd', 'e']
    const answers = await Promise.all(
      titles.map((JobTitle) => owner.call(`contacts/update/${Id}`, { Version: 1, JobTitle })),
    )
    const won = answers.filter(({ status }) => status === 200)
    assert.equal(won.length, 1)
    for (const { status, body } of answers)
      if (status !== 200) assert.deepEqual([status, body.ErrorCode], [400, 'CONFLICT'])
    assert.deepEqual(await owner.ok(`contacts/get/${Id}`), won[0]?.body)
  })
})
