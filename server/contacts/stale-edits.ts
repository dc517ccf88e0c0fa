/** Edits made on a version of a contact that others have changed since. */
import { conflict, type Fault, faulty } from '../http/errors.ts'
import type { Vocabulary } from '../vocabulary/vocabulary.ts'
import { isSame, type Patch, type State } from './contact.ts'
import { shownName, shownValue } from './shown.ts'
import * as store from './store.ts'
import type { Writer } from './writer.ts'

/**
 * Of a patch made on an older version, what its author has edited: properties that are as they were then are not edits,
 * and do not take back what others have written since.
 * @throws a 400 where others have since written something else into a property that was edited
 */
export async function ownEdits(
  { db, caller }: Writer,
  row: store.ContactRow,
  patch: Patch,
  version: number,
  vocabulary: Vocabulary,
): Promise<Patch> {
  if (version > row.version)
    throw faulty([{ Path: 'Version', Message: `is ahead of the contact, whose version is ${row.version}` }])
  const current = store.stateOf(row)
  const then: State = { ...current }
  const seen = new Set<string>()
  for (const before of await store.changesSince(db, caller.customerId, row.id, version)) {
    if (before === null)
      throw conflict(`Version ${version} is older than the history that the server keeps: read the contact again.`, [])
    for (const [name, value] of Object.entries(before)) {
      if (!seen.has(name)) then[name] = value
      seen.add(name)
    }
  }
  const faults: Fault[] = []
  const edits = Object.entries(patch).filter(([name, value]) => {
    if (isSame(value, then[name])) return false
    const theirs = current[name]
    if (!isSame(then[name], theirs) && !isSame(value, theirs)) faults.push(clash(name, value, theirs, vocabulary))
    return true
  })
  if (faults.length > 0)
    throw conflict(`Others have changed the same since version ${version}: read the contact again.`, faults)
  return Object.fromEntries(edits)
}

function clash(name: string, mine: unknown, theirs: unknown, vocabulary: Vocabulary): Fault {
  const Message = 'was changed by another since your version'
  const shown = (value: unknown) => (value === undefined ? null : shownValue(name, value, vocabulary))
  return {
    Path: name.startsWith('#') ? `CustomFields.${shownName(name, vocabulary)}` : name,
    Message,
    Yours: shown(mine),
    Theirs: shown(theirs),
  }
}
