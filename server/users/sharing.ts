import { isUuid } from '../database/uuid.ts'
import { faulty } from '../http/errors.ts'
import type { Writing } from '../http/operation.ts'
import { holdSharing, refuseMoreSharing } from '../plans/plans.ts'
import * as store from './store.ts'

/** All that is asked for, or nothing. @throws a 400 that names every user who is none of the Customer */
export async function shareWith({ db, caller, changes, input }: Writing<'users/update-sharing'>): Promise<void> {
  const { customerId } = caller
  const wanted = new Map((input.Users ?? []).map(({ UserId, Sharing }) => [UserId.toLowerCase(), Sharing]))
  // Before users are held: in the order in which users/update does.
  const before = await holdSharing(db, customerId)
  const known = await store.lockSharing(db, customerId, [...wanted.keys()].filter(isUuid))
  const faults = (input.Users ?? []).flatMap(({ UserId }, index) =>
    known.has(UserId.toLowerCase()) ? [] : [{ Path: `Users[${index}].UserId`, Message: 'is no user' }],
  )
  if (faults.length > 0) throw faulty(faults)
  const changed = [...wanted].filter(([id, sharing]) => known.get(id) !== sharing)
  await store.updateSharing(db, customerId, changed)
  for (const [id, sharing] of changed) changes.record('user', id, { sharing: !sharing }, { sharing })
  await refuseMoreSharing(db, customerId, before)
  const { NewUsersShare: new_users_share } = input
  if (typeof new_users_share !== 'boolean') return
  await store.updateNewUsersShare(db, customerId, new_users_share)
  changes.record('customer', customerId, null, { new_users_share })
}
