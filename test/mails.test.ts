import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { type Answer, assertOk, call, eventually, newColleague, newCustomer } from './api.ts'
import { rowsOf } from './database.ts'
import { linkIn, mailServer } from './mail-server.ts'
import { databaseKinds, emptyDatabase, runServer, serverFor } from './server.ts'

type Body = Answer['body']

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** The settings of a server whose links lead to itself. */
async function mailing(SMTP_URL: string) {
  const port = await freePort()
  return { PORT: String(port), PUBLIC_URL: `http://127.0.0.1:${port}`, SMTP_URL, MAIL_FROM: 'CRM <crm@example.org>' }
}

for (const kind of databaseKinds) {
  test(`an invitation comes by mail, and its link is followed (${kind})`, async (t) => {
    const mails = await mailServer(t)
    const server = await serverFor(t, await emptyDatabase(kind), await mailing(mails.url))
    const owner = await newCustomer(server, { Name: 'Ünïcode <i>& Söhne</i>' })
    await owner.ok('users/create', { Email: 'grace@example.com', FirstName: 'Grace' })
    const mail = await mails.mailTo('grace@example.com')
    assert.deepEqual(
      [mail.from?.name, mail.from?.address, mail.subject],
      ['CRM', 'crm@example.org', 'Ünïcode <i>& Söhne</i>: your invitation'],
    )
    assert.match(mail.html ?? '', /Ünïcode &lt;i&gt;&amp; Söhne&lt;\/i&gt;/)
    const [page = '', Token] = linkIn(mail).split('#')
    assert.equal(page, `${server.url}/invitation`)
    const followed = await fetch(page)
    assert.equal(followed.status, 200)
    assert.match(await followed.text(), /<script type="module"/)
    const auth = assertOk(await call(server, 'users/accept', { Token, Password: 'a password of some length' }))
    assert.equal(auth.User.FirstName, 'Grace')

    const sent = await eventually('the mail is marked as sent', async () =>
      (await owner.ok('mails/list')).find(({ Status }: Body) => Status === 'SENT'),
    )
    assert.deepEqual([sent.Text, sent.ErrorMessage, sent.Attempts], [undefined, undefined, 1])
    assert.equal((await owner.refused(`mails/retry/${sent.Id}`)).ErrorCode, 'NOT_FOUND')

    assertOk(await call(server, 'users/forgot-password', { Email: 'grace@example.com' }))
    const second = await eventually('the second mail', () => mails.taken[1])
    assert.match(linkIn(second), /\/password#/)
    assert.equal(mails.taken.length, 2)
    assert.notEqual(mails.taken[0]?.messageId, second.messageId)
  })

  test(`what the mail server does not take stays, is told, and is tried again (${kind})`, async (t) => {
    let code = 451
    const mails = await mailServer(t, (address) => (address === 'never@example.com' ? 550 : code))
    const server = await serverFor(t, await emptyDatabase(kind), await mailing(mails.url))
    const owner = await newCustomer(server)
    for (const Email of ['later@example.com', 'never@example.com']) await owner.ok('users/create', { Email })
    const [never, later] = await eventually('both were tried', async () => {
      const listed = await owner.ok('mails/list')
      return listed.every(({ ErrorMessage }: Body) => ErrorMessage !== undefined) ? listed : undefined
    })
    assert.deepEqual([never.Status, later.Status, later.Attempts], ['FAILED', 'WAITING', 1])
    assert.match(later.ErrorMessage, /451/)
    const pause = Date.parse(later.NextAttemptDate) - Date.now()
    assert(pause > 40_000 && pause <= 60_000, `next attempt in ${pause} ms`)
    code = 0
    const again = await owner.ok(`mails/retry/${later.Id}`)
    assert.equal(again.Status, 'WAITING')
    await mails.mailTo('later@example.com')
    assert.equal(mails.taken.length, 1)
  })
}

test('a mail that was taken over by a process that died is sent by another, once', async (t) => {
  const data = await emptyDatabase('postgres')
  const quiet = await serverFor(t, data)
  const owner = await newCustomer(quiet)
  for (let count = 0; count < 30; count++) await owner.ok('users/create', { Email: `user-${count}@example.com` })
  const mails = await mailServer(t)
  const dying = await serverFor(t, data, await mailing(mails.url))
  await eventually('some are sent', () => (mails.taken.length > 3 ? true : undefined))
  await dying.kill()
  await Promise.all([1, 2, 3].map(async () => serverFor(t, data, await mailing(mails.url))))
  await eventually('the others are sent', async () => {
    const rows = await rowsOf(data, 'select count(*)::integer as due from mails where next_attempt_at <= now()')
    return rows[0]?.['due'] === 0 ? true : undefined
  })
  // What was being sent when it died is put off for a minute; what others are at ends, and then time is made to pass.
  await new Promise((resolve) => setTimeout(resolve, 2000))
  await rowsOf(data, `update mails set next_attempt_at = now() where next_attempt_at is not null`)
  await eventually('all are sent', async () => {
    const rows = await rowsOf(data, 'select count(*)::integer as waiting from mails where sent_at is null')
    return rows[0]?.['waiting'] === 0 ? true : undefined
  })
  const times = new Map<string, number>()
  for (const { messageId = '' } of mails.taken) times.set(messageId, (times.get(messageId) ?? 0) + 1)
  assert.equal(times.size, 30)
  // At most the one that was under way when the process died.
  assert(mails.taken.length <= 31, `${mails.taken.length} mails`)
})

test('where mails are sent from now on, no link goes out that is good for nothing', async (t) => {
  const data = await emptyDatabase('postgres')
  const quiet = await serverFor(t, data)
  const owner = await newCustomer(quiet)
  await newColleague(quiet, owner)
  const { Id } = await owner.ok('users/create', { Email: 'again@example.com' })
  await owner.ok(`users/invite/${Id}`)
  const { Id: gone } = await owner.ok('users/create', { Email: 'gone@example.com' })
  await owner.ok(`users/delete/${gone}`)
  const mails = await mailServer(t)
  await serverFor(t, data, await mailing(mails.url))
  await mails.mailTo('again@example.com')
  await new Promise((resolve) => setTimeout(resolve, 3000))
  assert.deepEqual(
    mails.taken.map(({ to }) => to?.[0]?.address),
    ['again@example.com'],
  )
  const statuses = (await owner.ok('mails/list')).map(({ Status }: Body) => Status)
  assert.deepEqual(statuses.toSorted(), ['FAILED', 'FAILED', 'FAILED', 'SENT'])
})

test('a mail server needs to know where the links lead', async () => {
  const { code, output } = await runServer({ ...(await emptyDatabase('embedded')), SMTP_URL: 'smtp://localhost:25' })
  assert.equal(code, 1)
  assert.match(output, /PUBLIC_URL is needed with SMTP_URL/)
})
