/** Bodies that bring a file: whole, in odd forms, cut off, too large. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { test } from 'node:test'
import { assertOk, assertRefused, call, eventually, type Member, newCustomer, person } from './api.ts'
import { rowsOf } from './database.ts'
import { csv, formOf, imported, upload } from './files.ts'
import { onEachDatabase, type Server } from './server.ts'

const file = csv(['Last name', 'Email'], ['A', 'a@x.com'])

const parts = (...given: [name: string, content: string, fileName?: string][]): FormData => {
  const form = new FormData()
  for (const [name, content, fileName] of given)
    if (fileName === undefined) form.append(name, content)
    else form.append(name, new Blob([content]), fileName)
  return form
}

const send = (who: Member, raw: BodyInit, headers: Record<string, string> = {}) =>
  who.call('imports/create', undefined, { raw, headers })

/** Files that nothing has stay for a day, so that a preview's can be sent for; those of failed calls are gone. */
async function assertNoFiles(server: Server, { customerId }: Member): Promise<void> {
  if (server.kind !== 'postgres') return
  await eventually('no file is left', async () => {
    const [row] = await rowsOf(
      server.data,
      `select (select count(*)::integer from files where customer_id = $1) as files,
         (select count(*)::integer from file_pieces where customer_id = $1) as pieces`,
      [customerId],
    )
    return row?.['files'] === 0 && row['pieces'] === 0 ? true : undefined
  })
}

async function assertNothingHappened(server: Server, who: Member): Promise<void> {
  assert.deepEqual(await who.ok('imports/list'), [])
  assert.deepEqual(await who.ok('request/list'), [])
  await assertNoFiles(server, who)
}

onEachDatabase(
  (server) => {
    test('the parts may come in either order, and the input may be absent or a file itself', async () => {
      const owner = await newCustomer(server())
      const DryRun = JSON.stringify({ DryRun: true })
      const forms = [
        parts(['input', DryRun], ['file', file, 'a.csv']),
        parts(['file', file, 'a.csv'], ['input', DryRun]),
        parts(['input', DryRun, 'input.json'], ['file', file, 'a.csv']),
      ]
      for (const form of forms) assert.equal((await imported(owner, assertOk(await send(owner, form)))).DryRun, true)
      assert.equal((await imported(owner, assertOk(await send(owner, parts(['file', file, 'a.csv']))))).DryRun, false)
    })

    test('bodies without the right parts are refused, and leave nothing', async () => {
      const owner = await newCustomer(server())
      const forms = [
        parts(),
        parts(['input', '{}']),
        parts(['file', file]),
        parts(['file', file, 'a.csv'], ['file', file, 'b.csv']),
        parts(['file', file, 'a.csv'], ['input', '{}'], ['more', 'x']),
        parts(['data', file, 'a.csv']),
        parts(['input', '{}'], ['input', '{}'], ['file', file, 'a.csv']),
        parts(['file', file, 'a.csv'], ['input', '{"DryRun": tru']),
        parts(['file', file, 'a.csv'], ['input', '[]']),
        parts(['file', file, 'a.csv'], ['input', '{"DryRun": "yes"}']),
        parts(['file', file, 'a.csv'], ['input', '{"NoSuchThing": 1}']),
        parts(['file', file, 'a.csv'], ['input', JSON.stringify({ FileName: 'a\0b' })]),
        parts(['input', JSON.stringify({ FileName: 'x'.repeat(1024 * 1024) })], ['file', file, 'a.csv']),
      ]
      for (const form of forms) assertRefused(await send(owner, form))
      await owner.refused('imports/create', {})
      await owner.refused('imports/preview', {})
      const boundary = '--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n'
      for (const [type, raw] of [
        ['multipart/form-data', boundary],
        ['multipart/form-data; boundary=b', ''],
        ['multipart/form-data; boundary=b', `${boundary}Last name,Email\r\nA,a@x.com`],
        ['multipart/form-data; boundary=c', `${boundary}Last name\r\nA\r\n--b--\r\n`],
        ['multipart/form-data; boundary=b', randomBytes(5000)],
        ['text/csv', file],
      ] as const)
        assertRefused(await send(owner, raw, { 'content-type': type }))
      await assertNothingHappened(server(), owner)
    })

    test('files go where they belong only', async () => {
      const owner = await newCustomer(server())
      for (const path of ['contacts/create', 'imports/list', 'exports/create'])
        assertRefused(await owner.call(path, undefined, { raw: formOf(person(), file, 'a.csv') }))
      await assertNothingHappened(server(), owner)
      const headers = { origin: 'https://evil.example' }
      assertRefused(await upload(owner, 'imports/create', {}, file, 'a.csv', headers), 401)
      const stranger = await call(server(), 'imports/create', undefined, { raw: formOf({}, file, 'a.csv') })
      assertRefused(stranger, 401)
      await assertNothingHappened(server(), owner)
    })

    test('a file name is only a name', async () => {
      const owner = await newCustomer(server())
      const names = [
        ['../../etc/passwd', 'passwd'],
        ['C:\\fakepath\\Kontakte.csv', 'Kontakte.csv'],
        ["'; drop table files; --.csv", "'; drop table files; --.csv"],
        ['😀 山田.csv', '😀 山田.csv'],
        ['', 'file'],
        ['x'.repeat(500), 'x'.repeat(300)],
      ] as const
      for (const [sent, kept] of names) {
        const answer = await upload(owner, 'imports/preview', {}, file, sent)
        assert.equal(assertOk(answer).FileName, kept)
      }
      assert.equal(assertOk(await upload(owner, 'imports/preview', { FileName: 'own' }, file, 'a.csv')).FileName, 'own')
    })

    test('an upload that is cut off leaves nothing, whichever way it ends', async () => {
      const owner = await newCustomer(server())
      for (const end of ['destroy', 'end', 'resetAndDestroy'] as const)
        for (const sent of [0, 100, 700_000]) await cutOff(server(), owner, sent, end)
      await assertNothingHappened(server(), owner)
      assertOk(await upload(owner, 'imports/preview', {}, file))
    })

    test('a file larger than the server takes is refused, and leaves nothing', async () => {
      const owner = await newCustomer(server())
      const { ErrorMessage } = assertRefused(
        await upload(owner, 'imports/create', {}, `Last name\n${'x\n'.repeat(1_600_000)}`),
      )
      assert.match(ErrorMessage, /2 MB/)
      await assertNothingHappened(server(), owner)
      const whole = `Last name\n${'x'.repeat(900)}\n`
      assertOk(await upload(owner, 'imports/preview', {}, whole))
    })

    test('many at once', async () => {
      const owner = await newCustomer(server())
      const rows = (n: number) =>
        csv(['Last name', 'Email'], ...Array.from({ length: 300 }, (_, i) => [`N${i}`, `${n}.${i}@x.com`]))
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, n) => upload(owner, 'imports/create', {}, rows(n))),
      )
      for (const answer of answers) assert.equal((await imported(owner, assertOk(answer))).Counts.Created, 300)
    })
  },
  { LARGEST_UPLOAD: '2' },
)

/** Says that a megabyte will come, and sends less. */
function cutOff(server: Server, who: Member, bytes: number, end: 'destroy' | 'end' | 'resetAndDestroy'): Promise<void> {
  const { hostname, port } = new URL(server.url)
  const begin =
    '--b\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\nLast name\n' +
    'Somebody\n'.repeat(bytes / 9)
  const head = [
    'POST /api/imports/create HTTP/1.1',
    `host: ${hostname}:${port}`,
    `cookie: voyzu-session-id=${who.sessionId}`,
    'content-type: multipart/form-data; boundary=b',
    'content-length: 1000000',
  ]
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(`${head.join('\r\n')}\r\n\r\n${bytes === 0 ? '' : begin}`, () => setTimeout(() => socket[end](), 30))
    })
    socket.on('close', () => resolve()).on('error', (error) => (end === 'end' ? reject(error) : resolve()))
    socket.resume()
  })
}
