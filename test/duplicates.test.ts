import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import {
  type Answer,
  at,
  eventually,
  faultyPaths,
  type Member,
  newColleague,
  newCustomer,
  person,
  processed,
} from './api.ts'
import { rowsOf } from './database.ts'
import { csv, importFile } from './files.ts'
import { emptyDatabase, onEachDatabase, serverFor } from './server.ts'

type Body = Answer['body']

const born = (Value: string) => ({ Dates: [{ Value, Label: 'birthday' }] })
const mail = (Value: string) => ({ Emails: [{ Value }] })

const create = async (who: Member, more: Record<string, unknown>): Promise<string> =>
  (await who.ok('contacts/create', person(more))).Id

/** Looks through the whole list. @returns the first page */
async function scan(who: Member, input: Record<string, unknown> = {}): Promise<Body> {
  const { RequestId } = await who.ok('contacts/duplicates', input)
  const { ProcessStatus, Result, ErrorMessage } = await processed(who, RequestId, 60_000)
  assert.equal(ProcessStatus, 'PROCESSED', ErrorMessage)
  return Result
}

const idsIn = (page: Body): string[][] =>
  page.Groups.map(({ Contacts }: Body) => Contacts.map(({ Id }: Body) => Id).toSorted())

/** The groups, once they are as many as they should be. */
const grouped = (who: Member, many: number) =>
  eventually('duplicates are followed', async () => {
    const page = await who.ok('contacts/list-duplicates')
    return page.Groups.length === many && page.Pending === 0 ? page : undefined
  })

onEachDatabase((server) => {
  test('a scan finds groups, with a score and reasons in words', async () => {
    const owner = await newCustomer(server())
    const one = await create(owner, { FirstName: 'Robert', LastName: 'Quux', ...mail('bob@example.com') })
    const two = await create(owner, { FirstName: 'Bob', LastName: 'Quux', ...mail('BOB@example.com') })
    await create(owner, { FirstName: 'Anna', LastName: 'Quux', ...mail('anna@example.com') })
    const before = await owner.ok('contacts/list-duplicates')
    assert.deepEqual(before, { Groups: [], TotalCount: 0, Pending: 0 })
    const page = await scan(owner)
    assert.deepEqual(idsIn(page), [[one, two].toSorted()])
    assert.equal(page.TotalCount, 1)
    assert.match(page.ScannedDate, /^\d{4}-/)
    const [{ Score, Contacts, Pairs }] = page.Groups
    assert(Score > 0.9 && Score <= 1)
    assert.deepEqual(Pairs[0].Ids, [one, two].toSorted())
    assert.deepEqual(
      Pairs[0].Reasons.map(({ Reason }: Body) => Reason),
      ['SAME_EMAIL', 'SAME_LAST_NAME', 'NICKNAME'],
    )
    assert.equal(Pairs[0].Reasons[0].Text, 'The same e-mail address')
    assert.deepEqual(
      Contacts.find(({ Id }: Body) => Id === one),
      await owner.ok(`contacts/get/${one}`),
    )
    assert.deepEqual(await owner.ok('contacts/list-duplicates'), page)
  })

  test('what is added, changed and deleted afterwards is followed without a new scan', async () => {
    const owner = await newCustomer(server())
    const ada = await create(owner, { LastName: 'Lovelace', ...mail('ada@example.com') })
    assert.deepEqual((await scan(owner)).Groups, [])
    const again = await create(owner, { LastName: 'Lovelace', ...mail('ada@example.com') })
    assert.deepEqual(idsIn(await grouped(owner, 1)), [[ada, again].toSorted()])
    await importFile(
      owner,
      csv(
        ['First name', 'Last name', 'Phone'],
        ['Charles', 'Babbage', '+441632960001'],
        ['Charles', 'Babage', '+441632960001'],
      ),
    )
    await grouped(owner, 2)
    await owner.ok(`contacts/update/${again}`, { FirstName: 'Grace', LastName: 'Hopper', Emails: null })
    await grouped(owner, 1)
    await owner.ok(`contacts/update/${again}`, { FirstName: 'Ada', LastName: 'Lovelace', ...mail('ada@example.com') })
    await grouped(owner, 2)
    // At once, though nothing has followed yet.
    await owner.ok(`contacts/delete/${again}`)
    assert.equal((await owner.ok('contacts/list-duplicates')).Groups.length, 1)
    assert.equal((await owner.ok('contacts/duplicates', {})).ProcessStatus, 'PROCESSING')
  })

  test('a scan of what was scanned only catches up; a new one finds the same', async () => {
    const owner = await newCustomer(server())
    for (const LastName of ['Lovelace', 'Lovelace', 'Hopper', 'Hopper']) await create(owner, { LastName })
    const first = await scan(owner)
    const added = await create(owner, { FirstName: 'Grace', LastName: 'Kovalevskaya', ...mail('k@example.com') })
    const twin = await create(owner, { FirstName: 'Grace', LastName: 'Kovalevskaya', ...mail('k@example.com') })
    const second = await scan(owner)
    assert.equal(second.ScannedDate, first.ScannedDate)
    assert(idsIn(second).some((ids) => ids.includes(added) && ids.includes(twin)))
    assert.equal(second.Pending, 0)
    const third = await scan(owner, { Rescan: true })
    assert(third.ScannedDate > first.ScannedDate)
    assert.deepEqual(idsIn(third).map(String).toSorted(), idsIn(second).map(String).toSorted())
  })

  test('a new scan forgets who was deleted before anybody has followed that', async () => {
    const owner = await newCustomer(server())
    const ids = [await create(owner, mail('ada@example.com')), await create(owner, mail('ada@example.com'))].toSorted()
    assert.equal((await scan(owner)).TotalCount, 1)
    await owner.ok(`contacts/delete/${ids[1]}`)
    const { Groups, TotalCount } = await scan(owner, { Rescan: true })
    assert.deepEqual([Groups, TotalCount], [[], 0])
  })

  test('a new scan that is cancelled leaves nothing unfollowed; meanwhile check says that it is not thorough', {
    timeout: 60_000,
  }, async () => {
    const owner = await newCustomer(server())
    await scan(owner)
    const Items = Array.from({ length: 1000 }, (_, n) => ({
      Operation: 'CREATE',
      Contact: person({ FirstName: `F${n >> 1}`, LastName: `L${n >> 1}`, ...mail(`m${n >> 1}@example.com`) }),
    }))
    await owner.ok('contacts/batch', { Items })
    const told = await owner.ok(
      'contacts/check',
      person({ FirstName: 'F1', LastName: 'L1', ...mail('m1@example.com') }),
    )
    assert.deepEqual([told.IsThorough, told.Duplicates.length], [false, 2])
    const { RequestId } = await owner.ok('contacts/duplicates', { Rescan: true })
    await eventually('it has begun', async () => {
      const { PercentComplete, ProcessStatus } = await owner.ok(`request/get/${RequestId}`)
      return PercentComplete > 0 || ProcessStatus !== 'PROCESSING' ? true : undefined
    })
    await owner.call(`request/cancel/${RequestId}`)
    const { TotalCount } = await eventually('all is followed', async () => {
      const page = await owner.ok('contacts/list-duplicates', { PageSize: 1 })
      return page.Pending === 0 ? page : undefined
    })
    assert.equal(TotalCount, 500)
  })

  test('groups come in pages, the likeliest first; of one contact; from a score on', async () => {
    const owner = await newCustomer(server())
    const Items = Array.from({ length: 14 }, (_, n) => ({
      Operation: 'CREATE',
      Contact: person({
        FirstName: 'Zoe',
        LastName: `Family${String.fromCharCode(97 + (n >> 1)).repeat(5)}`,
        ...mail(`m${n >> 1}@example.com`),
      }),
    }))
    await owner.ok('contacts/batch', { Items })
    await create(owner, { FirstName: 'Zoe', LastName: 'Tereshkova' })
    const lone = await create(owner, { FirstName: 'Zoe', LastName: 'Tereshkova' })
    const whole = await scan(owner, { PageSize: 200 })
    assert.equal(whole.Groups.length, 8)
    assert.equal(whole.NextCursor, undefined)
    const scores = whole.Groups.map(({ Score }: Body) => Score)
    assert.deepEqual(
      scores,
      scores.toSorted((a: number, b: number) => b - a),
    )
    const pages: Body[] = []
    for (let Cursor: string | undefined; ; ) {
      const page = await owner.ok('contacts/list-duplicates', { PageSize: 3, ...(Cursor ? { Cursor } : {}) })
      pages.push(...page.Groups)
      assert.equal(page.TotalCount, 8)
      Cursor = page.NextCursor
      if (Cursor === undefined) break
    }
    assert.deepEqual(pages, whole.Groups)
    const own = await owner.ok('contacts/list-duplicates', { ContactId: lone })
    assert.deepEqual([own.TotalCount, own.Groups.length, own.Groups[0].Contacts[0].LastName], [1, 1, 'Tereshkova'])
    const likely = await owner.ok('contacts/list-duplicates', { LeastScore: 0.99 })
    assert(likely.Groups.every(({ Score }: Body) => Score >= 0.99) && likely.TotalCount < 8)
    assert.equal((await owner.ok('contacts/list-duplicates', { ContactId: 'nobody' })).TotalCount, 0)
    assert.deepEqual(faultyPaths(await owner.refused('contacts/list-duplicates', { Cursor: '1; drop' })), ['Cursor'])
    assert.deepEqual(faultyPaths(await owner.refused('contacts/list-duplicates', { PageSize: 201 })), ['PageSize'])
  })

  test('what somebody says is not the same is never listed again, until that is taken back', async () => {
    const owner = await newCustomer(server())
    const ids = [await create(owner, {}), await create(owner, {}), await create(owner, {})]
    const [one, two, three] = ids.toSorted() as [string, string, string]
    await scan(owner)
    await owner.ok('contacts/not-duplicates', { Ids: [two, one] })
    const pairs = async () =>
      (await owner.ok('contacts/list-duplicates')).Groups.flatMap(({ Pairs }: Body) =>
        Pairs.map(({ Ids }: Body) => Ids.join()),
      )
    assert.deepEqual((await pairs()).toSorted(), [`${one},${three}`, `${two},${three}`])
    await scan(owner, { Rescan: true })
    assert.equal((await pairs()).length, 2)
    await owner.ok('contacts/not-duplicates', { Ids: [one.toUpperCase(), two, three] })
    assert.deepEqual(await pairs(), [])
    const told = await owner.ok('contacts/check', await owner.ok(`contacts/get/${one}`))
    assert.deepEqual(told.Duplicates, [])
    await owner.ok(`contacts/update/${one}`, { Nickname: 'A' })
    await grouped(owner, 0)
    await owner.ok('contacts/not-duplicates', { Ids: [one, two, three], Undo: true })
    assert.equal((await pairs()).length, 3)
    const [stranger] = [await newCustomer(server())]
    const theirs = await create(stranger, {})
    const refused = await owner.refused('contacts/not-duplicates', { Ids: [one, theirs, 'x', randomUUID()] })
    assert.deepEqual(faultyPaths(refused), ['Ids[1]', 'Ids[2]', 'Ids[3]'])
    await owner.refused('contacts/not-duplicates', { Ids: [one] })
    await owner.refused('contacts/not-duplicates', { Ids: [one, one] })
    await owner.refused('contacts/not-duplicates', { Ids: [one, one.toUpperCase()] })
  })

  test('one scan at a time; another Customer has groups of its own', async () => {
    const owner = await newCustomer(server())
    const Items = Array.from({ length: 1000 }, (_, n) => ({
      Operation: 'CREATE',
      Contact: person({ LastName: `N${n}` }),
    }))
    await owner.ok('contacts/batch', { Items })
    const both = await Promise.all([owner.call('contacts/duplicates', {}), owner.call('contacts/duplicates', {})])
    assert.deepEqual(both.map(({ status }) => status).toSorted(), [200, 400])
    assert.equal(both.find(({ status }) => status === 400)?.body.ErrorCode, 'CONFLICT')
    const { RequestId } = both.find(({ status }) => status === 200)?.body ?? {}
    await processed(owner, RequestId, 60_000)
    const colleague = await newColleague(server(), owner)
    // Not what is pending: the follower may come to the colleague's own creation in between.
    const listed = async (user: Member) => {
      const { Pending: _pending, ...page } = await user.ok('contacts/list-duplicates')
      return page
    }
    assert.deepEqual(await listed(colleague), await listed(owner))
    const stranger = await newCustomer(server())
    assert.equal((await stranger.ok('contacts/list-duplicates')).TotalCount, 0)
  })

  test('who was added many times over is one group; what hundreds share is passed over', async () => {
    const owner = await newCustomer(server())
    const items = (many: number, more: (n: number) => Record<string, unknown>) =>
      Array.from({ length: many }, (_, n) => ({
        Operation: 'CREATE',
        Contact: person({ FirstName: '🦊', ...more(n) }),
      }))
    await owner.ok('contacts/batch', {
      Items: items(60, () => ({ LastName: 'x'.repeat(1000), ...mail('fox@example.com') })),
    })
    await owner.ok('contacts/batch', {
      Items: items(500, () => ({
        LastName: 'Smith',
        Phones: [{ Value: '+14155552670' }],
        ...mail('info@example.com'),
      })),
    })
    const page = await scan(owner)
    const [foxes] = await owner.ok('contacts/search', { SearchText: 'fox@example.com' }).then(({ Rows }) => Rows)
    const { Groups } = await owner.ok('contacts/list-duplicates', { ContactId: foxes.Id })
    assert.equal(Groups[0].Pairs.length, 100)
    const rows = await scan(owner, { Rescan: true })
    assert.equal(rows.TotalCount, page.TotalCount)
    assert(page.Groups.every(({ Contacts }: Body) => Contacts.length <= 102))
  })

  test('check tells of an unsaved contact whom it may duplicate, before any scan and right after a write', async () => {
    const owner = await newCustomer(server())
    const ada = await create(owner, { FirstName: 'Ada', LastName: 'Lovelace', ...born('1915-12-10'), Notes: 'x' })
    const input = { RecordType: 'PERSON', FirstName: 'Ada', LastName: 'Lovelase', ...born('1915-12-10') }
    const { Duplicates, IsThorough } = await owner.ok('contacts/check', input)
    assert.equal(IsThorough, true)
    assert.deepEqual(Duplicates[0].Contact, await owner.ok(`contacts/get/${ada}`))
    assert(Duplicates[0].Score > 0.9)
    assert.deepEqual(
      Duplicates[0].Reasons.map(({ Reason }: Body) => Reason),
      ['SAME_FIRST_NAME', 'TYPO', 'SAME_BIRTHDAY'],
    )
    assert.deepEqual((await owner.ok('contacts/check', await owner.ok(`contacts/get/${ada}`))).Duplicates, [])
    assert.deepEqual(
      (await owner.ok('contacts/check', person({ FirstName: 'Grace', LastName: 'Hopper' }))).Duplicates,
      [],
    )
    await scan(owner)
    const grace = await create(owner, { FirstName: 'Grace', LastName: 'Hopper' })
    const told = await owner.ok('contacts/check', person({ FirstName: 'Grace', LastName: 'Hoper', ...mail('g@x.org') }))
    assert.equal(told.Duplicates[0].Contact.Id, grace)
    await owner.ok(`contacts/delete/${grace}`)
    assert.deepEqual(
      (await owner.ok('contacts/check', person({ FirstName: 'Grace', LastName: 'Hopper' }))).Duplicates,
      [],
    )
    // An e-mail that somebody has is told, though it makes two of so different names no duplicates.
    const jane = await create(owner, { FirstName: 'Jane', LastName: 'Doe', ...mail('jane@x.org') })
    const other = await owner.ok(
      'contacts/check',
      person({ FirstName: 'Wilhelm', LastName: 'Brandt', ...mail('JANE@x.org') }),
    )
    assert.deepEqual(
      other.Duplicates.map(({ Contact, Reasons }: Body) => [Contact.Id, Reasons[0].Reason]),
      [[jane, 'SAME_EMAIL']],
    )
    const office = [{ Value: '+14155552670' }]
    const inc = await owner.ok('contacts/create', {
      ...{ RecordType: 'ORGANIZATION', OrganizationName: 'Inc', Phones: office },
    })
    const caller = await owner.ok('contacts/check', person({ FirstName: 'Emil', LastName: 'Weiss', Phones: office }))
    assert.deepEqual(
      caller.Duplicates.map(({ Contact, Reasons }: Body) => [Contact.Id, Reasons[0].Reason]),
      [[inc.Id, 'SAME_PHONE']],
    )
    const stranger = await newCustomer(server())
    assert.deepEqual((await stranger.ok('contacts/check', input)).Duplicates, [])
    assert.deepEqual((await owner.ok('contacts/check', {})).Duplicates, [])
    await owner.refused('contacts/check', { FirstName: 1 })
  })

  test('of a long list that was never looked through, check finds what has a telling value in common', async () => {
    const owner = await newCustomer(server())
    const Items = Array.from({ length: 400 }, (_, n) => ({
      Operation: 'CREATE',
      Contact: person({ FirstName: `F${n}`, LastName: `L${n}` }),
    }))
    await owner.ok('contacts/batch', { Items })
    const ada = await create(owner, { FirstName: 'Ada', LastName: 'Lovelace', ...mail('ada@example.com') })
    const byMail = await owner.ok(
      'contacts/check',
      person({ FirstName: 'Adah', LastName: 'Lovelase', ...mail('ADA@example.com') }),
    )
    assert.deepEqual([byMail.IsThorough, byMail.Duplicates[0].Contact.Id], [false, ada])
    const byName = await owner.ok('contacts/check', person({ FirstName: 'ada', LastName: 'LOVELACE' }))
    assert.equal(byName.Duplicates[0].Contact.Id, ada)
  })

  test('an erased contact is in no pair, and what somebody said of it is gone', async () => {
    const owner = await newCustomer(server())
    const ids = [await create(owner, {}), await create(owner, {}), await create(owner, {})] as [string, string, string]
    await scan(owner)
    await owner.ok('contacts/not-duplicates', { Ids: [ids[0], ids[1]] })
    await owner.ok(`contacts/erase/${ids[0]}`)
    assert.deepEqual(idsIn(await owner.ok('contacts/list-duplicates')), [[ids[1], ids[2]].toSorted()])
  })
})

test('a scan goes on after a kill, and does nothing twice', async (t) => {
  const data = await emptyDatabase('postgres')
  const first = await serverFor(t, data)
  const owner = await newCustomer(first)
  for (let round = 0; round < 4; round++) {
    const Items = Array.from({ length: 1000 }, (_, n) => ({
      Operation: 'CREATE',
      Contact: person({
        FirstName: 'Zoe',
        LastName: `Fam${(1000 * round + n).toString(26)}`,
        ...mail(`m${n + 500 * round}@example.com`),
      }),
    }))
    await owner.ok('contacts/batch', { Items })
  }
  const { RequestId } = await owner.ok('contacts/duplicates')
  await eventually('it has begun', async () =>
    (await owner.ok(`request/get/${RequestId}`)).PercentComplete > 5 ? true : undefined,
  )
  await first.kill()
  const second = await serverFor(t, data)
  const again = at(second, owner)
  const { ProcessStatus, Result } = await processed(again, RequestId, 60_000)
  assert.equal(ProcessStatus, 'PROCESSED')
  const rows = await rowsOf(second.data, 'select count(*)::integer as n from duplicate_contacts')
  assert.equal(rows[0]?.['n'], 4000)
  const rescanned = await scan(again, { Rescan: true })
  assert.deepEqual(rescanned.TotalCount, Result.TotalCount)
})
