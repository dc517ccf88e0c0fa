import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import {
  type Answer,
  assertOk,
  assertRefused,
  call,
  eventually,
  type Member,
  newColleague,
  newCustomer,
  person,
  processed,
} from './api.ts'
import { rowsOf } from './database.ts'
import { csv, imported, importFile, upload } from './files.ts'
import { emptyDatabase, onEachDatabase, type Server, serverFor } from './server.ts'

type Body = Answer['body']

const told = async (who: Member): Promise<Body[]> => who.ok('notifications/list')
const textsTold = async (who: Member): Promise<[string, string][]> =>
  (await told(who)).map(({ Event, Text }) => [Event, Text])
const say = (who: Member, input: object) => who.ok(`users/update-notification/${who.userId}`, input)
const mailsTo = async (owner: Member, to: string): Promise<Body[]> =>
  (await owner.ok('mails/list')).filter(({ To }: Body) => To === to)

/** The link at the end of a mail of news. */
function unsubscribeToken({ Text }: Body): string {
  const [, token] = /\/unsubscribe#(\S+)/.exec(Text) ?? []
  assert(token, Text)
  return token
}

const signInFrom = ({ url }: Pick<Server, 'url'>, who: Member, address: string, agent: string) =>
  call(
    { url },
    'auth',
    { Email: who.email, Password: who.password },
    {
      headers: { 'x-forwarded-for': address, 'user-agent': agent },
    },
  )

onEachDatabase(
  (server) => {
    test('the end of an import is told, in the app and by mail; not that of a dry run', async () => {
      const owner = await newCustomer(server(), { Name: 'Engines' })
      const file = csv(['First name', 'Email'], ['Ada', 'ada@x.com'], ['', 'nobody'])
      await importFile(owner, file, { DryRun: true })
      assert.deepEqual(await told(owner), [])
      const { Id } = await importFile(owner, file, {}, 'people.csv')
      const [{ SubjectId, Event, Text, ReadDate }] = (await told(owner)) as [Body]
      assert.deepEqual([SubjectId, Event, ReadDate], [Id, 'ImportFinished', undefined])
      assert.equal(Text, 'Your import of people.csv is done: 1 contacts created, 0 updated, 1 rows with errors.')
      const [mail] = await mailsTo(owner, owner.email)
      assert.equal(mail.Subject, 'Engines: your import has ended')
      assert.match(mail.Text, /Your import of people\.csv is done/)
      // The same file again is answered by the first import, and that is no news.
      await imported(owner, assertOk(await upload(owner, 'imports/create', {}, file, 'people.csv')))
      assert.equal((await told(owner)).length, 1)
    })

    test('the end of an export is told, and each is told once', async () => {
      const owner = await newCustomer(server())
      const { Id, RequestId } = await owner.ok('exports/create', { Format: 'CSV' })
      await processed(owner, RequestId)
      const news = await told(owner)
      assert.deepEqual(
        news.map(({ Event, SubjectId }) => [Event, SubjectId]),
        [['ExportFinished', Id]],
      )
      assert.match(news[0]?.Text, /^Your export contacts.*\.csv is done: 0 contacts\.$/)
      assert.equal((await mailsTo(owner, owner.email)).length, 1)
    })

    test('a user is told by what the user wants alone', async () => {
      const owner = await newCustomer(server())
      const export_ = async () => processed(owner, (await owner.ok('exports/create', { Format: 'CSV' })).RequestId)
      const counts = async () => [(await told(owner)).length, (await mailsTo(owner, owner.email)).length]
      await say(owner, { Channels: ['APP'] })
      await export_()
      assert.deepEqual(await counts(), [1, 0])
      await say(owner, { Channels: ['EMAIL'] })
      await export_()
      assert.deepEqual(await counts(), [1, 1])
      await say(owner, { Channels: [] })
      await export_()
      await say(owner, { Channels: ['APP', 'EMAIL'], ExportFinished: false })
      await export_()
      assert.deepEqual(await counts(), [1, 1])
    })

    test('news are read one by one or all, and are nobody else’s', async () => {
      const owner = await newCustomer(server())
      const user = await newColleague(server(), owner)
      const stranger = await newCustomer(server())
      for (const who of [user, user, owner])
        await processed(who, (await who.ok('exports/create', { Format: 'CSV' })).RequestId)
      const [{ Id: newer }, { Id: older }] = (await told(user)) as [Body, Body]
      for (const other of [owner, stranger]) {
        await other.ok('notifications/read', { Ids: [newer, 'no-id'] })
        assert(!JSON.stringify(await told(other)).includes(newer))
      }
      const unread = async () => (await told(user)).filter(({ ReadDate }) => ReadDate === undefined).map(({ Id }) => Id)
      assert.deepEqual(await unread(), [newer, older])
      await user.ok('notifications/read', { Ids: [newer] })
      assert.deepEqual(await unread(), [older])
      await user.ok('notifications/read')
      assert.deepEqual(await unread(), [])
    })

    test('a mail of news ends in a link by which there are no more of them', async () => {
      const owner = await newCustomer(server())
      const export_ = async () => processed(owner, (await owner.ok('exports/create', { Format: 'CSV' })).RequestId)
      await export_()
      const [mail] = await mailsTo(owner, owner.email)
      const Token = unsubscribeToken(mail)
      assert.equal((await call(server(), '/unsubscribe', undefined, { method: 'GET' })).status, 200)
      for (const bad of ['', 'x', randomBytes(32).toString('base64url'), owner.sessionId])
        assert.equal(
          assertRefused(await call(server(), 'notifications/unsubscribe', { Token: bad }), 401).ErrorCode,
          'LINK',
        )
      for (let times = 0; times < 2; times++) assertOk(await call(server(), 'notifications/unsubscribe', { Token }))
      await export_()
      assert.equal((await mailsTo(owner, owner.email)).length, 1)
      assert.equal((await told(owner)).length, 2)
      assert.deepEqual((await owner.ok(`users/get/${owner.userId}`)).Notifications.Channels, ['APP'])
      // The token opens nothing else.
      assertRefused(await call(server(), 'users/accept', { Token, Password: 'long enough it is' }), 401)
      assertRefused(await call(server(), 'auth/get', {}, { headers: { cookie: `voyzu-session-id=${Token}` } }), 401)
      assertOk(await call(server(), 'users/forgot-password', { Email: owner.email }))
      assert.equal((await mailsTo(owner, owner.email)).length, 2)
    })

    test('a sign-in from a new place is told; the first one, and one from a known place, is not', async () => {
      const owner = await newCustomer(server())
      const user = await newColleague(server(), owner)
      const news = async () => (await textsTold(user)).filter(([event]) => event === 'NewSignIn')
      assert.deepEqual(await news(), [])
      assertOk(await signInFrom(server(), user, '192.0.2.7', 'Firefox/120.0'))
      const [first] = await news()
      assert.match(first?.[1] ?? '', /has signed in from 192\.0\.2\.7 with: Firefox\/120\.0\./)
      // A new version, and another address of the same network.
      assertOk(await signInFrom(server(), user, '192.0.2.99', 'Firefox/121.3'))
      assert.equal((await news()).length, 1)
      assertOk(await signInFrom(server(), user, '198.51.100.7', 'Firefox/121.3'))
      assertOk(await signInFrom(server(), user, '192.0.2.7', 'curl/8'))
      assert.equal((await news()).length, 3)
      assertRefused(await call(server(), 'auth', { Email: user.email, Password: 'wrong' }), 401)
      assert.equal((await news()).length, 3)
    })

    test('who wants it is told of what others change, soon', { timeout: 60_000 }, async () => {
      const owner = await newCustomer(server())
      const reader = await newColleague(server(), owner)
      await owner.ok(`users/update/${owner.userId}`, { FirstName: 'Ada' })
      await owner.ok('contacts/create', person())
      await say(reader, { ContactsChanged: 'AT_ONCE' })
      await reader.ok('contacts/create', person())
      const { Id } = await owner.ok('contacts/create', person())
      await owner.ok(`contacts/update/${Id}`, { Notes: 'x' })
      const news = await eventually('the change is told', async () => (await textsTold(reader))[0], 30_000)
      assert.deepEqual(news, ['ContactsChanged', 'Ada has changed 1 contact.'])
      assert.deepEqual(await told(owner), [])
    })
  },
  { TRUST_PROXY: 'true' },
)

/** What is told of changes within some time after the readers were made due. */
async function afterDue(server: Server, who: Member, count: number) {
  await rowsOf(server.data, `update change_readers set next_at = now() - interval '1 second'`)
  return eventually(
    `${count} are told`,
    async () => {
      const news = (await textsTold(who)).filter(([event]) => event === 'ContactsChanged')
      return news.length >= count ? news : undefined
    },
    30_000,
  )
}

test('a digest comes once a day at 8 o’clock of the user, of all that others have done', {
  timeout: 90_000,
}, async (t) => {
  const server = await serverFor(t, await emptyDatabase('postgres'))
  const owner = await newCustomer(server)
  const reader = await newColleague(server, owner)
  await reader.ok(`users/update/${reader.userId}`, { TimeZone: 'Pacific/Auckland' })
  await say(reader, { ContactsChanged: 'DAILY', Channels: ['APP'] })
  const dueAt = async () => (await rowsOf(server.data, 'select next_at from change_readers'))[0]?.['next_at'] as Date
  const local = (moment: Date) => moment.toLocaleTimeString('en-GB', { timeZone: 'Pacific/Auckland' })
  assert.equal(local(await dueAt()), '08:00:00')
  assert((await dueAt()).getTime() - Date.now() <= 25 * 3600_000)

  const helpers = [await newColleague(server, owner), await newColleague(server, owner)]
  for (const who of [owner, owner, ...helpers]) await who.ok('contacts/create', person())
  const [[, text]] = (await afterDue(server, reader, 1)) as [[string, string]]
  assert.equal(
    text,
    `${owner.email} has changed 2 contacts; ${helpers[0]?.email} has changed 1 contact; ${helpers[1]?.email} has changed 1 contact.`,
  )
  assert.equal(local(await dueAt()), '08:00:00')
  await owner.ok('contacts/create', person())
  const news = await afterDue(server, reader, 2)
  assert.equal(news[0]?.[1], `${owner.email} has changed 1 contact.`)

  // What nobody wants to know is forgotten, and not told later.
  await say(reader, { ContactsChanged: 'NEVER' })
  await owner.ok('contacts/create', person())
  await say(reader, { ContactsChanged: 'DAILY' })
  await helpers[0]?.ok('contacts/create', person())
  assert.match((await afterDue(server, reader, 3))[0]?.[1] ?? '', /^colleague-\S+ has changed 1 contact\.$/)
})

test('of several processes one tells', { timeout: 60_000 }, async (t) => {
  const data = await emptyDatabase('postgres')
  const [one] = await Promise.all([serverFor(t, data), serverFor(t, data), serverFor(t, data)])
  const owner = await newCustomer(one)
  const reader = await newColleague(one, owner)
  await say(reader, { ContactsChanged: 'AT_ONCE' })
  await owner.ok('contacts/create', person())
  assert.equal((await afterDue(one, reader, 1)).length, 1)
  await new Promise((resolve) => setTimeout(resolve, 11_000))
  assert.equal((await told(reader)).length, 1)
})

test('an import that fails is told as such', async (t) => {
  const server = await serverFor(t, await emptyDatabase('postgres'))
  const owner = await newCustomer(server)
  const rows = Array.from({ length: 3000 }, (_, n) => [`N${n}`])
  await rowsOf(server.data, `alter table import_rows add constraint no_more check (row_number < 1500)`)
  const { Id, RequestId } = assertOk(
    await upload(owner, 'imports/create', {}, csv(['Last name'], ...rows), 'people.csv'),
  )
  assert.equal((await processed(owner, RequestId)).ProcessStatus, 'FAIL')
  const [{ Text, SubjectId }] = (await told(owner)) as [Body]
  assert.equal(SubjectId, Id)
  assert.match(Text, /^Your import of people\.csv has failed: .* What was done before stays: [\d,]+ contacts created/)
})
