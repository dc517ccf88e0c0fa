/** Changes as callers see them: what happened, and what differs, in names. */
import type { Output } from '../../contract/operations.ts'
import { isSame } from '../contacts/contact.ts'
import { type SavedSearch, unsaved } from '../contacts/saved-search.ts'
import type { Vocabulary } from '../vocabulary/vocabulary.ts'
import { isNamed, type NameOf } from './names.ts'
import type { ActRow, ChangeRow } from './store.ts'

type History = Output<'contacts/history/{id}'>['Rows'][number]
type Done = Pick<History, 'Change' | 'Version' | 'MergedInto' | 'Differences'>
type Happening = Pick<ChangeRow, 'entity' | 'before' | 'after' | 'compacted'>
type Act = Pick<History, 'Date' | 'User' | 'Via' | 'TokenId' | 'Kind'>

export const shownAct = (row: ActRow): Act => ({
  Date: row.created_at,
  User: { Id: row.user_id, Name: row.user_name ?? '' },
  Via: row.via,
  ...(row.token_id === null ? {} : { TokenId: row.token_id }),
  Kind: row.kind as Act['Kind'],
})

/** What is told by `Change` and beside it, or is the name of the thing itself. */
const untold = ['Id', 'Version', 'DeletedDate', 'MergedInto']

export function shownChange(change: ChangeRow, nameOf: NameOf, vocabulary: Vocabulary): Done {
  const { entity, before, after } = change
  const version = after?.['Version']
  const mergedInto = after?.['MergedInto']
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])]
  const shownValue = (name: string, value: unknown) => {
    if (entity === 'contact') return isNamed(name) && Array.isArray(value) ? value.map((id) => nameOf(id) ?? id) : value
    return entity === 'segment' && name === 'Search' && value ? unsaved(value as SavedSearch, vocabulary) : value
  }
  const side = (key: 'Before' | 'After', name: string, value: unknown) =>
    value === undefined || value === null ? {} : { [key]: shownValue(name, value) }
  return {
    Change: happened(change),
    ...(typeof version === 'number' ? { Version: version } : {}),
    ...(typeof mergedInto === 'string' ? { MergedInto: mergedInto } : {}),
    Differences: names
      .filter((name) => !untold.includes(name) && !isSame(before?.[name], after?.[name]))
      .map((name) => ({
        Property: entity === 'contact' && name.startsWith('#') ? (nameOf(name.slice(1)) ?? name) : name,
        ...side('Before', name, before?.[name]),
        ...side('After', name, after?.[name]),
      })),
  }
}

/** What became of a thing by a change. */
export function happened({ entity, before, after, compacted }: Happening): Done['Change'] {
  // Contacts are deleted into the trash: one of which the log says that it is gone was erased.
  if (after === null) return entity === 'contact' ? 'ERASED' : 'DELETED'
  if (compacted) return 'SNAPSHOT'
  if (before === null) return 'CREATED'
  if (entity !== 'contact' || !('DeletedDate' in after)) return 'UPDATED'
  if (after['DeletedDate'] === null) return 'RESTORED'
  return typeof after['MergedInto'] === 'string' ? 'MERGED' : 'DELETED'
}
