import { sql } from 'kysely'
import type { Scope } from '../database/database.ts'
import type { State } from './contact.ts'
import { type ContactRow, contactColumns, stateOf } from './store.ts'
import { writeStates } from './write.ts'
import type { Writer } from './writer.ts'

/** The different values of a custom field, and how many contacts have each; contacts in the trash count too. */
export async function countFieldValues(db: Scope, customerId: string, fieldId: string) {
  const { rows } = await sql<{ value: unknown; count: number }>`
    select custom_fields -> ${fieldId} as value, count(*) as count from contacts
    where customer_id = ${customerId} and custom_fields ? ${fieldId}
    group by 1`.execute(db)
  return rows
}

/** How many contacts have a value of any of the fields, in the trash or not. */
export async function countFieldBearers(db: Scope, customerId: string, fieldIds: string[]): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from contacts
    where customer_id = ${customerId} and custom_fields ?| ${fieldIds}::text[]`.execute(db)
  return rows[0]?.count ?? 0
}

/** Gives the new value of a field of a contact; undefined deletes it. */
export type Rewrite = (fieldId: string, value: unknown, contactId: string) => unknown

/**
 * Gives the values of custom fields other ones, on the contacts next behind `after`; contacts in the trash follow too.
 * @param rewriteFor is told of whom
 * @returns the ids of these contacts, in order
 */
export async function rewriteFieldValues(
  writer: Writer,
  fieldIds: string[],
  { after, limit }: { after: string; limit: number },
  rewriteFor: (contactIds: string[]) => Rewrite | Promise<Rewrite>,
): Promise<string[]> {
  const { db, caller } = writer
  const { rows } = await sql<ContactRow>`
    select ${contactColumns} from contacts
    where customer_id = ${caller.customerId} and id > ${after} and custom_fields ?| ${fieldIds}::text[]
    order by id limit ${limit} for update`.execute(db)
  const ids = rows.map(({ id }) => id)
  const rewrite = await rewriteFor(ids)
  const states = rows.map((row) => ({ id: row.id, state: rewritten(row, fieldIds, rewrite) }))
  await writeStates(writer, rows, states)
  return ids
}

function rewritten(row: ContactRow, fieldIds: string[], rewrite: Rewrite): State {
  const next = { ...stateOf(row) }
  for (const id of fieldIds) {
    const key = `#${id}`
    if (!(key in next)) continue
    const value = rewrite(id, next[key], row.id)
    if (value === undefined) delete next[key]
    else next[key] = value
  }
  return next
}
