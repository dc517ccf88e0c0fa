import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Config } from '../config.ts'
import type { Database, Scope } from '../database/database.ts'

const settingName = 'setup token'

/**
 * The token of the link that a server without SETUP_TOKEN prints until its first organisation is made. It is kept in
 * the database, so the link of any process works at every other.
 * @returns undefined where the operator has said who may make organisations, or there is one already
 */
export async function linkToken({ system }: Database, config: Config): Promise<string | undefined> {
  if (config.SETUP_TOKEN !== undefined || config.ALLOW_SIGN_UP) return undefined
  if ((await system.selectFrom('customers').select('customer_id').limit(1).executeTakeFirst()) !== undefined)
    return undefined
  await system
    .insertInto('server_settings')
    .values({ name: settingName, value: randomBytes(24).toString('base64url') })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const kept = await system
    .selectFrom('server_settings')
    .select('value')
    .where('name', '=', settingName)
    .executeTakeFirst()
  return kept?.value
}

/** Whether somebody may make an organisation. The link's token is good for one; it is used up in the transaction `db`. */
export async function mayCreateCustomer(db: Scope, config: Config, given: string | undefined): Promise<boolean> {
  if (config.ALLOW_SIGN_UP) return true
  if (given === undefined) return false
  if (config.SETUP_TOKEN !== undefined) return isSame(given, config.SETUP_TOKEN)
  const kept = await db
    .selectFrom('server_settings')
    .select('value')
    .where('name', '=', settingName)
    .forUpdate()
    .executeTakeFirst()
  if (kept === undefined || !isSame(given, kept.value)) return false
  await db.deleteFrom('server_settings').where('name', '=', settingName).execute()
  return true
}

/** Whether somebody knows the SETUP_TOKEN; the token of a printed link is for the first organisation alone. */
export const isOperator = ({ SETUP_TOKEN }: Config, given: string): boolean =>
  SETUP_TOKEN !== undefined && isSame(given, SETUP_TOKEN)

function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}
