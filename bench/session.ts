/** What the check of a session adds to a get, and how soon another process knows that a role was lost. */
import { Sessions } from '../server/auth/sessions.ts'
import { readContact, webContactOf } from '../server/contacts/store.ts'
import type { Database } from '../server/database/database.ts'
import { vocabularyAt } from '../server/vocabulary/vocabulary.ts'
import { start } from './processes.ts'
import { speedSize } from './speed.ts'
import { type Filled, type Kind, type Stage, within } from './stage.ts'
import { count, median, ms, table } from './table.ts'

/** Short ones, so that a slow moment of the machine falls on both, and in changing order. */
const rounds = 300
const getsARound = 100
const roleChanges = 10

export const sessionCases = ['session']

export async function measureSession(stage: Stage, kinds: Kind[], wanted: (name: string) => boolean) {
  if (!sessionCases.some(wanted)) return
  const rows: string[][] = []
  for (const kind of kinds) {
    const filled = await stage.copy(await stage.filled(kind, speedSize))
    const { alone, checked } = await within(filled.data, (database) => getsOf(database, filled))
    // Of all rounds together: the one statement a second falls into few of them, and a median would not see it.
    const added = sum(checked) / sum(alone) - 1
    const figures = [median(alone), median(checked)].map((time) => ms((1000 * time) / getsARound))
    rows.push([kind, 'a get, and with the check of its session (µs)', figures.join(', '), percent(added), '≤ 5 %'])
    if (kind === 'postgres') rows.push(await roleElsewhere(filled))
  }
  console.log(
    `\n### Sessions\n\n${count(speedSize)} contacts; ${rounds} rounds of ${count(getsARound)} gets, in turn.\n`,
  )
  console.log(table(['database', 'what', 'median', 'added or worst', 'goal'], rows))
}

const sum = (times: number[]) => times.reduce((all, each) => all + each, 0)
const percent = (share: number) => `${(100 * share).toFixed(1)} %`

/** In this process, one after the other: without HTTP, of which a get is the smaller part, the check weighs most. */
async function getsOf(database: Database, { organisation }: Filled) {
  const sessions = new Sessions(database)
  const { customerId, sessionId, ids } = organisation
  const db = database.of(customerId)
  const get = async (id: string) => {
    const row = await readContact(db, customerId, id)
    if (row === undefined) throw new Error('The contacts of the benchmark are there')
    return JSON.stringify(webContactOf(row, await vocabularyAt(db, customerId, row.vocabulary)))
  }
  const timed = async (before: () => Promise<unknown>) => {
    const began = performance.now()
    for (let each = 0; each < getsARound; each++) {
      await before()
      await get(ids[each % ids.length] ?? '')
    }
    return performance.now() - began
  }
  const nothing = async () => {}
  const check = () => sessions.findCaller(sessionId)
  await timed(check)
  const [alone, checked]: [number[], number[]] = [[], []]
  for (let round = 0; round < rounds; round++) {
    const first = round % 2 === 0
    if (first) alone.push(await timed(nothing))
    checked.push(await timed(check))
    if (!first) alone.push(await timed(nothing))
  }
  return { alone, checked }
}

/** Two processes: at one a role is taken away, at the other it is used all the time. */
async function roleElsewhere({ data }: Filled): Promise<string[]> {
  const servers = [await start('server', data), await start('server', data)]
  const [here, there] = servers.map(({ url }) => url) as [string, string]
  try {
    const call = (url: string, path: string, cookie: string, body: object = {}) =>
      fetch(`${url}/api/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', cookie: `voyzu-session-id=${cookie}` },
        body: JSON.stringify(body),
      })
    const create = {
      Name: 'Roles',
      OwnerEmail: 'roles@example.com',
      OwnerPassword: 'only for the benchmark',
      SetupToken: 'bench',
    }
    const owner = (await (await call(here, 'customers/create', '', create)).json()).SessionId
    const { Id } = await (
      await call(here, 'users/create', owner, { Email: 'admin@example.com', Role: 'ADMINISTRATOR' })
    ).json()
    const [{ Text }] = await (await call(here, 'mails/list', owner)).json()
    const Token = /#(\S+)/.exec(Text)?.[1]
    const accepted = await call(here, 'users/accept', '', { Token, Password: 'only for the benchmark' })
    const admin = (await accepted.json()).SessionId
    const times: number[] = []
    for (let each = 0; each < roleChanges; each++) {
      await call(here, `users/update/${Id}`, owner, { Role: 'ADMINISTRATOR' })
      while ((await call(there, 'mails/list', admin)).status !== 200);
      await call(here, `users/update/${Id}`, owner, { Role: 'USER' })
      const began = performance.now()
      while ((await call(there, 'mails/list', admin)).status === 200);
      times.push(performance.now() - began)
    }
    return ['postgres', 'a lost role, at another process (ms)', ms(median(times)), ms(Math.max(...times)), '≤ 1,000']
  } finally {
    for (const server of servers) await server.stop()
  }
}
