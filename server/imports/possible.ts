/** Tells of rows that add a contact, though by the rules for duplicates it is likely there already. */
import type { Author } from '../database/changes.ts'
import type { Scope } from '../database/database.ts'
import { likelySame } from '../duplicates/of-rows.ts'
import type { Read, Rules } from './judge.ts'
import * as store from './store.ts'

/**
 * What becomes of a row does not follow from it: MatchOn says which contact a row is about, and this is only told. It is the
 * same in a dry run and a real one: what the import itself has added or changed by then is not meant.
 */
export async function tellPossible(
  { db, caller }: { db: Scope; caller: Author },
  reads: Read[],
  judged: store.Judged[],
  { importId, settings }: Rules,
): Promise<void> {
  // Who wants another one of each knows that.
  if (settings.onMatch === 'CREATE') return
  const adding = judged.flatMap((row, index) => {
    const state = reads[index]?.state
    return row.verdict === 'CREATED' && state !== undefined ? [{ row, state, index }] : []
  })
  if (adding.length === 0) return
  const changedHere = new Map<string, number>()
  for (const [index, { verdict, contactId }] of judged.entries())
    if (verdict === 'UPDATED' && contactId !== undefined && !changedHere.has(contactId))
      changedHere.set(contactId, index)
  const possible = await likelySame(db, caller.customerId, {
    states: adding.map(({ state }) => state),
    importId,
    changedAmong: (ids) => store.changedAmong(db, caller.customerId, importId, ids),
  })
  for (const [at, { row, index }] of adding.entries()) {
    const told = (possible[at] ?? []).filter(({ ContactId }) => (changedHere.get(ContactId) ?? index) >= index)
    if (told.length > 0) row.details.PossibleDuplicates = told
  }
}
