/** From the columns of a table to contacts. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { columnNames } from '../server/columns/column-names.ts'
import { type MappingEntry, planOf } from '../server/columns/plan.ts'
import { rowOf } from '../server/columns/row.ts'
import type { WebContact } from '../server/contacts/contact.ts'
import { ApiError } from '../server/http/errors.ts'
import type { Cell } from '../server/sheets/sheet.ts'
import { plan, told, vocabulary } from './column-rows.ts'

const faultsOf = (mapping: MappingEntry[], names: string[]) => {
  try {
    plan(mapping, names)
    return []
  } catch (error) {
    assert.ok(error instanceof ApiError)
    return error.faults.map(({ Path, Message }) => `${Path}: ${Message}`)
  }
}

test('columns have names of their own', () => {
  assert.deepEqual(columnNames([' Email ', 'Email', '', 'Email (2)', null, 12, 'Email'], 8), [
    ...['Email', 'Email (2)', 'Column 3', 'Email (2) (2)', 'Column 5', '12', 'Email (3)', 'Column 8'],
  ])
  assert.deepEqual(columnNames(undefined, 2), ['Column 1', 'Column 2'])
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', 'a (2)', '', 'Column 1', 'b')), (header) => {
      const names = columnNames(header, header.length)
      assert.equal(new Set(names).size, header.length)
    }),
  )
})

test('a mapping that cannot be is refused entry by entry', () => {
  const names = ['A', 'B', 'C', 'D']
  const at = (Property: string, more: Partial<MappingEntry> = {}): MappingEntry => ({ Column: 'A', Property, ...more })
  assert.deepEqual(faultsOf([at('FirstName', { Column: 'Z' }), at('LastName', { Column: 5 })], names), [
    ...['Mapping[0].Column: is no column of the file: Z', 'Mapping[1].Column: is no column of the file: 5'],
  ])
  const wrong = [
    'Nothing',
    'Emails.City',
    'Addresses',
    'Version',
    '#Nothing',
    'CustomFields',
    'Phones.E164',
    'toString',
  ]
  assert.deepEqual(
    faultsOf(
      wrong.map((property) => at(property)),
      names,
    ).map((fault) => fault.split(':')[0]),
    wrong.map((_, index) => `Mapping[${index}].Property`),
  )
  assert.match(faultsOf([at('LastName', { Label: 'work' })], names)[0] ?? '', /^Mapping\[0\]\.Label: /)
  const modes = [at('Emails[0].Value', { Mode: 'APPEND' }), at('Emails[1].Value', { Column: 'B', Mode: 'REPLACE' })]
  assert.match(faultsOf(modes, names)[0] ?? '', /^Mapping\[1\]\.Mode: is REPLACE, but APPEND/)
  assert.match(
    faultsOf([at('#Score'), at('#score', { Column: 'B' })], names)[0] ?? '',
    /^Mapping\[1\]\.Property: is filled/,
  )
  assert.match(faultsOf([at('#Score', { Mode: 'APPEND' })], names)[0] ?? '', /^Mapping\[0\]\.Mode: cannot be APPEND/)
  assert.deepEqual(faultsOf([at('DisplayName'), at('FirstName', { Column: 2 }), at('#TIER', { Column: 3 })], names), [])
})

test('a custom field that is about to be made takes any option', () => {
  const made = planOf([{ Column: 1, Property: '#Size', NewField: 'LIST' }], ['A'], vocabulary, [
    { Id: 'new', Name: '#Size', Type: 'LIST' },
  ])
  assert.deepEqual(rowOf(made, ['XL'], { dateOrder: 'DMY' }).given.values, { '#Size': 'XL' })
})

test('columns of one label make one item, and a part that comes again the next', () => {
  const mapping: MappingEntry[] = [
    { Column: 1, Property: 'Addresses.Street', Label: 'work' },
    { Column: 2, Property: 'Addresses.City', Label: 'work' },
    { Column: 3, Property: 'Addresses.City', Label: 'home' },
    { Column: 4, Property: 'Addresses.City', Label: 'work' },
    { Column: 5, Property: 'Emails.Value' },
    { Column: 6, Property: 'Emails.Label' },
    { Column: 7, Property: 'Emails' },
    { Column: 8, Property: 'Phones[1].Value' },
    { Column: 9, Property: 'Phones[0].Value' },
  ]
  const cells = ['S', 'A', 'B', 'C', 'a@x', 'own', 'b@x', '2', '1']
  const { Addresses, Emails, Phones } = told({ mapping, cells }).input
  assert.deepEqual(Addresses, [
    { Label: 'work', Street: 'S', City: 'A' },
    { Label: 'home', City: 'B' },
    { Label: 'work', City: 'C' },
  ])
  assert.deepEqual(Emails, [{ Value: 'a@x', Label: 'own' }, { Value: 'b@x' }])
  assert.deepEqual(Phones, [{ Value: '1' }, { Value: '2' }])
})

test('several columns of one text are joined', () => {
  const mapping = (Property: string): MappingEntry[] => [1, 2, 3].map((Column) => ({ Column, Property }))
  const cells = ['a', ' ', 'b']
  assert.equal(told({ mapping: mapping('LastName'), cells }).input['LastName'], 'a b')
  assert.equal(told({ mapping: mapping('Notes'), cells }).input['Notes'], 'a\nb')
  assert.deepEqual(told({ mapping: mapping('Addresses[0].Street'), cells }).input['Addresses'], [{ Street: 'a b' }])
})

test('whole names are taken apart where there are no others', () => {
  const mapping: MappingEntry[] = [
    { Column: 1, Property: 'DisplayName' },
    { Column: 2, Property: 'FirstName' },
    { Column: 3, Property: 'OrganizationName' },
  ]
  const named = (cells: Cell[], current?: WebContact) => told({ mapping, cells, ...(current && { current }) }).input
  assert.deepEqual(named(['Ann Doe', '', '']), { FirstName: 'Ann', LastName: 'Doe', RecordType: 'PERSON' })
  assert.deepEqual(named(['Ann Doe', 'Bob', '']), { FirstName: 'Bob', RecordType: 'PERSON' })
  assert.deepEqual(named(['ACME', '', 'Acme']), { OrganizationName: 'Acme', RecordType: 'ORGANIZATION' })
  assert.deepEqual(named(['Ann Doe', '', ''], { RecordType: 'ORGANIZATION' }), {})
  assert.deepEqual(named(['Ann van Doe', '', ''], { RecordType: 'PERSON', DisplayName: 'Ann van Doe' }), {})
})

const current: WebContact = {
  ...{ RecordType: 'PERSON', FirstName: 'Ann', Notes: 'Met in Rome.', Labels: ['#vip'] },
  Emails: [{ Value: 'ann@x', Primary: true }],
  Phones: [{ Value: '(415) 555-2670', E164: '+14155552670' }],
  CustomFields: { '#Hobbies': ['Chess'], '#Score': 1 },
}

test('the mode says what becomes of what is there', () => {
  const merged = (Property: string, Mode: MappingEntry['Mode'], cell: Cell) =>
    told({ mapping: [{ Column: 1, Property, ...(Mode && { Mode }) }], cells: [cell], current }).input
  assert.deepEqual(merged('FirstName', 'REPLACE', 'Bea'), { FirstName: 'Bea' })
  assert.deepEqual(merged('FirstName', 'FILL_IF_EMPTY', 'Bea'), {})
  assert.deepEqual(merged('LastName', 'FILL_IF_EMPTY', 'Doe'), { LastName: 'Doe' })
  assert.deepEqual(merged('FirstName', 'SKIP', 'Bea'), {})
  assert.deepEqual(merged('FirstName', 'APPEND', 'Bea'), { FirstName: 'Ann Bea' })
  assert.deepEqual(merged('Notes', 'APPEND', 'Tall.'), { Notes: 'Met in Rome.\nTall.' })
  assert.deepEqual(merged('Notes', 'APPEND', 'in Rome'), {})
  assert.deepEqual(merged('Emails.Value', undefined, 'ANN@x'), {})
  assert.deepEqual(merged('Emails.Value', undefined, 'bea@x'), {
    Emails: [...(current.Emails ?? []), { Value: 'bea@x' }],
  })
  assert.deepEqual(merged('Emails.Value', 'REPLACE', 'bea@x'), { Emails: [{ Value: 'bea@x' }] })
  assert.deepEqual(merged('Emails.Value', 'FILL_IF_EMPTY', 'bea@x'), {})
  assert.deepEqual(merged('Phones.Value', undefined, '+1 415 5552670'), {})
  assert.deepEqual(merged('Labels', undefined, '#VIP; #new'), { Labels: ['#vip', '#new'] })
  assert.deepEqual(merged('#Hobbies', undefined, '\\:::; Chess; \\ x'), {
    CustomFields: { '#Hobbies': ['Chess', ':::', ' x'] },
  })
  assert.deepEqual(merged('#Score', undefined, '2'), { CustomFields: { '#Score': 2 } })
})

test('a blank cell changes nothing, unless it shall clear', () => {
  const properties = ['FirstName', 'Emails.Value', 'Labels', '#Score', '#Hobbies']
  const cleared = (ClearIfBlank: boolean, cells: Cell[], whom?: WebContact) =>
    told({
      mapping: properties.map((Property, index) => ({ Column: index + 1, Property, ClearIfBlank })),
      ...{ cells, ...(whom && { current: whom }) },
    }).input
  const blanks: Cell[] = ['', null, ' ', '', '']
  assert.deepEqual(cleared(false, blanks, current), {})
  assert.deepEqual(cleared(true, blanks, current), {
    ...{ FirstName: null, Emails: null, Labels: null, CustomFields: { '#Score': null, '#Hobbies': null } },
  })
  assert.deepEqual(cleared(true, blanks), { RecordType: 'PERSON' })
  assert.deepEqual(cleared(true, ['Bea', 'wrong', '', 'x', ''], current), {
    ...{ FirstName: 'Bea', Labels: null, CustomFields: { '#Hobbies': null } },
  })
})

test('an address that is there already is not added, whatever its label', () => {
  const [input] = [{ City: 'ROME' }, { City: 'Oslo' }].map(
    ({ City }) =>
      told({
        mapping: [{ Column: 1, Property: 'Addresses.City', Label: 'home' }],
        cells: [City],
        current: { Addresses: [{ City: 'Rome', Label: 'work' }] },
      }).input,
  )
  assert.deepEqual(input, {})
})
