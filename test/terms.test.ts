/** What equality looks contacts up by: the second migration salts what is there already in SQL, the server in JavaScript. */
import assert from 'node:assert/strict'
import { hash, randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { term } from '../server/contacts/findable.ts'
import { rowsOf } from './database.ts'
import { bareDatabase } from './server.ts'

test('terms that were salted in SQL are those that are asked for', async () => {
  const bare = hash('sha1', 'LastName\0lovelace', 'buffer').readBigInt64BE().toString()
  const ids = Array.from({ length: 50 }, () => randomUUID())
  const rows = await rowsOf(
    await bareDatabase('postgres'),
    `select id, (($1::bigint) # ('x' || left(md5(id::text), 16))::bit(64)::bigint)::text as term
     from unnest($2::uuid[]) id`,
    [bare, ids],
  )
  assert.deepEqual(
    rows.map(({ term }) => term),
    rows.map(({ id }) => term(id, 'LastName', 'lovelace')),
  )
  assert.equal(new Set(rows.map((row) => row['term'])).size, ids.length)
})
