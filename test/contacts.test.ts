import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newCustomer, person } from './api.ts'
import { onEachDatabase } from './server.ts'

onEachDatabase((server) => {
  test('a contact is created, read, changed and deleted', async () => {
    const owner = await newCustomer(server())
    const { Id } = await owner.ok('contacts/create', person({ JobTitle: 'Countess' }))
    assert.equal((await owner.ok(`contacts/get/${Id}`)).JobTitle, 'Countess')
    await owner.ok(`contacts/update/${Id}`, { JobTitle: null })
    assert.equal((await owner.ok(`contacts/get/${Id}`)).JobTitle, undefined)
    await owner.ok(`contacts/delete/${Id}`)
    await owner.refused(`contacts/get/${Id}`)
  })
})
