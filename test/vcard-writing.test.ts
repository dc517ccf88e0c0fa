import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { WebContact } from '../server/contacts/contact.ts'
import { cardOf } from '../server/vcard/card-of.ts'
import { contactOfCard } from '../server/vcard/contact-of-card.ts'
import { card, cardsOf, readOne } from './vcards.ts'

const versions = ['3.0', '4.0'] as const
const hostile = [
  '\\',
  ';',
  ',',
  ':',
  '"',
  "'",
  '^',
  '=',
  '%',
  '#',
  '\n',
  '\r\n',
  '\r',
  ' ',
  '\t',
  '\u2028',
  '\ufeff',
  '😀',
  'é',
  'e\u0301',
].concat([
  'tel:',
  'mailto:',
  'sip:',
  '_$!<Home>!$_',
  'null',
  'true',
  '{',
  '[',
  'BEGIN:VCARD',
  'END:VCARD',
  '<',
  '>',
  '日本',
])
const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc
    .array(fc.oneof(fc.constantFrom(...hostile), fc.string({ maxLength: 3 })), { maxLength: 8 })
    .map((parts) => parts.join('')),
  fc.constantFrom('', 'x'.repeat(300), '😀'.repeat(60), 'plain words'),
)
const label = fc.oneof(
  text,
  fc.constantFrom('work', 'Work', 'home', 'HOME', 'mobile', 'work fax', 'birthday', 'spouse', 'x-a'),
)
const some = <Item>(properties: { [Name in keyof Item]: fc.Arbitrary<Item[Name]> }, requiredKeys: (keyof Item)[]) =>
  fc.array(fc.record(properties, { requiredKeys, noNullPrototype: true }), { maxLength: 4 })
const value = { Value: text, Label: label }
const first = { ...value, Primary: fc.boolean() }
const places = ['Street', 'ExtendedAddress', 'City', 'Region', 'PostalCode', 'Country']
const names = fc.uniqueArray(
  text.map((name) => name || 'a'),
  { maxLength: 4 },
)
const day = fc.oneof(fc.constantFrom('1996-04-15', '--02-29', '1604-04-15', '0001-01-01'), text)
const fields = fc.dictionary(
  text.map((name) => `#${name}`),
  fc.oneof(
    text,
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number || 0),
    fc.boolean(),
    names,
    fc.constant(null),
  ),
  { maxKeys: 4, noNullPrototype: true },
)
const lines = [
  'NamePrefix',
  'FirstName',
  'MiddleName',
  'LastName',
  'NameSuffix',
  'Nickname',
  'PhoneticFirstName',
].concat(['PhoneticLastName', 'OrganizationName', 'JobTitle', 'Department', 'Status', 'Notes', 'Id'])
const anyContact = fc.record(
  {
    ...Object.fromEntries(lines.map((name) => [name, text])),
    RecordType: fc.constantFrom('PERSON', 'ORGANIZATION'),
    ...{ Emails: some(first, ['Value']), Phones: some(first, ['Value']), Websites: some(value, []) },
    ...{ Dates: some({ ...value, Value: day }, ['Value']), Relations: some(value, []) },
    InstantMessages: some({ ...value, Protocol: fc.oneof(text, fc.constantFrom('XMPP', 'Google Talk', 'IM')) }, []),
    Addresses: some(
      { ...Object.fromEntries(places.map((part) => [part, text])), Label: label, Primary: fc.boolean() },
      [],
    ),
    ...{ Unsubscribed: fc.boolean(), ContactTypes: names, Labels: names.map((all) => all.map((name) => `#${name}`)) },
    CustomFields: fields,
  },
  { requiredKeys: [], noNullPrototype: true },
) as fc.Arbitrary<WebContact>

async function assertSurvives(contact: WebContact): Promise<void> {
  for (const version of versions) {
    const written = cardOf(contact, version)
    for (const line of written.split('\r\n')) assert.ok(Buffer.byteLength(line) <= 75, line)
    const { contact: read, ignored } = await readOne(written)
    assert.deepEqual(read, contact, written)
    assert.deepEqual(ignored, [], written)
  }
}

test('every contact comes back from its card as it was', async () => {
  await fc.assert(fc.asyncProperty(anyContact, assertSurvives), { numRuns: 300 })
})

test('many cards in one file come back in their order', async () => {
  const contacts = Array.from(
    { length: 500 },
    (_, index): WebContact => ({ RecordType: 'PERSON', LastName: `N${index} é` }),
  )
  for (const version of versions) {
    const cards = await cardsOf(contacts.map((contact) => cardOf(contact, version)).join(''), { piece: 100 })
    assert.deepEqual(
      cards.map((read) => contactOfCard(read).contact),
      contacts,
    )
  }
})

const ann: WebContact = {
  ...{
    Id: '0190-a',
    RecordType: 'PERSON',
    FirstName: 'Ann',
    LastName: 'Lee; "x"',
    OrganizationName: 'Acme',
    Status: 'Hot',
  },
  Emails: [
    { Value: 'a@b.c', Label: 'work', Primary: true },
    { Value: 'd@e.f', Label: 'Boat' },
  ],
  Phones: [{ Value: '+1 (415) 555-2670', Label: 'mobile', E164: '+14155552670' }],
  Dates: [{ Value: '--04-15', Label: 'birthday' }],
  Relations: [{ Value: 'Bo', Label: 'spouse' }],
  InstantMessages: [{ Value: 'ann m', Protocol: 'XMPP' }],
  ...{ Notes: 'a\nb', Labels: ['#vip'], CustomFields: { '#Score': 9 }, Version: 3, DisplayName: 'Ann Lee; "x"' },
}

test('standard properties say what they can, ours only what is left', () => {
  assert.equal(
    cardOf(ann, '3.0'),
    card(
      '3.0',
      ...['N:Lee\\; "x";Ann;;;', 'FN:Ann Lee\\; "x"', 'ORG:Acme', 'EMAIL;TYPE=INTERNET,WORK,PREF:a@b.c'],
      ...['item1.EMAIL;TYPE=INTERNET:d@e.f', 'item1.X-ABLabel:Boat', 'TEL;TYPE=CELL:+1 (415) 555-2670'],
      ...['BDAY;X-APPLE-OMIT-YEAR=1604:1604-04-15', 'item2.X-ABRELATEDNAMES:Bo', 'item2.X-ABLabel:_$!<Spouse>!$_'],
      ...['IMPP:xmpp:ann%20m', 'NOTE:a\\nb', 'CATEGORIES:vip', 'X-VOYZU-ID:0190-a', 'X-VOYZU-STATUS:Hot'],
      ...['X-VOYZU-CUSTOMFIELDS:{"#Score":9}'],
    ),
  )
  assert.equal(
    cardOf(ann, '4.0'),
    card(
      '4.0',
      ...['N:Lee\\; "x";Ann;;;', 'FN:Ann Lee\\; "x"', 'ORG:Acme', 'EMAIL;TYPE=WORK;PREF=1:a@b.c', 'item1.EMAIL:d@e.f'],
      ...['item1.X-ABLabel:Boat', 'TEL;TYPE=CELL:+1 (415) 555-2670', 'BDAY:--0415'],
      ...[
        'RELATED;TYPE=spouse;VALUE=text:Bo',
        'IMPP:xmpp:ann%20m',
        'NOTE:a\\nb',
        'CATEGORIES:vip',
        'X-VOYZU-ID:0190-a',
      ],
      ...['X-VOYZU-STATUS:Hot', 'X-VOYZU-CUSTOMFIELDS:{"#Score":9}'],
    ),
  )
})

test('what another program has changed since counts, not our copy of it', async () => {
  const contact: WebContact = { RecordType: 'PERSON', LastName: ' Lee ', Notes: 'a\r\nb', Status: 'Hot' }
  const changed = cardOf(contact, '3.0').replace('NOTE:a\\nb', 'NOTE:c')
  assert.deepEqual(await readOne(changed), { contact: { ...contact, Notes: 'c' }, ignored: ['X-VOYZU-NOTES'] })
})

test('properties of ours that are damaged are not kept', async () => {
  const { contact, ignored } = await readOne(
    card('3.0', 'X-VOYZU-LABELS:["#a"', 'X-VOYZU-__PROTO__:{}', 'X-VOYZU-STATUS:"a\\\\u0000\\\\ud800b"', 'N:Lee'),
  )
  assert.deepEqual(contact, { LastName: 'Lee', RecordType: 'PERSON', Status: 'a\ufffdb' })
  assert.deepEqual(ignored, ['X-VOYZU-LABELS', 'X-VOYZU-__PROTO__'])
})
