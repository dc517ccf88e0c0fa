import type { Scope } from '../database/database.ts'
import { vocabularyAt } from '../vocabulary/vocabulary.ts'
import { type Change, changeOf, entitiesOf } from './shown.ts'
import { readChanges } from './store.ts'

export interface Asked {
  after: number
  limit: number
  /** Of which things; of all when nothing is said. */
  entities: readonly Change['Entity'][] | null | undefined
}

/** The next changes, and how far they go. @param viewer who looks; undefined where it is nobody in particular */
export async function nextChanges(
  db: Scope,
  customerId: string,
  { after, limit, entities }: Asked,
  viewer: string | undefined,
) {
  const { rows, ...page } = await readChanges(db, customerId, { after, limit, entities: entitiesOf(entities) })
  const vocabulary = await vocabularyAt(db, customerId, page.vocabulary)
  const changes = rows.flatMap((row) => {
    const change = changeOf(row, vocabulary, viewer)
    // Beside the names of today, those that the log keeps, which stay.
    return change === undefined ? [] : [{ change, properties: Object.keys(row.after ?? {}) }]
  })
  return { ...page, changes }
}
