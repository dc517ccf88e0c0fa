/** What the client's types allow and refuse. `tsc` is the test: nothing here is ever run. */
import { type Crm, type Input, type Output, RequestPoller, type RequestStatus } from '../client/client.ts'

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const same = <A, B>(_: Same<A, B>) => {}

export async function whatIsAllowed(crm: Crm, signal: AbortSignal) {
  const auth = await crm.auth({ Email: 'ann@example.org', Password: 'secret' })
  same<typeof auth, Output<'auth'>>(true)
  same<typeof auth.User.Role, 'OWNER' | 'ADMINISTRATOR' | 'USER'>(true)
  same<Awaited<ReturnType<typeof crm.auth.get>>, Output<'auth/get'>>(true)
  same<Awaited<ReturnType<typeof crm.auth.delete>>, undefined>(true)
  same<Awaited<ReturnType<typeof crm.sessions.list>>, Output<'sessions/list'>>(true)
  same<Parameters<typeof crm.contacts.create>[0], Input<'contacts/create'>>(true)

  const contact = await crm.contacts.create({ RecordType: 'PERSON', FirstName: 'Bob' }, { signal, idempotencyKey: 'k' })
  const name: string | undefined = contact.DisplayName
  await crm.contacts.update('a', { ...contact, LastName: null })
  await crm.contacts.search(
    { SearchText: name ?? null, Sort: [{ Property: 'LastName', Descending: true }] },
    { signal },
  )
  await crm.contacts.upsert({ MatchOn: 'Emails.Value', Contact: { Emails: [{ Value: 'bob@example.org' }] } })
  await crm.customFields.update({ CustomFields: [{ Name: '#Tier', Type: 'LIST', Options: ['A', 'B'] }] })
  await crm.request.cancel('r', { signal })
  await crm.auth.delete({ idempotencyKey: 'k' })

  const request = await crm.async.contacts.create({ RecordType: 'PERSON', FirstName: 'Bob' })
  const status: RequestStatus = request
  same<typeof request.Result, Output<'contacts/create'> | undefined>(true)
  new RequestPoller(crm, request, { onProcessed: (result) => same<typeof result, Output<'contacts/create'>>(true) })
  new RequestPoller(crm, status, { onProcessed: (result) => same<typeof result, unknown>(true) })
  new RequestPoller<Output<'contacts/get/{id}'>>(crm, 'r', { onTick: ({ Result }) => Result?.DisplayName })
}

export async function whatIsRefused(crm: Crm, signal: AbortSignal) {
  // @ts-expect-error no such resource
  await crm.people.list()
  // @ts-expect-error no such operation
  await crm.contacts.list()
  // @ts-expect-error contacts are no operation
  await crm.contacts()
  // @ts-expect-error the name is customFields
  await crm['custom-fields'].list()
  // @ts-expect-error an id is needed
  await crm.contacts.get()
  // @ts-expect-error an id is a text
  await crm.contacts.get(5)
  // @ts-expect-error a new contact may have no id
  await crm.contacts.get((await crm.contacts.create({})).Id)
  // @ts-expect-error an input is needed
  await crm.contacts.search()
  // @ts-expect-error the input comes after the id
  await crm.contacts.update({ FirstName: 'Bob' }, 'a')
  // @ts-expect-error no such property
  await crm.contacts.create({ FristName: 'Bob' })
  // @ts-expect-error no such record type
  await crm.contacts.create({ RecordType: 'ANIMAL' })
  // @ts-expect-error the password is needed
  await crm.users.accept({ Token: 'of the link' })
  // @ts-expect-error no input
  await crm.sessions.list({ PageSize: 5 })
  // @ts-expect-error no such option
  await crm.contacts.get('a', { timeout: 5 })
  const bulk = await crm.contacts.bulkUpdate({ Search: {}, Add: { Labels: ['#vip'] } })
  void bulk.Result?.Changed
  // @ts-expect-error the result of a bulk update counts, and has no Id
  void bulk.Result?.Id
  same<Awaited<ReturnType<typeof crm.imports.create>>, Output<'imports/create'>>(true)
  same<Awaited<ReturnType<typeof crm.exports.download>>, Blob>(true)
  await crm.imports.preview({}, { file: new Blob([]) })
  const later = await crm.async.imports.create({}, { file: new Blob([]) })
  void later.Result?.Counts.Created
  // @ts-expect-error a search takes no file
  await crm.contacts.search({}, { file: new Blob([]) })
  // @ts-expect-error a file is no result of a request
  crm.async.exports.download
  for await (const { Kind, After } of crm.changes.watch({ After: 5 }, { signal }))
    void [Kind === 'ERASED', After?.['Notes']]
  for await (const each of crm.changes.watch()) same<typeof each, Output<'changes/list'>['Changes'][number]>(true)
  // @ts-expect-error a stream is no result of a request
  crm.async.changes.watch
  // @ts-expect-error a stream has no key
  crm.changes.watch({}, { idempotencyKey: 'k' })
  // @ts-expect-error the output has no such property
  void (await crm.contacts.get('a')).Surname
  // @ts-expect-error without a session a key belongs to nobody
  await crm.auth({ Email: 'ann@example.org', Password: 'secret' }, { idempotencyKey: 'k' })
  // @ts-expect-error for a sign-in one waits
  await crm.async.auth({ Email: 'ann@example.org', Password: 'secret' })
  // @ts-expect-error as for a sign-up
  crm.async.customers.create
  // @ts-expect-error a request has no DisplayName
  void (await crm.async.contacts.get('a')).DisplayName
  // @ts-expect-error the tree is read only
  crm.contacts.get = async () => ({})
  // @ts-expect-error a status is needed, or its id
  new RequestPoller(crm, { signal })
}

// What functions and objects have of themselves, and `async`, the client cannot offer as operations.
type Taken = Exclude<keyof CallableFunction | keyof typeof Object.prototype | 'then' | 'toJSON', symbol>
type Verbs = { [Resource in keyof Crm]: keyof Crm[Resource] }[keyof Crm]
same<Extract<Verbs, Taken>, never>(true)
same<Extract<keyof Crm, Taken>, never>(true)
