import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newCustomer, person } from './api.ts'
import { rowsOf } from './database.ts'
import { onEachDatabase } from './server.ts'

onEachDatabase((server) => {
  test('contacts/added tells what each of the last 12 months has added, without the trash', async () => {
    const owner = await newCustomer(server())
    const ids: string[] = []
    for (let count = 0; count < 4; count++) ids.push((await owner.ok('contacts/create', person())).Id)
    await owner.ok(`contacts/delete/${ids[0]}`)
    const months = async () => (await owner.ok('contacts/added')).Months
    const all = await months()
    assert.equal(all.length, 12)
    assert.equal(all.at(-1).Count, 3)
    assert.deepEqual(
      all.map(({ Month }: { Month: string }) => Month),
      all.map(({ Month }: { Month: string }) => Month).toSorted(),
    )
    assert(all.every(({ Kind }: { Kind: string }) => Kind === 'EXACT'))
    for (let batch = 0; batch < 3; batch++) {
      const Items = Array.from({ length: 800 }, () => ({ Operation: 'CREATE', Contact: person() }))
      await owner.ok('contacts/batch', { Items })
    }
    const { Count, Kind } = (await months()).at(-1)
    assert.deepEqual([Count, Kind], [2403, 'EXACT'])
    if (server().kind === 'embedded') return
    // Past the server, which dates what it makes.
    const set = 'update contacts set created_at = $2 where id = $1'
    await rowsOf(server().data, set, [ids[1], `${all[5].Month}-15T00:00:00Z`])
    await rowsOf(server().data, set, [ids[2], '2001-01-01T00:00:00Z'])
    const [five, last] = [(await months())[5], (await months()).at(-1)]
    assert.deepEqual([five.Month, five.Count, last.Count], [all[5].Month, 1, 2401])
  })
})
