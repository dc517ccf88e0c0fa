/** Files over the API: sent as the parts of a form, and got back. */
import assert from 'node:assert/strict'
import type { Cell } from '../server/sheets/sheet.ts'
import { addRows, beginWorkbook, endWorkbook } from '../server/xlsx/write-workbook.ts'
import { type Answer, assertOk, type Member, processed } from './api.ts'
import type { Server } from './server.ts'

export type Body = Answer['body']
export type Content = string | Uint8Array<ArrayBuffer>

/** A form with the parts `input` (unless undefined) and `file`. */
export function formOf(input: object | undefined, content: Content, name: string): FormData {
  const form = new FormData()
  if (input !== undefined) form.append('input', JSON.stringify(input))
  form.append('file', new Blob([content]), name)
  return form
}

/** Sends a file as a program does. @param name of the file; its ending tells nothing to the server */
export function upload(
  who: Member,
  path: string,
  input: object | undefined,
  content: Content,
  name = 'contacts.csv',
  headers: Record<string, string> = {},
): Promise<Answer> {
  return who.call(path, undefined, { raw: formOf(input, content, name), headers })
}

/** Imports a file to its end. @returns the Import as it is then; one that failed as well */
export async function importFile(who: Member, content: Content, input: object = {}, name?: string): Promise<Body> {
  const accepted = assertOk(await upload(who, 'imports/create', input, content, name))
  return imported(who, accepted)
}

/** Waits for an import that was accepted. @returns it as it is then */
export async function imported(who: Member, { Id, RequestId }: Body): Promise<Body> {
  await processed(who, RequestId, 60_000)
  return who.ok(`imports/get/${Id}`)
}

/** Imports a file, which must come to these counts (those that are absent are 0). @returns the Import */
export async function importCounting(
  who: Member,
  content: Content,
  input: object,
  expected: Record<string, number>,
): Promise<Body> {
  const done = await importFile(who, content, input)
  assert.equal(done.Status, 'PROCESSED', done.ErrorMessage)
  assertCounts(done, expected)
  return done
}

/** Those that are absent are 0; Rows are all of them. */
export function assertCounts({ Counts }: Body, expected: Record<string, number>): void {
  const none = { Created: 0, Updated: 0, Unchanged: 0, Duplicates: 0, Errors: 0 }
  const Rows = Object.values(expected).reduce((sum, count) => sum + count, 0)
  assert.deepEqual(Counts, { ...none, ...expected, Rows })
}

/** All rows of an import, page after page. */
export async function rowsOfImport(who: Member, id: string, which: object = {}): Promise<Body[]> {
  const rows: Body[] = []
  let Cursor: string | undefined
  do {
    const page = await who.ok(`imports/rows/${id}`, { PageSize: 1000, ...which, ...(Cursor ? { Cursor } : {}) })
    rows.push(...page.Rows)
    Cursor = page.NextCursor
  } while (Cursor !== undefined)
  return rows
}

export interface Downloaded {
  bytes: Buffer<ArrayBuffer>
  /** The bytes as UTF-8. */
  text: string
  headers: Headers
}

/** Gets a file, its bytes as they are. `path` is behind `/api/`. */
export async function download({ url }: Pick<Server, 'url'>, who: Member, path: string): Promise<Downloaded> {
  const headers = { cookie: `voyzu-session-id=${who.sessionId}` }
  const answer = await fetch(`${url}/api/${path}`, { method: 'POST', headers })
  const bytes = Buffer.from(await answer.arrayBuffer())
  const text = bytes.toString('utf8')
  assert.equal(answer.status, 200, text.slice(0, 300))
  return { bytes, text, headers: answer.headers }
}

/** A request done to its end. @returns its Result */
export async function resultOf(who: Member, { RequestId }: Body): Promise<Body> {
  const { ProcessStatus, Result, ErrorMessage } = await processed(who, RequestId, 60_000)
  assert.equal(ProcessStatus, 'PROCESSED', ErrorMessage)
  return Result
}

/** Takes an import back. @returns what that came to */
export const undo = async (who: Member, id: string): Promise<Body> => resultOf(who, await who.ok(`imports/undo/${id}`))

/** Lines of CSV, as a program writes them that quotes what needs it. */
export const csv = (...rows: unknown[][]): string =>
  `${rows.map((row) => row.map((cell) => quoted(String(cell))).join(',')).join('\n')}\n`

const quoted = (cell: string) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)

/** A workbook with two sheets, each with its titles in the first row. */
export async function workbook(
  first: { name: string; rows: Cell[][] },
  second: { name: string; rows: Cell[][] } = { name: 'Empty', rows: [] },
): Promise<Buffer<ArrayBuffer>> {
  const [titles = [], ...rows] = first.rows
  const columns = titles.map((title) => ({ title: String(title), width: 20 }))
  const begun = await beginWorkbook({ name: first.name, columns })
  const added = addRows(begun.state, rows)
  return Buffer.concat([begun.bytes, added.bytes, ...(await Array.fromAsync(endWorkbook(added.state, second)))])
}
