/** How long it takes to look for duplicates in a whole list, and for those of one contact. */

import { combine, makePeople } from './people.ts'
import { start } from './processes.ts'
import type { Filled, Kind, Stage } from './stage.ts'
import { count, ms, table } from './table.ts'

export const duplicateCases = ['duplicates', 'check']

const checks = 200

export async function measureDuplicates(
  stage: Stage,
  kinds: Kind[],
  sizes: Record<Kind, number[]>,
  wanted: (name: string) => boolean,
) {
  if (!duplicateCases.some(wanted)) return
  const rows: string[][] = []
  for (const kind of kinds)
    for (const size of sizes[kind]) {
      const filled = await stage.copy(await stage.filled(kind, size))
      for (const row of await measureOne(filled)) rows.push([kind, count(size), ...row])
    }
  console.log(`\n### Duplicates\n\n${checks} contacts are checked, one after the other.\n`)
  console.log(table(['database', 'contacts', 'what', 'measured', 'goal'], rows))
}

async function measureOne({ data, organisation, size }: Filled): Promise<string[][]> {
  const server = await start('server', data)
  const call = async (path: string, body: object = {}) => {
    const headers = { cookie: `voyzu-session-id=${organisation.sessionId}`, 'content-type': 'application/json' }
    const answer = await fetch(`${server.url}/api/${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return await answer.json()
  }
  const scan = async (input: object) => {
    const idle = server.memory() ?? 0
    let memory = idle
    const began = performance.now()
    const { RequestId } = await call('contacts/duplicates', input)
    for (;;) {
      const { ProcessStatus, Result, ErrorMessage } = await call(`request/get/${RequestId}`)
      if (ProcessStatus === 'FAIL') throw new Error(ErrorMessage)
      if (ProcessStatus === 'PROCESSED')
        return { seconds: (performance.now() - began) / 1000, groups: Result.TotalCount, memory: memory - idle }
      memory = Math.max(memory, server.memory() ?? 0)
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  }
  try {
    const first = await scan({ PageSize: 1 })
    const again = await scan({ Rescan: true, PageSize: 1 })
    const goal = `≤ ${count((60 * size) / 100_000)}`
    const times = await checkTimes(call)
    return [
      ['the first scan (s)', `${first.seconds.toFixed(1)}, ${count(first.groups)} groups`, goal],
      ['another one (s)', again.seconds.toFixed(1), goal],
      ['memory above idle (MB)', count(Math.max(first.memory, again.memory) / 2 ** 20), '≤ 150'],
      ['check, p50 and p95 (ms)', `${ms(times.p50)}, ${ms(times.p95)}`, '≤ 50'],
    ]
  } finally {
    await server.stop()
  }
}

async function checkTimes(call: (path: string, body: object) => Promise<unknown>) {
  const pool = makePeople(500).map(({ contact, locale }) => ({ state: contact as Record<string, unknown>, locale }))
  const times: number[] = []
  for (const { Labels: _labels, CustomFields: _fields, ...contact } of combine(pool, checks, 7)) {
    const began = performance.now()
    await call('contacts/check', contact)
    times.push(performance.now() - began)
  }
  times.sort((one, other) => one - other)
  const at = (share: number) => times[Math.floor(share * times.length)] ?? 0
  return { p50: at(0.5), p95: at(0.95) }
}
