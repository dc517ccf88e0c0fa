/** Which changes an endpoint is told of. */
import { nextChanges } from '../changes/pages.ts'
import type { Change } from '../changes/shown.ts'
import { foundAmong } from '../contacts/search.ts'
import type { Scope } from '../database/database.ts'
import { noUuid } from '../database/uuid.ts'
import { within } from '../segments/segments.ts'
import type { Leased } from './leases.ts'
import { sharedSearch } from './webhooks.ts'

const readAtOnce = 100

export interface Chosen {
  changes: Change[]
  /** How far it was looked. */
  last: number
  more: boolean
}

/** The next changes for the endpoint. @throws a 400 where its segment cannot be asked any longer */
export async function chooseNext(db: Scope, hook: Leased): Promise<Chosen> {
  const entities = hook.entities as Change['Entity'][] | null
  const asked = { after: hook.sequence, limit: readAtOnce, entities }
  // What is one user's alone is nothing to an endpoint.
  const { changes, last, more } = await nextChanges(db, hook.customer_id, asked, undefined)
  const candidates = changes.filter(({ change, properties }) => isWanted(hook, change, properties))
  const chosen = await inSegment(
    db,
    hook,
    candidates.map(({ change }) => change),
  )
  return { changes: chosen, last, more }
}

function isWanted({ kinds, properties: wanted }: Leased, { Entity, Kind }: Change, properties: string[]): boolean {
  if (kinds !== null && !kinds.includes(Kind)) return false
  if (wanted === null || Entity !== 'CONTACT' || Kind !== 'UPDATED') return true
  return properties.some((name) => wanted.includes(name))
}

const isInQuestion = ({ Entity, Kind }: Change) => Entity === 'CONTACT' && Kind !== 'DELETED' && Kind !== 'ERASED'

async function inSegment(db: Scope, hook: Leased, changes: Change[]): Promise<Change[]> {
  const { customer_id: customerId, segment_id: segmentId } = hook
  const ids = [...new Set(changes.filter(isInQuestion).map(({ Id }) => Id))]
  if (segmentId === null || ids.length === 0) return changes
  const search = await sharedSearch(db, customerId, segmentId)
  const whole = await within(db, { customerId, userId: noUuid }, {}, search)
  const found = await foundAmong(db, customerId, ids, whole.input, whole.within)
  return changes.filter((change) => !isInQuestion(change) || found.has(change.Id))
}
