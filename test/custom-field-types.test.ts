import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changeFields, faultyPaths, type Member, namesFound, newCustomer, person } from './api.ts'
import { onEachDatabase } from './server.ts'

/** A Customer with one field, and a contact for each value. */
async function withValues(server: { url: string }, field: object, values: unknown[]) {
  const owner = await newCustomer(server)
  await owner.ok('custom-fields/update', { CustomFields: [{ Name: 'Field', ...field }] })
  const [{ Id }] = await owner.ok('custom-fields/list')
  const contacts: string[] = []
  for (const value of values) {
    const contact = await owner.ok('contacts/create', person({ CustomFields: { '#Field': value } }))
    contacts.push(contact.Id)
  }
  return {
    owner,
    Id,
    contacts,
    change: (more: object) => changeFields(owner, [{ Id, ...more }]),
    refused: (more: object) => owner.refused('custom-fields/update', { CustomFields: [{ Id, ...more }] }),
    values: () => valuesOf(owner, contacts),
  }
}

const valuesOf = (who: Member, contacts: string[]) =>
  Promise.all(contacts.map(async (id) => (await who.ok(`contacts/get/${id}`)).CustomFields?.['#Field']))

const Options = ['red', 'green']

/** [from, to, values before, values after] */
const conversions: [object, object, unknown[], unknown[]][] = [
  [{ Type: 'TEXT' }, { Type: 'NUMBER' }, ['1', ' -2.5 ', '1e3'], [1, -2.5, 1000]],
  [{ Type: 'NUMBER' }, { Type: 'TEXT' }, [1, -2.5], ['1', '-2.5']],
  [{ Type: 'TEXT' }, { Type: 'CHECKBOX' }, ['Yes', 'no', 'TRUE', '0'], [true, false, true, false]],
  [{ Type: 'NUMBER' }, { Type: 'CHECKBOX' }, [1, 0], [true, false]],
  [{ Type: 'CHECKBOX' }, { Type: 'TEXT' }, [true, false], ['true', 'false']],
  [{ Type: 'TEXT' }, { Type: 'DATE' }, ['2026-12-31', '--05-01'], ['2026-12-31', '--05-01']],
  [{ Type: 'TEXT' }, { Type: 'LONGTEXT' }, ['a', ''], ['a', '']],
  [{ Type: 'TEXT' }, { Type: 'EMAIL' }, ['ada@example.com'], ['ada@example.com']],
  [{ Type: 'TEXT' }, { Type: 'LIST', Options }, ['green', 'red'], ['green', 'red']],
  [{ Type: 'LIST', Options }, { Type: 'MULTILIST' }, ['green'], [['green']]],
  [{ Type: 'MULTILIST', Options }, { Type: 'LIST' }, [['green']], ['green']],
  [{ Type: 'MULTILIST', Options }, { Type: 'TEXT' }, [['green', 'red']], ['green, red']],
]

/** [from, to, values, how many of them cannot be converted] */
const impossible: [object, object, unknown[], number][] = [
  [{ Type: 'TEXT' }, { Type: 'NUMBER' }, ['1', '', 'two', '0x10', '1,5', '1e999'], 5],
  [{ Type: 'TEXT' }, { Type: 'CHECKBOX' }, ['yes', 'perhaps', 'constructor'], 2],
  [{ Type: 'TEXT' }, { Type: 'DATE' }, ['2026-12-31', '31.12.2026', '2026-02-30', 'soon', 'soon'], 4],
  [{ Type: 'LONGTEXT' }, { Type: 'TEXT' }, ['a'.repeat(1001), 'a'], 1],
  [{ Type: 'TEXT' }, { Type: 'LIST', Options }, ['red', 'blue', 'Red'], 2],
  [{ Type: 'MULTILIST', Options }, { Type: 'LIST' }, [['red'], ['red', 'green']], 1],
  [{ Type: 'LIST', Options }, { Options: ['green', 'blue'] }, ['red', 'red', 'green'], 2],
]

onEachDatabase((server) => {
  for (const [from, to, before, after] of conversions)
    test(`values are converted from ${JSON.stringify(from)} to ${JSON.stringify(to)}`, async () => {
      const field = await withValues(server(), from, before)
      await field.change(to)
      assert.deepEqual(await field.values(), after)
      const [listed] = await field.owner.ok('custom-fields/list')
      assert.equal(listed.Type, ({ ...from, ...to } as { Type: string }).Type)
    })

  for (const [from, to, before, count] of impossible)
    test(`values that cannot be converted are counted: ${JSON.stringify(from)} to ${JSON.stringify(to)}`, async () => {
      const field = await withValues(server(), from, before)
      const listed = await field.owner.ok('custom-fields/list')
      const { ErrorMessage, Errors } = await field.refused(to)
      assert.match(ErrorMessage, new RegExp(`^${count} values? of #Field`))
      assert.match(Errors[0].Message, new RegExp(`^${count} values? of #Field`))
      assert.deepEqual(await field.values(), before)
      assert.deepEqual(await field.owner.ok('custom-fields/list'), listed)
    })

  test('a conversion is a change of each contact, found by search at once', async () => {
    const field = await withValues(server(), { Type: 'TEXT' }, ['00042', 'x'])
    await field.refused({ Type: 'NUMBER' })
    await field.owner.ok(`contacts/update/${field.contacts[1]}`, { CustomFields: { '#Field': null } })
    await field.change({ Type: 'NUMBER' })
    const { Version, CustomFields } = await field.owner.ok(`contacts/get/${field.contacts[0]}`)
    assert.deepEqual([Version, CustomFields], [2, { '#Field': 42 }])
    assert.deepEqual(await namesFound(field.owner, { SearchText: '00042' }), [])
    assert.deepEqual(await namesFound(field.owner, { SearchText: '42' }), ['Ada Lovelace'])
  })

  test('values in the trash are converted too', async () => {
    const field = await withValues(server(), { Type: 'TEXT' }, ['many'])
    await field.owner.ok(`contacts/delete/${field.contacts[0]}`)
    assert.match((await field.refused({ Type: 'NUMBER' })).ErrorMessage, /^1 /)
  })

  test('options are needed by lists, belong to lists alone, and may grow and change order', async () => {
    const field = await withValues(server(), { Type: 'LIST', Options }, ['red'])
    await field.change({ Options: ['blue', 'green', 'red'] })
    assert.deepEqual((await field.owner.ok('custom-fields/list'))[0].Options, ['blue', 'green', 'red'])
    await field.change({ Type: 'TEXT' })
    assert.equal('Options' in (await field.owner.ok('custom-fields/list'))[0], false)
    assert.deepEqual(faultyPaths(await field.refused({ Type: 'MULTILIST' })), ['CustomFields[0].Options'])
    for (const wrong of [[], ['a', 'a'], [''], 'red', [1]]) {
      const [path] = faultyPaths(await field.refused({ Type: 'LIST', Options: wrong }))
      assert(path?.startsWith('CustomFields[0].Options'), JSON.stringify(wrong))
    }
    assert.deepEqual(await field.values(), ['red'])
  })
})
