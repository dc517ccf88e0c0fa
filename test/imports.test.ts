/** Importing files: what becomes of contacts, of the import itself, and of its file. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allContacts, newCustomer } from './api.ts'
import { csv, download, importCounting, importFile, rowsOfImport, undo } from './files.ts'
import { onEachDatabase } from './server.ts'

onEachDatabase((server) => {
  test('first', async () => {
    const owner = await newCustomer(server())
    const file = csv(['First name', 'Last name', 'Email'], ['Ada', 'Lovelace', 'ada@x.com'], ['Grace', 'Hopper', 'g@x.com'])
    const done = await importCounting(owner, file, {}, { Created: 2 })
    console.log(done, await rowsOfImport(owner, done.Id), await allContacts(owner))
    const d = await download(server(), owner, `imports/download/${done.Id}`)
    console.log(d.text, d.headers)
    console.log(await importFile(owner, d.text))
    console.log(await undo(owner, done.Id))
  })
})
