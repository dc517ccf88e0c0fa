import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import {
  type Answer,
  allContacts,
  assertOk,
  assertRefused,
  type Member,
  newColleague,
  newCustomer,
  person,
  processed,
} from './api.ts'
import { onEachDatabase } from './server.ts'

const keyed = (who: Member, path: string, body: unknown, key: string): Promise<Answer> =>
  who.call(path, body, { headers: { 'idempotency-key': key } })

onEachDatabase((server) => {
  test('a repeated call is given the first answer, and is done once', async () => {
    const owner = await newCustomer(server())
    const key = randomUUID()
    const first = await keyed(owner, 'contacts/create', person(), key)
    await owner.ok(`contacts/update/${assertOk(first).Id}`, { FirstName: 'Changed since' })
    const second = await keyed(owner, 'contacts/create', person(), key)
    assertOk(second)
    assert.equal(second.text, first.text)
    assert.equal(second.headers.get('content-type'), first.headers.get('content-type'))
    assert.equal((await allContacts(owner)).length, 1)
  })

  test('an operation without an answer is repeated too', async () => {
    const owner = await newCustomer(server())
    const { Id } = await owner.ok('contacts/create', person())
    for (let times = 0; times < 2; times++) {
      const answer = await keyed(owner, `contacts/delete/${Id}`, undefined, 'away')
      assertOk(answer)
      assert.equal(answer.text, '')
    }
  })

  test('many repeats at once are one call', async () => {
    const owner = await newCustomer(server())
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => keyed(owner, 'contacts/create', person(), 'at once')),
    )
    assert.equal(new Set(answers.map((answer) => assertOk(answer).Id)).size, 1)
    assert.equal((await allContacts(owner)).length, 1)
  })

  test('a key is good for one input of one operation only', async () => {
    const owner = await newCustomer(server())
    const { Id } = assertOk(await keyed(owner, 'contacts/create', person(), 'k'))
    const others: [string, unknown][] = [
      ['contacts/create', person({ FirstName: 'Grace' })],
      ['contacts/create?async=true', person()],
      ['contacts/upsert', person()],
      [`contacts/update/${Id}`, person()],
    ]
    for (const [path, body] of others) assertRefused(await keyed(owner, path, body, 'k'))
    const { Id: other } = await owner.ok('contacts/create', person())
    assertOk(await keyed(owner, `contacts/update/${Id}`, { FirstName: 'Grace' }, 'u'))
    assertRefused(await keyed(owner, `contacts/update/${other}`, { FirstName: 'Grace' }, 'u'))
    assert.deepEqual((await allContacts(owner)).map(({ FirstName }) => FirstName).toSorted(), ['Ada', 'Grace'])
  })

  test("one Customer's keys are nothing to another", async () => {
    const [owner, stranger] = [await newCustomer(server()), await newCustomer(server())]
    const first = assertOk(await keyed(owner, 'contacts/create', person(), 'the same'))
    const second = assertOk(await keyed(stranger, 'contacts/create', person(), 'the same'))
    assert.notEqual(first.Id, second.Id)
    assert.equal((await allContacts(stranger)).length, 1)
  })

  test('a refusal is not kept: the same key does it once the fault is gone', async () => {
    const owner = await newCustomer(server())
    const input = person({ CustomFields: { '#Tier': 'gold' } })
    assertRefused(await keyed(owner, 'contacts/create', input, 'again'))
    assertRefused(await keyed(owner, 'contacts/create', { Surplus: 1 }, 'again'))
    await owner.ok('custom-fields/update', { CustomFields: [{ Name: 'Tier' }] })
    assertOk(await keyed(owner, 'contacts/create', input, 'again'))
    assert.equal((await allContacts(owner)).length, 1)
  })

  test('a key has 1 to 255 characters', async () => {
    const owner = await newCustomer(server())
    assertOk(await keyed(owner, 'contacts/create', person(), 'k'.repeat(255)))
    for (const key of ['k'.repeat(256), '']) assertRefused(await keyed(owner, 'contacts/create', person(), key))
    assert.equal((await allContacts(owner)).length, 1)
  })

  test('with async, a repeat is the same request', async () => {
    const owner = await newCustomer(server())
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => keyed(owner, 'contacts/create?async=true', person(), 'later')),
    )
    const { RequestId } = assertOk(answers[0] as Answer)
    assert.equal((await processed(owner, RequestId)).ProcessStatus, 'PROCESSED')
    answers.push(await keyed(owner, 'contacts/create?async=true', person(), 'later'))
    for (const answer of answers) assert.equal(answer.text, answers[0]?.text)
    assert.equal((await owner.ok('request/list')).length, 1)
    assert.equal((await allContacts(owner)).length, 1)
  })

  test("a colleague's keys are free", async () => {
    const owner = await newCustomer(server())
    const colleague = await newColleague(server(), owner)
    const first = assertOk(await keyed(owner, 'contacts/create', person(), 'the same'))
    const second = assertOk(await keyed(colleague, 'contacts/create', person(), 'the same'))
    assert.notEqual(first.Id, second.Id)
  })
})
