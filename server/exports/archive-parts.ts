/** What an organisation gets when it asks for everything: its contacts as callers see them, the rest as it is kept. */
import { sql } from 'kysely'
import { readInOrder } from '../contacts/states.ts'
import type { Scope } from '../database/database.ts'
import { noUuid } from '../database/uuid.ts'
import { currentVocabulary } from '../vocabulary/vocabulary.ts'

/** Some rows of a part, and where the next ones begin; without that, there are none. */
export interface Page {
  rows: object[]
  after?: object
}

export interface Part {
  /** Of the file in the archive. */
  name: string
  read(db: Scope, customerId: string, after: object | undefined): Promise<Page>
}

const rowsAtOnce = 1000

const contacts = (name: string, trash: boolean): Part => ({
  name,
  async read(db, customerId, after) {
    const { id = noUuid } = (after ?? {}) as { id?: string }
    const { rows } = await sql<{ id: string }>`
      select id from contacts
      where customer_id = ${customerId} and id > ${id} and deleted_at is ${sql.raw(trash ? 'not null' : 'null')}
      order by id limit ${rowsAtOnce}`.execute(db)
    const ids = rows.map((row) => row.id)
    const vocabulary = await currentVocabulary(db, customerId)
    return pageOf(await readInOrder(db, ids, { vocabulary, trash, isWhole: true }), ids.length, { id: ids.at(-1) })
  },
})

const pageOf = (rows: object[], count: number, after: object): Page => (count < rowsAtOnce ? { rows } : { rows, after })

/**
 * @param key what rows are told apart by inside the Customer
 * @param without what is a secret, or means nothing elsewhere
 */
const table = (name: string, key: string[], without: string[] = []): Part => ({
  name: `data/${name.replaceAll('_', '-')}.jsonl`,
  async read(db, customerId, after) {
    const columns = sql.join(key.map((column) => sql.ref(`t.${column}`)))
    const last = after === undefined ? undefined : JSON.stringify(after)
    const begun =
      last === undefined
        ? sql`true`
        : sql`(${columns}) > (select ${columns} from jsonb_populate_record(null::${sql.table(name)}, ${last}::jsonb) t)`
    const { rows } = await sql<{ row: object; key: object }>`
      select to_jsonb(t) - ${['customer_id', ...without]}::text[] as row,
             jsonb_build_object(${sql.join(key.flatMap((column) => [sql.lit(column), sql.ref(`t.${column}`)]))}) as key
      from ${sql.table(name)} t
      where customer_id = ${customerId} and ${begun} order by ${columns} limit ${rowsAtOnce}`.execute(db)
    return pageOf(
      rows.map(({ row }) => row),
      rows.length,
      rows.at(-1)?.key ?? {},
    )
  },
})

export const parts: Part[] = [
  contacts('contacts.jsonl', false),
  contacts('contacts-in-trash.jsonl', true),
  table('customers', ['customer_id']),
  table('users', ['id'], ['password_hash', 'mail_token']),
  table('identities', ['id']),
  table('tokens', ['id'], ['token_hash']),
  table('labels', ['id']),
  table('contact_types', ['id']),
  table('custom_fields', ['id']),
  table('segments', ['id']),
  table('merged_contacts', ['id']),
  table('not_duplicates', ['one', 'other']),
  table('contact_photos', ['contact_id', 'photo'], ['is_lost']),
  table('change_sets', ['id']),
  table('changes', ['sequence']),
  table('undo_left', ['entity_id', 'property', 'undo_id']),
  table('imports', ['id'], ['fingerprint']),
  table('import_rows', ['import_id', 'row_number']),
  table('exports', ['id']),
  table('spreadsheets', ['id']),
  table('notifications', ['id']),
  table('mails', ['id'], ['letter']),
  table('webhooks', ['id'], ['secret', 'old_secret', 'lease']),
  table('webhook_deliveries', ['id']),
  table('audit', ['id']),
]

export interface ArchivedFile {
  id: string
  name: string
  size: number
}

/** Of the files that something keeps, the next one; those of exports can be made again. */
export async function nextFile(db: Scope, customerId: string, after: string): Promise<ArchivedFile | undefined> {
  const { rows } = await sql<ArchivedFile>`
    select id, name, size from files
    where customer_id = ${customerId} and id > ${after} and keepers > 0
      and not exists (select from exports where exports.customer_id = files.customer_id and file_id = files.id and spreadsheet_id is null)
    order by id limit 1`.execute(db)
  return rows[0]
}
