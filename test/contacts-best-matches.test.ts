import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Member, newCustomer, person } from './api.ts'
import { onEachDatabase } from './server.ts'

// The search ranks up to 1,000 matches at once, and more of them rank by rank (`fewest` in search-ways.ts).
const beyondOneRanking = 1100

async function created(owner: Member, contacts: Record<string, unknown>[]): Promise<void> {
  const queue = contacts.values()
  const worker = async () => {
    for (const contact of queue) await owner.ok('contacts/create', person({ LastName: null, ...contact }))
  }
  await Promise.all(Array.from({ length: 8 }, worker))
}

const namesOf = ({ Rows }: { Rows: { FirstName: string }[] }) => Rows.map(({ FirstName }) => FirstName)

onEachDatabase((server) => {
  test('whole words first, then starts of words, then what contains it; ties by name', async () => {
    const owner = await newCustomer(server())
    const names = ['Bert Anna', 'Joanna', 'Annabel', 'Anna', 'Susanna', 'Bert Annabel', 'Ánna Zoe', 'Hans']
    await created(
      owner,
      names.map((FirstName) => ({ FirstName })),
    )
    const search = async (SearchText: string, more = {}) =>
      namesOf(await owner.ok('contacts/search', { SearchText, ...more }))
    const ranked = ['Anna', 'Ánna Zoe', 'Bert Anna', 'Annabel', 'Bert Annabel', 'Joanna', 'Susanna']
    assert.deepEqual(await search('anna'), ranked)
    assert.deepEqual(await search('ANNA bert'), ['Bert Anna', 'Bert Annabel'])
    assert.deepEqual(await search('nna er'), ['Bert Anna', 'Bert Annabel'])
    assert.deepEqual(await search('anna', { Sort: [{ Property: 'FirstName', Descending: true }] }), [
      ...['Susanna', 'Joanna', 'Bert Annabel', 'Bert Anna', 'Annabel', 'Ánna Zoe', 'Anna'],
    ])
    assert.deepEqual(await search('anna', { PageSize: 3, PageNumber: 2 }), ranked.slice(3, 6))
  })

  test('the same among more matches than are ranked at once, by cursor and by number', async () => {
    const owner = await newCustomer(server())
    const forms = [(n: number) => `Joanna ${n}`, (n: number) => `Anna ${n}`, (n: number) => `Annabel ${n}`]
    const names = Array.from({ length: beyondOneRanking }, (_, index) => forms[index % 3]?.(index) ?? '')
    await created(
      owner,
      names.map((FirstName) => ({ FirstName })),
    )
    // In natural order, as they were numbered.
    const expected = ['Anna ', 'Annabel ', 'Joanna '].flatMap((start) => names.filter((each) => each.startsWith(start)))
    const search = { SearchText: 'anna', PageSize: 170, Properties: ['FirstName'] }
    const byCursor: string[] = []
    for (let more: object | undefined = {}; more !== undefined; ) {
      const page = await owner.ok('contacts/search', { ...search, ...more })
      assert.deepEqual([page.TotalCount, page.TotalKind], [beyondOneRanking, 'EXACT'])
      byCursor.push(...namesOf(page))
      more = page.NextCursor && { Cursor: page.NextCursor }
    }
    assert.deepEqual(byCursor, expected)
    const third = await owner.ok('contacts/search', { ...search, PageNumber: 3 })
    assert.deepEqual(namesOf(third), expected.slice(340, 510))
  })

  test('words of one and two characters, and words of other scripts', async () => {
    const owner = await newCustomer(server(), { DefaultCountry: 'US' })
    await created(owner, [
      { FirstName: '小明', LastName: '王' },
      { FirstName: '王 太郎' },
      { FirstName: 'ガガ', JobTitle: 'ｶﾞｲﾄﾞ' },
      { FirstName: 'カカ' },
      { FirstName: 'أحمد', LastName: 'مُحَمَّد' },
      { FirstName: 'ΟΔΟΣ' },
      { FirstName: 'Phone', Phones: [{ Value: '(415) 555-2671' }] },
      { FirstName: 'Arabic phone', Phones: [{ Value: '٠٣٠١٢٣٤' }] },
      { FirstName: 'Order', Notes: 'of 2024-0117, and 12/24' },
    ])
    const search = async (SearchText: string) => namesOf(await owner.ok('contacts/search', { SearchText }))
    assert.deepEqual(await search('王'), ['王 太郎', '小明'])
    assert.deepEqual(await search('小明'), ['小明'])
    assert.deepEqual(await search('明 王'), ['小明'])
    assert.deepEqual(await search('明王'), [])
    assert.deepEqual(await search('ガ'), ['ガガ'])
    assert.deepEqual(await search('ガイド'), ['ガガ'])
    assert.deepEqual(await search('محمد احمد'), ['أحمد'])
    assert.deepEqual(await search('οδός'), ['ΟΔΟΣ'])
    assert.deepEqual(await search('ΔΟΣ'), ['ΟΔΟΣ'])
    for (const number of ['4155552671', '415-555', '+1 415 555 2671', '(415)', '555.2671', '+1(415)5552671'])
      assert.deepEqual(await search(number), ['Phone'], number)
    assert.deepEqual(await search('030-1234'), ['Arabic phone'])
    // What looks like a phone number may be another text.
    assert.deepEqual(await search('2024-0117'), ['Order'])
    assert.deepEqual(await search('12/24'), ['Order'])
  })
})
