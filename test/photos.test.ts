import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { Database } from '../server/database/database.ts'
import { sweep } from '../server/jobs/sweep.ts'
import { deleteLostPhotos } from '../server/photos/photos.ts'
import {
  assertOk,
  assertRefused,
  faultyPaths,
  type Member,
  newColleague,
  newCustomer,
  person,
  processed,
} from './api.ts'
import { rowsOf, within } from './database.ts'
import { exportFile } from './export-files.ts'
import { assertCounts, type Content, download, importFile, rowsOfImport, upload } from './files.ts'
import { png } from './pictures.ts'
import { emptyDatabase, onEachDatabase, type Server, serverFor } from './server.ts'

const largest = 1024 * 1024
const makePhoto = async (who: Member, id: string, content: Content = png()) =>
  assertOk(await upload(who, `contacts/update-photo/${id}`, undefined, content, 'me.png'))
const bytesOf = async (server: Server, who: Member, id: string) =>
  (await download(server, who, `contacts/photo/${id}`)).bytes
const newContact = async (who: Member, more = {}) => (await who.ok('contacts/create', person(more))).Id as string
/** What the trash has had for more than 60 days. */
async function lose(database: Database, ids: string[]): Promise<void> {
  await database.pool.query(`update contacts set deleted_at = now() - interval '61 days' where id = any($1)`, [ids])
  await sweep(database)
}

const base64Lines = (bytes: Buffer, indent: string) =>
  bytes.toString('base64').replace(/.{60}/g, (line) => `${line}\r\n${indent}`)

/** @param lines of its properties */
const cards = (...all: string[][]) =>
  all.map((lines) => ['BEGIN:VCARD', ...lines, 'END:VCARD', ''].join('\r\n')).join('')

onEachDatabase((server) => {
  test('a contact gets a picture, another one, and none; each is a change that can be undone', async () => {
    const owner = await newCustomer(server())
    const Id = await newContact(owner)
    assert.equal((await owner.refused(`contacts/photo/${Id}`)).ErrorCode, 'NOT_FOUND')
    const first = await makePhoto(owner, Id, png('one'))
    assert.match(first.Photo, /^[0-9a-f]{8}-[0-9a-f]{4}-8/)
    assert.equal(first.Version, 2)
    assert.equal((await owner.ok(`contacts/get/${Id}`)).Photo, first.Photo)
    const { bytes, headers } = await download(server(), owner, `contacts/photo/${Id}`)
    assert.deepEqual(bytes, png('one'))
    assert.equal(headers.get('content-type'), 'image/png')
    assert.match(headers.get('content-disposition') ?? '', /^attachment; filename="photo.png"/)
    assert.equal((await makePhoto(owner, Id, png('one'))).Version, 2, 'the same picture is no change')
    const second = await makePhoto(owner, Id, png('two'))
    assert.notEqual(second.Photo, first.Photo)
    assert.deepEqual(await bytesOf(server(), owner, Id), png('two'))
    const without = await owner.ok(`contacts/delete-photo/${Id}`)
    assert.equal('Photo' in without, false)
    assert.equal((await owner.refused(`contacts/photo/${Id}`)).ErrorCode, 'NOT_FOUND')
    const { Rows: sets } = await owner.ok('changesets/list', { ContactId: Id })
    assert.deepEqual(
      sets.map(({ Kind }: { Kind: string }) => Kind),
      ['EDIT', 'EDIT', 'EDIT', 'EDIT'],
    )
    const undo = await owner.ok(`changesets/undo/${sets[0].Id}`)
    await processed(owner, undo.RequestId)
    assert.deepEqual(await bytesOf(server(), owner, Id), png('two'))
    await owner.ok(`contacts/restore/${Id}`, { Version: 2 })
    assert.deepEqual(await bytesOf(server(), owner, Id), png('one'))
  })

  test('who has a picture is found; the picture itself is not written as a property', async () => {
    const owner = await newCustomer(server())
    const [Id, other] = [await newContact(owner), await newContact(owner, { FirstName: 'Bob' })]
    const { Photo } = await makePhoto(owner, Id)
    const found = async (Operator: string) =>
      (await owner.ok('contacts/search', { Filter: { Property: 'Photo', Operator } })).Rows[0].Id
    assert.equal(await found('NOT_EMPTY'), Id)
    assert.equal(await found('EMPTY'), other)
    assert.equal((await owner.ok(`contacts/update/${Id}`, { Photo, Notes: 'x' })).Photo, Photo)
    assert.deepEqual(faultyPaths(await owner.refused(`contacts/update/${other}`, { Photo })), ['Photo'])
    assert.deepEqual(faultyPaths(await owner.refused('contacts/create', person({ Photo }))), ['Photo'])
    const stale = await owner.ok(`contacts/update/${Id}`, { Photo: randomUUID(), JobTitle: 'y', Version: 2 })
    assert.equal(stale.Photo, Photo, 'who holds an older version may hold another picture')
  })

  test('what is no picture, too large, missing, or of nobody that one sees, is refused and keeps nothing', async () => {
    const [owner, stranger] = [await newCustomer(server()), await newCustomer(server())]
    const Id = await newContact(owner)
    const path = `contacts/update-photo/${Id}`
    const refused = async (content: Content, who = owner, to = path) =>
      assertRefused(await upload(who, to, undefined, content, 'me.png'))
    for (const content of ['<svg xmlns="http://www.w3.org/2000/svg"/>', 'GIF', '', '\0', 'BEGIN:VCARD'])
      assert.deepEqual(faultyPaths(await refused(content)), ['file'], content)
    assert.match((await refused(png('x'.repeat(largest)))).ErrorMessage, /larger than 1 MB/)
    assert.equal((await owner.refused(path)).ErrorCode, 'INVALID')
    for (const to of [`contacts/update-photo/${randomUUID()}`, 'contacts/update-photo/x'])
      assert.equal((await refused(png(), owner, to)).ErrorCode, 'NOT_FOUND')
    assert.equal((await refused(png(), stranger)).ErrorCode, 'NOT_FOUND')
    assert.equal((await owner.ok(`contacts/get/${Id}`)).Version, 1)
    await makePhoto(owner, Id, png('x'.repeat(largest - png().length)))
    await stranger.refused(`contacts/photo/${Id}`)
    await stranger.refused(`contacts/delete-photo/${Id}`)
    await owner.ok(`contacts/delete/${Id}`)
    for (const operation of ['photo', 'delete-photo']) await owner.refused(`contacts/${operation}/${Id}`)
    assert.equal((await refused(png())).ErrorCode, 'NOT_FOUND')
  })

  test('several give pictures at once, the same and others', async () => {
    const owner = await newCustomer(server())
    const user = await newColleague(server(), owner)
    const ids = [await newContact(owner), await newContact(owner), await newContact(owner)]
    const calls = ids.flatMap((id) =>
      ['same', 'same', id].map((text, index) => makePhoto(index === 1 ? user : owner, id, png(text))),
    )
    await Promise.all(calls)
    for (const id of ids) {
      const { Photo } = await owner.ok(`contacts/get/${id}`)
      const bytes = await bytesOf(server(), owner, id)
      assert.ok(
        [png('same'), png(id)].some((each) => each.equals(bytes)),
        Photo,
      )
    }
  })

  test('vCards bring pictures, whatever their version, and get them back', async () => {
    const [owner, other] = [await newCustomer(server()), await newCustomer(server())]
    const large = png('x'.repeat(200_000))
    const file = cards(
      ['VERSION:2.1', 'N:Two;Ann', `PHOTO;ENCODING=BASE64;PNG:\r\n${base64Lines(png('2.1'), '')}`, ''],
      ['VERSION:3.0', 'N:Three;Ann', 'FN:Ann Three', `PHOTO;ENCODING=b;TYPE=PNG:${base64Lines(large, ' ')}`],
      [
        ...[
          'VERSION:4.0',
          'N:Four;Ann',
          'FN:Ann Four',
          `item1.PHOTO:data:image/png;base64,${base64Lines(png('4'), ' ')}`,
        ],
        `PHOTO:data:image/png;base64,${png('a second one').toString('base64')}`,
      ],
      [
        ...['VERSION:3.0', 'N:Address;Ann', 'FN:Ann', 'PHOTO;VALUE=URI:https://example.com/ann.jpg'],
        `PHOTO;ENCODING=b:${png('at hand').toString('base64')}`,
      ],
      ['VERSION:3.0', 'N:Large;Ann', 'FN:Ann', `PHOTO;ENCODING=b:${base64Lines(png('x'.repeat(largest)), ' ')}`],
      ['VERSION:3.0', 'N:Huge;Ann', 'FN:Ann', `PHOTO;ENCODING=b:${'A'.repeat(17 * largest)}`],
    )
    const dry = await importFile(owner, file, { DryRun: true }, 'people.vcf')
    assertCounts(dry, { Created: 6 })
    assert.equal((await owner.ok('contacts/search', {})).Rows.length, 0)
    const done = await importFile(owner, file, {}, 'people.vcf')
    assertCounts(done, { Created: 6 })
    const rows = await rowsOfImport(owner, done.Id)
    assert.deepEqual(
      rows.map(({ Ignored }) => Ignored),
      [undefined, undefined, ['PHOTO'], ['PHOTO'], ['PHOTO'], ['PHOTO']],
    )
    const pictures = [png('2.1'), large, png('4'), png('at hand')]
    for (const [index, bytes] of pictures.entries())
      assert.deepEqual(await bytesOf(server(), owner, rows[index]?.ContactId), bytes)
    for (const Version of ['3.0', '4.0']) {
      const { bytes } = await exportFile(server(), owner, { Format: 'VCARD', Version, Search: { ImportId: done.Id } })
      const again = await importFile(owner, bytes, { MatchOn: ['Id'] }, 'again.vcf')
      assertCounts(again, { Unchanged: 6 })
      const moved = await importFile(other, bytes, { MatchOn: ['Id'], Force: true }, 'moved.vcf')
      assertCounts(moved, Version === '3.0' ? { Created: 6 } : { Unchanged: 6 })
      for (const [index, picture] of pictures.entries())
        assert.deepEqual(await bytesOf(server(), other, rows[index]?.ContactId), picture)
    }
    const { text } = await exportFile(server(), owner, { Format: 'VCARD', Version: '3.0' })
    const inBase64 = (picture: Buffer) => picture.toString('base64')
    const edited = text.replaceAll('\r\n ', '').replace(inBase64(png('2.1')), inBase64(png('2.2')))
    const mended = await importFile(owner, edited, { MatchOn: ['Id'] }, 'edited.vcf')
    assertCounts(mended, { Updated: 1, Unchanged: 5 })
    const [changed] = await rowsOfImport(owner, mended.Id, { Verdict: 'UPDATED' })
    assert.deepEqual(
      changed?.Differences.map(({ Property }: { Property: string }) => Property),
      ['Photo'],
    )
    assert.deepEqual(await bytesOf(server(), owner, changed?.ContactId), png('2.2'))
    const undo = await owner.ok(`imports/undo/${mended.Id}`)
    await processed(owner, undo.RequestId)
    assert.deepEqual(await bytesOf(server(), owner, changed?.ContactId), png('2.1'))
  })

  test('more pictures than a step writes are in the file, each once', async () => {
    const owner = await newCustomer(server())
    const picture = png('x'.repeat(700_000)).toString('base64')
    const ids = Array.from({ length: 24 }, () => randomUUID())
    const file = cards(
      ...ids.map((id, index) => ['VERSION:3.0', `N:Ann ${index}`, `X-VOYZU-ID:${id}`, `PHOTO;ENCODING=b:${picture}`]),
    )
    assertCounts(await importFile(owner, file, {}, 'people.vcf'), { Created: ids.length })
    const { text } = await exportFile(server(), owner, { Format: 'VCARD', Version: '4.0' })
    assert.equal(text.match(/^PHOTO:/gm)?.length, ids.length)
    assert.deepEqual(new Set(text.match(/^X-VOYZU-ID:.*(?=\r)/gm)), new Set(ids.map((id) => `X-VOYZU-ID:${id}`)))
  })

  test('what several become keeps a picture, the one that is chosen', async () => {
    const owner = await newCustomer(server())
    const [one, two, three] = [await newContact(owner), await newContact(owner), await newContact(owner)]
    const { Photo: second } = await makePhoto(owner, two, png('two'))
    const { Photo: third } = await makePhoto(owner, three, png('three'))
    const merged = await owner.ok('contacts/merge', { Ids: [one, two, three], Choose: { Photo: three } })
    assert.equal(merged.Contact.Photo, third)
    assert.deepEqual(
      merged.Left.map(({ Property, Value }: Record<string, string>) => [Property, Value]),
      [['Photo', second]],
    )
  })

  test('with a person its pictures are erased, but for those that others have, too', async () => {
    const owner = await newCustomer(server())
    const [ann, bob] = [await newContact(owner), await newContact(owner)]
    await makePhoto(owner, ann, png('alone'))
    await makePhoto(owner, ann, png('both'))
    await makePhoto(owner, bob, png('both'))
    await owner.ok(`contacts/erase/${ann}`)
    assert.deepEqual(await bytesOf(server(), owner, bob), png('both'))
  })
})

for (const kind of ['embedded', 'postgres'] as const)
  test(`pictures go with those who had them, when the trash has lost them (${kind})`, async (t) => {
    const data = await emptyDatabase(kind)
    const server = await serverFor(t, data)
    const owner = await newCustomer(server)
    const [one, two, erased] = [await newContact(owner), await newContact(owner), await newContact(owner)]
    await makePhoto(owner, one, png('first'))
    await makePhoto(owner, one, png('second'))
    await makePhoto(owner, two, png('second'))
    const { Contact } = await owner.ok('contacts/merge', { Ids: [await newContact(owner), one] })
    await makePhoto(owner, erased, png('erased'))
    await owner.ok(`contacts/erase/${erased}`)
    await server.stop()
    const sizes = async () => {
      const rows = await rowsOf(data, `select size from files where media_type = 'image/png' order by size`)
      return rows.map(({ size }) => Number(size))
    }
    const sized = (...texts: string[]) => texts.map((text) => png(text).length)
    assert.deepEqual(await sizes(), sized('first', 'second'))
    await within(data, async (database) => {
      await lose(database, [one])
      await deleteLostPhotos(database, () => false)
    })
    assert.deepEqual(await sizes(), sized('second'), 'of the merged contact, and of the other')
    await within(data, async (database) => {
      await lose(database, [two, Contact.Id])
      await deleteLostPhotos(database, () => false)
    })
    assert.deepEqual(await sizes(), [])
    assert.deepEqual(await rowsOf(data, 'select from contact_photos'), [])
  })
