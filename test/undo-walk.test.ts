/** Whatever people have done, undone in whatever order: in the end all is as it was. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { allContacts, changeFields, type Member, newCustomer, person } from './api.ts'
import { type Body, resultOf } from './files.ts'
import { onEachDatabase } from './server.ts'
import { act, perform } from './undo-walk.ts'

// The same walks in every run; what fails is printed with the path that leads to it.
const seed = Number(process.env['WALK_SEED'] ?? 20_261_126)
const runs = Number(process.env['WALKS'] ?? 12)

const withoutChanges = ({ Version, UpdatedDate, UpdatedBy, ...rest }: Body) => rest

/** All that users see, but for what tells of its changes. */
async function everything(who: Member) {
  const lists = ['labels', 'contact-types', 'custom-fields', 'segments']
  const listed = await Promise.all(lists.map(async (each) => [each, await who.ok(`${each}/list`)]))
  const contacts = (await allContacts(who)).toSorted((one, other) => (one.Id < other.Id ? -1 : 1))
  return JSON.stringify([
    contacts.map(withoutChanges),
    listed.map(([name, rows]) => [name, name === 'segments' ? rows.map(withoutChanges) : rows]),
  ])
}

/** Sets that are not undone, but for undos. */
async function liveSets(who: Member): Promise<string[]> {
  const sets: Body[] = []
  let Cursor: string | undefined
  do {
    const page = await who.ok('changesets/list', { PageSize: 1000, ...(Cursor ? { Cursor } : {}) })
    sets.push(...page.Rows)
    Cursor = page.NextCursor
  } while (Cursor !== undefined)
  return sets.filter(({ Kind, UndoneBy }) => Kind !== 'UNDO' && UndoneBy === undefined).map(({ Id }) => Id)
}

async function start(who: Member) {
  await changeFields(who, [{ Name: 'One', Type: 'TEXT' }])
  await who.ok('segments/create', { Name: 'Mine', Search: { SearchText: 'a' } })
  for (const Notes of ['1', '2', '3'])
    await who.ok(
      'contacts/create',
      person({ Notes, Emails: [{ Value: `${Notes}@x.com` }], Labels: ['#a'], CustomFields: { '#One': '05' } }),
    )
}

onEachDatabase((server) => {
  test('undone in any order, all is as it was', { timeout: 900_000 }, async () => {
    const walk = fc.asyncProperty(
      fc.array(act, { minLength: 3, maxLength: 22 }),
      fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
      async (acts, random) => {
        const owner = await newCustomer(server())
        await start(owner)
        const first = new Set(await liveSets(owner))
        const before = await everything(owner)
        for (const each of acts) await perform(owner, each)
        // What of the start was undone on the way is done again first.
        const sets = await liveSets(owner)
        for (let left = await undone(owner, first); left.length > 0; left = await undone(owner, first))
          for (const id of left) await resultOf(owner, await owner.ok(`changesets/undo/${id}`))
        const mine = sets.filter((id) => !first.has(id))
        while (mine.length > 0) {
          const [id] = mine.splice(Math.floor((random.next().value as number) * mine.length) % mine.length, 1)
          await resultOf(owner, await owner.ok(`changesets/undo/${id}`))
        }
        assert.deepEqual(JSON.parse(await everything(owner)), JSON.parse(before))
        assert.equal(await everything(owner), before)
      },
    )
    await fc.assert(walk, { seed, numRuns: runs, endOnFailure: process.env['WALK_SHRINK'] === undefined })
  })
})

/** The undos by which sets of the start are undone. */
async function undone(who: Member, first: Set<string>): Promise<string[]> {
  const { Rows } = await who.ok('changesets/list', { PageSize: 1000 })
  return Rows.filter(({ Id, UndoneBy }: Body) => first.has(Id) && UndoneBy !== undefined).map(
    ({ UndoneBy }: Body) => UndoneBy,
  )
}
