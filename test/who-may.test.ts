/**
 * Every operation by every role, and on what is another Customer's. The list of operations is the source: one without a
 * decision here is a fault of types, and of this test.
 */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { type OperationName, operations } from '../contract/operations.ts'
import { allContacts, call, type Member, newColleague, newCustomer, person, processed } from './api.ts'
import { csv, upload } from './files.ts'
import { png } from './pictures.ts'
import { onEachDatabase } from './server.ts'
import { written } from './workbooks.ts'

type Role = 'USER' | 'ADMINISTRATOR' | 'OWNER'

interface Decision {
  /** The least role; ANYONE needs no session. */
  may: Role | 'ANYONE'
  /** The least scope of an API token; SESSION is more than any has. */
  scope?: 'READ' | 'WRITE' | 'ADMIN' | 'SESSION'
  input?: object
  /** Makes something of the member's own that the operation can be about, and gives its id. */
  of?: (who: Member) => Promise<string>
  /** What is said of an id of another Customer; a delete says nothing, and does nothing. */
  foreign?: 'NOT_FOUND' | 'NOTHING'
}

const made = (path: string, input: () => object) => async (who: Member) => (await who.ok(path, input())).Id as string
const contact = made('contacts/create', person)
const pictured = async (who: Member) => {
  const id = await contact(who)
  await upload(who, `contacts/update-photo/${id}`, undefined, png(), 'me.png')
  return id
}
const label = made('labels/create', () => ({ Name: `#${randomUUID().slice(0, 8)}` }))
const contactType = made('contact-types/create', () => ({ Name: randomUUID().slice(0, 8) }))
const segment = made('segments/create', () => ({ Name: 'Mine', Search: {} }))
const user = made('users/create', () => ({ Email: `${randomUUID()}@example.com` }))
const changeSet = async (who: Member) => {
  await contact(who)
  return (await who.ok('changesets/list')).Rows[0].Id as string
}
const nobodys = async () => randomUUID()
const itself = async (who: Member) => who.userId
const session = async (who: Member) => (await who.ok('sessions/list'))[0].Id as string
const request = async (who: Member) => {
  const { RequestId } = await who.ok('labels/list?async=true')
  await processed(who, RequestId)
  return RequestId as string
}
const token = made('tokens/create', () => ({ Name: 'A program', Scope: 'READ' }))
const mail = async (who: Member) => {
  await user(who)
  return (await who.ok('mails/list'))[0].Id as string
}
const anImport = async (who: Member) => {
  const { body } = await upload(who, 'imports/create', { Force: true }, csv(['Last name'], [randomUUID()]))
  await processed(who, body.RequestId)
  return body.Id as string
}
const anExport = async (who: Member) => {
  const { Id, RequestId } = await who.ok('exports/create', { Format: 'CSV' })
  await processed(who, RequestId)
  return Id as string
}
const spreadsheet = async (who: Member) => {
  const workbook = Buffer.from(await written([[['Ada', 1]]], { name: 'People', second: 'Notes' }))
  return (await upload(who, 'spreadsheets/create', {}, workbook, 'people.xlsx')).body.Id as string
}
const webhook = made('webhooks/create', () => ({ Name: 'Mine', Url: 'https://webhooks.invalid/' }))

const NOT_FOUND = 'NOT_FOUND' as const
const NOTHING = 'NOTHING' as const

// biome-ignore format: it is a table, a row a line
const decisions: Record<OperationName, Decision> = {
  'auth':                           { may: 'ANYONE', input: { Email: 'nobody@example.com', Password: 'x' } },
  'auth/get':                       { may: 'USER', scope: 'READ' },
  'auth/delete':                    { may: 'USER', scope: 'SESSION' },
  'auth/nonce':                     { may: 'ANYONE' },
  'auth/providers':                 { may: 'ANYONE' },
  // Whose identities are seen and unlinked by whom, openid-sign-in.test.ts tells: it has a provider.
  'identities/list':                { may: 'USER', scope: 'READ' },
  'identities/create':              { may: 'USER', scope: 'SESSION', input: { Provider: 'none' } },
  'identities/delete/{id}':         { may: 'USER', scope: 'SESSION', of: nobodys, foreign: NOTHING },
  'sessions/list':                  { may: 'USER', scope: 'READ' },
  'sessions/delete/{id}':           { may: 'USER', scope: 'SESSION', of: session, foreign: NOTHING },
  'second-factor/get':              { may: 'USER', scope: 'READ' },
  'second-factor/begin':            { may: 'USER', scope: 'SESSION' },
  'second-factor/confirm':          { may: 'USER', scope: 'SESSION', input: { Code: '123456' } },
  'second-factor/recovery-codes':   { may: 'USER', scope: 'SESSION', input: { Code: '123456' } },
  'second-factor/delete':           { may: 'USER', scope: 'SESSION', input: { Password: 'x' } },
  'customers/create':               { may: 'ANYONE' },
  'customers/get':                  { may: 'USER', scope: 'READ' },
  'customers/update':               { may: 'ADMINISTRATOR', scope: 'ADMIN', input: { TimeZone: 'Europe/Berlin' } },
  'customers/update-plan':          { may: 'ANYONE', input: { CustomerId: 'x', Plan: 'FREE', SetupToken: 'x' } },
  'customers/fill-demo':            { may: 'OWNER', scope: 'ADMIN' },
  'customers/export':               { may: 'OWNER', scope: 'ADMIN' },
  'customers/delete':               { may: 'OWNER', scope: 'ADMIN', input: { Name: 'Another' } },
  'customers/restore':              { may: 'OWNER', scope: 'ADMIN' },
  'users/list':                     { may: 'USER', scope: 'READ' },
  'users/get/{id}':                 { may: 'USER', scope: 'READ', of: itself, foreign: NOT_FOUND },
  'users/create':                   { may: 'ADMINISTRATOR', scope: 'ADMIN', input: { Email: 'invited@example.com' } },
  'users/invite/{id}':              { may: 'ADMINISTRATOR', scope: 'ADMIN', of: user, foreign: NOT_FOUND },
  'users/accept':                   { may: 'ANYONE', input: { Token: 'x', Password: 'long enough it is' } },
  'users/update/{id}':              { may: 'USER', scope: 'ADMIN', of: itself, foreign: NOT_FOUND, input: { FirstName: 'Ada' } },
  'users/delete/{id}':              { may: 'USER', scope: 'ADMIN', of: itself, foreign: NOTHING },
  'users/update-password':          { may: 'USER', scope: 'SESSION', input: { OldPassword: 'x', NewPassword: 'long enough it is' } },
  'users/forgot-password':          { may: 'ANYONE', input: { Email: 'nobody@example.com' } },
  'users/reset-password':           { may: 'ANYONE', input: { Token: 'x', Password: 'long enough it is' } },
  'users/update-sharing':           { may: 'ADMINISTRATOR', scope: 'ADMIN' },
  'users/update-notification/{id}': { may: 'USER', scope: 'ADMIN', of: itself, foreign: NOT_FOUND, input: { ImportFinished: true } },
  'tokens/list':                    { may: 'USER', scope: 'READ' },
  'tokens/create':                  { may: 'USER', scope: 'SESSION', input: { Name: 'A program', Scope: 'READ' } },
  'tokens/delete/{id}':             { may: 'USER', scope: 'ADMIN', of: token, foreign: NOTHING },
  'audit/list':                     { may: 'ADMINISTRATOR', scope: 'ADMIN' },
  'notifications/list':             { may: 'USER', scope: 'READ' },
  'notifications/read':             { may: 'USER', scope: 'WRITE' },
  'users/reset-second-factor/{id}': { may: 'ADMINISTRATOR', scope: 'ADMIN', of: user, foreign: NOT_FOUND },
  'notifications/unsubscribe':      { may: 'ANYONE', input: { Token: 'x' } },
  'mails/list':                     { may: 'ADMINISTRATOR', scope: 'SESSION' },
  'mails/retry/{id}':               { may: 'ADMINISTRATOR', scope: 'SESSION', of: mail, foreign: NOT_FOUND },
  'contacts/search':                { may: 'USER', scope: 'READ' },
  'contacts/added':                 { may: 'USER', scope: 'READ' },
  'contacts/create':                { may: 'USER', scope: 'WRITE', input: person() },
  'contacts/get/{id}':              { may: 'USER', scope: 'READ', of: contact, foreign: NOT_FOUND },
  'contacts/update/{id}':           { may: 'USER', scope: 'WRITE', of: contact, foreign: NOT_FOUND, input: { Notes: 'x' } },
  'contacts/delete/{id}':           { may: 'USER', scope: 'WRITE', of: contact, foreign: NOTHING },
  'contacts/photo/{id}':            { may: 'USER', scope: 'READ', of: pictured, foreign: NOT_FOUND },
  'contacts/update-photo/{id}':     { may: 'USER', scope: 'WRITE', of: contact, foreign: NOT_FOUND },
  'contacts/delete-photo/{id}':     { may: 'USER', scope: 'WRITE', of: contact, foreign: NOT_FOUND },
  'contacts/erase/{id}':            { may: 'ADMINISTRATOR', scope: 'ADMIN', of: contact, foreign: NOT_FOUND },
  'contacts/merge':                 { may: 'USER', scope: 'WRITE', input: { Ids: ['x', 'y'] } },
  'contacts/check':                 { may: 'USER', scope: 'READ', input: person() },
  'contacts/duplicates':            { may: 'USER', scope: 'WRITE' },
  'contacts/list-duplicates':       { may: 'USER', scope: 'READ' },
  'contacts/not-duplicates':        { may: 'USER', scope: 'WRITE', input: { Ids: ['x', 'y'] } },
  'contacts/upsert':                { may: 'USER', scope: 'WRITE', input: { Match: { Property: 'Emails.Value', Value: 'a@b.cd' }, Contact: person() } },
  'contacts/batch':                 { may: 'USER', scope: 'WRITE', input: { Items: [{ Operation: 'CREATE', Contact: person() }] } },
  'contacts/bulk-update':           { may: 'USER', scope: 'WRITE', input: { Search: {}, Set: { Notes: 'x' } } },
  'contacts/bulk-delete':           { may: 'USER', scope: 'WRITE', input: { Search: { SearchText: 'nobody' } } },
  'contacts/bulk-restore':          { may: 'USER', scope: 'WRITE', input: { Search: { SearchText: 'nobody' } } },
  'contacts/history/{id}':          { may: 'USER', scope: 'READ', of: contact, foreign: NOT_FOUND },
  'contacts/restore/{id}':          { may: 'USER', scope: 'WRITE', of: contact, foreign: NOT_FOUND },
  'changesets/list':                { may: 'USER', scope: 'READ' },
  'changesets/get/{id}':            { may: 'USER', scope: 'READ', of: changeSet, foreign: NOT_FOUND },
  'changesets/undo/{id}':           { may: 'USER', scope: 'WRITE', of: changeSet, foreign: NOT_FOUND },
  'custom-fields/list':             { may: 'USER', scope: 'READ' },
  'custom-fields/update':           { may: 'USER', scope: 'WRITE', input: { CustomFields: [] } },
  'labels/list':                    { may: 'USER', scope: 'READ' },
  'labels/create':                  { may: 'USER', scope: 'WRITE', input: { Name: '#new' } },
  'labels/update/{id}':             { may: 'USER', scope: 'WRITE', of: label, foreign: NOT_FOUND, input: { Color: '#112233' } },
  'labels/delete/{id}':             { may: 'USER', scope: 'WRITE', of: label, foreign: NOTHING },
  'contact-types/list':             { may: 'USER', scope: 'READ' },
  'contact-types/create':           { may: 'USER', scope: 'WRITE', input: { Name: 'NEW' } },
  'contact-types/update/{id}':      { may: 'USER', scope: 'WRITE', of: contactType, foreign: NOT_FOUND, input: { Color: '#112233' } },
  'contact-types/delete/{id}':      { may: 'USER', scope: 'WRITE', of: contactType, foreign: NOTHING },
  'segments/list':                  { may: 'USER', scope: 'READ' },
  'segments/get/{id}':              { may: 'USER', scope: 'READ', of: segment, foreign: NOT_FOUND },
  'segments/create':                { may: 'USER', scope: 'WRITE', input: { Name: 'New', Search: {} } },
  'segments/update/{id}':           { may: 'USER', scope: 'WRITE', of: segment, foreign: NOT_FOUND, input: { Name: 'Newer' } },
  'segments/delete/{id}':           { may: 'USER', scope: 'WRITE', of: segment, foreign: NOTHING },
  'imports/preview':                { may: 'USER', scope: 'WRITE' },
  'imports/create':                 { may: 'USER', scope: 'WRITE' },
  'imports/list':                   { may: 'USER', scope: 'READ' },
  'imports/get/{id}':               { may: 'USER', scope: 'READ', of: anImport, foreign: NOT_FOUND },
  'imports/rows/{id}':              { may: 'USER', scope: 'READ', of: anImport, foreign: NOT_FOUND },
  'imports/download/{id}':          { may: 'USER', scope: 'READ', of: anImport, foreign: NOT_FOUND },
  'imports/undo/{id}':              { may: 'USER', scope: 'WRITE', of: anImport, foreign: NOT_FOUND },
  'imports/delete/{id}':            { may: 'USER', scope: 'WRITE', of: anImport, foreign: NOTHING },
  'exports/create':                 { may: 'USER', scope: 'WRITE', input: { Format: 'CSV' } },
  'exports/list':                   { may: 'USER', scope: 'READ' },
  'exports/get/{id}':               { may: 'USER', scope: 'READ', of: anExport, foreign: NOT_FOUND },
  'exports/download/{id}':          { may: 'USER', scope: 'READ', of: anExport, foreign: NOT_FOUND },
  'exports/delete/{id}':            { may: 'USER', scope: 'WRITE', of: anExport, foreign: NOTHING },
  'spreadsheets/list':              { may: 'USER', scope: 'READ' },
  'spreadsheets/create':            { may: 'USER', scope: 'WRITE' },
  'spreadsheets/get/{id}':          { may: 'USER', scope: 'READ', of: spreadsheet, foreign: NOT_FOUND },
  'spreadsheets/download/{id}':     { may: 'USER', scope: 'READ', of: spreadsheet, foreign: NOT_FOUND },
  'spreadsheets/delete/{id}':       { may: 'USER', scope: 'WRITE', of: spreadsheet, foreign: NOTHING },
  'changes/list':                   { may: 'USER', scope: 'READ' },
  'changes/watch':                  { may: 'USER', scope: 'READ', input: { After: 0 } },
  'webhooks/list':                  { may: 'ADMINISTRATOR', scope: 'ADMIN' },
  'webhooks/get/{id}':              { may: 'ADMINISTRATOR', scope: 'ADMIN', of: webhook, foreign: NOT_FOUND },
  'webhooks/create':                { may: 'ADMINISTRATOR', scope: 'ADMIN', input: { Name: 'New', Url: 'https://webhooks.invalid/' } },
  'webhooks/update/{id}':           { may: 'ADMINISTRATOR', scope: 'ADMIN', of: webhook, foreign: NOT_FOUND, input: { Paused: true } },
  'webhooks/delete/{id}':           { may: 'ADMINISTRATOR', scope: 'ADMIN', of: webhook, foreign: NOTHING },
  'webhooks/rotate-secret/{id}':    { may: 'ADMINISTRATOR', scope: 'ADMIN', of: webhook, foreign: NOT_FOUND },
  'webhooks/test/{id}':             { may: 'ADMINISTRATOR', scope: 'ADMIN', of: webhook, foreign: NOT_FOUND },
  'webhooks/retry/{id}':            { may: 'ADMINISTRATOR', scope: 'ADMIN', of: webhook, foreign: NOT_FOUND },
  'webhooks/replay/{id}':           { may: 'ADMINISTRATOR', scope: 'ADMIN', of: webhook, foreign: NOT_FOUND, input: { FromSequence: 1 } },
  'webhooks/deliveries/{id}':       { may: 'ADMINISTRATOR', scope: 'ADMIN', of: webhook, foreign: NOT_FOUND },
  'request/list':                   { may: 'USER', scope: 'READ' },
  'request/get/{id}':               { may: 'USER', scope: 'READ', of: request, foreign: NOT_FOUND },
  'request/cancel/{id}':            { may: 'USER', scope: 'WRITE', of: request, foreign: NOT_FOUND },
}

const names = Object.keys(operations) as OperationName[]
const roles: Role[] = ['USER', 'ADMINISTRATOR', 'OWNER']
const scopes: string[] = ['READ', 'WRITE', 'ADMIN']
const isEnough = (role: Role, may: Role | 'ANYONE') => may === 'ANYONE' || roles.indexOf(role) >= roles.indexOf(may)
const pathOf = (name: OperationName, id: string) => name.replace('{id}', id)

/** All that a Customer has, as its owner sees it. */
async function everythingOf(owner: Member): Promise<unknown> {
  const lists = [
    'users',
    'mails',
    'labels',
    'contact-types',
    'segments',
    'custom-fields',
    'tokens',
    'imports',
    'exports',
    'sessions',
    'webhooks',
  ]
  const listed = await Promise.all([...lists, 'spreadsheets', 'request'].map((each) => owner.ok(`${each}/list`)))
  return [listed, await allContacts(owner), await owner.ok('contacts/search', { Trash: true })]
}

/** Whether it may end the sessions or change the account of who calls it; who has called it calls nothing else then. */
const isOfOneself = (name: OperationName) =>
  ['auth', 'sessions', 'second-factor', 'identities', 'users', 'tokens', 'customers'].includes(name.split('/')[0] ?? '')

test('there is a decision for every operation, and the contract says the same', () => {
  assert.deepEqual(Object.keys(decisions).toSorted(), names.toSorted())
  for (const name of names) {
    const { may, foreign, scope } = decisions[name]
    assert.equal(operations[name].may, may, name)
    assert.equal(name.endsWith('/{id}'), foreign !== undefined, name)
    assert.equal(may === 'ANYONE', scope === undefined, name)
  }
})

onEachDatabase((server) => {
  test('without a session nothing answers but what is for anyone', async () => {
    for (const name of names.filter((each) => decisions[each].may !== 'ANYONE')) {
      const { status, body } = await call(server(), pathOf(name, randomUUID()), decisions[name].input)
      assert.deepEqual([status, body.ErrorCode], [401, 'SESSION'], name)
    }
  })

  for (const role of roles)
    test(`what the role ${role} may, it can, and no more`, async () => {
      const owner = await newCustomer(server())
      const usual = await newColleague(server(), owner, role)
      for (const name of names.filter((each) => decisions[each].may !== 'ANYONE')) {
        const isAllowed = isEnough(role, decisions[name].may)
        const who = isAllowed && isOfOneself(name) ? await newColleague(server(), owner, role) : usual
        if (isAllowed) await assertCan(who, name)
        else await assertCannot(who, owner, name)
      }
    })

  for (const Scope of scopes)
    test(`what an API token of scope ${Scope} may, it can, and no more`, async () => {
      const owner = await newCustomer(server())
      const withToken = async () => {
        const who = await newColleague(server(), owner, 'OWNER')
        const { Secret } = await who.ok('tokens/create', { Name: 'A program', Scope })
        return { who, Secret }
      }
      const usual = await withToken()
      for (const name of names.filter((each) => decisions[each].may !== 'ANYONE')) {
        const { scope = 'READ', input, of } = decisions[name]
        const { who, Secret } = isOfOneself(name) ? await withToken() : usual
        const path = pathOf(name, (await of?.(who)) ?? '')
        const { status, body } = await call(server(), path, input, { headers: { authorization: `Bearer ${Secret}` } })
        if (scopes.includes(scope) && scopes.indexOf(Scope) >= scopes.indexOf(scope))
          assert(status === 200 || status === 400, `${name}: ${status}`)
        else assert.deepEqual([status, body.ErrorCode], [401, 'SCOPE'], name)
      }
    })

  test('what is another Customer’s does not exist, and stays as it is', async () => {
    const [owner, stranger] = [await newCustomer(server()), await newCustomer(server())]
    const subjects = new Map<OperationName, string>()
    for (const name of names) {
      const { of } = decisions[name]
      if (of !== undefined) subjects.set(name, await of(owner))
    }
    const before = await everythingOf(owner)
    for (const [name, id] of subjects) {
      const { input, foreign } = decisions[name]
      const { status, body } = await stranger.call(pathOf(name, id), input)
      if (foreign === NOTHING) assert.deepEqual([status, body], [200, undefined], name)
      else assert.deepEqual([status, body.ErrorCode], [400, NOT_FOUND], name)
    }
    assert.deepEqual(await everythingOf(owner), before)
  })
})

async function assertCan(who: Member, name: OperationName): Promise<void> {
  const { input, of } = decisions[name]
  const { status, body } = await who.call(pathOf(name, (await of?.(who)) ?? ''), input)
  // Some need a file, or a password that is right.
  assert(
    status === 200 || (status === 400 && body.ErrorCode !== 'NOT_FOUND'),
    `${name}: ${status} ${body?.ErrorMessage}`,
  )
  assert.equal((await who.call('auth/get')).status, endsSession(name) ? 401 : 200, name)
}

async function assertCannot(who: Member, owner: Member, name: OperationName): Promise<void> {
  const { input, of } = decisions[name]
  const { ErrorCode } = await who.refused(pathOf(name, (await of?.(owner)) ?? ''), input, 401)
  assert.equal(ErrorCode, 'ROLE', name)
  await who.ok('auth/get')
}

const endsSession = (name: OperationName) =>
  name === 'auth/delete' || name === 'sessions/delete/{id}' || name === 'users/delete/{id}'
