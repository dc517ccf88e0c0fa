import assert from 'node:assert/strict'
import { test } from 'node:test'
import { contactCount, faultyPaths, newCustomer, person } from './api.ts'
import { onEachDatabase } from './server.ts'

onEachDatabase((server) => {
  test('upsert by Id changes the contact, or makes it under that Id', async () => {
    const owner = await newCustomer(server())
    const read = await owner.ok('contacts/create', person())
    const changed = await owner.ok('contacts/upsert', { MatchOn: 'Id', Contact: { Id: read.Id, JobTitle: 'Countess' } })
    assert.deepEqual([changed.Id, changed.JobTitle, changed.FirstName], [read.Id, 'Countess', 'Ada'])
    const Id = crypto.randomUUID()
    const made = await owner.ok('contacts/upsert', { MatchOn: 'Id', Contact: person({ Id }) })
    assert.deepEqual([made.Id, made.Version], [Id, 1])
    assert.notEqual((await owner.ok('contacts/upsert', { MatchOn: 'Id', Contact: person() })).Id, Id)
    assert.equal(await contactCount(owner), 3)
  })

  test('upsert by an Id that is none, or of a contact in the trash, is refused', async () => {
    const owner = await newCustomer(server())
    const upsert = (Id: string) => owner.refused('contacts/upsert', { MatchOn: 'Id', Contact: person({ Id }) })
    assert.deepEqual(faultyPaths(await upsert('no-id')), ['Contact.Id'])
    const { Id } = await owner.ok('contacts/create', person())
    await owner.ok(`contacts/delete/${Id}`)
    assert.match((await upsert(Id)).ErrorMessage, /trash/)
    assert.equal(await contactCount(owner), 1)
  })

  test('upsert by Id reaches no contact of another Customer', async () => {
    const [owner, stranger] = [await newCustomer(server()), await newCustomer(server())]
    const read = await owner.ok('contacts/create', person())
    await stranger.ok('contacts/upsert', { MatchOn: 'Id', Contact: person({ Id: read.Id, LastName: 'Byron' }) })
    assert.deepEqual(await owner.ok(`contacts/get/${read.Id}`), read)
    assert.equal((await stranger.ok(`contacts/get/${read.Id}`)).LastName, 'Byron')
  })

  test('upsert by e-mail does not regard case', async () => {
    const owner = await newCustomer(server())
    const Emails = [{ Value: 'home@example.com' }, { Value: 'Ada.Lovelace@Example.com', Label: 'work' }]
    const { Id } = await owner.ok('contacts/create', person({ Emails }))
    await owner.ok('contacts/create', person({ Emails: [{ Value: 'not-ada.lovelace@example.com' }] }))
    const Contact = { Emails: [{ Value: 'ADA.LOVELACE@example.COM' }], JobTitle: 'Countess' }
    const changed = await owner.ok('contacts/upsert', { MatchOn: 'Emails.Value', Contact })
    assert.deepEqual([changed.Id, changed.JobTitle, changed.Emails], [Id, 'Countess', Contact.Emails])
    assert.equal(await contactCount(owner), 2)
  })

  test('upsert by phone does not regard how the number is written', async () => {
    const owner = await newCustomer(server(), { DefaultCountry: 'NZ' })
    const { Id } = await owner.ok('contacts/create', person({ Phones: [{ Value: '021-123-4567' }] }))
    for (const Value of ['+64 21 123 4567', '(021) 123 4567', '0064211234567']) {
      const Contact = person({ Phones: [{ Value }] })
      assert.equal((await owner.ok('contacts/upsert', { MatchOn: 'Phones.Value', Contact })).Id, Id, Value)
    }
    const other = person({ Phones: [{ Value: '021 123 45678' }] })
    assert.notEqual((await owner.ok('contacts/upsert', { MatchOn: 'Phones.Value', Contact: other })).Id, Id)
  })

  test('upsert by a text property compares the whole text without regard to case', async () => {
    const owner = await newCustomer(server())
    const { Id } = await owner.ok('contacts/create', person({ Nickname: 'Straße 5%_' }))
    const upsert = (Nickname: string) =>
      owner.ok('contacts/upsert', { MatchOn: 'Nickname', Contact: person({ Nickname }) })
    assert.equal((await upsert('STRAße 5%_')).Id, Id)
    assert.notEqual((await upsert('Straße 5%')).Id, Id)
    assert.notEqual((await upsert('Straße 5xx')).Id, Id)
    assert.equal(await contactCount(owner), 3)
  })

  test('upsert by a custom field finds its value, under the name as anyone writes it', async () => {
    const owner = await newCustomer(server())
    const fields = [{ Name: 'Member No' }, { Name: 'Score', Type: 'NUMBER' }]
    await owner.ok('custom-fields/update', { CustomFields: fields })
    const CustomFields = { '#Member No': 'A-17', '#Score': 4.5 }
    const { Id } = await owner.ok('contacts/create', person({ CustomFields }))
    const byNumber = {
      MatchOn: '#member no',
      Contact: { CustomFields: { '#MEMBER NO': 'a-17' }, JobTitle: 'Countess' },
    }
    assert.equal((await owner.ok('contacts/upsert', byNumber)).Id, Id)
    const byScore = { MatchOn: '#Score', Contact: { CustomFields: { '#Score': 4.5 } } }
    assert.equal((await owner.ok('contacts/upsert', byScore)).Id, Id)
    const another = { MatchOn: '#Score', Contact: person({ CustomFields: { '#Score': 4 } }) }
    assert.notEqual((await owner.ok('contacts/upsert', another)).Id, Id)
  })

  test('null clears at upsert as it does at update', async () => {
    const owner = await newCustomer(server())
    const Emails = [{ Value: 'ada@example.com' }]
    const { Id } = await owner.ok('contacts/create', person({ Emails, JobTitle: 'Countess' }))
    const Contact = { Emails, JobTitle: null, Notes: 'Found' }
    const changed = await owner.ok('contacts/upsert', { MatchOn: 'Emails.Value', Contact })
    assert.deepEqual([changed.Id, changed.JobTitle, changed.Notes], [Id, undefined, 'Found'])
  })

  test('a match that is not unique is a conflict and changes nothing', async () => {
    const owner = await newCustomer(server())
    const Emails = [{ Value: 'shared@example.com' }]
    const twins = [
      await owner.ok('contacts/create', person({ Emails })),
      await owner.ok('contacts/create', person({ Emails })),
    ]
    const Contact = person({ Emails, JobTitle: 'Countess' })
    const { ErrorCode, Errors } = await owner.refused('contacts/upsert', { MatchOn: 'Emails.Value', Contact })
    assert.equal(ErrorCode, 'CONFLICT')
    const told = Errors.map(({ Message }: { Message: string }) => Message).join()
    for (const twin of twins) {
      assert(told.includes(twin.Id))
      assert.deepEqual(await owner.ok(`contacts/get/${twin.Id}`), twin)
    }
    assert.equal(await contactCount(owner), 2)
  })

  test('two values that belong to two contacts are a conflict', async () => {
    const owner = await newCustomer(server())
    const Emails = [{ Value: 'one@example.com' }, { Value: 'two@example.com' }]
    for (const email of Emails) await owner.ok('contacts/create', person({ Emails: [email] }))
    const refusal = await owner.refused('contacts/upsert', { MatchOn: 'Emails.Value', Contact: person({ Emails }) })
    assert.equal(refusal.ErrorCode, 'CONFLICT')
  })

  test('an e-mail in the trash blocks nothing', async () => {
    const owner = await newCustomer(server())
    const upsert = { MatchOn: 'Emails.Value', Contact: person({ Emails: [{ Value: 'ada@example.com' }] }) }
    const first = await owner.ok('contacts/upsert', upsert)
    await owner.ok(`contacts/delete/${first.Id}`)
    const second = await owner.ok('contacts/upsert', upsert)
    assert.notEqual(second.Id, first.Id)
    assert.equal((await owner.ok('contacts/upsert', upsert)).Id, second.Id)
    assert.equal(await contactCount(owner), 2)
  })

  test('upserts at once with one e-mail make one contact', async () => {
    const owner = await newCustomer(server())
    const upserts = Array.from({ length: 12 }, (_, index) => ({
      MatchOn: 'Emails.Value',
      Contact: person({
        Emails: [{ Value: index % 2 ? 'ada@example.com' : 'ADA@EXAMPLE.COM' }],
        JobTitle: `Job ${index}`,
      }),
    }))
    const answers = await Promise.all(upserts.map((upsert) => owner.ok('contacts/upsert', upsert)))
    assert.equal(new Set(answers.map(({ Id }) => Id)).size, 1)
    assert.deepEqual(
      answers.map(({ Version }) => Version).sort((a, b) => a - b),
      [...upserts.keys()].map((n) => n + 1),
    )
    assert.equal(await contactCount(owner), 1)
  })

  test('upserts at once with the same Id make one contact', async () => {
    const owner = await newCustomer(server())
    const Id = crypto.randomUUID()
    const ids = [Id, Id.toUpperCase(), Id, Id.toUpperCase()]
    const answers = await Promise.all(
      ids.map((each) => owner.ok('contacts/upsert', { MatchOn: 'Id', Contact: person({ Id: each }) })),
    )
    assert.deepEqual([...new Set(answers.map((contact) => contact.Id))], [Id])
    assert.equal(await contactCount(owner), 1)
  })

  test('what cannot be matched on is refused, with the names of what can', async () => {
    const owner = await newCustomer(server())
    for (const MatchOn of ['Emails', 'Notes', 'Version', 'Nothing', '#Unknown', 'constructor', '']) {
      const refusal = await owner.refused('contacts/upsert', { MatchOn, Contact: person() })
      assert.deepEqual(faultyPaths(refusal), ['MatchOn'])
      assert.match(refusal.Errors[0].Message, /Emails\.Value.*Phones\.Value.*LastName/)
    }
    assert.equal(await contactCount(owner), 0)
  })

  test('a contact without the value to match on is refused', async () => {
    const owner = await newCustomer(server())
    const lacking = {
      'Emails.Value': person(),
      'Phones.Value': person({ Phones: [] }),
      Nickname: person({ Nickname: ' ' }),
    }
    for (const [MatchOn, Contact] of Object.entries(lacking))
      assert.deepEqual(faultyPaths(await owner.refused('contacts/upsert', { MatchOn, Contact })), ['Contact'])
    assert.deepEqual(faultyPaths(await owner.refused('contacts/upsert')), ['Contact', 'MatchOn'])
    assert.equal(await contactCount(owner), 0)
  })
})
