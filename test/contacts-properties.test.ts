import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newCustomer, person } from './api.ts'
import { onEachDatabase } from './server.ts'

/** A contact that has every property a caller can write. */
const everything = (text: string) => ({
  RecordType: 'PERSON',
  NamePrefix: text,
  FirstName: text,
  MiddleName: text,
  LastName: text,
  NameSuffix: text,
  Nickname: text,
  PhoneticFirstName: text,
  PhoneticLastName: text,
  OrganizationName: text,
  JobTitle: text,
  Department: text,
  Emails: [
    { Value: 'Ada.Lovelace+crm@Example.COM', Label: text, Primary: true },
    { Value: '名前@例え.jp', Primary: false },
  ],
  Phones: [{ Value: `12 ${text}`, Label: text, Primary: true }, { Value: '٠١٢' }],
  Addresses: [
    {
      Label: text,
      Primary: true,
      Street: text,
      ExtendedAddress: text,
      City: text,
      Region: text,
      PostalCode: '00501',
      Country: text,
    },
    {},
  ],
  Websites: [{ Value: 'HTTPS://Example.com/%7Ea?b=c#d', Label: text }, { Value: text }],
  Dates: [{ Value: '1815-12-10', Label: 'birthday' }, { Value: '--02-29', Label: text }, { Value: '0001-01-01' }],
  Relations: [{ Value: text, Label: text }],
  InstantMessages: [{ Value: text, Label: text, Protocol: text }],
  Notes: text,
  Status: text,
  Unsubscribed: false,
  ContactTypes: ['VENDOR', 'CUSTOMER'],
  Labels: ['#b', '#a'],
  CustomFields: { '#Any thing': text },
})

const texts = {
  'plain words': 'Ada',
  Chinese: '王小明 𠮷野家',
  Japanese: 'さくら ハ゛ガ ﾊﾝｶｸ 々',
  'Korean, taken apart': '김철수'.normalize('NFD'),
  Arabic: 'مُحَمَّد عبد ﷲ ١٢٣',
  Hebrew: 'שָׁלוֹם עליכם',
  Devanagari: 'क्षत्रिय श्री',
  Thai: 'น้ำใจ ที่',
  'emoji joined by ZWJ': '👩🏽‍🚀👨‍👩‍👧‍👦🏳️‍🌈🇳🇿',
  'letters of many scripts': 'İıŞß Œuvre ΟΔΟΣ Ωmega Ελλάδα Жж Ђ ﬁ',
  'combining marks': 'e\u0301 a\u0308\u0323 \u0323\u0308a Z̵̢͝a̸lgo',
  'marks of direction': '\u200fאבג\u200e \u202bdef\u202c \u2067x\u2069',
  'spaces at both ends': '  \t Ada \u00a0\u3000 ',
  'invisible characters': '\ufeffA\u200bd\u00ada\u200d\ufffe\u0001\u007f\u0085\u2028',
  'SQL, formulas, patterns': `'; drop table contacts; -- =cmd()|'/c calc'!A1 %_\\ "q" 'q' \`q\` $1 :x ?`,
  'HTML and JSON': `<script>alert(1)</script>&amp; {"a": [null, "\\u0000"]} \${x} {{x}}`,
  'line ends': 'a\nb\r\nc\rd\n\n',
  'words that programs know': 'null',
}

onEachDatabase((server) => {
  for (const [name, text] of Object.entries(texts))
    test(`every property goes in and comes out unchanged: ${name}`, async () => {
      const owner = await newCustomer(server())
      await owner.ok('custom-fields/update', { CustomFields: [{ Name: 'Any thing' }] })
      const given = everything(text)
      const created = await owner.ok('contacts/create', given)
      const { Id, DisplayName, Version, CreatedDate, CreatedBy, UpdatedDate, UpdatedBy, ...written } = created
      assert.deepEqual(written, given)
      assert.deepEqual(await owner.ok(`contacts/get/${Id}`), created)
      assert.deepEqual((await owner.ok('contacts/search', {})).Rows, [created])
      assert.deepEqual(await owner.ok(`contacts/update/${Id}`, created), created)

      const other = await owner.ok('contacts/create', person({ FirstName: 'Other' }))
      const { Id: _, DisplayName: __, ...updated } = await owner.ok(`contacts/update/${other.Id}`, given)
      const { UpdatedDate: later, CreatedDate: earlier } = updated
      assert.deepEqual(updated, {
        ...given,
        Version: 2,
        CreatedBy,
        UpdatedBy,
        CreatedDate: earlier,
        UpdatedDate: later,
      })
    })

  test('empty texts and empty lists are values, and come back as such', async () => {
    const owner = await newCustomer(server())
    const given = person({
      JobTitle: '',
      Notes: '',
      Emails: [],
      Phones: [],
      Addresses: [],
      Labels: [],
      ContactTypes: [],
    })
    const { Id, DisplayName, Version, CreatedDate, CreatedBy, UpdatedDate, UpdatedBy, ...written } = await owner.ok(
      'contacts/create',
      given,
    )
    assert.deepEqual(written, given)
  })

  test('a text of full length in any script is kept, shown, sorted and found', async () => {
    const owner = await newCustomer(server())
    // Letters without a pattern, which no database can press into less.
    const anyOf = (first: number, count: number, length: number) =>
      Array.from({ length }, (_, index) => String.fromCodePoint(first + ((index * index * 7919 + index * 31) % count)))
        .join('')
        .normalize('NFC')
    const names = [
      person({ FirstName: anyOf(0x4e00, 20_000, 1000), LastName: anyOf(0x5e00, 15_000, 1000) }),
      person({ FirstName: anyOf(0x61, 26, 1000), MiddleName: anyOf(0x61, 25, 1000), LastName: anyOf(0x61, 24, 1000) }),
      person({ FirstName: '1 '.repeat(499), LastName: anyOf(0x1f300, 200, 400) }),
    ]
    for (const name of names) {
      const { Id } = await owner.ok('contacts/create', name)
      assert.equal((await owner.ok(`contacts/get/${Id}`)).FirstName, name.FirstName)
    }
    const sorted = await owner.ok('contacts/search', { Sort: [{ Property: 'FirstName' }], PageSize: 1 })
    const next = await owner.ok('contacts/search', {
      Sort: [{ Property: 'FirstName' }],
      PageSize: 2,
      Cursor: sorted.NextCursor,
    })
    const firstNames = [...sorted.Rows, ...next.Rows].map(({ FirstName }) => FirstName)
    assert.deepEqual(firstNames.sort(), names.map(({ FirstName }) => FirstName).sort())
    const found = await owner.ok('contacts/search', { SearchText: names[0]?.LastName.slice(-300) })
    assert.deepEqual(found.Rows.length, 1)
  })

  test('notes may have 100,000 characters and a list 200 items', async () => {
    const owner = await newCustomer(server())
    const Notes = 'All of it. '.repeat(10_000).slice(0, 100_000)
    const Emails = Array.from({ length: 200 }, (_, index) => ({ Value: `ada${index}@example.com` }))
    const { Id } = await owner.ok('contacts/create', person({ Notes, Emails }))
    const read = await owner.ok(`contacts/get/${Id}`)
    assert.deepEqual([read.Notes, read.Emails], [Notes, Emails])
  })
})
