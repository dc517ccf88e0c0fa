/** What one contact, on the list or not yet, may be a duplicate of. */
import type { Output } from '../../contract/operations.ts'
import type { State } from '../contacts/contact.ts'
import { patchOf } from '../contacts/input.ts'
import { readInOrder } from '../contacts/states.ts'
import { isUuid, noUuid } from '../database/uuid.ts'
import type { Reading } from '../http/operation.ts'
import { currentVocabulary } from '../vocabulary/vocabulary.ts'
import { candidatesFor } from './candidates.ts'
import { compare } from './compare.ts'
import { inWords, rounded } from './listing.ts'
import { readProfiles } from './look.ts'
import { Profile } from './profile.ts'
import type { Reason } from './reasons.ts'
import { pairKey, refusedPairs } from './store.ts'

/** Lower than what is listed: who asks of one contact wants to know of those in doubt as well. */
const toldFrom = 0.3
const mostTold = 20

export async function checkContact({
  db,
  caller,
  input,
}: Reading<'contacts/check'>): Promise<Output<'contacts/check'>> {
  const { customerId } = caller
  const vocabulary = await currentVocabulary(db, customerId)
  const { Labels: _labels, ContactTypes: _types, CustomFields: _fields, ...rest } = input
  const state: State = { RecordType: 'PERSON', ...patchOf(rest, undefined, vocabulary.country) }
  const id = isUuid(input.Id ?? '') ? (input.Id as string).toLowerCase() : noUuid
  const profile = new Profile(id, state)
  const { ids, shares, isThorough } = await candidatesFor(db, customerId, state, profile)
  const refused = id === noUuid ? new Set() : await refusedPairs(db, customerId, [id])
  const others = ids.filter((other) => other !== id && !refused.has(pairKey(id, other)))
  const found = [...(await readProfiles(db, customerId, others))]
    .map(([other, theirs]) => {
      const { score, reasons } = compare(profile, theirs, shares)
      const shared = sharedBy(profile, theirs)
      return {
        other,
        score,
        isTold: score >= toldFrom || shared.length > 0,
        reasons: [...new Set([...reasons, ...shared])],
      }
    })
    .filter(({ isTold }) => isTold)
    .toSorted((one, other) => other.score - one.score || (one.other < other.other ? -1 : 1))
    .slice(0, mostTold)
  const wanted = { vocabulary, trash: false, isWhole: true }
  const contacts = await readInOrder(
    db,
    found.map(({ other }) => other),
    wanted,
  )
  const likeness = new Map(found.map((each) => [each.other, each]))
  const Duplicates = contacts.map((Contact) => {
    const { score = 0, reasons = [] } = likeness.get(Contact.Id ?? '') ?? {}
    return { Contact, Score: rounded(score), Reasons: inWords(reasons) }
  })
  return { Duplicates, IsThorough: isThorough }
}

/** What tells of somebody however low the score: it is rarely meant to be two contacts'. */
function sharedBy(one: Profile, other: Profile): Reason[] {
  const isCommon = (mine: string[], theirs: string[]) => mine.some((value) => theirs.includes(value))
  return [
    ...(isCommon(one.emails, other.emails) ? ['SAME_EMAIL' as const] : []),
    ...(isCommon(one.phones, other.phones) ? ['SAME_PHONE' as const] : []),
  ]
}
