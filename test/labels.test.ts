import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertRefused, namesFound, newCustomer, person } from './api.ts'
import { listed, namesOf, testNamedThings } from './named-things.ts'
import { onEachDatabase } from './server.ts'

const shared = '#voyzu shared'
const labelled = (Operator: string, ...Values: string[]) => ({
  Filter: { Property: 'Labels', Operator, ...(Values.length > 0 ? { Values } : {}) },
})

onEachDatabase((server) => {
  testNamedThings(server, {
    resource: 'labels',
    property: 'Labels',
    name: (text) => `#${text}`,
    first: [shared],
  })

  test('a label begins with #', async () => {
    const owner = await newCustomer(server())
    await owner.refused('labels/create', { Name: 'vip' })
    await owner.refused('contacts/create', person({ Labels: ['vip'] }))
    await owner.refused('contacts/create', person({ Labels: ['#vip '] }))
    assert.deepEqual(await namesOf(owner, 'labels'), [shared])
  })

  test('the system label bears every contact, and none need say so', async () => {
    const owner = await newCustomer(server())
    const vip = await owner.ok('contacts/create', person({ FirstName: 'Ann', Labels: ['#vip'] }))
    await owner.ok('contacts/create', person({ FirstName: 'Bob' }))
    const said = await owner.ok('contacts/create', person({ FirstName: 'Cy', Labels: ['#Voyzu Shared', '#x'] }))
    assert.deepEqual(vip.Labels, ['#vip'])
    assert.deepEqual(said.Labels, [shared, '#x'])
    assert.equal((await listed(owner, 'labels', shared))?.Contacts, 3)
    const all = ['Ann Lovelace', 'Bob Lovelace', 'Cy Lovelace']
    assert.deepEqual(await namesFound(owner, labelled('ANY_OF', shared)), all)
    assert.deepEqual(await namesFound(owner, labelled('ANY_OF', shared, '#vip')), all)
    assert.deepEqual(await namesFound(owner, labelled('ALL_OF', shared)), all)
    assert.deepEqual(await namesFound(owner, labelled('ALL_OF', shared, '#vip')), ['Ann Lovelace'])
    assert.deepEqual(await namesFound(owner, labelled('NONE_OF', shared)), [])
    assert.deepEqual(await namesFound(owner, labelled('NONE_OF', '#vip', shared)), [])
    assert.deepEqual(await namesFound(owner, labelled('EMPTY')), ['Bob Lovelace'])
    await owner.ok(`contacts/update/${said.Id}`, { Labels: null })
    assert.deepEqual(await namesFound(owner, labelled('ANY_OF', shared)), all)
    assert.deepEqual(await namesFound(owner, { Filter: { Not: labelled('ANY_OF', shared).Filter } }), [])
    const { TotalCount, TotalKind } = await owner.ok('contacts/search', { ...labelled('ANY_OF', shared), PageSize: 1 })
    assert.deepEqual([TotalCount, TotalKind], [3, 'EXACT'])
    await owner.ok(`contacts/delete/${vip.Id}`)
    assert.equal((await listed(owner, 'labels', shared))?.Contacts, 2)
  })

  test('the system label can be coloured, but neither renamed, deleted nor doubled', async () => {
    const owner = await newCustomer(server())
    const [system] = await owner.ok('labels/list')
    assert.deepEqual(system, { Id: system.Id, Name: shared, System: true, Contacts: 0 })
    await owner.ok(`labels/update/${system.Id}`, { ...system, Color: '#00ff00' })
    for (const Name of ['#all', '#VOYZU shared']) {
      const refusal = await owner.refused(`labels/update/${system.Id}`, { Name })
      assert.match(refusal.ErrorMessage, /#voyzu shared is of the system/)
    }
    assert.match((await owner.refused(`labels/delete/${system.Id}`)).ErrorMessage, /cannot be deleted/)
    await owner.refused('labels/create', { Name: '#Voyzu shared' })
    const { Id } = await owner.ok('labels/create', { Name: '#own' })
    await owner.refused(`labels/update/${Id}`, { Name: shared })
    await owner.refused(`labels/update/${Id}`, { System: true })
    assert.deepEqual(await owner.ok('labels/list'), [
      { Id, Name: '#own', Contacts: 0 },
      { ...system, Color: '#00ff00' },
    ])
  })

  test('a label that a contact names is made, while others make, rename and delete it', async () => {
    const owner = await newCustomer(server())
    const { Id } = await owner.ok('labels/create', { Name: '#busy' })
    const calls = Array.from({ length: 12 }, (_, index) => {
      if (index === 4) return owner.call(`labels/delete/${Id}`)
      if (index === 8) return owner.call('labels/create', { Name: '#busy' })
      return owner.call('contacts/create', person({ Labels: ['#busy', `#own ${index}`] }))
    })
    const answers = await Promise.all(calls)
    answers.forEach((answer, index) => {
      if (index === 8 && answer.status !== 200) assertRefused(answer)
      else assert.equal(answer.status, 200, answer.text)
    })
    assert.equal((await namesOf(owner, 'labels')).filter((name) => name === '#busy').length <= 1, true)
    const { Rows } = await owner.ok('contacts/search', { PageSize: 100 })
    assert.equal(Rows.length, 10)
    for (const { Labels } of Rows) assert.ok(Labels.some((name: string) => name.startsWith('#own')))
  })
})
