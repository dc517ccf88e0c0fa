/** Names for all ids in some changes: those of today, and of what was deleted since, the last ones. */
import type { Scope } from '../database/database.ts'
import type { Vocabulary } from '../vocabulary/vocabulary.ts'
import { type ChangeRow, lastNames, type Side } from './store.ts'

export type NameOf = (id: string) => string | undefined

export async function namesIn(db: Scope, vocabulary: Vocabulary, changes: ChangeRow[]): Promise<NameOf> {
  const { labels, contactTypes, fields } = vocabulary
  const today: NameOf = (id) => labels.nameOf(id) ?? contactTypes.nameOf(id) ?? fields.get(id)?.Name
  const gone = [...new Set(changes.flatMap(idsIn))].filter((id) => today(id) === undefined)
  const last = gone.length === 0 ? new Map() : await lastNames(db, vocabulary.customerId, gone)
  return (id) => today(id) ?? last.get(id)
}

const idsIn = ({ entity, entity_id, before, after }: ChangeRow) => {
  if (entity === 'contact') return [...idsInSide(before), ...idsInSide(after)]
  return entity === 'segment' ? [] : [entity_id]
}

const idsInSide = (side: Side): string[] =>
  Object.entries(side ?? {}).flatMap(([name, value]) => {
    if (name.startsWith('#')) return name.slice(1)
    return isNamed(name) && Array.isArray(value) ? (value as string[]) : []
  })

/** Whether the property holds ids that callers know by names. */
export const isNamed = (property: string) => property === 'Labels' || property === 'ContactTypes'
