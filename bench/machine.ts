import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, totalmem } from 'node:os'
import { sql } from 'kysely'
import { type Filled, postgresFlags, within } from './stage.ts'

/** On what it was measured. */
export async function describeMachine(filled: Filled[]): Promise<string> {
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB of memory`
  const databases = await Promise.all(
    filled.map(({ kind, data }) => within(data, (database) => describe(kind, database))),
  )
  const flags = Object.entries(postgresFlags).map(([name, value]) => `${name}=${value}`)
  return [
    `- ${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}), ${memory}, ${process.platform} ${process.arch}`,
    `- Node.js ${process.versions.node}; ${databases.join('; ')}`,
    `- PostgreSQL with ${flags.join(', ')}`,
  ].join('\n')
}

type Open = Parameters<Parameters<typeof within>[1]>[0]

async function describe(kind: string, { system }: Open): Promise<string> {
  const { rows } = await sql<{ server_version: string }>`show server_version`.execute(system)
  const version = `PostgreSQL ${rows[0]?.server_version}`
  return kind === 'embedded' ? `embedded: PGlite ${pgliteVersion()} (${version})` : version
}

function pgliteVersion(): string {
  const { dependencies } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  return dependencies['@electric-sql/pglite']
}
