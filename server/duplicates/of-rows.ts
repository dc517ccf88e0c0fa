/** Whom on the list those may be that an import is about to add: by what tells enough to be looked up, so that it costs little. */
import type { State } from '../contacts/contact.ts'
import { term } from '../contacts/findable.ts'
import { idsHavingAll } from '../contacts/match.ts'
import type { Scope } from '../database/database.ts'
import { telling } from './candidates.ts'
import { compare } from './compare.ts'
import { inWords, rounded } from './listing.ts'
import { readProfiles } from './look.ts'
import { Profile } from './profile.ts'
import { nothingCounted, Shares } from './statistics.ts'
import { readScan, sequenceNow } from './store.ts'

/** An import is no place for doubts; but the same name, and nothing that speaks against it, is worth a word. */
const toldFrom = 0.8
const mostTold = 3
const mostAlike = 10

interface Adding {
  states: State[]
  /** The import, whose own contacts are not meant. */
  importId: string
  /** Of contacts that may be the same, those that the import has changed already. */
  changedAmong(ids: string[]): Promise<Set<string>>
}

/** For each of the states, in their order. */
export async function likelySame(db: Scope, customerId: string, { states, importId, changedAmong }: Adding) {
  const sets = states.map((state) => telling(customerId, state))
  const found = await idsHavingAll(db, customerId, sets.flat(), mostAlike, term(customerId, 'ImportId', importId))
  if (found.every((ids) => ids.length === 0)) return states.map(() => [])
  const changed = await changedAmong([...new Set(found.flat())])
  const profiles = await readProfiles(
    db,
    customerId,
    [...new Set(found.flat())].filter((id) => !changed.has(id)),
  )
  const shares = await sharesOf(db, customerId)
  let at = 0
  return states.map((state, index) => {
    const mine = new Profile('', state)
    const end = at + (sets[index]?.length ?? 0)
    const ids = new Set(found.slice(at, end).flat())
    at = end
    return [...ids]
      .flatMap((id) => {
        const theirs = profiles.get(id)
        return theirs === undefined ? [] : { ContactId: id, ...compare(mine, theirs, shares) }
      })
      .filter(({ score }) => score >= toldFrom)
      .toSorted((one, other) => other.score - one.score || (one.ContactId < other.ContactId ? -1 : 1))
      .slice(0, mostTold)
      .map(({ ContactId, score, reasons }) => ({ ContactId, Score: rounded(score), Reasons: inWords(reasons) }))
  })
}

async function sharesOf(db: Scope, customerId: string): Promise<Shares> {
  const scan = await readScan(db, customerId)
  return new Shares(scan?.statistics ?? nothingCounted((await sequenceNow(db, customerId)).contacts))
}
