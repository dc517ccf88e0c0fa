/** A dry run and a real run tell the same of every row, and it is what becomes of the contacts. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { allContacts, changeFields, type Member, newCustomer } from './api.ts'
import { type Body, csv, importFile, rowsOfImport } from './files.ts'
import { type Case, type Cells, importOf, type Person, type properties, shapeOf } from './imports-model.ts'
import { onEachDatabase } from './server.ts'

const names = ['Ada', 'ada', 'Grace', 'Zoë', '山田']
const pools = {
  FirstName: names,
  LastName: ['Hopper', 'HOPPER', 'Berg', '=1+1', "'; --"],
  JobTitle: ['baker', 'bake', 'Smith & Söhne, "the" best'],
  '#Code': ['A1', 'a1', 'B2', '-3'],
}
const emails = ['a@x.com', 'A@X.com', 'b@x.com', 'c@x.com']
const phones = ['+14155552670', '+1 (415) 555-2670', '+49 30 901820', '+4930901820', '+44 20 7946 0000']
const digits = (text: string) => text.replace(/\D/g, '')

const cellsOf = (ids: string[]): fc.Arbitrary<Cells> =>
  fc.record(
    {
      Id: fc.constantFrom(...ids),
      FirstName: fc.constantFrom(...pools.FirstName),
      LastName: fc.constantFrom(...pools.LastName),
      JobTitle: fc.constantFrom(...pools.JobTitle),
      '#Code': fc.constantFrom(...pools['#Code']),
      Emails: fc.uniqueArray(fc.constantFrom(...emails), { maxLength: 2, selector: (text) => text.toLowerCase() }),
      Phones: fc.uniqueArray(fc.constantFrom(...phones), { maxLength: 2, selector: digits }),
    },
    { requiredKeys: [] },
  )

/** Blank rows are none. */
const notBlank = (cells: fc.Arbitrary<Cells>) =>
  cells.filter((each) => Object.values(each).some(({ length }) => length > 0))

const ids = Array.from({ length: 3 }, () => randomUUID())
const modes = (...which: string[]) => fc.constantFrom(undefined, 'REPLACE', 'FILL_IF_EMPTY', 'SKIP', ...which)

const cases = fc.record({
  there: fc.array(cellsOf(['']), { maxLength: 4 }),
  trashed: fc.boolean(),
  matchOn: fc.uniqueArray(fc.constantFrom('Id', 'Emails.Value', 'Phones.Value', '#Code', 'LastName'), {
    minLength: 1,
    maxLength: 3,
  }),
  onMatch: fc.constantFrom('UPDATE', 'UPDATE', 'SKIP', 'CREATE'),
  modes: fc.record({
    FirstName: modes('APPEND'),
    JobTitle: modes('APPEND'),
    '#Code': modes('APPEND'),
    Emails: modes('APPEND'),
    Phones: modes('APPEND'),
  }),
  clears: fc.subarray(['FirstName', 'LastName', 'JobTitle', '#Code', 'Emails', 'Phones']),
  // By their place: ids of contacts that are there, of one in the trash, of none, and what is no id.
  rows: fc.array(notBlank(cellsOf(['0', '1', '2', '3', 'no id', ...ids])), { minLength: 1, maxLength: 8 }),
}) as fc.Arbitrary<Case & { there: Cells[]; trashed: boolean }>

/** It was once told as a change. */
const clearsNothing: Case & { there: Cells[]; trashed: boolean } = {
  there: [{ '#Code': 'A1' }],
  trashed: false,
  matchOn: ['#Code'],
  onMatch: 'UPDATE',
  modes: {},
  clears: ['Emails'],
  rows: [{ '#Code': 'A1' }],
}

const contactOf = ({ Emails = [], Phones = [], '#Code': code, Id: _id, ...rest }: Cells) => ({
  RecordType: 'PERSON',
  ...rest,
  Emails: Emails.map((Value) => ({ Value })),
  Phones: Phones.map((Value) => ({ Value })),
  ...(code === undefined ? {} : { CustomFields: { '#Code': code } }),
})

const valuesIn = (items: Body[] = []) => items.map(({ Value }) => Value)
const personOf = ({ Id, FirstName, LastName, JobTitle, CustomFields, Emails, Phones }: Body): Person => ({
  ...{ Id, FirstName, LastName, JobTitle, '#Code': CustomFields?.['#Code'] },
  ...{ Emails: valuesIn(Emails), Phones: valuesIn(Phones) },
})

/** The people that are there, made over the API. */
async function peopleOf(who: Member, there: Cells[], trashed: boolean): Promise<Person[]> {
  await changeFields(who, [{ Name: '#Code', Type: 'TEXT' }])
  const contacts = there.map((cells) => contactOf({ ...cells, FirstName: cells.FirstName ?? 'Nobody' }))
  const people: Person[] = []
  for (const Contact of contacts) people.push(personOf(await who.ok('contacts/create', Contact)))
  const [first] = people
  if (trashed && first !== undefined) {
    await who.ok(`contacts/delete/${first.Id}`)
    first.isTrashed = true
  }
  return people
}

const columns = ['Id', 'FirstName', 'LastName', 'JobTitle', 'Code', 'Email 1', 'Email 2', 'Phone 1', 'Phone 2']

function fileOf(rows: Cells[]): string {
  const lines = rows.map(({ Id = '', FirstName = '', LastName = '', JobTitle = '', '#Code': code = '', ...lists }) => {
    const { Emails: [one = '', two = ''] = [], Phones: [three = '', four = ''] = [] } = lists
    return [Id, FirstName, LastName, JobTitle, code, one, two, three, four]
  })
  return csv(columns, ...lines)
}

function mappingOf({ modes, clears }: Case): object[] {
  const paths = [
    'Id',
    'FirstName',
    'LastName',
    'JobTitle',
    '#Code',
    ...Array(2).fill('Emails'),
    ...Array(2).fill('Phones'),
  ]
  return paths.map((property, index) => {
    const Mode = modes[property as (typeof properties)[number]]
    return {
      Column: columns[index],
      Property: property === 'Emails' || property === 'Phones' ? `${property}.Value` : property,
      ...(Mode === undefined ? {} : { Mode }),
      ...(clears.includes(property) ? { ClearIfBlank: true } : {}),
    }
  })
}

/** What is told of a row, but for the id of a contact that a real run alone has added. */
function comparable(rows: Body[], known: Set<string>): Body[] {
  return rows.map(({ ContactId, ...rest }) => (known.has(ContactId) ? { ...rest, ContactId } : rest))
}

async function assertRunsAgree(who: Member, given: Case & { there: Cells[]; trashed: boolean }): Promise<void> {
  const people = await peopleOf(who, given.there, given.trashed)
  const rows = given.rows.map((cells) => {
    const place = Number(cells.Id)
    return cells.Id === undefined || Number.isNaN(place) ? cells : { ...cells, Id: people[place]?.Id ?? randomUUID() }
  })
  const before = await allContacts(who)
  const input = { Mapping: mappingOf(given), MatchOn: given.matchOn, OnMatch: given.onMatch, HasHeader: true }
  const dry = await importFile(who, fileOf(rows), { ...input, DryRun: true })
  assert.equal(dry.Status, 'PROCESSED', dry.ErrorMessage)
  assert.deepEqual(await allContacts(who), before, 'a dry run changes nothing')
  const real = await importFile(who, fileOf(rows), input)
  assert.deepEqual(real.Counts, dry.Counts)
  const known = new Set(people.map(({ Id }) => Id))
  const [wouldBe, became] = [await rowsOfImport(who, dry.Id), await rowsOfImport(who, real.Id)]
  assert.deepEqual(comparable(wouldBe, known), comparable(became, known))
  for (const { ContactId } of wouldBe) assert(ContactId === undefined || known.has(ContactId), 'nobody has this id')

  const told = importOf(people, { ...given, rows })
  assert.deepEqual(
    became.map(({ RowNumber, Verdict, SameAsRow }) => [RowNumber, Verdict, SameAsRow]),
    told.map(({ verdict, sameAsRow }, index) => [index + 2, verdict, sameAsRow]),
  )
  // Who is added has an id that only the server knows: it is told with the row.
  for (const [index, { person }] of told.entries())
    if (person?.Id.startsWith('row')) person.Id = became[index].ContactId
  const after = new Map((await allContacts(who)).map((contact) => [contact.Id, contact]))
  const expected = people.filter(({ isTrashed }) => !isTrashed)
  assert.deepEqual([...after.keys()].toSorted(), expected.map(({ Id }) => Id).toSorted())
  for (const person of expected) assert.deepEqual(shapeOf(personOf(after.get(person.Id))), shapeOf(person))
  for (const [index, { verdict, person }] of told.entries())
    assert.equal(became[index].ContactId, verdict === 'ERROR' ? undefined : person?.Id)
}

onEachDatabase((server) => {
  test('whatever is in the file and there already', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (given) => assertRunsAgree(await newCustomer(server()), given)),
      { numRuns: Number(process.env['RUNS'] ?? 12), examples: [[clearsNothing]] },
    )
  })

  test('rows find each other over more rows than are done at once', async () => {
    const rows = fc.array(cellsOf(['']), { minLength: 1200, maxLength: 1200 })
    const [given] = fc.sample(rows, 1) as [Cells[]]
    // So many people that a row is about an earlier one now and then.
    const spread = given.map((cells, index) => {
      const place = (index * 7919) % 450
      const Emails = cells.Emails?.map((email) => `${place}${email}`)
      return { LastName: `N${place}`, ...cells, ...(Emails ? { Emails } : {}), '#Code': `${place}` }
    })
    const there = spread.slice(0, 3).map(({ Id: _id, ...rest }) => rest)
    for (const onMatch of ['UPDATE', 'SKIP'] as const)
      await assertRunsAgree(await newCustomer(server()), {
        ...{ there, trashed: false, matchOn: ['Emails.Value', '#Code'], onMatch },
        ...{ modes: { JobTitle: 'FILL_IF_EMPTY', Phones: 'REPLACE' }, clears: [], rows: spread },
      })
  })
})
