import { saved } from '../contacts/saved-search.ts'
import type { Author, Changes } from '../database/changes.ts'
import type { Scope } from '../database/database.ts'
import { nextUuid } from '../database/uuid.ts'
import type { Vocabulary } from '../vocabulary/vocabulary.ts'
import { written } from './segment.ts'
import { insert } from './store.ts'

const firstSegments = { Customers: 'CUSTOMER', Leads: 'LEAD', Vendors: 'VENDOR' }

/** The segments of a new Customer, shared. */
export async function createFirstSegments(
  db: Scope,
  owner: Author,
  vocabulary: Vocabulary,
  changes: Changes,
): Promise<void> {
  for (const [name, type] of Object.entries(firstSegments)) {
    const search = saved({ Filter: { Property: 'ContactTypes', Operator: 'ANY_OF', Values: [type] } }, vocabulary)
    const [id, state] = [nextUuid(), { name, shared: true, search }]
    await insert(db, owner, id, state)
    changes.record('segment', id, null, written(state))
  }
}
