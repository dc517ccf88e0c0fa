/** Whose imports are whose. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allContacts, assertOk, type Member, newColleague, newCustomer } from './api.ts'
import { type Body, csv, imported, importFile, upload } from './files.ts'
import { onEachDatabase } from './server.ts'

const file = csv(['Last name', 'Email'], ['A', 'a@x.com'])
const operations = ['get', 'rows', 'download', 'undo']
const listed = async (who: Member): Promise<string[]> => (await who.ok('imports/list')).map(({ Id }: Body) => Id)

/** All that somebody could try with an import and a file of another. */
async function assertHidden(from: Member, { Id, RequestId }: Body, FileId: string): Promise<void> {
  for (const operation of operations) await from.refused(`imports/${operation}/${Id}`)
  for (const operation of ['get', 'cancel']) await from.refused(`request/${operation}/${RequestId}`)
  await from.ok(`imports/delete/${Id}`)
  for (const operation of ['preview', 'create']) {
    const { Errors } = await from.refused(`imports/${operation}`, { FileId })
    assert.equal(Errors[0].Path, 'FileId')
  }
  assert(!(await listed(from)).includes(Id))
}

onEachDatabase((server) => {
  test('another Customer sees and reaches nothing', async () => {
    const [owner, other] = [await newCustomer(server()), await newCustomer(server())]
    const { FileId } = assertOk(await upload(owner, 'imports/preview', {}, file))
    const done = await importFile(owner, file)
    await assertHidden(other, done, FileId)
    assert.equal((await importFile(other, file)).Earlier, undefined)
    assert.equal((await owner.ok(`imports/get/${done.Id}`)).Id, done.Id)
    assert.equal((await allContacts(owner)).length, 1)
    assert.equal((await imported(owner, await owner.ok('imports/create', { FileId, Force: true }))).Counts.Unchanged, 1)
  })

  test('imports are listed newest first, without their mappings', async () => {
    const owner = await newCustomer(server())
    const Mapping = [{ Column: 'Last name', Property: 'LastName', Mode: 'REPLACE' }]
    const ids: string[] = []
    for (let i = 0; i < 3; i++) ids.unshift((await importFile(owner, csv(['Last name'], [`N${i}`]))).Id)
    assert.deepEqual(await listed(owner), ids)
    for (const shown of await owner.ok('imports/list'))
      assert.deepEqual({ ...shown, Mapping }, await owner.ok(`imports/get/${shown.Id}`))
  })

  test('a user has the own imports, administrators and owners have everybodys', async () => {
    const owner = await newCustomer(server())
    const [ada, ben] = [await newColleague(server(), owner), await newColleague(server(), owner)]
    const admin = await newColleague(server(), owner, 'ADMINISTRATOR')
    const Mapping = [
      { Column: 'Email', Property: 'Emails.Value' },
      { Column: 'Last name', Property: 'LastName' },
    ]
    const { FileId } = assertOk(await upload(ada, 'imports/preview', {}, file))
    const done = await importFile(ada, file, { Mapping })
    assert.equal(done.CreatedBy, ada.userId)
    await assertHidden(ben, done, FileId)
    for (const who of [admin, owner]) {
      assert.deepEqual(await listed(who), [done.Id])
      assert.equal((await who.ok(`imports/rows/${done.Id}`)).Rows.length, 1)
      await who.refused('imports/create', { FileId })
    }
    assert.equal(assertOk(await upload(ben, 'imports/preview', {}, file)).Remembered, false)
    assert.equal(assertOk(await upload(ada, 'imports/preview', {}, file)).Remembered, true)
    const bens = await importFile(ben, file, { Mapping })
    assert.deepEqual([bens.Earlier, bens.Counts.Unchanged], [undefined, 1])
    assert.deepEqual(await listed(ben), [bens.Id])
    assert.deepEqual(await listed(admin), [bens.Id, done.Id])
    const undone = await imported(admin, { Id: done.Id, ...(await admin.ok(`imports/undo/${done.Id}`)) })
    assert.equal(typeof undone.UndoneDate, 'string')
    assert.deepEqual(await allContacts(owner), [])
    await owner.ok(`imports/delete/${done.Id}`)
    assert.deepEqual(await listed(ada), [])
  })
})
