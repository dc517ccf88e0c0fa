/** An undo is in force when it is answered: nothing that happens meanwhile leaves it half done, or does any of it twice. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allContacts, at, eventually, type Member, newColleague, newCustomer, person } from './api.ts'
import { resultOf } from './files.ts'
import { databaseKinds, emptyDatabase, serverFor } from './server.ts'

const many = 4000

for (const kind of databaseKinds)
  test(`kill -9 in the middle of an undo, whose user is deactivated meanwhile (${kind})`, async (t) => {
    let server = await serverFor(t, await emptyDatabase(kind))
    const owner = await newCustomer(server)
    const colleague = await newColleague(server, owner)
    const Items = Array.from({ length: 1000 }, (_, index) => ({
      Operation: 'CREATE',
      Contact: person({ Notes: `${index}` }),
    }))
    for (let made = 0; made < many; made += Items.length) await owner.ok('contacts/batch', { Items })
    const bulk = { Search: {}, Set: { Notes: 'x' }, ExpectedCount: many }
    await resultOf(owner, await owner.ok('contacts/bulk-update', bulk))
    const [{ Id }] = (await owner.ok('changesets/list', { PageSize: 1 })).Rows
    const { RequestId } = await colleague.ok(`changesets/undo/${Id}`)
    const doneBy = async (who: Member): Promise<number> => (await who.ok(`changesets/get/${RequestId}`)).Counts.Contacts
    const begun = await eventually('it has begun', async () => (await doneBy(owner)) || undefined)
    await server.kill()
    assert(begun < many)
    server = await serverFor(t, server.data)
    const who = at(server, owner)
    // On PostgreSQL, it is gone on with once the dead process has been missed for 10 seconds.
    await who.ok(`users/update/${colleague.userId}`, { Active: false })
    await eventually(
      'it can be undone in turn',
      async () => (await who.call(`changesets/undo/${RequestId}`, { DryRun: true })).status === 200 || undefined,
      60_000,
    )
    assert.equal(await doneBy(who), many)
    const contacts = await allContacts(who)
    assert.equal(contacts.filter(({ Notes }) => Notes === 'x').length, 0)
    assert.deepEqual(new Set(contacts.map(({ Version }) => Version)), new Set([3]))
  })
