import { sql } from 'kysely'
import type { Scope } from '../database/database.ts'
import { difference, type State } from './contact.ts'
import { findable } from './findable.ts'
import { type ContactRow, columnsOf, contactColumns, stateOf } from './store.ts'
import type { Writer } from './write.ts'

const rowsAtOnce = 1000

/** The different values of a custom field, and how many contacts have each; contacts in the trash count too. */
export async function countFieldValues(db: Scope, customerId: string, fieldId: string) {
  const { rows } = await sql<{ value: unknown; count: number }>`
    select custom_fields -> ${fieldId} as value, count(*) as count from contacts
    where customer_id = ${customerId} and custom_fields ? ${fieldId}
    group by 1`.execute(db)
  return rows
}

/** Gives every value of a custom field another one, or deletes it where that is null, on all contacts. */
export async function rewriteFieldValues(
  { db, caller, changes }: Writer,
  fieldId: string,
  rewrite: (value: unknown) => unknown,
) {
  for (let last = '00000000-0000-0000-0000-000000000000'; ; ) {
    const { rows } = await sql<ContactRow>`
      select ${contactColumns} from contacts
      where customer_id = ${caller.customerId} and id > ${last} and custom_fields ? ${fieldId}
      order by id limit ${rowsAtOnce} for update`.execute(db)
    if (rows.length === 0) return
    const updates = rows.flatMap((row) => {
      const before = stateOf(row)
      const { [`#${fieldId}`]: value, ...rest } = before
      const rewritten = rewrite(value)
      const after: State = rewritten === null ? rest : { ...rest, [`#${fieldId}`]: rewritten }
      const changed = difference(before, after)
      if (changed === undefined) return []
      changes.record(
        'contact',
        row.id,
        { ...changed.before, Version: row.version },
        { ...changed.after, Version: row.version + 1 },
      )
      return { id: row.id, fields: columnsOf(after).custom_fields, ...findable(after) }
    })
    await sql`
      update contacts set custom_fields = next.fields,
        comparable = next.comparable, terms = next.terms::bigint[], search_text = next.search_text,
        version = version + 1, updated_at = now(), updated_by = ${caller.userId}
      from unnest(${updates.map(({ id }) => id)}::uuid[], ${updates.map(({ fields }) => fields)}::jsonb[],
                  ${updates.map(({ comparable }) => comparable)}::jsonb[],
                  ${updates.map(({ terms }) => `{${terms}}`)}::text[], ${updates.map(({ search_text }) => search_text)}::text[])
        as next (id, fields, comparable, terms, search_text)
      where contacts.customer_id = ${caller.customerId} and contacts.id = next.id`.execute(db)
    last = rows.at(-1)?.id ?? last
  }
}
