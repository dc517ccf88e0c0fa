import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { openDatabase } from '../server/database/database.ts'
import {
  type Answer,
  assertOk,
  assertRefused,
  call,
  type Member,
  mailedToken,
  newColleague,
  newCustomer,
  person,
  processed,
} from './api.ts'
import { download } from './files.ts'
import { emptyDatabase, onEachDatabase, serverFor, setupToken } from './server.ts'

type Body = Answer['body']

const entries = async (who: Member, input: object = {}): Promise<Body[]> => (await who.ok('audit/list', input)).Rows
const told = async (who: Member, input: object = {}): Promise<[string, string, string | undefined][]> =>
  (await entries(who, input)).map(({ Operation, Outcome, SubjectId }) => [Operation, Outcome, SubjectId])

onEachDatabase((server) => {
  test('sign-ins are kept, and those that were refused, with the address', async () => {
    const owner = await newCustomer(server())
    const signIn = (Password: string) => call(server(), 'auth', { Email: owner.email, Password })
    assertRefused(await signIn('a wrong one'), 401)
    assertOk(await signIn(owner.password))
    await owner.ok('auth/delete')
    const again = assertOk(await signIn(owner.password))
    const { Rows } = assertOk(
      await call(server(), 'audit/list', {}, { headers: { cookie: `voyzu-session-id=${again.SessionId}` } }),
    )
    assert.deepEqual(
      Rows.map(({ Operation, Outcome }: Body) => [Operation, Outcome]),
      [
        ['auth', 'OK'],
        ['auth/delete', 'OK'],
        ['auth', 'OK'],
        ['auth', 'CREDENTIALS'],
        ['customers/create', 'OK'],
      ],
    )
    for (const { UserId, Address, Date: at } of Rows) {
      assert.deepEqual([UserId, Address], [owner.userId, '127.0.0.1'])
      assert(Math.abs(Date.parse(at) - Date.now()) < 60_000)
    }
  })

  test('a change of a role is kept with what it was, and who did it', async () => {
    const owner = await newCustomer(server())
    const user = await newColleague(server(), owner)
    await owner.ok(`users/update/${user.userId}`, { Role: 'ADMINISTRATOR', FirstName: 'Grace' })
    const [entry] = await entries(owner, { Operation: 'users/update' })
    assert.deepEqual([entry.UserId, entry.SubjectId], [owner.userId, user.userId])
    assert.deepEqual(entry.Changes, [
      { Before: { FirstName: null, Role: 'USER' }, After: { FirstName: 'Grace', Role: 'ADMINISTRATOR' } },
    ])
    await owner.refused(`users/update/${owner.userId}`, { Role: 'USER' })
    assert.equal((await entries(owner, { Operation: 'users/update' })).length, 1)
  })

  test('a plan is kept as given by the operator, with what it was', async () => {
    const [owner, other] = [await newCustomer(server()), await newCustomer(server())]
    const give = (Plan: string, SetupToken = setupToken) =>
      call(server(), 'customers/update-plan', { CustomerId: owner.customerId, Plan, SetupToken })
    assertRefused(await give('FREE', 'a wrong one'), 401)
    assertOk(await give('STANDARD'))
    const [entry, first] = await entries(owner)
    const { Id, Date: at, ...said } = entry
    assert.deepEqual(said, {
      Operator: true,
      Operation: 'customers/update-plan',
      Outcome: 'OK',
      Address: '127.0.0.1',
      Changes: [{ Before: { Plan: 'UNLIMITED' }, After: { Plan: 'STANDARD' } }],
    })
    assert.deepEqual([typeof Id, first.Operation], ['string', 'customers/create'])
    assert(Math.abs(Date.parse(at) - Date.now()) < 60_000)
    assert.equal((await entries(owner, { UserId: owner.userId })).length, 1)
    assert.equal((await entries(other)).length, 1)
  })

  test('exports, downloads and deletions are kept, and so is a token that did it', async () => {
    const owner = await newCustomer(server())
    const { Id: contactId } = await owner.ok('contacts/create', person({ LastName: 'Secret-Name' }))
    const { Id, RequestId } = await owner.ok('exports/create', { Format: 'CSV' })
    await processed(owner, RequestId)
    await download(server(), owner, `exports/download/${Id}`)
    // What is only tried is not told as done.
    const { RequestId: tried } = await owner.ok('contacts/bulk-delete', { Ids: [contactId], DryRun: true })
    await processed(owner, tried)
    await owner.ok(`contacts/delete/${contactId}?async=true`)
    const token = await owner.ok('tokens/create', { Name: 'x', Scope: 'WRITE' })
    const headers = { authorization: `Bearer ${token.Secret}` }
    assertOk(await call(server(), `exports/delete/${Id}`, {}, { headers }))
    assert.deepEqual(await told(owner), [
      ['exports/delete', 'OK', Id],
      ['tokens/create', 'OK', token.Id],
      ['contacts/delete', 'OK', contactId],
      ['exports/download', 'OK', Id],
      ['exports/create', 'OK', undefined],
      ['customers/create', 'OK', undefined],
    ])
    const all = await entries(owner)
    assert.deepEqual(
      all.map(({ TokenId }) => TokenId === token.Id),
      [true, false, false, false, false, false],
    )
    // What contacts are called does not outlive them here.
    assert(!JSON.stringify(all).includes('Secret-Name'))
  })

  test('passwords and invitations', async () => {
    const owner = await newCustomer(server())
    const user = await newColleague(server(), owner)
    await user.ok('users/update-password', { OldPassword: user.password, NewPassword: 'another password' })
    assertOk(await call(server(), 'users/forgot-password', { Email: user.email }))
    const Token = await mailedToken(owner, user.email)
    assertOk(await call(server(), 'users/reset-password', { Token, Password: 'yet another one' }))
    await owner.ok('users/update-sharing', { NewUsersShare: true })
    assert.deepEqual(
      (await told(owner)).map(([operation]) => operation),
      [
        'users/update-sharing',
        'users/reset-password',
        'users/forgot-password',
        'users/update-password',
        'users/accept',
        'users/create',
        'customers/create',
      ],
    )
    assert.deepEqual((await entries(owner, { UserId: user.userId })).length, 4)
    assert(!/another password|yet another one/.test(JSON.stringify(await entries(owner))))
  })

  test('entries are paged and narrowed, for administrators alone', async () => {
    const [owner, stranger] = [await newCustomer(server()), await newCustomer(server())]
    const user = await newColleague(server(), owner)
    for (let times = 0; times < 7; times++) await owner.ok('segments/delete/none')
    await user.refused('audit/list', {}, 401)
    const seen: string[] = []
    let Cursor: string | undefined
    do {
      const page: Body = await owner.ok('audit/list', { PageSize: 3, ...(Cursor ? { Cursor } : {}) })
      seen.push(...page.Rows.map(({ Id }: Body) => Id))
      Cursor = page.NextCursor
    } while (Cursor !== undefined)
    const all = await entries(owner)
    assert.deepEqual(
      seen,
      all.map(({ Id }) => Id),
    )
    const [{ Date: latest }] = all as [Body]
    assert.equal(
      (await entries(owner, { To: latest })).some(({ Date: at }) => at >= latest),
      false,
    )
    assert((await entries(owner, { From: latest })).every(({ Date: at }) => at >= latest))
    assert.deepEqual(await entries(owner, { UserId: stranger.userId }), [])
    for (const input of [{ Cursor: 'x' }, { PageSize: 0 }, { From: 'yesterday' }, { To: '0000-01-01T00:00:00Z' }])
      await owner.refused('audit/list', input)
    assert.equal((await entries(stranger)).length, 1)
  })

  test('what fails is not kept as done', async () => {
    const owner = await newCustomer(server())
    await owner.refused('exports/create', { Format: 'CSV', Search: { SearchText: 7 } })
    await owner.refused('exports/download/none')
    await owner.refused('users/create', { Email: owner.email })
    assert.equal((await entries(owner)).length, 1)
  })
})

test('the application’s role can add to the audit, and neither change nor delete what is in it', async (t) => {
  const data = await emptyDatabase('postgres')
  const owner = await newCustomer(await serverFor(t, data))
  const database = await openDatabase({
    DATABASE_URL: data['DATABASE_URL'] ?? '',
    DATA_DIR: '',
    DATABASE_CONNECTIONS: 1,
  })
  try {
    const db = database.of(owner.customerId)
    for (const statement of [sql`delete from audit`, sql`update audit set outcome = 'OK'`, sql`truncate audit`])
      await assert.rejects(statement.execute(db), { code: '42501' })
    assert.equal((await sql`select from audit`.execute(db)).rows.length, 1)
  } finally {
    await database.close()
  }
})
