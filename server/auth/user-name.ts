import { sql } from 'kysely'
import type { Author } from '../database/changes.ts'
import type { Scope } from '../database/database.ts'

/** What to call a user where others read it: the name, if there is one, and the e-mail. */
export async function userName(db: Scope, { customerId, userId }: Author): Promise<string> {
  const { rows } = await sql<{ email: string; name: string }>`
    select email, concat_ws(' ', first_name, last_name) as name from users
    where customer_id = ${customerId} and id = ${userId}`.execute(db)
  const [{ email, name } = { email: '', name: '' }] = rows
  return name === '' ? email : `${name} (${email})`
}
