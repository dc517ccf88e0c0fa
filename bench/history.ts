/** What the change log costs, how fast it is read, and how fast what it says is undone. */
import { createContact } from '../server/contacts/write.ts'
import { Changes } from '../server/database/changes.ts'
import type { Database } from '../server/database/database.ts'
import { Client } from './client.ts'
import { start } from './processes.ts'
import { speedSize } from './speed.ts'
import { newContacts } from './speed-cases.ts'
import { type Filled, type Kind, type Stage, within } from './stage.ts'
import { count, median, ms, table } from './table.ts'

export const historyCases = ['history', 'undo', 'log-cost']

const changesOfOne = 1000
const readings = 50
const writers = 8
const rounds = 7
const secondsARound = 3
/** The embedded database is for less. */
const undoneSizes: Record<Kind, number> = { postgres: speedSize, embedded: 10_000 }

export async function measureHistory(stage: Stage, kinds: Kind[], wanted: (name: string) => boolean) {
  if (!historyCases.some(wanted)) return
  const rows: string[][] = []
  for (const kind of kinds) {
    const filled = await stage.filled(kind, undoneSizes[kind])
    if (wanted('history')) rows.push([kind, ...(await history(await stage.copy(filled)))])
    if (wanted('undo')) for (const row of await undo(await stage.copy(filled))) rows.push([kind, ...row])
    if (wanted('log-cost')) rows.push([kind, ...(await logCost(await stage.copy(filled)))])
  }
  console.log('\n### History and undo\n')
  console.log(table(['database', 'what', 'measured', 'goal'], rows))
}

/** All changes of a contact in one page, over HTTP. */
async function history({ data, organisation }: Filled): Promise<string[]> {
  const server = await start('server', data)
  try {
    const client = new Client(server, organisation.sessionId)
    const id = organisation.ids[0] ?? ''
    for (let change = 0; change < changesOfOne; change++)
      await client.call(`contacts/update/${id}`, { Notes: `${change}`, Labels: [change % 2 ? '#customer' : '#press'] })
    const times: number[] = []
    for (let reading = 0; reading < readings; reading++) {
      const began = performance.now()
      const { Rows } = (await client.call(`contacts/history/${id}`, { PageSize: 1000 })) as { Rows: object[] }
      if (Rows.length !== changesOfOne) throw new Error(`${Rows.length} changes`)
      times.push(performance.now() - began)
    }
    times.sort((one, other) => one - other)
    const p95 = times[Math.floor(readings * 0.95)] ?? 0
    return [`history of ${count(changesOfOne)} changes (ms), p50 and p95`, `${ms(median(times))}, ${ms(p95)}`, '≤ 20']
  } finally {
    await server.stop()
  }
}

async function undo({ data, organisation, size }: Filled): Promise<string[][]> {
  const server = await start('server', data)
  try {
    const client = new Client(server, organisation.sessionId)
    const edit = { Search: {}, ExpectedCount: size, Set: { Status: 'undone soon' }, Add: { Labels: ['#soon'] } }
    const edited = await client.send('contacts/bulk-update', edit)
    const bulk = await client.follow(edited)
    const undone = await client.follow(await client.send(`changesets/undo/${edited}`, {}))
    return [
      ['bulk edit (contacts/s)', count(size / bulk.seconds), ''],
      ['its undo (contacts/s)', count(size / undone.seconds), '≥ 5,000'],
      ['longest time without progress (s)', (undone.silence / 1000).toFixed(1), '≤ 2'],
    ]
  } finally {
    await server.stop()
  }
}

/** In this process: without HTTP, of which a create is the larger part, the log weighs most. */
async function logCost({ data, organisation, kind }: Filled): Promise<string[]> {
  return within(data, async (database) => {
    const [logged, bare]: [number[], number[]] = [[], []]
    await creates(database, organisation, true)
    for (let round = 0; round < rounds; round++) {
      logged.push(await creates(database, organisation, true))
      bare.push(await creates(database, organisation, false))
    }
    const cost = median(logged.map((perSecond, round) => 1 - perSecond / (bare[round] ?? 1)))
    const shown = `${count(median(bare))} → ${count(median(logged))}: ${(100 * cost).toFixed(0)} %`
    return [`creates a second without and with the log, ${kind === 'embedded' ? 1 : writers} at once`, shown, '≤ 25 %']
  })
}

async function creates(database: Database, caller: Filled['organisation'], isLogged: boolean): Promise<number> {
  const until = performance.now() + secondsARound * 1000
  let made = 0
  const db = database.of(caller.customerId)
  const write = async () => {
    while (performance.now() < until) {
      const contact = newContacts[made++ % newContacts.length] as (typeof newContacts)[number]
      await db.transaction().execute(async (within) => {
        const changes = new Changes(caller, 'contacts/create')
        await createContact({ db: within, caller, changes }, contact)
        if (isLogged) await changes.write(within)
      })
    }
  }
  await Promise.all(Array.from({ length: database.kind === 'embedded' ? 1 : writers }, write))
  return made / secondsARound
}
