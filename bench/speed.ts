/** The server beside the bare handler, in turn, on the same data. */
import { isDeepStrictEqual } from 'node:util'
import type { Measured } from './load.ts'
import { LoadProcess, type Running, start } from './processes.ts'
import { type SpeedCase, speedCases } from './speed-cases.ts'
import type { Filled, Kind, Stage } from './stage.ts'
import { count, median, ms, table } from './table.ts'

export const speedSize = 100_000
const connections = 16
const secondsWarm = 2

export interface Pace {
  rounds: number
  seconds: number
}

export async function measureSpeed(stage: Stage, kinds: Kind[], wanted: (name: string) => boolean, pace: Pace) {
  const cases = speedCases.filter(({ name }) => wanted(name))
  if (cases.length === 0) return
  const rows: string[][] = []
  for (const kind of kinds) {
    const filled = await stage.filled(kind, speedSize)
    rows.push(...(await measureOn(kind, await stage.copy(filled), await stage.copy(filled), cases, pace)))
  }
  console.log(`\n### Beside the bare handler\n\n${count(speedSize)} contacts, ${connections} connections; median of`)
  console.log(`${pace.rounds} rounds of ${pace.seconds} s each, in turn. Times in ms.\n`)
  const times = ['p50', 'p95', 'p99']
  const head = [
    'database',
    'case',
    'server/s',
    'bare/s',
    'ratio',
    'goal',
    ...times,
    ...times.map((name) => `bare ${name}`),
  ]
  console.log(table(head, rows))
}

async function measureOn(kind: Kind, forServer: Filled, forBare: Filled, cases: SpeedCase[], pace: Pace) {
  const load = new LoadProcess()
  const server = await start('server', forServer.data)
  const bare = await startBare(forBare, server)
  try {
    await refuseDifference(forServer, server, bare)
    const rows: string[][] = []
    for (const each of cases) rows.push([kind, ...(await measureCase(each, forServer, { server, bare }, load, pace))])
    return rows
  } finally {
    load.stop()
    await server.stop()
    await bare.stop()
  }
}

async function startBare({ data, organisation }: Filled, server: Running): Promise<Running> {
  const { Rows: _rows, ...frame } = await ask(server, organisation.sessionId, '/api/contacts/search')
  const { customerId, userId } = organisation
  return start('bare', { ...data, CUSTOMER_ID: customerId, USER_ID: userId, PAGE_FRAME: JSON.stringify(frame) })
}

async function ask({ url }: Running, cookie: string, path: string): Promise<Record<string, unknown>> {
  const headers = { cookie: `voyzu-session-id=${cookie}`, 'content-type': 'application/json' }
  const answer = await fetch(url + path, { method: 'POST', headers, body: '{}' })
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as Record<string, unknown>
}

/** The comparison means something only where both answer the same. */
async function refuseDifference({ organisation: { sessionId, ids } }: Filled, server: Running, bare: Running) {
  for (const path of [`/api/contacts/get/${ids[0]}`, '/api/contacts/search'])
    if (!isDeepStrictEqual(await ask(server, sessionId, path), await ask(bare, sessionId, path)))
      throw new Error(`The server and the bare handler differ in ${path}`)
}

async function measureCase(
  { name, goal, keyed, calls }: SpeedCase,
  { organisation }: Filled,
  targets: { server: Running; bare: Running },
  load: LoadProcess,
  { rounds, seconds }: Pace,
): Promise<string[]> {
  const prepared = calls(organisation)
  const run = ({ url }: Running, time: number) =>
    load.run({
      url,
      cookie: organisation.sessionId,
      calls: prepared,
      connections,
      seconds: time,
      keyed: keyed ?? false,
    })
  const measured = { server: [] as Measured[], bare: [] as Measured[] }
  for (const target of Object.values(targets)) await run(target, secondsWarm)
  for (let round = 0; round < rounds; round++)
    for (const which of ['server', 'bare'] as const) measured[which].push(await run(targets[which], seconds))
  const of = (which: 'server' | 'bare', figure: keyof Measured) => median(measured[which].map((each) => each[figure]))
  // Of neighbouring rounds, so that what else the machine does meanwhile falls on both.
  const ratio = median(measured.server.map((each, round) => each.perSecond / (measured.bare[round]?.perSecond ?? 1)))
  const times = (which: 'server' | 'bare') => (['p50', 'p95', 'p99'] as const).map((figure) => ms(of(which, figure)))
  const perSecond = [count(of('server', 'perSecond')), count(of('bare', 'perSecond'))]
  return [name, ...perSecond, ratio.toFixed(2), `≥ ${goal}`, ...times('server'), ...times('bare')]
}
