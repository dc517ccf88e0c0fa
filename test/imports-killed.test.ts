/** An import whose process dies again and again tells the same in the end as one that is left alone. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { allContacts, assertOk, at, eventually, type Member, newCustomer } from './api.ts'
import { rowsOf } from './database.ts'
import { type Body, csv, importFile, rowsOfImport, upload } from './files.ts'
import { databaseKinds, emptyDatabase, type Server, serverFor } from './server.ts'

const rowCount = 1500

/** So long that the file is kept in several pieces. */
const noteOf = (index: number) => `<${index}> ${'x'.repeat(400)}`

/** Rows about new people, about people who are there, about earlier rows, and faulty ones. */
const file = csv(
  ['Last name', 'Email', 'Notes'],
  ...Array.from({ length: rowCount }, (_, index) => {
    if (index % 10 === 3) return [`There ${index}`, `there${index % 100}@x.com`, noteOf(index)]
    if (index % 10 === 5) return [`Again ${index}`, `new${(index * 37) % index}@x.com`, noteOf(index)]
    if (index % 10 === 7) return [`Faulty ${index}`, 'no address', '']
    return [`New ${index}`, `new${index}@x.com`, noteOf(index)]
  }),
)
const input = {
  Mapping: [
    { Column: 'Last name', Property: 'LastName', Mode: 'FILL_IF_EMPTY' },
    { Column: 'Email', Property: 'Emails.Value' },
    { Column: 'Notes', Property: 'Notes', Mode: 'APPEND' },
  ],
}

async function customerWithPeople(server: Server): Promise<Member> {
  const owner = await newCustomer(server)
  const Items = Array.from({ length: 100 }, (_, index) => {
    const Contact = { RecordType: 'PERSON', LastName: 'Before', Emails: [{ Value: `there${index}@x.com` }] }
    return { Operation: 'CREATE', Contact }
  })
  await owner.ok('contacts/batch', { Items })
  return owner
}

/** What is told of the rows, and what the contacts are, but for ids, times, and in how many steps they came to be so. */
async function outcome(who: Member, { Id }: Body): Promise<{ rows: Body[]; contacts: Body[] }> {
  const told = await rowsOfImport(who, Id)
  const there = await allContacts(who)
  const added = there.filter(({ ImportId }) => ImportId === Id).map((contact) => contact.Id)
  const created = told.filter(({ Verdict, ContactId }) => Verdict === 'CREATED' && ContactId !== undefined)
  assert.deepEqual(created.map(({ ContactId }) => ContactId).toSorted(), added.toSorted())
  const contacts = there.map(({ LastName, Emails, Notes }) => ({ LastName, Emails, Notes }))
  const key = ({ Emails }: Body) => Emails[0].Value
  return {
    rows: told.map(({ ContactId, ...rest }) => rest),
    contacts: contacts.toSorted((one, other) => (key(one) < key(other) ? -1 : 1)),
  }
}

for (const kind of databaseKinds)
  test(`kill -9 at random moments of imports (${kind})`, async (t) => {
    const kills = Number(process.env['KILLS'] ?? 2)
    let server = await serverFor(t, await emptyDatabase(kind))
    const expected: Record<string, Body> = {}
    for (const DryRun of [true, false]) {
      const undisturbed = await customerWithPeople(server)
      expected[`${DryRun}`] = await outcome(undisturbed, await importFile(undisturbed, file, { ...input, DryRun }))
    }
    assert.equal(expected['false'].rows.length, rowCount)

    let killed = 0
    for (let round = 0; killed < kills; round++) {
      const DryRun = round % 2 === 1
      const owner = await customerWithPeople(server)
      const { Id, RequestId } = assertOk(await upload(owner, 'imports/create', { ...input, DryRun }, file))
      const rowsDone = async () => {
        const { Status, Counts } = await at(server, owner).ok(`imports/get/${Id}`)
        return Status === 'PROCESSING' ? Counts.Rows : Number.POSITIVE_INFINITY
      }
      for (let done = -1; killed < kills; ) {
        const before = done
        // Once it is seen to go on; on PostgreSQL others take it up when it has been missed for 10 seconds.
        if (before >= 0)
          done = await eventually(
            'it goes on',
            async () => ((await rowsDone()) > before ? rowsDone() : undefined),
            90_000,
          )
        await setTimeout(Math.random() * 400)
        done = await rowsDone()
        if (done === Number.POSITIVE_INFINITY) break
        await server.kill()
        killed++
        server = await serverFor(t, server.data)
      }
      const who = at(server, owner)
      const { ProcessStatus, Result, ErrorMessage } = await eventually(
        'it ends',
        async () => {
          const status = await who.ok(`request/get/${RequestId}`)
          return status.ProcessStatus === 'PROCESSING' ? undefined : status
        },
        90_000,
      )
      assert.equal(ProcessStatus, 'PROCESSED', ErrorMessage)
      const { rows, contacts } = await outcome(who, { Id })
      assert.deepEqual(
        rows.map(({ RowNumber }) => RowNumber),
        Array.from({ length: rowCount }, (_, index) => index + 2),
      )
      assert.deepEqual({ rows, contacts }, expected[`${DryRun}`])
      assert.equal(Result.Counts.Rows, rowCount)
      assert.deepEqual((await who.ok(`imports/get/${Id}`)).Counts, Result.Counts)
      t.diagnostic(`import ${round}: ${killed} kills so far`)
    }
  })

test('connections to the database that break in the middle of an import', async (t) => {
  const server = await serverFor(t, await emptyDatabase('postgres'))
  const undisturbed = await customerWithPeople(server)
  const expected = await outcome(undisturbed, await importFile(undisturbed, file, input))
  const owner = await customerWithPeople(server)
  const { Id, RequestId } = assertOk(await upload(owner, 'imports/create', input, file))
  let isDone = false
  const breaking = (async () => {
    for (let times = 0; times < 12 && !isDone; times++) {
      await setTimeout(Math.random() * 150)
      await rowsOf(
        server.data,
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid()`,
      )
    }
  })()
  const ended = await eventually(
    'it ends',
    async () => {
      const { body } = await owner.call(`request/get/${RequestId}`).catch(() => ({ body: {} }))
      return ['PROCESSED', 'FAIL'].includes(body?.ProcessStatus) ? body : undefined
    },
    90_000,
  )
  isDone = true
  await breaking
  assert.equal(ended.ProcessStatus, 'PROCESSED', JSON.stringify(ended))
  assert.deepEqual(await eventually('it answers', () => outcome(owner, { Id }).catch(() => undefined)), expected)
})
