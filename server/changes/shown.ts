/** A change of the log as callers see it: what things are called today, and nothing of what is another user's alone. */
import type { Output } from '../../contract/operations.ts'
import type { State } from '../contacts/contact.ts'
import { type SavedSearch, unsaved } from '../contacts/saved-search.ts'
import { shownState } from '../contacts/shown.ts'
import { type Entity, entities, entityNames } from '../history/entities.ts'
import { happened } from '../history/shown.ts'
import type { Vocabulary } from '../vocabulary/vocabulary.ts'
import type { ChangeRow } from './store.ts'

export type Change = Output<'changes/list'>['Changes'][number]
type Properties = Record<string, unknown> | null
type Sides = Pick<ChangeRow, 'before' | 'after'>

/** The entities of the log by what callers call them; all that users see when nothing is said. */
export const entitiesOf = (asked: readonly Change['Entity'][] | null | undefined): Entity[] =>
  entityNames.filter((each) => !asked || asked.includes(entities[each].name))

/** @param viewer who looks; undefined where it is nobody in particular. @returns undefined of what is not theirs to see */
export function changeOf(row: ChangeRow, vocabulary: Vocabulary, viewer: string | undefined): Change | undefined {
  const sides = row.entity === 'segment' ? visible(row, viewer) : row
  if (sides === undefined) return undefined
  const { before, after } = sides
  const change = happened({ ...row, ...sides })
  const kind = change === 'MERGED' ? 'DELETED' : change
  return {
    Sequence: row.sequence,
    Entity: entities[row.entity].name,
    Id: row.entity_id,
    Kind: kind,
    ChangeSetId: row.change_set_id,
    Date: row.created_at,
    UserId: row.user_id,
    ...(before === null || row.compacted || kind === 'ERASED' ? {} : { Before: shown(row.entity, before, vocabulary) }),
    ...(after === null ? {} : { After: shown(row.entity, after, vocabulary) }),
  }
}

const isShared = (segment: Properties) => segment?.['Shared'] === true

/**
 * Of a segment, what a user may see: one that is private is its creator's, who alone can change and delete it. To others
 * it comes to be when it is shared, and is gone when that is taken back.
 */
function visible({ before, after, user_id, owner_id }: ChangeRow, viewer: string | undefined): Sides | undefined {
  if ((owner_id ?? user_id) === viewer) return { before, after }
  if (!isShared(before) && !isShared(after)) return undefined
  return { before: isShared(before) ? before : null, after: isShared(after) ? after : null }
}

function shown(entity: Entity, side: Record<string, unknown>, vocabulary: Vocabulary): Record<string, unknown> {
  if (entity === 'contact') return contactPart(side, vocabulary)
  const search = side['Search'] as SavedSearch | undefined
  return search === undefined ? side : { ...side, Search: unsaved(search, vocabulary) }
}

/** As with contacts that are read, a label or type that was deleted is as if it were not there. */
function contactPart(state: State, vocabulary: Vocabulary): Record<string, unknown> {
  const part: Record<string, unknown> = shownState(state, vocabulary)
  for (const list of ['Labels', 'ContactTypes'])
    if (Array.isArray(part[list])) part[list] = part[list].filter((name) => name !== undefined)
  return part
}
