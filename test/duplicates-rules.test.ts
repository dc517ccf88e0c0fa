import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { State } from '../server/contacts/contact.ts'
import { compare, listedFrom } from '../server/duplicates/compare.ts'
import { groupsOf, mostTogether } from '../server/duplicates/group.ts'
import { keysOf } from '../server/duplicates/keys.ts'
import { isNickname } from '../server/duplicates/nicknames.ts'
import { Profile } from '../server/duplicates/profile.ts'
import { editDistance, jaroWinkler, soundOf } from '../server/duplicates/similar.ts'
import { count, nothingCounted, Shares } from '../server/duplicates/statistics.ts'

const shares = new Shares(nothingCounted(1000))
const person = (FirstName: string, LastName: string, more: State = {}): State => ({
  RecordType: 'PERSON',
  ...(FirstName ? { FirstName } : {}),
  ...(LastName ? { LastName } : {}),
  ...more,
})
const organisation = (OrganizationName: string, more: State = {}): State => ({
  RecordType: 'ORGANIZATION',
  OrganizationName,
  ...more,
})
const mail = (...Values: string[]) => ({ Emails: Values.map((Value) => ({ Value })) })
const phone = (E164: string) => ({ Phones: [{ Value: E164, E164 }] })
const born = (Value: string) => ({ Dates: [{ Value, Label: 'birthday' }] })
const home = (Street: string, PostalCode: string, City: string) => ({ Addresses: [{ Street, PostalCode, City }] })
const oakStreet = home('12 Oak Street', '90210', 'Springfield')
const landline = phone('+49301234567')

function likeness(one: State, other: State) {
  const [mine, theirs] = [new Profile('1', one), new Profile('2', other)]
  const there = compare(mine, theirs, shares)
  const back = compare(theirs, mine, shares)
  assert(Math.abs(there.score - back.score) < 1e-9, 'from either side it is the same')
  assert.deepEqual(there.reasons, back.reasons)
  return there
}

function same(one: State, other: State, ...reasons: string[]) {
  const { score, reasons: found } = likeness(one, other)
  assert(score >= listedFrom, `${score} of ${JSON.stringify([one, other])}`)
  for (const reason of reasons) assert((found as string[]).includes(reason), `${reason} is none of ${found}`)
  const keys = new Set(keysOf(new Profile('1', one)))
  assert(
    keysOf(new Profile('2', other)).some((key) => keys.has(key)),
    'they are compared',
  )
}

function different(one: State, other: State) {
  const { score } = likeness(one, other)
  assert(score < listedFrom, `${score} of ${JSON.stringify([one, other])}`)
}

describe('the same person', () => {
  test('by the same e-mail', () => {
    same(person('Ada', 'Lovelace', mail('ada@x.org')), person('Ada', 'Lovelace', mail('ADA@x.org')), 'SAME_EMAIL')
    same(
      person('Ada', 'Byron', { ...mail('ada@x.org'), ...born('1815-12-10') }),
      person('Ada', 'Lovelace', { ...mail('ada@x.org'), ...born('1815-12-10') }),
      'SAME_EMAIL',
    )
    same(person('', 'Lovelace', mail('ada@x.org')), person('Ada', 'Lovelace', mail('ada@x.org', 'b@x.org')))
  })

  test('by the same phone and name', () => {
    same(person('John', 'Smith', phone('+14155552670')), person('John', 'Smith', phone('+14155552670')), 'SAME_PHONE')
    same(
      person('John', 'Smith', { Phones: [{ Value: '(415) 555-2670' }] }),
      person('John', 'Smith', phone('+14155552670')),
      'SAME_PHONE',
    )
    same(person('Anna', '', phone('+14155552670')), person('Anna', 'Smith', phone('+14155552670')), 'SAME_PHONE')
  })

  test('by an alike name with an alike address', () => {
    same(
      person('Kathryn', 'Johnson', oakStreet),
      person('Katherine', 'Johnson', home('12, Oak St.', '90210', 'Springfield')),
      'SAME_ADDRESS',
    )
    same(
      person('Jürgen', 'Müller', home('Hauptstraße 5', '10115', 'Berlin')),
      person('Juergen', 'Mueller', home('Hauptstr. 5', '10115', 'Berlin')),
      'SAME_ADDRESS',
    )
  })

  test('by a nickname, in several languages', () => {
    same(person('Bob', 'Smith', oakStreet), person('Robert', 'Smith', oakStreet), 'NICKNAME')
    same(person('Sepp', 'Huber', landline), person('Josef', 'Huber', landline), 'NICKNAME')
    same(person('Kasia', 'Nowak', landline), person('Katarzyna', 'Nowak', landline), 'NICKNAME')
    same(person('Robert', 'Smith', { Nickname: 'Buzz', ...oakStreet }), person('Buzz', 'Smith', oakStreet), 'NICKNAME')
    assert(!isNickname('bob', 'william'))
  })

  test('with names swapped, mistyped, or that sound alike', () => {
    same(person('Lovelace', 'Ada', oakStreet), person('Ada', 'Lovelace', oakStreet), 'SWAPPED')
    same(person('Jonh', 'Fitzgerald', oakStreet), person('John', 'Fitzgerlad', oakStreet), 'TYPO')
    same(person('Steven', 'Maier', landline), person('Stephen', 'Mayer', landline))
    same(person('Catherine', 'Lovelace', landline), person('Kathrin', 'Lovelace', landline))
    same(person('Смирнова', 'Ольга', landline), person('Ольга', 'Смирнова', landline), 'SWAPPED')
    same(person('太郎', '山田', landline), person('太郎', '山田', landline), 'SAME_NAME')
  })

  test('who has moved: the same rare name and birthday', () => {
    same(
      person('Ada', 'Featherstonhaugh', { ...oakStreet, ...born('1915-12-10') }),
      person('Ada', 'Featherstonhaugh', { ...home('4 Elm Road', '10001', 'Shelbyville'), ...born('1915-12-10') }),
      'MOVED',
      'SAME_BIRTHDAY',
    )
  })

  test('with a birthday that was mistyped, or has no year', () => {
    const one = person('Ada', 'Lovelace', { ...oakStreet, ...born('1915-12-10') })
    same(one, person('Ada', 'Lovelace', { ...oakStreet, ...born('1951-12-10') }), 'ALIKE_BIRTHDAY')
    same(one, person('Ada', 'Lovelace', { ...oakStreet, ...born('1915-10-12') }), 'ALIKE_BIRTHDAY')
    same(one, person('Ada', 'Lovelace', { ...oakStreet, ...born('--12-10') }), 'SAME_BIRTHDAY')
  })

  test('with the whole name in one of the two', () => {
    same(person('', 'Lovelace, Ada', oakStreet), person('Ada', 'Lovelace', oakStreet))
    same(person('Ada Lovelace', '', oakStreet), person('Ada', 'Lovelace', oakStreet))
  })
})

describe('others, though they have something in common', () => {
  test('a shared landline, a shared mailbox or a family name alone is never enough', () => {
    different(person('Anna', 'Schmidt', landline), person('Peter', 'Schmidt', landline))
    different(person('Anna', 'Schmidt', landline), person('Jonas', 'Weber', landline))
    different(person('', 'Schmidt', landline), person('Peter', 'Schmidt', landline))
    different(person('', 'Schmidt'), person('', 'Schmidt'))
    different(person('Anna', 'Schmidt', mail('info@firm.example')), person('Peter', 'Klein', mail('info@firm.example')))
    different(person('Anna', 'Schmidt', mail('schmidts@x.org')), person('Peter', 'Schmidt', mail('schmidts@x.org')))
    different(
      person('Michael', 'Brown', { ...landline, ...oakStreet }),
      person('Michael', 'Smith', { ...landline, ...oakStreet }),
    )
  })

  test('father and son, mother and daughter, at one address', () => {
    const father = { ...oakStreet, ...landline, ...born('1955-03-01') }
    const son = { ...oakStreet, ...landline, ...born('1985-09-12') }
    different(person('Karl', 'Huber', father), person('Franz', 'Huber', son))
    different(
      person('John', 'Huber', { ...father, NameSuffix: 'Sr.' }),
      person('John', 'Huber', { ...son, NameSuffix: 'Jr.' }),
    )
    different(
      person('Karl', 'Huber', { ...oakStreet, ...landline }),
      person('Franz', 'Huber', { ...oakStreet, ...landline }),
    )
  })

  test('brother and sister, whose names are alike', () => {
    const pairs = [
      ['Daniel', 'Daniela'],
      ['Mario', 'Maria'],
      ['Andrea', 'Andreas'],
      ['Paul', 'Paula'],
      ['Julian', 'Julia'],
    ] as const
    for (const [one, other] of pairs)
      different(
        person(one, 'Huber', { ...oakStreet, ...landline }),
        person(other, 'Huber', { ...oakStreet, ...landline }),
      )
    different(
      person('Lena', 'Huber', { ...oakStreet, ...landline, ...born('2001-02-03') }),
      person('Lina', 'Huber', { ...oakStreet, ...landline, ...born('2003-11-20') }),
    )
  })

  test('homonyms: a frequent name is not enough, a birthday or a city that differs tells them apart', () => {
    const one = { ...mail('js1@x.org'), ...phone('+14155550001'), ...home('1 A Street', '90210', 'Springfield') }
    const other = { ...mail('jsmith@y.org'), ...phone('+12125550002'), ...home('7 B Road', '10001', 'New York') }
    different(person('John', 'Smith', one), person('John', 'Smith', other))
    different(person('John', 'Smith'), person('John', 'Smith'))
    different(person('Maria', 'Garcia', born('1970-01-02')), person('Maria', 'Garcia', born('1988-07-20')))
    different(person('Ada', 'Lovelace', born('1970-03-02')), person('Ada', 'Lovelace', born('1988-07-20')))
  })

  test('the first of January is a birthday that many have', () => {
    const one = likeness(person('John', 'Smith', born('1970-01-01')), person('John', 'Smith', born('1970-01-01')))
    const other = likeness(person('John', 'Smith', born('1970-05-17')), person('John', 'Smith', born('1970-05-17')))
    assert(one.score < other.score)
  })

  test('a person and an organisation', () => {
    different(person('', 'Acme', landline), organisation('Acme', landline))
  })

  test('nobody is the same as somebody without anything in common, whatever the texts are', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', minLength: 1 }),
        fc.string({ unit: 'binary', minLength: 1 }),
        (one, other) => {
          const { score } = likeness(person(one, other), person(other, one))
          assert(score >= 0 && score <= 1)
          keysOf(new Profile('1', person(one, other, { ...mail(one), Nickname: other })))
        },
      ),
      { numRuns: 300 },
    )
    // As often found: who has first and last name in each other's places.
    likeness(person('de', 'ぁ'), person('ぁ', 'de'))
    likeness(person('Bill', 'Quux'), person('Quux', 'William'))
    for (const name of ['constructor', '__proto__', 'toString'])
      likeness(person(name, name, { NamePrefix: name, NameSuffix: name }), person('Ada', name))
  })
})

describe('organisations', () => {
  test('by the name without legal form', () => {
    same(organisation('Acme GmbH'), organisation('ACME'), 'SAME_ORGANIZATION')
    same(organisation('Müller & Söhne GmbH & Co. KG', landline), organisation('Muller und Sohne', landline))
    same(organisation('Acme Sp. z o.o.'), organisation('Acme'))
    same(
      organisation('Wayne Enterprises, Inc.', { Websites: [{ Value: 'https://www.wayne.example/' }] }),
      organisation('Wayne Enterprise', { Websites: [{ Value: 'wayne.example' }] }),
      'SAME_WEBSITE',
    )
  })

  test('others: another name at the same address, a branch elsewhere', () => {
    different(
      organisation('Acme GmbH', { ...landline, ...oakStreet }),
      organisation('Zenith AG', { ...landline, ...oakStreet }),
    )
    different(
      organisation('Acme GmbH', home('1 A Street', '90210', 'Springfield')),
      organisation('Acme GmbH', home('7 B Road', '10001', 'Shelbyville')),
    )
  })
})

test('what is rare in a list tells more', () => {
  const crowd = Array.from(
    { length: 400 },
    (_, n) => new Profile(`${n}`, person(`Given${n}`, n % 2 ? 'Quux' : `Family${n}`)),
  )
  const known = new Shares(count(400, crowd))
  assert(known.bits('last', 'quux') < 2.5)
  assert(known.bits('last', 'family2') > 9)
  assert(known.bits('last', 'constructor') > 9)
  assert(shares.bits('last', 'smith') < shares.bits('last', 'lovelace'))
})

test('texts are as alike as those who defined it say', () => {
  // Winkler's own examples.
  assert.equal(jaroWinkler('martha', 'marhta').toFixed(3), '0.961')
  assert.equal(jaroWinkler('dwayne', 'duane').toFixed(3), '0.840')
  assert.equal(jaroWinkler('dixon', 'dicksonx').toFixed(3), '0.813')
  assert.equal(jaroWinkler('abc', 'xyz'), 0)
  assert.equal(editDistance('smith', 'smiht', 3), 1)
  assert.equal(editDistance('kitten', 'sitting', 3), 3)
  assert.equal(editDistance('kitten', 'sitting', 2), 3)
  assert.equal(soundOf('meyer'), soundOf('maier'))
})

const pair = (one: string, other: string, score: number) => ({ one, other, score })

test('pairs become groups of all that hang together', () => {
  assert.deepEqual(groupsOf([pair('b', 'c', 0.9), pair('x', 'y', 0.7), pair('a', 'b', 0.8)]), [
    { id: 'a', score: 0.9, members: ['b', 'c', 'a'] },
    { id: 'x', score: 0.7, members: ['x', 'y'] },
  ])
})

test('a chain without end becomes groups that people can look through, and no pair of it is lost', () => {
  const id = (n: number) => String(n).padStart(4, '0')
  const chain = Array.from({ length: 999 }, (_, n) => pair(id(n), id(n + 1), 0.6 + (n % 7) / 20))
  const groups = groupsOf(chain)
  assert(groups.every(({ members }) => members.length <= mostTogether))
  const groupOf = new Map(groups.flatMap((group) => group.members.map((member) => [member, group] as const)))
  for (const { one, score } of chain) assert((groupOf.get(one)?.score ?? 0) >= score)
  // The likeliest are together.
  for (const { one, other } of chain.filter(({ score }) => score > 0.88))
    assert.equal(groupOf.get(one), groupOf.get(other))
})

test('who is in a group that is not looked at stays there', () => {
  assert.deepEqual(groupsOf([pair('a', 'b', 0.7), pair('b', 'z', 0.9)], new Set(['a', 'b'])), [
    { id: 'a', score: 0.9, members: ['a', 'b'] },
  ])
})
