/** What becomes of people who were merged when that, or what was before it, is undone: nobody is lost from the list. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openDatabase } from '../server/database/database.ts'
import { sweep } from '../server/jobs/sweep.ts'
import { allContacts, at, type Member, newCustomer, person } from './api.ts'
import { type Body, resultOf } from './files.ts'
import { databaseKinds, emptyDatabase, onEachDatabase, serverFor } from './server.ts'

const a = { Value: 'a@x.com' }
const b = { Value: 'b@x.com' }

/** @returns its Id, and the change set that has made it */
async function create(who: Member, ...Emails: object[]): Promise<{ id: string; made: string }> {
  const { Id } = await who.ok('contacts/create', person({ Emails }))
  return { id: Id, made: await latest(who) }
}

const latest = async (who: Member): Promise<string> => (await who.ok('changesets/list', { PageSize: 1 })).Rows[0].Id

async function merge(who: Member, ...Ids: string[]): Promise<string> {
  await who.ok('contacts/merge', { Ids })
  return latest(who)
}

const undo = async (who: Member, set: string): Promise<Body> => resultOf(who, await who.ok(`changesets/undo/${set}`))

const emailsOn = async (who: Member): Promise<string[][]> =>
  (await allContacts(who)).map(({ Emails }) => Emails.map(({ Value }: Body) => Value)).toSorted()

const stays = (id: string) => [
  { Entity: 'CONTACT', Id: id, Name: 'Ada Lovelace', Properties: ['Trash'], Reason: 'CHANGED' },
]

onEachDatabase((server) => {
  test('what was added stays once somebody was merged into it, and goes when that is undone as well', async () => {
    const owner = await newCustomer(server())
    const one = await create(owner, a)
    // It has all that the other has, so that the merge changes no property of it.
    const other = await create(owner, a, b)
    const merging = await merge(owner, other.id, one.id)
    assert.deepEqual((await undo(owner, other.made)).Kept, stays(other.id))
    assert.equal((await owner.ok(`contacts/get/${one.id}`)).Id, other.id)
    await undo(owner, merging)
    assert.deepEqual(await emailsOn(owner), [['a@x.com']])
  })

  test('the history of who has stayed tells of the merge, also where it had all before', async () => {
    const owner = await newCustomer(server())
    const [one, other] = [await create(owner, a), await create(owner, a, b)]
    const ChangeSetId = await merge(owner, other.id, one.id)
    const [told] = (await owner.ok(`contacts/history/${other.id}`)).Rows
    assert.deepEqual([told.Kind, told.ChangeSetId, told.Differences], ['MERGE', ChangeSetId, []])
    assert.equal((await owner.ok(`contacts/get/${other.id}`)).Version, told.Version)
  })

  test('two are not merged into each other by undoing an undo', async () => {
    const owner = await newCustomer(server())
    const [one, other] = [await create(owner, a), await create(owner, a, b)]
    const first = await merge(owner, one.id, other.id)
    const { ChangeSetId } = await undo(owner, first)
    const second = await merge(owner, other.id, one.id)
    assert.deepEqual((await undo(owner, ChangeSetId)).Kept, stays(other.id))
    assert.equal((await owner.ok(`contacts/get/${one.id}`)).Id, other.id)
    for (const set of [first, second]) await undo(owner, set)
    assert.deepEqual(await emailsOn(owner), [['a@x.com'], ['a@x.com', 'b@x.com']])
  })

  test('nobody is merged again into who was merged into somebody else meanwhile', async () => {
    const owner = await newCustomer(server())
    const [one, other, third] = [await create(owner, a), await create(owner, b), await create(owner)]
    const first = await merge(owner, one.id, other.id)
    const { ChangeSetId } = await undo(owner, first)
    const second = await merge(owner, third.id, one.id)
    assert.deepEqual((await undo(owner, ChangeSetId)).Kept, stays(other.id))
    assert.deepEqual(await emailsOn(owner), [['a@x.com'], ['b@x.com']])
    for (const set of [second, first]) await undo(owner, set)
    assert.deepEqual((await allContacts(owner)).map(({ Id }) => Id).toSorted(), [one.id, other.id, third.id].toSorted())
  })
})

for (const kind of databaseKinds)
  test(`who has all that is left of somebody keeps it (${kind})`, async (t) => {
    const data = await emptyDatabase(kind)
    const first = await serverFor(t, data)
    let owner = await newCustomer(first)
    const [one, other] = [await create(owner, a), await create(owner, b)]
    const set = await merge(owner, one.id, other.id)
    await first.stop()
    const database = await openDatabase({
      DATA_DIR: data['DATA_DIR'] ?? '',
      DATABASE_URL: data['DATABASE_URL'],
      DATABASE_CONNECTIONS: 1,
    })
    await database.pool.query(
      `update contacts set deleted_at = now() - interval '61 days' where deleted_at is not null`,
    )
    await sweep(database)
    await database.close()
    owner = at(await serverFor(t, data), owner)
    for (const DryRun of [true, false])
      assert.match((await owner.refused(`changesets/undo/${set}`, { DryRun })).ErrorMessage, /no longer in the trash/)
    assert.deepEqual(await emailsOn(owner), [['a@x.com', 'b@x.com']])
  })
