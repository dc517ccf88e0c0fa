import type { Scope } from '../database/database.ts'
import { type Field, nameKey } from '../vocabulary/vocabulary.ts'

export async function insertField(db: Scope, customerId: string, field: Field): Promise<void> {
  await db
    .insertInto('custom_fields')
    .values({ customer_id: customerId, id: field.Id, ...columnsOf(field) })
    .execute()
}

export async function updateField(db: Scope, customerId: string, field: Field): Promise<void> {
  await db
    .updateTable('custom_fields')
    .set(columnsOf(field))
    .where('customer_id', '=', customerId)
    .where('id', '=', field.Id)
    .execute()
}

export async function deleteField(db: Scope, customerId: string, id: string): Promise<void> {
  await db.deleteFrom('custom_fields').where('customer_id', '=', customerId).where('id', '=', id).execute()
}

function columnsOf({ Name, Type, Options }: Field) {
  const name = Name.slice(1)
  return { name, name_key: nameKey(name), type: Type, options: Options === undefined ? null : JSON.stringify(Options) }
}
