/** Exports as a program makes them, and what stands in their files. */
import assert from 'node:assert/strict'
import { parse } from 'csv-parse/sync'
import type { Answer, Member } from './api.ts'
import { processed } from './api.ts'
import { type Downloaded, download } from './files.ts'
import type { Server } from './server.ts'

type Body = Answer['body']

/** Contacts made in calls of 1,000. @returns their ids, in the order in which they were made */
export async function createAll(who: Member, contacts: object[]): Promise<string[]> {
  const ids: string[] = []
  for (let from = 0; from < contacts.length; from += 1000) {
    const Items = contacts.slice(from, from + 1000).map((Contact) => ({ Operation: 'CREATE', Contact }))
    const { Results } = await who.ok('contacts/batch', { Items })
    for (const { Verdict, Id, ...fault } of Results) {
      assert.equal(Verdict, 'CREATED', JSON.stringify(fault))
      ids.push(Id)
    }
  }
  return ids
}

/** Exports to the end. @returns the Export as it is then; one that failed as well */
export async function exported(who: Member, input: object): Promise<Body> {
  const { Id, RequestId } = await who.ok('exports/create', input)
  await processed(who, RequestId, 60_000)
  return who.ok(`exports/get/${Id}`)
}

/** Exports to the end, which must be a good one, and gets the file. */
export async function exportFile(
  server: Pick<Server, 'url'>,
  who: Member,
  input: object,
): Promise<Downloaded & { done: Body }> {
  const done = await exported(who, input)
  assert.equal(done.Status, 'PROCESSED', done.ErrorMessage)
  const file = await download(server, who, `exports/download/${done.Id}`)
  assert.equal(file.bytes.length, done.Size)
  return { ...file, done }
}

/** The records of a CSV text, read by a reader that is not ours. */
export const records = (text: string, delimiter = ','): string[][] =>
  parse(text.replace(/^\uFEFF/, ''), { delimiter, record_delimiter: '\r\n' })

/** A column of a CSV text, without its title. */
export function column(text: string, title: string): string[] {
  const [header = [], ...rows] = records(text)
  const at = header.indexOf(title)
  assert.notEqual(at, -1, `${title} is none of ${header.join(', ')}`)
  return rows.map((row) => row[at] ?? '')
}

/** The contacts of a JSON Lines text. */
export const contactsIn = (text: string): Body[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
