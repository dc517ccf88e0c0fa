import assert from 'node:assert/strict'
import { test } from 'node:test'
import { faultyPaths, type Member, namesFound, newCustomer, person } from './api.ts'
import { onEachDatabase, type Server } from './server.ts'

/** A Customer with contacts named `Number 1` to `Number {count}`, and their ids in this order. */
async function customerWithNumbers(server: Server, count: number): Promise<[Member, string[]]> {
  const owner = await newCustomer(server)
  const numbers = Array.from({ length: count }, (_, index) => ({
    RecordType: 'ORGANIZATION',
    OrganizationName: `Number ${index + 1}`,
    Department: `Department ${index % 3}`,
  }))
  const made = await Promise.all(numbers.map((number) => owner.ok('contacts/create', number)))
  return [owner, made.map(({ Id }) => Id)]
}

/** The ids of all pages of a search, one page after the other. @param meanwhile is done after each page */
async function walk(who: Member, search: object, meanwhile: (page: number) => Promise<unknown> = async () => {}) {
  const ids: string[] = []
  let Cursor: string | undefined
  for (let page = 1; page === 1 || Cursor !== undefined; page++) {
    const answer = await who.ok('contacts/search', Cursor === undefined ? search : { ...search, Cursor })
    ids.push(...answer.Rows.map(({ Id }: { Id: string }) => Id))
    Cursor = answer.NextCursor
    await meanwhile(page)
  }
  return ids
}

const orders = {
  'the default order': undefined,
  'one property': [{ Property: 'OrganizationName', Descending: true }],
  'two properties, both ways': [{ Property: 'Department', Descending: true }, { Property: 'OrganizationName' }],
  'a property that no contact has': [{ Property: 'Nickname' }],
  'a moment': [{ Property: 'UpdatedDate', Descending: true }],
  'a moment and a property': [{ Property: 'CreatedDate' }, { Property: 'Department', Descending: true }],
}

onEachDatabase((server) => {
  for (const [name, Sort] of Object.entries(orders))
    test(`pages by cursor give every contact once, in the order of a single page: ${name}`, async () => {
      const [owner, ids] = await customerWithNumbers(server(), 23)
      const search = { Sort, SearchText: 'number' }
      const whole = await walk(owner, { ...search, PageSize: 1000 })
      assert.deepEqual(whole.toSorted(), ids.toSorted())
      for (const PageSize of [1, 5, 23]) assert.deepEqual(await walk(owner, { ...search, PageSize }), whole)
      assert.deepEqual(await walk(owner, { Sort, PageSize: 7 }), whole)
    })

  test('the last page has no cursor, full or not', async () => {
    const [owner] = await customerWithNumbers(server(), 6)
    for (const [PageSize, rows, more] of [
      [5, 5, true],
      [6, 6, false],
      [7, 6, false],
    ]) {
      const { Rows, NextCursor } = await owner.ok('contacts/search', { PageSize })
      assert.deepEqual([Rows.length, typeof NextCursor === 'string'], [rows, more])
    }
  })

  test('a page has 50 rows where nothing else is said', async () => {
    const [owner] = await customerWithNumbers(server(), 51)
    const { Rows, TotalCount } = await owner.ok('contacts/search', {})
    assert.deepEqual([Rows.length, TotalCount], [50, 51])
  })

  test('pages by cursor neither repeat nor miss a contact while another client inserts and deletes', async () => {
    const [owner, ids] = await customerWithNumbers(server(), 40)
    // Every fourth is deleted on the way, some already read and some not; others come before, between and behind.
    const doomed = ids.filter((_, index) => index % 4 === 3)
    const there = new Set(ids).difference(new Set(doomed))
    const meanwhile = async (page: number) => {
      const [early, late] = [doomed.shift(), doomed.pop()]
      const names = ['0', `Number ${page * 3} a`, 'Number 20 b', 'zzz']
      await Promise.all([
        ...names.map((FirstName) => owner.ok('contacts/create', { RecordType: 'PERSON', FirstName })),
        ...[early, late].map((id) => owner.ok(`contacts/delete/${id ?? 'none'}`)),
      ])
    }
    const searches = [{ PageSize: 5 }, { PageSize: 5, SearchText: 'num' }]
    const seen = await walk(owner, searches[0] ?? {}, (page) => (page < 12 ? meanwhile(page) : Promise.resolve()))
    assert.equal(new Set(seen).size, seen.length)
    assert.deepEqual(
      [...there].filter((id) => !seen.includes(id)),
      [],
    )
    const again = await walk(owner, searches[1] ?? {}, (page) => (page < 12 ? meanwhile(page) : Promise.resolve()))
    assert.equal(new Set(again).size, again.length)
    assert.deepEqual(
      [...there].filter((id) => !again.includes(id)),
      [],
    )
  })

  test('a cursor goes on though the contact it stands at is deleted', async () => {
    const [owner, ids] = await customerWithNumbers(server(), 4)
    const { NextCursor } = await owner.ok('contacts/search', { PageSize: 2 })
    await owner.ok(`contacts/delete/${ids[1]}`)
    assert.deepEqual(await namesFound(owner, { PageSize: 2, Cursor: NextCursor }), ['Number 3', 'Number 4'])
  })

  test('pages by number cut the same order', async () => {
    const [owner] = await customerWithNumbers(server(), 5)
    const page = (PageNumber: number) => namesFound(owner, { PageSize: 2, PageNumber })
    assert.deepEqual(await page(1), ['Number 1', 'Number 2'])
    assert.deepEqual(await page(3), ['Number 5'])
    assert.deepEqual(await page(4), [])
    assert.deepEqual(await page(1_000_000_000), [])
    const { NextCursor } = await owner.ok('contacts/search', { PageSize: 2, PageNumber: 2 })
    assert.deepEqual(await namesFound(owner, { PageSize: 2, Cursor: NextCursor }), ['Number 5'])
  })

  test('a cursor and a page number do not go together', async () => {
    const [owner] = await customerWithNumbers(server(), 3)
    const { NextCursor } = await owner.ok('contacts/search', { PageSize: 1 })
    const refusal = await owner.refused('contacts/search', { PageSize: 1, Cursor: NextCursor, PageNumber: 2 })
    assert.deepEqual(faultyPaths(refusal), ['PageNumber'])
  })

  test('a cursor is good for its own search alone, with any size of page', async () => {
    const [owner] = await customerWithNumbers(server(), 5)
    const search = { SearchText: 'number', Sort: [{ Property: 'OrganizationName' }] }
    const { NextCursor: Cursor } = await owner.ok('contacts/search', { ...search, PageSize: 2 })
    assert.deepEqual(await namesFound(owner, { ...search, PageSize: 1, Cursor }), ['Number 3'])
    const others = [
      {},
      { SearchText: 'number' },
      { ...search, SearchText: 'num' },
      { ...search, Sort: [{ Property: 'OrganizationName', Descending: true }] },
      { ...search, Sort: [{ Property: 'Department' }] },
      { ...search, Sort: [...search.Sort, { Property: 'Department' }] },
      { ...search, Trash: true },
    ]
    for (const other of others)
      assert.deepEqual(faultyPaths(await owner.refused('contacts/search', { ...other, Cursor })), ['Cursor'])
  })

  test('a cursor of another Customer is refused', async () => {
    const [owner] = await customerWithNumbers(server(), 3)
    const [stranger] = await customerWithNumbers(server(), 3)
    const { NextCursor } = await owner.ok('contacts/search', { PageSize: 1 })
    assert.deepEqual(faultyPaths(await stranger.refused('contacts/search', { Cursor: NextCursor })), ['Cursor'])
  })

  test('a cursor that was cut, changed or made up is refused', async () => {
    const [owner] = await customerWithNumbers(server(), 3)
    const Sort = [{ Property: 'CreatedDate' }]
    const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    for (const search of [{}, { Sort }]) {
      const { NextCursor } = await owner.ok('contacts/search', { ...search, PageSize: 1 })
      const parts = JSON.parse(Buffer.from(NextCursor, 'base64url').toString())
      const tampered = parts.flatMap((_: unknown, index: number) =>
        ['x', '\0', '\ud800', '', null, 7].map((value) => encoded(parts.with(index, value))),
      )
      const cut = [NextCursor.slice(0, NextCursor.length / 2), NextCursor.slice(5), NextCursor.slice(0, -1)]
      const madeUp = [
        'x',
        '[]',
        encoded([]),
        encoded({}),
        encoded([...parts, 'x']),
        encoded(parts.slice(1)),
        '😀',
        'null',
      ]
      for (const Cursor of [...tampered, ...cut, ...madeUp])
        assert.deepEqual(faultyPaths(await owner.refused('contacts/search', { ...search, Cursor })), ['Cursor'], Cursor)
    }
  })

  test('a cursor of a search in the trash goes on in the trash', async () => {
    const owner = await newCustomer(server())
    for (const FirstName of ['A', 'B', 'C']) {
      const { Id } = await owner.ok('contacts/create', person({ FirstName }))
      await owner.ok(`contacts/delete/${Id}`)
    }
    assert.equal((await walk(owner, { Trash: true, PageSize: 2 })).length, 3)
  })
})
