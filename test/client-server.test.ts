/** The client of client/ against a real server. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CrmError, connect, type Output, RequestPoller, type RequestStatus } from '../client/client.ts'
import { newCustomer } from './api.ts'
import { onEachDatabase, setupToken } from './server.ts'

onEachDatabase((server) => {
  const signedIn = async () => {
    const { email, password } = await newCustomer(server())
    const crm = connect({ baseUrl: server().url })
    await crm.auth({ Email: email, Password: password })
    return crm
  }

  test('a program makes an organisation, keeps contacts, and signs out', async () => {
    const crm = connect({ baseUrl: server().url })
    const { Customer } = await crm.customers.create({
      Name: 'Analytical Engines',
      OwnerEmail: `client-${server().kind}@example.com`,
      OwnerPassword: 'correct horse battery',
      SetupToken: setupToken,
    })
    assert.deepEqual((await crm.auth.get()).Customer, Customer)
    await crm.customFields.update({ CustomFields: [{ Name: 'Tier', Type: 'LIST', Options: ['gold', 'silver'] }] })
    const [field] = await crm.customFields.list()
    assert.deepEqual([field?.Name, field?.Options], ['#Tier', ['gold', 'silver']])
    const { Id = '' } = await crm.contacts.create({
      RecordType: 'PERSON',
      FirstName: 'Ada',
      JobTitle: 'Countess',
      CustomFields: { '#Tier': 'gold' },
    })
    const changed = await crm.contacts.update(Id, {
      ...(await crm.contacts.get(Id)),
      LastName: 'Lovelace',
      JobTitle: null,
    })
    assert.deepEqual([changed.DisplayName, changed.JobTitle, changed.Version], ['Ada Lovelace', undefined, 2])
    const { Rows } = await crm.contacts.search({ SearchText: 'lovel' })
    assert.deepEqual(Rows, [changed])
    assert.equal(await crm.contacts.delete(Id), undefined)
    assert.deepEqual((await crm.contacts.search({})).Rows, [])
    await crm.auth.delete()
    await assert.rejects(crm.auth.get(), { status: 401, code: 'SESSION' })
  })

  test('a refusal is a CrmError that says what the server has said', async () => {
    const crm = await signedIn()
    const error = await crm.contacts.create({ RecordType: 'PERSON', FirstName: 'Ada', Emails: [{ Value: 'x' }] }).then(
      () => assert.fail('it was not refused'),
      (thrown: unknown) => thrown,
    )
    assert(error instanceof CrmError)
    assert.deepEqual([error.status, error.code], [400, 'INVALID'])
    assert.deepEqual(
      error.errors.map(({ Path }) => Path),
      ['Emails[0].Value'],
    )
    assert.match(error.requestId ?? '', /^[0-9a-f-]{36}$/)
  })

  test('a call that is sent again with its key is done once', async () => {
    const crm = await signedIn()
    const create = () => crm.contacts.create({ RecordType: 'PERSON', FirstName: 'Ada' }, { idempotencyKey: 'once' })
    const [first, second] = await Promise.all([create(), create()])
    assert.deepEqual(second, first)
    assert.equal((await crm.contacts.search({ Total: 'EXACT' })).TotalCount, 1)
  })

  test('a poller follows a request to its result', async () => {
    const crm = await signedIn()
    const ticks: RequestStatus[] = []
    const results: unknown[] = []
    const request = await crm.async.contacts.create({ RecordType: 'PERSON', FirstName: 'Ada' })
    const poller = new RequestPoller(crm, request, {
      firstDelay: 1,
      onTick: (status) => ticks.push(status),
      onProcessed: (contact) => results.push(contact),
      onFail: assert.fail,
    })
    const { ProcessStatus, Result } = await poller.start()
    assert.equal(ProcessStatus, 'PROCESSED')
    assert.deepEqual(results, [Result])
    assert(ticks.every((status) => status.ProcessStatus === 'PROCESSING'))
    assert.deepEqual(await crm.contacts.get(Result?.Id ?? ''), Result)
  })

  test('a file goes up, its contacts come down as another', async () => {
    const crm = await signedIn()
    const file = new File(['First name,Last name\nAda,Lovelace\n'], 'people.csv', { type: 'text/csv' })
    const preview = await crm.imports.preview({}, { file })
    assert.deepEqual([preview.FileName, preview.Rows[0]?.Contact?.LastName], ['people.csv', 'Lovelace'])
    const { RequestId } = await crm.imports.create({ FileId: preview.FileId })
    const imported = await new RequestPoller<Output<'imports/get/{id}'>>(crm, RequestId, { firstDelay: 1 }).start()
    assert.equal(imported.Result?.Counts.Created, 1)
    const made = await crm.exports.create({ Format: 'CSV', Bom: false, Columns: ['FirstName', 'LastName'] })
    await new RequestPoller(crm, made.RequestId, { firstDelay: 1, onFail: assert.fail }).start()
    const download = await crm.exports.download(made.Id)
    assert.equal(await download.text(), 'First name,Last name\r\nAda,Lovelace\r\n')
  })

  test('a poller tells why a request failed, as the direct call would have', async () => {
    const crm = await signedIn()
    const failures: CrmError[] = []
    const request = await crm.async.contacts.create({ RecordType: 'PERSON' })
    const onFail = (error: CrmError) => failures.push(error)
    assert.equal(
      (await new RequestPoller(crm, request.RequestId, { firstDelay: 1, onFail }).start()).ProcessStatus,
      'FAIL',
    )
    const direct = await crm.contacts.create({ RecordType: 'PERSON' }).then(
      () => assert.fail('it was not refused'),
      (error: CrmError) => error,
    )
    assert.equal(failures.length, 1)
    const { status, code, message, errors } = failures[0] as CrmError
    assert.deepEqual([status, code, message, errors], [400, direct.code, direct.message, direct.errors])
  })
})
