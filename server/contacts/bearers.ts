import { type RawBuilder, sql } from 'kysely'
import type { Scope } from '../database/database.ts'
import { term } from './findable.ts'
import { fold } from './folding.ts'
import { readHead } from './search-statements.ts'

/**
 * How many contacts bear each label (or type), by its id; those in the trash do not count. It reads all contacts of the
 * Customer once.
 */
export async function countBearers(db: Scope, customerId: string, column: 'labels' | 'contact_types') {
  const { rows } = await sql<{ id: string; count: number }>`
    select borne.id, count(*) as count
    from contacts, unnest(contacts.${sql.raw(column)}) as borne (id)
    where contacts.customer_id = ${customerId} and contacts.deleted_at is null
    group by borne.id`.execute(db)
  return new Map(rows.map(({ id, count }) => [id, count]))
}

/**
 * Which labels (or types) some contact bears; one in the trash counts too, unless it shall not be there because its creation
 * is undone. The index of the terms finds them.
 * @param but a change set: those that it has changed do not count
 */
export async function borne(
  db: Scope,
  customerId: string,
  property: 'Labels' | 'ContactTypes',
  ids: string[],
  but: string | null,
): Promise<Set<string>> {
  const terms = ids.map((id) => term(customerId, property, fold(id)))
  const { rows } = await sql<{ id: string }>`
    select wanted.id from unnest(${ids}::uuid[], ${terms}::bigint[]) as wanted (id, term)
    where exists (
      select from contacts_by_term contact
      where contact.customer_id = ${customerId} and contact.terms @> array[wanted.term]
        and (contact.deleted_at is null or not ${changedBy(customerId, sql`before is null and sets.undone_by is not null`)})
        and not (${but}::uuid is not null and ${changedBy(customerId, sql`sets.id = ${but}::uuid`)}))`.execute(db)
  return new Set(rows.map(({ id }) => id))
}

/** Which custom fields some contact has a value of; contacts count as those that bear labels do. */
export async function fieldsInUse(db: Scope, customerId: string, ids: string[], but: string | null) {
  const { rows } = await sql<{ id: string }>`
    select wanted.id from unnest(${ids}::text[]) as wanted (id)
    where exists (
      select from contacts contact
      where contact.customer_id = ${customerId} and contact.custom_fields ? wanted.id
        and (contact.deleted_at is null or not ${changedBy(customerId, sql`before is null and sets.undone_by is not null`)})
        and not (${but}::uuid is not null and ${changedBy(customerId, sql`sets.id = ${but}::uuid`)}))`.execute(db)
  return new Set(rows.map(({ id }) => id))
}

const changedBy = (customerId: string, which: RawBuilder<unknown>) => sql`exists (
  select from changes
    join change_sets sets on sets.customer_id = changes.customer_id and sets.id = change_set_id
  where changes.customer_id = ${customerId} and entity_id = contact.id and entity = 'contact' and ${which})`

/** How many contacts there are, without the trash. */
export const countContacts = async (db: Scope, customerId: string) => (await readHead(db, customerId)).contacts
