/** How soon a change is seen by who watches, at another process where there are several, and what watching costs. */
import { connect } from '../client/client.ts'
import type { Running } from './processes.ts'
import { start } from './processes.ts'
import { speedSize } from './speed.ts'
import type { Filled, Kind, Stage } from './stage.ts'
import { count, ms, table } from './table.ts'

const seconds = 6
/** How many write at once: one who pauses in between, and as many as the server bears. */
const loads = [
  { name: '20 creates a second', writers: 1, pause: 50 },
  { name: 'as fast as 8 can', writers: 8, pause: 0 },
]
/** A user may have 20. */
const watcherCounts = [0, 1, 20]

export const watchCases = ['watch']

export async function measureWatching(stage: Stage, kinds: Kind[], wanted: (name: string) => boolean) {
  if (!watchCases.some(wanted)) return
  const rows: string[][] = []
  for (const kind of kinds) {
    const filled = await stage.copy(await stage.filled(kind, speedSize))
    const servers = [await start('server', filled.data)]
    if (kind === 'postgres') servers.push(await start('server', filled.data))
    const [here, there] = [servers[0] as Running, servers.at(-1) as Running]
    try {
      for (const { name, ...load } of loads)
        for (const watchers of watcherCounts) {
          const { creates, times } = await measure(here, there, filled, watchers, load)
          const at = (share: number) =>
            times.length === 0 ? '' : ms(times[Math.floor(share * (times.length - 1))] ?? 0)
          rows.push([kind, name, String(watchers), count(creates / seconds), at(0.5), at(0.95), at(1)])
        }
    } finally {
      for (const server of servers) await server.stop()
    }
  }
  console.log(
    `\n### Watching\n\n${count(speedSize)} contacts; ${seconds} s each. From the answer to a create at one process`,
  )
  console.log('to the event at the other (on the embedded database: at the same), in ms. Goal: p95 ≤ 300.\n')
  console.log(table(['database', 'load', 'watchers', 'creates/s', 'p50', 'p95', 'worst'], rows))
}

async function measure(
  here: Running,
  there: Running,
  { organisation: { sessionId } }: Filled,
  watchers: number,
  { writers, pause }: { writers: number; pause: number },
) {
  const writing = connect({ baseUrl: here.url, sessionId })
  const stop = new AbortController()
  const answered = new Map<string, number>()
  const seen: [string, number][] = []
  const watch = async () => {
    const reading = connect({ baseUrl: there.url, sessionId })
    for await (const { Id } of reading.changes.watch({}, { signal: stop.signal })) seen.push([Id, performance.now()])
  }
  const watching = Array.from({ length: watchers }, () => watch().catch(() => {}))
  await new Promise((resolve) => setTimeout(resolve, 1000))
  const until = performance.now() + seconds * 1000
  const write = async () => {
    while (performance.now() < until) {
      const { Id = '' } = await writing.contacts.create({ RecordType: 'PERSON', LastName: 'Watched' })
      answered.set(Id, performance.now())
      if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause))
    }
  }
  await Promise.all(Array.from({ length: writers }, write))
  await new Promise((resolve) => setTimeout(resolve, 1000))
  stop.abort()
  await Promise.all(watching)
  const times = seen.map(([id, at]) => at - (answered.get(id) ?? Number.NaN)).toSorted((one, other) => one - other)
  if (seen.length !== watchers * answered.size || times.some(Number.isNaN))
    throw new Error(`${watchers} watchers have seen ${seen.length} of ${answered.size} creates each`)
  return { creates: answered.size, times }
}
