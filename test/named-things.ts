/** What holds of labels and contact types alike. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertOk, assertRefused, faultyPaths, type Member, namesFound, newCustomer, person } from './api.ts'
import type { Server } from './server.ts'

interface Named {
  resource: 'labels' | 'contact-types'
  /** The property of contacts that holds them. */
  property: 'Labels' | 'ContactTypes'
  /** A name of the kind, as `#vip`. */
  name(text: string): string
  /** What a new Customer has, in the order of the list. */
  first: string[]
}

/** The one of this name, as `list` gives it. */
export async function listed(who: Member, resource: string, name: string) {
  const all: { Name: string; Id: string; Contacts: number }[] = await who.ok(`${resource}/list`)
  return all.find(({ Name }) => Name === name)
}

export const namesOf = async (who: Member, resource: string): Promise<string[]> =>
  (await who.ok(`${resource}/list`)).map(({ Name }: { Name: string }) => Name)

const odd = ['Ünï 日本', '👩‍👩‍👧 family', `'; drop table labels; --`, '<b>"bold"</b>', '%_\\', '__proto__', 'a, b']

export function testNamedThings(server: () => Server, { resource, property, name, first }: Named): void {
  const only = (...names: string[]) => ({ Filter: { Property: property, Operator: 'ANY_OF', Values: names } })

  test('a new Customer has the first ones', async () => {
    assert.deepEqual(await namesOf(await newCustomer(server()), resource), first)
  })

  test('one is created, listed, renamed, coloured and deleted', async () => {
    const owner = await newCustomer(server())
    const made = await owner.ok(`${resource}/create`, { Name: name('vip'), Color: '#1A2b3c' })
    assert.deepEqual(made, { Id: made.Id, Name: name('vip'), Color: '#1A2b3c' })
    assert.deepEqual(await listed(owner, resource, name('vip')), { ...made, Contacts: 0 })
    await owner.ok(`${resource}/update/${made.Id}`, { Name: name('VIP') })
    const renamed = await listed(owner, resource, name('VIP'))
    assert.deepEqual(renamed, { ...made, Name: name('VIP'), Contacts: 0 })
    assert.deepEqual(await owner.ok(`${resource}/update/${made.Id}`, renamed), { ...made, Name: name('VIP') })
    await owner.ok(`${resource}/update/${made.Id}`, { Color: null })
    assert.deepEqual(await listed(owner, resource, name('VIP')), { Id: made.Id, Name: name('VIP'), Contacts: 0 })
    await owner.ok(`${resource}/delete/${made.Id}`)
    assert.deepEqual(await namesOf(owner, resource), first)
    await owner.ok(`${resource}/delete/${made.Id}`)
    await owner.refused(`${resource}/update/${made.Id}`, { Name: name('new') })
  })

  test('blanks around a name are not a part of it, and odd names stay as they are', async () => {
    const owner = await newCustomer(server())
    assert.equal((await owner.ok(`${resource}/create`, { Name: `  ${name('vip')} ` })).Name, name('vip'))
    for (const text of odd) {
      const { Id } = await owner.ok(`${resource}/create`, { Name: name(text) })
      const contact = await owner.ok('contacts/create', person({ [property]: [name(text)] }))
      assert.deepEqual(contact[property], [name(text)])
      assert.deepEqual(await namesFound(owner, only(name(text))), ['Ada Lovelace'])
      assert.equal((await listed(owner, resource, name(text)))?.Id, Id)
    }
  })

  test('names are unique without regard to case', async () => {
    const owner = await newCustomer(server())
    await owner.ok(`${resource}/create`, { Name: name('Élan') })
    const other = await owner.ok(`${resource}/create`, { Name: name('other') })
    const taken = await owner.refused(`${resource}/create`, { Name: name('e\u0301LAN') })
    assert.deepEqual(faultyPaths(taken), ['Name'])
    assert.ok(taken.ErrorMessage.includes(name('Élan')))
    await owner.refused(`${resource}/update/${other.Id}`, { Name: name('ÉLAN') })
    await owner.ok(`${resource}/update/${other.Id}`, { Name: name('OTHER') })
  })

  test('what is no name is refused', async () => {
    const owner = await newCustomer(server())
    const long = name('x'.repeat(101))
    for (const Name of [
      '',
      '   ',
      name(''),
      name('a\nb'),
      name('a\u2028b'),
      name('a\0b'),
      name('\ud800'),
      long,
      5,
      ['a'],
    ])
      assert.deepEqual(faultyPaths(await owner.refused(`${resource}/create`, { Name })), ['Name'], String(Name))
    assert.deepEqual(faultyPaths(await owner.refused(`${resource}/create`, {})), ['Name'])
    const huge = await owner.call(`${resource}/create`, { Name: name('x'.repeat(9_000_000)) })
    assertRefused(huge)
    for (const Color of ['red', '#fff', '#12345g', '#1234567'])
      assert.deepEqual(faultyPaths(await owner.refused(`${resource}/create`, { Name: name('a'), Color })), ['Color'])
    const { Id } = await owner.ok(`${resource}/create`, { Name: name('x'.repeat(100 - name('').length)) })
    await owner.refused(`${resource}/update/${Id}`, { Name: null })
    await owner.refused(`${resource}/update/${Id}`, { Id: owner.userId })
    await owner.refused(`${resource}/create`, { Name: name('b'), Id })
    await owner.refused(`${resource}/create`, { Name: name('b'), Colour: '#123456' })
    for (const id of ['x', `${Id}0`, "'; --", '00000000-0000-0000-0000-000000000000'])
      await owner.refused(`${resource}/update/${encodeURIComponent(id)}`, { Name: name('b') })
    assert.equal((await namesOf(owner, resource)).length, first.length + 1)
  })

  test('a rename is seen on every contact at once, and changes none of them', async () => {
    const owner = await newCustomer(server())
    const { Id } = await owner.ok(`${resource}/create`, { Name: name('old') })
    const contact = await owner.ok('contacts/create', person({ [property]: [name('OLD')] }))
    assert.deepEqual(contact[property], [name('old')])
    await owner.ok(`${resource}/update/${Id}`, { Name: name('new') })
    assert.deepEqual(await owner.ok(`contacts/get/${contact.Id}`), { ...contact, [property]: [name('new')] })
    assert.deepEqual(await namesFound(owner, only(name('new'))), ['Ada Lovelace'])
    await owner.refused('contacts/search', only(name('old')))
    assert.equal((await listed(owner, resource, name('new')))?.Contacts, 1)
  })

  test('what was deleted is borne by nobody, even when there is another of its name', async () => {
    const owner = await newCustomer(server())
    const { Id } = await owner.ok(`${resource}/create`, { Name: name('gone') })
    await owner.ok(`${resource}/create`, { Name: name('kept') })
    const both = await owner.ok('contacts/create', person({ [property]: [name('kept'), name('gone')] }))
    await owner.ok('contacts/create', person({ FirstName: 'Bob', [property]: [name('gone')] }))
    await owner.ok(`${resource}/delete/${Id}`)
    assert.deepEqual((await owner.ok(`contacts/get/${both.Id}`))[property], [name('kept')])
    const refusal = await owner.refused('contacts/search', only(name('gone')))
    assert.ok(refusal.ErrorMessage.includes(`${name('gone')} does not exist`))
    const empty = { Filter: { Property: property, Operator: 'EMPTY' } }
    assert.deepEqual(await namesFound(owner, empty), ['Bob Lovelace'])
    await owner.ok(`${resource}/create`, { Name: name('gone') })
    assert.deepEqual(await namesFound(owner, only(name('gone'))), [])
    assert.deepEqual((await owner.ok(`contacts/get/${both.Id}`))[property], [name('kept')])
    assert.equal((await listed(owner, resource, name('gone')))?.Contacts, 0)
  })

  test('contacts are counted, but for those in the trash', async () => {
    const owner = await newCustomer(server())
    for (const text of ['a', 'b', 'c']) await owner.ok(`${resource}/create`, { Name: name(text) })
    const { Id } = await owner.ok('contacts/create', person({ [property]: [name('a'), name('b')] }))
    await owner.ok('contacts/create', person({ [property]: [name('b')] }))
    const counts = async () =>
      Promise.all(['a', 'b', 'c'].map(async (text) => (await listed(owner, resource, name(text)))?.Contacts))
    assert.deepEqual(await counts(), [1, 2, 0])
    await owner.ok(`contacts/delete/${Id}`)
    assert.deepEqual(await counts(), [0, 1, 0])
  })

  test('what belongs to another Customer does not exist', async () => {
    const [owner, other] = [await newCustomer(server()), await newCustomer(server())]
    const { Id } = await owner.ok(`${resource}/create`, { Name: name('ours') })
    await other.refused(`${resource}/update/${Id}`, { Name: name('theirs') })
    await other.ok(`${resource}/delete/${Id}`)
    await other.ok(`${resource}/create`, { Name: name('ours') })
    assert.equal((await listed(owner, resource, name('ours')))?.Id, Id)
    assert.notEqual((await listed(other, resource, name('ours')))?.Id, Id)
  })

  test('of many who want one name at once, one gets it', async () => {
    const owner = await newCustomer(server())
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => owner.call(`${resource}/create`, { Name: name(index % 2 ? 'x' : 'X') })),
    )
    const made = answers.filter(({ status }) => status === 200)
    assert.equal(made.length, 1)
    for (const answer of answers)
      if (answer.status !== 200) assert.deepEqual(faultyPaths(assertRefused(answer)), ['Name'])
    const ids = await Promise.all(
      ['p', 'q'].map(async (text) => (await owner.ok(`${resource}/create`, { Name: name(text) })).Id),
    )
    const renames = await Promise.all(ids.map((id) => owner.call(`${resource}/update/${id}`, { Name: name('one') })))
    assert.deepEqual(renames.map(({ status }) => status).sort(), [200, 400])
    const deletes = await Promise.all([ids[0], ids[0]].map((id) => owner.call(`${resource}/delete/${id}`)))
    deletes.forEach(assertOk)
  })
}
