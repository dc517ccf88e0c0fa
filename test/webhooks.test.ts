import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type Answer,
  call,
  changeFields,
  eventually,
  faultyPaths,
  type Member,
  newColleague,
  newCustomer,
  person,
} from './api.ts'
import { type Receiver, receiver, saying } from './receiver.ts'
import { onEachDatabase } from './server.ts'

type Body = Answer['body']

const hook = (who: Member, { url }: Receiver, more: object = {}): Promise<Body> =>
  who.ok('webhooks/create', { Name: 'Ours 🦊', Url: url, ...more })

const create = async (who: Member, LastName: string, more: object = {}) =>
  (await who.ok('contacts/create', person({ LastName, ...more }))).Id as string

const comes = (to: Receiver, count: number) =>
  eventually(`${count} messages`, () => (to.received.length >= count ? to.received : undefined))

const namesIn = ({ received }: Receiver) => received.map(({ body }) => body.data.After?.LastName)

const deliveriesOf = async (who: Member, id: string): Promise<Body[]> =>
  (await who.ok(`webhooks/deliveries/${id}`)).Rows

/** Waits for attempts, the newest first. */
const attempts = (who: Member, id: string, count: number) =>
  eventually(`${count} attempts`, async () => {
    const rows = await deliveriesOf(who, id)
    return rows.length >= count ? rows : undefined
  })

onEachDatabase(
  (server) => {
    test('what changes is sent in order, signed by Standard Webhooks', async (t) => {
      const owner = await newCustomer(server())
      const to = await receiver(t)
      await create(owner, 'Before')
      const { Id, Secret, ...webhook } = await hook(owner, to)
      assert.match(Secret, /^whsec_[\w+/]{43}=$/)
      const names = Array.from({ length: 12 }, (_, n) => `N${n}`)
      for (const name of names) await create(owner, name)
      await comes(to, 12)
      assert.deepEqual(namesIn(to), names)
      const { Changes, LastSequence } = await owner.ok('changes/list', { After: webhook.Sequence })
      for (const [index, one] of to.received.entries()) {
        assert.deepEqual(to.verify(Secret, one), {
          type: 'contact.created',
          timestamp: Changes[index].Date,
          data: Changes[index],
        })
        assert.throws(() => to.verify(Secret, { ...one, text: `${one.text} ` }))
        assert.equal(one.headers['content-type'], 'application/json')
      }
      assert.equal(new Set(to.received.map(({ headers }) => headers['webhook-id'])).size, 12)
      const rows = await attempts(owner, Id, 12)
      const { Id: first, Date: date, Milliseconds, ...delivery } = rows[0]
      assert.deepEqual(delivery, {
        MessageId: to.received[11]?.headers['webhook-id'],
        Type: 'contact.created',
        Sequence: Changes[11].Sequence,
        Attempt: 1,
        Status: 'DELIVERED',
        ResponseCode: 204,
      })
      assert(first && Milliseconds >= 0 && Date.parse(date) <= Date.now())
      const read = await eventually('all is done with', async () => {
        const found = await owner.ok(`webhooks/get/${Id}`)
        return found.Sequence === LastSequence ? found : undefined
      })
      assert.deepEqual(await owner.ok('webhooks/list'), [read])
      assert.deepEqual({ ...read, Sequence: webhook.Sequence }, { Id, ...webhook })
      const page = await owner.ok(`webhooks/deliveries/${Id}`, { PageSize: 5 })
      const rest = await owner.ok(`webhooks/deliveries/${Id}`, { PageSize: 1000, Cursor: page.NextCursor })
      assert.deepEqual([...page.Rows, ...rest.Rows], rows)
      assert.equal(rest.NextCursor, undefined)
    })

    test('what fails is told as it was, tried again in order, and nothing behind it goes before', async (t) => {
      const owner = await newCustomer(server())
      const to = await receiver(t)
      to.does(saying(500, 'Out of order, Ada'))
      const { Id } = await hook(owner, to)
      await create(owner, 'First')
      await create(owner, 'Second')
      const [failed] = await attempts(owner, Id, 1)
      const { Status, ResponseCode, ErrorMessage, Attempt, NextAttemptDate, ResponseText } = failed
      assert.deepEqual([Status, ResponseCode, Attempt, ResponseText], ['FAILED', 500, 1, undefined])
      assert.match(ErrorMessage, /answers 500/)
      const pause = Date.parse(NextAttemptDate) - Date.parse(failed.Date)
      assert(pause > 3000 && pause < 6000, `${pause}`)
      const waiting = await owner.ok(`webhooks/get/${Id}`)
      assert.deepEqual([waiting.Attempts, waiting.Paused], [1, false])
      assert.equal(waiting.NextAttemptDate, NextAttemptDate)
      assert(Date.parse(waiting.FailingSinceDate) <= Date.now())
      await owner.ok(`webhooks/retry/${Id}`)
      const [second] = await attempts(owner, Id, 2)
      assert.equal(second.Attempt, 2)
      assert(Date.parse(second.NextAttemptDate) - Date.parse(second.Date) > 13_000)
      to.does(saying(200, 'Thank you'))
      await owner.ok(`webhooks/retry/${Id}`)
      await comes(to, 4)
      assert.deepEqual(namesIn(to), ['First', 'First', 'First', 'Second'])
      assert.equal(new Set(to.received.slice(0, 3).map(({ headers }) => headers['webhook-id'])).size, 1)
      const rows = await attempts(owner, Id, 4)
      assert.deepEqual(
        rows.map((each) => [each.Attempt, each.Status]),
        [
          [1, 'DELIVERED'],
          [3, 'DELIVERED'],
          [2, 'FAILED'],
          [1, 'FAILED'],
        ],
      )
      const well = await owner.ok(`webhooks/get/${Id}`)
      assert.deepEqual([well.Attempts, well.FailingSinceDate, well.NextAttemptDate], [0, undefined, undefined])
    })

    test('an endpoint that is gone is paused at once, its administrators are told, and it goes on when they say so', async (t) => {
      const owner = await newCustomer(server())
      const [admin, user] = [await newColleague(server(), owner, 'ADMINISTRATOR'), await newColleague(server(), owner)]
      const to = await receiver(t)
      to.does(saying(410))
      const { Id } = await hook(owner, to)
      await create(owner, 'First')
      const paused = await eventually('it is paused', async () => {
        const read = await owner.ok(`webhooks/get/${Id}`)
        return read.Paused ? read : undefined
      })
      assert.match(paused.PausedBecause, /410 Gone/)
      assert.equal(paused.NextAttemptDate, undefined)
      const [told] = await admin.ok('notifications/list')
      assert.deepEqual([told.Event, told.SubjectId], ['SyncTrouble', Id])
      assert.match(told.Text, /Ours 🦊 is paused.*410 Gone/)
      assert.deepEqual(await user.ok('notifications/list'), [])
      await create(owner, 'Second')
      await owner.refused(`webhooks/retry/${Id}`)
      to.does(saying(204))
      const goesOn = await owner.ok(`webhooks/update/${Id}`, { Paused: false })
      assert.deepEqual([goesOn.Paused, goesOn.PausedBecause, goesOn.Attempts], [false, undefined, 0])
      await comes(to, 3)
      assert.deepEqual(namesIn(to), ['First', 'First', 'Second'])
      await owner.ok(`webhooks/update/${Id}`, { Paused: true })
      await create(owner, 'Third')
      await new Promise((resolve) => setTimeout(resolve, 1500))
      assert.equal(to.received.length, 3)
    })

    test('only what is asked for is sent: kinds, things, properties, a segment', async (t) => {
      const owner = await newCustomer(server())
      await changeFields(owner, [{ Name: 'Tier' }])
      const Filter = { Property: 'LastName', Operator: 'STARTS_WITH', Value: 'In' }
      const segment = await owner.ok('segments/create', { Name: 'In', Shared: true, Search: { Filter } })
      const mine = await owner.ok('segments/create', { Name: 'Mine', Search: {} })
      const [kinds, labels, properties, inside, all] = await Promise.all([1, 2, 3, 4, 5].map(() => receiver(t)))
      assert(kinds && labels && properties && inside && all)
      await hook(owner, kinds, { Kinds: ['DELETED'] })
      await hook(owner, labels, { Entities: ['LABEL'] })
      const { Id: byProperty } = await hook(owner, properties, {
        Entities: ['CONTACT'],
        Kinds: ['UPDATED'],
        Properties: ['Notes', '#tier', 'Labels'],
      })
      await hook(owner, inside, { SegmentId: segment.Id, Entities: ['CONTACT'] })
      await hook(owner, all)
      assert.deepEqual((await owner.ok(`webhooks/get/${byProperty}`)).Properties, ['Notes', '#Tier', 'Labels'])
      const [field] = await owner.ok('custom-fields/list')
      await changeFields(owner, [{ Id: field.Id, Name: 'Rank' }])
      assert.deepEqual((await owner.ok(`webhooks/get/${byProperty}`)).Properties, ['Notes', '#Rank', 'Labels'])
      const outside = await create(owner, 'Outside')
      const one = await create(owner, 'Inside')
      await owner.ok(`contacts/update/${one}`, { Nickname: 'x' })
      await owner.ok(`contacts/update/${one}`, { CustomFields: { '#Rank': 'gold' } })
      await owner.ok(`contacts/update/${one}`, { Labels: ['#new'] })
      await owner.ok('segments/create', { Name: 'Nobody’s business', Search: {} })
      await owner.ok(`contacts/delete/${outside}`)
      await owner.ok('labels/create', { Name: '#end' })
      const types = ({ received }: Receiver) => received.map(({ body }) => body.type)
      await eventually('all is sent', () =>
        types(all).filter((type) => type === 'label.created').length === 2 ? true : undefined,
      )
      assert.deepEqual(types(all), [
        ...['custom-field.updated', 'contact.created', 'contact.created', 'contact.updated', 'contact.updated'],
        ...['label.created', 'contact.updated', 'contact.deleted', 'label.created'],
      ])
      assert.doesNotMatch(JSON.stringify(all.received), /business/)
      await Promise.all([comes(kinds, 1), comes(labels, 2), comes(properties, 2), comes(inside, 5)])
      assert.deepEqual(
        kinds.received.map(({ body }) => [body.type, body.data.Id]),
        [['contact.deleted', outside]],
      )
      assert.deepEqual(types(labels), ['label.created', 'label.created'])
      assert.deepEqual(
        properties.received.map(({ body }) => Object.keys(body.data.After).toSorted()),
        [
          ['CustomFields', 'Version'],
          ['Labels', 'Version'],
        ],
      )
      assert.deepEqual(
        inside.received.map(({ body }) => [body.type, body.data.Id === one]),
        [
          ['contact.created', true],
          ['contact.updated', true],
          ['contact.updated', true],
          ['contact.updated', true],
          ['contact.deleted', false],
        ],
      )
      assert.deepEqual(
        faultyPaths(await owner.refused('webhooks/create', { Name: 'x', Url: all.url, SegmentId: mine.Id })),
        ['SegmentId'],
      )
      await owner.ok(`segments/delete/${segment.Id}`)
      await create(owner, 'In vain')
      const paused = await eventually('it is paused', async () =>
        (await owner.ok('webhooks/list')).find(({ Paused }: Body) => Paused),
      )
      assert.match(paused.PausedBecause, /segment/)
    })

    test('a secret is changed with an overlap, and a test tells at once', async (t) => {
      const owner = await newCustomer(server())
      const to = await receiver(t)
      const { Id, Secret } = await hook(owner, to)
      const delivery = await owner.ok(`webhooks/test/${Id}`)
      assert.deepEqual([delivery.Type, delivery.Status, delivery.ResponseCode], ['test', 'DELIVERED', 204])
      assert.deepEqual(await deliveriesOf(owner, Id), [delivery])
      to.verify(Secret, to.received[0] ?? assert.fail())
      const rotated = await owner.ok(`webhooks/rotate-secret/${Id}`)
      assert.notEqual(rotated.Secret, Secret)
      const hours = (Date.parse(rotated.OldSecretUntilDate) - Date.now()) / 3600_000
      assert(hours > 23.9 && hours <= 24.1, `${hours}`)
      await create(owner, 'Both')
      const [, both] = await comes(to, 2)
      assert(both)
      assert.equal(both.headers['webhook-signature']?.split(' ').length, 2)
      for (const secret of [Secret, rotated.Secret]) to.verify(secret, both)
      // Whose answer was lost is made again: receivers that have the first secret still understand.
      const secrets = [Secret, rotated.Secret]
      for (let n = 0; n < 2; n++) secrets.push((await owner.ok(`webhooks/rotate-secret/${Id}`)).Secret)
      await owner.ok(`webhooks/test/${Id}`)
      const [, , all] = await comes(to, 3)
      assert(all)
      for (const secret of secrets) to.verify(secret, all)
      secrets.push((await owner.ok(`webhooks/rotate-secret/${Id}`)).Secret)
      await owner.ok(`webhooks/test/${Id}`)
      const [, , , last] = await comes(to, 4)
      assert(last)
      assert.throws(() => to.verify(Secret, last))
      for (const secret of secrets.slice(1)) to.verify(secret, last)
      for (const path of ['webhooks/list', `webhooks/get/${Id}`, 'audit/list'])
        assert.doesNotMatch((await owner.call(path)).text, /whsec_/)
    })

    test('from a number on, everything is sent again, under the same ids', async (t) => {
      const owner = await newCustomer(server())
      const to = await receiver(t)
      const { Id } = await hook(owner, to)
      for (const name of ['A', 'B', 'C']) await create(owner, name)
      await comes(to, 3)
      const { Sequence } = to.received[1]?.body.data ?? assert.fail()
      await attempts(owner, Id, 3)
      await owner.ok(`webhooks/replay/${Id}`, { FromSequence: Sequence })
      await comes(to, 5)
      assert.deepEqual(namesIn(to), ['A', 'B', 'C', 'B', 'C'])
      assert.equal(to.received[1]?.headers['webhook-id'], to.received[3]?.headers['webhook-id'])
      await owner.refused(`webhooks/replay/${Id}`, { FromSequence: Sequence + 100 })
      await owner.refused(`webhooks/replay/${Id}`, { FromSequence: -1 })
      // An erased person is not sent again.
      await owner.ok(`contacts/erase/${to.received[2]?.body.data.Id}`)
      await comes(to, 6)
      await owner.ok(`webhooks/replay/${Id}`, { FromSequence: Sequence + 1 })
      await comes(to, 8)
      assert.deepEqual(
        to.received.slice(5).map(({ body }) => [body.type, body.data.After]),
        [
          ['contact.erased', undefined],
          ['contact.created', {}],
          ['contact.erased', undefined],
        ],
      )
    })

    test('what is no webhook is refused in words', async (t) => {
      const owner = await newCustomer(server())
      const to = await receiver(t)
      const refused = async (input: object) =>
        faultyPaths(await owner.refused('webhooks/create', { Name: 'x', Url: to.url, ...input }))
      assert.deepEqual(await refused({ Name: ' ' }), ['Name'])
      assert.deepEqual(await refused({ Name: null, Url: null }), ['Name', 'Url'])
      assert.deepEqual(await refused({ Name: 'x'.repeat(201) }), ['Name'])
      for (const Url of [
        'nowhere',
        'ftp://example.com/',
        'https://user:pw@example.com/',
        'https://example.com:22/',
        'https://',
        'file:///etc/passwd',
      ])
        assert.deepEqual(await refused({ Url }), ['Url'], Url)
      assert.deepEqual(await refused({ Properties: ['Notes', 'Nothing', '#None', 'Id'] }), [
        'Properties[1]',
        'Properties[2]',
        'Properties[3]',
      ])
      assert.deepEqual(await refused({ Entities: ['USER'] }), ['Entities[0]'])
      assert.deepEqual(await refused({ SegmentId: 'none' }), ['SegmentId'])
      const { Id } = await hook(owner, to)
      assert.deepEqual(faultyPaths(await owner.refused(`webhooks/update/${Id}`, { Url: 'nowhere' })), ['Url'])
      const filtered = await owner.ok(`webhooks/update/${Id}`, { Kinds: ['CREATED'], Entities: ['CONTACT'] })
      assert.deepEqual([filtered.Kinds, filtered.Entities], [['CREATED'], ['CONTACT']])
      const cleared = await owner.ok(`webhooks/update/${Id}`, { Kinds: null })
      assert.deepEqual([cleared.Kinds, cleared.Entities], [undefined, ['CONTACT']])
      await owner.ok(`webhooks/delete/${Id}`)
      await owner.ok(`webhooks/delete/${Id}`)
      assert.equal((await owner.refused(`webhooks/get/${Id}`)).ErrorCode, 'NOT_FOUND')
      for (let n = 0; n < 50; n++) await hook(owner, to)
      await owner.refused('webhooks/create', { Name: 'x', Url: to.url })
      const { Rows } = await owner.ok('audit/list', { Operation: 'webhooks/create' })
      assert.equal(Rows.length, 50)
      const { body } = await call(server(), 'webhooks/create', { Name: 'x', Url: to.url })
      assert.equal(body.ErrorCode, 'SESSION')
    })
  },
  { WEBHOOK_ALLOW_PRIVATE: 'true' },
)
