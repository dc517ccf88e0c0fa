import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newCustomer, person } from './api.ts'
import { testNamedThings } from './named-things.ts'
import { onEachDatabase } from './server.ts'

onEachDatabase((server) => {
  testNamedThings(server, {
    resource: 'contact-types',
    property: 'ContactTypes',
    name: (text) => text,
    first: ['CUSTOMER', 'LEAD', 'VENDOR'],
  })

  test('a contact type has no #, and is not made by naming it in a contact', async () => {
    const owner = await newCustomer(server())
    await owner.refused('contact-types/create', { Name: '#voyzu shared' })
    await owner.refused('contact-types/create', { Name: 'PARTNER', System: true })
    await owner.refused('contacts/create', person({ ContactTypes: ['PARTNER'] }))
    const [type] = await owner.ok('contact-types/list')
    assert.equal(type.System, undefined)
    await owner.ok(`contact-types/delete/${type.Id}`)
    await owner.refused('contacts/create', person({ ContactTypes: ['CUSTOMER'] }))
  })
})
