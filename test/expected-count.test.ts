/** What would change much of a list asks for how much that is: contacts/bulk-… and imports. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import {
  type Answer,
  allContacts,
  assertOk,
  at,
  eventually,
  faultyPaths,
  type Member,
  newCustomer,
  person,
  processed,
} from './api.ts'
import { assertCounts, csv, importCounting, importFile, rowsOfImport, undo, upload } from './files.ts'
import { databaseKinds, emptyDatabase, onEachDatabase, serverFor } from './server.ts'

type Body = Answer['body']

const update = 'contacts/bulk-update'
const remove = 'contacts/bulk-delete'

/** A list of so many contacts, of which the first `bakers` are bakers. @returns their ids */
async function list(who: Member, count: number, bakers = 0): Promise<string[]> {
  const Items = Array.from({ length: count }, (_, index) => ({
    Operation: 'CREATE',
    Contact: person({
      LastName: `N${index}`,
      Emails: [{ Value: `n${index}@x.com` }],
      JobTitle: index < bakers ? 'baker' : 'smith',
    }),
  }))
  return (await who.ok('contacts/batch', { Items })).Results.map(({ Id }: Body) => Id)
}

const bakers = { Filter: { Property: 'JobTitle', Operator: 'EQUALS', Value: 'baker' } }

/** A file that says something new of the contacts `from` to `to` of the list, and adds others. */
const file = (from: number, to: number, added = 0) =>
  csv(
    ['Email', 'Last name', 'Tier'],
    ...Array.from({ length: to - from }, (_, index) => [`n${from + index}@x.com`, `M${from + index}`, 'gold']),
    ...Array.from({ length: added }, (_, index) => [`added${index}@x.com`, `A${index}`, 'gold']),
  )

async function done(who: Member, path: string, input: object): Promise<Body> {
  const { ProcessStatus, Result, ErrorMessage } = await processed(who, (await who.ok(path, input)).RequestId)
  assert.equal(ProcessStatus, 'PROCESSED', ErrorMessage)
  return Result
}

async function asked(who: Member, path: string, input: object, found: number): Promise<void> {
  const refusal = await who.refused(path, input)
  assert.equal(refusal.ErrorCode, 'EXPECTED_COUNT')
  assert.deepEqual(faultyPaths(refusal), ['ExpectedCount'])
  assert.match(refusal.ErrorMessage, new RegExp(`comes to ${found} of .*DryRun.*ExpectedCount: ${found}\\.`))
}

onEachDatabase((server) => {
  test('more than a quarter of more than 100 contacts is not changed without its number', async () => {
    const owner = await newCustomer(server())
    const ids = await list(owner, 104, 27)
    const set = { Set: { Notes: 'x' } }
    for (const which of [{ Search: bakers }, { Ids: ids.slice(0, 27) }]) {
      await asked(owner, update, { ...which, ...set }, 27)
      await asked(owner, remove, which, 27)
      await asked(owner, remove, { ...which, ExpectedCount: null }, 27)
      await asked(owner, remove, { ...which, ExpectedCount: 26 }, 27)
      await asked(owner, remove, { ...which, ExpectedCount: 28 }, 27)
    }
    await asked(owner, remove, { Search: {} }, 104)
    for (const bad of [-1, 1.5, '27']) await owner.refused(remove, { Search: bakers, ExpectedCount: bad })
    const contacts = await allContacts(owner)
    assert.deepEqual(new Set(contacts.map(({ Version }) => Version)), new Set([1]))
    assert.deepEqual([contacts.length, (await owner.ok('request/list')).length], [104, 0])
    assert.equal((await done(owner, remove, { Search: {}, DryRun: true })).Found, 104)
    assert.equal((await done(owner, update, { Search: bakers, ...set, ExpectedCount: 27 })).Changed, 27)
    assert.equal((await done(owner, remove, { Ids: ids.slice(0, 27), ExpectedCount: 27 })).Changed, 27)
  })

  test('a quarter, and any part of 100 contacts, is changed without a word; a number that is told must be right', async () => {
    const owner = await newCustomer(server())
    const ids = await list(owner, 104, 26)
    await asked(owner, update, { Search: bakers, Set: { Notes: 'x' }, ExpectedCount: 25 }, 26)
    assert.equal((await done(owner, update, { Search: bakers, Set: { Notes: 'x' } })).Changed, 26)
    assert.equal((await done(owner, remove, { Ids: ids.slice(0, 4) })).Changed, 4)
    await asked(owner, remove, { Search: {}, ExpectedCount: 104 }, 100)
    assert.equal((await done(owner, remove, { Search: {} })).Changed, 100)
  })

  test('ids count once, and only those of contacts that are there', async () => {
    const owner = await newCustomer(server())
    const ids = await list(owner, 120)
    const stranger = await newCustomer(server())
    const others = await list(stranger, 101)
    await owner.ok(`contacts/delete/${ids[0]}`)
    const Ids = [...ids.slice(0, 30), ...ids.slice(0, 30).map((id) => id.toUpperCase()), ...others, randomUUID()]
    await asked(owner, remove, { Ids, ExpectedCount: 30 }, 29)
    // 119 are left; a quarter of them is 29.
    assert.equal((await done(owner, remove, { Ids })).Changed, 29)
    assert.equal((await allContacts(stranger)).length, 101)
  })

  test('of a list with many in the trash, the others are counted', async () => {
    const owner = await newCustomer(server())
    const ids = await list(owner, 150)
    await done(owner, remove, { Ids: ids.slice(0, 40), ExpectedCount: 40 })
    await asked(owner, remove, { Ids: ids.slice(40, 80) }, 40)
    await done(owner, remove, { Ids: ids.slice(40, 67) })
    await done(owner, remove, { Search: {} })
  })

  test('an import that would update more than a quarter is judged first, and refused without their number', async () => {
    const owner = await newCustomer(server())
    await list(owner, 104)
    const before = await allContacts(owner)
    const many = file(0, 27, 1000)
    const Mapping = [
      ...['Email', 'Last name'].map((Column, at) => ({ Column, Property: ['Emails.Value', 'LastName'][at] })),
      { Column: 'Tier', Property: '#Tier', NewField: 'TEXT' },
    ]
    const refused = await importFile(owner, many, { Mapping, Labels: ['#new'] })
    assert.equal(refused.Status, 'FAIL')
    assert.match(refused.ErrorMessage, /ExpectedCount .* 27 of 104 .* ExpectedCount: 27\./)
    assertCounts(refused, {})
    const { StatusCode, ErrorCode, Errors } = await owner.ok(`request/get/${refused.RequestId}`)
    assert.deepEqual([StatusCode, ErrorCode, Errors[0].Path], [400, 'EXPECTED_COUNT', 'ExpectedCount'])
    assert.deepEqual(await allContacts(owner), before)
    assert.deepEqual(await owner.ok('custom-fields/list'), [])
    assert.equal((await owner.ok('labels/list')).length, 1)
    assert.deepEqual(await rowsOfImport(owner, refused.Id), [])

    const dry = await importFile(owner, many, { Mapping, DryRun: true })
    assertCounts(dry, { Updated: 27, Created: 1000 })
    const wrong = await importFile(owner, many, { Mapping, ExpectedCount: 1027 })
    assert.match(wrong.ErrorMessage, /ExpectedCount is 1,027, but .* 27 of 104/)
    assert.deepEqual(await allContacts(owner), before)
    const right = await importCounting(
      owner,
      many,
      { Mapping, ExpectedCount: 27, Labels: ['#new'] },
      { Updated: 27, Created: 1000 },
    )
    assert.deepEqual(
      (await owner.ok('custom-fields/list')).map(({ Name }: Body) => Name),
      ['#Tier'],
    )
    assert.equal((await owner.ok('contacts/search', { ImportId: right.Id, Total: 'EXACT' })).TotalCount, 1000)
    const again = await importFile(owner, many, { Mapping, Labels: ['#new'] })
    assert.equal(again.Id, right.Id, 'ExpectedCount makes no other import of it')
    // What takes back does not ask.
    assert.equal((await undo(owner, right.Id)).Restored, 27)
  })

  test('an import of few updates, of many new contacts, or that updates none goes on by itself', async () => {
    const owner = await newCustomer(server())
    await list(owner, 104)
    await importCounting(owner, file(0, 26), {}, { Updated: 26 })
    await importCounting(owner, file(10, 30, 6), { OnMatch: 'SKIP' }, { Duplicates: 20, Created: 6 })
    await importCounting(owner, file(30, 57), { OnMatch: 'CREATE' }, { Created: 27 })
    await importCounting(owner, file(60, 80, 1500), {}, { Updated: 20, Unchanged: 6, Created: 1494 })
  })

  test('a short list is imported into without a word; a number that is told must be right', async () => {
    const owner = await newCustomer(server())
    await list(owner, 100)
    await importCounting(owner, file(0, 100), {}, { Updated: 100 })
    assert.equal((await importFile(owner, file(0, 50, 1), { ExpectedCount: 50 })).Status, 'FAIL')
    await importCounting(owner, file(0, 50, 1), { ExpectedCount: 0 }, { Unchanged: 50, Created: 1 })
  })

  test('both phases tell how far they are, and a cancel in the first has changed nothing', async () => {
    const owner = await newCustomer(server())
    await list(owner, 101)
    const before = await allContacts(owner)
    const accepted = assertOk(await upload(owner, 'imports/create', {}, file(0, 20, 20_000)))
    const judging = await eventually('it judges', async () => {
      const status = await owner.ok(`request/get/${accepted.RequestId}`)
      return /judged, \d+ to be updated/.test(status.Commentary) ? status : undefined
    })
    assert(judging.PercentComplete < 50)
    await owner.ok(`request/cancel/${accepted.RequestId}`)
    assert.deepEqual(await allContacts(owner), before)
    const done = assertOk(await upload(owner, 'imports/create', {}, file(0, 20, 5_000)))
    const percents: number[] = []
    await eventually('it is done', async () => {
      const { ProcessStatus, PercentComplete } = await owner.ok(`request/get/${done.RequestId}`)
      percents.push(PercentComplete)
      return ProcessStatus === 'PROCESSING' ? undefined : true
    })
    assert.deepEqual(
      percents,
      percents.toSorted((one, other) => one - other),
    )
    assertCounts(await owner.ok(`imports/get/${done.Id}`), { Updated: 20, Created: 5_000 })
  })
})

for (const kind of databaseKinds)
  test(`kill -9 while rows are judged, and when they are written (${kind})`, async (t) => {
    let server = await serverFor(t, await emptyDatabase(kind))
    const owner = await newCustomer(server)
    await list(owner, 101)
    const { Id, RequestId } = assertOk(await upload(owner, 'imports/create', { ExpectedCount: 40 }, file(0, 40, 2_500)))
    for (const until of [/judged/, /created/]) {
      await eventually(
        `it says ${until}`,
        async () => until.test((await at(server, owner).ok(`request/get/${RequestId}`)).Commentary) || undefined,
        90_000,
      )
      await server.kill()
      server = await serverFor(t, server.data)
    }
    const who = at(server, owner)
    const { ProcessStatus, ErrorMessage } = await processed(who, RequestId, 90_000)
    assert.equal(ProcessStatus, 'PROCESSED', ErrorMessage)
    assertCounts(await who.ok(`imports/get/${Id}`), { Updated: 40, Created: 2_500 })
    assert.equal((await allContacts(who)).length, 2_601)
  })
