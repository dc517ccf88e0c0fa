import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Answer, newCustomer, person, processed } from './api.ts'
import { csv, importFile } from './files.ts'
import { onEachDatabase } from './server.ts'

type Body = Answer['body']

const file = csv(
  ['First name', 'Last name', 'Email', 'Phone', 'Birthday'],
  ['Bob', 'Quux', 'bob@work.example', '+14155552670', ''], // another e-mail, the same phone
  ['Ada', 'Lovelace', '', '', '1915-12-10'], // no e-mail, the same name and birthday
  ['Peter', 'Quux', '', '+14155552670', ''], // lives with Bob
  ['Robert', 'Quux', 'bob@example.com', '', ''], // matches
  ['Grace', 'Hopper', 'grace@example.com', '', ''],
  ['Grace', 'Hopper', '', '', ''], // only the row before is alike
)

onEachDatabase((server) => {
  test('a row that matches nobody, but is very likely there, says so; it is imported all the same', async () => {
    const owner = await newCustomer(server())
    const Emails = [{ Value: 'bob@example.com' }]
    const bob = await owner.ok(
      'contacts/create',
      person({ FirstName: 'Robert', LastName: 'Quux', Emails, Phones: [{ Value: '+14155552670' }] }),
    )
    const ada = await owner.ok('contacts/create', person({ Dates: [{ Value: '1915-12-10', Label: 'birthday' }] }))
    const tell = async (input: object) => {
      const { Id, Counts } = await importFile(owner, file, input)
      const { Rows } = await owner.ok(`imports/rows/${Id}`)
      const told = Rows.map(({ Verdict, PossibleDuplicates = [] }: Body) => [
        Verdict,
        ...PossibleDuplicates.map(({ ContactId }: Body) => ContactId),
      ])
      return { Id, Counts, Rows, told }
    }
    const dry = await tell({ DryRun: true })
    const real = await tell({})
    const verdicts = [['CREATED', bob.Id], ['CREATED', ada.Id], ['CREATED'], ['UNCHANGED'], ['CREATED'], ['CREATED']]
    assert.deepEqual(real.told, verdicts)
    assert.deepEqual([dry.told, dry.Counts], [real.told, real.Counts])
    const possible = ({ PossibleDuplicates }: Body) => PossibleDuplicates
    assert.deepEqual(dry.Rows.map(possible), real.Rows.map(possible))
    const [{ Score, Reasons }] = real.Rows[0].PossibleDuplicates
    assert(Score >= 0.9 && Score <= 1)
    assert.deepEqual(
      Reasons.map(({ Reason }: Body) => Reason),
      ['SAME_PHONE', 'SAME_LAST_NAME', 'NICKNAME'],
    )
    const only = await owner.ok(`imports/rows/${real.Id}`, { PossibleDuplicates: true })
    assert.deepEqual(
      only.Rows.map(({ RowNumber }: Body) => RowNumber),
      [2, 3],
    )
    // They are one after all.
    const { Contact } = await owner.ok('contacts/merge', { Ids: [bob.Id, real.Rows[0].ContactId] })
    assert.equal(Contact.Emails.length, 2)
    const again = await tell({ OnMatch: 'CREATE', Force: true })
    assert.deepEqual(
      again.told,
      verdicts.map(() => ['CREATED']),
    )
  })

  test('contacts that an import adds are no possible duplicates of its later rows, over many steps', async () => {
    const owner = await newCustomer(server())
    const { Id } = await owner.ok('contacts/create', person({ Phones: [{ Value: '+14155552670' }] }))
    const rows = Array.from({ length: 1500 }, () => ['Ada', 'Lovelace', '+14155552670'])
    const numbers: number[][] = []
    for (const DryRun of [true, false]) {
      const done = await importFile(owner, csv(['First name', 'Last name', 'Phone'], ...rows), { DryRun })
      const { Rows } = await owner.ok(`imports/rows/${done.Id}`, { PageSize: 1000, PossibleDuplicates: true })
      assert(
        Rows.every(
          ({ PossibleDuplicates }: Body) => PossibleDuplicates.length === 1 && PossibleDuplicates[0].ContactId === Id,
        ),
      )
      numbers.push(Rows.map(({ RowNumber }: Body) => RowNumber))
    }
    assert.deepEqual(numbers[0], numbers[1])
    assert.equal(numbers[0]?.length, 1000)
    const { RequestId } = await owner.ok('contacts/duplicates')
    const { Result } = await processed(owner, RequestId, 60_000)
    assert(Result.TotalCount <= 1)
  })
})
