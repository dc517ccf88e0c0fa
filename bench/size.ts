/** How cost grows with the number of contacts. */
import { plansOf } from './plans.ts'
import { type Curve, plot } from './plot.ts'
import { LoadProcess, type Running, start } from './processes.ts'
import { type SizeCase, sizeCases } from './size-cases.ts'
import type { Filled, Kind, Stage } from './stage.ts'
import { count, ms, table } from './table.ts'

const mostSeconds = 20
const mostMilliseconds = 30

interface Figure {
  kind: Kind
  size: number
  each: SizeCase
  p50: number
  p95: number
}

export async function measureSizes(
  stage: Stage,
  sizes: Record<Kind, number[]>,
  wanted: (name: string) => boolean,
): Promise<string | undefined> {
  const cases = sizeCases.filter(({ name }) => wanted(name))
  if (cases.length === 0) return undefined
  const figures: Figure[] = []
  const scans: string[] = []
  const unserved = new Set<string>()
  for (const kind of Object.keys(sizes) as Kind[])
    for (const size of sizes[kind]) {
      const filled = await stage.filled(kind, size)
      figures.push(...(await measureOn(stage, filled, cases, unserved)))
      if (kind === 'postgres')
        scans.push(
          ...(await plansOf(
            filled,
            cases.filter((each) => !each.writes && !unserved.has(each.name)),
          )),
        )
    }
  print(figures, cases, unserved, scans)
  return figures.length === 0 ? undefined : plot(curvesOf(figures))
}

async function measureOn(stage: Stage, filled: Filled, cases: SizeCase[], unserved: Set<string>): Promise<Figure[]> {
  const figures: Figure[] = []
  const reading = cases.filter(({ writes }) => !writes)
  const writing = cases.filter(({ writes }) => writes)
  for (const [some, data] of [
    [reading, filled.data],
    [writing, undefined],
  ] as const) {
    if (some.length === 0) continue
    const load = new LoadProcess()
    const server = await start('server', data ?? (await stage.copy(filled)).data)
    try {
      for (const each of some) {
        if (await isServed(each, filled, server)) figures.push(await measure(each, filled, server, load))
        else unserved.add(each.name)
      }
    } finally {
      load.stop()
      await server.stop()
    }
  }
  return figures
}

/** @throws where the server answers otherwise than with what was asked for, or that it does not serve it */
async function isServed(
  { path, bodies, name }: SizeCase,
  { organisation }: Filled,
  { url }: Running,
): Promise<boolean> {
  const headers = { cookie: `voyzu-session-id=${organisation.sessionId}`, 'content-type': 'application/json' }
  const answer = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(bodies(organisation)[0]) })
  const text = await answer.text()
  if (answer.status === 200) return true
  if (answer.status === 404 || text.includes('not served')) return false
  throw new Error(`${name}: ${answer.status} ${text.slice(0, 500)}`)
}

async function measure(each: SizeCase, { kind, size, organisation }: Filled, { url }: Running, load: LoadProcess) {
  const calls = each.bodies(organisation).map((body) => ({ path: each.path, body }))
  const common = { url, cookie: organisation.sessionId, calls, connections: 1 }
  if (each.isRequest) return { kind, size, each, ...(await timeRequests(each, calls, common)) }
  if (each.isPage) await load.run({ ...common, seconds: 2, most: 100 })
  const { p50, p95 } = await load.run({ ...common, seconds: mostSeconds, most: each.calls })
  return { kind, size, each, p50, p95 }
}

/** From the call until its request is processed, as one sees it who asks every 20 ms. */
async function timeRequests(
  { calls: most }: SizeCase,
  calls: { path: string; body: object }[],
  { url, cookie }: { url: string; cookie: string },
) {
  const headers = { cookie: `voyzu-session-id=${cookie}`, 'content-type': 'application/json' }
  const post = async (path: string, body: object) =>
    (await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) })).json()
  const times: number[] = []
  for (let index = 0; index < most; index++) {
    const { path, body } = calls[index % calls.length] as (typeof calls)[number]
    const began = performance.now()
    let status = (await post(path, body)) as { RequestId: string; ProcessStatus: string; ErrorMessage?: string }
    while (status.ProcessStatus === 'PROCESSING') {
      await new Promise((resolve) => setTimeout(resolve, 20))
      status = (await post(`/api/request/get/${status.RequestId}`, {})) as typeof status
    }
    if (status.ProcessStatus !== 'PROCESSED') throw new Error(`${path}: ${status.ErrorMessage}`)
    times.push(performance.now() - began)
  }
  times.sort((one, other) => one - other)
  return { p50: times[Math.floor(times.length / 2)] ?? 0, p95: times.at(-1) ?? 0 }
}

function print(figures: Figure[], cases: SizeCase[], unserved: Set<string>, scans: string[]): void {
  console.log(
    '\n### How cost grows with the number of contacts\n\nOne call after the other, over HTTP; p50 / p95 in ms.\n',
  )
  const sizes = [...new Set(figures.map(({ size }) => size))]
  const kinds = [...new Set(figures.map(({ kind }) => kind))]
  const rows = kinds.flatMap((kind) =>
    cases
      .filter(({ name }) => !unserved.has(name))
      .map((each) => {
        const own = figures.filter((figure) => figure.kind === kind && figure.each === each)
        const cells = sizes.map((size) => {
          const figure = own.find((one) => one.size === size)
          return figure === undefined ? '' : `${ms(figure.p50)} / ${ms(figure.p95)}`
        })
        return [kind, each.name, each.about, ...cells, growth(own), verdict(each, own)]
      }),
  )
  console.log(table(['database', 'case', 'what', ...sizes.map(count), 'growth', 'goal'], rows))
  for (const name of unserved) console.log(`\n\`${name}\`: not served`)
  console.log(scans.length === 0 ? '\nNo statement scans the contacts one by one.' : `\n${scans.join('\n\n')}`)
}

function growth(own: Figure[]): string {
  const [first, last] = [own.at(0), own.at(-1)]
  return first === undefined || last === undefined || own.length < 2 ? '' : `${(last.p95 / first.p95).toFixed(1)}×`
}

/** Of issue 3: p95 at the largest size at most twice that at the smallest, and on PostgreSQL at most 30 ms. */
function verdict({ isPage }: SizeCase, own: Figure[]): string {
  const [first, last] = [own.at(0), own.at(-1)]
  if (!isPage || first === undefined || last === undefined) return ''
  const grows = own.length > 1 && last.p95 > 2 * first.p95
  const isSlow = last.kind === 'postgres' && last.p95 > mostMilliseconds
  return grows || isSlow ? 'missed' : 'met'
}

function curvesOf(figures: Figure[]): Curve[] {
  const names = new Set(figures.map(({ kind, each }) => `${kind} ${each.name}`))
  return [...names].map((name) => {
    const own = figures.filter(({ kind, each }) => `${kind} ${each.name}` === name)
    const [first] = own
    return {
      panel: first?.kind === 'embedded' ? 'embedded (PGlite)' : 'PostgreSQL',
      name: first?.each.name ?? '',
      points: own.map(({ size, p95 }) => [size, p95] as const),
    }
  })
}
