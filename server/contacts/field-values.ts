import { sql } from 'kysely'
import type { Scope } from '../database/database.ts'
import type { State } from './contact.ts'
import { type ContactRow, contactColumns, stateOf } from './store.ts'
import { writeStates } from './write.ts'
import type { Writer } from './writer.ts'

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
export async function rewriteFieldValues(writer: Writer, fieldId: string, rewrite: (value: unknown) => unknown) {
  const { db, caller } = writer
  for (let last = '00000000-0000-0000-0000-000000000000'; ; ) {
    const { rows } = await sql<ContactRow>`
      select ${contactColumns} from contacts
      where customer_id = ${caller.customerId} and id > ${last} and custom_fields ? ${fieldId}
      order by id limit ${rowsAtOnce} for update`.execute(db)
    if (rows.length === 0) return
    const states = rows.map((row) => ({ id: row.id, state: rewritten(stateOf(row), `#${fieldId}`, rewrite) }))
    await writeStates(writer, rows, states)
    last = rows.at(-1)?.id ?? last
  }
}

function rewritten(state: State, key: string, rewrite: (value: unknown) => unknown): State {
  const { [key]: value, ...rest } = state
  const next = rewrite(value)
  return next === null ? rest : { ...rest, [key]: next }
}
