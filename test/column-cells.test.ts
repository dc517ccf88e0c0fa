/** What the cells of a row come to. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { guessDateOrder } from '../server/columns/date-order.ts'
import type { DateOrder } from '../server/columns/days.ts'
import type { MappingEntry } from '../server/columns/plan.ts'
import type { Cell } from '../server/sheets/sheet.ts'
import { plan, read, told } from './column-rows.ts'

test('cells of e-mails hold several, with names', () => {
  const mails = (cell: string) => {
    const found = read('Emails.Value', cell)
    return typeof found === 'string'
      ? found
      : (found['Emails'] as { Value: string }[]).map(({ Value }) => Value).join(' ')
  }
  assert.equal(mails('a@x ::: b@y'), 'a@x b@y')
  assert.equal(mails('a@x; b@y,c@z'), 'a@x b@y c@z')
  assert.equal(mails('Doe, Ann <a@x>; "B <q>" <b@y>'), 'a@x b@y')
  assert.equal(mails(' a@x b@y '), 'a@x b@y')
  assert.equal(mails('nobody'), 'A Emails.Value is no e-mail address: "nobody"')
  assert.equal(mails('a@x; nobody'), 'A Emails.Value is no e-mail address: "a@x; nobody"')
  assert.deepEqual(
    told({
      mapping: [
        { Column: 1, Property: 'Phones[0].Value' },
        { Column: 2, Property: 'Phones[0].Label' },
      ],
      cells: ['1 ::: 2', 'Work'],
    }).input['Phones'],
    [
      { Value: '1', Label: 'Work' },
      { Value: '2', Label: 'Work' },
    ],
  )
  const starred: MappingEntry[] = [
    { Column: 1, Property: 'Emails[0].Label' },
    { Column: 2, Property: 'Emails[0].Value' },
  ]
  assert.deepEqual(told({ mapping: starred, cells: ['* Home', 'a@x'] }).input['Emails'], [
    { Value: 'a@x', Label: 'Home', Primary: true },
  ])
  assert.equal(told({ mapping: starred, cells: ['Home', ''] }).input['Emails'], undefined)
})

test('cells of names are lists', () => {
  assert.deepEqual(read('Labels', '* myContacts ::: * friends ::: Chess club'), { Labels: ['#friends', '#Chess club'] })
  assert.deepEqual(read('Labels', 'a;#b; A ;;c\\;d\ne'), { Labels: ['#a', '#b', '#c;d', '#e'] })
  assert.deepEqual(read('Labels', '* myContacts'), {})
  assert.deepEqual(read('Labels', '* otherContacts ::: * starred'), { Labels: ['#starred'] })
  assert.deepEqual(read('Labels', '[]'), { Labels: [] })
  assert.deepEqual(read('ContactTypes', 'lead; Customer'), { ContactTypes: ['LEAD', 'CUSTOMER'] })
  assert.match(String(read('ContactTypes', 'BOSS')), /^A ContactTypes must be one of CUSTOMER, LEAD.*: "BOSS"$/)
  assert.deepEqual(read('#Hobbies', 'chess'), { CustomFields: { '#Hobbies': ['Chess'] } })
})

test('numbers, yes and no are read as people write them', () => {
  const numbers: [Cell, number][] = [
    ...([
      ['1234.5', 1234.5],
      ['1,234.5', 1234.5],
      ['1.234,5', 1234.5],
      ['1.234', 1.234],
      [' -7 ', -7],
    ] as [Cell, number][]),
    ...([
      ['1,5', 1.5],
      ['0,125', 0.125],
      ['1,234,567', 1_234_567],
      ['1 234,5', 1234.5],
      ['1e3', 1000],
    ] as [Cell, number][]),
    ...([
      ["1'234", 1234],
      [3, 3],
    ] as [Cell, number][]),
  ]
  for (const [cell, value] of numbers)
    assert.deepEqual(read('#Score', cell), { CustomFields: { '#Score': value } }, `${cell}`)
  for (const cell of ['1,234', 'x', '1.2.3', '12 apples', '1,23,456'])
    assert.equal(read('#Score', cell), `A #Score is no number that can be read in one way only: "${cell}"`)
  for (const cell of ['TRUE', 'Ja', 'oui', 'Sí', '1', 1, true, 'はい', 'x'])
    assert.deepEqual(read('Unsubscribed', cell), { Unsubscribed: true }, `${cell}`)
  for (const cell of ['no', 'Nein', 'Não', 0, false])
    assert.deepEqual(read('Unsubscribed', cell), { Unsubscribed: false })
  assert.equal(read('Unsubscribed', 'maybe'), 'A Unsubscribed is neither yes nor no: "maybe"')
})

test('dates are read as people write them', () => {
  const days: [Cell, string, DateOrder?][] = [
    ['1990-05-17', '1990-05-17'],
    [{ date: '1990-05-17T00:00:00' }, '1990-05-17'],
    ['17.5.1990', '1990-05-17'],
    ['17. 05. 90', '1990-05-17'],
    ['5/6/2029 0:00', '2029-05-06', 'MDY'],
    ['5/6/29', '2029-06-05', 'DMY'],
    ['5/6/30', '1930-06-05', 'DMY'],
    ['90/5/17', '1990-05-17', 'YMD'],
    ['1990/5/17', '1990-05-17', 'MDY'],
    ['1990年5月17日', '1990-05-17'],
    ['19900517', '1990-05-17'],
    ['May 17, 1990', '1990-05-17'],
    ['Thursday, 17th May 1990', '1990-05-17'],
    ['17-Sep-90', '1990-09-17'],
    ['May 17', '--05-17'],
    ['--12-31', '--12-31'],
    ['12/31', '--12-31', 'DMY'],
    ['1/2', '--02-01', 'DMY'],
    ['1604-02-29', '--02-29'],
    [{ date: '1604-12-31' }, '--12-31'],
  ]
  for (const [cell, value, order] of days)
    assert.deepEqual(read('#Due', cell, order), { CustomFields: { '#Due': value } }, JSON.stringify(cell))
  for (const cell of ['31.31.2020', '2020-02-30', '31/12/1990', 'soon', '17', 'May', '1990', '5/17/1990x', '1/2/3'])
    assert.equal(read('#Due', cell, 'MDY'), `A #Due is no date: "${cell}"`)
  assert.deepEqual(read('#Due', '0/0/00'), {})
  const birth: MappingEntry[] = ['Year', 'Month', 'Day'].map((part, index) => ({
    ...{ Column: index + 1, Property: `Dates[0].${part}`, Label: 'birthday' },
  }))
  const born = (...cells: Cell[]) => told({ mapping: birth, cells }).input['Dates']
  assert.deepEqual(born('1990', '5', 17), [{ Value: '1990-05-17', Label: 'birthday' }])
  assert.deepEqual(born('', '5', '17'), [{ Value: '--05-17', Label: 'birthday' }])
  assert.equal(born('', '', ''), undefined)
  assert.deepEqual(
    told({ mapping: birth, cells: ['1990', '', ''] }).faults.map(({ Message }) => Message),
    ['is no date: "1990"'],
  )
})

test('text stays as it was written, as long as it may be', () => {
  assert.deepEqual(read('FirstName', '  Ann '), { FirstName: '  Ann ' })
  assert.deepEqual(read('FirstName', ' \t'), {})
  assert.deepEqual(read('FirstName', 7), { FirstName: '7' })
  assert.deepEqual(read('FirstName', '""'), { FirstName: '' })
  assert.deepEqual(read('Phones.Value', '""'), {})
  assert.match(String(read('FirstName', 'x'.repeat(1001))), /^A FirstName must not have more than 1000 characters$/)
  assert.match(String(read('Phones.Value', 'x'.repeat(101))), /^A Phones\.Value must not have more than 100/)
  assert.match(String(read('#Page', 'no page')), /^A #Page is no address.*: "no page"$/)
})

test('the order of dates is told by those that can be read in one way, else by the country', () => {
  const made = plan(
    [
      { Column: 1, Property: '#Due' },
      { Column: 2, Property: 'Dates[0].Value' },
    ],
    ['A', 'B'],
  )
  const guess = (days: Cell[], country: string | null = null) =>
    guessDateOrder(
      made,
      days.map((cell) => ['', cell]),
      country,
    )
  assert.equal(guess(['1/2/2020', '31/1/2020'], 'US'), 'DMY')
  assert.equal(guess(['1/2/2020', '1/31/2020'], 'DE'), 'MDY')
  assert.equal(guess(['1/2/2020'], 'US'), 'MDY')
  assert.equal(guess(['1.2.2020'], 'US'), 'DMY')
  assert.equal(guess(['1/2/2020'], 'DE'), 'DMY')
  assert.equal(guess(['90/5/1', { date: '2020-01-01' }], 'US'), 'YMD')
  assert.equal(guess(['01/02/03'], 'JP'), 'YMD')
  assert.equal(guess([]), 'DMY')
})
