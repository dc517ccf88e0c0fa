/** Labels that are new come with the rows that are written, and with no others. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { allContacts, assertOk, newCustomer, person } from './api.ts'
import { lockAwaited } from './database.ts'
import { type Body, csv, imported, importFile, rowsOfImport, upload } from './files.ts'
import { emptyDatabase, onEachDatabase, serverFor } from './server.ts'

const labelNames = (labels: Body[]) => labels.map(({ Name }) => Name)

onEachDatabase((server) => {
  test('a row that is refused is refused for the same in both runs, though its label is new', async () => {
    const owner = await newCustomer(server())
    const file = csv(
      ['First name', 'Email', 'Labels'],
      ['Ada', 'a@x.com', '#Good'],
      ['', 'b@x.com', '#Bad'],
      ['', 'a@x.com', '#Worse; #good'],
      ['', 'none', '#Worst'],
    )
    const before = labelNames(await owner.ok('labels/list'))
    const dry = await importFile(owner, file, { DryRun: true })
    assert.deepEqual(labelNames(await owner.ok('labels/list')), before)
    const real = await importFile(owner, file)
    const told = (rows: Body[]) => rows.map(({ ContactId: _id, ...rest }) => rest)
    const became = told(await rowsOfImport(owner, real.Id))
    assert.deepEqual(told(await rowsOfImport(owner, dry.Id)), became)
    assert.deepEqual(became[1].Errors, [{ Path: 'FirstName', Message: 'or LastName is needed for a PERSON' }])
    assert.deepEqual(labelNames(await owner.ok('labels/list')).toSorted(), [...before, '#Good', '#Worse'].toSorted())
    assert.deepEqual((await allContacts(owner))[0].Labels, ['#Good', '#Worse'])
  })
})

test('no contact keeps a label that was not made, whatever others do to it meanwhile', async (t) => {
  const server = await serverFor(t, await emptyDatabase('postgres'))
  const owner = await newCustomer(server)
  const contact = person({ Emails: [{ Value: 'a@x.com' }], Labels: ['#Old'] })
  const { Id } = await owner.ok('contacts/create', contact)
  const holder = new pg.Client(server.data['DATABASE_URL'])
  await holder.connect()
  t.after(() => holder.end())
  await holder.query('begin')
  await holder.query('update contacts set deleted_at = now() where id = $1', [Id])
  // The contact has a label, so the row's is not wanted, until the contact turns out to be gone.
  const Mapping = [
    { Column: 'First name', Property: 'FirstName' },
    { Column: 'Email', Property: 'Emails.Value' },
    { Column: 'Labels', Property: 'Labels', Mode: 'FILL_IF_EMPTY' },
  ]
  const file = csv(['First name', 'Email', 'Labels'], ['Ada', 'a@x.com', '#New'], ['Grace', 'g@x.com', ''])
  const accepted = assertOk(await upload(owner, 'imports/create', { Mapping }, file))
  await lockAwaited(server.data)
  await holder.query('commit')
  const { Counts } = await imported(owner, accepted)
  assert.deepEqual([Counts.Created, Counts.Errors], [1, 1])
  const [row] = await rowsOfImport(owner, accepted.Id)
  assert.deepEqual([row.Errors[0].Path, row.ContactId], ['Labels', undefined])
  assert.deepEqual(
    (await allContacts(owner)).map(({ FirstName }) => FirstName),
    ['Grace'],
  )
})
