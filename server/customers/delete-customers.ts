import { sql } from 'kysely'
import type { Database, Scope } from '../database/database.ts'

/** So many rows at once: on the embedded database others wait meanwhile. */
const rowsAtOnce = 5000
const foreignKeyViolation = '23503'

/** Deletes the organisations whose grace has passed, with all that they have. What is cut off is gone on with the next time. */
export async function deleteCustomers({ system }: Database): Promise<void> {
  const { rows } = await sql<{ customer_id: string }>`
    select customer_id from customers where delete_at <= now()`.execute(system)
  for (const { customer_id } of rows) await deleteAllOf(system, customer_id)
}

/** The Customer itself comes last: as long as it is there, the rest is looked for. */
async function deleteAllOf(system: Scope, customerId: string): Promise<void> {
  let tables = await tablesOf(system)
  while (tables.length > 0) {
    const left: string[] = []
    for (const table of tables) if (!(await emptyTable(system, table, customerId))) left.push(table)
    if (left.length === tables.length) throw new Error(`Rows refer to each other in ${left.join(', ')}`)
    tables = left
  }
  await sql`delete from customers where customer_id = ${customerId}`.execute(system)
}

/** @returns false where rows of another table refer to them, which has to be emptied first */
async function emptyTable(system: Scope, table: string, customerId: string): Promise<boolean> {
  const name = sql.table(table)
  try {
    for (let deleted = rowsAtOnce; deleted === rowsAtOnce; ) {
      const { numAffectedRows = 0n } = await sql`
        delete from ${name} where customer_id = ${customerId} and ctid = any(array(
          select ctid from ${name} where customer_id = ${customerId} limit ${rowsAtOnce}))`.execute(system)
      deleted = Number(numAffectedRows)
    }
    return true
  } catch (error) {
    if ((error as { code?: string }).code === foreignKeyViolation) return false
    throw error
  }
}

/** Every table with a Customer's rows: one that is made tomorrow is among them. */
async function tablesOf(system: Scope): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select columns.table_name as name
    from information_schema.columns join information_schema.tables using (table_schema, table_name)
    where table_schema = 'public' and table_type = 'BASE TABLE' and column_name = 'customer_id'
      and table_name <> 'customers'
    order by name`.execute(system)
  return rows.map(({ name }) => name)
}
