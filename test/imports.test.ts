/** What becomes of contacts by the rows of a file: by what they are matched, and how values are written. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, test } from 'node:test'
import { allContacts, changeFields, type Member, namesFound, newCustomer, person } from './api.ts'
import { type Body, csv, importCounting, importFile, rowsOfImport } from './files.ts'
import { onEachDatabase } from './server.ts'

const get = (who: Member, id: string): Promise<Body> => who.ok(`contacts/get/${id}`)
const map = (columns: Record<string, string>, more: object = {}) =>
  Object.entries(columns).map(([Column, Property]) => ({ Column, Property, ...more }))

onEachDatabase((server) => {
  test('a file becomes contacts, each with its import', async () => {
    const owner = await newCustomer(server())
    const file = csv(
      ['First name', 'Last name', 'Company', 'Email', 'Birthday', 'Labels'],
      ['Ada', 'Lovelace', '', 'ada@x.com', '1815-12-10', '#maths ::: #friends'],
      ['😀', "O'; drop table contacts; --", 'Zöe & Søns', 'g@x.com', '', ''],
      ['', '', 'Acme', 'info@acme.com', '', '#friends'],
    )
    const done = await importCounting(owner, file, {}, { Created: 3 })
    const shown = new Map((await allContacts(owner)).map((contact) => [contact.DisplayName, contact]))
    assert.deepEqual([...shown.keys()].toSorted(), ['Acme', 'Ada Lovelace', "😀 O'; drop table contacts; --"])
    const ada = shown.get('Ada Lovelace')
    assert.deepEqual(ada.Dates, [{ Value: '1815-12-10', Label: 'birthday' }])
    assert.deepEqual(ada.Labels.toSorted(), ['#friends', '#maths'])
    assert.equal(shown.get('Acme').RecordType, 'ORGANIZATION')
    for (const { ImportId, Version, CreatedBy } of shown.values())
      assert.deepEqual([ImportId, Version, CreatedBy], [done.Id, 1, owner.userId])
    const names = (await rowsOfImport(owner, done.Id)).map(({ Name }) => Name)
    assert.deepEqual(names, ['Ada Lovelace', "😀 O'; drop table contacts; --", 'Acme'])
  })

  test('the request tells how far it is, and then carries the import', async () => {
    const owner = await newCustomer(server())
    const done = await importFile(owner, csv(['Last name'], ['A']))
    const status = await owner.ok(`request/get/${done.RequestId}`)
    assert.deepEqual(
      [status.Operation, status.ProcessStatus, status.PercentComplete],
      ['imports/create', 'PROCESSED', 100],
    )
    assert.deepEqual(status.Result, done)
  })

  describe('rows are matched', () => {
    test('by e-mail, without regard to case, and by any of them', async () => {
      const owner = await newCustomer(server())
      const { Id } = await owner.ok(
        'contacts/create',
        person({ Emails: [{ Value: 'a@x.com' }, { Value: 'Ada@Home.org' }] }),
      )
      const file = csv(['Last name', 'Email', 'Email 2'], ['Byron', 'ADA@home.ORG', 'new@x.com'])
      const done = await importCounting(owner, file, {}, { Updated: 1 })
      const { Emails, LastName } = await get(owner, Id)
      assert.deepEqual([LastName, Emails.length], ['Byron', 3])
      const [{ ContactId, Differences }] = await rowsOfImport(owner, done.Id)
      assert.equal(ContactId, Id)
      const differences = Object.fromEntries(Differences.map(({ Property, ...values }: Body) => [Property, values]))
      assert.deepEqual(Object.keys(differences).toSorted(), ['Emails', 'LastName'])
      assert.deepEqual(differences['LastName'], { Before: 'Lovelace', After: 'Byron' })
      assert.deepEqual(differences['Emails'].After, Emails)
    })

    test('by phone, as the number it is and not as it is written', async () => {
      const owner = await newCustomer(server())
      const { Id } = await owner.ok('contacts/create', person({ Phones: [{ Value: '+1 (415) 555-2670' }] }))
      const file = csv(['Last name', 'Phone'], ['Byron', '+14155552670'], ['Else', '+14155552671'])
      await importCounting(owner, file, { MatchOn: ['Phones.Value'] }, { Updated: 1, Created: 1 })
      const { Phones, LastName } = await get(owner, Id)
      assert.deepEqual([LastName, Phones.length], ['Byron', 1])
    })

    test('by Id, which alone decides; one of nobody becomes that of a new contact', async () => {
      const owner = await newCustomer(server())
      const there = await owner.ok('contacts/create', person({ Emails: [{ Value: 'a@x.com' }] }))
      const trashed = await owner.ok('contacts/create', person())
      await owner.ok(`contacts/delete/${trashed.Id}`)
      const fresh = randomUUID()
      const file = csv(
        ['Id', 'Last name', 'Email'],
        [there.Id.toUpperCase(), 'One', ''],
        [fresh, 'Two', 'a@x.com'],
        ['', 'Three', 'a@x.com'],
        [trashed.Id, 'Four', ''],
        ['17', 'Five', ''],
      )
      const Mapping = map({ Id: 'Id', 'Last name': 'LastName', Email: 'Emails.Value' })
      const done = await importFile(owner, file, { Mapping })
      const rows = await rowsOfImport(owner, done.Id)
      assert.deepEqual(
        rows.map(({ Verdict, ContactId, Errors }) => [Verdict, ContactId ?? Errors[0].Path]),
        [
          ['UPDATED', there.Id],
          ['CREATED', fresh],
          ['ERROR', 'Emails.Value'],
          ['ERROR', 'Id'],
          ['ERROR', 'Id'],
        ],
      )
      assert.equal(rows[4].Errors[0].Column, 'Id')
      assert.deepEqual(await namesFound(owner, {}), ['Ada One', 'Two'])
    })

    test('by a custom field, by a name, and by the first of several that finds one', async () => {
      const owner = await newCustomer(server())
      await changeFields(owner, [{ Name: '#Number', Type: 'NUMBER' }])
      const { Id } = await owner.ok('contacts/create', person({ CustomFields: { '#Number': 17 } }))
      const Mapping = map({ No: '#Number', Last: 'LastName', Job: 'JobTitle' })
      const head = ['No', 'Last', 'Job']
      await importCounting(owner, csv(head, ['17', 'Byron', 'x']), { Mapping, MatchOn: ['#Number'] }, { Updated: 1 })
      await importCounting(owner, csv(head, ['', 'BYRON', 'y']), { Mapping, MatchOn: ['LastName'] }, { Updated: 1 })
      const both = { Mapping, MatchOn: ['#Number', 'LastName'] }
      await importCounting(owner, csv(head, ['18', 'BYRON', 'z'], ['19', 'New', 'z']), both, { Updated: 1, Created: 1 })
      const { LastName, JobTitle, CustomFields } = await get(owner, Id)
      assert.deepEqual([LastName, JobTitle, CustomFields['#Number']], ['BYRON', 'z', 18])
    })

    test('not where a match is not unique: the row says so and the others go on', async () => {
      const owner = await newCustomer(server())
      for (let times = 0; times < 2; times++)
        await owner.ok('contacts/create', person({ Emails: [{ Value: 'a@x.com' }] }))
      const file = csv(['Last name', 'Email'], ['Byron', 'a@x.com'], ['New', 'b@x.com'])
      const done = await importCounting(owner, file, {}, { Errors: 1, Created: 1 })
      const [{ Errors }] = await rowsOfImport(owner, done.Id, { Verdict: 'ERROR' })
      assert.match(Errors[0].Message, /2 contacts/)
    })
  })

  test('OnMatch SKIP leaves contacts alone, CREATE adds others', async () => {
    const owner = await newCustomer(server())
    const { Id } = await owner.ok('contacts/create', person({ Emails: [{ Value: 'a@x.com' }] }))
    const file = csv(['Last name', 'Email'], ['Byron', 'a@x.com'], ['New', 'b@x.com'], ['Again', 'B@x.com'])
    const skipped = await importCounting(owner, file, { OnMatch: 'SKIP' }, { Duplicates: 2, Created: 1 })
    const told = (await rowsOfImport(owner, skipped.Id)).map(({ Verdict, ContactId, SameAsRow }) => [
      Verdict,
      ContactId,
      SameAsRow,
    ])
    const [, created] = told
    assert.deepEqual(told, [
      ['DUPLICATE', Id, undefined],
      ['CREATED', created?.[1], undefined],
      ['DUPLICATE', created?.[1], 3],
    ])
    assert.equal((await get(owner, Id)).Version, 1)
    await importCounting(owner, file, { OnMatch: 'CREATE' }, { Created: 3 })
    assert.equal((await allContacts(owner)).length, 5)
  })

  test('each column has its way with what is there', async () => {
    const owner = await newCustomer(server())
    const ways = ['REPLACE', 'APPEND', 'FILL_IF_EMPTY', 'SKIP', undefined] as const
    const file = csv(['Email', 'Notes', 'Job', 'Phone', 'Label'], ['a@x.com', 'new', 'smith', '+49 30 2', '#new'])
    const outcomes: unknown[] = []
    for (const Mode of ways) {
      const { Id } = await owner.ok(
        'contacts/create',
        person({
          ...{ Notes: 'old', Emails: [{ Value: 'a@x.com' }], Phones: [{ Value: '+49 30 1', Label: 'work' }] },
          Labels: ['#old'],
        }),
      )
      const way = Mode === undefined ? {} : { Mode }
      const Mapping = [
        ...map({ Email: 'Emails.Value' }),
        ...map({ Notes: 'Notes', Job: 'JobTitle', Phone: 'Phones.Value', Label: 'Labels' }, way),
      ]
      const done = await importFile(owner, file, { Mapping })
      assert.equal(done.Counts.Errors, 0)
      const { Notes, JobTitle, Phones, Labels } = await get(owner, Id)
      outcomes.push([Notes, JobTitle, Phones.map(({ Value }: Body) => Value), Labels.toSorted()])
      await owner.ok(`contacts/delete/${Id}`)
    }
    assert.deepEqual(outcomes, [
      ['new', 'smith', ['+49 30 2'], ['#new']],
      ['old\nnew', 'smith', ['+49 30 1', '+49 30 2'], ['#new', '#old']],
      ['old', 'smith', ['+49 30 1'], ['#old']],
      ['old', undefined, ['+49 30 1'], ['#old']],
      ['new', 'smith', ['+49 30 1', '+49 30 2'], ['#new', '#old']],
    ])
  })

  test('a blank cell changes nothing, unless its column clears', async () => {
    const owner = await newCustomer(server())
    const { Id } = await owner.ok(
      'contacts/create',
      person({ Notes: 'n', JobTitle: 'j', Emails: [{ Value: 'a@x.com' }] }),
    )
    const columns = { Email: 'Emails.Value', Notes: 'Notes', Job: 'JobTitle', First: 'FirstName', Last: 'LastName' }
    const file = csv(Object.keys(columns), ['a@x.com', '', ' ', '', ''])
    await importCounting(owner, file, { Mapping: map(columns) }, { Unchanged: 1 })
    const clearing = map(columns).map((each) => (each.Column === 'Notes' ? { ...each, ClearIfBlank: true } : each))
    await importCounting(owner, file, { Mapping: clearing }, { Updated: 1 })
    const { Notes, JobTitle, FirstName } = await get(owner, Id)
    assert.deepEqual([Notes, JobTitle, FirstName], [undefined, 'j', 'Ada'])
    const nameless = await importCounting(owner, file, { Mapping: map(columns, { ClearIfBlank: true }) }, { Errors: 1 })
    assert.equal((await get(owner, Id)).JobTitle, 'j', `all or nothing of a row: ${nameless.Id}`)
  })

  test('labels and types are given to all besides their own', async () => {
    const owner = await newCustomer(server())
    await owner.ok(
      'contacts/create',
      person({ Emails: [{ Value: 'a@x.com' }], Labels: ['#fair'], ContactTypes: ['LEAD'] }),
    )
    const file = csv(['Last name', 'Email', 'Labels'], ['A', 'a@x.com', ''], ['B', 'b@x.com', '#own'])
    const extra = { Labels: ['#Fair', '#2026'], ContactTypes: ['CUSTOMER'] }
    const dry = await importCounting(owner, file, { ...extra, DryRun: true }, { Updated: 1, Created: 1 })
    assert.deepEqual((await owner.ok('labels/list')).map(({ Name }: Body) => Name).toSorted(), [
      '#fair',
      '#voyzu shared',
    ])
    const real = await importCounting(owner, file, extra, { Updated: 1, Created: 1 })
    const differences = async ({ Id }: Body) => (await rowsOfImport(owner, Id))[0].Differences
    assert.deepEqual(await differences(dry), await differences(real))
    const said = (await allContacts(owner)).map(({ LastName, Labels, ContactTypes }) => [
      LastName,
      Labels.toSorted(),
      ContactTypes,
    ])
    assert.deepEqual(said, [
      ['A', ['#2026', '#fair'], ['LEAD', 'CUSTOMER']],
      ['B', ['#2026', '#fair', '#own'], ['CUSTOMER']],
    ])
    await importCounting(owner, file, { ...extra, Force: true }, { Unchanged: 2 })
  })

  test('contacts are found by their import', async () => {
    const owner = await newCustomer(server())
    await owner.ok('contacts/create', person())
    const first = await importFile(owner, csv(['Last name', 'Email'], ['A', 'a@x.com'], ['B', 'b@x.com']))
    const second = await importFile(owner, csv(['Last name', 'Email'], ['C', 'c@x.com'], ['Bb', 'b@x.com']))
    const by = (Operator: string, more = {}) => ({ Filter: { Property: 'ImportId', Operator, ...more } })
    assert.deepEqual(await namesFound(owner, { ImportId: first.Id }), ['A', 'Bb'])
    assert.deepEqual(await namesFound(owner, { SearchText: second.Id }), ['C'])
    assert.deepEqual(await namesFound(owner, by('EQUALS', { Value: second.Id })), ['C'])
    assert.deepEqual(await namesFound(owner, by('IN', { Values: [first.Id, second.Id] })), ['A', 'Bb', 'C'])
    assert.deepEqual(await namesFound(owner, by('EMPTY')), ['Ada Lovelace'])
    assert.deepEqual(await namesFound(owner, by('NOT_EMPTY')), ['A', 'Bb', 'C'])
    assert.deepEqual(await namesFound(owner, { ImportId: first.Id, SearchText: 'bb' }), ['Bb'])
    assert.deepEqual(await namesFound(owner, { ImportId: randomUUID() }), [])
    assert.deepEqual(await namesFound(owner, { ImportId: 'no id' }), [])
    const other = await newCustomer(server())
    assert.deepEqual(await namesFound(other, { ImportId: first.Id }), [])
  })
})
