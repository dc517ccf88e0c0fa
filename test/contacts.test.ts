import assert from 'node:assert/strict'
import { test } from 'node:test'
import { contactCount, faultyPaths, newCustomer, person } from './api.ts'
import { onEachDatabase } from './server.ts'

const isoMoment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

onEachDatabase((server) => {
  test('create answers the contact with all that the server gives it', async () => {
    const owner = await newCustomer(server())
    const { Id, CreatedDate, ...contact } = await owner.ok('contacts/create', person({ NamePrefix: 'Lady' }))
    assert.deepEqual(contact, {
      ...person({ NamePrefix: 'Lady' }),
      DisplayName: 'Lady Ada Lovelace',
      Version: 1,
      CreatedBy: owner.userId,
      UpdatedDate: CreatedDate,
      UpdatedBy: owner.userId,
    })
    assert.match(CreatedDate, isoMoment)
    assert.deepEqual(await owner.ok(`contacts/get/${Id}`), { Id, CreatedDate, ...contact })
  })

  test('an organisation is shown by its name, a person in the order of its script', async () => {
    const owner = await newCustomer(server())
    const shown = async (contact: object) => (await owner.ok('contacts/create', contact)).DisplayName
    assert.equal(
      await shown({ RecordType: 'ORGANIZATION', OrganizationName: 'Analytical Engines' }),
      'Analytical Engines',
    )
    assert.equal(await shown({ RecordType: 'PERSON', FirstName: '光', LastName: '源' }), '源光')
    assert.equal(
      await shown(person({ NamePrefix: 'Dr.', MiddleName: 'King', NameSuffix: 'FRS' })),
      'Dr. Ada King Lovelace FRS',
    )
  })

  test('update writes what is present, clears what is null and leaves what is absent', async () => {
    const owner = await newCustomer(server())
    const { Id } = await owner.ok('contacts/create', person({ JobTitle: 'Countess', Department: 'Mathematics' }))
    const updated = await owner.ok(`contacts/update/${Id}`, { JobTitle: 'Programmer', Department: null })
    assert.deepEqual(await owner.ok(`contacts/get/${Id}`), updated)
    const { JobTitle, FirstName, LastName, Version } = updated
    assert.deepEqual([JobTitle, FirstName, LastName, Version], ['Programmer', 'Ada', 'Lovelace', 2])
    assert(!('Department' in updated))
  })

  test('an update that changes nothing makes no new version', async () => {
    const owner = await newCustomer(server())
    const created = await owner.ok('contacts/create', person())
    assert.deepEqual(await owner.ok(`contacts/update/${created.Id}`, person({ Nickname: null })), created)
    assert.deepEqual(await owner.ok(`contacts/update/${created.Id}`, {}), created)
  })

  test('create takes null as absent', async () => {
    const owner = await newCustomer(server())
    const created = await owner.ok(
      'contacts/create',
      person({ Notes: null, Emails: null, CustomFields: null, Id: null }),
    )
    assert.deepEqual([created.Notes, created.Emails, created.CustomFields], [undefined, undefined, undefined])
  })

  test('a whole contact can be sent back as it was read, with one property changed', async () => {
    const owner = await newCustomer(server())
    const read = await owner.ok('contacts/create', person({ Phones: [{ Value: '+64 21 123 4567' }], Labels: ['#vip'] }))
    const updated = await owner.ok(`contacts/update/${read.Id}`, { ...read, JobTitle: 'Countess' })
    const { Version, UpdatedDate } = updated
    assert.deepEqual(updated, { ...read, JobTitle: 'Countess', Version, UpdatedDate })
    assert.equal(Version, 2)
  })

  test('read-only properties are refused when they are changed, all of them at once', async () => {
    const owner = await newCustomer(server())
    const read = await owner.ok('contacts/create', person({ Phones: [{ Value: '+64 21 123 4567' }] }))
    const forged = {
      Id: crypto.randomUUID(),
      DisplayName: 'Somebody',
      CreatedDate: '2001-01-01T00:00:00.000Z',
      CreatedBy: crypto.randomUUID(),
      UpdatedDate: '2001-01-01T00:00:00.000Z',
      UpdatedBy: crypto.randomUUID(),
      Phones: [{ Value: '+64 21 123 4567', E164: '+15550000' }],
    }
    const paths = Object.keys({ ...forged, Phones: undefined })
      .map((name) => (name === 'Phones' ? 'Phones[0].E164' : name))
      .sort()
    assert.deepEqual(faultyPaths(await owner.refused(`contacts/update/${read.Id}`, forged)), paths)
    assert.deepEqual(
      faultyPaths(await owner.refused('contacts/create', person({ ...forged, Version: 3 }))),
      [...paths, 'Version'].sort(),
    )
    assert.deepEqual(await owner.ok(`contacts/get/${read.Id}`), read)
    assert.equal(await contactCount(owner), 1)
  })

  test('phones keep what was typed and gain E.164, in the default country where they name none', async () => {
    const inNewZealand = await newCustomer(server(), { DefaultCountry: 'NZ' })
    const nowhere = await newCustomer(server())
    const Phones = [
      { Value: '021 123 4567', Label: 'mobile', Primary: true },
      { Value: '+1 (415) 555-2670' },
      { Value: 'extension 12' },
    ]
    const american = { Value: '+1 (415) 555-2670', E164: '+14155552670' }
    const created = await inNewZealand.ok('contacts/create', person({ Phones }))
    assert.deepEqual(created.Phones, [{ ...Phones[0], E164: '+64211234567' }, american, Phones[2]])
    const elsewhere = await nowhere.ok('contacts/create', person({ Phones }))
    assert.deepEqual(elsewhere.Phones, [Phones[0], american, Phones[2]])
  })

  test('a phone that lost its plus in a spreadsheet is still international', async () => {
    const german = await newCustomer(server(), { DefaultCountry: 'DE' })
    const numbers = [
      ['491711234567', '+491711234567'],
      ['49 30 1234567', '+49301234567'],
      // Of the town with the code 0491, and nothing else.
      ['0491711234567', '+49491711234567'],
      ['4911234567', '+494911234567'],
    ]
    const Phones = numbers.map(([Value]) => ({ Value }))
    const created = await german.ok('contacts/create', person({ Phones }))
    assert.deepEqual(
      created.Phones,
      numbers.map(([Value, E164]) => ({ Value, E164 })),
    )
  })

  test('a phone that is changed gets the E.164 of the new number', async () => {
    const owner = await newCustomer(server())
    const { Id, Phones } = await owner.ok('contacts/create', person({ Phones: [{ Value: '+64 21 123 4567' }] }))
    const moved = [{ ...Phones[0], Value: '+64 21 765 4321' }]
    const updated = await owner.ok(`contacts/update/${Id}`, { Phones: moved })
    assert.deepEqual(updated.Phones, [{ Value: '+64 21 765 4321', E164: '+64217654321' }])
  })

  test('delete puts a contact into the trash, where it can be found but not read or changed', async () => {
    const owner = await newCustomer(server())
    const { Id } = await owner.ok('contacts/create', person())
    assert.equal((await owner.call(`contacts/delete/${Id}`)).text, '')
    for (const path of [`contacts/get/${Id}`, `contacts/update/${Id}`])
      assert.equal((await owner.refused(path)).ErrorCode, 'NOT_FOUND')
    const listed = await owner.ok('contacts/search', {})
    assert.deepEqual([listed.Rows, listed.TotalCount], [[], 0])
    const trash = await owner.ok('contacts/search', { Trash: true })
    assert.deepEqual([trash.Rows.map((row: { Id: string }) => row.Id), trash.TotalCount], [[Id], 1])
  })

  test('delete succeeds whether or not there is such a contact', async () => {
    const owner = await newCustomer(server())
    const { Id } = await owner.ok('contacts/create', person())
    for (const id of [Id, Id, crypto.randomUUID(), 'no-id']) await owner.ok(`contacts/delete/${id}`)
    assert.equal((await owner.ok('contacts/search', { Trash: true })).TotalCount, 1)
  })

  test('nobody reaches the contacts of another Customer', async () => {
    const [owner, stranger] = [await newCustomer(server()), await newCustomer(server())]
    const contact = await owner.ok('contacts/create', person())
    assert.equal((await stranger.refused(`contacts/get/${contact.Id}`)).ErrorCode, 'NOT_FOUND')
    assert.equal(
      (await stranger.refused(`contacts/update/${contact.Id}`, { LastName: 'Byron' })).ErrorCode,
      'NOT_FOUND',
    )
    await stranger.ok(`contacts/delete/${contact.Id}`)
    assert.deepEqual(await owner.ok(`contacts/get/${contact.Id}`), contact)
    assert.equal(await contactCount(stranger), 0)
  })

  test('labels are made on the fly and are one label without regard to case', async () => {
    const owner = await newCustomer(server())
    const first = await owner.ok('contacts/create', person({ Labels: ['#Très chic', '#客户'] }))
    assert.deepEqual(first.Labels, ['#Très chic', '#客户'])
    const second = await owner.ok('contacts/create', person({ Labels: ['#TRÈS CHIC'.normalize('NFD')] }))
    assert.deepEqual(second.Labels, ['#Très chic'])
  })

  test('a label that is named twice is refused, be it new or known', async () => {
    const owner = await newCustomer(server())
    const twice = person({ Labels: ['#vip', '#VIP'] })
    assert.deepEqual(faultyPaths(await owner.refused('contacts/create', twice)), ['Labels'])
    await owner.ok('contacts/create', person({ Labels: ['#vip'] }))
    assert.deepEqual(faultyPaths(await owner.refused('contacts/create', twice)), ['Labels'])
    assert.equal(await contactCount(owner), 1)
  })

  test('the same new label is made once by many calls at once', async () => {
    const owner = await newCustomer(server())
    const calls = ['#new', '#New', '#NEW', '#new', '#nEW'].map((label) => person({ Labels: [label] }))
    const made = await Promise.all(calls.map((contact) => owner.ok('contacts/create', contact)))
    assert.equal(new Set(made.map(({ Labels }) => Labels[0])).size, 1)
  })

  test('contact types must exist', async () => {
    const owner = await newCustomer(server())
    const { ContactTypes } = await owner.ok('contacts/create', person({ ContactTypes: ['VENDOR', 'lead', 'CUSTOMER'] }))
    assert.deepEqual(ContactTypes, ['VENDOR', 'LEAD', 'CUSTOMER'])
    const refusal = await owner.refused('contacts/create', person({ ContactTypes: ['LEAD', 'FRIEND', 'FOE'] }))
    assert.deepEqual(faultyPaths(refusal), ['ContactTypes[1]', 'ContactTypes[2]'])
    assert.match(refusal.ErrorMessage, /CUSTOMER.*LEAD.*VENDOR/)
  })

  test('a person needs a first or last name, an organisation its name', async () => {
    const owner = await newCustomer(server())
    const needs = async (contact: object) => faultyPaths(await owner.refused('contacts/create', contact))
    assert.deepEqual(await needs({ FirstName: 'Ada' }), ['RecordType'])
    assert.deepEqual(await needs({ RecordType: 'PERSON', Nickname: 'Ada' }), ['FirstName'])
    assert.deepEqual(await needs({ RecordType: 'PERSON', FirstName: ' \t' }), ['FirstName'])
    assert.deepEqual(await needs({ RecordType: 'ORGANIZATION', LastName: 'Lovelace' }), ['OrganizationName'])
    const { Id } = await owner.ok('contacts/create', { RecordType: 'PERSON', LastName: 'Lovelace' })
    const needsToUpdate = async (patch: object) => faultyPaths(await owner.refused(`contacts/update/${Id}`, patch))
    assert.deepEqual(await needsToUpdate({ LastName: null }), ['FirstName'])
    assert.deepEqual(await needsToUpdate({ RecordType: 'ORGANIZATION' }), ['OrganizationName'])
    assert.deepEqual(await needsToUpdate({ RecordType: null }), ['RecordType'])
    assert.equal((await owner.ok(`contacts/update/${Id}`, { LastName: null, FirstName: 'Ada' })).DisplayName, 'Ada')
  })
})
