import { sql } from 'kysely'
import type { Writer } from './writer.ts'

/**
 * Deletes a contact, on the list or in the trash, for good, and empties what the change log says of it.
 * @returns how many changes that were, and since when there was the contact; undefined where nothing of it is left, as of
 * one that was erased before
 */
export async function eraseContact({ db, caller, changes }: Writer, id: string) {
  const { customerId } = caller
  const { rows } = await sql<{ created_at: string; deleted_at: string | null }>`
    delete from contacts where customer_id = ${customerId} and id = ${id} returning created_at, deleted_at`.execute(db)
  const [contact] = rows
  const since = contact?.created_at ?? (await firstChange(customerId, id))
  if (since === undefined) return undefined
  const emptied = await sql<{ count: number }>`select erase_changes(${id}) as count`.execute(db)
  if (contact?.deleted_at === null) changes.countContacts(-1)
  // For who follows the changes: it is gone.
  changes.record('contact', id, {}, null)
  return { wasThere: contact !== undefined, changes: emptied.rows[0]?.count ?? 0, since }

  /** Of one that was deleted long ago, the change log alone knows. */
  async function firstChange(customer: string, entity: string): Promise<string | undefined> {
    const first = await sql<{ created_at: string }>`
      select change_sets.created_at
      from changes join change_sets on change_sets.customer_id = changes.customer_id and change_sets.id = change_set_id
      where changes.customer_id = ${customer} and entity_id = ${entity} and entity = 'contact'
        and (before <> '{}' or after <> '{}')
      order by sequence limit 1`.execute(db)
    return first.rows[0]?.created_at
  }
}
