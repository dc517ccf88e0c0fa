/** What others change while an export runs, where it would move contacts, or need more columns. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually, type Member, newCustomer, person, processed } from './api.ts'
import { column, createAll, records } from './export-files.ts'
import { download } from './files.ts'
import { onEachDatabase } from './server.ts'

const many = 12_000
const nameOf = (number: number) => String(number).padStart(6, '0')

onEachDatabase((server) => {
  const begun = async (owner: Member) => {
    const given = Array.from({ length: many }, (_, number) =>
      person({ FirstName: nameOf(number), Emails: [{ Value: `${number}@example.com` }] }),
    )
    const ids = await createAll(owner, given)
    const { Id, RequestId } = await owner.ok('exports/create', { Format: 'CSV' })
    // From here on the order is put down, and some are written, or it is done already.
    await eventually('some are written', async () =>
      (await owner.ok(`exports/get/${Id}`)).RowCount > 0 ? true : undefined,
    )
    const ended = async () => {
      assert.equal((await processed(owner, RequestId, 60_000)).ProcessStatus, 'PROCESSED')
      return (await download(server(), owner, `exports/download/${Id}`)).text
    }
    return { ids, ended }
  }

  test('contacts that are renamed from one end of the list to the other are in the file once', async () => {
    const owner = await newCustomer(server())
    const { ids, ended } = await begun(owner)
    const renamed = (at: number, FirstName: string) => ({ Operation: 'UPDATE', Id: ids[at], Contact: { FirstName } })
    const Items = Array.from({ length: 100 }, (_, number) =>
      number % 2 === 0 ? renamed(number, `Z${number}`) : renamed(many - number, `000000${number}`),
    )
    await owner.ok('contacts/batch', { Items })
    const found = column(await ended(), 'Id')
    assert.deepEqual(found.toSorted(), ids.toSorted())
  })

  test('a second e-mail that a contact is given meanwhile is in the file with the first, or neither is', async () => {
    const owner = await newCustomer(server())
    const { ids, ended } = await begun(owner)
    const Emails = [{ Value: 'first@example.com' }, { Value: 'second@example.com' }]
    await owner.ok(`contacts/update/${ids[many - 1]}`, { Emails })
    const text = await ended()
    assert.equal(text.includes('first@example.com'), text.includes('second@example.com'))
    assert.equal(records(text).length, many + 1)
  })
})
