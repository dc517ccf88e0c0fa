/** The history of exports: who sees them, for how long, and what may be done with them. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { openDatabase } from '../server/database/database.ts'
import { sweep } from '../server/jobs/sweep.ts'
import {
  type Answer,
  assertOk,
  assertRefused,
  type Member,
  newColleague,
  newCustomer,
  person,
  processed,
} from './api.ts'
import { rowsOf } from './database.ts'
import { createAll, exported, exportFile } from './export-files.ts'
import { download } from './files.ts'
import { onEachDatabase } from './server.ts'

type Body = Answer['body']
const idsListed = async (who: Member) => (await who.ok('exports/list')).map(({ Id }: Body) => Id)
const operations = ['get', 'download']

async function assertUnknown(who: Member, id: string): Promise<void> {
  for (const operation of operations)
    assert.equal((await who.refused(`exports/${operation}/${id}`)).ErrorCode, 'NOT_FOUND', operation)
}

onEachDatabase((server) => {
  test('an export is told in the same way by create, get, list and its request', async () => {
    const owner = await newCustomer(server())
    await createAll(owner, [person()])
    const accepted = await owner.ok('exports/create', { Format: 'VCARD', FileName: 'x' })
    assert.deepEqual([accepted.Status, accepted.RowCount, accepted.Size], ['PROCESSING', 0, undefined])
    assert.deepEqual([accepted.CreatedBy, accepted.FileName], [owner.userId, 'x.vcf'])
    const { Result, ProcessStatus, Operation } = await processed(owner, accepted.RequestId)
    assert.deepEqual([ProcessStatus, Operation], ['PROCESSED', 'exports/create'])
    const now = await owner.ok(`exports/get/${accepted.Id}`)
    assert.deepEqual(now, { ...accepted, Status: 'PROCESSED', RowCount: 1, Size: Result.Size })
    assert.deepEqual(Result, now)
    assert.deepEqual(await owner.ok('exports/list'), [now])
    const days = (Date.parse(now.ExpiresDate) - Date.parse(now.CreatedDate)) / 86_400_000
    assert.equal(days, 30)
  })

  test('the newest comes first', async () => {
    const owner = await newCustomer(server())
    const ids: string[] = []
    for (const Format of ['CSV', 'JSON', 'VCARD', 'XLSX']) ids.push((await exported(owner, { Format })).Id)
    assert.deepEqual(await idsListed(owner), ids.toReversed())
  })

  test('a file can be had as often as wanted, also at once, until its export is deleted', async () => {
    const owner = await newCustomer(server())
    await createAll(owner, [person()])
    const { done, bytes } = await exportFile(server(), owner, { Format: 'XLSX' })
    await createAll(owner, [person()])
    const again = await Promise.all(
      Array.from({ length: 10 }, () => download(server(), owner, `exports/download/${done.Id}`)),
    )
    for (const each of again) assert(each.bytes.equals(bytes))
    await owner.ok(`exports/delete/${done.Id}`)
    await assertUnknown(owner, done.Id)
    await owner.ok(`exports/delete/${done.Id}`)
    await owner.ok(`exports/delete/${randomUUID()}`)
    await owner.ok('exports/delete/nonsense')
    assert.deepEqual(await owner.ok('exports/list'), [])
    // What the request came to is told all the same.
    assert.equal((await owner.ok(`request/get/${done.RequestId}`)).Result.Id, done.Id)
  })

  test('another Customer sees nothing of it, and cannot delete it', async () => {
    const [owner, stranger] = [await newCustomer(server()), await newCustomer(server())]
    await createAll(owner, [person()])
    const { Id, RequestId } = await exported(owner, { Format: 'CSV' })
    await assertUnknown(stranger, Id)
    await stranger.ok(`exports/delete/${Id}`)
    await stranger.refused(`request/get/${RequestId}`)
    assert.deepEqual(await stranger.ok('exports/list'), [])
    assert.equal((await owner.ok(`exports/get/${Id}`)).RowCount, 1)
    await download(server(), owner, `exports/download/${Id}`)
  })

  test('ids that are none are refused as unknown', async () => {
    const owner = await newCustomer(server())
    for (const id of [randomUUID(), 'nonsense', "'; drop table exports; --", '%00', '😀', '..'])
      for (const operation of operations)
        assertRefused(await owner.call(`exports/${operation}/${encodeURIComponent(id)}`), id === '..' ? 404 : 400)
  })

  test('a download is no request', async () => {
    const owner = await newCustomer(server())
    const { Id } = await exported(owner, { Format: 'CSV' })
    await owner.refused(`exports/download/${Id}?async=true`)
    assert.equal((await owner.ok('request/list')).length, 1)
    await owner.refused(`exports/download/${Id}`, { Format: 'CSV' })
  })

  test('an export with ?async=true is the same request', async () => {
    const owner = await newCustomer(server())
    const { RequestId } = await owner.ok('exports/create?async=true', { Format: 'CSV' })
    const { Result } = await processed(owner, RequestId)
    assert.deepEqual([Result.Id, Result.Status], [RequestId, 'PROCESSED'])
    assert.deepEqual(await idsListed(owner), [RequestId])
  })

  test('an export that is repeated with its key is the first one', async () => {
    const owner = await newCustomer(server())
    const headers = { 'idempotency-key': randomUUID() }
    const repeat = () => owner.call('exports/create', { Format: 'CSV' }, { headers })
    const answers = await Promise.all([repeat(), repeat(), repeat()])
    assert.deepEqual(new Set(answers.map(({ text }) => text)).size, 1)
    const { RequestId } = assertOk(answers[0] as Answer)
    await processed(owner, RequestId)
    assert.equal((await repeat()).text, answers[0]?.text)
    assert.deepEqual(await idsListed(owner), [RequestId])
    await owner.refused('exports/create', { Format: 'JSON' }, 400, { headers })
  })

  test('a user sees the own exports, an administrator everybody’s', async () => {
    const owner = await newCustomer(server())
    const [user, other] = [await newColleague(server(), owner), await newColleague(server(), owner)]
    const administrator = await newColleague(server(), owner, 'ADMINISTRATOR')
    const mine = (await exported(user, { Format: 'CSV' })).Id
    const theirs = (await exported(owner, { Format: 'CSV' })).Id
    assert.deepEqual(await idsListed(user), [mine])
    assert.deepEqual(await idsListed(other), [])
    assert.deepEqual(await idsListed(administrator), [theirs, mine])
    await assertUnknown(user, theirs)
    await assertUnknown(other, mine)
    await user.ok(`exports/delete/${theirs}`)
    await other.ok(`exports/delete/${mine}`)
    assert.deepEqual(await idsListed(owner), [theirs, mine])
    await download(server(), administrator, `exports/download/${mine}`)
    await administrator.ok(`exports/delete/${mine}`)
    assert.deepEqual(await idsListed(user), [])
  })

  test('after 30 days it is gone; after 7 it is still there, though its request is not', async () => {
    if (server().kind !== 'postgres') return
    const owner = await newCustomer(server())
    const past = (table: string, id: string, interval: string) =>
      rowsOf(server().data, `update ${table} set created_at = now() - $2::interval where id = $1`, [id, interval])
    const done = await exported(owner, { Format: 'CSV' })
    await past('exports', done.Id, '29 days')
    await rowsOf(server().data, 'delete from requests where id = $1', [done.Id])
    assert.equal((await owner.ok(`exports/get/${done.Id}`)).Status, 'PROCESSED')
    await download(server(), owner, `exports/download/${done.Id}`)
    await past('exports', done.Id, '31 days')
    await assertUnknown(owner, done.Id)
    assert.deepEqual(await owner.ok('exports/list'), [])
  })

  test('one that failed is told as such for as long as it is kept, and can be deleted', async () => {
    if (server().kind !== 'postgres') return
    const owner = await newCustomer(server())
    const { Id } = await exported(owner, { Format: 'CSV' })
    const past = `update exports set done = false, created_at = now() - interval '8 days' where id = $1`
    await rowsOf(server().data, past, [Id])
    await rowsOf(server().data, 'delete from requests where id = $1', [Id])
    const { Status } = await owner.ok(`exports/get/${Id}`)
    assert.equal(Status, 'FAIL')
    await owner.refused(`exports/download/${Id}`)
    await owner.ok(`exports/delete/${Id}`)
    assert.deepEqual(await owner.ok('exports/list'), [])
  })

  test('what has been kept for 30 days is swept, with its file', async () => {
    if (server().kind !== 'postgres') return
    const owner = await newCustomer(server())
    const { Id, SpreadsheetId } = await exported(owner, { SpreadsheetName: 'x' })
    const failed = await exported(owner, { SpreadsheetId, FileName: 'over' })
    await exported(owner, { Format: 'CSV' })
    const kept = await exported(owner, { Format: 'JSON', FileName: 'kept' })
    await rowsOf(server().data, 'update exports set done = false where id = $1', [failed.Id])
    await rowsOf(
      server().data,
      `update files set keepers = keepers + 1 from exports where exports.id = $1 and files.id = exports.file_id`,
      [Id],
    )
    const past = `set created_at = created_at - interval '31 days' where customer_id = $1`
    await rowsOf(server().data, `update exports ${past} and id <> $2`, [owner.customerId, kept.Id])
    await rowsOf(server().data, `update files ${past}`, [owner.customerId])
    const database = await openDatabase({
      DATABASE_URL: server().data['DATABASE_URL'] ?? '',
      DATA_DIR: '',
      DATABASE_CONNECTIONS: 2,
    })
    await sweep(database)
    await database.close()
    const files = await rowsOf(server().data, 'select name, keepers from files where customer_id = $1 order by name', [
      owner.customerId,
    ])
    assert.deepEqual(files, [
      { name: 'kept.jsonl', keepers: 1 },
      { name: 'over.xlsx', keepers: 1 },
    ])
    assert.deepEqual(await idsListed(owner), [kept.Id])
    await download(server(), owner, `spreadsheets/download/${SpreadsheetId}`)
  })
})
