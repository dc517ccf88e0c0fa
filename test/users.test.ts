import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { test } from 'node:test'
import {
  type Answer,
  assertOk,
  assertRefused,
  at,
  call,
  faultyPaths,
  type Member,
  mailedToken,
  member,
  newColleague,
  newCustomer,
  person,
} from './api.ts'
import { rowsOf } from './database.ts'
import { csv, upload } from './files.ts'
import { databaseKinds, emptyDatabase, onEachDatabase, type Server, serverFor } from './server.ts'

type Body = Answer['body']
const newEmail = () => `somebody-${randomUUID()}@example.com`
const password = 'a password of some length'

const signIn = (server: Pick<Server, 'url'>, Email: string, Password: string) => {
  const address = `2001:db8::${randomBytes(2).toString('hex')}:${randomBytes(2).toString('hex')}`
  return call(server, 'auth', { Email, Password }, { headers: { 'x-forwarded-for': address } })
}

const usersOf = async (who: Member): Promise<Body[]> => who.ok('users/list')
const userNamed = async (who: Member, email: string): Promise<Body> =>
  (await usersOf(who)).find(({ Email }) => Email === email)
const roleOf = async (who: Member, id: string) => (await who.ok(`users/get/${id}`)).Role

onEachDatabase(
  (server) => {
    test('somebody is invited, accepts with a password, and is signed in', async () => {
      const owner = await newCustomer(server(), { Name: 'Analytical Engines', OwnerFirstName: 'Ada' })
      const Email = newEmail()
      const invited = await owner.ok('users/create', { Email, FirstName: 'Charles' })
      const { Id, InvitationExpiresDate, CreatedDate, Notifications, ...rest } = invited
      const asInvited = { Email, FirstName: 'Charles', Role: 'USER', Status: 'INVITED', Sharing: false }
      assert.deepEqual(rest, { ...asInvited, SecondFactor: false })
      const week = Date.parse(InvitationExpiresDate) - Date.parse(CreatedDate)
      assert(Math.abs(week - 7 * 24 * 3600_000) < 60_000, InvitationExpiresDate)
      assertRefused(await signIn(server(), Email, password), 401)

      const [mail] = await owner.ok('mails/list')
      assert.deepEqual([mail.To, mail.Subject, mail.Status], [Email, 'Analytical Engines: your invitation', 'WAITING'])
      assert.match(mail.Text, /^Ada \(\S+\) invites you/)
      const Token = await mailedToken(owner, Email)
      const answer = await call(server(), 'users/accept', { Token, Password: password, LastName: 'Babbage' })
      const auth = assertOk(answer)
      assert.deepEqual(auth.User, { Id, Email, FirstName: 'Charles', LastName: 'Babbage', Role: 'USER' })
      assert.match(
        answer.headers.getSetCookie()[0] ?? '',
        new RegExp(`^voyzu-session-id=${auth.SessionId}; .*HttpOnly`),
      )
      assertOk(await signIn(server(), Email.toUpperCase(), password))
      const { Status, SignedInDate } = await userNamed(owner, Email)
      assert.equal(Status, 'ACTIVE')
      assert(Math.abs(Date.parse(SignedInDate) - Date.now()) < 60_000, SignedInDate)

      const again = assertRefused(await call(server(), 'users/accept', { Token, Password: 'another password' }), 401)
      assert.equal(again.ErrorCode, 'LINK')
      assertOk(await signIn(server(), Email, password))
    })

    test('of many who follow one link at once, one is let in', async () => {
      const owner = await newCustomer(server())
      const Email = newEmail()
      await owner.ok('users/create', { Email })
      const Token = await mailedToken(owner, Email)
      const answers = await Promise.all(
        [1, 2, 3, 4].map((n) => call(server(), 'users/accept', { Token, Password: `${password} ${n}` })),
      )
      assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 401, 401, 401])
    })

    test('an invitation is sent again with a new link; the old one is good for nothing then', async () => {
      const owner = await newCustomer(server())
      const Email = newEmail()
      const { Id } = await owner.ok('users/create', { Email })
      const first = await mailedToken(owner, Email)
      assert.equal((await owner.ok(`users/invite/${Id}`)).Status, 'INVITED')
      const second = await mailedToken(owner, Email)
      assert.notEqual(second, first)
      assertRefused(await call(server(), 'users/accept', { Token: first, Password: password }), 401)
      assertOk(await call(server(), 'users/accept', { Token: second, Password: password }))
      assert.equal((await owner.refused(`users/invite/${Id}`)).ErrorCode, 'CONFLICT')
    })

    test('who was invited and deleted cannot accept; the address can be invited again', async () => {
      const owner = await newCustomer(server())
      const Email = newEmail()
      const { Id } = await owner.ok('users/create', { Email })
      assert.deepEqual(faultyPaths(await owner.refused('users/create', { Email: Email.toUpperCase() })), ['Email'])
      const Token = await mailedToken(owner, Email)
      await owner.ok(`users/delete/${Id}`)
      assertRefused(await call(server(), 'users/accept', { Token, Password: password }), 401)
      assert.notEqual((await owner.ok('users/create', { Email })).Id, Id)
      assert.equal((await usersOf(owner)).length, 2)
    })

    test('two organisations may invite one address: it tells neither of the other, and who accepts first has it', async () => {
      const [one, other] = [await newCustomer(server()), await newCustomer(server())]
      const Email = newEmail()
      for (const owner of [one, other]) await owner.ok('users/create', { Email })
      const accept = async (owner: Member) =>
        call(server(), 'users/accept', { Token: await mailedToken(owner, Email), Password: password })
      assertOk(await accept(one))
      assert.equal(assertRefused(await accept(other)).ErrorCode, 'CONFLICT')
      assert.equal((await userNamed(other, Email)).Status, 'INVITED')
      assert.equal(assertOk(await signIn(server(), Email, password)).Customer.Id, one.customerId)
    })

    test('what is no invitation is refused, each fault by its name', async () => {
      const owner = await newCustomer(server())
      const bad = { Email: 'nobody', Role: 'KING', FirstName: 7, Colour: 'red' }
      assert.deepEqual(faultyPaths(await owner.refused('users/create', bad)), ['Colour', 'Email', 'FirstName', 'Role'])
      await owner.refused('users/create', { Email: `${'x'.repeat(400)}@example.com` })
      await owner.refused('users/create', { Email: 'a@example.com\r\nBcc: all@example.com' })
      assert.equal((await usersOf(owner)).length, 1)
      assert.deepEqual(await owner.ok('mails/list'), [])
      for (const Token of ['', 'x', 'A'.repeat(64), randomBytes(48).toString('base64url'), owner.sessionId])
        assertRefused(await call(server(), 'users/accept', { Token, Password: password }), 401)
      assertRefused(await call(server(), 'users/accept', { Token: 'x', Password: 'short' }))
    })

    test('names may be anything; a mail has them as they are, in one line of its subject', async () => {
      const owner = await newCustomer(server(), {
        Name: 'Ünïcode <b>& Co</b>\u0000\r\nBcc: x@y.z 🦊'.replace('\u0000', ''),
      })
      await owner.ok('users/create', { Email: newEmail() })
      const [{ Subject, Text }] = await owner.ok('mails/list')
      assert.equal(Subject, 'Ünïcode <b>& Co</b> Bcc: x@y.z 🦊: your invitation')
      assert.match(Text, /Ünïcode <b>& Co<\/b>/)
    })

    test('users see each other, and nobody of another organisation', async () => {
      const [owner, stranger] = [await newCustomer(server()), await newCustomer(server())]
      const user = await newColleague(server(), owner)
      assert.deepEqual((await usersOf(user)).map(({ Id }) => Id).toSorted(), [owner.userId, user.userId].toSorted())
      const seen = await user.ok(`users/get/${owner.userId}`)
      assert.deepEqual([seen.Role, seen.Notifications], ['OWNER', undefined])
      assert.deepEqual([seen.SecondFactor, seen.SignedInDate], [undefined, undefined])
      assert.equal((await user.ok(`users/get/${user.userId}`)).SecondFactor, false)
      assert.equal((await user.ok(`users/get/${user.userId}`)).Notifications.ContactsChanged, 'NEVER')
      for (const id of [stranger.userId, randomUUID(), 'nobody', "'; --"])
        for (const path of ['get', 'update', 'update-notification', 'invite'])
          assert.equal((await owner.refused(`users/${path}/${encodeURIComponent(id)}`)).ErrorCode, 'NOT_FOUND', path)
      await owner.ok(`users/delete/${stranger.userId}`)
      await stranger.ok('auth/get')
    })

    test('a user changes the own name and time zone, and nothing of others', async () => {
      const owner = await newCustomer(server())
      const [user, other] = [await newColleague(server(), owner), await newColleague(server(), owner)]
      const named = { FirstName: 'Grace', LastName: 'Hopper', TimeZone: 'Pacific/Auckland' }
      const changed = await user.ok(`users/update/${user.userId}`, named)
      assert.deepEqual({ ...changed, ...named }, changed)
      assert.equal((await user.ok('auth/get')).User.FirstName, 'Grace')
      const cleared = await user.ok(`users/update/${user.userId}`, { FirstName: null, TimeZone: null })
      assert.deepEqual([cleared.FirstName, cleared.LastName, cleared.TimeZone], [undefined, 'Hopper', undefined])
      assert.deepEqual(faultyPaths(await user.refused(`users/update/${user.userId}`, { TimeZone: 'Moon/Sea' })), [
        'TimeZone',
      ])
      for (const input of [{ FirstName: 'X' }, { Role: 'USER' }, { Active: false }])
        assert.equal((await user.refused(`users/update/${other.userId}`, input, 401)).ErrorCode, 'ROLE')
      for (const Role of ['ADMINISTRATOR', 'OWNER'])
        assert.equal((await user.refused(`users/update/${user.userId}`, { Role }, 401)).ErrorCode, 'ROLE')
      await user.refused(`users/delete/${other.userId}`, {}, 401)
      await user.refused(`users/update-notification/${other.userId}`, { SyncTrouble: false }, 401)
      assert.equal(await roleOf(owner, user.userId), 'USER')
    })

    test('administrators rule over users and administrators, but not over owners', async () => {
      const owner = await newCustomer(server())
      const admin = await newColleague(server(), owner, 'ADMINISTRATOR')
      const user = await newColleague(server(), owner)
      await admin.ok(`users/update/${user.userId}`, { Role: 'ADMINISTRATOR', FirstName: 'Promoted' })
      await admin.ok(`users/update/${user.userId}`, { Role: 'USER' })
      await admin.ok(`users/update-notification/${user.userId}`, { SyncTrouble: false })
      assert.equal((await admin.ok(`users/get/${user.userId}`)).Notifications.SyncTrouble, false)
      for (const [id, input] of [
        [user.userId, { Role: 'OWNER' }],
        [admin.userId, { Role: 'OWNER' }],
        [owner.userId, { Role: 'USER' }],
        [owner.userId, { FirstName: 'X' }],
        [owner.userId, { Active: false }],
      ] as const)
        assert.equal((await admin.refused(`users/update/${id}`, input, 401)).ErrorCode, 'ROLE')
      await admin.refused('users/create', { Email: newEmail(), Role: 'OWNER' }, 401)
      await admin.refused(`users/delete/${owner.userId}`, {}, 401)
      await admin.refused(`users/update-notification/${owner.userId}`, {}, 401)
      await owner.ok(`users/update/${admin.userId}`, { Role: 'OWNER' })
      await admin.ok(`users/update/${owner.userId}`, { Role: 'USER' })
      assert.equal((await owner.ok('auth/get')).User.Role, 'USER')
    })

    test('a role holds at once, also in sessions that are open', async () => {
      const owner = await newCustomer(server())
      const user = await newColleague(server(), owner)
      await user.refused('mails/list', {}, 401)
      await owner.ok(`users/update/${user.userId}`, { Role: 'ADMINISTRATOR' })
      await user.ok('mails/list')
      await owner.ok(`users/update/${user.userId}`, { Role: 'USER' })
      assert.equal((await user.refused('mails/list', {}, 401)).ErrorCode, 'ROLE')
      await user.ok('auth/get')
    })

    test('a link is good for no more than when it was sent', async () => {
      const owner = await newCustomer(server())
      const Email = newEmail()
      const { Id } = await owner.ok('users/create', { Email })
      const first = await mailedToken(owner, Email)
      await owner.ok(`users/update/${Id}`, { Role: 'OWNER' })
      assertRefused(await call(server(), 'users/accept', { Token: first, Password: password }), 401)
      const second = await mailedToken(owner, Email)
      assert.equal(
        assertOk(await call(server(), 'users/accept', { Token: second, Password: password })).User.Role,
        'OWNER',
      )
      const user = await newColleague(server(), owner)
      assertOk(await call(server(), 'users/forgot-password', { Email: user.email }))
      const Token = await mailedToken(owner, user.email)
      await owner.ok(`users/update/${user.userId}`, { Role: 'ADMINISTRATOR' })
      assertRefused(await call(server(), 'users/reset-password', { Token, Password: password }), 401)
    })

    test('no mail is kept with an answer, and no token reads one', async () => {
      const owner = await newCustomer(server())
      await owner.refused('mails/list?async=true')
      await owner.refused('mails/list', {}, 400, { headers: { 'idempotency-key': 'x' } })
      const { Secret } = await owner.ok('tokens/create', { Name: 'x', Scope: 'ADMIN' })
      const headers = { authorization: `Bearer ${Secret}` }
      assert.equal(assertRefused(await call(server(), 'mails/list', {}, { headers }), 401).ErrorCode, 'SCOPE')
    })

    test('a new password in place of a forgotten one ends the tokens too', async () => {
      const owner = await newCustomer(server())
      const { Secret } = await owner.ok('tokens/create', { Name: 'x', Scope: 'READ' })
      assertOk(await call(server(), 'users/forgot-password', { Email: owner.email }))
      const Token = await mailedToken(owner, owner.email)
      const auth = assertOk(await call(server(), 'users/reset-password', { Token, Password: password }))
      const headers = { cookie: `voyzu-session-id=${auth.SessionId}` }
      assert.deepEqual(assertOk(await call(server(), 'tokens/list', {}, { headers })), [])
      await new Promise((resolve) => setTimeout(resolve, 1100))
      assertRefused(await call(server(), 'auth/get', {}, { headers: { authorization: `Bearer ${Secret}` } }), 401)
    })

    test('what a user has begun ends with the user', async () => {
      const owner = await newCustomer(server())
      const user = await newColleague(server(), owner)
      const rows = Array.from({ length: 20_000 }, (_, n) => [`N${n}`])
      assertOk(await upload(user, 'imports/create', {}, csv(['Last name'], ...rows)))
      await owner.ok(`users/update/${user.userId}`, { Active: false })
      const counted = async () => (await owner.ok('customers/get')).Usage.Contacts
      await new Promise((resolve) => setTimeout(resolve, 1000))
      const before = await counted()
      await new Promise((resolve) => setTimeout(resolve, 500))
      assert.equal(await counted(), before)
      assert(before < 20_000)
      const [{ Status, ErrorMessage }] = await owner.ok('imports/list')
      assert.equal(Status, 'FAIL')
      assert.match(ErrorMessage, /deactivated/)
    })

    test('the last owner neither leaves nor is demoted, whatever happens at once', async () => {
      const owner = await newCustomer(server())
      // Nobody deactivates himself, whoever he is.
      assert.deepEqual(faultyPaths(await owner.refused(`users/update/${owner.userId}`, { Active: false })), ['Active'])
      for (const input of [{ Role: 'USER' }, { Role: 'ADMINISTRATOR' }])
        assert.equal((await owner.refused(`users/update/${owner.userId}`, input)).ErrorCode, 'CONFLICT')
      assert.equal((await owner.refused(`users/delete/${owner.userId}`)).ErrorCode, 'CONFLICT')
      // One who has not accepted does not count.
      await owner.ok('users/create', { Email: newEmail(), Role: 'OWNER' })
      await owner.refused(`users/delete/${owner.userId}`)
      const others = [await newColleague(server(), owner, 'OWNER'), await newColleague(server(), owner, 'OWNER')]
      const owners = [owner, ...others]
      const answers = await Promise.all([
        ...owners.map((who) => who.call(`users/update/${who.userId}`, { Role: 'USER' })),
        ...owners.map((who) => who.call(`users/delete/${who.userId}`)),
      ])
      assert(answers.every(({ status }) => status !== 500))
      const left = await Promise.all(owners.map(async (who) => (await who.call('mails/list')).status))
      assert.equal(left.filter((status) => status === 200).length, 1)
    })

    test('a deactivated user is signed out everywhere, cannot sign in, and comes back', async () => {
      const owner = await newCustomer(server())
      const user = await newColleague(server(), owner)
      assert.equal((await owner.ok(`users/update/${user.userId}`, { Active: false })).Status, 'DEACTIVATED')
      assert.equal((await user.refused('auth/get', {}, 401)).ErrorCode, 'SESSION')
      assert.equal(assertRefused(await signIn(server(), user.email, user.password), 401).ErrorCode, 'DEACTIVATED')
      const wrong = assertRefused(await signIn(server(), user.email, 'a wrong password'), 401)
      assert.equal(wrong.ErrorCode, 'CREDENTIALS')
      assert.equal((await owner.ok(`users/update/${user.userId}`, { Active: true })).Status, 'ACTIVE')
      await user.refused('auth/get', {}, 401)
      assertOk(await signIn(server(), user.email, user.password))
      const { Id } = await owner.ok('users/create', { Email: newEmail() })
      assert.deepEqual(faultyPaths(await owner.refused(`users/update/${Id}`, { Active: true })), ['Active'])
    })

    test('what a deleted user did stays, under the same name; the sign-in name is free', async () => {
      const owner = await newCustomer(server())
      const user = await newColleague(server(), owner)
      await user.ok(`users/update/${user.userId}`, { FirstName: 'Grace' })
      const { Id } = await user.ok('contacts/create', person())
      await user.ok(`users/delete/${user.userId}`)
      await user.refused('auth/get', {}, 401)
      assertRefused(await signIn(server(), user.email, user.password), 401)
      await owner.ok(`users/delete/${user.userId}`)
      const contact = await owner.ok(`contacts/get/${Id}`)
      const gone = await owner.ok(`users/get/${contact.CreatedBy}`)
      assert.deepEqual([gone.FirstName, gone.Email, gone.Status], ['Grace', user.email, 'DELETED'])
      assert.equal((await usersOf(owner)).length, 1)
      await owner.refused(`users/update/${user.userId}`, { FirstName: 'X' })
      const other = await newCustomer(server(), { OwnerEmail: user.email })
      assert.equal((await other.ok('auth/get')).User.Email, user.email)
    })

    test('a new password needs the old one, and ends all other sessions', async () => {
      const owner = await newCustomer(server())
      const { SessionId } = assertOk(await signIn(server(), owner.email, owner.password))
      const elsewhere = member(server(), { ...(await owner.ok('auth/get')), SessionId }, owner.email, owner.password)
      await elsewhere.ok('auth/get')
      const wrong = { OldPassword: 'not this', NewPassword: password }
      assert.deepEqual(faultyPaths(await owner.refused('users/update-password', wrong)), ['OldPassword'])
      const change = { OldPassword: owner.password, NewPassword: password }
      for (const [path, headers] of [
        ['users/update-password?async=true', {}],
        ['users/update-password', { 'idempotency-key': 'x' }],
      ] as const)
        assert.match((await owner.refused(path, change, 400, { headers })).ErrorMessage, /secret/)
      await owner.refused('users/update-password', { ...change, NewPassword: 'short' })
      await elsewhere.ok('auth/get')
      await owner.ok('users/update-password', change)
      await owner.ok('auth/get')
      await elsewhere.refused('auth/get', {}, 401)
      assertRefused(await signIn(server(), owner.email, owner.password), 401)
      assertOk(await signIn(server(), owner.email, password))
    })

    test('who finds a page open cannot try all old passwords', async () => {
      const owner = await newCustomer(server())
      const guess = () => owner.call('users/update-password', { OldPassword: 'a guess', NewPassword: password })
      const statuses = []
      for (let tries = 0; tries < 8; tries++) statuses.push((await guess()).status)
      assert(statuses.includes(429), `${statuses}`)
    })

    test('a forgotten password is set anew by a link, once, and everybody else is signed out', async () => {
      const owner = await newCustomer(server())
      assertOk(await call(server(), 'users/forgot-password', { Email: owner.email.toUpperCase() }))
      const Token = await mailedToken(owner, owner.email)
      await owner.ok('auth/get')
      const reset = (Password: string) => call(server(), 'users/reset-password', { Token, Password })
      assertRefused(await call(server(), 'users/accept', { Token, Password: password }), 401)
      assertRefused(await reset('short'))
      const auth = assertOk(await reset(password))
      assert.equal(auth.User.Id, owner.userId)
      await owner.refused('auth/get', {}, 401)
      assertRefused(await reset('another password'), 401)
      assertRefused(await signIn(server(), owner.email, owner.password), 401)
      assertOk(await signIn(server(), owner.email, password))
    })

    test('nobody can tell by a forgotten password whether there is an account', async () => {
      const owner = await newCustomer(server())
      const user = await newColleague(server(), owner)
      await owner.ok(`users/update/${user.userId}`, { Active: false })
      const before = (await owner.ok('mails/list')).length
      const times: number[] = []
      for (const Email of [owner.email, newEmail(), user.email, 'no address at all']) {
        const began = performance.now()
        const answer = await call(server(), 'users/forgot-password', { Email })
        times.push(performance.now() - began)
        assert.deepEqual([answer.status, answer.text], [200, ''])
      }
      assert(
        times.every((time) => time >= 190),
        `${times}`,
      )
      assert.equal((await owner.ok('mails/list')).length, before + 1)
    })

    test('links cannot be asked for without end, and asking keeps nobody from signing in', async () => {
      const owner = await newCustomer(server())
      const answers = []
      for (let tries = 0; tries < 7; tries++)
        answers.push(await call(server(), 'users/forgot-password', { Email: owner.email }))
      const refused = answers.find(({ status }) => status === 429)
      assert(refused !== undefined, `${answers.map(({ status }) => status)}`)
      assert(Number(refused.headers.get('retry-after')) >= 1)
      assertOk(await signIn(server(), owner.email, owner.password))
    })

    test('administrators read no mail that opens the account of a peer or an owner', async () => {
      const owner = await newCustomer(server())
      const [admin, peer] = [
        await newColleague(server(), owner, 'ADMINISTRATOR'),
        await newColleague(server(), owner, 'ADMINISTRATOR'),
      ]
      const user = await newColleague(server(), owner)
      const targets = [owner, admin, peer, user]
      for (const { email } of targets) assertOk(await call(server(), 'users/forgot-password', { Email: email }))
      const readable = async (who: Member) =>
        (await who.ok('mails/list'))
          .filter(({ Subject, Text }: Body) => Subject.endsWith('a new password') && Text !== undefined)
          .map(({ To }: Body) => To)
          .toSorted()
      assert.deepEqual(await readable(owner), targets.map(({ email }) => email).toSorted())
      assert.deepEqual(await readable(admin), [admin.email, user.email].toSorted())
      await user.refused('mails/list', {}, 401)
    })

    test('users/update-sharing: all that is asked for or nothing, and what new users get', async () => {
      const [owner, stranger] = [await newCustomer(server()), await newCustomer(server())]
      const user = await newColleague(server(), owner)
      const sharing = async () =>
        Object.fromEntries((await usersOf(owner)).map(({ Email, Sharing }) => [Email, Sharing]))
      await owner.ok('users/update-sharing', { Users: [{ UserId: user.userId, Sharing: true }], NewUsersShare: true })
      const Email = newEmail()
      await owner.ok('users/create', { Email })
      const expected = { [owner.email]: false, [user.email]: true, [Email]: true }
      assert.deepEqual(await sharing(), expected)
      const bad = {
        Users: [
          { UserId: owner.userId, Sharing: true },
          { UserId: stranger.userId, Sharing: true },
          { UserId: 'nobody', Sharing: true },
        ],
        NewUsersShare: false,
      }
      assert.deepEqual(faultyPaths(await owner.refused('users/update-sharing', bad)), [
        'Users[1].UserId',
        'Users[2].UserId',
      ])
      await user.refused('users/update-sharing', { NewUsersShare: false }, 401)
      await owner.ok('users/update-sharing')
      assert.deepEqual(await sharing(), expected)
      assert.equal((await usersOf(stranger))[0]?.Sharing, false)
    })

    test('users/update-notification: what is absent stays', async () => {
      const owner = await newCustomer(server())
      const own = async () => (await owner.ok(`users/get/${owner.userId}`)).Notifications
      const first = await own()
      await owner.ok(`users/update-notification/${owner.userId}`, { ContactsChanged: 'DAILY', Channels: ['APP'] })
      assert.deepEqual(await own(), { ...first, ContactsChanged: 'DAILY', Channels: ['APP'] })
      await owner.ok(`users/update-notification/${owner.userId}`, { ImportFinished: false, Channels: [] })
      assert.deepEqual(await own(), { ...first, ContactsChanged: 'DAILY', ImportFinished: false, Channels: [] })
      for (const bad of [
        { Channels: ['FAX'] },
        { Channels: ['APP', 'APP'] },
        { ContactsChanged: 'HOURLY' },
        { X: true },
      ])
        await owner.refused(`users/update-notification/${owner.userId}`, bad)
    })
  },
  { TRUST_PROXY: 'true' },
)

test('a role is lost at another process within a second, and a deactivated user too', async (t) => {
  const data = await emptyDatabase('postgres')
  const [one, two] = await Promise.all([serverFor(t, data), serverFor(t, data)])
  const owner = await newCustomer(one)
  const admin = await newColleague(one, owner, 'ADMINISTRATOR')
  const there = at(two, admin)
  await there.ok('mails/list')
  await owner.ok(`users/update/${admin.userId}`, { Role: 'USER' })
  await new Promise((resolve) => setTimeout(resolve, 1000))
  await there.refused('mails/list', {}, 401)
  await owner.ok(`users/update/${admin.userId}`, { Active: false })
  await new Promise((resolve) => setTimeout(resolve, 1000))
  assert.equal((await there.refused('auth/get', {}, 401)).ErrorCode, 'SESSION')
})

test('no link and no password is kept as it is, but for the link in a mail that waits', async (t) => {
  const server = await serverFor(t, await emptyDatabase('postgres'))
  const owner = await newCustomer(server)
  const Email = newEmail()
  await owner.ok('users/create', { Email })
  const Token = await mailedToken(owner, Email)
  await rowsOf(server.data, 'update mails set letter = null')
  assertOk(await call(server, 'users/forgot-password', { Email: owner.email }))
  const reset = await mailedToken(owner, owner.email)
  await rowsOf(server.data, 'update mails set letter = null')
  assertOk(await call(server, 'users/reset-password', { Token: reset, Password: 'a password to look for' }))
  const tables = await rowsOf(
    server.data,
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_schema in ('public', 'pgboss') and table_type = 'BASE TABLE'`,
  )
  for (const { name } of tables) {
    const [{ text }] = (await rowsOf(server.data, `select coalesce(json_agg(t)::text, '') as text from ${name} t`)) as [
      Body,
    ]
    for (const secret of [Token, reset, 'a password to look for'])
      assert(!text.includes(secret), `${name} has a secret`)
  }
  for (const secret of [Token, reset, 'a password to look for', Email])
    assert(!server.output().includes(secret), 'the log has a secret')
  assert.match(await server.output(), /users\/reset-password/)
})

test('links expire: an invitation after a week, a new password after an hour', async (t) => {
  const server = await serverFor(t, await emptyDatabase('postgres'))
  const owner = await newCustomer(server)
  const Email = newEmail()
  await owner.ok('users/create', { Email })
  assertOk(await call(server, 'users/forgot-password', { Email: owner.email }))
  const links = await rowsOf(server.data, 'select purpose, expires_at - now() as left from links order by purpose')
  assert.deepEqual(
    links.map(({ purpose, left }) => [purpose, left.days ?? 0, left.hours ?? 0, left.minutes ?? 0]),
    [
      ['INVITATION', 6, 23, 59],
      ['PASSWORD', 0, 0, 59],
    ],
  )
  await rowsOf(server.data, 'update links set expires_at = now()')
  const tried = [
    ['users/accept', await mailedToken(owner, Email)],
    ['users/reset-password', await mailedToken(owner, owner.email)],
  ] as const
  for (const [path, Token] of tried)
    assert.equal(assertRefused(await call(server, path, { Token, Password: password }), 401).ErrorCode, 'LINK')
})

for (const kind of databaseKinds)
  test(`where anybody may sign up, an organisation sends 50 invitations a day (${kind})`, async (t) => {
    const data = await emptyDatabase(kind)
    const server = await serverFor(t, data, { ALLOW_SIGN_UP: 'true' })
    const [owner, other] = [await newCustomer(server), await newCustomer(server)]
    const { Id } = await owner.ok('users/create', { Email: newEmail() })
    for (let sent = 1; sent < 46; sent++) await owner.ok('users/create', { Email: newEmail() })
    await owner.ok(`users/invite/${Id}`)
    await owner.ok(`users/update/${Id}`, { Role: 'ADMINISTRATOR' })
    // Of those that are refused none counts, and of many at once no more are sent than may be.
    await owner.refused('users/create', { Email: owner.email })
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => owner.call('users/create', { Email: newEmail() })),
    )
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 200, 429, 429])
    const count = (await usersOf(owner)).length
    for (const path of ['users/create', `users/invite/${Id}`, `users/update/${Id}`]) {
      const input = path === 'users/create' ? { Email: newEmail() } : path.includes('update') ? { Role: 'USER' } : {}
      const answer = await owner.call(path, input)
      assert.equal(assertRefused(answer, 429).ErrorCode, 'TOO_MANY')
      const wait = Number(answer.headers.get('retry-after'))
      assert(wait > 86_000 && wait <= 86_400, `${wait}`)
    }
    assert.equal((await usersOf(owner)).length, count)
    assert.equal((await owner.ok('mails/list')).length, 50)
    await other.ok('users/create', { Email: newEmail() })
    if (kind === 'embedded') return
    await rowsOf(data, `update customer_counters set invited_since = now() - interval '24 hours'`)
    for (let sent = 0; sent < 3; sent++) await owner.ok('users/create', { Email: newEmail() })
  })

test('where the operator says who is there, invitations have no limit', async (t) => {
  const server = await serverFor(t, await emptyDatabase('postgres'))
  const owner = await newCustomer(server)
  for (let sent = 0; sent < 52; sent++) await owner.ok('users/create', { Email: newEmail() })
})
