/** What the headers of contact lists mean. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { columnNames } from '../server/columns/column-names.ts'
import { suggestMapping } from '../server/columns/suggest.ts'
import type { Cell } from '../server/sheets/sheet.ts'
import type { Field } from '../server/vocabulary/vocabulary.ts'

/** What is suggested for the columns of a header, as `Emails[0].Value work`; `-` where nothing fits. */
function suggested(header: string[], sample: Cell[][] = [], fields: Field[] = []): Record<string, string> {
  const suggestions = suggestMapping(columnNames(header, header.length), sample, fields)
  return Object.fromEntries(
    suggestions.map(({ Column, Property, Label }) => [Column, [Property ?? '-', Label].filter(Boolean).join(' ')]),
  )
}

const meant = (header: string) => Object.values(suggested(header.split(','))).join(', ')

/** Columns that mean what is told, among others that may mean anything. */
function includes(header: string, expected: Record<string, string>) {
  const found = suggested(header.split(','))
  assert.deepEqual(Object.fromEntries(Object.keys(expected).map((name) => [name, found[name]])), expected)
  return found
}

test('Google Contacts, as it was until 2024', () => {
  const header = `Name,Given Name,Additional Name,Family Name,Yomi Name,Given Name Yomi,Birthday,Occupation,Notes,
Group Membership,E-mail 1 - Type,E-mail 1 - Value,E-mail 2 - Type,E-mail 2 - Value,Phone 1 - Type,Phone 1 - Value,
Address 1 - Type,Address 1 - Formatted,Address 1 - Street,Address 1 - PO Box,Address 1 - Postal Code,
Organization 1 - Name,Organization 1 - Title,Website 1 - Value,Event 1 - Type,Event 1 - Value,Relation 1 - Type,
Relation 1 - Value,Custom Field 1 - Type,Custom Field 1 - Value,Organization 2 - Name`.replaceAll('\n', '')
  includes(header, {
    ...{ Name: 'DisplayName', 'Given Name': 'FirstName', 'Additional Name': 'MiddleName', 'Family Name': 'LastName' },
    ...{ 'Yomi Name': '-', 'Given Name Yomi': 'PhoneticFirstName', 'Group Membership': 'Labels', Notes: 'Notes' },
    ...{ 'E-mail 1 - Type': 'Emails[0].Label', 'E-mail 2 - Value': 'Emails[1].Value' },
    ...{ 'Phone 1 - Type': 'Phones[0].Label', 'Address 1 - Formatted': '-' },
    ...{ 'Address 1 - Street': 'Addresses[0].Street', 'Address 1 - PO Box': 'Addresses[0].ExtendedAddress' },
    ...{ 'Organization 1 - Name': 'OrganizationName', 'Organization 1 - Title': 'JobTitle', Occupation: '-' },
    ...{ Birthday: 'Dates[0].Value birthday', 'Event 1 - Type': 'Dates[1].Label', 'Event 1 - Value': 'Dates[1].Value' },
    ...{ 'Relation 1 - Type': 'Relations[0].Label', 'Custom Field 1 - Type': '-', 'Custom Field 1 - Value': '-' },
    ...{ 'Organization 2 - Name': '-' },
  })
})

test('Google Contacts, as it is since 2024', () => {
  includes(
    'First Name,Last Name,Name Suffix,File As,Organization Name,Organization Title,Photo,Labels,E-mail 1 - Label',
    {
      ...{ 'First Name': 'FirstName', 'File As': '-', 'Organization Title': 'JobTitle', Photo: '-', Labels: 'Labels' },
      'E-mail 1 - Label': '-',
    },
  )
  assert.equal(meant('Address 1 - Label,Address 1 - Formatted'), 'Addresses[0].Label, Addresses[0].Street')
})

test('Outlook', () => {
  const header = `Title,First Name,Suffix,Company,Job Title,Business Street,Business Street 2,Business Street 3,
Business Country/Region,Home Street,Home Postal Code,Assistant's Phone,Business Fax,Business Phone,Business Phone 2,
Home Fax,Mobile Phone,Primary Phone,Anniversary,Assistant's Name,Birthday,Business Address PO Box,Categories,
E-mail Address,E-mail Type,E-mail Display Name,E-mail 2 Address,E-mail 2 Type,Manager's Name,Profession,Referred By,
Spouse,User 1,Web Page`.replaceAll('\n', '')
  includes(header, {
    ...{ Title: 'NamePrefix', Company: 'OrganizationName', 'Job Title': 'JobTitle', Profession: '-' },
    ...{ 'Business Street': 'Addresses[0].Street work', 'Business Street 2': 'Addresses[0].ExtendedAddress work' },
    ...{ 'Business Street 3': 'Addresses[0].ExtendedAddress work' },
    ...{ 'Business Country/Region': 'Addresses[0].Country work', 'Home Postal Code': 'Addresses[1].PostalCode home' },
    ...{ "Assistant's Phone": 'Phones[0].Value assistant', 'Business Fax': 'Phones[1].Value work fax' },
    ...{ 'Business Phone 2': 'Phones[3].Value work', 'Home Fax': 'Phones[4].Value home fax' },
    ...{ 'Mobile Phone': 'Phones[5].Value mobile', Anniversary: 'Dates[0].Value anniversary' },
    ...{ Birthday: 'Dates[1].Value birthday', Categories: 'Labels', 'Web Page': 'Websites[0].Value' },
    ...{ 'Business Address PO Box': 'Addresses[0].ExtendedAddress work' },
    ...{ 'E-mail Address': 'Emails[0].Value', 'E-mail 2 Address': 'Emails[1].Value' },
    ...{ 'E-mail Type': '-', 'E-mail 2 Type': '-', 'E-mail Display Name': '-', 'User 1': '-' },
    ...{ "Manager's Name": 'Relations[1].Value manager', Spouse: 'Relations[3].Value spouse' },
  })
  includes('First Name,Title,Company', { Title: 'JobTitle' })
})

test('HubSpot and Salesforce', () => {
  assert.equal(
    meant(
      'Record ID,First Name,Email,Phone Number,Lead Status,Create Date,Associated Company,Country/Region,Contact owner',
    ),
    '-, FirstName, Emails[0].Value, Phones[0].Value, Status, -, OrganizationName, Addresses[0].Country, -',
  )
  assert.equal(
    meant('Salutation,Account Name,Mailing Street,Mailing State/Province,Other City,Email Opt Out'),
    'NamePrefix, OrganizationName, Addresses[0].Street mailing, Addresses[0].Region mailing, Addresses[1].City other, Unsubscribed',
  )
})

test('Thunderbird', () => {
  assert.equal(
    meant('Display Name,Primary Email,Secondary Email,Work Phone,Fax Number,Work Address,Work Address 2,Work ZipCode'),
    'DisplayName, Emails[0].Value, Emails[1].Value, Phones[0].Value work, Phones[1].Value fax, Addresses[0].Street work, Addresses[0].ExtendedAddress work, Addresses[0].PostalCode work',
  )
  assert.equal(
    meant('Web Page 1,Web Page 2,Birth Year,Birth Month,Birth Day,Custom 1,Screen Name'),
    'Websites[0].Value, Websites[1].Value, Dates[0].Year birthday, Dates[0].Month birthday, Dates[0].Day birthday, -, InstantMessages[0].Value',
  )
})

test('people write headers in many ways', () => {
  for (const header of [
    'E-Mail',
    'email_address',
    'EMAIL',
    'Mail',
    'E-mail Address',
    'Email 1',
    'Courriel',
    '邮箱',
    'メール',
  ])
    assert.equal(meant(header), 'Emails[0].Value', header)
  for (const header of ['Mobil', 'Cell Phone', 'Handy', 'Móvil', 'Cellulare', 'Portable', '手机', '携帯電話'])
    assert.equal(meant(header), 'Phones[0].Value mobile', header)
  for (const header of ['Geboren', 'Geboren am', 'Geb.-Datum', 'Geb.', 'F. nacimiento', 'Data ur.', 'Bday'])
    assert.equal(meant(header), 'Dates[0].Value birthday', header)
  assert.equal(
    meant('E-Mail privat,Telefon (geschäftlich),Téléphone professionnel').replaceAll(' work', '/w'),
    'Emails[0].Value home, Phones[0].Value/w, Phones[1].Value/w',
  )
  assert.equal(
    meant('Street,City,Street,City'),
    'Addresses[0].Street, Addresses[0].City, Addresses[1].Street, Addresses[1].City',
  )
  assert.equal(meant('Email,Email,Phone'), 'Emails[0].Value, Emails[1].Value, Phones[0].Value')
})

test('headers of ten languages', () => {
  const place = 'Addresses[0].Street, Addresses[0].PostalCode, Addresses[0].City'
  const headers: Record<string, string> = {
    'Vorname,Nachname,Firma,Straße,PLZ,Ort': `FirstName, LastName, OrganizationName, ${place}`,
    'Name,Vorname,Telefon': 'LastName, FirstName, Phones[0].Value',
    'Nom,Prénom,Société,Code postal': 'LastName, FirstName, OrganizationName, Addresses[0].PostalCode',
    'Nom complet,Date de naissance': 'DisplayName, Dates[0].Value birthday',
    'Nombre,Apellidos,Correo electrónico,Teléfono': 'FirstName, LastName, Emails[0].Value, Phones[0].Value',
    'Nombre,Primer apellido,Segundo apellido': 'FirstName, LastName, LastName',
    'Nome,Cognome,Azienda,Indirizzo,CAP,Città': `FirstName, LastName, OrganizationName, ${place}`,
    'Nome,Empresa,Telefone': 'DisplayName, OrganizationName, Phones[0].Value',
    'Voornaam,Achternaam,Bedrijf,Straat,Postcode,Woonplaats': `FirstName, LastName, OrganizationName, ${place}`,
    'Imię,Nazwisko,Stanowisko,Ulica,Kod pocztowy,Miasto': `FirstName, LastName, JobTitle, ${place}`,
    '姓,名,会社名,郵便番号,電話番号': 'LastName, FirstName, OrganizationName, Addresses[0].PostalCode, Phones[0].Value',
    '氏名,生年月日': 'DisplayName, Dates[0].Value birthday',
    '姓名,公司,职位,电话,备注': 'DisplayName, OrganizationName, JobTitle, Phones[0].Value, Notes',
    'Straße und Hausnummer,PLZ,Ort': place,
    'Straße/Nr.,PLZ,Ort': place,
    'Rue et numéro,Code postal,Ville': place,
    'Calle y número,C. P.,Población': place,
    'Nom et prénom,Né(e) le': 'DisplayName, Dates[0].Value birthday',
    'Apellido paterno,Apellido materno,Nombre': 'LastName, LastName, FirstName',
    'Strasse privat,Strasse privat 2,Land/Region privat':
      'Addresses[0].Street home, Addresses[0].ExtendedAddress home, Addresses[0].Country home',
    'Full name,Tags,Comments': 'DisplayName, Labels, Notes',
  }
  for (const [header, expected] of Object.entries(headers)) assert.equal(meant(header), expected, header)
})

test('a street and the number of the house make one street', () => {
  const both = 'Addresses[0].Street, Addresses[0].Street'
  for (const header of ['Straße,Hausnummer', 'Rue,Numéro', 'Numéro,Rue', 'Straat,Huisnummer', 'Ulica,Nr domu'])
    assert.equal(meant(header), both, header)
  for (const header of ['Via,Numero civico', 'Calle,Número', 'Street,House number'])
    assert.equal(meant(header), both, header)
  assert.equal(meant('Straat,Huisnummer,Toevoeging'), `${both}, Addresses[0].Street`)
  assert.equal(
    meant('Straße privat,Hausnummer privat,Straße Firma,Hausnummer Firma'),
    `${both.replaceAll('Street', 'Street home')}, ${both.replaceAll('[0].Street', '[1].Street work')}`,
  )
  assert.equal(meant('Numéro,Rue,Numéro,Rue'), `${both}, ${both.replaceAll('0', '1')}`)
  assert.equal(meant('Nr.,Nachname,Straße,Nr.'), `-, LastName, ${both}`)
  const phones = [['Rue X', '06 12 34 56 78']]
  assert.equal(suggested(['Adresse', 'Numéro'], phones)['Numéro'], 'Phones[0].Value')
})

test('a title stands before a name where its cells do', () => {
  const titleOf = (cells: string[], ...others: string[]) => {
    const sample = cells.map((cell) => [cell, ...others.map(() => 'x')])
    return suggested(['Titel', ...others], sample)['Titel']
  }
  assert.equal(titleOf(['Dr.', 'Prof. Dr.', '', 'Dipl.-Ing.']), 'NamePrefix')
  assert.equal(titleOf(['Mme', 'M.', 'Directeur', '']), 'NamePrefix')
  assert.equal(titleOf(['Dr.', 'Sr. Manager', 'Chief of Staff']), 'JobTitle')
  assert.equal(titleOf(['-', '1']), 'JobTitle')
  // `Frau` and `Dr.` are of one prefix; a job is not.
  assert.equal(titleOf(['Dr.'], 'Anrede'), 'NamePrefix')
  assert.equal(titleOf(['Manager'], 'Anrede', 'Position'), '-')
})

test('a formatted address counts where its parts say nothing', () => {
  const header = ['Address 1 - Label', 'Address 1 - Formatted', 'Address 1 - Street', 'Address 1 - City']
  const all = (row: string[]) => Object.values(suggested(header, [row])).join(', ')
  assert.equal(all(['Home', '1 Way\nRome', '', '']), 'Addresses[0].Label, Addresses[0].Street, -, -')
  const apart = 'Addresses[0].Label, -, Addresses[0].Street, Addresses[0].City'
  assert.equal(all(['Home', '1 Way\nRome', '', 'Rome']), apart)
  assert.equal(all(['', '', '', '']), apart)
})

const fields: Field[] = [
  { Id: '1', Name: '#Tier', Type: 'LIST', Options: ['Gold'] },
  { Id: '2', Name: '#City', Type: 'TEXT' },
  { Id: '3', Name: '#Hobbies', Type: 'MULTILIST', Options: ['Chess'] },
]

test('custom fields are known by their names', () => {
  assert.deepEqual(suggested(['tier', '#CITY', 'Hobbies', '#Nothing'], [], fields), {
    ...{ tier: '#Tier', '#CITY': '#City', Hobbies: '#Hobbies', '#Nothing': '-' },
  })
  const [tier, , hobbies] = suggestMapping(['#Tier', 'b', 'Hobbies'], [], fields)
  assert.deepEqual(tier, { Column: '#Tier', Property: '#Tier', Mode: 'REPLACE', Confidence: 1 })
  assert.deepEqual(hobbies, { Column: 'Hobbies', Property: '#Hobbies', Mode: 'APPEND', Confidence: 0.9 })
})

test('what is no property of a contact is known as such', () => {
  assert.deepEqual(suggestMapping(['Verdict', 'Reason'], [['a@x', 'b@x']], []), [
    { Column: 'Verdict', Mode: 'SKIP', Confidence: 1 },
    { Column: 'Reason', Mode: 'SKIP', Confidence: 1 },
  ])
})

test('where the header says nothing, the cells do', () => {
  const sample = [
    ['a@x.example', '+1 415 555', 'https://x.example', '12345678', '2020-01-31', 'x'],
    ['b@x.example', '030/1234567', 'www.y.example', '12345679', '31.01.2020', ''],
  ]
  const names = columnNames(undefined, 7)
  const suggestions = suggestMapping(names, sample, [])
  assert.deepEqual(
    suggestions.map(({ Property, Confidence }) => [Property, Confidence]),
    [
      ...[
        ['Emails[0].Value', 0.6],
        ['Phones[0].Value', 0.5],
        ['Websites[0].Value', 0.4],
      ],
      ...[0, 0, 0, 0].map((none) => [undefined, none]),
    ],
  )
})

test('an id that is not ours is none', () => {
  assert.equal(suggested(['Id'], [['17'], ['18']])['Id'], '-')
  assert.equal(suggested(['Id'], [['0198c5a0-0000-7000-8000-000000000000'], ['']])['Id'], 'Id')
})

test('a header of any length and number is looked at in no time', () => {
  const header = [...Array.from({ length: 5000 }, (_, index) => `Phone ${index}`), 'x'.repeat(1_000_000)]
  const before = performance.now()
  const suggestions = suggestMapping(columnNames(header, header.length), [], fields)
  assert.equal(suggestions.length, 5001)
  assert.ok(performance.now() - before < 2000)
})
