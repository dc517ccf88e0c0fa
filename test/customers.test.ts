import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deleteCustomers } from '../server/customers/delete-customers.ts'
import { openDatabase } from '../server/database/database.ts'
import {
  type Answer,
  assertOk,
  assertRefused,
  call,
  faultyPaths,
  type Member,
  newColleague,
  newCustomer,
  person,
} from './api.ts'
import { rowsOf } from './database.ts'
import { csv, importFile } from './files.ts'
import { emptyDatabase, onEachDatabase, type Server, serverFor, setupToken } from './server.ts'

type Body = Answer['body']

onEachDatabase((server) => {
  test('the settings of an organisation are read by all, and changed by administrators', async () => {
    const owner = await newCustomer(server(), { Name: 'Engines', DefaultCountry: 'DE' })
    const user = await newColleague(server(), owner)
    await owner.ok('contacts/create', person())
    const { Id, CreatedDate, Usage, ...rest } = await user.ok('customers/get')
    assert.equal(Id, owner.customerId)
    assert.deepEqual(rest, {
      Name: 'Engines',
      Plan: 'UNLIMITED',
      TimeZone: 'UTC',
      DefaultCountry: 'DE',
      NewUsersShare: false,
      RequireSecondFactor: false,
      Limits: {},
    })
    assert.deepEqual(Usage, { Contacts: 1, Users: 2, SharingUsers: 0, FileBytes: 0 })
    await user.refused('customers/update', { Name: 'X' }, 401)
    const change = { Name: ' Better Engines ', TimeZone: 'Pacific/Auckland', DefaultCountry: 'NZ', NewUsersShare: true }
    const changed = await owner.ok('customers/update', change)
    assert.deepEqual({ ...changed, ...change, Name: 'Better Engines' }, changed)
    assert.equal((await user.ok('auth/get')).Customer.Name, 'Better Engines')
    await newColleague(server(), owner)
    assert.equal((await owner.ok('customers/get')).Usage.SharingUsers, 1)
    assert.equal((await owner.ok('customers/update', { DefaultCountry: null })).DefaultCountry, undefined)
    assert.deepEqual(await owner.ok('customers/update'), await owner.ok('customers/get'))
  })

  test('a new country and time zone hold at once', async () => {
    const owner = await newCustomer(server(), { DefaultCountry: 'DE' })
    const phone = () => owner.ok('contacts/create', person({ Phones: [{ Value: '09 303 9300' }] }))
    assert.notEqual((await phone()).Phones[0].E164, '+6493039300')
    await owner.ok('customers/update', { DefaultCountry: 'NZ' })
    assert.equal((await phone()).Phones[0].E164, '+6493039300')
    // It is tomorrow in one of these, whatever the hour.
    const today = async (TimeZone: string) => {
      await owner.ok('customers/update', { TimeZone })
      const day = new Date().toLocaleDateString('sv', { timeZone: TimeZone })
      const Filter = { Property: 'CreatedDate', Operator: 'EQUALS', Value: day }
      return (await owner.ok('contacts/search', { Filter })).Rows.length
    }
    assert.deepEqual([await today('Pacific/Kiritimati'), await today('Pacific/Pago_Pago')], [2, 2])
  })

  test('what is no setting is refused, each fault by its name', async () => {
    const owner = await newCustomer(server())
    const bad = { Name: ' ', TimeZone: 'Mars', DefaultCountry: 'Atlantis', Plan: 'UNLIMITED' }
    assert.deepEqual(faultyPaths(await owner.refused('customers/update', bad)), [
      'DefaultCountry',
      'Name',
      'Plan',
      'TimeZone',
    ])
    await owner.refused('customers/update', { Name: 'x'.repeat(201) })
    assert.equal(
      (await owner.ok('customers/update', { Name: "'; drop table customers; -- 🦊" })).Name,
      "'; drop table customers; -- 🦊",
    )
  })

  test('a Customer to be deleted stays for 30 days, and an owner can take it back', async () => {
    const owner = await newCustomer(server(), { Name: 'Engines' })
    const admin = await newColleague(server(), owner, 'ADMINISTRATOR')
    await admin.refused('customers/delete', { Name: 'Engines' }, 401)
    assert.deepEqual(faultyPaths(await owner.refused('customers/delete', { Name: 'engines' })), ['Name'])
    assert.equal((await owner.refused('customers/restore')).ErrorCode, 'CONFLICT')
    const { DeleteDate } = await owner.ok('customers/delete', { Name: 'Engines' })
    const days = (Date.parse(DeleteDate) - Date.now()) / (24 * 3600_000)
    assert(days > 29.9 && days <= 30, DeleteDate)
    assert.equal((await owner.ok('customers/delete', { Name: 'Engines' })).DeleteDate, DeleteDate)
    const mails = (await owner.ok('mails/list')).filter(({ Subject }: Body) =>
      Subject.startsWith('Engines will be deleted'),
    )
    assert.deepEqual(
      mails.map(({ To }: Body) => To),
      [owner.email],
    )
    await owner.ok('contacts/create', person())
    await admin.refused('customers/restore', {}, 401)
    assert.equal((await owner.ok('customers/restore')).DeleteDate, undefined)
    assert.equal((await owner.ok('customers/get')).DeleteDate, undefined)
  })

  test('plans are given by who has the set-up token', async () => {
    const owner = await newCustomer(server())
    const give = (SetupToken: string, CustomerId = owner.customerId) =>
      call(server(), 'customers/update-plan', { CustomerId, Plan: 'STANDARD', SetupToken })
    assert.equal(assertRefused(await give('a wrong one'), 401).ErrorCode, 'SETUP_TOKEN')
    for (const id of ['none', crypto.randomUUID()])
      assert.equal(assertRefused(await give(setupToken, id)).ErrorCode, 'NOT_FOUND')
    assert.equal((await owner.ok('customers/get')).Plan, 'UNLIMITED')
    assertOk(await give(setupToken))
    const { Plan, Limits } = await owner.ok('customers/get')
    assert.deepEqual([Plan, Limits], ['STANDARD', { Contacts: 10_000, SharingUsers: 50 }])
    assert.equal((await owner.ok('auth/get')).Customer.Plan, 'STANDARD')
  })
})

const included = /includes 30 contacts/
const peopleOf = (count: number) => Array.from({ length: count }, (_, n) => person({ LastName: `N${n}` }))
const createItems = (count: number) => peopleOf(count).map((Contact) => ({ Operation: 'CREATE', Contact }))
const count = async (who: Member): Promise<number> => (await who.ok('customers/get')).Usage.Contacts

onEachDatabase(
  (server) => {
    /** An organisation of the plan FREE with so many contacts. */
    async function withContacts(contacts: number): Promise<Member> {
      const owner = await newCustomer(server())
      if (contacts > 0) await owner.ok('contacts/batch', { Items: createItems(contacts) })
      assert.equal(await count(owner), contacts)
      return owner
    }

    test('more contacts than the plan includes are a 402 that changes nothing', async () => {
      const owner = await withContacts(29)
      assert.deepEqual((await owner.ok('customers/get')).Limits, { Contacts: 30 })
      const { Id } = await owner.ok('contacts/create', person())
      const upsert = { MatchOn: 'Emails.Value', Contact: person({ Emails: [{ Value: 'new@example.com' }] }) }
      for (const [path, input] of [
        ['contacts/create', person({ Labels: ['#never made'] })],
        ['contacts/upsert', upsert],
      ] as const) {
        const refused = await owner.refused(path, input, 402)
        assert.equal(refused.ErrorCode, 'PLAN')
        assert.match(refused.ErrorMessage, included)
      }
      assert(!(await owner.ok('labels/list')).some(({ Name }: Body) => Name === '#never made'))
      const { RequestId } = await owner.ok('contacts/create?async=true', person())
      const failed = await (async () => {
        for (;;) {
          const status = await owner.ok(`request/get/${RequestId}`)
          if (status.ProcessStatus !== 'PROCESSING') return status
        }
      })()
      assert.deepEqual([failed.ProcessStatus, failed.StatusCode, failed.ErrorCode], ['FAIL', 402, 'PLAN'])
      assert.equal(await count(owner), 30)
      // Reading, changing and deleting go on, and room is room.
      await owner.ok(`contacts/update/${Id}`, { Notes: 'x' })
      await owner.ok(`contacts/delete/${Id}`)
      await owner.ok('contacts/create', person())
    })

    test('of many at once none goes over the limit', async () => {
      const owner = await withContacts(25)
      const answers = await Promise.all(peopleOf(12).map((each) => owner.call('contacts/create', each)))
      const statuses = answers.map(({ status }) => status)
      assert.deepEqual(
        [statuses.filter((each) => each === 200).length, statuses.filter((each) => each === 402).length],
        [5, 7],
      )
      assert.equal(await count(owner), 30)
    })

    test('in a batch the items over the limit get that verdict, and room that it makes counts', async () => {
      const owner = await withContacts(27)
      const { Results } = await owner.ok('contacts/batch', { Items: createItems(5) })
      assert.deepEqual(
        Results.map(({ Verdict, ErrorCode }: Body) => [Verdict, ErrorCode]),
        [...Array(3).fill(['CREATED', undefined]), ...Array(2).fill(['FAILED', 'PLAN'])],
      )
      const Items = [{ Operation: 'DELETE', Id: Results[0].Id }, ...createItems(2)]
      const again = await owner.ok('contacts/batch', { Items })
      assert.deepEqual(
        again.Results.map(({ Verdict }: Body) => Verdict),
        ['DELETED', 'CREATED', 'FAILED'],
      )
      await owner.ok(`contacts/delete/${Results[1].Id}`)
      const batches = await Promise.all([1, 2, 3].map(() => owner.ok('contacts/batch', { Items: createItems(1) })))
      assert.equal(batches.filter((each: Body) => each.Results[0].Verdict === 'CREATED').length, 1)
      await owner.refused('contacts/batch', { Items: createItems(2), AllOrNothing: true }, 402)
      assert.equal(await count(owner), 30)
    })

    test('an import adds as many as there is room for; the other rows tell why, in a dry run too', async () => {
      const owner = await withContacts(10)
      const rows = Array.from({ length: 25 }, (_, n) => [`Row${n}`, `row${n}@example.com`])
      const [first] = (await owner.ok('contacts/search', { PageSize: 1 })).Rows
      await owner.ok(`contacts/update/${first.Id}`, { Emails: [{ Value: 'row24@example.com' }] })
      const file = csv(['Last name', 'Email'], ...rows)
      for (const DryRun of [true, false]) {
        const { Id, Counts } = await importFile(owner, file, { DryRun })
        assert.deepEqual([Counts.Created, Counts.Updated, Counts.Errors], [20, 1, 4])
        const { Rows } = await owner.ok(`imports/rows/${Id}`, { Verdict: 'ERROR' })
        assert.deepEqual(
          Rows.map(({ RowNumber }: Body) => RowNumber),
          [22, 23, 24, 25],
        )
        assert.match(Rows[0].Errors[0].Message, included)
      }
      assert.equal(await count(owner), 30)
    })

    test('who is over the limit keeps reading, exporting and deleting', async () => {
      const owner = await withContacts(3)
      const give = (Plan: string) =>
        call(server(), 'customers/update-plan', { CustomerId: owner.customerId, Plan, SetupToken: setupToken })
      assertOk(await give('UNLIMITED'))
      await owner.ok('contacts/batch', { Items: createItems(40) })
      assertOk(await give('FREE'))
      const [first, second] = (await owner.ok('contacts/search')).Rows
      await owner.refused('contacts/create', person(), 402)
      await owner.ok(`contacts/update/${first.Id}`, { Notes: 'x' })
      await owner.ok(`contacts/delete/${second.Id}`)
      await owner.ok('exports/create', { Format: 'CSV' })
      assert.equal(await count(owner), 42)
    })
  },
  { NEW_CUSTOMER_PLAN: 'FREE' },
)

onEachDatabase(
  (server) => {
    test('more users who share than the plan includes are a 402 that changes nothing', async () => {
      const owner = await newCustomer(server())
      const ids: string[] = []
      for (let n = 0; n < 51; n++) ids.push((await owner.ok('users/create', { Email: `sharing-${n}@example.com` })).Id)
      const share = (those: string[], Sharing: boolean) => ({ Users: those.map((UserId) => ({ UserId, Sharing })) })
      const sharing = async () => (await owner.ok('customers/get')).Usage.SharingUsers
      const refused = await owner.refused('users/update-sharing', share(ids, true), 402)
      assert.match(refused.ErrorMessage, /includes 50 users who share/)
      assert.equal(await sharing(), 0)
      await owner.ok('users/update-sharing', share(ids.slice(0, 49), true))
      const last = await Promise.all(ids.slice(49).map((id) => owner.call('users/update-sharing', share([id], true))))
      assert.deepEqual(last.map(({ status }) => status).toSorted(), [200, 402])
      assert.equal(await sharing(), 50)
      // One who comes back comes back to his place, if there is one.
      const shares = (await owner.ok('users/list')).find(({ Sharing }: Body) => Sharing)
      assert.equal(shares.Status, 'INVITED')
      // Whoever is invited now does not share, though new users do: the invitation goes out all the same.
      await owner.ok('users/update-sharing', { NewUsersShare: true })
      assert.equal((await owner.ok('users/create', { Email: 'one-more@example.com' })).Sharing, false)
      await owner.ok('users/update-sharing', share(ids.slice(0, 1), false))
      assert.equal((await owner.ok('users/create', { Email: 'yet-one-more@example.com' })).Sharing, true)
    })
  },
  { NEW_CUSTOMER_PLAN: 'STANDARD' },
)

/** What is left of a Customer in any table. */
async function leftOf(server: Server, customerId: string): Promise<[string, number][]> {
  const tables = await rowsOf(
    server.data,
    `select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'customer_id'
     and table_name not in ('own_contacts', 'contacts_by_term')`,
  )
  const counts: [string, number][] = []
  for (const { name } of tables) {
    const [{ left }] = (await rowsOf(
      server.data,
      `select count(*)::integer as left from ${name} where customer_id = $1`,
      [customerId],
    )) as [Body]
    if (left > 0) counts.push([name, left])
  }
  return counts
}

test('after its grace an organisation is gone from every table, and no other', async (t) => {
  const data = await emptyDatabase('postgres')
  const server = await serverFor(t, data)
  const [owner, other] = [await newCustomer(server), await newCustomer(server)]
  for (const who of [owner, other]) {
    await newColleague(server, who)
    await who.ok('contacts/batch', { Items: createItems(200) })
    await importFile(who, csv(['Last name'], ['Lovelace']))
    await who.ok('tokens/create', { Name: 'x', Scope: 'READ' })
  }
  assert((await leftOf(server, owner.customerId)).length > 15)
  const before = await leftOf(server, other.customerId)
  const { Name } = await owner.ok('customers/get')
  await owner.ok('customers/delete', { Name })
  const database = await openDatabase({
    DATABASE_URL: data['DATABASE_URL'] ?? '',
    DATA_DIR: '',
    DATABASE_CONNECTIONS: 2,
  })
  try {
    await deleteCustomers(database)
    await owner.ok('contacts/search')
    await rowsOf(data, 'update customers set delete_at = now() where customer_id = $1', [owner.customerId])
    await deleteCustomers(database)
  } finally {
    await database.close()
  }
  assert.deepEqual(await leftOf(server, owner.customerId), [])
  assert.deepEqual(await leftOf(server, other.customerId), before)
  await newCustomer(server, { OwnerEmail: owner.email })
  await other.ok('contacts/search')
})
