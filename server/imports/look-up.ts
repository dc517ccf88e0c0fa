/** Finds the contacts that rows may be about. */
import { idsByTerms, lockValues, termsOf } from '../contacts/match.ts'
import { readStates } from '../contacts/states.ts'
import { survivorsOf } from '../contacts/survivors.ts'
import type { Author } from '../database/changes.ts'
import type { Scope } from '../database/database.ts'
import { isUuid } from '../database/uuid.ts'
import type { Read, Rules } from './judge.ts'
import { Known } from './known.ts'
import * as store from './store.ts'

interface Place {
  db: Scope
  caller: Author
}

const idsIn = (reads: Read[], { matchesId }: Rules) =>
  matchesId ? reads.flatMap(({ row }) => row.given.id?.toLowerCase() ?? []).filter(isUuid) : []

const valuesIn = (reads: Read[]) =>
  reads.flatMap((read) => read.values.flatMap(({ matching, values }) => values.map((value) => ({ matching, value }))))

/** PostgreSQL has room for some thousand locks, which all transactions share. */
const mostValues = 1000

/** As many of the first rows as have not too many values for one transaction; one at least. */
export function rowsAtOnce(reads: Read[]): number {
  let count = 0
  const over = reads.findIndex(({ values }) => {
    count += 1 + values.reduce((sum, each) => sum + each.values.length, 0)
    return count > mostValues
  })
  return over === -1 ? reads.length : Math.max(1, over)
}

/** Waits where `contacts/upsert` waits for the same values, so that the two do not add one contact twice. */
export async function lockRows({ db, caller }: Place, reads: Read[], rules: Rules): Promise<void> {
  if (rules.settings.onMatch === 'CREATE') return
  const locks = [
    ...valuesIn(reads).map(({ matching, value }) => `${matching.property} ${value}`),
    ...idsIn(reads, rules).map((id) => `Id ${id}`),
  ]
  await lockValues(db, caller.customerId, [...new Set(locks)])
}

/** @param lock whether nobody changes them until the end of the transaction */
export async function lookUp({ db, caller }: Place, reads: Read[], rules: Rules, lock: boolean): Promise<Known> {
  const { customerId } = caller
  const { importId, settings, matchings } = rules
  if (settings.onMatch === 'CREATE') return new Known(matchings, new Set()).begin()
  const terms = new Set(valuesIn(reads).flatMap(({ matching, value }) => termsOf(customerId, matching, value)))
  const found = await idsByTerms(db, customerId, [...terms])
  const given = idsIn(reads, rules)
  const survivors = given.length === 0 ? new Map<string, string>() : await survivorsOf(db, customerId, given)
  const ids = [...new Set([...given, ...survivors.values(), ...found.ids])]
  const known = new Known(matchings, found.crowded)
  const shadows = settings.dryRun ? await store.findShadows(db, customerId, importId, { ids, terms: [...terms] }) : []
  const all = [...new Set([...ids, ...shadows.map(({ contact_id }) => contact_id)])]
  const states = await readStates(db, customerId, all, lock)
  const firstRows = await store.firstRowsOf(db, customerId, importId, all)
  const rows = new Map(states.map(({ id, row }) => [id, row]))
  for (const each of states) known.put({ ...each, firstRow: firstRows.get(each.id) })
  for (const { contact_id: id, row_number, state } of shadows)
    known.put({ id, state, row: rows.get(id), firstRow: row_number, isTrashed: false })
  for (const [id, survivor] of survivors) known.mean(id, survivor)
  return known.begin()
}
