/** Which contacts of a list a contact may be the same as: those that are worth to be compared. */

import type { Phone, State } from '../contacts/contact.ts'
import { term } from '../contacts/findable.ts'
import { fold } from '../contacts/folding.ts'
import { idsHavingAll } from '../contacts/match.ts'
import { idsBehind } from '../contacts/states.ts'
import type { Scope } from '../database/database.ts'
import { noUuid } from '../database/uuid.ts'
import { mostAlike } from './keys.ts'
import { hashedKeys } from './look.ts'
import type { Profile } from './profile.ts'
import { nothingCounted, Shares } from './statistics.ts'
import * as store from './store.ts'

/** So few are all compared. */
const smallList = 300
/** What has changed since it was last followed is compared as it is. */
const mostLately = 200

export interface Candidates {
  ids: string[]
  shares: Shares
  /** Whether those are among them that have nothing in common but by errors. */
  isThorough: boolean
}

export async function candidatesFor(
  db: Scope,
  customerId: string,
  state: State,
  profile: Profile,
): Promise<Candidates> {
  const scan = await store.readScan(db, customerId)
  if (scan === undefined || scan.scanned_at === null) {
    const { contacts } = await store.sequenceNow(db, customerId)
    const shares = new Shares(nothingCounted(contacts))
    if (contacts > smallList) return { ids: await idsByTelling(db, customerId, state), shares, isThorough: false }
    return { ids: await idsBehind(db, customerId, noUuid, smallList), shares, isThorough: true }
  }
  const byKeys = await store.contactsWithKeys(db, customerId, hashedKeys(customerId, profile))
  const lately = await store.latelyChanged(db, customerId, scan.sequence, mostLately + 1)
  const isThorough = lately.length <= mostLately
  // After an import, what is not yet followed is too much to be compared.
  const more = isThorough ? [] : await idsByTelling(db, customerId, state)
  const ids = [...new Set([...[...byKeys.values()].flat(), ...lately, ...more])]
  return { ids, shares: new Shares(scan.statistics), isThorough }
}

async function idsByTelling(db: Scope, customerId: string, state: State): Promise<string[]> {
  return (await idsHavingAll(db, customerId, telling(customerId, state), mostAlike)).flat()
}

/** Values that tell enough to look at who else has them, as the terms that they are found by. */
export function telling(customerId: string, state: State): string[][] {
  const of = (key: string, value: unknown) =>
    typeof value === 'string' && value.trim() !== '' ? [term(customerId, key, fold(value))] : []
  const all = (...parts: string[][]) => (parts.every((part) => part.length > 0) ? [parts.flat()] : [])
  const items = <Item>(list: unknown) => ((list ?? []) as Item[]).slice(0, 5)
  const [first, last] = [of('FirstName', state['FirstName']), of('LastName', state['LastName'])]
  const days = items<{ Value: string; Label?: string }>(state['Dates']).filter(({ Label }) => Label === 'birthday')
  const organisation = of('OrganizationName', state['OrganizationName'])
  return [
    ...items<Phone>(state['Emails']).flatMap(({ Value }) => all(of('Emails.Value', Value))),
    ...items<Phone>(state['Phones']).flatMap(({ E164, Value }) =>
      all(E164 === undefined ? of('Phones.Value', Value) : of('Phones.E164', E164)),
    ),
    ...all(first, last),
    ...days.flatMap(({ Value }) => [...all(last, of('Dates.Value', Value)), ...all(first, of('Dates.Value', Value))]),
    ...(state['RecordType'] === 'ORGANIZATION' ? all(organisation, of('RecordType', 'ORGANIZATION')) : []),
  ]
}
