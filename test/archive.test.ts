import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type Answer,
  allContacts,
  assertRefused,
  call,
  changeFields,
  eventually,
  type Member,
  newColleague,
  newCustomer,
  person,
  processed,
} from './api.ts'
import { rowsOf } from './database.ts'
import { csv, download, importFile, upload } from './files.ts'
import { emptyDatabase, onEachDatabase, type Server, serverFor } from './server.ts'
import { partsIn } from './workbooks.ts'

type Body = Answer['body']

/** The files of the archive, as text. */
async function archiveOf(server: Server, owner: Member): Promise<Map<string, string>> {
  const { Id, RequestId, Format } = await owner.ok('customers/export')
  assert.equal(Format, 'ZIP')
  const { ProcessStatus, Result } = await processed(owner, RequestId, 60_000)
  assert.equal(ProcessStatus, 'PROCESSED')
  assert.equal(Result.FileName, `everything ${new Date().toISOString().slice(0, 10)}.zip`)
  const { bytes } = await download(server, owner, `exports/download/${Id}`)
  assert.equal(bytes.length, Result.Size)
  return partsIn(bytes)
}

const linesOf = (parts: Map<string, string>, name: string): Body[] =>
  (parts.get(name) ?? assert.fail(`no ${name}`))
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))

onEachDatabase((server) => {
  test('everything comes in one file: contacts as callers see them, the rest as it is kept', async () => {
    const owner = await newCustomer(server(), { Name: 'Engines' })
    await newColleague(server(), owner)
    await changeFields(owner, [{ Name: 'Tier' }])
    const Items = Array.from({ length: 1000 }, (_, n) => ({
      Operation: 'CREATE',
      Contact: person({ LastName: `N${n}`, Labels: ['#vip'], CustomFields: { '#Tier': 'gold 🦊' } }),
    }))
    for (let times = 0; times < 2; times++) await owner.ok('contacts/batch', { Items })
    const file = csv(['Last name'], ['Lovelace'])
    const { FileName } = await importFile(owner, file, {}, 'people.csv')
    const [{ Id }] = (await owner.ok('contacts/search', { SearchText: 'Lovelace' })).Rows
    await owner.ok(`contacts/delete/${Id}`)
    const parts = await archiveOf(server(), owner)
    const contacts = linesOf(parts, 'contacts.jsonl')
    const byId = (one: Body, other: Body) => (one.Id < other.Id ? -1 : 1)
    assert.deepEqual(contacts, (await allContacts(owner)).toSorted(byId))
    assert.deepEqual(
      linesOf(parts, 'contacts-in-trash.jsonl').map(({ LastName }) => LastName),
      ['Lovelace'],
    )
    assert.equal(linesOf(parts, 'data/changes.jsonl').filter(({ entity }) => entity === 'contact').length, 2002)
    assert.deepEqual(
      linesOf(parts, 'data/customers.jsonl').map(({ name }) => name),
      ['Engines'],
    )
    assert.deepEqual(
      linesOf(parts, 'data/users.jsonl').map(({ role }) => role),
      ['OWNER', 'USER'],
    )
    assert.equal(FileName, 'people.csv')
    const files = [...parts].filter(([name]) => name.startsWith('files/'))
    assert.deepEqual(
      files.map(([, text]) => text),
      [file],
    )
    assert.match(files[0]?.[0] ?? '', /^files\/[0-9a-f-]{36}\.csv$/)
    assert.deepEqual(JSON.parse(parts.get('manifest.json') ?? ''), { Contacts: 2000, Files: 1, LeftOut: [] })
    // What it has of contacts, an import reads.
    const other = await newCustomer(server())
    await changeFields(other, [{ Name: 'Tier' }])
    const lines = `${parts.get('contacts.jsonl')}`
    const { Counts } = await importFile(other, lines, { Format: 'JSON' }, 'contacts.jsonl')
    assert.equal(Counts.Created, 2000)
  })

  test('a file that is deleted while it is written is left out, which the manifest tells', async () => {
    const owner = await newCustomer(server())
    // In a row of its own each, so that nobody has to read much of it: a cell is too long.
    const large = csv(['Last name'], ...Array.from({ length: 10 }, () => ['x'.repeat(4_500_000)]))
    const small = csv(['Last name'], ['Lovelace'])
    const before = await importFile(owner, small, { DryRun: true }, 'before.csv')
    const going = await importFile(owner, large, { DryRun: true }, 'going.csv')
    await importFile(owner, small, { DryRun: true, OnMatch: 'CREATE' }, 'after.csv')
    assert.deepEqual([before.Status, going.Status], ['PROCESSED', 'PROCESSED'])
    const { Id, RequestId } = await owner.ok('customers/export')
    await eventually('it writes the large file', async () => {
      const { Commentary } = await owner.ok(`request/get/${RequestId}`)
      return /1 files, going/.test(Commentary) || undefined
    })
    await owner.ok(`imports/delete/${going.Id}`)
    const { ProcessStatus, ErrorMessage } = await processed(owner, RequestId, 60_000)
    assert.equal(ProcessStatus, 'PROCESSED', ErrorMessage)
    const parts = await partsIn((await download(server(), owner, `exports/download/${Id}`)).bytes)
    const { Files, LeftOut } = JSON.parse(parts.get('manifest.json') ?? '')
    assert.deepEqual(
      [Files, LeftOut.map(({ Name, Reason }: Body) => [Name, Reason])],
      [2, [['going.csv', 'It was deleted meanwhile.']]],
    )
    const files = [...parts].filter(([name]) => name.startsWith('files/'))
    assert.deepEqual(
      files.map(([, text]) => text),
      [small, small],
    )
  })

  test('many small files are in it, several a step', async () => {
    const owner = await newCustomer(server())
    for (let n = 0; n < 105; n++) await importFile(owner, csv(['Last name'], [`N${n}`]), { DryRun: true })
    const parts = await archiveOf(server(), owner)
    assert.equal(JSON.parse(parts.get('manifest.json') ?? '').Files, 105)
    assert.equal([...parts.keys()].filter((name) => name.startsWith('files/')).length, 105)
  })

  test('an empty organisation has an archive too; who is no owner has none', async () => {
    const owner = await newCustomer(server())
    const admin = await newColleague(server(), owner, 'ADMINISTRATOR')
    await admin.refused('customers/export', {}, 401)
    const parts = await archiveOf(server(), owner)
    const [{ Id }] = await owner.ok('exports/list')
    assert.deepEqual(await admin.ok('exports/list'), [])
    await admin.refused(`exports/download/${Id}`)
    const { Secret } = await owner.ok('tokens/create', { Name: 'x', Scope: 'WRITE' })
    const headers = { authorization: `Bearer ${Secret}` }
    assertRefused(await call(server(), `exports/download/${Id}`, {}, { headers }))
    assert.equal(parts.get('contacts.jsonl'), '')
  })
})

/** Why a table is not in the archive. */
const leftOut = [
  ...['contacts', 'customer_counters'], // contacts.jsonl
  ...['files', 'file_pieces'], // files/
  ...['sessions', 'links', 'places', 'openid_states', 'second_factors', 'recovery_codes'], // secrets
  ...['requests', 'idempotent_answers', 'import_shadows', 'import_shadow_terms'], // passing
  ...['import_mappings', 'change_readers', 'change_compactions', 'sign_in_names'], // of the server's own working
  ...['duplicate_scans', 'duplicate_contacts', 'duplicate_keys', 'duplicate_pairs', 'duplicate_groups'], // can be found again
]

test('no table is forgotten, and no secret is in it', async (t) => {
  const server = await serverFor(t, await emptyDatabase('postgres'))
  const owner = await newCustomer(server)
  const { Secret } = await owner.ok('tokens/create', { Name: 'x', Scope: 'READ' })
  await owner.ok('users/create', { Email: 'invited@example.com' })
  const { Secret: signing } = await owner.ok('webhooks/create', { Name: 'x', Url: 'https://webhooks.invalid/' })
  const bytes = Buffer.from(signing.slice('whsec_'.length), 'base64').toString('hex')
  await upload(owner, 'imports/preview', {}, csv(['Last name'], ['never imported']))
  const parts = await archiveOf(server, owner)
  const tables = await rowsOf(
    server.data,
    `select columns.table_name as name from information_schema.columns join information_schema.tables using (table_schema, table_name)
     where table_schema = 'public' and column_name = 'customer_id' and table_type = 'BASE TABLE'`,
  )
  for (const { name } of tables)
    assert.equal(parts.has(`data/${name.replaceAll('_', '-')}.jsonl`), !leftOut.includes(name), name)
  const [{ password_hash }] = (await rowsOf(server.data, 'select password_hash from users where role = $1', [
    'OWNER',
  ])) as [Body]
  const text = [...parts.values()].join('\n')
  for (const secret of [Secret.slice(6), bytes, password_hash, owner.sessionId, 'never imported', '/invitation#'])
    assert(!text.includes(secret), `${secret} is in the archive`)
})
