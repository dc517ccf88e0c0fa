import type { Scope } from '../database/database.ts'
import { isUuid } from '../database/uuid.ts'
import { notFound } from '../http/errors.ts'
import { readContact } from './store.ts'
import { survivorsOf } from './survivors.ts'

/**
 * The contact of this id or, where that was merged, the one that it means now.
 * @throws a 400 where there is none on the list
 */
export async function readMeant(db: Scope, customerId: string, id: string) {
  const row = isUuid(id) ? ((await readContact(db, customerId, id)) ?? (await survivor())) : undefined
  if (row === undefined) throw notFound('contact')
  return row

  async function survivor() {
    const [meant] = (await survivorsOf(db, customerId, [id])).values()
    return meant === undefined ? undefined : readContact(db, customerId, meant)
  }
}
