/** What export writes, import reads back: from one Customer into another, whatever is in the contacts. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Answer, allContacts, changeFields, type Member, newCustomer } from './api.ts'
import { createAll, exportFile } from './export-files.ts'
import { assertCounts, importFile, rowsOfImport } from './files.ts'
import { everyField, randomContact, types } from './random-contacts.ts'
import { onEachDatabase, type Server } from './server.ts'
import { partsIn } from './workbooks.ts'

type Body = Answer['body']

const count = 250
const formats = [
  { Format: 'CSV' },
  { Format: 'CSV', Delimiter: ';', Bom: false },
  { Format: 'XLSX' },
  { Format: 'VCARD', Version: '3.0' },
  { Format: 'VCARD', Version: '4.0' },
]

/** A Customer with the types and custom fields that the contacts use. */
async function prepared(server: Server): Promise<Member> {
  const owner = await newCustomer(server)
  await changeFields(owner, everyField)
  for (const Name of types.slice(3)) await owner.ok('contact-types/create', { Name })
  return owner
}

/** Without what tells when and by whom it was made. */
function said({ ImportId, CreatedDate, CreatedBy, UpdatedDate, UpdatedBy, ...rest }: Body): Body {
  return rest
}

/** What two files of the same contacts have in common. Of a workbook, that is its first tab. */
async function content({ Format }: { Format: string }, bytes: Buffer): Promise<string> {
  return Format === 'XLSX' ? ((await partsIn(bytes)).get('xl/worksheets/sheet1.xml') ?? '') : bytes.toString()
}

async function assertRoundTrip(server: Server, format: (typeof formats)[number], from: Member, told: string) {
  const file = await exportFile(server, from, format)
  const to = await prepared(server)
  const done = await importFile(to, file.bytes, {}, file.done.FileName)
  assert.equal(done.Status, 'PROCESSED', done.ErrorMessage)
  const [fault] = await rowsOfImport(to, done.Id, { Verdict: 'ERROR' })
  assert.equal(fault, undefined, `${told} ${JSON.stringify(fault)}`)
  const before = new Map((await allContacts(from)).map((each) => [each.Id, said(each)]))
  const count = before.size
  assertCounts(done, { Created: count })
  for (const contact of await allContacts(to)) {
    assert.equal(contact.ImportId, done.Id)
    assert.deepEqual(said(contact), before.get(contact.Id), told)
    before.delete(contact.Id)
  }
  assert.equal(before.size, 0)
  const again = await exportFile(server, to, format)
  assert.equal(await content(format, again.bytes), await content(format, file.bytes), told)
  const repeated = await importFile(from, file.bytes, {}, file.done.FileName)
  assertCounts(repeated, { Unchanged: count })
}

onEachDatabase((server) => {
  for (const format of formats)
    test(`${JSON.stringify(format)} gives the same contacts again, with their Ids`, async () => {
      const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31))
      const owner = await prepared(server())
      await createAll(owner, fc.sample(randomContact, { numRuns: count, seed }))
      await assertRoundTrip(server(), format, owner, `SEED=${seed}`)
    })

  test('texts that are as long as they may be come back whole', async () => {
    const owner = await prepared(server())
    const long = (text: string, length: number) => text.repeat(Math.ceil(length / text.length)).slice(0, length)
    const emoji = (count: number) => '😀'.repeat(count)
    const contact = {
      ...{ RecordType: 'PERSON', FirstName: emoji(1000), LastName: long('x ', 1000), Labels: [`#${emoji(99)}`] },
      ...{ Emails: [{ Value: `${long('x', 310)}@x.example` }], Phones: [{ Value: emoji(100), Label: emoji(1000) }] },
      ...{ Addresses: [{ Street: emoji(1000) }], Websites: [{ Value: long('"', 2000) }] },
      CustomFields: { '#Word': long('ü', 1000), '#Story': long('a;"\\\n', 30_000) },
    }
    await createAll(owner, [contact])
    await assertRoundTrip(server(), { Format: 'XLSX' }, owner, 'long')
    await createAll(owner, [
      { ...contact, Notes: emoji(100_000) },
      { ...contact, Notes: long('a,"\n', 100_000) },
    ])
    for (const format of formats) if (format.Format !== 'XLSX') await assertRoundTrip(server(), format, owner, 'long')
  })
})
