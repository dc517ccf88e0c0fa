/** Exports of several steps: others work meanwhile, the process dies, the user changes his mind. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Answer, at, changeFields, eventually, type Member, newCustomer, person, processed } from './api.ts'
import { column, contactsIn, createAll, exportFile } from './export-files.ts'
import { download } from './files.ts'
import { databaseKinds, emptyDatabase, onEachDatabase, serverFor } from './server.ts'
import { partsIn, rowsOf, sourceOf } from './workbooks.ts'

type Body = Answer['body']

/** Three steps of 5,000 have them. */
const count = 11_000
const people = (more: (index: number) => object = () => ({})) =>
  Array.from({ length: count }, (_, index) => person({ LastName: `N${(index * 7919) % count}`, ...more(index) }))

/** Waits until a first step is done. */
async function begun(who: Member, { Id }: Body): Promise<void> {
  let now: Body
  do now = await who.ok(`exports/get/${Id}`)
  while (now.Status === 'PROCESSING' && now.RowCount === 0)
}

onEachDatabase((server) => {
  test('contacts that are there throughout are in the file once each, whatever others do meanwhile', async () => {
    const owner = await newCustomer(server())
    const ids = await createAll(owner, people())
    const [changed, deleted] = [ids.slice(0, 2000), ids.slice(2000, 4000)]
    const accepted = await owner.ok('exports/create', { Format: 'CSV' })
    for (let at = 0; at < 2000; at += 100) {
      const Items = [
        ...changed.slice(at, at + 100).map((Id) => ({ Operation: 'UPDATE', Id, Contact: { JobTitle: 'changed' } })),
        ...deleted.slice(at, at + 100).map((Id) => ({ Operation: 'DELETE', Id })),
        ...people()
          .slice(at, at + 100)
          .map((Contact) => ({ Operation: 'CREATE', Contact })),
      ]
      await owner.ok('contacts/batch', { Items })
    }
    const { Result } = await processed(owner, accepted.RequestId, 60_000)
    const { text } = await download(server(), owner, `exports/download/${accepted.Id}`)
    const found = column(text, 'Id')
    assert.equal(found.length, Result.RowCount)
    const once = new Set(found)
    assert.equal(once.size, found.length, 'some are there twice')
    const stayed = [...changed, ...ids.slice(4000)]
    assert.deepEqual(
      stayed.filter((id) => !once.has(id)),
      [],
    )
  })

  test('a custom field that is renamed meanwhile is one column, with all its values', async () => {
    const owner = await newCustomer(server())
    await changeFields(owner, [{ Name: 'Tier' }])
    await createAll(
      owner,
      people((index) => ({ CustomFields: { '#Tier': `${index}` } })),
    )
    const [field] = await owner.ok('custom-fields/list')
    const inputs = [{ Format: 'CSV' }, { Format: 'JSON' }]
    const accepted: Body[] = []
    for (const input of inputs) accepted.push(await owner.ok('exports/create', input))
    await begun(owner, accepted[0])
    await changeFields(owner, [{ Id: field.Id, Name: 'Rank' }])
    for (const { RequestId } of accepted)
      assert.equal((await processed(owner, RequestId, 60_000)).ProcessStatus, 'PROCESSED')
    const [csv = '', json = ''] = await Promise.all(
      accepted.map(async ({ Id }) => (await download(server(), owner, `exports/download/${Id}`)).text),
    )
    assert.equal(new Set(column(csv, '#Tier')).size, count)
    const fields = contactsIn(json).map(({ CustomFields }) => Object.entries(CustomFields)[0] as [string, string])
    assert.equal(new Set(fields.map(([, value]) => value)).size, count)
    assert.equal(new Set(fields.map(([name]) => name)).size, 1)
  })

  test('a cancelled export has no file, says so, and can be deleted', async () => {
    const owner = await newCustomer(server())
    await createAll(owner, people())
    let waits = false
    const accepted = await eventually('an export is cancelled on its way', async () => {
      const accepted = await owner.ok('exports/create', { Format: 'XLSX', SpreadsheetName: 'Maybe' })
      waits = !waits
      if (waits) await begun(owner, accepted)
      const { ProcessStatus } = await owner.ok(`request/cancel/${accepted.RequestId}`)
      if (ProcessStatus === 'FAIL') return accepted
      const { SpreadsheetId } = await owner.ok(`exports/get/${accepted.Id}`)
      await owner.ok(`spreadsheets/delete/${SpreadsheetId}`)
      await owner.ok(`exports/delete/${accepted.Id}`)
      return undefined
    })
    const now = await owner.ok(`exports/get/${accepted.Id}`)
    assert.equal(now.Status, 'FAIL')
    assert.match(now.ErrorMessage, /cancel/i)
    await owner.refused(`exports/download/${accepted.Id}`)
    assert.deepEqual(await owner.ok('spreadsheets/list'), [])
    await owner.ok(`exports/delete/${accepted.Id}`)
    assert.deepEqual(await owner.ok('exports/list'), [])
  })

  test('its progress moves', async () => {
    const owner = await newCustomer(server())
    await createAll(owner, people())
    const { RequestId } = await owner.ok('exports/create', { Format: 'VCARD' })
    const percents = new Set<number>()
    await eventually('it is done', async () => {
      const { PercentComplete, ProcessStatus } = await owner.ok(`request/get/${RequestId}`)
      percents.add(PercentComplete)
      return ProcessStatus === 'PROCESSED' ? true : undefined
    })
    assert(percents.has(45) || percents.has(90), [...percents].join(', '))
    assert.equal([...percents].at(-1), 100)
  })
})

/** Exports of which the first is begun, and the last not done. On a busy machine they may be done before that is seen. */
async function disturbable(owner: Member, formats: string[]): Promise<Body[]> {
  for (let attempt = 0; attempt < 5; attempt++) {
    const accepted: Body[] = []
    for (const Format of formats) accepted.push(await owner.ok('exports/create', { Format }))
    await begun(owner, accepted[0])
    const { Status, Size } = await owner.ok(`exports/get/${accepted.at(-1)?.Id}`)
    if (Status === 'PROCESSING' && Size === undefined) return accepted
  }
  throw new Error('They were done too soon to be disturbed')
}

describe('an export goes on after kill -9, and its file is whole', { concurrency: true }, () => {
  for (const kind of databaseKinds)
    test(`on ${kind}`, async (t) => {
      const data = await emptyDatabase(kind)
      const server = await serverFor(t, data)
      const owner = await newCustomer(server)
      await createAll(owner, people())
      const formats = ['CSV', 'XLSX', 'VCARD', 'JSON']
      const accepted = await disturbable(owner, formats)
      await server.kill()

      const again = await serverFor(t, data)
      const who = at(again, owner)
      for (const [index, Format] of formats.entries()) {
        const { Id, RequestId } = accepted[index]
        const { ProcessStatus, Result, ErrorMessage } = await processed(who, RequestId, 90_000)
        assert.deepEqual([ProcessStatus, Result?.RowCount], ['PROCESSED', count], ErrorMessage)
        const { bytes } = await download(again, who, `exports/download/${Id}`)
        assert.equal(bytes.length, Result.Size)
        const undisturbed = await exportFile(again, who, { Format })
        if (Format !== 'XLSX') assert(bytes.equals(undisturbed.bytes), Format)
        else {
          const [parts, others] = [await partsIn(bytes), await partsIn(undisturbed.bytes)]
          assert.equal(parts.get('xl/worksheets/sheet1.xml'), others.get('xl/worksheets/sheet1.xml'))
          assert.equal((await rowsOf(sourceOf(bytes, 65_536))).length, count + 1)
        }
      }
    })
})
