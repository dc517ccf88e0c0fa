/** What export writes, import reads back. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { applyRow } from '../server/columns/apply-row.ts'
import { columnNames } from '../server/columns/column-names.ts'
import { cellsOf, exportColumns } from '../server/columns/export-columns.ts'
import { type ListProperty, listProperties } from '../server/columns/lists.ts'
import type { MappingEntry } from '../server/columns/plan.ts'
import { rowOf } from '../server/columns/row.ts'
import { suggestMapping } from '../server/columns/suggest.ts'
import type { WebContact } from '../server/contacts/contact.ts'
import { isDay } from '../server/http/validation.ts'
import { textOf } from '../server/sheets/sheet.ts'
import { labelFault } from '../server/vocabulary/names.ts'
import { nameKey } from '../server/vocabulary/vocabulary.ts'
import { fields, plan, types } from './column-rows.ts'

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.constantFrom(
    '',
    ' ',
    '\t\n',
    '"',
    '""',
    '"x"',
    '[]',
    '{}',
    '"[]"',
    '* x',
    'a ::: b',
    '" ::: "',
    '=1+1',
    'true',
    '1604-01-01',
    ' a ',
  ),
)
const filledText = text.filter((value) => value !== '')
const day = fc
  .oneof(
    fc
      .tuple(fc.integer({ min: 0, max: 9999 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 31 }))
      .map(
        ([year, month, date]) =>
          `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`,
      ),
    fc.constantFrom('--02-29', '--12-31', '1604-05-17', '2024-02-29'),
  )
  .filter(isDay)
const email = fc.constantFrom('a@x.example', 'A.B@Ü.example', 'a;b@x', "o'neil@x", 'a,b@x;c', '[]@{}', 'ä:::b@x', '*@*')
const label = fc
  .oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }),
    fc.constantFrom('vip', 'a; b', '\\', '* x', ':::', ';'),
  )
  .map((name) => `#${name}`)
  .filter((name) => labelFault(name) === undefined)
const optional = <Shape extends Record<string, fc.Arbitrary<unknown>>>(
  shape: Shape,
  requiredKeys: (keyof Shape)[] = [],
) => fc.record(shape, { requiredKeys } as never) as fc.Arbitrary<Record<string, unknown>>
const several = (shape: Record<string, fc.Arbitrary<unknown>>, required: string[]) =>
  fc.array(optional(shape, required), { maxLength: 3 })
const marks = { Label: text, Primary: fc.boolean() }
const singleTexts = [
  'NamePrefix',
  'FirstName',
  'MiddleName',
  'LastName',
  'NameSuffix',
  'Nickname',
  'PhoneticFirstName',
].concat(['PhoneticLastName', 'OrganizationName', 'JobTitle', 'Department', 'Notes', 'Status'])
const address = ['Street', 'ExtendedAddress', 'City', 'Region', 'PostalCode', 'Country']
const texts = (names: string[]) => Object.fromEntries(names.map((name) => [name, text]))
const number = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })).map((value) => value + 0)

const contact = optional(
  {
    RecordType: fc.constantFrom('PERSON', 'ORGANIZATION'),
    ...texts(singleTexts),
    Emails: several({ Value: email, ...marks }, ['Value']),
    Phones: several({ Value: filledText, ...marks }, ['Value']),
    Addresses: several({ ...texts(address), ...marks }, []),
    Websites: several({ Value: text, Label: text }, ['Value']),
    Dates: several({ Value: day, Label: text }, ['Value']),
    Relations: several({ Value: text, Label: text }, ['Value']),
    InstantMessages: several({ Value: text, Label: text, Protocol: text }, ['Value']),
    Unsubscribed: fc.boolean(),
    ContactTypes: fc.uniqueArray(fc.constantFrom(...types)),
    Labels: fc.uniqueArray(label, { maxLength: 4, selector: nameKey }),
    CustomFields: optional({
      ...{ '#Score': number, '#Due': day, '#Paid': fc.boolean() },
      '#Tier': fc.constantFrom(...(fields[3]?.Options ?? [])),
      '#Hobbies': fc.array(fc.constantFrom(...(fields[4]?.Options ?? [])), { maxLength: 4 }),
      ...{
        '#First name': text,
        '#Story': text,
        '#Page': fc.constantFrom('https://x.example/?a;b', ' http://y '),
        '#Second mail': email,
      },
      '#Fax': text,
    }).filter((values) => Object.keys(values).length > 0),
  },
  ['RecordType'],
) as fc.Arbitrary<WebContact>

/** Each list as long as it can be here. */
const most = Object.fromEntries(listProperties.map((list) => [list, 3])) as Record<ListProperty, number>

/** @param asText as CSV keeps cells */
function throughTable(given: WebContact, asText: boolean) {
  const columns = exportColumns(undefined, fields, most)
  const cells = cellsOf(columns, given).map((cell) => (asText ? textOf(cell) : cell))
  const names = columnNames(
    columns.map(({ title }) => title),
    columns.length,
  )
  const mapping = suggestMapping(names, [cells], fields) as MappingEntry[]
  const made = plan(mapping, names)
  const row = rowOf(made, cells, { dateOrder: 'MDY' })
  assert.deepEqual(row.faults, [])
  const input = applyRow(made, undefined, row.given)
  return row.given.id === undefined ? input : { Id: row.given.id, ...input }
}

test('what export writes, import reads back unchanged', () => {
  const withId = fc.tuple(contact, fc.uuid(), fc.boolean()).map(([given, Id, has]) => (has ? { ...given, Id } : given))
  fc.assert(
    fc.property(withId, fc.boolean(), (given, asText) => {
      assert.deepStrictEqual({ ...throughTable(given, asText) }, JSON.parse(JSON.stringify(given)))
    }),
    { numRuns: 500 },
  )
})

test('an export names its columns for people, and has typed cells', () => {
  const columns = exportColumns(['LastName', 'Dates', 'CreatedDate', '#Score', '#Hobbies', 'Unsubscribed'], fields, {
    ...most,
    Dates: 2,
  })
  const given = {
    ...{ LastName: 'Doe', CreatedDate: '2026-11-25T13:45:00.123Z', Unsubscribed: false },
    Dates: [{ Value: '1990-05-17', Label: 'birthday' }, { Value: '--12-31' }],
    CustomFields: { '#Score': 1.5, '#Hobbies': ['Chess', 'a;b'] },
  }
  const cells = cellsOf(columns, given as WebContact)
  assert.deepEqual(Object.fromEntries(columns.map(({ title }, index) => [title, cells[index]])), {
    ...{ 'Last name': 'Doe', 'Date 1 - Value': { date: '1990-05-17' }, 'Date 1 - Label': 'birthday' },
    ...{ 'Date 2 - Value': '--12-31', 'Date 2 - Label': null, Unsubscribed: false },
    ...{ 'Created date': { date: '2026-11-25T13:45:00.123Z' }, '#Score': 1.5, '#Hobbies': 'Chess; a\\;b' },
  })
  assert.deepEqual(columns[1]?.property, 'Dates[0].Value')
  assert.deepEqual(
    exportColumns(['CustomFields'], fields, most).map(({ title }) => title),
    fields.map(({ Name }) => Name),
  )
  assert.equal(
    suggestMapping(['Created date', 'Version'], [], []).every(({ Property }) => Property === undefined),
    true,
  )
})
