/** How fast the server starts, what it takes while idle, and whether it still answers while it searches. */

import { commonWords, rareWords } from './people.ts'
import { LoadProcess, start } from './processes.ts'
import { speedSize } from './speed.ts'
import type { Kind, Stage } from './stage.ts'
import { count, median, ms, table } from './table.ts'

const starts = 5
const settleSeconds = 3
const searchSeconds = 6

export const startingCases = ['start', 'memory', 'health']

export async function measureStarting(stage: Stage, kinds: Kind[], wanted: (name: string) => boolean) {
  if (!startingCases.some(wanted)) return
  const rows: string[][] = []
  for (const kind of kinds) {
    const filled = await stage.copy(await stage.filled(kind, speedSize))
    if (wanted('start')) rows.push([kind, 'start to first answer (s)', ...(await coldStarts(filled.data)), '≤ 3'])
    const server = await start('server', filled.data)
    try {
      await new Promise((resolve) => setTimeout(resolve, settleSeconds * 1000))
      const memory = server.memory()
      if (wanted('memory') && memory !== undefined)
        rows.push([kind, 'idle memory (MB)', count(memory / 2 ** 20), '', ''])
      if (wanted('health')) rows.push(await healthWhileSearching(kind, server.url, filled.organisation.sessionId))
    } finally {
      await server.stop()
    }
  }
  console.log(`\n### Starting, idling, answering\n\n${count(speedSize)} contacts.\n`)
  console.log(table(['database', 'what', 'median', 'worst', 'goal'], rows))
}

async function coldStarts(data: Record<string, string>): Promise<string[]> {
  const seconds: number[] = []
  for (let each = 0; each < starts; each++) {
    const server = await start('server', data)
    seconds.push(server.startedIn / 1000)
    await server.stop()
  }
  return [median(seconds).toFixed(2), Math.max(...seconds).toFixed(2)]
}

async function healthWhileSearching(kind: Kind, url: string, cookie: string): Promise<string[]> {
  const searches = new LoadProcess()
  const health = new LoadProcess()
  const words = [...commonWords, ...rareWords]
  const calls = words.map((SearchText) => ({ path: '/api/contacts/search', body: { SearchText } }))
  try {
    const [, { p50, max }] = await Promise.all([
      searches.run({ url, cookie, calls, connections: 4, seconds: searchSeconds }),
      health.run({ url, cookie, calls: [{ path: '/health', get: true }], connections: 1, seconds: searchSeconds }),
    ])
    return [kind, '/health while 4 search (ms)', ms(p50), ms(max), '≤ 200']
  } finally {
    searches.stop()
    health.stop()
  }
}
