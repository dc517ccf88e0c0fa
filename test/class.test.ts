import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { Compile } from 'typebox/compile'
import { assertRefused, call, newCustomer, person } from './api.ts'
import { onEachDatabase, type Server } from './server.ts'

/** What each resource exports. */
const resources = {
  auth: ['Auth', 'AuthInput', 'AuthNonce', 'AuthProvider'],
  identities: ['Identity', 'IdentityCreateInput', 'IdentityLink'],
  sessions: ['Session'],
  customers: [
    ...[
      'Customer',
      'CustomerCreateInput',
      'CustomerDeleteInput',
      'CustomerDemo',
      'CustomerPlanInput',
      'CustomerUpdateInput',
    ],
  ],
  'second-factor': [
    ...['RecoveryCodes', 'SecondFactor', 'SecondFactorBeginInput', 'SecondFactorBeginning', 'SecondFactorCodeInput'],
    ...['SecondFactorConfirmInput', 'SecondFactorDeleteInput'],
  ],
  contacts: [
    'ContactErasure',
    ...['ContactHistory', 'ContactHistoryInput', 'ContactRestoreInput'],
    ...[
      'ContactsAdded',
      'ContactsBatch',
      'ContactsBatchInput',
      'ContactsBulkDeleteInput',
      'ContactsBulkRestoreInput',
      'ContactsBulkResult',
      'ContactsBulkUpdateInput',
    ],
    ...['ContactsCheck', 'ContactsDatatable', 'ContactsDuplicates', 'ContactsDuplicatesInput'],
    ...['ContactsListDuplicatesInput', 'ContactsMerge', 'ContactsMergeInput', 'ContactsNotDuplicatesInput'],
    ...['ContactsSearch', 'ContactsSearchInput', 'ContactsSearchResult'],
    ...['ContactsUpsertInput', 'Filter', 'WebContact'],
  ],
  'custom-fields': ['CustomField', 'CustomFieldInput', 'CustomFieldsResult'],
  users: [
    ...['User', 'UserAcceptInput', 'UserCreateInput', 'UserForgottenInput', 'UserNotificationInput'],
    ...['UserPasswordInput', 'UserResetInput', 'UserSharingInput', 'UserUpdateInput'],
  ],
  tokens: ['Token', 'TokenCreateInput'],
  audit: ['AuditEntry', 'AuditListInput', 'AuditPage'],
  mails: ['Mail'],
  notifications: ['Notification', 'NotificationsReadInput', 'UnsubscribeInput'],
  request: ['RequestStatus'],
  'request-status': ['RequestStatus'],
}

const folder = mkdtempSync(join(tmpdir(), 'voyzu-classes-'))
after(() => rmSync(folder, { recursive: true, force: true }))

function saved(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const get = (server: Server, path: string, headers: Record<string, string> = {}) =>
  call(server, path, undefined, { method: 'GET', headers })

// biome-ignore lint/suspicious/noExplicitAny: the classes of a module that the server makes
type Classes = Record<string, new (properties?: any) => any>

/** The classes of a resource, imported by Node from a file. */
async function classesOf(server: Server, resource: string): Promise<Classes> {
  const { text } = await get(server, `${resource}/class`)
  return import(pathToFileURL(saved(`${server.kind}-${resource}.mjs`, text)).href)
}

onEachDatabase((server) => {
  for (const [resource, names] of Object.entries(resources)) {
    test(`${resource}/class is a module of its classes that imports nothing`, async () => {
      const { status, headers, text } = await get(server(), `${resource}/class`)
      assert.deepEqual([status, headers.get('content-type')], [200, 'text/javascript; charset=utf-8'])
      assert.doesNotMatch(text, /^\s*import\b|\bimport\(|\brequire\(|\bprocess\./m)
      const classes = await classesOf(server(), resource)
      assert.deepEqual(Object.keys(classes).sort(), names)
      for (const [name, Class] of Object.entries(classes)) {
        assert.equal(Class.name, name)
        assert.deepEqual({ ...new Class() }, {})
      }
    })

    test(`${resource}/class?format=d.ts declares the same classes`, async () => {
      const { status, headers, text } = await get(server(), `${resource}/class?format=d.ts`)
      assert.deepEqual([status, headers.get('content-type')], [200, 'application/typescript; charset=utf-8'])
      const declared = [...text.matchAll(/^export declare class (\w+)/gm)].map(([, name]) => name)
      assert.deepEqual(declared.sort(), names)
    })

    test(`${resource}/class?format=schema is JSON Schema of the same classes, whose references resolve`, async () => {
      const { status, headers, body, text } = await get(server(), `${resource}/class?format=schema`)
      assert.deepEqual([status, headers.get('content-type')], [200, 'application/schema+json; charset=utf-8'])
      assert.equal(body.$schema, 'https://json-schema.org/draft/2020-12/schema')
      assert.deepEqual(Object.keys(body.$defs).sort(), names)
      for (const [, reference] of text.matchAll(/"\$ref": "([^"]*)"/g))
        assert(names.includes(String(reference).replace('#/$defs/', '')), String(reference))
      for (const [name, schema] of Object.entries<Record<string, unknown>>(body.$defs))
        assert.deepEqual([schema['title'], schema['type'], schema['additionalProperties']], [name, 'object', false])
    })
  }

  test('a constructor takes the properties of its class and refuses all others by name', async () => {
    const { WebContact } = await classesOf(server(), 'contacts')
    assert(WebContact)
    const given = person({ Notes: null, Emails: [{ Value: 'ada@example.com' }] })
    assert.deepEqual({ ...new WebContact(given) }, given)
    const refused = (properties: unknown, told: RegExp) =>
      assert.throws(() => new WebContact(properties), { name: 'TypeError', message: told })
    refused(
      { FirstNam: 'Ada', Lastname: 'x' },
      /^WebContact has no property FirstNam, Lastname; it has Id, .*FirstName/,
    )
    refused(JSON.parse('{"__proto__": {"FirstName": "Ada"}}'), /no property __proto__/)
    for (const name of ['constructor', 'toString', 'hasOwnProperty', ''])
      refused({ [name]: 'x' }, new RegExp(`no property ${name};`))
    for (const no of [null, [], [given], 'Ada', 7, true]) refused(no, /^WebContact takes an object/)
  })

  test('an instance can be posted, and what is read makes an instance', async () => {
    const owner = await newCustomer(server())
    const { WebContact, ContactsSearch, ContactsSearchResult } = await classesOf(server(), 'contacts')
    assert(WebContact && ContactsSearch && ContactsSearchResult)
    const contact = new WebContact(person({ JobTitle: 'Countess' }))
    assert.deepEqual(JSON.parse(JSON.stringify(contact)), person({ JobTitle: 'Countess' }))
    const created = new WebContact(await owner.ok('contacts/create', contact))
    assert(created instanceof WebContact)
    created.JobTitle = 'Programmer'
    assert.equal((await owner.ok(`contacts/update/${created.Id}`, created)).JobTitle, 'Programmer')
    const found = new ContactsSearchResult(
      await owner.ok('contacts/search', new ContactsSearch({ SearchText: 'programmer' })),
    )
    assert.equal(new WebContact(found.Rows[0]).Id, created.Id)
  })

  test('the declarations are checked: right uses compile, wrong ones do not', async () => {
    const { text } = await get(server(), 'contacts/class?format=d.ts')
    saved('contacts.d.mts', text)
    const use = saved(
      'use.mts',
      `import { ContactsSearch, ContactsUpsertInput, WebContact, type ContactsDatatable } from './contacts.mjs'
export const contact = new WebContact({ RecordType: 'PERSON', FirstName: 'Ada', Notes: null })
contact.Emails = [{ Value: 'ada@example.com', Primary: true }]
contact.CustomFields = { '#Tier': 'gold', '#Score': 1, '#Colours': ['red'] }
export const search = new ContactsSearch({ Sort: [{ Property: 'LastName', Descending: true }], PageSize: 10 })
export const upsert = new ContactsUpsertInput({ MatchOn: 'Emails.Value', Contact: contact })
export const names = ({ Rows }: ContactsDatatable): (string | undefined)[] => Rows.map((row) => row.DisplayName)
// @ts-expect-error: no such property
new WebContact({ FirstNam: 'Ada' })
// @ts-expect-error: a wrong type
new WebContact({ FirstName: 7 })
// @ts-expect-error: no such record type
contact.RecordType = 'ROBOT'
// @ts-expect-error: an e-mail has a value
contact.Emails = [{ Label: 'work' }]
// @ts-expect-error: read only
contact.Id = 'x'
// @ts-expect-error: a page is a number of rows
new ContactsSearch({ PageSize: '10' })
`,
    )
    const compiler = new URL('../node_modules/typescript/bin/tsc', import.meta.url).pathname
    const options = [
      '--noEmit',
      '--strict',
      '--ignoreConfig',
      '--module',
      'nodenext',
      '--target',
      'esnext',
      '--types',
      '',
    ]
    const { stdout } = await promisify(execFile)(process.execPath, [compiler, ...options, use]).catch((error) => error)
    assert.equal(stdout, '')
  })

  test('the schema accepts contacts as they are read, and refuses what the server refuses', async () => {
    const owner = await newCustomer(server())
    await owner.ok('custom-fields/update', { CustomFields: [{ Name: 'Tier' }] })
    const { $defs } = (await get(server(), 'contacts/class?format=schema')).body
    const check = (name: string) => {
      const schema = JSON.stringify($defs[name], (_key, value) =>
        value?.$ref === undefined ? value : $defs[value.$ref.replace('#/$defs/', '')],
      )
      const compiled = Compile(JSON.parse(schema))
      return (value: unknown) => compiled.Check(value)
    }
    const isContact = check('WebContact')
    const contact = person({
      Emails: [{ Value: 'ada@example.com' }],
      Phones: [{ Value: '+64 21 123 4567' }],
      Dates: [{ Value: '--12-10', Label: 'birthday' }],
      Labels: ['#vip'],
      CustomFields: { '#Tier': 'gold' },
    })
    const created = await owner.ok('contacts/create', contact)
    assert.equal(isContact(created), true)
    assert.equal(check('ContactsDatatable')(await owner.ok('contacts/search', {})), true)
    assert.equal(check('ContactsUpsertInput')({ MatchOn: 'Id', Contact: created }), true)
    const wrong = [
      { FirstNam: 'Ada' },
      { FirstName: 7 },
      { RecordType: 'ROBOT' },
      { Emails: [{ Label: 'work' }] },
      { CustomFields: { Tier: 'gold' } },
      { Version: 0 },
      { Notes: 'a'.repeat(100_001) },
    ]
    for (const properties of wrong) {
      assert.equal(isContact({ ...contact, ...properties }), false, JSON.stringify(properties).slice(0, 80))
      await owner.refused('contacts/create', { ...contact, ...properties })
    }
  })

  test('each face has an ETag of its own, and is not sent again to who has it', async () => {
    const etags = new Set<string>()
    for (const format of ['', '?format=d.ts', '?format=schema']) {
      const path = `contacts/class${format}`
      const { headers } = await get(server(), path)
      const etag = headers.get('etag') ?? ''
      etags.add(etag)
      assert.match(etag, /^"[\w-]+"$/)
      assert.equal(headers.get('cache-control'), 'public, max-age=0, must-revalidate')
      // A proxy that compresses makes the tag a weak one (RFC 9110, 8.8.3).
      for (const known of [etag, `"other", ${etag}`, `W/${etag}`, '*']) {
        const again = await get(server(), path, { 'if-none-match': known })
        assert.equal(again.status, 304, known)
        assert.deepEqual([again.text, again.headers.get('etag')], ['', etag])
      }
      assert.equal((await get(server(), path, { 'if-none-match': '"other"' })).status, 200)
    }
    assert.equal(etags.size, 3)
  })

  test('it is plain text where Accept asks for it', async () => {
    const { headers, text } = await get(server(), 'contacts/class', { accept: 'text/plain' })
    assert.equal(headers.get('content-type'), 'text/plain; charset=utf-8')
    assert.equal(headers.get('vary'), 'accept')
    assert.equal(text, (await get(server(), 'contacts/class')).text)
  })

  test('pages of any origin may import it, without a session', async () => {
    const { status, headers } = await get(server(), 'contacts/class', {
      origin: 'https://elsewhere.example',
      'sec-fetch-site': 'cross-site',
    })
    assert.deepEqual([status, headers.get('access-control-allow-origin')], [200, '*'])
    assert.equal(headers.get('set-cookie'), null)
  })

  test('an unknown format is refused', async () => {
    for (const format of ['xml', 'D.TS', '', '__proto__', 'constructor', 'js&format=d.ts']) {
      const { ErrorCode, ErrorMessage } = assertRefused(await get(server(), `contacts/class?format=${format}`))
      assert.equal(ErrorCode, 'INVALID')
      assert.match(ErrorMessage, /d\.ts.*schema/)
    }
  })

  test('only GET, and only of a resource that there is', async () => {
    const owner = await newCustomer(server())
    for (const who of [owner.call, (path: string) => call(server(), path)])
      for (const path of ['contacts/class', 'nothing/class', 'Contacts/class', 'contacts/class/x'])
        assertRefused(await who(path), 404)
    for (const path of ['nothing/class', 'Contacts/class', 'contacts/Class', 'contacts/class/', '__proto__/class'])
      assertRefused(await get(server(), path), 404)
  })
})
