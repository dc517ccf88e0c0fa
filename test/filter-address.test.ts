/** Filters in the address bar: what was written is what is read, whatever people have typed into it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Filter, filterText, readFilter } from '../web/contacts/filter-text.ts'

const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: fc.constantFrom(...'()~[]"\'\\,:%&+# {}') }))
const value = fc.oneof(
  text,
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((each) => each + 0),
  fc.boolean(),
)
const Property = text.filter((name) => !['', 'and', 'or', 'not'].includes(name))

const condition = fc.oneof(
  fc.record({ Property, Operator: fc.constantFrom('EMPTY', 'NOT_EMPTY') }),
  fc.record({ Property, Operator: fc.constantFrom('EQUALS', 'CONTAINS'), Value: value }),
  fc.record({ Property, Operator: fc.constantFrom('ANY_OF', 'BETWEEN'), Values: fc.array(value, { minLength: 1 }) }),
  fc.record({
    Property,
    Operator: fc.constant('WITHIN_LAST'),
    Value: fc.nat(),
    Unit: fc.constantFrom('DAY', 'WEEK', 'MONTH', 'YEAR'),
  }),
)

const { filter } = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'filter' },
    condition as fc.Arbitrary<Filter>,
    fc.array(tie('filter'), { minLength: 1, maxLength: 4 }).map((And) => ({ And })),
    fc.array(tie('filter'), { minLength: 1, maxLength: 4 }).map((Or) => ({ Or })),
    tie('filter').map((Not) => ({ Not })),
  ),
}))

test('any filter is read as it was written', () => {
  fc.assert(
    fc.property(filter, (each) => assert.deepEqual(readFilter(filterText(each)), JSON.parse(JSON.stringify(each)))),
  )
})

test('what is no filter is told from one that asks for all contacts', () => {
  assert.equal(readFilter(filterText(undefined)), undefined)
  for (const nonsense of [
    '',
    '(',
    '()',
    '5',
    '(5)',
    '(~and~,5)',
    '(~JobTitle~)',
    '(~JobTitle~,5)',
    '(~not~)',
    'null',
    '(~JobTitle~,~IS~,~a~)',
    '(~Dates.Value~,~WITHIN_LAST~,3,~EON~)',
  ])
    assert.equal(readFilter(nonsense), null, nonsense)
})
