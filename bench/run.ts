/**
 * The benchmark: starts databases of its own, fills them, and prints tables in Markdown.
 * `npm run bench` is short and complete; `npm run bench -- --full` adds 1,000,000 contacts; `npm run bench -- get page`
 * measures these cases alone; `--on postgres` or `--on embedded` one database alone.
 */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { duplicateCases, measureDuplicates } from './duplicates.ts'
import { historyCases, measureHistory } from './history.ts'
import { importCases, measureImports } from './imports.ts'
import { describeMachine } from './machine.ts'
import { measureSession, sessionCases } from './session.ts'
import { measureSizes } from './size.ts'
import { sizeCases } from './size-cases.ts'
import { measureSpeed, speedSize } from './speed.ts'
import { speedCases } from './speed-cases.ts'
import { type Kind, Stage } from './stage.ts'
import { measureStarting, startingCases } from './starting.ts'
import { measureWatching, watchCases } from './watch.ts'
import { measureWeb, webCases } from './web.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    full: { type: 'boolean', default: false },
    on: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '3' },
  },
})
const names = [
  ...[...speedCases, ...sizeCases].map(({ name }) => name),
  ...startingCases,
  ...sessionCases,
  ...importCases,
  ...duplicateCases,
  ...watchCases,
  ...historyCases,
  ...webCases,
]
const unknown = positionals.filter((name) => !names.includes(name))
if (unknown.length > 0) throw new Error(`There is no case ${unknown.join(', ')}; there are ${names.join(', ')}`)
const wanted = (name: string) => positionals.length === 0 || positionals.includes(name)
const kinds = (['postgres', 'embedded'] as const).filter((kind) => values.on === undefined || values.on === kind)

const sizes = Object.fromEntries(
  kinds.map((kind) => [kind, [10_000, 100_000, ...(values.full && kind === 'postgres' ? [1_000_000] : [])]]),
) as Record<Kind, number[]>

const duplicateSizes: Record<Kind, number[]> = {
  postgres: [100_000, ...(values.full ? [1_000_000] : [])],
  embedded: [100_000],
}

const stage = new Stage()
try {
  const filled = []
  for (const kind of kinds) filled.push(await stage.filled(kind, speedSize))
  console.log(await describeMachine(filled))
  await measureSpeed(stage, kinds, wanted, { rounds: Number(values.rounds), seconds: Number(values.seconds) })
  await measureStarting(stage, kinds, wanted)
  await measureSession(stage, kinds, wanted)
  await measureWatching(stage, kinds, wanted)
  await measureHistory(stage, kinds, wanted)
  await measureWeb(stage, kinds, wanted, values.full ? 10 : 1)
  const rows = { postgres: values.full ? 1_000_000 : 100_000, embedded: 20_000 }
  await measureImports(stage, rows, kinds, wanted)
  await measureDuplicates(stage, kinds, duplicateSizes, wanted)
  const picture = await measureSizes(stage, sizes, wanted)
  // Only a whole run is worth keeping.
  if (picture !== undefined && positionals.length === 0)
    writeFileSync(new URL('../docs/benchmark-size.svg', import.meta.url), picture)
} finally {
  await stage.close()
}
