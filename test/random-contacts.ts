/** Contacts as nobody would think of them, with every property and every type of custom field. */
import fc from 'fast-check'
import { isDay } from '../server/http/validation.ts'
import { labelFault } from '../server/vocabulary/names.ts'
import { nameKey } from '../server/vocabulary/vocabulary.ts'

const options = ['Gold', 'gold ', ' x', 'a; b', '\\', '[]', 'a,b', '=1+1', ':::', '* y', '"q"', 'é', '😀']

/** As `custom-fields/update` takes them. */
export const everyField = [
  { Name: 'Word', Type: 'TEXT' },
  { Name: 'Story', Type: 'LONGTEXT' },
  { Name: 'Score', Type: 'NUMBER' },
  { Name: 'Due', Type: 'DATE' },
  { Name: 'Paid', Type: 'CHECKBOX' },
  { Name: 'Tier', Type: 'LIST', Options: options },
  { Name: 'Hobbies', Type: 'MULTILIST', Options: options },
  { Name: 'Page', Type: 'URL' },
  { Name: 'Second mail', Type: 'EMAIL' },
  { Name: 'Fax', Type: 'PHONE' },
  { Name: 'First name', Type: 'TEXT' },
]

export const types = ['CUSTOMER', 'LEAD', 'VENDOR', 'a; b, \\ c', '[]']

const nasty = [
  ...[
    '',
    ' ',
    '  x',
    'x  ',
    '\t',
    '\u00a0x\u00a0',
    '\u200b',
    '"',
    '""',
    '"x"',
    "'",
    "'=1",
    "''=1",
    '"[]"',
    '[]',
    '{}',
    '"{}"',
  ],
  ...['=cmd()', '=1+1', '+1', '-1', '+cmd', '-x', '@SUM(A1)', '\t=1', '\r=1', '|x', '%0A', '=HYPERLINK("x";"y")'],
  ...[
    'a\nb',
    'a\rb',
    'a\r\nb',
    '\n',
    '\r\n',
    '\n\n',
    'a\u0085b',
    'a\u2028b',
    'a\u2029b',
    'a\vb',
    'a\fb',
    '\\n',
    'a\\nb\n',
  ],
  ...[
    ';',
    ',',
    'a;b',
    'a,b',
    '\\',
    '\\;',
    '\\,',
    '\\\\',
    'a\\',
    ':',
    'a:b',
    '::: x',
    'a ::: b',
    '* x',
    '** x',
    '#x',
    'sep=;',
  ],
  ...[
    '😀',
    '👨‍👩‍👧',
    '🇳🇴',
    'é',
    'e\u0301',
    'ﷺ',
    'שלום, עולם',
    '\u202eabc',
    'ا\u200fب',
    '山田太郎',
    '\ufeffx',
    '\uffff',
    '\u0001',
    '\u007f',
  ],
  ...[
    '_x000D_',
    '_x0041_',
    '<b>&amp;</b>',
    ']]>',
    'true',
    'FALSE',
    'null',
    '1',
    '007',
    '1e5',
    '1,5',
    '2024-02-29',
    '1604-01-01',
  ],
  ...[
    'BEGIN:VCARD',
    'END:VCARD',
    'a\nEND:VCARD\nb',
    '=C3=A9',
    '\u0001\u0002',
    "'; drop table contacts; --",
    'a|b',
    '😀'.repeat(400),
    '\u{10ffff}',
  ],
]

const text = fc
  .oneof(
    { weight: 3, arbitrary: fc.constantFrom(...nasty) },
    { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 30 }) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
    { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...nasty), fc.constantFrom(...nasty)).map((two) => two.join('')) },
    { weight: 1, arbitrary: fc.string({ minLength: 70, maxLength: 200 }) },
  )
  .map((value) => value.replaceAll('\0', ''))
  // As long as a text of a contact may be.
  .filter((value) => value.length <= 1000)
const filled = text.filter((value) => value !== '' && value.length <= 100)
const name = text.filter((value) => value.trim() !== '')
const short = text.filter((value) => value.length <= 100)

const day = fc
  .oneof(
    fc
      .tuple(fc.integer({ min: 0, max: 9999 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 31 }))
      .map((parts) => parts.map((part, index) => String(part).padStart(index === 0 ? 4 : 2, '0')).join('-')),
    fc.constantFrom('--02-29', '--12-31', '1604-05-17', '2024-02-29', '1900-01-01', '1900-02-28', '0001-01-01'),
  )
  .filter(isDay)
const email = fc.constantFrom(
  ...[
    'a@x.example',
    'A.B@Ü.example',
    'a;b@x',
    "o'neil@x",
    'a,b@x;c',
    '[]@{}',
    '=1+1@x',
    '+a@x',
    'ä:::b@x',
    '*@*',
    '-@y',
  ],
)
const label = fc
  .oneof(
    fc.constantFrom(
      'vip',
      'a, b',
      'a; b',
      '\\',
      '* x',
      ':::',
      ';',
      '#',
      '=1',
      '"q"',
      'É',
      'e\u0301',
      '😀',
      '😀'.repeat(60),
      ' inner',
      '[]',
    ),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
  )
  .map((value) => `#${value}`)
  .filter((value) => labelFault(value) === undefined && !value.includes('\0'))
const number = fc
  .oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(0, 0.1, 1e21, 1e-7, -1.5))
  .map((value) => value + 0)

const some = (shape: Record<string, fc.Arbitrary<unknown>>, requiredKeys: string[] = []) =>
  fc.record(shape, { requiredKeys } as never) as fc.Arbitrary<Record<string, unknown>>
const several = (shape: Record<string, fc.Arbitrary<unknown>>, required = ['Value']) =>
  fc.array(some(shape, required), { maxLength: 3 })
const texts = (names: string[]) => Object.fromEntries(names.map((each) => [each, text]))

const marks = { Label: text, Primary: fc.boolean() }
const properties = {
  ...texts(['NamePrefix', 'FirstName', 'MiddleName', 'LastName', 'NameSuffix', 'Nickname', 'PhoneticFirstName']),
  ...texts(['PhoneticLastName', 'OrganizationName', 'JobTitle', 'Department', 'Notes']),
  Status: short,
  Emails: several({ Value: email, ...marks }),
  Phones: several({ Value: fc.oneof(filled, fc.constantFrom('+1 415 555 2671', '0470 12 34 56', '-1')), ...marks }),
  Addresses: several(
    { ...texts(['Street', 'ExtendedAddress', 'City', 'Region', 'PostalCode', 'Country']), ...marks },
    [],
  ),
  Websites: several({ Value: text, Label: text }),
  Dates: several({ Value: day, Label: fc.oneof(text, fc.constantFrom('birthday', 'anniversary')) }),
  Relations: several({ Value: text, Label: fc.oneof(text, fc.constantFrom('spouse', 'father')) }),
  InstantMessages: several({ Value: text, Label: text, Protocol: fc.oneof(text, fc.constantFrom('XMPP', 'Skype')) }),
  Unsubscribed: fc.boolean(),
  ContactTypes: fc.uniqueArray(fc.constantFrom(...types)),
  Labels: fc.uniqueArray(label, { maxLength: 4, selector: nameKey }),
  CustomFields: some({
    ...{ '#Word': text, '#Story': text, '#Score': number, '#Due': day, '#Paid': fc.boolean() },
    '#Tier': fc.constantFrom(...options),
    '#Hobbies': fc.array(fc.constantFrom(...options), { maxLength: 4 }),
    '#Page': fc.constantFrom('https://x.example/?a;b', ' http://y ', 'mailto:a@b', 'javascript:alert(1)'),
    ...{ '#Second mail': email, '#Fax': short, '#First name': text },
  }),
}

/** A contact that `contacts/create` takes. */
export const randomContact = fc.oneof(
  {
    weight: 3,
    arbitrary: some({ ...properties, RecordType: fc.constant('PERSON'), FirstName: name }, ['RecordType', 'FirstName']),
  },
  {
    weight: 1,
    arbitrary: some({ ...properties, RecordType: fc.constant('PERSON'), LastName: name }, ['RecordType', 'LastName']),
  },
  {
    weight: 1,
    arbitrary: some({ ...properties, RecordType: fc.constant('ORGANIZATION'), OrganizationName: name }, [
      ...['RecordType', 'OrganizationName'],
    ]),
  },
)
