/** Contacts that were merged: what their ids mean now. */
import { sql } from 'kysely'
import type { Scope } from '../database/database.ts'

/** Merged contacts in the trash, and those that the trash has lost. */
const merged = (customerId: string) => sql`(
  select id, merged_into from contacts where customer_id = ${customerId} and merged_into is not null
  union all
  select id, merged_into from merged_contacts where customer_id = ${customerId})`

/** So often a contact that was merged into another one may have been merged in turn. */
const longestChain = 1000

/** By each id of a merged contact, the one on the list that it means now. */
export async function survivorsOf(db: Scope, customerId: string, ids: string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; survivor: string }>`-- survivors
    with recursive chain (id, at, steps) as (
      select id, merged_into, 1 from ${merged(customerId)} gone where id = any(${ids}::uuid[])
      union
      select chain.id, gone.merged_into, steps + 1
      from chain join ${merged(customerId)} gone on gone.id = chain.at
      where steps < ${sql.lit(longestChain)}
    )
    select chain.id, chain.at as survivor
    from chain join contacts on contacts.customer_id = ${customerId} and contacts.id = chain.at
      and contacts.deleted_at is null`.execute(db)
  return new Map(rows.map(({ id, survivor }) => [id, survivor]))
}

/** Of some contacts, those that others were merged into. */
export async function survivorsAmong(db: Scope, customerId: string, ids: string[]): Promise<Set<string>> {
  const { rows } = await sql<{ merged_into: string }>`-- survivors among
    select merged_into from ${merged(customerId)} gone where merged_into = any(${ids}::uuid[])`.execute(db)
  return new Set(rows.map(({ merged_into }) => merged_into))
}

/** A contact, all that it was merged into, and all that were merged into any of them. */
export async function familyOf(db: Scope, customerId: string, id: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with recursive above (id) as (
      select ${id}::uuid
      union
      select gone.merged_into from above join ${merged(customerId)} gone on gone.id = above.id
    ), family (id) as (
      select id from above
      union
      select gone.id from family join ${merged(customerId)} gone on gone.merged_into = family.id
    )
    select id from family order by id`.execute(db)
  return rows.map((row) => row.id)
}

/** The ids of erased contacts mean nothing any longer. */
export async function forgetMerged(db: Scope, customerId: string, ids: string[]): Promise<void> {
  await sql`
    delete from merged_contacts
    where customer_id = ${customerId} and (id = any(${ids}::uuid[]) or merged_into = any(${ids}::uuid[]))`.execute(db)
}
