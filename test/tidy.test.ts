/** The embedded database has no autovacuum: the server does its work. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newCustomer, person } from './api.ts'
import { rowsOf } from './database.ts'
import { emptyDatabase, serverFor } from './server.ts'

test('the embedded database counts again what has grown, and makes room of what is outdated', async (t) => {
  const server = await serverFor(t, await emptyDatabase('embedded'))
  const owner = await newCustomer(server)
  const Items = Array.from({ length: 300 }, () => ({ Operation: 'CREATE', Contact: person() }))
  const { Results } = await owner.ok('contacts/batch', { Items })
  const updates = Results.map(({ Id }: { Id: string }) => ({
    Operation: 'UPDATE',
    Id,
    Contact: { JobTitle: 'Countess' },
  }))
  await owner.ok('contacts/batch', { Items: updates })
  // By itself, at most 5 s later for each table that has changed.
  await new Promise((resolve) => setTimeout(resolve, 12_000))
  await server.stop()
  const [contacts] = await rowsOf(
    server.data,
    `select reltuples, relallvisible from pg_class where oid = 'contacts'::regclass`,
  )
  assert.equal(contacts?.['reltuples'], 300)
  assert(contacts['relallvisible'] > 0, 'it was vacuumed')
})
