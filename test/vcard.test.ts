import assert from 'node:assert/strict'
import { test } from 'node:test'
import { splitName } from '../server/contacts/whole-name.ts'
import { contactOfCard } from '../server/vcard/contact-of-card.ts'
import { card, cardsOf, contactIn, readOne } from './vcards.ts'

const latin1 = (text: string) => Buffer.from(text, 'latin1')

test('a card of Apple: groups, labels, types, a day without a year', async () => {
  const { contact, ignored } = await readOne(
    card(
      '3.0',
      'N:Müller;Ann;Maria;Dr.;Jr.',
      'FN:Dr. Ann Maria Müller Jr.',
      'NICKNAME:Annie',
      'ORG:Acme\\; Co.;Sales;North;',
      'TITLE:Head',
      'ROLE:Boss',
      'X-PHONETIC-FIRST-NAME:an',
      'item1.EMAIL;type=INTERNET;type=pref:ann@example.com',
      'item1.X-ABLabel:_$!<Work>!$_',
      'TEL;type=CELL;type=VOICE:+1 555',
      'TEL;TYPE="work,fax":2',
      'TEL;type=FAX:3',
      'item2.ADR;type=HOME:PO 7;Flat 3;1 High St\\nRear;Town;Shire;AB1;UK',
      'item2.X-ABADR:gb',
      'NOTE:a\\nb\\, c',
      'item3.URL:http\\://example.com/a',
      'item3.X-ABLabel:_$!<HomePage>!$_',
      'NOTE:d',
      'CATEGORIES:vip,#north,a\\,b',
      'BDAY;X-APPLE-OMIT-YEAR=1604;value=date:1604-04-15',
      'item4.X-ABDATE:2001-02-03',
      'item4.X-ABLabel:Met',
      'item5.X-ABRELATEDNAMES:Bob',
      'item5.X-ABLabel:_$!<Spouse>!$_',
      'X-AIM;type=HOME:ann1',
      'PHOTO:',
      'IMPP;X-SERVICE-TYPE=Skype;type=WORK:skype:ann%20m',
      'IMPP:xmpp:ann@x.org',
      'X-JABBER:ann@x.org',
      'EMAIL:',
    ),
  )
  assert.deepEqual(contact, {
    ...{ LastName: 'Müller', FirstName: 'Ann', MiddleName: 'Maria', NamePrefix: 'Dr.', NameSuffix: 'Jr.' },
    ...{ Nickname: 'Annie', OrganizationName: 'Acme; Co.', Department: 'Sales, North', JobTitle: 'Head' },
    ...{ PhoneticFirstName: 'an', RecordType: 'PERSON', Notes: 'a\nb, c\n\nd', Labels: ['#vip', '#north', '#a,b'] },
    Emails: [{ Value: 'ann@example.com', Primary: true, Label: 'work' }],
    Phones: [
      { Value: '+1 555', Label: 'mobile' },
      { Value: '2', Label: 'work fax' },
      { Value: '3', Label: 'fax' },
    ],
    Addresses: [
      {
        ...{ Street: '1 High St\nRear', ExtendedAddress: 'Flat 3, PO 7', City: 'Town', Region: 'Shire' },
        ...{ PostalCode: 'AB1', Country: 'UK', Label: 'home' },
      },
    ],
    Websites: [{ Value: 'http://example.com/a', Label: 'homepage' }],
    Dates: [
      { Value: '--04-15', Label: 'birthday' },
      { Value: '2001-02-03', Label: 'Met' },
    ],
    Relations: [{ Value: 'Bob', Label: 'spouse' }],
    InstantMessages: [
      { Value: 'ann1', Protocol: 'AIM', Label: 'home' },
      { Value: 'ann m', Protocol: 'Skype', Label: 'work' },
      { Value: 'ann@x.org', Protocol: 'XMPP' },
    ],
  })
  assert.deepEqual(ignored, ['X-ABADR', 'PHOTO', 'ROLE'])
})

test('a card of 2.1: parameters without names, quoted-printable, charsets, Android and Japanese phones', async () => {
  const contact = await contactIn(
    latin1(
      card(
        '2.1',
        'N;CHARSET=SHIFT_JIS:\x88\xc9\x94\x5c;\x8c\x5c\x88\xea',
        'SOUND;X-IRMC-N:kana;kei',
        'TEL;HOME;VOICE;PREF:1',
        'NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:caf=C3=',
        '=A9: 1=0D=0A=',
        '  2',
        'TITLE:C:\\new',
        'TEL;PAGER:3',
        'ADR:;;a\\',
        'b;Rome',
        'ADR;WORK;QUOTED-PRINTABLE:;;Stra=DFe 1;=',
        'K=F6ln',
        'ROLE:x',
        'PHOTO;ENCODING=BASE64;TYPE=JPEG:',
        'AAA=',
        '',
        'X-ANDROID-CUSTOM:vnd.android.cursor.item/contact_event;1999-07-10;1;',
        'BDAY:19960415',
        'TEL;X-Boat:4',
        'X-ANDROID-CUSTOM:vnd.android.cursor.item/relation;Bo;0;aunt;',
        'X-ANDROID-CUSTOM:vnd.android.cursor.item/x;1',
      ),
    ),
  )
  assert.deepEqual(contact, {
    ...{ LastName: '伊能', FirstName: '圭一', PhoneticLastName: 'kana', PhoneticFirstName: 'kei' },
    ...{ RecordType: 'PERSON', Notes: 'café: 1\n  2', JobTitle: 'C:\\new' },
    Phones: [
      { Value: '1', Primary: true, Label: 'home' },
      { Value: '3', Label: 'pager' },
      { Value: '4', Label: 'Boat' },
    ],
    Addresses: [
      { Street: 'a\nb', City: 'Rome' },
      { Street: 'Straße 1', City: 'Köln', Label: 'work' },
    ],
    Dates: [
      { Value: '1999-07-10', Label: 'anniversary' },
      { Value: '1996-04-15', Label: 'birthday' },
    ],
    Relations: [{ Value: 'Bo', Label: 'aunt' }],
  })
})

test('a card of 4.0: URIs, carets, quotes, relations, preference', async () => {
  const { contact, ignored } = await readOne(
    card(
      '4.0',
      'KIND:org',
      'FN:Acme, Inc',
      'TEL;VALUE=uri;PREF=1;TYPE="voice,home":tel:+1-55;ext=102',
      'TEL:sip:a@b.c',
      'EMAIL;PREF=2:mailto:x@y.z',
      'RELATED;VALUE=text;TYPE=friend:Bo',
      'RELATED;TYPE=kin:urn:uuid:1',
      'BDAY:--0415',
      'ANNIVERSARY:20010203T101112Z',
      "URL;TYPE=^'a^n^^:https://example.com/?a=1;b,c",
      'IMPP:im:z',
      'AGENT:mailto:a',
      'PHOTO;X=1;',
      ' Y=2:data:image/png;base64,AA',
    ),
  )
  assert.deepEqual(contact, {
    ...{ RecordType: 'ORGANIZATION', OrganizationName: 'Acme, Inc', Emails: [{ Value: 'x@y.z' }] },
    Phones: [{ Value: '+1-55 ext. 102', Primary: true, Label: 'home' }],
    Relations: [{ Value: 'Bo', Label: 'friend' }],
    Dates: [
      { Value: '--04-15', Label: 'birthday' },
      { Value: '2001-02-03', Label: 'anniversary' },
    ],
    Websites: [{ Value: 'https://example.com/?a=1;b,c', Label: '"a\n^' }],
    InstantMessages: [{ Value: 'a@b.c', Protocol: 'SIP' }, { Value: 'z' }],
  })
  assert.deepEqual(ignored, ['RELATED', 'AGENT', 'PHOTO'])
})

test('a card says what it is: a person by its names, else an organisation', async () => {
  const typeOf = async (...lines: string[]) => {
    const { RecordType, FirstName, LastName, OrganizationName } = await contactIn(card('3.0', ...lines))
    return [RecordType, FirstName, LastName, OrganizationName]
  }
  assert.deepEqual(await typeOf('FN:Ann Lee', 'ORG:Acme'), ['PERSON', 'Ann', 'Lee', 'Acme'])
  assert.deepEqual(await typeOf('N:;;;;', 'FN:Acme', 'ORG:Acme'), ['ORGANIZATION', undefined, undefined, 'Acme'])
  assert.deepEqual(await typeOf('N:;;;;', 'FN:Acme', 'X-ABShowAs:COMPANY'), [
    ...['ORGANIZATION', undefined, undefined, 'Acme'],
  ])
  assert.deepEqual(await typeOf('N:Lee', 'FN:Other Name'), ['PERSON', undefined, 'Lee', undefined])
  assert.deepEqual(await typeOf('TEL:1'), [undefined, undefined, undefined, undefined])
})

test('a name written as one is split', () => {
  assert.deepEqual(splitName(' Ann  Maria Lee '), { FirstName: 'Ann Maria', LastName: 'Lee' })
  assert.deepEqual(splitName('Lee, Ann Maria'), { FirstName: 'Ann Maria', LastName: 'Lee' })
  assert.deepEqual(splitName('山田 太郎'), { FirstName: '太郎', LastName: '山田' })
  assert.deepEqual(splitName('Ann'), { FirstName: 'Ann' })
  assert.deepEqual(splitName('Lee,'), { LastName: 'Lee' })
  assert.deepEqual(splitName(' '), {})
})

test('lines end and go on in every way, in pieces of any size', async () => {
  const lines = ['BEGIN:VCARD', 'VERSION:3.0', 'N:Zoë;Łu', ' cja', '# no property', 'NOTE:a', '\t b', 'END:VCARD']
  const expected = { LastName: 'Zoë', FirstName: 'Łucja', RecordType: 'PERSON', Notes: 'a b' }
  for (const lineBreak of ['\n', '\r\n', '\r', '\r\r\n'])
    for (const piece of [1, 2, 3, 1000]) {
      assert.deepEqual(await contactIn(lines.join(lineBreak), { piece }), expected)
      const utf16 = Buffer.from(`\ufeff${lines.join(lineBreak)}`, 'utf16le')
      assert.deepEqual(await contactIn(utf16, { piece }), expected)
      assert.deepEqual(await contactIn(utf16.subarray(2), { piece }), expected)
      assert.deepEqual(await contactIn(Buffer.from(utf16).swap16(), { piece }), expected)
    }
  assert.deepEqual(await contactIn(`\ufeff${lines.join('\n')}`), expected)
  // A fold within a letter.
  const bytes = Buffer.from(card('3.0', 'N:Zoë'))
  const within = bytes.indexOf('ë') + 1
  const cut = Buffer.concat([bytes.subarray(0, within), Buffer.from('\r\n '), bytes.subarray(within)])
  assert.deepEqual((await contactIn(cut)).LastName, 'Zoë')
})

test('bytes that are no UTF-8 are windows-1252, or what is given', async () => {
  assert.equal((await contactIn(latin1(card('3.0', 'N:Zo\xeb \x80')))).LastName, 'Zoë €')
  assert.equal((await contactIn(latin1(card('3.0', 'N:\xc6\xee')), { encoding: 'windows-1251' })).LastName, 'Жо')
  assert.equal((await contactIn(card('3.0', 'N;CHARSET=nonsense:Zoë'), { encoding: 'windows-1251' })).LastName, 'Zoë')
  assert.equal((await contactIn(card('3.0', 'N:a\0b'))).LastName, 'ab')
  await assert.rejects(cardsOf(card('3.0', 'N:a'), { encoding: 'nonsense' }), { code: 'INVALID', message: /nonsense/ })
})

test('a file has many cards, each at its place', async () => {
  const one = card('3.0', 'N:One')
  const two = card('4.0', 'N:Zwö')
  const content = Buffer.from(`\ufeff${one}\r\nstray\r\n${two}`)
  for (const piece of [1, 7, 1000]) {
    const cards = await cardsOf(content, { piece })
    assert.deepEqual(
      cards.map(({ number, version, from, to }) => [number, version, content.subarray(from, to).toString()]),
      [
        [1, '3.0', one],
        [2, '4.0', two],
      ],
    )
  }
})

test('cards within cards, and cards that do not end', async () => {
  const agent = card('2.1', 'N:One', 'AGENT:', card('2.1', 'N:Within').trim(), 'TEL:1')
  const { contact, ignored } = await readOne(agent)
  assert.deepEqual([contact.LastName, contact.Phones, ignored], ['One', [{ Value: '1' }], ['AGENT']])

  const unfinished = `BEGIN:VCARD\r\nN:Lost\r\n`
  const names = async (content: string) =>
    (await cardsOf(content)).map((read) => [contactOfCard(read).contact.LastName, read.fault === undefined])
  assert.deepEqual(await names(card('2.1', 'N:One', card('2.1', 'N:Two').trim(), 'TEL:1')), [
    ['Two', true],
    ['One', true],
  ])
  assert.deepEqual(await names(unfinished + card('3.0', 'N:Two') + card('3.0', 'N:Three')), [
    ['Two', true],
    ['Three', true],
    ['Lost', false],
  ])
  assert.equal((await names(unfinished.repeat(100))).length, 100)
  const [first] = (await cardsOf(unfinished + unfinished)).values()
  assert.deepEqual([first?.from, first?.to], [0, unfinished.length])
  assert.match(first?.fault ?? '', /END:VCARD/)
})

test('a file without a card is refused', async () => {
  for (const content of ['', 'Name,E-mail\nAnn,a@b.c\n', 'BEGIN:VCALENDAR\nEND:VCALENDAR\n'])
    await assert.rejects(cardsOf(content), { code: 'INVALID', message: /no vCards/ })
})

test('a card that is too long has a fault, a long picture has none', async () => {
  const size = 17 * 1024 * 1024
  const long = 'x'.repeat(size)
  const contents = [
    card('3.0', `NOTE:${long}`),
    card('3.0', `NOTE:${`${'x'.repeat(70)}\r\n `.repeat(size / 70)}`),
    card('3.0', 'A:\r\n'.repeat(200_000)),
    card('3.0', `${'x'.repeat(1000)}\r\n`.repeat(17_000)),
  ]
  for (const content of contents) {
    const cards = await cardsOf(content + card('3.0', 'N:Next'))
    assert.match(cards[0]?.fault ?? '', /16 MB/)
    assert.deepEqual(cards[0]?.properties, [])
    assert.equal(cards[1]?.fault, undefined)
    assert.equal(cards[1] && contactOfCard(cards[1]).contact.LastName, 'Next')
  }
  const pictures = [
    `PHOTO;BASE64:\r\n${'\r\n'.repeat(size / 2)}`,
    `PHOTO:data:image/png;base64,${long}`,
    `PHOTO;BASE64:\r\n${`${'A'.repeat(76)}\r\n`.repeat(size / 76)}`,
  ]
  for (const picture of pictures) assert.equal((await contactIn(card('3.0', picture, 'N:One'))).LastName, 'One')
})
